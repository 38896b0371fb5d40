import Commerce

/// A store's products.
package struct CatalogRepository: Sendable {
  /// Products of one transaction: turns wait at most a few milliseconds for the writer.
  package static let batchSize = 100

  package struct Report: Hashable, Sendable {
    package var created = 0
    package var updated = 0
    package var unchanged = 0
  }

  let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Writes products in small batches, found again by their external id, else by the SKU of their first variant.
  /// Ids of what is there are kept; a new product keeps the id it came with where that is free and not 0.
  package func upsert(_ products: [Product]) async throws -> Report {
    let keys = Set(products.map(\.externalID))
    var report = Report()
    for start in stride(from: 0, to: products.count, by: Self.batchSize) {
      let batch = Array(products[start..<min(start + Self.batchSize, products.count)])
      let part = try await write(batch, keys)
      report.created += part.created
      report.updated += part.updated
      report.unchanged += part.unchanged
    }
    return report
  }

  /// Products that are archived are no longer shown or sold; orders keep naming them.
  package func archive(_ ids: [ProductID]) async throws {
    try await scope.write { transaction, store in
      var changed: Set<ProductID> = []
      for id in ids.sorted() {
        let count = try transaction.connection.execute(
          """
          UPDATE products SET status = 'archived', updated_at = $3
          WHERE store_id = $1 AND id = $2 AND status <> 'archived'
          """, [.id(store), .id(id), .time(transaction.now)])
        if count == 1 { changed.insert(id) }
      }
      try CatalogRows(connection: transaction.connection, store: store).note(changed)
    }
  }

  /// Every product by id, archived ones too unless `activeOnly`.
  package func all(activeOnly: Bool = false) async throws -> [Product] {
    try await scope.read { try CatalogRows(connection: $0, store: $1).all(activeOnly: activeOnly) }
  }

  package func product(_ id: ProductID) async throws -> Product? {
    try await scope.read { try CatalogRows(connection: $0, store: $1).products([id]).first }
  }

  package func variant(sku: String) async throws -> VariantID? {
    try await scope.read { connection, store in
      try connection.first(
        "SELECT id FROM variants WHERE store_id = $1 AND sku = $2 AND is_sold ORDER BY id", [.id(store), .text(sku)])?
        .id("id")
    }
  }

  /// The active products and the change sequence they stand for, to build a search index from.
  package func snapshot() async throws -> (products: [Product], sequence: Int64) {
    try await scope.read { connection, store in
      let rows = CatalogRows(connection: connection, store: store)
      return (try rows.forIndex(), try rows.sequence())
    }
  }

  /// Sets what is on the shelf; nil stops counting.
  /// - Throws: ``StorageError/notFound(_:)``.
  package func setStock(_ variant: VariantID, to stock: Int?, why: String) async throws {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      let before = try connection.first(
        "SELECT product_id, stock FROM variants WHERE store_id = $1 AND id = $2" + connection.forUpdate,
        [.id(store), .id(variant)])
      guard let before else { throw StorageError.notFound("variant \(variant.text)") }
      let old = try before.optionalInt("stock")
      guard old != stock else { return }
      try connection.execute(
        "UPDATE variants SET stock = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
        [.id(store), .id(variant), .maybe(stock), .time(transaction.now)])
      let claim = StockClaim(transaction: transaction, store: store)
      if let stock {
        let known = try old ?? claim.sum(of: variant)
        try claim.record(variant: variant, order: nil, delta: stock - known, reason: why, cause: .adjustment)
      }
      let product: ProductID = try before.id("product_id")
      try CatalogRows(connection: connection, store: store).note([product])
      try StockWatches(transaction: transaction, store: store).tell(of: [product])
    }
  }

  private func write(_ batch: [Product], _ keys: Set<String>) async throws -> Report {
    try await scope.write { transaction, store in
      let writer = try ProductWriter(transaction: transaction, store: store, sourceKeys: keys)
      var report = Report()
      var changed: Set<ProductID> = []
      for product in batch {
        let (outcome, id) = try writer.write(product)
        switch outcome {
        case .created: report.created += 1
        case .updated: report.updated += 1
        case .unchanged: report.unchanged += 1
        }
        if outcome != .unchanged { changed.insert(id) }
      }
      try CatalogRows(connection: transaction.connection, store: store).note(changed)
      try StockWatches(transaction: transaction, store: store).tell(of: changed)
      return report
    }
  }
}
