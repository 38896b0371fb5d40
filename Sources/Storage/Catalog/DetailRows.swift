import Commerce
import Dialogue

/// Reads what products are beyond their listing, and lets them inherit from master items and strains.
struct DetailRows {
  let connection: any Connection
  let store: StoreID

  private static let columns = """
    SELECT product_id, slug, master_id, strain_id, supplier_id, supply, asin, fit, form_factor, thc_ppm, cbd_ppm,
      is_featured, sort_order, deleted_at
    """
  /// Most products have no more than their source's record, which no index needs.
  private static let told = """
     FROM product_details WHERE store_id = $1 AND (master_id IS NOT NULL OR strain_id IS NOT NULL OR fit IS NOT NULL
      OR form_factor IS NOT NULL OR thc_ppm IS NOT NULL OR cbd_ppm IS NOT NULL OR is_featured OR sort_order <> 0)
    """

  func details(_ product: ProductID) throws -> ProductDetails? {
    try connection.first(
      Self.columns + ", source_record FROM product_details WHERE store_id = $1 AND product_id = $2",
      [.id(store), .id(product)]
    ).map { row in
      var details = try Self.details(row)
      details.sourceRecord = try row.optionalText("source_record")
      return details
    }
  }

  /// Keeps what a source tells of a product beside its listing.
  /// - Returns: whether its place among the others changed.
  func keep(_ source: ProductSource, of product: ProductID, at now: Timestamp) throws -> Bool {
    let known = try connection.first(
      "SELECT is_featured, sort_order FROM product_details WHERE store_id = $1 AND product_id = $2",
      [.id(store), .id(product)])
    let old = try known.map { Shelf(isFeatured: try $0.bool("is_featured"), sortOrder: try $0.int("sort_order")) }
    let shelf = Shelf(
      isFeatured: source.isFeatured ?? old?.isFeatured ?? false, sortOrder: source.sortOrder ?? old?.sortOrder ?? 0)
    try connection.execute(
      """
      INSERT INTO product_details (store_id, product_id, supply, is_featured, sort_order, source_record, updated_at)
      VALUES ($1, $2, 'own', $3, $4, $5, $6)
      ON CONFLICT (store_id, product_id) DO UPDATE SET is_featured = excluded.is_featured,
        sort_order = excluded.sort_order, source_record = excluded.source_record, updated_at = excluded.updated_at
      WHERE NOT (product_details.source_record IS NOT DISTINCT FROM excluded.source_record
        AND product_details.is_featured = excluded.is_featured AND product_details.sort_order = excluded.sort_order)
      """,
      [
        .id(store), .id(product), .bool(shelf.isFeatured), .int(shelf.sortOrder), .text(source.record), .time(now),
      ])
    return shelf != old ?? Shelf()
  }

  func product(slug: String) throws -> ProductID? {
    try connection.first(
      "SELECT product_id FROM product_details WHERE store_id = $1 AND slug = $2 AND deleted_at IS NULL",
      [.id(store), .text(slug)])?.id("product_id")
  }

  func deleted() throws -> Set<ProductID> {
    Set(
      try connection.query(
        "SELECT product_id FROM product_details WHERE store_id = $1 AND deleted_at IS NOT NULL", [.id(store)]
      ).map { try $0.id("product_id") })
  }

  /// Fills in, for a search index, what products inherit and what is told of them here: as attributes and tags, so that
  /// they are found and filtered by them like by any other.
  /// - Parameter isWhole: they are all of the store's.
  func attach(to products: inout [Product], isWhole: Bool) throws {
    guard !products.isEmpty else { return }
    let rows =
      isWhole
      ? try connection.query(Self.columns + Self.told, [.id(store)])
      : try connection.query(
        Self.columns + Self.told + " AND product_id IN ({IDS})", [.id(store)], ids: products.map(\.id.rawValue))
    guard !rows.isEmpty else { return }
    let details = Dictionary(
      try rows.map { (try $0.id("product_id", ProductEntity.self), try Self.details($0)) },
      uniquingKeysWith: { first, _ in first })
    let shared = SharedRows(connection: connection)
    let masters = try shared.masters(Set(details.values.compactMap(\.masterID)))
    let strains = try shared.strains(Set(details.values.compactMap(\.strainID)))
    for index in products.indices {
      guard let own = details[products[index].id] else { continue }
      let master = own.masterID.flatMap { masters[$0] }
      if let master { products[index].inherit(from: master) }
      products[index].take(own, fit: own.fit.inheriting(from: master?.fit ?? ProductFit()))
      if let strain = own.strainID.flatMap({ strains[$0] }) { products[index].take(strain) }
    }
  }

  private static func details(_ row: Row) throws -> ProductDetails {
    var details = ProductDetails()
    details.slug = try row.optionalText("slug")
    details.masterID = try row.optionalInt64("master_id").map { MasterID($0) }
    details.strainID = try row.optionalInt64("strain_id").map { StrainID($0) }
    details.supplierID = try row.optionalInt64("supplier_id").map { SupplierID($0) }
    details.supply = try row.raw("supply")
    details.asin = try row.optionalText("asin")
    if try row.optionalText("fit") != nil { details.fit = try row.json("fit") }
    details.formFactor = try row.optionalText("form_factor")
    details.thc = try row.optionalInt64("thc_ppm").map { PartsPerMillion(rawValue: $0) }
    details.cbd = try row.optionalInt64("cbd_ppm").map { PartsPerMillion(rawValue: $0) }
    details.isFeatured = try row.bool("is_featured")
    details.sortOrder = try row.int("sort_order")
    details.deletedAt = try row.optionalTime("deleted_at")
    return details
  }
}

extension Product {
  /// What the product tells itself stays.
  fileprivate mutating func inherit(from master: MasterItem) {
    brand = brand ?? master.brand
    if categoryPath.isEmpty { categoryPath = master.categoryPath }
    if description.isEmpty { description = master.description }
    if imageURLs.isEmpty { imageURLs = master.imageURLs }
    attributes.merge(master.attributes) { own, _ in own }
    add(master.tags)
  }

  fileprivate mutating func take(_ details: ProductDetails, fit: ProductFit) {
    shelf = Shelf(isFeatured: details.isFeatured, sortOrder: details.sortOrder)
    if let form = details.formFactor { attributes["form"] = form }
    if let thc = details.thc { attributes["thc"] = thc.percentText }
    if let cbd = details.cbd { attributes["cbd"] = cbd.percentText }
    add(fit.tags)
  }

  fileprivate mutating func take(_ strain: Strain) {
    attributes["strain"] = attributes["strain"] ?? strain.name
    attributes["type"] = attributes["type"] ?? strain.kind.title
    let told = strain.effects.filter(\.isTold).sorted { $0.weight * $0.confidence > $1.weight * $1.confidence }
    add(told.map(\.name))
  }

  private mutating func add(_ more: [String]) {
    let known = Set(tags.map { $0.lowercased() })
    tags += more.filter { !known.contains($0.lowercased()) }
  }
}

extension Strain.Kind {
  /// `Indica`
  fileprivate var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

extension PartsPerMillion {
  /// `18.5 %`
  package var percentText: String {
    let (whole, rest) = (rawValue / 10_000, rawValue % 10_000)
    guard rest > 0 else { return "\(whole) %" }
    let digits = String(rest + 10_000).dropFirst()
    return "\(whole).\(digits.reversed().drop { $0 == "0" }.reversed().map(String.init).joined()) %"
  }
}
