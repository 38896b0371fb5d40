import Commerce
import Foundation
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

  func run() {
    report("graded", icecat, graded)
    report("typos", icecat, corrupted(graded))
    report("chatty", icecat, chatty(graded))
    report("gap", icecat, gap)
    report("gap typos", icecat, corrupted(gap))
    report("known item", walmart, known)
    changedCleanQueries()
    sketchRecall()
    timings()
    writes()
  }

  private func report(
    _ name: String, _ catalog: any CatalogSnapshot, _ queries: [(query: String, grades: [Int64: Int])]
  ) {
    let rankings = queries.map { ranking(catalog, $0.query) }
    func mean(_ measure: ([Int64], [Int64: Int]) -> Double?) -> String {
      let values = zip(rankings, queries).compactMap { measure($0, $1.grades) }
      let interval = Measures.interval(values)
      return String(format: "%.3f [%.3f, %.3f]", Measures.mean(values), interval.low, interval.high)
    }
    let empty = rankings.count { $0.isEmpty }
    print(
      "\(name): nDCG' \(mean { Measures.judgedNDCG($0, grades: $1) }) nDCG \(mean { Measures.ndcg($0, grades: $1) })",
      "R@100 \(mean { Measures.recall100($0, grades: $1) }) MRR \(mean { Measures.reciprocalRank10($0, grades: $1) })",
      "(\(queries.count) queries, \(empty) without hits)")
    if ProcessInfo.processInfo.environment["VERBOSE"] == name {
      for (ranking, query) in zip(rankings, queries) {
        print(
          String(format: "  %.2f", Measures.judgedNDCG(ranking, grades: query.grades)),
          String(format: "%.2f", Measures.ndcg(ranking, grades: query.grades)), ranking.count, query.query,
          ranking.prefix(3).map { "\(query.grades[$0] ?? -1):\(catalog.product(ProductID($0))?.title ?? "")" })
      }
    }
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

  private func changedCleanQueries() {
    let changed = (graded + gap).filter { !icecat.search(ProductQuery(text: $0.query, limit: 1)).corrections.isEmpty }
    print("clean queries changed: \(changed.count) of \(graded.count + gap.count): \(changed.map(\.query))")
    let hits = graded.map { icecat.search(ProductQuery(text: $0.query, limit: 1)).total }.sorted()
    print("finds a query: median \(hits[hits.count / 2]), none for \(hits.count { $0 == 0 })")
  }

  /// Of the hundred products nearest in meaning, how many the one-bit sketches keep among their best two thousand.
  private func sketchRecall() {
    let shares = (graded + gap).compactMap { icecat.sketchRecall($0.query, nearest: 100) }
    print(String(format: "sketches keep %.1f %% of the nearest 100", 100 * Measures.mean(shares)))
  }

  private func timings() {
    let queries = graded + gap
    var times: [Double] = []
    for (query, _) in queries + queries {
      let start = ContinuousClock.now
      _ = icecat.search(ProductQuery(text: query))
      times.append(Self.microseconds(since: start))
    }
    print("search \(Self.percentiles(times))")
    let tokens = queries.map { ("i would like two of the " + $0.query + " and add them to my cart please") }
      .map { $0.split(separator: " ").map { $0.lowercased() } }
    times = tokens.map { words in
      let start = ContinuousClock.now
      _ = icecat.mentions(in: words)
      return Self.microseconds(since: start)
    }
    print("mentions \(Self.percentiles(times))")
  }

  /// What one product's new stock, and its new text, cost a catalogue of this size.
  private func writes() {
    let indexes = CatalogIndexes(lexis: lexis)
    var all: [Product] = []
    while let page = Optional(icecat.search(ProductQuery(limit: 1_000, offset: all.count)).hits), !page.isEmpty {
      all += page.map(\.product)
    }
    indexes.apply(all, removed: [], sequence: 1, store: StoreID(1))
    let hits = all.prefix(1_000)
    var stock: [Double] = []
    var text: [Double] = []
    for (index, hit) in hits.enumerated() {
      var product = hit
      product.variants[0].available = index
      stock.append(time(product, in: indexes))
      product.title += " renewed"
      text.append(time(product, in: indexes))
    }
    print("a stock write \(Self.percentiles(stock)); a text write \(Self.percentiles(text))")
  }

  private func time(_ product: Product, in indexes: CatalogIndexes) -> Double {
    let start = ContinuousClock.now
    indexes.apply([product], removed: [], sequence: 2, store: StoreID(1))
    return Self.microseconds(since: start)
  }

  private static func percentiles(_ times: [Double]) -> String {
    let sorted = times.sorted()
    return "p50 \(Int(sorted[sorted.count / 2])) us, p95 \(Int(sorted[sorted.count * 95 / 100])) us"
  }

  private static func microseconds(since start: ContinuousClock.Instant) -> Double {
    let duration = ContinuousClock.now - start
    return Double(duration.components.attoseconds) / 1e12 + Double(duration.components.seconds) * 1e6
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
    let start = ContinuousClock.now
    indexes.apply(products, removed: [], sequence: 1, store: StoreID(1))
    print("\(name): \(products.count) products built in \(Int(microseconds(since: start) / 1000)) ms")
    guard let snapshot = indexes.snapshot(of: StoreID(1)) else { preconditionFailure("the store was just applied") }
    return snapshot
  }

  private static func product(_ row: [String: String]) -> Product? {
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
