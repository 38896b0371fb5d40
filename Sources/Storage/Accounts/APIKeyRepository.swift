import Commerce

/// A machine's way into one store.
package struct APIKey: Hashable, Sendable {
  package let id: APIKeyID
  package let storeID: StoreID
  package let name: String
  package let role: StoreRole
  package let createdAt: Timestamp
}

/// Keys for machines; only their hashes are here.
package struct APIKeyRepository: Sendable {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  private static let columns = "SELECT id, store_id, name, role, created_at FROM api_keys WHERE revoked_at IS NULL"

  package func create(name: String, role: StoreRole, store: StoreID, keyHash: String) async throws -> APIKey {
    try await context.database.write { [context] connection in
      let transaction = Transaction(connection, context)
      let key = APIKey(
        id: transaction.ids.next(), storeID: store, name: name, role: role, createdAt: transaction.now)
      try connection.execute(
        "INSERT INTO api_keys (store_id, id, name, role, key_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        [.id(store), .id(key.id), .text(name), .text(role.rawValue), .text(keyHash), .time(transaction.now)])
      try AuditTrail(transaction: transaction, store: store)
        .note("API key made", of: key.id.text, who: "operator", why: "a command")
      return key
    }
  }

  package func key(hash: String) async throws -> APIKey? {
    try await context.database.read { connection in
      try connection.first(Self.columns + " AND key_hash = $1", [.text(hash)]).map(Self.key)
    }
  }

  /// Those that open the store, the newest first.
  package func list(of store: StoreID) async throws -> [APIKey] {
    try await context.database.read { connection in
      try connection.query(Self.columns + " AND store_id = $1 ORDER BY id DESC", [.id(store)]).map(Self.key)
    }
  }

  /// - Returns: whether it opened the store until now.
  package func revoke(_ id: APIKeyID, of store: StoreID) async throws -> Bool {
    try await context.database.write { [context] connection in
      let transaction = Transaction(connection, context)
      let changed = try connection.execute(
        "UPDATE api_keys SET revoked_at = $3 WHERE store_id = $1 AND id = $2 AND revoked_at IS NULL",
        [.id(store), .id(id), .time(transaction.now)])
      guard changed == 1 else { return false }
      try AuditTrail(transaction: transaction, store: store)
        .note("API key revoked", of: id.text, who: "operator", why: "a command")
      return true
    }
  }

  private static func key(_ row: Row) throws -> APIKey {
    APIKey(
      id: try row.id("id"), storeID: try row.id("store_id"), name: try row.text("name"), role: try row.raw("role"),
      createdAt: try row.time("created_at"))
  }
}
