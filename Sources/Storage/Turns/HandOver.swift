import Commerce
import Dialogue

/// A conversation passes to a person and back.
struct HandOver {
  let transaction: Transaction
  let key: ConversationKey

  private var trail: AuditTrail { AuditTrail(transaction: transaction, store: key.storeID) }
  private var connection: any Connection { transaction.connection }

  /// Taking over what is taken over already keeps the first moment and adds no second task.
  /// - Parameter isSilent: a person was asked for or is there, and the bot says nothing from now on.
  func begin(reason: String, isSilent: Bool) throws {
    let changed = try connection.execute(
      """
      UPDATE conversations SET handed_over_at = COALESCE(handed_over_at, $3), hand_over_reason = $4,
        silent_at = COALESCE(silent_at, $5), updated_at = $3
      WHERE store_id = $1 AND id = $2
      """,
      key.columns + [.time(transaction.now), .text(reason), isSilent ? .time(transaction.now) : .null])
    guard changed == 1 else { throw StorageError.notFound("conversation \(key.conversationID)") }
    try trail.note("conversation handed over", of: String(key.conversationID), who: "the bot or staff", why: reason)
    let open = try connection.first(
      "SELECT 1 FROM staff_tasks WHERE store_id = $1 AND conversation_id = $2 AND kind = 'hand_over' AND closed_at IS NULL",
      key.columns)
    guard open == nil else { return }
    try connection.execute(
      """
      INSERT INTO staff_tasks (store_id, conversation_id, id, kind, reason, created_at)
      VALUES ($1, $2, $3, 'hand_over', $4, $5)
      """,
      key.columns + [.integer(transaction.ids.nextValue()), .text(reason), .time(transaction.now)])
  }

  func end(by who: String) throws {
    let changed = try connection.execute(
      """
      UPDATE conversations SET handed_over_at = NULL, hand_over_reason = NULL, silent_at = NULL, updated_at = $3
      WHERE store_id = $1 AND id = $2
      """, key.columns + [.time(transaction.now)])
    guard changed == 1 else { throw StorageError.notFound("conversation \(key.conversationID)") }
    try trail.note("conversation handed back", of: String(key.conversationID), who: who, why: "handed back")
    try connection.execute(
      """
      UPDATE staff_tasks SET closed_at = $3, closed_by = $4
      WHERE store_id = $1 AND conversation_id = $2 AND kind = 'hand_over' AND closed_at IS NULL
      """, key.columns + [.time(transaction.now), .text(who)])
  }
}
