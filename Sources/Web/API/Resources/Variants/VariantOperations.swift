import Commerce
import HTTPTypes
import Storage

/// The forms a product is bought in, and their stock.
enum VariantOperations {
  static let all = [list, create, get, update, retire, changeStock, cost, setCost]

  static let missing = APIError.notFound(.variantNotFound, "variant")
  static let pathValues = ["variant": Schema.id(VariantEntity.self)]

  private static let list = Operation(
    .get, "/products/{product}/variants", "listVariants", "List a product's variants", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "All of them, in their order",
      schema: .body("VariantList", [.needed("data", .list(View<Variant>.variant.schema, 0...1_000))]))
  ) { call in
    let product = try await ProductOperations.product(of: call)
    return APIAnswer(status: .ok, body: .object([("data", View<Variant>.variant.list(product.variants))]))
  }.with {
    $0.pathValues = ProductOperations.pathValues
    $0.errors = [.productNotFound]
  }

  private static let create = Operation(
    .post, "/products/{product}/variants", "createVariant", "Add a variant to a product", for: .store(.admin),
    answer: .created(.variant)
  ) { call in
    let id: VariantID = call.newID()
    let catalog = try call.rows.catalog
    let product: ProductID = try call.id("product", else: ProductOperations.missing)
    _ = try await call.edit(.product, else: ProductOperations.missing) {
      try await catalog.product(product)
    } change: { product in
      var variant = try VariantBody.variant(call.body, in: call.store, optionNames: product.optionNames)
      variant.id = id
      product.variants.append(variant)
    } save: { old, new in
      try await refusingCatalog { try await catalog.replace(old, with: new) }
    }
    guard let made = try await catalog.product(product)?.variant(id) else { throw missing }
    return .created(.variant, made)
  }.with {
    $0.pathValues = ProductOperations.pathValues
    $0.body = VariantBody.new
    $0.errors = [.productNotFound, .skuTaken, .editConflict]
  }

  private static let get = Operation(
    .get, "/variants/{variant}", "getVariant", "Read a variant", for: .store(.staff), answer: .ok(.variant)
  ) { call in
    let id: VariantID = try call.id("variant", else: missing)
    guard let variant = try await call.rows.catalog.product(ofVariant: id)?.variant(id) else { throw missing }
    return .tagged(.variant, variant)
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.variantNotFound]
    $0.hasTag = true
  }

  private static let update = Operation(
    .patch, "/variants/{variant}", "updateVariant", "Change what is named of a variant", for: .store(.admin),
    answer: .ok(.variant)
  ) { call in
    try await edit(call) { VariantBody.apply(call.body, to: &$0) }
  }.with {
    $0.pathValues = pathValues
    $0.body = VariantBody.change
    $0.errors = [.variantNotFound, .skuTaken, .editConflict]
    $0.isEdit = true
  }

  private static let retire = Operation(
    .delete, "/variants/{variant}", "retireVariant", "Sell a variant no longer", for: .store(.admin), answer: .empty
  ) { call in
    let id: VariantID = try call.id("variant", else: missing)
    let catalog = try call.rows.catalog
    guard let product = try await catalog.product(ofVariant: id) else { throw missing }
    if let variant = product.variant(id) { try call.check(.variant, variant) }
    var next = product
    next.variants.removeAll { $0.id == id }
    guard !next.variants.isEmpty else {
      throw APIError(.lastVariant, "A product has one variant at least: archive the product.")
    }
    guard try await refusingCatalog({ try await catalog.replace(product, with: next) }) else {
      throw APIError(.editConflict, "Others are changing this at the same time. Read it and try again.")
    }
    return .empty
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.variantNotFound, .lastVariant, .editConflict]
    $0.isEdit = true
  }

  private static let changeStock = Operation(
    .post, "/variants/{variant}/stock", "changeStock", "Say how many pieces there are, and why that changed",
    for: .store(.staff), answer: .created(.movement)
  ) { call in
    let id: VariantID = try call.id("variant", else: missing)
    let change: StockChange
    if call.body.has("counted") {
      guard !call.body.has("by") else { throw APIError(.invalidBody, "Send 'counted' or 'by', not both.") }
      change = .set(call.body.int("counted"))
    } else {
      guard let more = call.body.int("by") else { throw APIError(.invalidBody, "Send 'counted' or 'by'.") }
      change = .add(more)
    }
    let why = "\(call.who): \(call.body.text("reason") ?? "")"
    guard let moved = try await refusingCatalog({ try await call.rows.catalog.change(id, by: change, why: why) })
    else { throw missing }
    return .created(.movement, moved)
  }.with {
    $0.note = "`counted` sets the pieces on the shelf (null stops counting), `by` adds or takes away."
    $0.pathValues = pathValues
    $0.body = .body(
      "StockChange",
      [
        .optional("counted", Schema.integer(0...1_000_000_000).orNull),
        .optional("by", .integer(-1_000_000_000...1_000_000_000)),
        .needed("reason", .text(1...500)),
      ])
    $0.errors = [.variantNotFound, .stockNegative]
  }

  private static let cost = Operation(
    .get, "/variants/{variant}/cost", "getCost", "Read what one piece costs the store", for: .store(.admin),
    answer: .ok(.cost)
  ) { call in
    let id = try await variant(of: call)
    return .ok(.cost, VariantCost(id: id, minor: try await call.rows.details.cost(of: id)))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.variantNotFound]
  }

  private static let setCost = Operation(
    .put, "/variants/{variant}/cost", "setCost", "Say what one piece costs the store", for: .store(.admin),
    answer: .ok(.cost)
  ) { call in
    let cost = VariantCost(id: try await variant(of: call), minor: call.body.integer("cost_minor"))
    try await call.rows.details.setCost(cost.minor, of: cost.id)
    return .ok(.cost, cost)
  }.with {
    $0.note = "Orders keep the cost of their day."
    $0.pathValues = pathValues
    $0.body = .body("NewCost", [.needed("cost_minor", Schema.amount("null: not known").orNull)])
    $0.errors = [.variantNotFound]
  }

  /// The variant of the path, where the store has it.
  static func variant(of call: APICall) async throws -> VariantID {
    let id: VariantID = try call.id("variant", else: missing)
    guard try await call.rows.catalog.product(ofVariant: id) != nil else { throw missing }
    return id
  }

  private static func edit(_ call: APICall, _ change: (inout Variant) -> Void) async throws -> APIAnswer {
    let id: VariantID = try call.id("variant", else: missing)
    let catalog = try call.rows.catalog
    return try await call.edit(.variant, else: missing) {
      try await catalog.product(ofVariant: id)?.variant(id)
    } change: {
      change(&$0)
    } save: { old, new in
      guard let product = try await catalog.product(ofVariant: id), product.variant(id) == old else { return false }
      var next = product
      next.variants = product.variants.map { $0.id == id ? new : $0 }
      return try await refusingCatalog { try await catalog.replace(product, with: next) }
    }
  }
}

/// What one piece costs the store.
struct VariantCost: Hashable, Sendable {
  var id: VariantID
  var minor: Int64?
}

extension View<VariantCost> {
  static let cost = View(
    "VariantCost",
    [
      .init("variant_id", .id(VariantEntity.self)) { .id($0.id) },
      .init("cost_minor", Schema.amount("null: not known").orNull) { .maybe($0.minor) },
    ])
}
