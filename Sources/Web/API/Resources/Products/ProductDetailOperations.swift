import Commerce
import HTTPTypes
import Storage

/// What products are beyond their listing.
enum ProductDetailOperations {
  static let all = [get, update, source, categories, prices]

  private static let get = Operation(
    .get, "/products/{product}/details", "getProductDetails", "Read what a product is beyond its listing",
    for: .store(.staff), answer: .ok(.details)
  ) { call in
    let id = try await ProductOperations.product(of: call).id
    return .tagged(.details, try await call.rows.details.details(id))
  }.with {
    $0.pathValues = ProductOperations.pathValues
    $0.errors = [.productNotFound]
    $0.hasTag = true
  }

  private static let update = Operation(
    .patch, "/products/{product}/details", "updateProductDetails", "Change what is named of a product's details",
    for: .store(.admin), answer: .ok(.details)
  ) { call in
    let id = try await ProductOperations.product(of: call).id
    let rows = try call.rows
    let named = try await Named.read(call)
    return try await call.edit(.details, else: ProductOperations.missing) {
      try await rows.details.details(id)
    } change: { details in
      apply(call.body, to: &details)
      if let strain = named.strain { details.strainID = strain }
      if let master = named.master { details.masterID = master }
      if let problem = details.problem { throw APIError(.invalidBody, "It cannot be kept so: \(problem).") }
    } save: { old, new in
      do { return try await rows.details.replace(old, with: new, of: id) } catch StorageError.constraintViolation(_) {
        throw APIError(.slugTaken, "Another product of this store has the slug '\(new.slug ?? "")'.")
      }
    }
  }.with {
    $0.pathValues = ProductOperations.pathValues
    $0.body = .body("ProductDetailsChange", changes)
    $0.errors = [.productNotFound, .supplierNotFound, .slugTaken, .editConflict]
    $0.isEdit = true
  }

  private static let source = Operation(
    .get, "/products/{product}/source", "getProductSource", "Read the record that a product was imported from",
    for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "The record as it came, or null where the product was not imported",
      schema: .body(
        "ProductSource",
        [.needed("record", Schema.text(0...ProductSource.maximumRecordBytes, "JSON: its format and its rows").orNull)]))
  ) { call in
    let id = try await ProductOperations.product(of: call).id
    let record = try await call.rows.details.details(id).sourceRecord
    return APIAnswer(status: .ok, body: .object([("record", .maybe(record))]))
  }.with {
    $0.pathValues = ProductOperations.pathValues
    $0.errors = [.productNotFound]
  }

  private static let categories = Operation(
    .get, "/categories", "listCategories", "Read the tree of the store's categories", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "Every category that has active products, in the order of its path",
      schema: .body("CategoryList", [.needed("data", .list(View<CategoryNode>.category.schema, 0...100_000))]))
  ) { call in
    func flat(_ nodes: [CategoryNode]) -> [CategoryNode] { nodes.flatMap { [$0] + flat($0.children) } }
    let nodes = flat(try await call.rows.details.categories())
    return APIAnswer(status: .ok, body: .object([("data", View<CategoryNode>.category.list(nodes))]))
  }

  private static let prices = Operation(
    .get, "/variants/{variant}/prices", "listPrices", "Read what a variant has cost", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "Every price, the oldest first; the present one is the last",
      schema: .body("PriceList", [.needed("data", .list(View<PastPrice>.price.schema, 0...1_000))]))
  ) { call in
    let id = try await VariantOperations.variant(of: call)
    let prices = try await call.rows.details.prices(of: id).map { PastPrice(at: $0.at, price: $0.price) }
    return APIAnswer(status: .ok, body: .object([("data", View<PastPrice>.price.list(prices))]))
  }.with {
    $0.pathValues = VariantOperations.pathValues
    $0.errors = [.variantNotFound]
  }

  // MARK: What may be said of them

  private static let facet = Schema.list(.text(1...100), 0...50, "null: inherited from the master item").orNull

  private static let share = Schema.integer(0...1_000_000, "in millionths: 180000 is 18 %").orNull

  private static let changes: [Schema.Property] = [
    .optional("slug", Schema.slug.orNull), .optional("supply", .oneOf(Supply.allCases.map(\.rawValue))),
    .optional("supplier_id", Schema.id(SupplierEntity.self).orNull), .optional("asin", Schema.text(10...10).orNull),
    .optional("strain", Schema.text(1...100, "the slug of a strain").orNull),
    .optional("form_factor", Schema.text(1...100, "`flower`, `gummy`, `vape` …").orNull),
    .optional("master_item", Schema.text(1...100, "the slug of a master item").orNull),
    .optional("thc_ppm", share), .optional("cbd_ppm", share), .optional("scenarios", facet),
    .optional("demographics", facet), .optional("climates", facet), .optional("timeframes", facet),
    .optional("is_featured", .flag), .optional("sort_order", .integer(-1_000_000...1_000_000)),
  ]

  /// What the request names elsewhere, looked up.
  private struct Named {
    var strain: StrainID?
    var master: MasterID?

    static func read(_ call: APICall) async throws -> Named {
      var named = Named()
      if let supplier: SupplierID = call.body.id("supplier_id") {
        guard try await call.rows.suppliers.supplier(supplier) != nil else {
          throw APIError.notFound(.supplierNotFound, "supplier")
        }
      }
      if let slug = call.body.text("strain") {
        guard let known = try await call.storage.shared.strain(slug: slug) else {
          throw APIError(.invalidBody, "No strain is known as '\(slug)'.")
        }
        named.strain = known.id
      }
      if let slug = call.body.text("master_item") {
        guard let known = try await call.storage.shared.master(slug: slug) else {
          throw APIError(.invalidBody, "No master item is known as '\(slug)'.")
        }
        named.master = known.id
      }
      return named
    }
  }

  private static func apply(_ body: Fields, to details: inout ProductDetails) {
    body.set("slug", &details.slug)
    body.set("asin", &details.asin)
    body.set("form_factor", &details.formFactor)
    if let supply: Supply = body.raw("supply") { details.supply = supply }
    if body.has("supplier_id") { details.supplierID = body.id("supplier_id") }
    if body.has("strain"), body.text("strain") == nil { details.strainID = nil }
    if body.has("master_item"), body.text("master_item") == nil { details.masterID = nil }
    if body.has("thc_ppm") { details.thc = body.integer("thc_ppm").map { PartsPerMillion(rawValue: $0) } }
    if body.has("cbd_ppm") { details.cbd = body.integer("cbd_ppm").map { PartsPerMillion(rawValue: $0) } }
    if body.has("scenarios") { details.fit.scenarios = body.texts("scenarios") }
    if body.has("demographics") { details.fit.demographics = body.texts("demographics") }
    if body.has("climates") { details.fit.climates = body.texts("climates") }
    if body.has("timeframes") { details.fit.timeframes = body.texts("timeframes") }
    if let isFeatured = body.flag("is_featured") { details.isFeatured = isFeatured }
    if let order = body.int("sort_order") { details.sortOrder = order }
  }
}

