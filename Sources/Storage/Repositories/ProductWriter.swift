import Commerce
import Dialogue

/// Writes products of a source over what is there, keeping the ids of what it finds again.
struct ProductWriter {
  let transaction: Transaction
  let store: StoreID
  /// Every key of the source: a product found by its SKU is taken over only if no other of them is its own.
  let sourceKeys: Set<String>
  /// Whether a product under a new key may be one that is there already.
  var findsBySKU = true
  /// The products that have bundles: those have the price and the stock of their parts, and no source's.
  let bundled: Set<ProductID>
  /// What the shop deleted; its source does not bring it back.
  let deleted: Set<ProductID>

  init(transaction: Transaction, store: StoreID, sourceKeys: Set<String>, findsBySKU: Bool = true) throws {
    self.transaction = transaction
    self.store = store
    self.sourceKeys = sourceKeys
    self.findsBySKU = findsBySKU
    bundled = try BundleRows(connection: transaction.connection, store: store).products()
    deleted = try DetailRows(connection: transaction.connection, store: store).deleted()
  }

  enum Outcome { case created, updated, unchanged }

  private struct KnownVariant {
    let id: VariantID
    let sku: String
    let options: String
    let stock: Int?
    let reserved: Int
  }

  private var connection: any Connection { transaction.connection }

