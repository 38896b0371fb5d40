import Commerce
import Synchronization

/// Every store's catalogue in memory, for as many stores as there is room.
///
/// A reader takes the newest snapshot and then searches without any lock; writers of one store wait for each other and
/// never for readers. The store that was asked for longest ago makes room: its snapshot is then nil, and whoever needs
/// it again applies all of its products.
package final class CatalogIndexes: ProductSearch {
  /// A product takes about 3 KB, so that these with 5,000 products each are 1 GB.
  package static let defaultMaximumStores = 64

  private let lexicon: Lexicon
  private let maximumStores: Int
  private let stores = Mutex<[StoreID: Slot]>([:])
  private let clock = Atomic<Int>(0)

  package init(lexis: Lexis = Lexis(), maximumStores: Int = CatalogIndexes.defaultMaximumStores) {
    self.lexicon = Lexicon(only: lexis)
    self.maximumStores = max(1, maximumStores)
  }

  package init(lexicon: Lexicon, maximumStores: Int = CatalogIndexes.defaultMaximumStores) {
    self.lexicon = lexicon
    self.maximumStores = max(1, maximumStores)
  }

  package func snapshot(of store: StoreID) -> (any CatalogSnapshot)? {
    let tick = nextTick()
    guard let slot = stores.withLock({ $0[store] }) else { return nil }
    slot.lastUse.store(tick, ordering: .relaxed)
    return slot.current.withLock { $0 }
  }

  package func apply(
    _ products: [Product], removed: [ProductID], sequence: Int64, store: StoreID, language: String
  ) {
    let slot = slot(of: store)
    slot.writing.withLock { _ in
      let base = slot.current.withLock { $0 } ?? .empty(lexicon: lexicon, language: language)
      // A later state has been taken already; these products may be older than what is here.
      guard sequence >= base.sequence else { return }
      let next = base.applying(products, removed: removed, sequence: sequence)
      slot.current.withLock { $0 = next }
    }
  }

  private func slot(of store: StoreID) -> Slot {
    let tick = nextTick()
    return stores.withLock { stores in
      if let known = stores[store] {
        known.lastUse.store(tick, ordering: .relaxed)
        return known
      }
      if stores.count >= maximumStores {
        let oldest = stores.min {
          $0.value.lastUse.load(ordering: .relaxed) < $1.value.lastUse.load(ordering: .relaxed)
        }
        if let oldest { stores[oldest.key] = nil }
      }
      let slot = Slot(tick: tick)
      stores[store] = slot
      return slot
    }
  }

  private func nextTick() -> Int { clock.add(1, ordering: .relaxed).newValue }

  private final class Slot: Sendable {
    let writing = Mutex<Void>(())
    let current = Mutex<StoreCatalog?>(nil)
    let lastUse: Atomic<Int>

    init(tick: Int) { lastUse = Atomic(tick) }
  }
}
