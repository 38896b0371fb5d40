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

  /// Adds calls outside a turn's commit.
  /// - Parameter ignoringOptOut: for the answer to "stop" itself, which must still go out.
  func add(_ calls: [ChannelCall], turn: Int64?, ignoringOptOut: Bool) throws {
    guard !calls.isEmpty else { return }
    let row = try connection.first(
      """
      UPDATE conversations SET outbound_sequence = outbound_sequence + $3
      WHERE store_id = $1 AND id = $2 RETURNING outbound_sequence
      """, key.columns + [.int(calls.count)])
    guard let row else { throw StorageError.notFound("conversation \(key.conversationID)") }
    _ = try add(
      calls, turn: turn, ignoringOptOut: ignoringOptOut,
      after: try row.int64("outbound_sequence") - Int64(calls.count), sending: nil)
  }

  /// - Parameters:
  ///   - last: the conversation's newest place in the outbox; the caller moves it on.
  ///   - sending: the claim under which the first is taken at once, with the conversation's row.
  /// - Returns: the first, where it was taken; nothing older of the conversation is unsettled then.
  func add(
    _ calls: [ChannelCall], turn: Int64?, ignoringOptOut: Bool, after last: Int64,
    sending: (claim: SendClaim, conversation: Row)?
  ) throws -> OutboxItem? {
    var taken: OutboxItem?
    for (place, call) in calls.enumerated() {
      let id = transaction.ids.nextValue()
      var claim: SendClaim?
      if place == 0, let sending, try isSettled() {
        claim = sending.claim
        taken = try item(id, call, sending.conversation)
        taken?.isLast = calls.count == 1
      }
      try insert(call, id: id, sequence: last + 1 + Int64(place), turn: turn, ignoringOptOut, claim)
    }
    return taken
  }

  /// Whether everything said so far in the conversation has gone or was given up.
  private func isSettled() throws -> Bool {
    try connection.first(
      "SELECT 1 FROM outbox WHERE store_id = $1 AND conversation_id = $2 AND settled_at IS NULL LIMIT 1",
      key.columns) == nil
  }

  private func item(_ id: Int64, _ call: ChannelCall, _ conversation: Row) throws -> OutboxItem {
    OutboxItem(
      id: id, key: key, account: account, chat: chat, call: call, attempts: 0,
      lastInboundAt: try SQLOutboxStore.windowStart(conversation), isOptedOut: try conversation.bool("opted_out"))
  }

  private func insert(
    _ call: ChannelCall, id: Int64, sequence: Int64, turn: Int64?, _ ignoringOptOut: Bool, _ claim: SendClaim?
  ) throws {
    let due = claim.map { transaction.now.adding(milliseconds: $0.leaseMilliseconds) } ?? transaction.now
    try connection.execute(
      """
      INSERT INTO outbox (store_id, channel, account, id, conversation_id, sequence, chat, method, body,
        created_at, ignores_opt_out, turn_id, next_attempt_at, state, lease_owner, attempts)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
      """,
      account.columns + [
        .integer(id), .integer(key.conversationID), .integer(sequence), .text(chat.rawValue),
        .text(call.method), .text(call.body), .time(transaction.now), .bool(ignoringOptOut), .maybe(turn), .time(due),
        .text((claim == nil ? OutboxState.pending : .sending).rawValue), .integer(claim?.owner ?? 0),
        .int(claim == nil ? 0 : 1),
      ])
  }
}
