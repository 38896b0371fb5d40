import Commerce

/// What is said of a variant in a request.
enum VariantBody {
  private static let facts: [Schema.Property] = [
    .optional("barcode", Schema.text(1...100).orNull),
    .optional("compare_at_minor", Schema.amount("the price it was reduced from").orNull),
    .optional("image_url", Schema.webAddress.orNull),
  ]

  static let new = Schema.body(
    "NewVariant",
    [
      .needed("price_minor", .amount()),
      .optional("sku", .text(0...100)),
      .optional("options", .list(.text(1...100), 0...5, "a value for each of the product's option names")),
      .optional("stock", Schema.integer(0...1_000_000_000, "pieces to begin with; null counts none").orNull),
    ] + facts)

  /// Stock is changed by a movement with its reason, and by nothing else.
  static let change = Schema.body(
    "VariantChange", [.optional("sku", .text(0...100)), .optional("price_minor", .amount())] + facts)

  static func variant(_ body: Fields, in store: Store, optionNames: [String]) throws -> Variant {
    let options = body.texts("options") ?? []
    guard options.count == optionNames.count else {
      throw APIError(
        .invalidBody,
        "The variant has \(options.count) options; the product has \(optionNames.count) option names.")
    }
    var variant = Variant(
      id: VariantID(0), sku: body.text("sku") ?? "", options: options,
      price: Money(minorUnits: body.integer("price_minor") ?? 0, currency: store.currency),
      available: body.int("stock"))
    apply(body, to: &variant)
    return variant
  }

  static func apply(_ body: Fields, to variant: inout Variant) {
    if let sku = body.text("sku") { variant.sku = sku }
    body.set("barcode", &variant.barcode)
    body.set("image_url", &variant.imageURL)
    let currency = variant.price.currency
    if let price = body.integer("price_minor") { variant.price = Money(minorUnits: price, currency: currency) }
    if body.has("compare_at_minor") {
      variant.compareAtPrice = body.integer("compare_at_minor").map { Money(minorUnits: $0, currency: currency) }
    }
  }
}
