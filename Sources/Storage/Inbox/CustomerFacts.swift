import Commerce
import Dialogue

/// What channels and shoppers say of a customer.
struct CustomerFacts {
  let connection: any Connection
  let store: StoreID
  let now: Timestamp

  /// Takes what the sender's profile says where we know nothing yet; writes only where something is new.
  func fill(_ customer: CustomerID, from sender: Sender) throws {
    guard sender.name != nil || sender.phone != nil || sender.language != nil else { return }
    try connection.execute(
      """
      UPDATE customers SET
        name = COALESCE(name, $3), phone = COALESCE(phone, $4), language = COALESCE(language, $5), updated_at = $6
      WHERE store_id = $1 AND id = $2 AND (
        (name IS NULL AND CAST($3 AS TEXT) IS NOT NULL) OR (phone IS NULL AND CAST($4 AS TEXT) IS NOT NULL)
        OR (language IS NULL AND CAST($5 AS TEXT) IS NOT NULL))
      """,
      [
        .id(store), .id(customer), .maybe(sender.name), .maybe(sender.phone), .maybe(sender.language), .time(now),
      ])
  }

  /// Takes what the shopper or staff said, over what was known; nil leaves it.
  func apply(_ change: CustomerChange, to customer: CustomerID) throws {
    try connection.execute(
      """
      UPDATE customers SET
        name = COALESCE($3, name), phone = COALESCE($4, phone), address = COALESCE($5, address),
        language = COALESCE($6, language), updated_at = $7
      WHERE store_id = $1 AND id = $2
      """,
      [
        .id(store), .id(customer), .maybe(change.name), .maybe(change.phone), .maybe(change.address),
        .maybe(change.language), .time(now),
      ])
  }

  /// The one customer who has this telephone number or e-mail address; nil for nobody, and for several people.
  static func known(by contact: String, store: StoreID, _ connection: any Connection) throws -> CustomerID? {
    let rows: [Row]
    if contact.contains("@") {
      rows = try connection.query(
        "SELECT customer_id AS id FROM customer_emails WHERE store_id = $1 AND email_hash = $2",
        [.id(store), .text(PastOrderWriter.hash(contact.lowercased()))])
    } else {
      let digits = contact.filter(\.isNumber)
      rows = try connection.query(
        "SELECT id FROM customers WHERE store_id = $1 AND phone IN ($2, $3) AND erased_at IS NULL",
        [.id(store), .text(digits), .text("+" + digits)])
    }
    let roots = Set(try rows.map { try IdentityResolution.root(try $0.id("id"), store: store, connection) })
    return roots.count == 1 ? roots.first : nil
  }

  /// The customer with the facts and identities of everyone linked to them; the root's own facts come first.
  static func customer(_ root: CustomerID, store: StoreID, _ connection: any Connection) throws -> Customer {
    try customer(try IdentityResolution.group(of: root, store: store, connection), store: store, connection)
  }

  /// - Parameter people: all rows of one person, the root first.
  static func customer(
    _ people: [CustomerID], store: StoreID, _ connection: any Connection
  ) throws -> Customer {
    let group = people.map(\.rawValue)
    let rows = try connection.query(
      "SELECT id, name, phone, address, language FROM customers WHERE store_id = $1 AND id IN ({IDS}) ORDER BY id",
      [.id(store)], ids: group)
    let identities = try connection.query(
      "SELECT channel, value FROM identities WHERE store_id = $1 AND customer_id IN ({IDS})",
      [.id(store)], ids: group)
    return try customer(people, rows: rows, identities: identities)
  }

  /// - Parameters:
  ///   - people: all rows of one person, the root first.
  ///   - rows: what is known of them, by id.
  static func customer(_ people: [CustomerID], rows: [Row], identities: [Row]) throws -> Customer {
    guard let root = people.first else { throw StorageError.notFound("a customer") }
    guard !rows.isEmpty else { throw StorageError.notFound("customer \(root.text)") }
    func fact(_ column: String) throws -> String? { try rows.lazy.compactMap { try $0.optionalText(column) }.first }
    return Customer(
      id: root, name: try fact("name"), phone: try fact("phone"), address: try fact("address"),
      language: try fact("language"),
      identities: try identities.map { "\(try $0.text("channel")):\(try $0.text("value"))" }.sorted())
  }
}
