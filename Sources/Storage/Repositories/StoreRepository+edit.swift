import Commerce

/// How much there is in a store.
package struct StoreSummary: Hashable, Sendable {
  package let products: Int
  package let customers: Int
  package let openOrders: Int
  package let heldOrders: Int
  package let openTasks: Int
}

extension StoreRepository {
  /// Makes a store and its owner. - Returns: nil where the slug is taken.
  package func create(_ store: Store, owner: UserID, once claim: WriteClaim?) async throws -> Store? {
    var store = store
    store.id = context.ids.next()
    return try await context.database.write { [context, store] connection in
      let transaction = Transaction(connection, context)
      try claim?.take(in: transaction, store: nil)
      let taken = try connection.first("SELECT 1 FROM stores WHERE slug = $1", [.text(store.slug)])
      guard taken == nil else { return nil }
      try Self.insert(store, transaction.now, connection)
      try connection.execute(
        "INSERT INTO memberships (store_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)",
        [.id(store.id), .id(owner), .text(StoreRole.owner.rawValue), .time(transaction.now)])
      return try StoreRows.store(store.id, connection)
    }
  }

  /// Writes `new` where `old` is still what is stored. - Returns: whether it was.
  package func replace(_ old: Store, with new: Store) async throws -> Bool {
    let now = context.time.now()
    return try await context.database.write { connection in
      _ = try connection.first("SELECT 1 FROM stores WHERE id = $1" + connection.forUpdate, [.id(old.id)])
      guard try StoreRows.store(old.id, connection) == old else { return false }
      try connection.execute(
        """
        UPDATE stores SET name = $2, currency = $3, time_zone = $4, language = $5, settings = $6, updated_at = $7
        WHERE id = $1
        """,
        [
          .id(new.id), .text(new.name), .text(new.currency.code), .text(new.timeZone), .text(new.language),
          .json(new.settings), .time(now),
        ])
      return true
    }
  }

  /// Takes away a store in which nothing has happened yet. - Returns: false for one that is in use, which stays.
  package func remove(_ store: StoreID) async throws -> Bool {
    try await context.database.write { connection in
      _ = try connection.first("SELECT 1 FROM stores WHERE id = $1" + connection.forUpdate, [.id(store)])
      for table in ["products", "orders", "customers", "conversations", "history_orders", "channel_accounts"] {
        let used = try connection.first("SELECT 1 FROM \(table) WHERE store_id = $1 LIMIT 1", [.id(store)])
        guard used == nil else { return false }
      }
      for table in ["memberships", "api_keys", "idempotency_keys", "coupons", "store_counters"] {
        try connection.execute("DELETE FROM \(table) WHERE store_id = $1", [.id(store)])
      }
      try connection.execute("DELETE FROM stores WHERE id = $1", [.id(store)])
      return true
    }
  }

  package func summary(_ store: StoreID) async throws -> StoreSummary {
    try await context.database.read { connection in
      func count(_ sql: String) throws -> Int {
        try connection.first("SELECT COUNT(*) AS count FROM " + sql, [.id(store)])?.int("count") ?? 0
      }
      return StoreSummary(
        products: try count("products WHERE store_id = $1 AND status = 'active'"),
        customers: try count("customers WHERE store_id = $1 AND erased_at IS NULL"),
        openOrders: try count(
          """
          orders WHERE store_id = $1
            AND state IN ('confirmed', 'paid', 'packed', 'partly_shipped', 'shipped', 'ready_for_pickup')
          """),
        heldOrders: try count("orders WHERE store_id = $1 AND state = 'pending'"),
        openTasks: try count("staff_tasks WHERE store_id = $1 AND closed_at IS NULL"))
    }
  }
}
