import Commerce
import Dialogue

/// A search by those of its words that goods have: "low light office" by "low light" in a shop for plants. A word that
/// nothing in the shop is called does not sink the others.
enum KnownWords {
  /// Words beyond which a search is a story.
  private static let most = 6

  /// nil where there is nothing to leave out, or nothing would be left.
  static func query(of query: ProductQuery, _ context: Context) -> ProductQuery? {
    // What the shop has a tag for is known, too.
    let tags = query.filters.attributes.filter(\.name.isEmpty).flatMap { $0.value.split(separator: " ") }
    let words = tags.map(String.init) + query.text.split(separator: " ").map(String.init)
    guard (2...most).contains(words.count), query.filters.excludedWords.isEmpty else { return nil }
    let known = words.filter { isKnown($0, context) }
    guard known.count < words.count, !known.isEmpty || query.filters.maximumPrice != nil else { return nil }
    var partly = query
    partly.filters.attributes.removeAll(where: \.name.isEmpty)
    partly.text = known.joined(separator: " ")
    if known.isEmpty { partly.sort = .dearest }
    let results = context.catalog.search(partly)
    guard let best = results.hits.first, known.isEmpty || TitleWords.overlap(text(best.product), partly.text) else {
      return nil
    }
    return partly
  }

  private static func isKnown(_ word: String, _ context: Context) -> Bool {
    context.catalog.search(ProductQuery(text: word, limit: 1)).hits.first.map {
      TitleWords.overlap(text($0.product), word)
    } ?? false
  }

  private static func text(_ product: Product) -> String {
    ([product.title, product.description] + product.categoryPath + product.tags).joined(separator: " ")
  }
}
