import Commerce
import Testing

@testable import Search

@Suite("Leaving a long query's commonest words out of the finding")
struct WordPlanTests {
  private static let store = StoreID(1)
  /// Made-up words, none of them one of the language's.
  private static let words = (0..<400).map { number in
    "x"
      + [number / 100, number / 10 % 10, number % 10].map {
        ["qa", "ze", "ki", "vo", "pu", "ra", "ne", "ti", "go", "lu"][$0]
      }
      .joined()
  }

  /// Few words are common and most are rare, as in any catalogue.
  private static func word(_ generator: inout SeededGenerator) -> String {
    let chance = Double.random(in: 0..<1, using: &generator)
    return words[Int(chance * chance * chance * Double(words.count))]
  }

  private static func products(_ generator: inout SeededGenerator) -> [Product] {
    (1...6_000).map { number in
      let title = (0..<7).map { _ in word(&generator) }.joined(separator: " ")
      let text = (0..<12).map { _ in word(&generator) }.joined(separator: " ")
      let variant = Variant(id: VariantID(Int64(number)), sku: "", price: Money(minorUnits: 100, currency: .usd))
      return Product(
        id: ProductID(Int64(number)), externalID: "\(number)", title: title, description: text, variants: [variant])
    }
  }

  @Test("The finds and their scores are those of looking at every word", arguments: [1, 2, 3])
  func findsStay(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let indexes = CatalogIndexes()
    indexes.apply(Self.products(&generator), removed: [], sequence: 1, store: Self.store)
    let catalog = try #require(indexes.snapshot(of: Self.store) as? StoreCatalog)
    var planned = 0
    for _ in 0..<60 {
      let query = (0..<Int.random(in: 2...9, using: &generator)).map { _ in Self.word(&generator) }
      let terms = catalog.searchTerms(of: query.joined(separator: " "))
      if WordPlan(terms, all: false).order.contains(where: { !$0.isTelling }) { planned += 1 }
      func finds(_ ranking: QueryRanking) -> [Int32: Float] {
        Dictionary(uniqueKeysWithValues: ranking.entries.filter(\.isFind).map { ($0.document, $0.score) })
      }
      let some = finds(QueryRanking(terms, catalog: catalog))
      #expect(some == finds(QueryRanking(terms, catalog: catalog, everyWordFinds: true)), "\(query)")
    }
    #expect(planned > 5, "the queries are long enough for something to be left out")
  }
}
