import Commerce
import Dialogue
import Language

/// More or less of something than what was shown.
///
///     souk:    I found 3 products: 1. French press 12 oz … 2. French press 34 oz …
///     shopper: something smaller?
///
/// Nothing new is looked for by the bare word: what was shown, or what is of the kind that is talked about, is held
/// against it.
extension FindProducts {
  /// nil where the words compare nothing, or there is nothing to compare.
  func byDegree(_ words: String, _ act: Act, _ context: Context) -> Step<NoState>? {
    let said = Tokenizer.tokens(in: Folding.fold(words)).map(\.text)
    guard let word = said.last, said.allSatisfy(Degrees(words: context.words).contains) else { return nil }
    let focus = context.memory.focusProduct.flatMap(context.catalog.product)
    let shown = context.memory.shownProducts.compactMap(context.catalog.product)
    let known = (shown.count > 1 ? shown : focus.map { alike($0, context) } ?? []).filter { isMet(act.constraints, $0) }
    guard known.count > 1 || known.first.map({ $0.id != focus?.id }) == true else { return nil }
    let degrees = Degrees(words: context.words)
    let found =
      degrees.measured(known, focus, word) ?? degrees.told(known.filter { $0.id != focus?.id }, word)
    let query = context.memory.lastQuery ?? ProductQuery(limit: Self.pageSize)
    let listed = (found ?? known).prefix(Self.pageSize).map { ProductHit(product: $0, score: 1) }
    let results = ProductResults(hits: listed, total: listed.count)
    return list(
      results, query: query, text: found == nil ? "find.closest" : "find.results", context,
      relaxedFrom: found == nil ? Wanted(words: words) : nil)
  }

  /// "which backpack is the biggest?": of a kind the one that has most of it; nil where that is not told.
  func withMost(_ act: Act, _ query: ProductQuery, _ context: Context) -> Product? {
    let degrees = Degrees(words: context.words)
    guard act.isQuestion, let word = degrees.extreme(in: act.text) else { return nil }
    var all = query
    all.limit = Self.compared
    return degrees.one(of: context.catalog.search(all).hits.map(\.product), word)
  }

  /// Others of the kind that is talked about.
  private func alike(_ focus: Product, _ context: Context) -> [Product] {
    guard let kind = focus.categoryPath.last else { return [focus] }
    let query = ProductQuery(filters: ProductFilters(categories: [kind]), limit: Self.compared)
    return context.catalog.search(query).hits.map(\.product)
  }

  /// As many of a kind are looked at.
  private static let compared = 30

  private func isMet(_ constraints: Constraints, _ product: Product) -> Bool {
    constraints.maximumPrice.map { product.priceRange.lowerBound <= $0 } ?? true
      && constraints.minimumPrice.map { product.priceRange.upperBound >= $0 } ?? true
  }
}
