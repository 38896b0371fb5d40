import Commerce
import Foundation
import Language
import Search

/// Builds the two catalogues and judges their rankings.
struct Runner {
  private static let depth = 2_000

  private let lexis: Lexis

  private let icecat: any CatalogSnapshot
  private let walmart: any CatalogSnapshot
  private let graded: [(query: String, grades: [Int64: Int])]
  private let gap: [(query: String, grades: [Int64: Int])]
  private let known: [(query: String, grades: [Int64: Int])]

  init(folder: String, lexis: Lexis) throws {
    self.lexis = lexis
    icecat = Self.build(try TSV.rows(folder + "/icecat-products.tsv"), lexis: lexis, name: "icecat")
    walmart = Self.build(try TSV.rows(folder + "/walmart-amazon-products.tsv"), lexis: lexis, name: "walmart")
    var grades: [String: [Int64: Int]] = [:]
    for row in try TSV.rows(folder + "/icecat-ratings-dev.tsv") {
      guard let query = row["query"], let id = Int64(row["product_id"] ?? ""), let grade = Int(row["rating"] ?? "")
      else { continue }
      grades[query, default: [:]][id] = grade
    }
    graded = grades.filter { $0.value.values.contains { $0 > 0 } }.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    gap = Self.relevant(try TSV.rows(folder + "/gap-queries-dev.tsv"))
    known = Self.relevant(try TSV.rows(folder + "/walmart-amazon-queries-dev.tsv"))
  }

  /// Random queries to the smaller catalogue.
  func fuzz(_ count: Int) {
    var fuzz = Fuzz(catalog: walmart, seed: 2_026)
    fuzz.run(count)
  }

  /// Writes and searches side by side in the smaller catalogue.
  func race(_ rounds: Int) async {
    let products = walmart.search(ProductQuery(limit: 1_000)).hits.map(\.product)
    await Race(products: products, lexis: lexis, queries: known.prefix(100).map(\.query)).run(rounds: rounds)
  }

  /// Prints every set's measures, and gives the rows that the goals are held against.
  func run() -> [Goal] {
    let clean = report("graded", icecat, graded)
    let slips = report("typos", icecat, corrupted(graded))
    let talk = report("chatty", icecat, chatty(graded))
    let rows = [
      Goal("Icecat nDCG′@10 (judged documents)", clean.judged, must: 0.88, aim: 0.93),
      Goal("Icecat nDCG@10", clean.ndcg, must: 0.77, aim: 0.80),
      Goal("Icecat recall@100", clean.recall, must: 0.88, aim: 0.91),
      Goal("Icecat MRR@10", clean.reciprocal, must: 0.82, aim: 0.86),
      Goal("vocabulary-gap queries nDCG@10", report("gap", icecat, gap).ndcg, must: 0.41, aim: 0.48),
      Goal("Walmart–Amazon MRR@10", report("known item", walmart, known).reciprocal, must: 0.89, aim: 0.91),
      Goal("one typo a word: share of clean nDCG kept", of: slips.ndcg, in: clean.ndcg, must: 0.90, aim: 0.95),
      changedCleanQueries(),
      Goal("chatty phrasing: share of clean nDCG kept", of: talk.ndcg, in: clean.ndcg, must: 0.97, aim: 0.99),
    ]
    _ = report("gap typos", icecat, corrupted(gap))
    sketchRecall()
    timings()
    linking()
    return rows
  }

  private func report(
    _ name: String, _ catalog: any CatalogSnapshot, _ queries: [(query: String, grades: [Int64: Int])]
  ) -> Measures {
    let rankings = queries.map { ranking(catalog, $0.query) }
    let measures = Measures(rankings: rankings, grades: queries.map(\.grades))
    func mean(_ values: [Double]) -> String {
      let interval = Measures.interval(values)
      let folds = Measures.folds(values)
      return String(
        format: "%.3f [%.3f, %.3f] folds %.3f–%.3f", Measures.mean(values), interval.low, interval.high, folds.least,
        folds.most)
    }
    let empty = rankings.count { $0.isEmpty }
    print(
      "\(name): nDCG' \(mean(measures.judged)) nDCG \(mean(measures.ndcg)) R@100 \(mean(measures.recall))",
      "MRR \(mean(measures.reciprocal)) (\(queries.count) queries, \(empty) without hits)")
    if ProcessInfo.processInfo.environment["VERBOSE"] == name {
      for (ranking, query) in zip(rankings, queries) {
        print(
          String(format: "  %.2f", Measures.judgedNDCG(ranking, grades: query.grades)),
          String(format: "%.2f", Measures.ndcg(ranking, grades: query.grades)), ranking.count, query.query,
          ranking.prefix(3).map { "\(query.grades[$0] ?? -1):\(catalog.product(ProductID($0))?.title ?? "")" })
      }
    }
    return measures
  }

