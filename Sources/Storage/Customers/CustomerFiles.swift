import Commerce

/// An address that goods went to, or that somebody wrote down for a customer.
package struct CustomerAddress: Hashable, Sendable {
  package let id: Int64
  package let label: String?
  package let address: String
  package let usedAt: Timestamp
}

/// What a customer has agreed to, or not.
package struct CustomerConsent: Hashable, Sendable {
  /// Such as `marketing`; ``messages`` is what "stop" in a chat takes back.
  package let purpose: String
  package let isGiven: Bool
  package let source: String
  package let at: Timestamp

  package static let messages = "messages"
}

/// Addresses and consents of a customer and those merged with them.
struct CustomerFileRows {
  let connection: any Connection
  let store: StoreID

  /// Of one customer; the one used longest ago goes for a new one.
  static let maximumAddresses = 50
  static let maximumConsents = 50

  func addresses(of group: [CustomerID], before: Int64?, limit: Int) throws -> [CustomerAddress] {
    let rows = try connection.query(
      """
      SELECT id, label, address, used_at FROM customer_addresses
      WHERE store_id = $1 AND id < $2 AND customer_id IN ({IDS}) ORDER BY id DESC LIMIT $3
      """, [.id(store), .integer(before ?? .max), .int(limit)], ids: group.map(\.rawValue))
    return try rows.map {
      CustomerAddress(
        id: try $0.int64("id"), label: try $0.optionalText("label"), address: try $0.text("address"),
        usedAt: try $0.time("used_at"))
    }.sorted { $0.id > $1.id }.prefix(limit).map { $0 }
  }

  /// Each purpose once: of merged customers the newest word counts.
  func consents(of group: [CustomerID]) throws -> [CustomerConsent] {
    let rows = try connection.query(
      """
      SELECT purpose, is_given, source, at FROM customer_consents
      WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY at
      """, [.id(store)], ids: group.map(\.rawValue)
    ).map {
      CustomerConsent(
        purpose: try $0.text("purpose"), isGiven: try $0.bool("is_given"), source: try $0.text("source"),
        at: try $0.time("at"))
    }
    return Dictionary(rows.map { ($0.purpose, $0) }) { $1.at >= $0.at ? $1 : $0 }.values.sorted {
      $0.purpose < $1.purpose
    }
  }

  // MARK: Writing

  /// The same address again is the one that is there. - Returns: its id.
  func keep(
    _ address: String, _ label: String?, of customer: CustomerID, _ transaction: Transaction
  ) throws -> Int64 {
    let known = try connection.first(
      "SELECT id FROM customer_addresses WHERE store_id = $1 AND customer_id = $2 AND address = $3",
      [.id(store), .id(customer), .text(address)])
    if let known {
      let id = try known.int64("id")
      try connection.execute(
        "UPDATE customer_addresses SET used_at = $3, label = COALESCE($4, label) WHERE store_id = $1 AND id = $2",
        [.id(store), .integer(id), .time(transaction.now), .maybe(label)])
      return id
    }
    let id = transaction.ids.nextValue()
    try connection.execute(
      """
      INSERT INTO customer_addresses (store_id, id, customer_id, label, address, created_at, used_at)
      VALUES ($1, $2, $3, $4, $5, $6, $6)
      """,
      [.id(store), .integer(id), .id(customer), .maybe(label), .text(address), .time(transaction.now)])
    try connection.execute(
      """
      DELETE FROM customer_addresses WHERE store_id = $1 AND customer_id = $2 AND id NOT IN (
        SELECT id FROM customer_addresses WHERE store_id = $1 AND customer_id = $2
        ORDER BY used_at DESC, id DESC LIMIT $3)
      """, [.id(store), .id(customer), .int(Self.maximumAddresses)])
    return id
  }

  func set(_ consent: CustomerConsent, of customer: CustomerID) throws {
    try connection.execute(
      """
      INSERT INTO customer_consents (store_id, customer_id, purpose, is_given, source, at)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (store_id, customer_id, purpose) DO UPDATE SET is_given = excluded.is_given,
        source = excluded.source, at = excluded.at
      """,
      [
        .id(store), .id(customer), .text(consent.purpose), .bool(consent.isGiven), .text(consent.source),
        .time(consent.at),
      ])
  }
}

extension CustomerRepository {
  package static let maximumConsents = CustomerFileRows.maximumConsents

  /// The newest first. - Returns: nil where there is no such customer.
  package func addresses(of id: CustomerID, before: Int64?, limit: Int) async throws -> [CustomerAddress]? {
    try await scope.read { connection, store in
      guard try Self.isThere(id, store, connection) else { return nil }
      let group = try IdentityResolution.group(of: id, store: store, connection)
      return try CustomerFileRows(connection: connection, store: store)
        .addresses(of: group, before: before, limit: limit)
    }
  }

  /// - Returns: nil where there is no such customer.
  package func keepAddress(_ address: String, label: String?, of id: CustomerID) async throws -> CustomerAddress? {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      guard try Self.isThere(id, store, connection) else { return nil }
      let rows = CustomerFileRows(connection: connection, store: store)
      let key = try rows.keep(address, label, of: id, transaction)
      return try rows.addresses(of: [id], before: key + 1, limit: 1).first
    }
  }

  /// - Returns: whether the customer had it.
  package func removeAddress(_ address: Int64, of id: CustomerID) async throws -> Bool {
    try await scope.write { transaction, store in
      let group = try IdentityResolution.group(of: id, store: store, transaction.connection)
      for member in group {
        let gone = try transaction.connection.execute(
          "DELETE FROM customer_addresses WHERE store_id = $1 AND id = $2 AND customer_id = $3",
          [.id(store), .integer(address), .id(member)])
        if gone > 0 { return true }
      }
      return false
    }
  }

  /// - Returns: nil where there is no such customer.
  package func consents(of id: CustomerID) async throws -> [CustomerConsent]? {
    try await scope.read { connection, store in
      guard try Self.isThere(id, store, connection) else { return nil }
      let group = try IdentityResolution.group(of: id, store: store, connection)
      return try CustomerFileRows(connection: connection, store: store).consents(of: group)
    }
  }

  /// - Returns: nil where there is no such customer, or no more purposes are kept.
  package func setConsent(
    _ purpose: String, isGiven: Bool, source: String, of id: CustomerID
  ) async throws -> CustomerConsent? {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      guard try Self.isThere(id, store, connection) else { return nil }
      let rows = CustomerFileRows(connection: connection, store: store)
      let known = try rows.consents(of: [id])
      guard known.count < CustomerFileRows.maximumConsents || known.contains(where: { $0.purpose == purpose }) else {
        return nil
      }
      let consent = CustomerConsent(purpose: purpose, isGiven: isGiven, source: source, at: transaction.now)
      try rows.set(consent, of: id)
      return consent
    }
  }
}
