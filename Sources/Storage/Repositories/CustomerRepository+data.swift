import Commerce

extension CustomerRepository {
  package func exists(_ customer: CustomerID) async throws -> Bool {
    try await scope.read { connection, store in
      try connection.first("SELECT 1 FROM customers WHERE store_id = $1 AND id = $2", [.id(store), .id(customer)])
        != nil
    }
  }

  /// All rows that are about a customer and those merged with them, by table.
  package func export(_ customer: CustomerID) async throws -> [String: [[String: ExportedValue]]] {
    try await scope.read { connection, store in
      let group = try IdentityResolution.group(of: customer, store: store, connection).map(\.rawValue)
      var tables: [String: [[String: ExportedValue]]] = [:]
      for (table, statement) in Self.exported {
        let rows = try connection.query(statement, [.id(store)], ids: group)
        if !rows.isEmpty { tables[table] = rows.map { $0.all.mapValues(ExportedValue.init) } }
      }
      return tables
    }
  }

  private static let exported: [(table: String, sql: String)] = [
    ("customers", "SELECT * FROM customers WHERE store_id = $1 AND id IN ({IDS})"),
    ("identities", "SELECT channel, value, created_at FROM identities WHERE store_id = $1 AND customer_id IN ({IDS})"),
    ("customer_addresses", "SELECT * FROM customer_addresses WHERE store_id = $1 AND customer_id IN ({IDS})"),
    ("customer_consents", "SELECT * FROM customer_consents WHERE store_id = $1 AND customer_id IN ({IDS})"),
    (
      "payment_customers",
      """
      SELECT provider, provider_customer, created_at FROM payment_customers
      WHERE store_id = $1 AND customer_id IN ({IDS})
      """
    ),
    ("loyalty_entries", "SELECT * FROM loyalty_entries WHERE store_id = $1 AND customer_id IN ({IDS})"),
    ("orders", "SELECT * FROM orders WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY id"),
    (
      "order_lines",
      """
      SELECT l.* FROM order_lines l JOIN orders o ON o.store_id = l.store_id AND o.id = l.order_id
      WHERE l.store_id = $1 AND o.customer_id IN ({IDS}) ORDER BY l.order_id, l.position
      """
    ),
    (
      "returns",
      """
      SELECT r.* FROM returns r JOIN orders o ON o.store_id = r.store_id AND o.id = r.order_id
      WHERE r.store_id = $1 AND o.customer_id IN ({IDS})
      """
    ),
    ("coupon_uses", "SELECT * FROM coupon_uses WHERE store_id = $1 AND customer_id IN ({IDS})"),
    ("stock_watches", "SELECT * FROM stock_watches WHERE store_id = $1 AND customer_id IN ({IDS})"),
    ("search_events", "SELECT query, at FROM search_events WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY id"),
    (
      "messages_in",
      """
      SELECT i.channel, i.payload, i.received_at FROM inbox i
      JOIN conversations c ON c.store_id = i.store_id AND c.id = i.conversation_id
      WHERE i.store_id = $1 AND c.customer_id IN ({IDS}) ORDER BY i.conversation_id, i.sequence
      """
    ),
    (
      "messages_out",
      """
      SELECT x.channel, x.body, x.created_at FROM outbox x
      JOIN conversations c ON c.store_id = x.store_id AND c.id = x.conversation_id
      WHERE x.store_id = $1 AND c.customer_id IN ({IDS}) ORDER BY x.conversation_id, x.sequence
      """
    ),
  ]

  /// Erases a person: what names them goes, the books' figures stay.
  /// - Throws: ``StorageError/illegalMove(_:)`` while an order of theirs is on its way.
  /// - Returns: the receipt, which is kept: rows erased or made nameless, by table.
  package func erase(_ customer: CustomerID, who: String) async throws -> [String: Int] {
    try await scope.write { transaction, store in
      let group = try IdentityResolution.group(of: customer, store: store, transaction.connection)
      let open = try OrderRows(connection: transaction.connection, store: store).newest(of: group, limit: 1_000)
        .first(where: \.state.isOpen)
      if let open {
        throw StorageError.illegalMove("order \(open.number) is \(open.state.words): deliver or cancel it first")
      }
      return try CustomerErasure(transaction: transaction, store: store).erase(customer, who: who)
    }
  }

  /// The receipts of erasures, the newest first.
  package func erasures(limit: Int) async throws -> [(at: Timestamp, who: String, rows: [String: Int])] {
    try await scope.read { connection, store in
      try connection.query(
        "SELECT at, who, receipt FROM erasures WHERE store_id = $1 ORDER BY id DESC LIMIT $2",
        [.id(store), .int(limit)]
      ).map { (try $0.time("at"), try $0.text("who"), try $0.json("receipt")) }
    }
  }
}

/// A column's value as it is handed to the person it is about.
package enum ExportedValue: Hashable, Encodable, Sendable {
  case none
  case number(Int64)
  case decimal(Double)
  case text(String)
  case flag(Bool)

  init(_ value: SQLValue) {
    switch value {
    case .null: self = .none
    case .integer(let value): self = .number(value)
    case .real(let value): self = .decimal(value)
    case .text(let value): self = .text(value)
    case .bool(let value): self = .flag(value)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .none: try container.encodeNil()
    case .number(let value): try container.encode(value)
    case .decimal(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    }
  }
}
