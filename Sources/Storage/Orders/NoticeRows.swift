import Commerce
import Dialogue

/// Puts notices into conversations' inboxes, in the transaction of what they tell of.
struct NoticeRows {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// - Parameter key: the notice's own; a second one with it is not told.
  func tell(_ notice: OrderNotice, in conversation: Int64, key: String) throws {
    let row = try connection.first(
      "SELECT channel, account, customer_id, chat FROM conversations WHERE store_id = $1 AND id = $2",
      [.id(store), .integer(conversation)])
    guard let row else { return }
    let channel = ChannelName(rawValue: try row.text("channel"))
    let account = ChannelAccountKey(storeID: store, channel: channel, externalID: try row.text("account"))
    let messageID = "souk:\(key)"
    guard
      try connection.first(
        "SELECT 1 FROM inbox WHERE store_id = $1 AND channel = $2 AND account = $3 AND message_id = $4",
        account.columns + [.text(messageID)]) == nil
    else { return }
    let moved = try connection.first(
      """
      UPDATE conversations SET inbound_sequence = inbound_sequence + 1, work_since = COALESCE(work_since, $3),
        not_before = 0, updated_at = $3
      WHERE store_id = $1 AND id = $2 RETURNING inbound_sequence
      """, [.id(store), .integer(conversation), .time(transaction.now)])
    guard let moved else { return }
    let chat = try row.text("chat")
    let message = InboundMessage(
      account: account, messageID: messageID,
      sender: Sender(identities: [ChannelIdentity(channel: channel, value: chat)]), chat: ChatAddress(rawValue: chat),
      sentAt: transaction.now,
      content: .system(kind: OrderNotice.messageKind, payload: try JSONText.encode(notice)))
    try connection.execute(
      """
      INSERT INTO inbox (store_id, channel, account, conversation_id, sequence, message_id, payload, received_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      account.columns + [
        .integer(conversation), .integer(try moved.int64("inbound_sequence")), .text(messageID), .json(message),
        .time(transaction.now),
      ])
  }

  /// Tells everybody who works for the shop and has written to its bot.
  func tellStaff(_ notice: OrderNotice, key: String) throws {
    let rows = try connection.query(
      """
      SELECT DISTINCT c.id FROM staff_members s
      JOIN identities i ON i.store_id = s.store_id AND i.channel = s.channel AND i.value = s.value
      JOIN conversations c ON c.store_id = i.store_id AND c.channel = i.channel AND c.customer_id = i.customer_id
      WHERE s.store_id = $1 ORDER BY c.id
      """, [.id(store)])
    for row in rows { try tell(notice, in: try row.int64("id"), key: key) }
  }

  /// Something a person must do. One of a kind and conversation is open at a time; the reason says which order.
  func task(_ kind: String, reason: String, conversation: Int64) throws {
    let open = try connection.first(
      """
      SELECT 1 FROM staff_tasks
      WHERE store_id = $1 AND conversation_id = $2 AND kind = $3 AND reason = $4 AND closed_at IS NULL
      """, [.id(store), .integer(conversation), .text(kind), .text(reason)])
    guard open == nil else { return }
    try connection.execute(
      """
      INSERT INTO staff_tasks (store_id, id, conversation_id, kind, reason, created_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .integer(conversation), .text(kind), .text(reason),
        .time(transaction.now),
      ])
  }

  /// Later work, in the same transaction as what it is for. A job whose key waits already stays as it is.
  func enqueue(_ job: Job) throws {
    try connection.execute(
      """
      INSERT INTO jobs (store_id, key, kind, payload, run_at, attempts, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (store_id, key) DO NOTHING
      """,
      [
        .id(job.storeID), .text(job.key), .text(job.kind), .text(job.payload), .time(job.runAt), .int(job.attempts),
        .time(transaction.now),
      ])
  }
}
