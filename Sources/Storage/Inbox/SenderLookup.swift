import Commerce
import Dialogue

/// What is known of a message and its sender, found in one statement: nearly every message comes from somebody who has
/// written to the account before, and most others from somebody wholly new.
enum SenderLookup {
  /// The message itself was received before.
  case receivedBefore
  /// - Parameter saysNothingNew: the sender's profile holds nothing that is not known yet.
  case familiar(CustomerID, conversation: Int64, saysNothingNew: Bool)
  /// Whatever takes more to find out: somebody is new or linked to others, one of several identities is new, or the
  /// account has no conversation of the customer's own yet.
  case other

  static func find(_ message: InboundMessage, _ connection: any Connection) throws -> SenderLookup {
    guard let first = message.sender.identities.first else { return .other }
    let row = try connection.first(
      """
      SELECT i.customer_id, v.id AS conversation, c.name, c.phone, c.language,
        EXISTS (SELECT 1 FROM inbox m
          WHERE m.store_id = $1 AND m.channel = $2 AND m.account = $3 AND m.message_id = $4) AS is_received,
        EXISTS (SELECT 1 FROM customer_links l WHERE l.store_id = $1 AND l.from_customer = i.customer_id) AS is_linked
      FROM (SELECT 1 AS one) o
      LEFT JOIN identities i ON i.store_id = $1 AND i.channel = $5 AND i.value = $6
      LEFT JOIN customers c ON c.store_id = $1 AND c.id = i.customer_id
      LEFT JOIN conversations v
        ON v.store_id = $1 AND v.channel = $2 AND v.account = $3 AND v.customer_id = i.customer_id
      """,
      message.account.columns + [.text(message.messageID), .text(first.channel.rawValue), .text(first.value)])
    guard let row else { return .other }
    if try row.bool("is_received") { return .receivedBefore }
    guard let customer = try row.optionalInt64("customer_id").map({ CustomerID($0) }),
      let conversation = try row.optionalInt64("conversation"), try !row.bool("is_linked"),
      try owns(customer, message.sender.identities.dropFirst(), store: message.account.storeID, connection)
    else { return .other }
    return .familiar(
      customer, conversation: conversation, saysNothingNew: try saysNothingNew(message.sender, of: row))
  }

  private static func owns(
    _ customer: CustomerID, _ identities: some Sequence<ChannelIdentity>, store: StoreID, _ connection: any Connection
  ) throws -> Bool {
    try identities.allSatisfy { try IdentityResolution.owner(of: $0, store: store, connection) == customer }
  }

  private static func saysNothingNew(_ sender: Sender, of row: Row) throws -> Bool {
    func isKnown(_ said: String?, _ column: String) throws -> Bool {
      try said == nil || row.optionalText(column) != nil
    }
    return try isKnown(sender.name, "name") && isKnown(sender.phone, "phone") && isKnown(sender.language, "language")
  }
}
