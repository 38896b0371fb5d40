import Commerce
import HTTPTypes
import Storage

/// A store's products. Every write is in the catalogue's change sequence, so that the next search finds it.
enum ProductOperations {
  static let all = [list, create, get, update, replace, archive]

  static let missing = APIError.notFound(.productNotFound, "product")
  static let pathValues = ["product": Schema.id(ProductEntity.self)]

  private static let list = Operation(
    .get, "/products", "listProducts", "List products", for: .store(.staff), answer: .page(.product)
  ) { call in
    let page = call.page
    let products = try await call.rows.catalog.page(
      before: page.before(), limit: page.readLimit, ProductFilterQuery.page(call.query))
    return page.answer(.product, products) { $0.id.rawValue }
  }.with {
    $0.note = "Strain, form and percentages are those of the products' details; a search knows imported attributes too."
    $0.query =
      Page.parameters + [
        .optional("status", .productStatus), .optional("strain", .id(StrainEntity.self)),
        .optional("master_item", .id(MasterEntity.self)),
      ] + ProductFilterQuery.parameters
  }

  private static let create = Operation(
    .post, "/products", "createProduct", "Make a product with its variants", for: .store(.admin),
    answer: .created(.product)
  ) { call in
    let product = try ProductBody.product(call.body, in: call.store, id: call.newID())
    let id = try await refusingCatalog { try await call.rows.catalog.create(product) }
    guard let made = try await call.rows.catalog.product(id) else { throw missing }
    return .created(.product, made)
  }.with {
    $0.body = ProductBody.new
    $0.errors = [.externalIDTaken, .skuTaken]
  }

  private static let get = Operation(
    .get, "/products/{product}", "getProduct", "Read a product", for: .store(.staff), answer: .ok(.product)
  ) { call in
    .tagged(.product, try await product(of: call))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.productNotFound]
    $0.hasTag = true
  }

  private static let update = Operation(
    .patch, "/products/{product}", "updateProduct", "Change what is named of a product", for: .store(.admin),
    answer: .ok(.product)
  ) { call in
    try await edit(call) { ProductBody.apply(call.body, to: &$0) }
  }.with {
    $0.pathValues = pathValues
    $0.body = ProductBody.change
    $0.errors = [.productNotFound, .editConflict]
    $0.isEdit = true
  }

  private static let replace = Operation(
    .put, "/products/{product}", "replaceProduct", "Set all of a product and its variants anew", for: .store(.admin),
    answer: .ok(.product)
  ) { call in
    try await edit(call) { product in
      var next = try ProductBody.product(call.body, in: call.store, id: product.id)
      next.externalID = call.body.text("external_id") == nil ? product.externalID : next.externalID
      guard next.externalID == product.externalID else {
        throw APIError(.externalIDTaken, "A product keeps its external_id; leave it out, or make another product.")
      }
      next.soldUnits = product.soldUnits
      next.variants = next.variants.map { variant in
        var variant = variant
        // Found again by its SKU, so that carts and orders keep naming it.
        if let known = product.variants.first(where: { !$0.sku.isEmpty && $0.sku == variant.sku }) {
          variant.id = known.id
          if variant.available == nil { variant.available = known.available }
        }
        return variant
      }
      product = next
    }
  }.with {
    $0.note = "Variants are found again by their SKU; those that are not named are sold no longer."
    $0.pathValues = pathValues
    $0.body = ProductBody.new
    $0.errors = [.productNotFound, .externalIDTaken, .skuTaken, .editConflict]
    $0.isEdit = true
  }

  private static let archive = Operation(
    .delete, "/products/{product}", "archiveProduct", "Show and sell a product no longer", for: .store(.admin),
    answer: .ok(.product)
  ) { call in
    try await edit(call) { $0.status = .archived }
  }.with {
    $0.note = "Orders keep naming it; a change of its status brings it back."
    $0.pathValues = pathValues
    $0.errors = [.productNotFound, .editConflict]
    $0.isEdit = true
  }

  // MARK: Shared with variants

  static func product(of call: APICall) async throws -> Product {
    guard let found = try await call.rows.catalog.product(call.id("product", else: missing)) else { throw missing }
    return found
  }

  private static func edit(_ call: APICall, _ change: (inout Product) throws -> Void) async throws -> APIAnswer {
    let id: ProductID = try call.id("product", else: missing)
    let catalog = try call.rows.catalog
    return try await call.edit(.product, else: missing) {
      try await catalog.product(id)
    } change: {
      try change(&$0)
    } save: { old, new in
      try await refusingCatalog { try await catalog.replace(old, with: new) }
    }
  }
}
