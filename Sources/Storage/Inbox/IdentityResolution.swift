import Commerce
import Dialogue

/// Who an identity is: customers and the links that merge them. Links are read at each use, so that deleting one
/// undoes its merge.
struct IdentityResolution {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// The customer behind identities of one person. One that is new is made; several that were known apart are linked,
  /// the newer to the older.
  /// - Returns: the customer, and whether they were made here.
  func customer(of identities: [ChannelIdentity]) throws -> (customer: CustomerID, isNew: Bool) {
    guard !identities.isEmpty else {
      throw StorageError.badValue(column: "sender", expected: "at least one identity", found: "none")
    }
    var owners: [CustomerID] = []
    var unknown: [ChannelIdentity] = []
    for identity in identities {
      if let owner = try owner(of: identity) { owners.append(owner) } else { unknown.append(identity) }
    }
    let isNew = owners.isEmpty
    let customer = try owners.map(root).min() ?? transaction.ids.next()
    var isUsed = !isNew
    for identity in unknown {
      if try add(identity, to: customer) {
        isUsed = true
      } else if let owner = try owner(of: identity) {
        // Another process was a moment faster, or the payload names it twice.
        owners.append(owner)
      }
    }
    if isNew, isUsed { try create(customer) }
    // Nobody else has any of the identities: there is nothing to merge.
    if isNew, isUsed, owners.isEmpty { return (customer, true) }
    return (try merge(Set(isUsed ? owners + [customer] : owners)), false)
  }

  /// Follows the links to the customer that stands for all.
  func root(_ customer: CustomerID) throws -> CustomerID {
    try Self.root(customer, store: store, connection)
  }

  static func root(_ customer: CustomerID, store: StoreID, _ connection: any Connection) throws -> CustomerID {
    var current = customer
    // Links run from newer to older ids only, so that they end.
    while let row = try connection.first(
      "SELECT to_customer FROM customer_links WHERE store_id = $1 AND from_customer = $2", [.id(store), .id(current)])
    {
      let next: CustomerID = try row.id("to_customer")
      guard next < current else { break }
      current = next
    }
    return current
  }

  /// Everyone who is the same person as a customer, the root first. Hardly anyone is linked: that is found out first.
  static func person(
    of customer: CustomerID, store: StoreID, _ connection: any Connection
  ) throws -> [CustomerID] {
    let link = try connection.first(
      "SELECT 1 FROM customer_links WHERE store_id = $1 AND (from_customer = $2 OR to_customer = $2) LIMIT 1",
      [.id(store), .id(customer)])
    guard link != nil else { return [customer] }
    return try group(of: try root(customer, store: store, connection), store: store, connection)
  }

  /// Everyone a root stands for, itself first, then by age.
  static func group(of root: CustomerID, store: StoreID, _ connection: any Connection) throws -> [CustomerID] {
    let rows = try connection.query(
      """
      WITH RECURSIVE linked(id) AS (
        SELECT from_customer FROM customer_links WHERE store_id = $1 AND to_customer = $2
        UNION
        SELECT l.from_customer FROM customer_links l JOIN linked ON l.to_customer = linked.id WHERE l.store_id = $1
      )
      SELECT id FROM linked ORDER BY id
      """, [.id(store), .id(root)])
    return [root] + (try rows.map { try $0.id("id") })
  }

  private func owner(of identity: ChannelIdentity) throws -> CustomerID? {
    try Self.owner(of: identity, store: store, connection)
  }

  static func owner(
    of identity: ChannelIdentity, store: StoreID, _ connection: any Connection
  ) throws -> CustomerID? {
    try connection.first(
      "SELECT customer_id FROM identities WHERE store_id = $1 AND channel = $2 AND value = $3",
      [.id(store), .text(identity.channel.rawValue), .text(identity.value)])?.id("customer_id")
  }

  private func add(_ identity: ChannelIdentity, to customer: CustomerID) throws -> Bool {
    try connection.execute(
      """
      INSERT INTO identities (store_id, channel, value, customer_id, created_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, channel, value) DO NOTHING
      """,
      [
        .id(store), .text(identity.channel.rawValue), .text(identity.value), .id(customer), .time(transaction.now),
      ]) == 1
  }

  /// Whoever is new has bought nothing, which need not be counted.
  private func create(_ customer: CustomerID) throws {
    try connection.execute(
      "INSERT INTO customers (store_id, id, created_at, updated_at) VALUES ($1, $2, $3, $3)",
      [.id(store), .id(customer), .time(transaction.now)])
    try SpendingRows(connection: connection, store: store).begin(customer, at: transaction.now)
  }

  private func merge(_ customers: Set<CustomerID>) throws -> CustomerID {
    let roots = Set(try customers.map(root)).sorted()
    guard let oldest = roots.first else { throw StorageError.notFound("the sender's customer") }
    for newer in roots.dropFirst() {
      try connection.execute(
        """
        INSERT INTO customer_links (store_id, from_customer, to_customer, reason, created_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (store_id, from_customer) DO NOTHING
        """,
        [.id(store), .id(newer), .id(oldest), "identities of one person in one payload", .time(transaction.now)])
    }
    return oldest
  }
}
