import Commerce
import Dialogue

/// Who has a conversation: an owner until a moment, and a number that rises each time it is taken.
struct ConversationLease {
  let transaction: Transaction
  let key: ConversationKey

  private var connection: any Connection { transaction.connection }

  /// - Returns: the conversation's row; nil where it has no work due or another has it.
  func take(owner: Int64, milliseconds: Int64) throws -> Row? {
    try connection.first(
      """
      UPDATE conversations SET lease_owner = $3, lease_until = $4, fence = fence + 1
      WHERE store_id = $1 AND id = $2 AND work_since IS NOT NULL AND not_before <= $5
        AND (lease_until <= $5 OR lease_owner = $3)
      RETURNING channel, account, customer_id, chat, state, handed_over_at, silent_at,
        opted_out, fence, last_inbound_at
      """,
      key.columns + [
        .integer(owner), .time(transaction.now.adding(milliseconds: milliseconds)), .time(transaction.now),
      ])
  }

  /// Checks that nobody has taken the lease since, and holds the row until the commit, so that a message that comes
  /// meanwhile waits and is counted right.
  func isHeld(fence: Int64) throws -> Bool {
    try connection.execute(
      "UPDATE conversations SET updated_at = $4 WHERE store_id = $1 AND id = $2 AND fence = $3 AND lease_owner <> 0",
      key.columns + [.integer(fence), .time(transaction.now)]) == 1
  }

  /// As ``isHeld(fence:)``, with what the commit needs of the conversation; nothing but this transaction changes it.
  /// The row is held, not written: writing it anew takes its whole state along, and the commit ends with that anyway.
  func held(fence: Int64) throws -> Row? {
    try connection.first(
      """
      SELECT outbound_sequence, last_inbound_at, last_received_at, opted_out FROM conversations
      WHERE store_id = $1 AND id = $2 AND fence = $3 AND lease_owner <> 0
      """ + connection.forUpdate, key.columns + [.integer(fence)])
  }

  /// Saves what the turn leaves and frees the conversation.
  /// - Returns: whether it still has work.
  func giveBack(state: String, outboundSequence: Int64) throws -> Bool {
    let row = try connection.first(
      """
      UPDATE conversations SET state = $3, outbound_sequence = $4, updated_at = $5, lease_owner = 0, lease_until = 0,
        not_before = 0, work_since = (SELECT MIN(received_at) FROM inbox
          WHERE store_id = $1 AND conversation_id = $2 AND status = 'pending')
      WHERE store_id = $1 AND id = $2 RETURNING work_since
      """, key.columns + [.text(state), .integer(outboundSequence), .time(transaction.now)])
    return try row?.optionalInt64("work_since") != nil
  }

  /// Frees the conversation and finds out whether it still has work.
  func giveBack(notBefore: Timestamp?) throws {
    try connection.execute(
      """
      UPDATE conversations SET lease_owner = 0, lease_until = 0, not_before = $3, work_since =
        (SELECT MIN(received_at) FROM inbox WHERE store_id = $1 AND conversation_id = $2 AND status = 'pending')
      WHERE store_id = $1 AND id = $2
      """, key.columns + [.integer(notBefore?.milliseconds ?? 0)])
  }
}
