import Commerce

/// What a store without products has.
struct EmptyCatalog: CatalogSnapshot {
  var sequence: Int64 { 0 }
  var productCount: Int { 0 }
  var categories: [String] { [] }
  func search(_ query: ProductQuery) -> ProductResults { ProductResults(hits: [], total: 0) }
  func product(_ id: ProductID) -> Product? { nil }
  func product(ofVariant id: VariantID) -> Product? { nil }
  func product(sku: String) -> Product? { nil }
  func mentions(in tokens: [String]) -> [CatalogMention] { [] }
}
