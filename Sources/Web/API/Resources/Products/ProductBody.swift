import Commerce
import Storage

/// What is said of a product in a request.
enum ProductBody {
  private static let facts: [Schema.Property] = [
    .optional("brand", Schema.text(1...300).orNull),
    .optional("categories", .list(.text(1...100), 0...10, "from the broadest to the narrowest")),
    .optional("description", .longText),
    .optional("attributes", .map(.text(0...1_000), maximum: 100)),
    .optional("tags", .list(.text(1...100), 0...100)),
    .optional("image_urls", .list(.webAddress, 0...50)),
    .optional("link", Schema.webAddress.orNull),
    .optional("status", .productStatus),
  ]

  static let new = Schema.body(
    "NewProduct",
    [
      .needed("title", .shortText),
      .optional("external_id", .text(1...200, "the key an import finds it again by")),
      .optional("option_names", .list(.text(1...100), 0...5)),
      .needed("variants", .list(VariantBody.new, 1...100)),
    ] + facts)

  static let change = Schema.body("ProductChange", [.optional("title", .shortText)] + facts)

  static func product(_ body: Fields, in store: Store, id: ProductID) throws -> Product {
    let names = body.texts("option_names") ?? []
    let variants = try body.list("variants").map { try VariantBody.variant($0, in: store, optionNames: names) }
    let external = body.text("external_id") ?? "api:\(id.text)"
    var product = Product(
      id: id, externalID: external, title: body.text("title") ?? "", optionNames: names, variants: variants)
    apply(body, to: &product)
    return product
  }

  /// What is named is set; what is not stays.
  static func apply(_ body: Fields, to product: inout Product) {
    if let title = body.text("title") { product.title = title }
    body.set("brand", &product.brand)
    body.set("link", &product.link)
    if let categories = body.texts("categories") { product.categoryPath = categories }
    if let description = body.text("description") { product.description = description }
    if let attributes = body.textMap("attributes") { product.attributes = attributes }
    if let tags = body.texts("tags") { product.tags = tags }
    if let images = body.texts("image_urls") { product.imageURLs = images }
    if let status: ProductStatus = body.raw("status") { product.status = status }
  }
}

extension APIError {
  init(_ refusal: CatalogRefusal) {
    switch refusal {
    case .externalIDTaken(let key):
      self.init(.externalIDTaken, "Another product of this store has the external_id '\(key)'.")
    case .skuTaken(let sku): self.init(.skuTaken, "Another variant of this store has the SKU '\(sku)'.")
    case .stockNegative(let left):
      self.init(.stockNegative, "Only \(left) can be taken away; the rest is not there, or is held for orders.")
    }
  }
}

/// Says what the catalogue refuses in the API's words.
func refusingCatalog<Value>(_ work: () async throws -> Value) async throws -> Value {
  do { return try await work() } catch let refusal as CatalogRefusal { throw APIError(refusal) }
}