  /// - Returns: what became of it and the product's id. An unchanged product writes nothing.
  func write(_ source: Product) throws -> (outcome: Outcome, id: ProductID) {
    let known = try find(source)
    if let known, deleted.contains(known) { return (.unchanged, known) }
    var product = source
    product.source = nil
    product.id = try known ?? freeProductID(source.id)
    let variants = try knownVariants(of: product.id)
    product.variants = try identified(source.variants, variants)
    if known != nil,
      let stored = try CatalogRows(connection: connection, store: store)
        .products([product.id], hasBundles: bundled.contains(product.id)).first
    {
      // What was sold is the shop's own count, and no source's.
      product.soldUnits = stored.soldUnits
      product.keepBundles(of: stored)
      if stored == product { return (try keep(source.source, of: product.id) ? .updated : .unchanged, product.id) }
    }
    try keepPrices(of: product)
    try save(product)
    let byID = Dictionary(variants.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for (position, variant) in product.variants.enumerated() {
      var variant = variant
      if product.bundles[variant.id] != nil { variant.available = nil }
      try save(variant, at: position, of: product.id, known: byID[variant.id])
    }
    try retire(Set(byID.keys).subtracting(product.variants.map(\.id)))
    _ = try keep(source.source, of: product.id)
    return (known == nil ? .created : .updated, product.id)
  }

  /// - Returns: whether the product's place among others changed by it.
  private func keep(_ source: ProductSource?, of product: ProductID) throws -> Bool {
    guard let source else { return false }
    return try DetailRows(connection: connection, store: store).keep(source, of: product, at: transaction.now)
  }

  private func find(_ source: Product) throws -> ProductID? {
    let byKey = try connection.first(
      "SELECT id FROM products WHERE store_id = $1 AND external_id = $2", [.id(store), .text(source.externalID)])
    if let byKey { return try byKey.id("id") }
    guard findsBySKU, let sku = source.variants.first?.sku, !sku.isEmpty else { return nil }
    let bySKU = try connection.query(
      """
      SELECT DISTINCT p.id, p.external_id FROM variants v
      JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
      WHERE v.store_id = $1 AND v.sku = $2 LIMIT 2
      """, [.id(store), .text(sku)])
    guard bySKU.count == 1, let row = bySKU.first, !sourceKeys.contains(try row.text("external_id")) else { return nil }
    return try row.id("id")
  }

  private func freeProductID(_ wanted: ProductID) throws -> ProductID {
    let taken = try connection.first(
      "SELECT 1 FROM products WHERE store_id = $1 AND id = $2", [.id(store), .id(wanted)])
    return wanted.rawValue == 0 || taken != nil ? transaction.ids.next() : wanted
  }

  private func freeVariantID(_ wanted: VariantID) throws -> VariantID {
    let taken = try connection.first(
      "SELECT 1 FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(wanted)])
    return wanted.rawValue == 0 || taken != nil ? transaction.ids.next() : wanted
  }

  private func knownVariants(of product: ProductID) throws -> [KnownVariant] {
    try connection.query(
      """
      SELECT id, sku, options, stock, reserved FROM variants
      WHERE store_id = $1 AND product_id = $2 ORDER BY position, id
      """, [.id(store), .id(product)]
    ).map {
      KnownVariant(
        id: try $0.id("id"), sku: try $0.text("sku"), options: try $0.text("options"),
        stock: try $0.optionalInt("stock"), reserved: try $0.int("reserved"))
    }
  }

  /// A variant is found again by its id, else by its SKU, or by its options where it has none; each at most once.
  private func identified(_ source: [Variant], _ known: [KnownVariant]) throws -> [Variant] {
    var free = known
    var given: Set<VariantID> = []
    return try source.map { variant in
      let options = try JSONText.encode(variant.options)
      let match =
        free.firstIndex { $0.id == variant.id }
        ?? free.firstIndex { variant.sku.isEmpty ? $0.options == options : $0.sku == variant.sku }
      var identified = variant
      identified.id = try match.map { free.remove(at: $0).id } ?? freeVariantID(variant.id)
      if !given.insert(identified.id).inserted { identified.id = transaction.ids.next() }
      given.insert(identified.id)
      return identified
    }
  }

  private func save(_ product: Product) throws {
    try connection.execute(
      """
      INSERT INTO products (store_id, id, external_id, title, brand, category_path, description, attributes, tags,
        image_urls, link, option_names, status, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
      ON CONFLICT (store_id, id) DO UPDATE SET external_id = excluded.external_id, title = excluded.title,
        brand = excluded.brand, category_path = excluded.category_path, description = excluded.description,
        attributes = excluded.attributes, tags = excluded.tags, image_urls = excluded.image_urls,
        link = excluded.link, option_names = excluded.option_names, status = excluded.status,
        updated_at = excluded.updated_at
      """,
      [
        .id(store), .id(product.id), .text(product.externalID), .text(product.title), .maybe(product.brand),
        .json(product.categoryPath), .text(product.description), .json(product.attributes), .json(product.tags),
        .json(product.imageURLs), .maybe(product.link), .json(product.optionNames), .text(product.status.rawValue),
        .time(transaction.now),
      ])
  }

  private func save(_ variant: Variant, at position: Int, of product: ProductID, known: KnownVariant?) throws {
    let stock = variant.available.map { $0 + (known?.reserved ?? 0) }
    try connection.execute(
      """
      INSERT INTO variants (store_id, id, product_id, position, sku, barcode, options, price_minor, compare_at_minor,
        currency, stock, image_url, updated_at, cost_minor)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $15)
      ON CONFLICT (store_id, id) DO UPDATE SET position = excluded.position, sku = excluded.sku,
        barcode = excluded.barcode, options = excluded.options, price_minor = excluded.price_minor,
        compare_at_minor = excluded.compare_at_minor, currency = excluded.currency, stock = excluded.stock,
        image_url = excluded.image_url, is_sold = $14, updated_at = excluded.updated_at,
        cost_minor = COALESCE(excluded.cost_minor, variants.cost_minor)
      """,
      [
        .id(store), .id(variant.id), .id(product), .int(position), .text(variant.sku), .maybe(variant.barcode),
        .json(variant.options), .integer(variant.price.minorUnits), .maybe(variant.compareAtPrice?.minorUnits),
        .text(variant.price.currency.code), .maybe(stock), .maybe(variant.imageURL), .time(transaction.now), true,
        .maybe(variant.cost?.minorUnits),
      ])
    guard let stock else { return }
    let before =
      try known == nil ? 0 : known?.stock ?? StockClaim(transaction: transaction, store: store).sum(of: variant.id)
    guard stock != before else { return }
    try StockClaim(transaction: transaction, store: store)
      .record(variant: variant.id, order: nil, delta: stock - before, reason: "catalogue import", cause: .catalogue)
  }

  /// What each variant costs from now on, for the figures of prices over time.
  private func keepPrices(of product: Product) throws {
    for variant in product.variants where product.bundles[variant.id] == nil {
      let last = try connection.first(
        "SELECT price_minor FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(variant.id)])
      guard try last?.int64("price_minor") != variant.price.minorUnits else { continue }
      try connection.execute(
        """
        INSERT INTO price_history (store_id, id, variant_id, price_minor, currency, at) VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
          .id(store), .integer(transaction.ids.nextValue()), .id(variant.id), .integer(variant.price.minorUnits),
          .text(variant.price.currency.code), .time(transaction.now),
        ])
    }
  }

  /// Orders and carts still name them, so that they are kept, unsold.
  private func retire(_ variants: Set<VariantID>) throws {
    for variant in variants.sorted() {
      try connection.execute(
        "UPDATE variants SET is_sold = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
        [.id(store), .id(variant), false, .time(transaction.now)])
    }
  }
}

extension Product {
  /// A source knows nothing of bundles: what is in them stays, and what follows from that.
  fileprivate mutating func keepBundles(of stored: Product) {
    bundles = stored.bundles
    for index in variants.indices where bundles[variants[index].id] != nil {
      guard let own = stored.variant(variants[index].id) else { continue }
      variants[index].price = own.price
      variants[index].compareAtPrice = own.compareAtPrice
      variants[index].available = own.available
    }
  }
}
