import Commerce
import Dialogue

/// "any deals on?", where nothing is reduced: what the shop itself calls a deal.
extension FindProducts {
  func deals(_ query: ProductQuery, _ context: Context) -> ProductResults? {
    guard query.filters.onSaleOnly, query.text.isEmpty else { return nil }
    var found: [ProductHit] = []
    for word in context.words[.dealWords].words.sorted() {
      let results = context.catalog.search(ProductQuery(text: word, limit: Self.pageSize))
      found += results.hits.filter { hit in
        let called = ([hit.product.title] + hit.product.categoryPath + hit.product.tags).joined(separator: " ")
        return TitleWords.overlap(called, word) && !found.contains { $0.product.id == hit.product.id }
      }
    }
    return found.isEmpty ? nil : ProductResults(hits: Array(found.prefix(Self.pageSize)), total: found.count)
  }
}
