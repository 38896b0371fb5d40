import Commerce
import Crypto
import Foundation

/// A customer with what the shop keeps beside the name.
package struct CustomerRecord: Hashable, Sendable {
  package var customer: Customer
  package let points: Int64
  /// What was paid for all orders, less what went back, in the store's currency.
  package let spentMinor: Int64
  package let createdAt: Timestamp

  package var tier: LoyaltyTier { LoyaltyTier(points: points) }
}

/// Which customers are meant; each narrows it.
package struct CustomerFilter: Hashable, Sendable {
  /// Digits; how it was written does not matter.
  package var phone: String?
  package var email: String?
  /// Any part of it, in any case.
  package var name: String?

  package init(phone: String? = nil, email: String? = nil, name: String? = nil) {
    self.phone = phone
    self.email = email
    self.name = name
  }
}

/// All that a shop has of a person, for them to take away.
package struct CustomerExport: Sendable {
  package let record: CustomerRecord
  package let addresses: [String]
  package let consents: [CustomerConsent]
  package let orders: [Order]
  package let points: [(points: Int64, reason: String, at: Timestamp)]
}

extension CustomerRepository {
  /// Newest first, those merged into others left out. - Parameter before: the last customer of the page before.
  package func page(before: CustomerID?, limit: Int, _ filter: CustomerFilter) async throws -> [CustomerRecord] {
    try await scope.read { connection, store in
      var parameters: [SQLValue] = [.id(store), .integer(before?.rawValue ?? .max), .int(limit)]
      var conditions = ""
      func add(_ condition: String, _ values: SQLValue...) {
        var text = condition
        for value in values {
          parameters.append(value)
          text = text.replacing("?", with: "$\(parameters.count)", maxReplacements: 1)
        }
        conditions += " AND " + text
      }
      if let phone = filter.phone {
        let digits = phone.filter(\.isNumber)
        add("c.phone IN (?, ?)", .text(digits), .text("+" + digits))
      }
      if let email = filter.email {
        add(
          """
          c.id IN (SELECT e.customer_id FROM customer_emails e WHERE e.store_id = $1 AND e.email_hash = ?)
          """, .text(Self.hash(email)))
      }
      if let name = filter.name?.lowercased() {
        add("LOWER(c.name) LIKE ? ESCAPE '!'", .text(LikePattern.containing(name)))
      }
      return try connection.query(
        """
        SELECT c.id FROM customers c WHERE c.store_id = $1 AND c.id < $2 AND c.erased_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM customer_links l WHERE l.store_id = c.store_id AND l.from_customer = c.id)\(conditions)
        ORDER BY c.id DESC LIMIT $3
        """, parameters
      ).map { try Self.record($0.id("id"), store, connection) }
    }
  }

  /// nil for somebody who is not there, was erased, or was merged into another.
  package func record(_ id: CustomerID) async throws -> CustomerRecord? {
    try await scope.read { connection, store in
      guard try Self.isThere(id, store, connection) else { return nil }
      return try Self.record(id, store, connection)
    }
  }

  package func create(_ facts: Customer, email: String?) async throws -> CustomerID {
    try await scope.write { transaction, store in
      let id: CustomerID = transaction.ids.next()
      try transaction.connection.execute(
        """
        INSERT INTO customers (store_id, id, name, phone, address, language, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        """,
        [
          .id(store), .id(id), .maybe(facts.name), .maybe(facts.phone), .maybe(facts.address), .maybe(facts.language),
          .time(transaction.now),
        ])
      if let email { try Self.setEmail(email, of: id, transaction, store) }
      return id
    }
  }

