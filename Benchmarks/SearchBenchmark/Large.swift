import Commerce
import Foundation
import Language
import Search

/// A shop of many products: those of a catalogue several times over, every copy with some of its words exchanged for
/// others of the catalogue, the same for the same seed.
struct Large {
  let count: Int
  let lexis: Lexis
  let rows: [[String: String]]
  let queries: [String]

  private static let store = StoreID(1)

  init(folder: String, count: Int, lexis: Lexis) throws {
    (self.count, self.lexis) = (count, lexis)
    rows = try TSV.rows(folder + "/icecat-products.tsv")
    let graded = Set(try TSV.rows(folder + "/icecat-ratings-dev.tsv").compactMap { $0["query"] })
    let gap = try TSV.rows(folder + "/gap-queries-dev.tsv").compactMap { $0["query"] }
    let known = try TSV.rows(folder + "/walmart-amazon-queries-dev.tsv").compactMap { $0["query"] }
    queries = graded.sorted() + gap + known.prefix(100)
  }

  func run() -> [Goal] {
    let before = Memory.resident
    let indexes = CatalogIndexes(lexis: lexis)
    let build = build(indexes)
    guard let catalog = indexes.snapshot(of: Self.store) else { preconditionFailure("the store was just applied") }
    CatalogIndexes.releaseMemory()
    print("\(Memory.resident) MB resident, \(before) MB before the products were made")
    let short = queries.filter { $0.split(separator: " ").count <= 3 }
    let asked = (0..<Self.rounds).flatMap { _ in queries }
    print("short queries: \(Timing.of(short + short + short) { _ = catalog.search(ProductQuery(text: $0)) })")
    let times = Timing.of(asked) { _ = catalog.search(ProductQuery(text: $0)) }
    print("all queries: \(times)")
    CatalogIndexes.releaseMemory()
    let resident = Memory.resident
    print("\(resident) MB resident after searching")
    let name = "\(count) products, one core"
    func milliseconds(_ percent: Int) -> Double { Timing.Runs.percentile(percent, of: times.wall) / 1_000 }
    return [
      Goal("\(name): p50", milliseconds(50), unit: "ms", atMost: 1.5, aim: 0.4),
      Goal("\(name): p99", milliseconds(99), unit: "ms", atMost: 6, aim: 2),
      Goal(
        "\(name): build", build.wallSeconds, unit: "s", atMost: 5, aim: 1.5,
        note: String(format: " (%.2f s of the processor)", build.processorSeconds)),
      Goal("\(name): memory of the process", Double(resident), unit: "MB", atMost: 250, aim: 150),
    ] + updates(indexes, catalog)
  }

  /// What one product's new stock, and its new text, cost.
  private func updates(_ indexes: CatalogIndexes, _ catalog: any CatalogSnapshot) -> [Goal] {
    let step = Int64(max(1, count / Self.writes))
    let products = (1...Int64(Self.writes)).compactMap { catalog.product(ProductID($0 * step)) }
    var sequence: Int64 = 2
    func write(_ product: Product) {
      sequence += 1
      indexes.apply([product], removed: [], sequence: sequence, store: Self.store)
    }
    let stock = Timing.of(products) { product in
      var product = product
      product.variants[0].available = 3
      write(product)
    }
    print("a stock write: \(stock)")
    let text = Timing.of(products) { product in
      var product = product
      product.title += " renewed"
      write(product)
    }
    print("a text write: \(text)")
    func milliseconds(_ runs: Timing.Runs) -> Double {
      runs.wall.reduce(0, +) / Double(max(1, runs.wall.count)) / 1_000
    }
    return [
      Goal("one update of stock, mean of \(products.count)", milliseconds(stock), unit: "ms", atMost: 1, aim: nil),
      Goal("one update of texts, mean of \(products.count)", milliseconds(text), unit: "ms", atMost: 1, aim: nil),
    ]
  }

  private static let rounds = 5
  private static let writes = 2_000

  private func build(_ indexes: CatalogIndexes) -> Timing.Once {
    let products = (0..<count).compactMap(product)
    print("\(Memory.resident) MB resident with the products themselves")
    let time = Timing.once { indexes.apply(products, removed: [], sequence: 1, store: Self.store) }
    print("\(products.count) products built in \(time)")
    return time
  }

  private func product(_ number: Int) -> Product? {
    var row = rows[number % rows.count]
    row["id"] = "\(number + 1)"
    var random = Typos(seed: UInt64(number))
    for field in ["title", "description"] where number >= rows.count {
      row[field] = exchanged(row[field] ?? "", field, &random)
    }
    return Runner.product(row)
  }

  /// One word in four comes from elsewhere.
  private func exchanged(_ text: String, _ field: String, _ random: inout Typos) -> String {
    text.split(separator: " ").map { word in
      guard random.next() % 4 == 0 else { return String(word) }
      let other = (rows[Int(random.next() % UInt64(rows.count))][field] ?? "").split(separator: " ")
      return other.isEmpty ? String(word) : String(other[Int(random.next() % UInt64(other.count))])
    }.joined(separator: " ")
  }
}

/// What this process has in use.
enum Memory {
  /// Megabytes resident, as the system counts them; 0 where it does not tell.
  static var resident: Int {
    // Without the file there is no figure, and nothing else to do about it.
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
    return (line?.split(separator: " ").dropLast().last).flatMap { Int($0) }.map { $0 / 1_000 } ?? 0
  }
}
