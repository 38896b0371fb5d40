import Commerce

/// Writes who changed what and why, within the transaction that changes it.
struct AuditTrail {
  let transaction: Transaction
  let store: StoreID

  /// - Parameters:
  ///   - what: such as `conversation handed over`.
  ///   - subject: the thing's own id or number; nothing a shopper wrote.
  func note(_ what: String, of subject: String, who: String, why: String) throws {
    try transaction.connection.execute(
      "INSERT INTO audit_trail (store_id, id, at, who, what, subject, why) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [
        .id(store), .integer(transaction.ids.nextValue()), .time(transaction.now), .text(who), .text(what),
        .text(subject), .text(why),
      ])
  }
}

/// One change, as `souk audit` lists it.
package struct AuditEntry: Hashable, Sendable {
  package let at: Timestamp
  package let who: String
  package let what: String
  package let subject: String
  package let why: String
}

/// Reads a store's audit trail.
package struct AuditRepository: Sendable {
  private let scope: StoreScope

  package init(_ scope: StoreScope) { self.scope = scope }

  /// Newest first.
  package func newest(limit: Int) async throws -> [AuditEntry] {
    let store = scope.storeID
    return try await scope.context.database.read { connection in
      try connection.query(
        "SELECT at, who, what, subject, why FROM audit_trail WHERE store_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
        [.id(store), .int(limit)]
      ).map {
        AuditEntry(
          at: try $0.time("at"), who: try $0.text("who"), what: try $0.text("what"), subject: try $0.text("subject"),
          why: try $0.text("why"))
      }
    }
  }
}