/// A price, and since when it held.
struct PastPrice: Hashable, Sendable {
  var at: Timestamp
  var price: Money
}

extension View<PastPrice> {
  static let price = View(
    "PastPrice",
    [
      .init("at", .time("since when")) { .time($0.at) },
      .init("price_minor", .amount()) { .integer($0.price.minorUnits) },
      .init("currency", .currency) { .text($0.price.currency.code) },
    ])
}

extension View<CategoryNode> {
  static let category = View(
    "Category",
    [
      .init("path", .list(.text(0...1_000), 1...100, "from the broadest to the narrowest")) { .texts($0.path) },
      .init("product_count", .integer(1...1_000_000_000, "active products in it or below it")) {
        .int($0.productCount)
      },
    ])
}

extension View<ProductDetails> {
  private static let facet = Schema.list(.text(0...1_000), 0...1_000, "null: inherited from the master item").orNull

  static let details = View(
    "ProductDetails",
    [
      .init("slug", .text(0...100).orNull) { .maybe($0.slug) },
      .init("supply", .oneOf(Supply.allCases.map(\.rawValue))) { .text($0.supply.rawValue) },
      .init("supplier_id", .id(SupplierEntity.self).orNull) { .maybe($0.supplierID) },
      .init("asin", .text(0...10).orNull) { .maybe($0.asin) },
      .init("master_id", .id(MasterEntity.self).orNull) { .maybe($0.masterID) },
      .init("strain_id", .id(StrainEntity.self).orNull) { .maybe($0.strainID) },
      .init("form_factor", .text(0...1_000).orNull) { .maybe($0.formFactor) },
      .init("thc_ppm", .integer(0...1_000_000).orNull) { .maybe($0.thc?.rawValue) },
      .init("cbd_ppm", .integer(0...1_000_000).orNull) { .maybe($0.cbd?.rawValue) },
      .init("scenarios", facet) { .maybe($0.fit.scenarios) },
      .init("demographics", facet) { .maybe($0.fit.demographics) },
      .init("climates", facet) { .maybe($0.fit.climates) },
      .init("timeframes", facet) { .maybe($0.fit.timeframes) },
      .init("is_featured", .flag) { .bool($0.isFeatured) },
      .init("sort_order", .integer(-1_000_000_000...1_000_000_000)) { .int($0.sortOrder) },
      .init("deleted_at", .time().orNull) { .maybe($0.deletedAt) },
    ])
}
