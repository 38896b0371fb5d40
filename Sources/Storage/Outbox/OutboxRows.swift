import Commerce
import Dialogue

/// Puts calls into a conversation's outbox, in order, within a transaction.
struct OutboxRows {
  let transaction: Transaction
  let key: ConversationKey
  let account: ChannelAccountKey
  let chat: ChatAddress

  init(transaction: Transaction, key: ConversationKey, account: ChannelAccountKey, chat: ChatAddress) {
    self.transaction = transaction
    self.key = key
    self.account = account
    self.chat = chat
  }

  init(transaction: Transaction, input: TurnInput) {
    self.init(transaction: transaction, key: input.key, account: input.account, chat: input.chat)
  }

  private var connection: any Connection { transaction.connection }

  /// - Parameter ignoringOptOut: for the answer to "stop" itself, which must still go out.
  func add(_ calls: [ChannelCall], turn: Int64?, ignoringOptOut: Bool) throws {
    guard !calls.isEmpty else { return }
    let row = try connection.first(
      """
      UPDATE conversations SET outbound_sequence = outbound_sequence + $3
      WHERE store_id = $1 AND id = $2 RETURNING outbound_sequence
      """, key.columns + [.int(calls.count)])
    guard let row else { throw StorageError.notFound("conversation \(key.conversationID)") }
    let first = try row.int64("outbound_sequence") - Int64(calls.count) + 1
    for (call, sequence) in zip(calls, first...) {
      try connection.execute(
        """
        INSERT INTO outbox (store_id, channel, account, id, conversation_id, sequence, chat, method, body,
          next_attempt_at, ignores_opt_out, turn_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10)
        """,
        account.columns + [
          .integer(transaction.ids.nextValue()), .integer(key.conversationID), .integer(sequence),
          .text(chat.rawValue), .text(call.method), .text(call.body), .time(transaction.now),
          .bool(ignoringOptOut), .maybe(turn),
        ])
    }
  }
}
