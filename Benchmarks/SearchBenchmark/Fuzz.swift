import Commerce
import Foundation
import Language
import Search

/// Asks a catalogue whatever comes out of a seeded generator: words of its own, slips of them, scraps of other scripts,
/// with and without filters. Nothing may crash, and no page may be longer than asked for.
struct Fuzz {
  private let catalog: any CatalogSnapshot
  private let words: [String]
  private var random: Typos
  private var seed: UInt64

  private static let scraps = [
    "", " ", "-", "'", "\"", "é", "日本", "🙂", "\u{301}", "\u{200d}", "\n", "\u{0}", "½", "%", "&", "+", "ß", "أحمر",
    "12345678901234567890", "-3", "1,000.5", "for", "with", "my", "without", "for my", "'; drop table", "xyzzyplugh",
    "t-shirt", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ]

  init(catalog: any CatalogSnapshot, seed: UInt64) {
    self.catalog = catalog
    self.seed = seed
    random = Typos(seed: seed)
    let titles = catalog.search(ProductQuery(limit: 1_000)).hits.map(\.product.title)
    words = Set(titles.flatMap { $0.split(separator: " ").map(String.init) }).sorted()
  }

  mutating func run(_ count: Int) {
    for number in 1...count {
      let query = query()
      let results = catalog.search(query)
      precondition(results.hits.count <= query.limit && results.total >= results.hits.count, "\(query)")
      if number % 7 == 0 { _ = catalog.mentions(in: Tokenizer.tokens(in: query.text).map(\.text)) }
      if number % 100_000 == 0 { print("\(number) queries") }
    }
    print("fuzzed \(count) queries from seed \(seed) without a fault")
  }

  private mutating func query() -> ProductQuery {
    let parts = (0..<number(9)).map { _ in part() }
    var query = ProductQuery(text: parts.joined(separator: number(8) == 0 ? "" : " "), limit: number(12))
    query.offset = number(4) == 0 ? number(30) : 0
    query.sort = [.relevance, .cheapest, .dearest, .newest, .bestSelling][number(5)]
    if number(4) == 0 { query.filters.maximumPrice = Int64(number(100_000)) }
    if number(8) == 0 { query.filters.excludedWords = [part()] }
    if number(8) == 0 { query.filters.brands = [part()] }
    if number(8) == 0 { query.filters.attributes = [AttributeFilter(value: part())] }
    if number(8) == 0 { query.filters.inStockOnly = true }
    return query
  }

  private mutating func part() -> String {
    switch number(4) {
    case 0: Self.scraps[number(Self.scraps.count)]
    case 1: random.corrupt(words[number(words.count)])
    default: words[number(words.count)]
    }
  }

  private mutating func number(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
}
