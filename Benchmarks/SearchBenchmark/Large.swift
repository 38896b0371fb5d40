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

  func run() {
    let before = Memory.resident
    let indexes = CatalogIndexes(lexis: lexis)
    build(indexes)
    guard let catalog = indexes.snapshot(of: Self.store) else { preconditionFailure("the store was just applied") }
    print("\(Memory.resident) MB resident, \(before) MB before the products were made")
    let short = queries.filter { $0.split(separator: " ").count <= 3 }
    print("short queries: \(Timing.of(short + short + short) { _ = catalog.search(ProductQuery(text: $0)) })")
    print("all queries: \(Timing.of(queries + queries) { _ = catalog.search(ProductQuery(text: $0)) })")
    print("\(Memory.resident) MB resident after searching")
  }

  private func build(_ indexes: CatalogIndexes) {
    let products = (0..<count).compactMap(product)
    print("\(Memory.resident) MB resident with the products themselves")
    let time = Timing.once { indexes.apply(products, removed: [], sequence: 1, store: Self.store) }
    print("\(products.count) products built in \(time)")
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
