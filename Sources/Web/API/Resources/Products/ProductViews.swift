import Commerce

extension Schema {
  static let productStatus = Schema.oneOf(["active", "draft", "archived"])

  /// The same bounds for what comes in and what was imported.
  static let shortText = Schema.text(1...300)
  static let longText = Schema.text(0...20_000)
}

extension View<Product> {
  static let product = View(
    "Product",
    [
      .init("id", .id(ProductEntity.self)) { .id($0.id) },
      .init("external_id", .text(0...1_000, "the source's own key")) { .text($0.externalID) },
      .init("title", .text(0...5_000)) { .text($0.title) },
      .init("brand", .text(0...5_000).orNull) { .maybe($0.brand) },
      .init("categories", .list(.text(0...1_000), 0...100, "from the broadest to the narrowest")) {
        .texts($0.categoryPath)
      },
      .init("description", .text(0...1_000_000)) { .text($0.description) },
      .init("attributes", .map(.text(0...10_000), maximum: 1_000)) { product in
        .object(product.attributes.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
      },
      .init("tags", .list(.text(0...1_000), 0...1_000)) { .texts($0.tags) },
      .init("image_urls", .list(.text(0...10_000), 0...1_000)) { .texts($0.imageURLs) },
      .init("link", .text(0...10_000).orNull) { .maybe($0.link) },
      .init("option_names", .list(.text(0...1_000), 0...20)) { .texts($0.optionNames) },
      .init("status", .productStatus) { .text($0.status.rawValue) },
      .init("sold_units", .integer(0...1_000_000_000_000)) { .int($0.soldUnits) },
      .init("variants", .list(View<Variant>.variant.schema, 0...1_000)) { View<Variant>.variant.list($0.variants) },
    ])
}

extension View<Variant> {
  static let variant = View(
    "Variant",
    [
      .init("id", .id(VariantEntity.self)) { .id($0.id) },
      .init("sku", .text(0...1_000)) { .text($0.sku) },
      .init("barcode", .text(0...1_000).orNull) { .maybe($0.barcode) },
      .init("options", .list(.text(0...1_000), 0...20, "a value for each of the product's option names")) {
        .texts($0.options)
      },
      .init("price_minor", .amount()) { .integer($0.price.minorUnits) },
      .init("compare_at_minor", .amount("the price it was reduced from").orNull) {
        .maybe($0.compareAtPrice?.minorUnits)
      },
      .init("currency", .currency) { .text($0.price.currency.code) },
      .init("available", .integer(0...1_000_000_000, "pieces that can be promised; null where nobody counts").orNull) {
        .maybe($0.available)
      },
      .init("image_url", .text(0...10_000).orNull) { .maybe($0.imageURL) },
    ])
}
