import Commerce
import Dialogue

/// Finds or makes the conversation of a customer with an account.
struct ConversationLookup {
  let transaction: Transaction
  let account: ChannelAccountKey

  /// - Parameters:
  ///   - customer: resolved; a conversation of someone merged into them is theirs too.
  ///   - isNew: whether the customer was made in this very transaction, and so has no conversation.
  func conversation(of customer: CustomerID, chat: ChatAddress, isNew: Bool) throws -> Int64 {
    if !isNew, let known = try own(customer) ?? merged(customer) { return known }
    let id = transaction.ids.nextValue()
    let made = try transaction.connection.execute(
      """
      INSERT INTO conversations (store_id, channel, account, id, customer_id, chat, state, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
      ON CONFLICT (store_id, channel, account, customer_id) DO NOTHING
      """,
      account.columns + [
        .integer(id), .id(customer), .text(chat.rawValue), .text(try JSONLine.encode(ConversationState())),
        .time(transaction.now),
      ])
    if made == 1 { return id }
    guard let other = try own(customer) else { throw StorageError.notFound("the conversation just made") }
    return other
  }

  private func own(_ customer: CustomerID) throws -> Int64? {
    try transaction.connection.first(
      "SELECT id FROM conversations WHERE store_id = $1 AND channel = $2 AND account = $3 AND customer_id = $4",
      account.columns + [.id(customer)])?.int64("id")
  }

  private func merged(_ customer: CustomerID) throws -> Int64? {
    let others = try IdentityResolution.group(
      of: customer, store: account.storeID, transaction.connection
    ).dropFirst()
    let rows = try transaction.connection.query(
      """
      SELECT id FROM conversations
      WHERE store_id = $1 AND channel = $2 AND account = $3 AND customer_id IN ({IDS})
      """, account.columns, ids: others.map(\.rawValue))
    return try rows.map { try $0.int64("id") }.min()
  }
}