  private func ranking(_ catalog: any CatalogSnapshot, _ query: String) -> [Int64] {
    catalog.ranking(query, limit: Self.depth).map(\.id.rawValue)
  }

  private func corrupted(_ queries: [(query: String, grades: [Int64: Int])]) -> [(query: String, grades: [Int64: Int])]
  {
    var typos = Typos(seed: 7)
    return (0..<3).flatMap { _ in queries.map { (typos.corrupt($0.query), $0.grades) } }
  }

  private func chatty(_ queries: [(query: String, grades: [Int64: Int])]) -> [(query: String, grades: [Int64: Int])] {
    let frames = [
      "do you have %@ in stock?", "hi, i am looking for %@ please", "can you show me some %@",
      "i want to buy a new %@ for my office", "what %@ do you sell?",
    ]
    return queries.enumerated().map { index, item in
      (frames[index % frames.count].replacingOccurrences(of: "%@", with: item.query), item.grades)
    }
  }

  private func changedCleanQueries() -> Goal {
    let changed = (graded + gap).map { query in
      icecat.search(ProductQuery(text: query.query, limit: 1)).corrections.isEmpty ? 0.0 : 1
    }
    let hits = graded.map { icecat.search(ProductQuery(text: $0.query, limit: 1)).total }.sorted()
    print("finds a query: median \(hits[hits.count / 2]), none for \(hits.count { $0 == 0 })")
    return Goal("clean queries changed by the typo repair", changed, atMost: 0.02, aim: 0.01)
  }

  /// Of the hundred products nearest in meaning, how many the one-bit sketches keep among their best two thousand.
  private func sketchRecall() {
    let shares = (graded + gap).compactMap { icecat.sketchRecall($0.query, nearest: 100) }
    print(String(format: "sketches keep %.1f %% of the nearest 100", 100 * Measures.mean(shares)))
  }

  private func timings() {
    let queries = graded + gap
    print("search \(Timing.of((queries + queries).map(\.query)) { _ = icecat.search(ProductQuery(text: $0)) })")
  }

  /// What naming the goods in a sentence costs a shop of 5,247 products: each sentence once in a catalogue that has met
  /// none of its words, and then others of the same shop, whose small words it has met.
  func linking() {
    let frames = [
      "i would like two of the %@ and add them to my cart please", "do you have %@ in stock?", "how much is the %@",
      "3 %@ and a gift card, then check out", "no, not the blue one, i meant %@", "is %@ any good for my office",
    ]
    let sentences = known.enumerated().map { index, item in
      frames[index % frames.count].replacingOccurrences(
        of: "%@", with: item.query.split(separator: " ").suffix(3).joined(separator: " "))
    }.map { Tokenizer.tokens(in: $0).map(\.text) }
    let half = sentences.count / 2
    print("linking, first met: \(Timing.of(Array(sentences[..<half])) { _ = walmart.mentions(in: $0) })")
    print("linking, later: \(Timing.of(Array(sentences[half...])) { _ = walmart.mentions(in: $0) })")
  }

  private static func relevant(_ rows: [[String: String]]) -> [(query: String, grades: [Int64: Int])] {
    rows.map { row in
      let ids = (row["relevant_product_ids"] ?? "").split(separator: " ").compactMap { Int64($0) }
      return (row["query"] ?? "", Dictionary(ids.map { ($0, 2) }) { first, _ in first })
    }
  }

  private static func build(_ rows: [[String: String]], lexis: Lexis, name: String) -> any CatalogSnapshot {
    let products = rows.compactMap(product)
    let indexes = CatalogIndexes(lexis: lexis)
    let time = Timing.once { indexes.apply(products, removed: [], sequence: 1, store: StoreID(1)) }
    print("\(name): \(products.count) products built in \(time)")
    guard let snapshot = indexes.snapshot(of: StoreID(1)) else { preconditionFailure("the store was just applied") }
    return snapshot
  }

  static func product(_ row: [String: String]) -> Product? {
    guard let id = Int64(row["id"] ?? "") else { return nil }
    let cents = Int64((Double(row["price"] ?? "") ?? 0) * 100)
    var attributes: [String: String] = [:]
    for (index, value) in (row["attributes"] ?? "").components(separatedBy: " ; ").enumerated() where !value.isEmpty {
      attributes["a\(index)"] = value
    }
    if let model = row["model"], !model.isEmpty { attributes["model"] = model }
    let brand = row["brand"] ?? ""
    let category = row["category"] ?? ""
    return Product(
      id: ProductID(id), externalID: "\(id)", title: row["title"] ?? "", brand: brand.isEmpty ? nil : brand,
      categoryPath: category.isEmpty ? [] : [category], description: row["description"] ?? "", attributes: attributes,
      variants: [Variant(id: VariantID(id), sku: "", price: Money(minorUnits: cents, currency: .usd))])
  }
}
