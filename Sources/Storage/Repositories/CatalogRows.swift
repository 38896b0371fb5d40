import Commerce
import Dialogue

/// Reads a store's products and notes which have changed.
struct CatalogRows {
  let connection: any Connection
  let store: StoreID

  /// Changes brought to one turn; a longer backlog comes in several.
  static let maximumChanges = 10_000
  /// As many products are asked for what goes with them one by one.
  private static let fewChanges = 32

  private static let productColumns = """
    SELECT id, external_id, title, brand, category_path, description, attributes, tags, image_urls, link,
      option_names, status, sold_units FROM products
    """
  private static let variantColumns = """
    SELECT id, product_id, sku, barcode, options, price_minor, compare_at_minor, currency, stock, reserved,
      image_url FROM variants
    """

  /// Every product of the store, or the active ones only, by id.
  func all(activeOnly: Bool) throws -> [Product] {
    let status = activeOnly ? " AND status = 'active'" : ""
    let products = try connection.query(
      Self.productColumns + " WHERE store_id = $1\(status) ORDER BY id", [.id(store)])
    let variants = try connection.query(
      Self.variantColumns + " WHERE store_id = $1 AND is_sold ORDER BY product_id, position", [.id(store)])
    return try assemble(products, variants, isWhole: true)
  }

  /// The active products with all that a search index holds.
  func forIndex() throws -> [Product] {
    var products = try all(activeOnly: true)
    try DetailRows(connection: connection, store: store).attach(to: &products, isWhole: true)
    try ComplementRows(connection: connection, store: store).attach(to: &products, isWhole: true)
    try PickedWordRows(connection: connection, store: store).attach(to: &products)
    return products
  }

  /// - Parameter hasBundles: false where none of them is known to be one, which saves the question.
  func products(_ ids: [ProductID], hasBundles: Bool = true) throws -> [Product] {
    let keys = ids.map(\.rawValue)
    let products = try connection.query(
      Self.productColumns + " WHERE store_id = $1 AND id IN ({IDS}) ORDER BY id", [.id(store)], ids: keys)
    let variants = try connection.query(
      Self.variantColumns + " WHERE store_id = $1 AND product_id IN ({IDS}) AND is_sold ORDER BY product_id, position",
      [.id(store)], ids: keys)
    return try assemble(products, variants, hasBundles: hasBundles)
  }

  /// - Parameter known: the sequence the caller has; nil for none of it.
  /// - Returns: nil where nothing has changed.
  func changes(since known: Int64?) throws -> CatalogChanges? { try changes(since: known, to: try sequence()) }

  /// - Parameter sequence: the newest change, read in this transaction.
  func changes(since known: Int64?, to sequence: Int64) throws -> CatalogChanges? {
    guard let known else { return CatalogChanges(products: try forIndex(), removed: [], sequence: sequence) }
    guard sequence != known else { return nil }
    let rows = try connection.query(
      """
      SELECT product_id, sequence FROM catalog_changes WHERE store_id = $1 AND sequence > $2
      ORDER BY sequence LIMIT $3
      """, [.id(store), .integer(known), .int(Self.maximumChanges)])
    let changed = try rows.map { try $0.id("product_id", ProductEntity.self) }
    var products = try products(changed).filter { $0.status == .active }
    try DetailRows(connection: connection, store: store).attach(to: &products, isWhole: false)
    let isFew = products.count <= Self.fewChanges
    try ComplementRows(connection: connection, store: store).attach(to: &products, isWhole: !isFew)
    let isWhole = rows.count < Self.maximumChanges
    return CatalogChanges(
      products: products, removed: Set(changed).subtracting(products.map(\.id)).sorted(),
      sequence: isWhole ? sequence : try rows.last?.int64("sequence") ?? sequence)
  }

  /// The newest change of the store's catalogue.
  func sequence() throws -> Int64 {
    let row = try connection.first("SELECT catalog_sequence FROM store_counters WHERE store_id = $1", [.id(store)])
    guard let row else { throw StorageError.notFound("store \(store.text)") }
    return try row.int64("catalog_sequence")
  }

  /// Gives each product, and each bundle that has one in it, the next numbers of the store's sequence; an older change
  /// of a product is forgotten by it.
  func note(_ changed: Set<ProductID>) throws {
    guard !changed.isEmpty else { return }
    let products = changed.union(try BundleRows(connection: connection, store: store).products(holding: changed))
    let row = try connection.first(
      """
      UPDATE store_counters SET catalog_sequence = catalog_sequence + $2 WHERE store_id = $1
      RETURNING catalog_sequence
      """, [.id(store), .int(products.count)])
    guard let row else { throw StorageError.notFound("store \(store.text)") }
    let first = try row.int64("catalog_sequence") - Int64(products.count) + 1
    for (product, sequence) in zip(products.sorted(), first...) {
      try connection.execute(
        """
        INSERT INTO catalog_changes (store_id, product_id, sequence) VALUES ($1, $2, $3)
        ON CONFLICT (store_id, product_id) DO UPDATE SET sequence = excluded.sequence
        """, [.id(store), .id(product), .integer(sequence)])
    }
  }

  private func assemble(
    _ products: [Row], _ variants: [Row], isWhole: Bool = false, hasBundles: Bool = true
  ) throws -> [Product] {
    let byProduct = try Dictionary(grouping: variants) { try $0.int64("product_id") }
    var assembled = try products.map { row in
      Product(
        id: try row.id("id"), externalID: try row.text("external_id"), title: try row.text("title"),
        brand: try row.optionalText("brand"), categoryPath: try row.strings("category_path"),
        description: try row.text("description"), attributes: try attributes(row), tags: try row.strings("tags"),
        imageURLs: try row.strings("image_urls"), link: try row.optionalText("link"),
        optionNames: try row.strings("option_names"),
        variants: try (byProduct[try row.int64("id")] ?? []).map(Self.variant), status: try row.raw("status"),
        soldUnits: try row.int("sold_units"))
    }
    if hasBundles { try BundleRows(connection: connection, store: store).attach(to: &assembled, isWhole: isWhole) }
    return assembled
  }

  private func attributes(_ row: Row) throws -> [String: String] {
    try row.text("attributes") == "{}" ? [:] : row.json("attributes")
  }

  private static func variant(_ row: Row) throws -> Variant {
    let currency = try row.currency("currency")
    let reserved = try row.int("reserved")
    return Variant(
      id: try row.id("id"), sku: try row.text("sku"), barcode: try row.optionalText("barcode"),
      options: try row.strings("options"), price: Money(minorUnits: try row.int64("price_minor"), currency: currency),
      compareAtPrice: try row.optionalInt64("compare_at_minor").map { Money(minorUnits: $0, currency: currency) },
      available: try row.optionalInt("stock").map { max(0, $0 - reserved) },
      imageURL: try row.optionalText("image_url"))
  }
}
