import Commerce

/// Writes single products as people and programs change them; imports bring whole sources.
struct CatalogEdit {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }
  private var rows: CatalogRows { CatalogRows(connection: connection, store: store) }

  func create(_ product: Product) throws -> ProductID {
    let taken = try connection.first(
      "SELECT 1 FROM products WHERE store_id = $1 AND external_id = $2", [.id(store), .text(product.externalID)])
    guard taken == nil else { throw CatalogRefusal.externalIDTaken(product.externalID) }
    try checkSKUs(of: product)
    return try write(product)
  }

  func replace(_ old: Product, with new: Product) throws -> Bool {
    let row = try connection.first(
      "SELECT id FROM products WHERE store_id = $1 AND id = $2" + connection.forUpdate, [.id(store), .id(old.id)])
    guard row != nil, try rows.products([old.id]).first == old else { return false }
    try checkSKUs(of: new)
    _ = try write(new)
    return true
  }

  private func write(_ product: Product) throws -> ProductID {
    var writer = try ProductWriter(transaction: transaction, store: store, sourceKeys: [])
    writer.findsBySKU = false
    let (outcome, id) = try writer.write(product)
    guard outcome != .unchanged else { return id }
    try rows.note([id])
    try StockWatches(transaction: transaction, store: store).tell(of: [id])
    return id
  }

  /// A SKU names one variant on sale: whoever orders by it must not get another.
  private func checkSKUs(of product: Product) throws {
    var seen: Set<String> = []
    for sku in product.variants.map(\.sku) where !sku.isEmpty {
      guard seen.insert(sku).inserted else { throw CatalogRefusal.skuTaken(sku) }
      let other = try connection.first(
        "SELECT 1 FROM variants WHERE store_id = $1 AND sku = $2 AND product_id <> $3 AND is_sold",
        [.id(store), .text(sku), .id(product.id)])
      guard other == nil else { throw CatalogRefusal.skuTaken(sku) }
    }
  }

  // MARK: Stock

  func change(_ variant: VariantID, by change: StockChange, why: String) throws -> StockMovement? {
    let before = try connection.first(
      "SELECT product_id, stock, reserved FROM variants WHERE store_id = $1 AND id = $2 AND is_sold"
        + connection.forUpdate, [.id(store), .id(variant)])
    guard let before else { return nil }
    let claim = StockClaim(transaction: transaction, store: store)
    let old = try before.optionalInt("stock")
    let known = try old ?? claim.sum(of: variant)
    let next: Int?
    switch change {
    case .set(let count): next = count
    case .add(let more): next = (old ?? 0) + more
    }
    let reserved = try before.int("reserved")
    if let next, next < reserved { throw CatalogRefusal.stockNegative(left: known - reserved) }
    try connection.execute(
      "UPDATE variants SET stock = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
      [.id(store), .id(variant), .maybe(next), .time(transaction.now)])
    let delta = next.map { $0 - known } ?? 0
    try claim.record(variant: variant, order: nil, delta: delta, reason: why, cause: .adjustment)
    let product: ProductID = try before.id("product_id")
    try rows.note([product])
    try StockWatches(transaction: transaction, store: store).tell(of: [product])
    let row = try connection.first(
      """
      SELECT id, variant_id, order_id, delta, cause, reason, at FROM stock_movements
      WHERE store_id = $1 AND variant_id = $2 ORDER BY id DESC LIMIT 1
      """, [.id(store), .id(variant)])
    return try row.map(StockMovement.init)
  }
}
