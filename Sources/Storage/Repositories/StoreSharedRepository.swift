import Commerce
import Dialogue

/// Strains or master items as a store works with them: it reads all, maps its own products to any, and changes those
/// that it made.
package struct StoreSharedRepository<Item: SharedItem>: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  package typealias Entry = SharedEntry<Item>
  package typealias ItemID = ID<Item.Entity>

  /// The newest first. - Parameter slug: only the one that has it.
  package func page(before: ItemID?, limit: Int, slug: String? = nil) async throws -> [Entry] {
    try await scope.read { connection, store in
      var parameters: [SQLValue] = [.integer(before?.rawValue ?? .max), .int(limit)]
      if let slug { parameters.append(.text(slug)) }
      return try connection.query(
        Self.columns + " WHERE id < $1 \(slug == nil ? "" : "AND slug = $3") ORDER BY id DESC LIMIT $2", parameters
      ).map { try Self.entry($0, store) }
    }
  }

  package func entry(_ id: ItemID) async throws -> Entry? {
    try await scope.read { try Self.entry(id, $0, $1, isLocked: false) }
  }

  // MARK: Writing

  /// - Throws: ``SharedRefusal``.
  package func create(_ item: Item) async throws {
    try await refusingSlug(of: item) {
      try await scope.write { transaction, store in
        try SharedRows(connection: transaction.connection).save(item, by: store, at: transaction.now)
      }
    }
  }

  /// Writes `new` where `old` is still what is stored. - Returns: whether it was.
  /// - Throws: ``SharedRefusal``.
  package func replace(_ old: Entry, with new: Entry) async throws -> Bool {
    try await refusingSlug(of: new.item) {
      try await scope.write { transaction, store in
        guard let found = try Self.entry(old.item.id, transaction.connection, store, isLocked: true) else {
          throw SharedRefusal.noItem
        }
        guard found.isOwn else { throw SharedRefusal.madeByOthers }
        guard found == old else { return false }
        let rows = SharedRows(connection: transaction.connection)
        try rows.save(new.item, by: store, at: transaction.now)
        try rows.noteProducts(of: new.item.id, Item.self)
        return true
      }
    }
  }

  /// - Throws: ``SharedRefusal``; what products are mapped to stays.
  package func remove(_ old: Entry) async throws -> Bool {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      guard let found = try Self.entry(old.item.id, connection, store, isLocked: true) else {
        throw SharedRefusal.noItem
      }
      guard found.isOwn else { throw SharedRefusal.madeByOthers }
      guard found == old else { return false }
      // Whoever's product it is: the item must not vanish from under another store's catalogue.
      let used = try connection.first(
        "SELECT 1 FROM product_details WHERE \(Item.link) = $1 LIMIT 1", [.id(old.item.id)])
      guard used == nil else { throw SharedRefusal.inUse }
      try connection.execute("DELETE FROM \(Item.table) WHERE id = $1", [.id(old.item.id)])
      return true
    }
  }

  // MARK: Products

  /// The store's own, the newest first.
  package func products(of id: ItemID, before: ProductID?, limit: Int) async throws -> [Product] {
    try await scope.read { connection, store in
      let ids = try connection.query(
        """
        SELECT product_id FROM product_details WHERE store_id = $1 AND \(Item.link) = $2 AND product_id < $3
        ORDER BY product_id DESC LIMIT $4
        """, [.id(store), .id(id), .integer(before?.rawValue ?? .max), .int(limit)]
      ).map { try $0.id("product_id", ProductEntity.self) }
      return try CatalogRows(connection: connection, store: store).products(ids).sorted { $0.id > $1.id }
    }
  }

  /// Maps a product of the store to it; one that was mapped to another of its kind is mapped to this one.
  /// - Throws: ``SharedRefusal``.
  package func link(_ id: ItemID, to product: ProductID) async throws {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      guard try Self.entry(id, connection, store, isLocked: true) != nil else { throw SharedRefusal.noItem }
      let known = try connection.first(
        "SELECT 1 FROM products WHERE store_id = $1 AND id = $2" + connection.forUpdate, [.id(store), .id(product)])
      guard known != nil else { throw SharedRefusal.noProduct }
      try connection.execute(
        """
        INSERT INTO product_details (store_id, product_id, \(Item.link), updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (store_id, product_id) DO UPDATE SET \(Item.link) = excluded.\(Item.link),
          updated_at = excluded.updated_at
        """, [.id(store), .id(product), .id(id), .time(transaction.now)])
      try CatalogRows(connection: connection, store: store).note([product])
    }
  }

  /// - Returns: whether the product was mapped to it.
  package func unlink(_ id: ItemID, from product: ProductID) async throws -> Bool {
    try await scope.write { transaction, store in
      let changed = try transaction.connection.execute(
        """
        UPDATE product_details SET \(Item.link) = NULL, updated_at = $4
        WHERE store_id = $1 AND product_id = $2 AND \(Item.link) = $3
        """, [.id(store), .id(product), .id(id), .time(transaction.now)])
      if changed > 0 { try CatalogRows(connection: transaction.connection, store: store).note([product]) }
      return changed > 0
    }
  }

  // MARK: Rows

  private static var columns: String { "SELECT \(Item.columns), made_by FROM \(Item.table)" }

  private static func entry(_ row: Row, _ store: StoreID) throws -> Entry {
    Entry(item: try Item(row: row), isOwn: try row.optionalInt64("made_by") == store.rawValue)
  }

  private static func entry(
    _ id: ItemID, _ connection: any Connection, _ store: StoreID, isLocked: Bool
  ) throws -> Entry? {
    try connection.first(columns + " WHERE id = $1" + (isLocked ? connection.forUpdate : ""), [.id(id)])
      .map { try entry($0, store) }
  }

  private func refusingSlug<Value>(of item: Item, _ work: () async throws -> Value) async throws -> Value {
    do { return try await work() } catch StorageError.constraintViolation(_) {
      throw SharedRefusal.slugTaken(item.slug)
    }
  }
}
