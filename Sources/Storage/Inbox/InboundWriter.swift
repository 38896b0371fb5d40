import Commerce
import Dialogue

/// Writes one batch inside a transaction that may hold several.
struct InboundWriter {
  let transaction: Transaction
  let texts: TextCache<InboundMessage>

  private var connection: any Connection { transaction.connection }

  /// - Returns: the conversations that now have work, each once, in the batch's order.
  func write(_ batch: InboundBatch) throws -> [ConversationKey] {
    for link in batch.identityLinks {
      _ = try identities(link.account).customer(of: [link.known, link.added])
    }
    var keys: [ConversationKey] = []
    for message in batch.messages {
      guard let key = try receive(message), !keys.contains(key) else { continue }
      keys.append(key)
    }
    for change in batch.reachability { try apply(change) }
    for update in batch.deliveries { try DeliveryReports(connection: connection).apply(update, at: transaction.now) }
    if let offset = batch.pollingOffset { try save(offset) }
    return keys
  }

  /// - Returns: nil for a message that was received before.
  private func receive(_ message: InboundMessage) throws -> ConversationKey? {
    guard let conversation = try conversation(of: message) else { return nil }
    let sequence = try advance(conversation, with: message)
    let payload = try JSONLine.encode(message)
    texts.remember(message, as: payload)
    let inserted = try connection.execute(
      """
      INSERT INTO inbox (store_id, channel, account, conversation_id, sequence, message_id, payload, received_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (store_id, channel, account, message_id) DO NOTHING
      """,
      message.account.columns + [
        .integer(conversation), .integer(sequence), .text(message.messageID), .text(payload), .time(transaction.now),
      ])
    guard inserted == 1 else { return nil }
    return ConversationKey(storeID: message.account.storeID, conversationID: conversation)
  }

  /// - Returns: nil for a message that was received before.
  private func conversation(of message: InboundMessage) throws -> Int64? {
    let facts = CustomerFacts(connection: connection, store: message.account.storeID, now: transaction.now)
    switch try SenderLookup.find(message, connection) {
    case .receivedBefore: return nil
    case .familiar(let customer, let conversation, let saysNothingNew):
      if !saysNothingNew { try facts.fill(customer, from: message.sender) }
      return conversation
    case .other:
      let found = try identities(message.account).customer(of: message.sender.identities)
      try facts.fill(found.customer, from: message.sender)
      return try ConversationLookup(transaction: transaction, account: message.account)
        .conversation(of: found.customer, chat: message.chat, isNew: found.isNew)
    }
  }

  /// Takes the message's place in its conversation, moves the conversation's facts forward, and has it looked at again
  /// at once: what an unfinished thought waited for may be this message.
  /// The row is locked before the message is written, so that a commit sees either both or neither.
  private func advance(_ conversation: Int64, with message: InboundMessage) throws -> Int64 {
    let isShopper = !message.isFromUs
    let rows = try connection.query(
      """
      UPDATE conversations SET
        inbound_sequence = inbound_sequence + 1,
        work_since = COALESCE(work_since, $3), not_before = 0,
        chat = CASE WHEN $6 AND $4 >= COALESCE(last_inbound_at, 0) THEN $5 ELSE chat END,
        last_inbound_at = CASE WHEN $6 AND $4 >= COALESCE(last_inbound_at, 0) THEN $4 ELSE last_inbound_at END,
        last_received_at = CASE WHEN $6 THEN $3 ELSE last_received_at END,
        unreachable = CASE WHEN $6 THEN $7 ELSE unreachable END,
        updated_at = $3
      WHERE store_id = $1 AND id = $2 RETURNING inbound_sequence
      """,
      [
        .id(message.account.storeID), .integer(conversation), .time(transaction.now), .time(message.sentAt),
        .text(message.chat.rawValue), .bool(isShopper), false,
      ])
    guard let row = rows.first else { throw StorageError.notFound("conversation \(conversation)") }
    return try row.int64("inbound_sequence")
  }

  /// By chat and by person, each over its index: a chat may have moved since its conversation began.
  private func apply(_ change: ReachabilityChange) throws {
    let update = "UPDATE conversations SET unreachable = $4, updated_at = $5"
    let values = change.account.columns + [.bool(!change.isReachable), .time(transaction.now)]
    try connection.execute(
      update + " WHERE store_id = $1 AND channel = $2 AND account = $3 AND chat = $6",
      values + [.text(change.chat.rawValue)])
    try connection.execute(
      update + """
         WHERE store_id = $1 AND channel = $2 AND account = $3 AND customer_id =
          (SELECT customer_id FROM identities WHERE store_id = $1 AND channel = $2 AND value = $6)
        """, values + [.text(change.identity.value)])
  }

  /// As told, backwards too: Telegram starts update ids anew after a quiet week.
  private func save(_ offset: InboundBatch.PollingOffset) throws {
    try connection.execute(
      """
      INSERT INTO polling_offsets (store_id, channel, account, next_offset) VALUES ($1, $2, $3, $4)
      ON CONFLICT (store_id, channel, account) DO UPDATE SET next_offset = excluded.next_offset
      """, offset.account.columns + [.integer(offset.next)])
  }

  private func identities(_ account: ChannelAccountKey) -> IdentityResolution {
    IdentityResolution(transaction: transaction, store: account.storeID)
  }
}

extension InboundMessage {
  /// A job's result: it neither opens the reply window nor shows that the shopper can be reached.
  var isFromUs: Bool {
    if case .system = content { true } else { false }
  }
}
