import CatalogImport
import Commerce
import Foundation
import Language
import Search
import Testing

/// The demo shop's own graded queries: dispensary, preparedness and grocery words, synonyms, slips, effects, numbers.
@Suite("Finding what the demo shop's shoppers mean")
struct DemoRelevanceTests {
  private struct Judged {
    var query: String
    /// By the products' external ids: 3 is what was meant, 1 may do.
    var grades: [String: Int]
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let catalog: any CatalogSnapshot
  private let judged: [Judged]

  init() throws {
    let prompts = Self.root.appendingPathComponent("prompts")
    let shop = try DemoShop.load(directory: prompts.appendingPathComponent("demo").path)
    let time = Timestamp(milliseconds: 1_800_000_000_000)
    let products = try CatalogFile.parse(
      bytes: shop.catalog, currency: shop.currency, ids: IDGenerator(process: 1, now: { time }), now: time
    ).products
    let lexis = Lexis(
      synonyms: try Synonyms.load(path: prompts.appendingPathComponent("synonyms/en.yaml").path),
      vectors: try StaticVectors(folder: prompts.appendingPathComponent("embeddings")))
    let indexes = CatalogIndexes(lexis: lexis)
    indexes.apply(products, removed: [], sequence: 1, store: StoreID(1))
    catalog = try #require(indexes.snapshot(of: StoreID(1)))
    let file = Self.root.appendingPathComponent("Tests/Fixtures/demo-relevance.tsv")
    judged = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      let grades = cells.dropFirst().joined().split(separator: " ").map { $0.split(separator: ":") }
      return Judged(
        query: String(cells[0]),
        grades: Dictionary(uniqueKeysWithValues: grades.map { (String($0[0]), Int($0[1]) ?? 0) }))
    }
  }

  private func found(_ query: String) -> [String] {
    catalog.search(ProductQuery(text: query, limit: 10)).hits.map(\.product.externalID)
  }

  private static func gain(_ list: [Int]) -> Double {
    list.prefix(10).enumerated().reduce(0) { $0 + (pow(2, Double($1.element)) - 1) / log2(Double($1.offset + 2)) }
  }

  @Test("The set is large, and names products that are there")
  func setIsRight() {
    #expect(judged.count >= 80)
    #expect(Set(judged.map(\.query)).count == judged.count)
    for item in judged {
      for key in item.grades.keys {
        #expect(catalog.search(ProductQuery(limit: 1_000)).hits.contains { $0.product.externalID == key }, "\(key)")
      }
    }
  }

  @Test("The ranking is as good as it was")
  func rankingIsGood() {
    var gains: [Double] = []
    var recalls: [Double] = []
    var misses: [String] = []
    for item in judged where !item.grades.isEmpty {
      let found = found(item.query)
      let gain = Self.gain(found.map { item.grades[$0] ?? 0 }) / Self.gain(item.grades.values.sorted(by: >))
      let wanted = item.grades.filter { $0.value == 3 }.keys
      gains.append(gain)
      recalls.append(Double(wanted.count { found.contains($0) }) / Double(wanted.count))
      if gain < 0.9 { misses.append("\(item.query) \(String(format: "%.2f", gain)): \(found.prefix(4))") }
    }
    let mean = gains.reduce(0, +) / Double(gains.count)
    let recall = recalls.reduce(0, +) / Double(recalls.count)
    #expect(mean >= 0.93, "nDCG@10 is \(mean)\n\(misses.joined(separator: "\n"))")
    #expect(recall >= 0.95, "recall@10 is \(recall)")
  }

  @Test("What the shop does not sell finds nothing, drafts and archived goods too")
  func whatIsNotSoldFindsNothing() {
    for item in judged where item.grades.isEmpty { #expect(found(item.query) == [], "\(item.query)") }
  }

  @Test("Where goods are marked free of something, that is what counts")
  func marksCount() {
    func titles(_ text: String, without words: String) -> [String] {
      catalog.search(ProductQuery(text: text, filters: ProductFilters(excludedWords: [words]))).hits
        .map(\.product.externalID)
    }
    #expect(titles("snack", without: "nuts") == ["seed-bar"])
    #expect(Set(titles("tea", without: "caffeine")) == ["blue-tea", "chamomile-tea"])
    #expect(titles("coffee", without: "caffeine") == [])
    #expect(!titles("coffee", without: "cardamom").contains("cardamom-coffee"))
    #expect(titles("coffee", without: "cardamom").contains("caravan-coffee"))
  }
}
