import Commerce
import Foundation
import Language
import Search

/// Writers change a catalogue while readers search it, for ThreadSanitizer to watch. Every answer must be of one whole
/// state: no product is ever missing or there twice.
struct Race {
  let products: [Product]
  let lexis: Lexis
  let queries: [String]

  private static let store = StoreID(1)

  func run(rounds: Int) async {
    let indexes = CatalogIndexes(lexis: lexis, maximumStores: 2)
    indexes.apply(products, removed: [], sequence: 1, store: Self.store)
    let faults = await withTaskGroup(of: Int.self) { group in
      for writer in 0..<2 {
        group.addTask {
          write(rounds, from: writer, to: indexes)
          return 0
        }
      }
      for reader in 0..<4 { group.addTask { read(rounds, from: reader, in: indexes) } }
      return await group.reduce(0, +)
    }
    precondition(faults == 0, "\(faults) answers were not of one state")
    print("\(rounds) rounds of two writers and four readers without a fault")
  }

  private func write(_ rounds: Int, from start: Int, to indexes: CatalogIndexes) {
    for round in 0..<rounds {
      var product = products[(start + round * 2) % products.count]
      product.variants[0].available = round
      if round % 3 == 0 { product.description += " written \(round) times" }
      indexes.apply([product], removed: [], sequence: Int64(round + 2), store: Self.store)
      // Another store's coming makes this one's room no smaller.
      if round % 50 == 0 { indexes.apply([product], removed: [], sequence: 1, store: StoreID(2)) }
    }
  }

  private func read(_ rounds: Int, from start: Int, in indexes: CatalogIndexes) -> Int {
    var faults = 0
    for round in 0..<rounds {
      guard let snapshot = indexes.snapshot(of: Self.store) else { continue }
      let results = snapshot.search(ProductQuery(text: queries[(start + round) % queries.count], limit: 20))
      let ids = results.hits.map(\.product.id)
      if Set(ids).count != ids.count || snapshot.productCount != products.count { faults += 1 }
      if round % 5 == 0 { _ = snapshot.mentions(in: ["wireless", "mouse"]) }
    }
    return faults
  }
}
