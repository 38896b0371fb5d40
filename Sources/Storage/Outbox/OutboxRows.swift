import Commerce
import Dialogue

/// Puts a turn's calls into the outbox, in order, within the turn's transaction.
struct OutboxRows {
  let transaction: Transaction
  let input: TurnInput

  private var connection: any Connection { transaction.connection }

  /// - Parameter ignoringOptOut: for the answer to "stop" itself, which must still go out.
  func add(_ calls: [ChannelCall], turn: Int64?, ignoringOptOut: Bool) throws {
    guard !calls.isEmpty else { return }
    let row = try connection.first(
      """
      UPDATE conversations SET outbound_sequence = outbound_sequence + $3
      WHERE store_id = $1 AND id = $2 RETURNING outbound_sequence
      """, input.key.columns + [.int(calls.count)])
    guard let row else { throw StorageError.notFound("conversation \(input.key.conversationID)") }
    let first = try row.int64("outbound_sequence") - Int64(calls.count) + 1
    for (call, sequence) in zip(calls, first...) {
      try connection.execute(
        """
        INSERT INTO outbox (store_id, channel, account, id, conversation_id, sequence, chat, method, body,
          next_attempt_at, ignores_opt_out, turn_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10)
        """,
        input.account.columns + [
          .integer(transaction.ids.nextValue()), .integer(input.key.conversationID), .integer(sequence),
          .text(input.chat.rawValue), .text(call.method), .text(call.body), .time(transaction.now),
          .bool(ignoringOptOut), .maybe(turn),
        ])
    }
  }
}
