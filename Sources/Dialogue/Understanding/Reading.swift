import Commerce
import Language

/// A message cut into tokens, with everything the grammar and the catalogue recognised in it. Stretches of one kind
/// do not overlap each other.
package struct Reading: Sendable {
  package var tokens: [Token]
  package var words: [String]
  package var links: [CatalogMention] = []
  package var acts: [LabelledRange] = []
  package var prices: [PricePhrase] = []
  package var percentages: [PercentPhrase] = []
  package var quantities: [QuantityMark] = []
  package var references: [ReferenceMark] = []
  package var sorts: [LabelledRange] = []
  package var conditions: [LabelledRange] = []
  package var negations: [Range<Int>] = []
  package var fulfilments: [LabelledRange] = []
  package var payments: [LabelledRange] = []
  package var factCues: [LabelledRange] = []
  package var days: [LabelledRange] = []
  /// Words behind a count that what is talked about is told by: the "balls" of a yarn.
  package var unitsAtHand: Set<Int> = []
  package var orderNumber: (range: Range<Int>, number: String)?
  package var email: (range: Range<Int>, text: String)?
  package var phone: (range: Range<Int>, text: String)?

  package let language: LanguageCode

  package init(tokens: [Token], language: LanguageCode = .english) {
    self.tokens = tokens
    self.language = language
    words = tokens.map(\.text)
  }

  /// "electric" behind "a kettle," names some of what the kettle names, and nothing else: it tells more of it.
  func describes(_ link: CatalogMention, _ before: CatalogMention) -> Bool {
    guard case .products(let ids) = link.target, case .products(let all) = before.target, ids.count < all.count,
      link.tokens.lowerBound == before.tokens.upperBound + 1, words[before.tokens.upperBound] == ","
    else { return false }
    return Set(ids).isSubset(of: all)
  }

  /// The original text of a stretch, as the shopper wrote it.
  package func original(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last, last < tokens.count else { return "" }
    let base = tokens[first].original.base
    return String(base[tokens[first].original.startIndex..<tokens[last].original.endIndex])
  }
}

package struct LabelledRange: Hashable, Sendable {
  package var range: Range<Int>
  package var labels: [String]
}

package struct PricePhrase: Hashable, Sendable {
  package var range: Range<Int>
  /// Minor units, inclusive.
  package var minimum: Int64?
  package var maximum: Int64?
  /// The amount itself where it was said as such, not as a bound: "$50", "for $50".
  package var amount: Int64?
}

package struct QuantityMark: Hashable, Sendable {
  package var range: Range<Int>
  package var quantity: QuantityPhrase
}

package struct ReferenceMark: Hashable, Sendable {
  package var range: Range<Int>
  package var reference: Reference
}

extension Range<Int> {
  /// Whether two stretches share a token.
  func meets(_ other: Range<Int>) -> Bool { overlaps(other) }
}

extension CatalogMention {
  /// A quality that is no option of a product: "wide fit", a tag of some shoes.
  var isTag: Bool { if case .attribute(let filter) = target { filter.name.isEmpty } else { false } }

  /// Names something to buy or look at, not only a property of it.
  var isGoods: Bool {
    switch target {
    case .products, .category: true
    case .brand, .attribute: false
    }
  }
}
