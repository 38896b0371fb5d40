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
    guard known.count < words.count || known.count > 2, !known.isEmpty || query.filters.maximumPrice != nil else {
      return nil
    }
    var partly = query
    partly.filters.attributes.removeAll(where: \.name.isEmpty)
    if known.isEmpty {
      partly.text = ""
      partly.sort = .dearest
      return context.catalog.search(partly).hits.isEmpty ? nil : partly
    }
    for words in [known] + fewer(known) {
      partly.text = words.joined(separator: " ")
      if let best = context.catalog.search(partly).hits.first, TitleWords.overlap(text(best.product), partly.text) {
        return partly
      }
    }
    return nil
  }

  /// "gift kids space", where nothing has all: what has two of them, before what has one.
  private static func fewer(_ words: [String]) -> [[String]] {
    guard (2...most).contains(words.count) else { return [] }
    let pairs = words.indices.flatMap { first in
      words.indices.filter { $0 > first }.map { [words[first], words[$0]] }
    }
    return words.count > 2 ? pairs : []
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
