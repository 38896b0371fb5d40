import Commerce
import Dialogue

/// What a store's products are beyond their listing: details, suppliers and their offers, prices over time.
package struct ProductDetailsRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Empty ones for a product that has none.
  package func details(_ product: ProductID) async throws -> ProductDetails {
    try await scope.read { try DetailRows(connection: $0, store: $1).details(product) ?? ProductDetails() }
  }

  package func product(slug: String) async throws -> ProductID? {
    try await scope.read { try DetailRows(connection: $0, store: $1).product(slug: slug) }
  }

  /// The store's categories as a tree, of its active products.
  package func categories() async throws -> [CategoryNode] {
    try await scope.read { connection, store in
      let rows = try connection.query(
        "SELECT category_path FROM products WHERE store_id = $1 AND status = 'active'", [.id(store)])
      return CategoryNode.tree(of: try rows.map { try $0.json("category_path") })
    }
  }

  /// Maps products to the strain that their attribute `strain` names and to the master item with a barcode of theirs,
  /// where they are not mapped to any yet.
  /// - Returns: how many were mapped.
  package func mapToShared() async throws -> Int {
    let (masters, strains) = try await scope.read { connection, store in
      let shared = SharedRows(connection: connection)
      return (try shared.all(trustedBy: store, MasterItem.self), try shared.all(trustedBy: store, Strain.self))
    }
    guard !masters.isEmpty || !strains.isEmpty else { return 0 }
    let byBarcode = Dictionary(masters.compactMap { item in item.barcode.map { ($0, item.id) } }) { first, _ in first }
    let named = strains.flatMap { [($0.name.lowercased(), $0.id), ($0.slug, $0.id)] }
    let byName = Dictionary(named) { first, _ in first }
    var count = 0
    for product in try await scope.catalog.snapshot().products {
      let master = product.variants.lazy.compactMap(\.barcode).compactMap { byBarcode[$0] }.first
      let strain = product.attributes.first { $0.key.lowercased() == "strain" }.flatMap {
        byName[$0.value.lowercased()]
      }
      guard master != nil || strain != nil else { continue }
      let old = try await details(product.id)
      var new = old
      new.masterID = old.masterID ?? master
      new.strainID = old.strainID ?? strain
      guard new != old else { continue }
      try await save(new, of: product.id)
      count += 1
    }
    return count
  }

  /// - Throws: ``StorageError/badValue(column:expected:found:)``, ``StorageError/notFound(_:)``, and
  ///   ``StorageError/constraintViolation(_:)`` where another product has the slug.
  package func save(_ details: ProductDetails, of product: ProductID) async throws {
    _ = try await replace(nil, with: details, of: product)
  }

  /// Writes `new` where `old` is still what is stored, or, with nil, whatever is. - Returns: whether it was.
  /// - Throws: as ``save(_:of:)`` does.
  package func replace(
    _ old: ProductDetails?, with new: ProductDetails, of product: ProductID
  ) async throws -> Bool {
    if let problem = new.problem {
      throw StorageError.badValue(column: "details", expected: "others", found: problem)
    }
    return try await scope.write { transaction, store in
      let connection = transaction.connection
      let known = try connection.first(
        "SELECT 1 FROM products WHERE store_id = $1 AND id = $2" + connection.forUpdate, [.id(store), .id(product)])
      guard known != nil else { throw StorageError.notFound("product \(product.text)") }
      if let old {
        let found = try DetailRows(connection: connection, store: store).details(product) ?? ProductDetails()
        guard found == old else { return false }
      }
      try Self.write(new, of: product, transaction, store)
      return true
    }
  }

  private static func write(
    _ details: ProductDetails, of product: ProductID, _ transaction: Transaction, _ store: StoreID
  ) throws {
    let connection = transaction.connection
    try connection.execute(
      upsert,
      [
        .id(store), .id(product), .maybe(details.slug), .maybe(details.masterID?.rawValue),
        .maybe(details.strainID?.rawValue), .maybe(details.supplierID?.rawValue), .text(details.supply.rawValue),
        .maybe(details.asin), details.fit == ProductFit() ? .null : .json(details.fit), .maybe(details.formFactor),
        .maybe(details.thc?.rawValue), .maybe(details.cbd?.rawValue), .bool(details.isFeatured),
        .int(details.sortOrder), .maybe(details.sourceRecord), .maybe(details.deletedAt), .time(transaction.now),
      ])
    if details.deletedAt != nil {
      try connection.execute(
        "UPDATE products SET status = 'archived', updated_at = $3 WHERE store_id = $1 AND id = $2",
        [.id(store), .id(product), .time(transaction.now)])
    }
    try CatalogRows(connection: connection, store: store).note([product])
  }

  private static let upsert = """
    INSERT INTO product_details (store_id, product_id, slug, master_id, strain_id, supplier_id, supply, asin, fit,
      form_factor, thc_ppm, cbd_ppm, is_featured, sort_order, source_record, deleted_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ON CONFLICT (store_id, product_id) DO UPDATE SET slug = excluded.slug, master_id = excluded.master_id,
      strain_id = excluded.strain_id, supplier_id = excluded.supplier_id, supply = excluded.supply,
      asin = excluded.asin, fit = excluded.fit, form_factor = excluded.form_factor, thc_ppm = excluded.thc_ppm,
      cbd_ppm = excluded.cbd_ppm, is_featured = excluded.is_featured, sort_order = excluded.sort_order,
      source_record = excluded.source_record, deleted_at = excluded.deleted_at, updated_at = excluded.updated_at
    """

  /// A deleted product is no longer shown or sold; orders keep naming it, and it can be brought back.
  package func delete(_ product: ProductID, at now: Timestamp) async throws {
    var details = try await details(product)
    details.deletedAt = now
    try await save(details, of: product)
  }

  /// What a variant has cost, the oldest first; its present price is the last.
  package func prices(of variant: VariantID, limit: Int = 1_000) async throws -> [(at: Timestamp, price: Money)] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT at, price_minor, currency FROM price_history WHERE store_id = $1 AND variant_id = $2
        ORDER BY at, id LIMIT $3
        """, [.id(store), .id(variant), .int(limit)]
      ).map {
        (try $0.time("at"), Money(minorUnits: try $0.int64("price_minor"), currency: try $0.currency("currency")))
      }
    }
  }

  /// What one piece costs the shop, in minor units of its currency; nil takes it back.
  package func setCost(_ minor: Int64?, of variant: VariantID) async throws {
    try await scope.write { transaction, store in
      let changed = try transaction.connection.execute(
        "UPDATE variants SET cost_minor = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
        [.id(store), .id(variant), .maybe(minor), .time(transaction.now)])
      guard changed == 1 else { throw StorageError.notFound("variant \(variant.text)") }
    }
  }

  package func cost(of variant: VariantID) async throws -> Int64? {
    try await scope.read { connection, store in
      try connection.first(
        "SELECT cost_minor FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(variant)])?
        .optionalInt64("cost_minor")
    }
  }
}
