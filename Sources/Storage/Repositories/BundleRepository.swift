import Commerce
import Dialogue

/// A store's bundles.
package struct BundleRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// As it was written, whether all its parts are sold now or not.
  package func bundle(_ variant: VariantID) async throws -> Bundle? {
    try await scope.read { try BundleRows(connection: $0, store: $1).bundle(variant) }
  }

  /// The newest first.
  package func page(before: VariantID?, limit: Int) async throws -> [(variant: VariantID, bundle: Bundle)] {
    try await scope.read { try BundleRows(connection: $0, store: $1).page(before: before, limit: limit) }
  }

  /// Sets a variant's bundle, or takes it away, where it is still as it was.
  /// - Throws: as ``save(_:as:)``.
  /// - Returns: whether it still was.
  package func replace(_ old: Bundle?, with new: Bundle?, as variant: VariantID) async throws -> Bool {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      let row = try connection.first(
        "SELECT id FROM variants WHERE store_id = $1 AND id = $2" + connection.forUpdate, [.id(store), .id(variant)])
      guard row != nil, try BundleRows(connection: connection, store: store).bundle(variant) == old else {
        return false
      }
      let writer = BundleWriter(transaction: transaction, store: store)
      let product = try new.map { try writer.save($0, as: variant) } ?? writer.remove(variant)
      if let product { try CatalogRows(connection: connection, store: store).note([product]) }
      return true
    }
  }

  /// Makes a variant a bundle, or sets anew what is in it; its revision rises.
  package func save(_ bundle: Bundle, as variant: VariantID) async throws {
    try await change { try BundleWriter(transaction: $0, store: $1).save(bundle, as: variant) }
  }

  /// The variant is sold by itself again.
  package func remove(_ variant: VariantID) async throws {
    try await change { try BundleWriter(transaction: $0, store: $1).remove(variant) }
  }

  /// Makes the bundles that a file tells of, or sets them anew where they differ, each with its product.
  /// - Returns: for each that could not be made, why.
  package func load(_ specs: [BundleSpec], currency: Currency) async throws -> [String: String] {
    var problems: [String: String] = [:]
    for spec in specs {
      do {
        try await change { try BundleLoader(transaction: $0, store: $1, currency: currency).load(spec) }
      } catch let error as StorageError {
        problems[spec.sku] = "\(error)"
      }
    }
    return problems
  }

  private func change(_ body: @escaping @Sendable (Transaction, StoreID) throws -> ProductID?) async throws {
    try await scope.write { transaction, store in
      guard let product = try body(transaction, store) else { return }
      try CatalogRows(connection: transaction.connection, store: store).note([product])
    }
  }
}

/// Makes a bundle's product and the bundle from what a file tells.
struct BundleLoader {
  let transaction: Transaction
  let store: StoreID
  let currency: Currency

  private var connection: any Connection { transaction.connection }

  /// - Returns: nil where nothing has changed.
  func load(_ spec: BundleSpec) throws -> ProductID? {
    let bundle = Bundle(
      priceMinor: spec.priceMinor,
      items: try spec.items.map { item in
        BundleItem(
          try part(item.sku, item.quantity), substitutes: try item.substitutes.map { try part($0, item.quantity) },
          isRequired: item.isRequired)
      })
    let source = Product(
      id: ProductID(0), externalID: spec.externalID, title: spec.title, categoryPath: spec.categoryPath,
      description: spec.description, tags: spec.tags, imageURLs: spec.imageURLs,
      variants: [Variant(id: VariantID(0), sku: spec.sku, price: Money(minorUnits: 0, currency: currency))])
    let written = try ProductWriter(transaction: transaction, store: store, sourceKeys: [spec.externalID])
      .write(source)
    guard let variant = try variant(spec.sku) else { throw StorageError.notFound("the bundle \(spec.sku)") }
    var known = try BundleRows(connection: connection, store: store).bundle(variant)
    known?.revision = bundle.revision
    if known == bundle { return written.outcome == .unchanged ? nil : written.id }
    return try BundleWriter(transaction: transaction, store: store).save(bundle, as: variant)
  }

  private func part(_ sku: String, _ quantity: Int) throws -> BundlePart {
    guard let variant = try variant(sku), let row = try row(variant) else {
      throw StorageError.notFound("a variant with the SKU \(sku)")
    }
    return BundlePart(productID: try row.id("product_id"), variantID: variant, quantity: quantity)
  }

  private func variant(_ sku: String) throws -> VariantID? {
    try connection.first(
      "SELECT id FROM variants WHERE store_id = $1 AND sku = $2 AND is_sold ORDER BY id", [.id(store), .text(sku)])?
      .id("id")
  }

  private func row(_ variant: VariantID) throws -> Row? {
    try connection.first(
      "SELECT product_id FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(variant)])
  }
}