  /// Writes `new` where `old` is still what is stored, and the hash of an e-mail address where one is given.
  /// - Returns: whether it was.
  package func replace(_ old: CustomerRecord, with new: CustomerRecord, email: String?) async throws -> Bool {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      let id = old.customer.id
      _ = try connection.first(
        "SELECT 1 FROM customers WHERE store_id = $1 AND id = $2" + connection.forUpdate, [.id(store), .id(id)])
      guard try Self.isThere(id, store, connection), try Self.record(id, store, connection) == old else {
        return false
      }
      try connection.execute(
        """
        UPDATE customers SET name = $3, phone = $4, address = $5, language = $6, updated_at = $7
        WHERE store_id = $1 AND id = $2
        """,
        [
          .id(store), .id(id), .maybe(new.customer.name), .maybe(new.customer.phone), .maybe(new.customer.address),
          .maybe(new.customer.language), .time(transaction.now),
        ])
      if let email { try Self.setEmail(email, of: id, transaction, store) }
      return true
    }
  }

  /// - Returns: rows erased or made nameless, by table; nil where there is no such customer.
  package func forget(_ id: CustomerID, who: String) async throws -> [String: Int]? {
    try await scope.write { transaction, store in
      guard try Self.isThere(id, store, transaction.connection) else { return nil }
      return try CustomerErasure(transaction: transaction, store: store).erase(id, who: who)
    }
  }

  /// Everything of one person. Orders are the newest, at most `maximumOrders`.
  package func export(_ id: CustomerID, maximumOrders: Int) async throws -> CustomerExport? {
    try await scope.read { connection, store in
      guard try Self.isThere(id, store, connection) else { return nil }
      let group = try IdentityResolution.group(of: id, store: store, connection)
      let keys = group.map(\.rawValue)
      return CustomerExport(
        record: try Self.record(id, store, connection),
        addresses: try connection.query(
          "SELECT address FROM customer_addresses WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY id",
          [.id(store)], ids: keys
        ).map { try $0.text("address") },
        consents: try CustomerFileRows(connection: connection, store: store).consents(of: group),
        orders: try OrderRows(connection: connection, store: store).newest(of: group, limit: maximumOrders),
        points: try connection.query(
          "SELECT points, reason, at FROM loyalty_entries WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY id",
          [.id(store)], ids: keys
        ).map { (points: try $0.int64("points"), reason: try $0.text("reason"), at: try $0.time("at")) })
    }
  }

  // MARK: Rows

  static func isThere(_ id: CustomerID, _ store: StoreID, _ connection: any Connection) throws -> Bool {
    try connection.first(
      """
      SELECT 1 FROM customers c WHERE c.store_id = $1 AND c.id = $2 AND c.erased_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM customer_links l WHERE l.store_id = c.store_id AND l.from_customer = c.id)
      """, [.id(store), .id(id)]) != nil
  }

  private static func record(
    _ id: CustomerID, _ store: StoreID, _ connection: any Connection
  ) throws -> CustomerRecord {
    let group = try IdentityResolution.group(of: id, store: store, connection)
    let rows = try connection.query(
      "SELECT points, created_at FROM customers WHERE store_id = $1 AND id IN ({IDS})", [.id(store)],
      ids: group.map(\.rawValue))
    return CustomerRecord(
      customer: try CustomerFacts.customer(group, store: store, connection),
      points: try rows.reduce(0) { $0 + (try $1.int64("points")) },
      spentMinor: try spent(by: group, store, connection),
      createdAt: try rows.map { try $0.time("created_at") }.min() ?? Timestamp(milliseconds: 0))
  }

  /// From the index, and counted for who is not in it yet.
  private static func spent(
    by group: [CustomerID], _ store: StoreID, _ connection: any Connection
  ) throws -> Int64 {
    let rows = SpendingRows(connection: connection, store: store)
    if let indexed = try rows.indexed(group) { return indexed.totalMinor }
    let currency = try StoreRows.store(store, connection).currency
    return try group.reduce(0) { $0 + (try rows.counted($1, currency).totalMinor) }
  }

  /// A hash belongs to one customer: of two with one address, the one it was given to last is found by it.
  private static func setEmail(
    _ email: String, of id: CustomerID, _ transaction: Transaction, _ store: StoreID
  ) throws {
    try transaction.connection.execute(
      """
      INSERT INTO customer_emails (store_id, email_hash, customer_id) VALUES ($1, $2, $3)
      ON CONFLICT (store_id, email_hash) DO UPDATE SET customer_id = excluded.customer_id
      """, [.id(store), .text(hash(email)), .id(id)])
  }

  private static func hash(_ email: String) -> String {
    PastOrderWriter.hash(email.trimmingCharacters(in: .whitespaces).lowercased())
  }
}
