import Commerce
import Language
import Synchronization

/// One store's catalogue at a moment: immutable segments, of which the youngest are small and merged as they grow.
final class StoreCatalog: CatalogSnapshot {
  private static let mostAsked = 16

  let sequence: Int64
  let productCount: Int
  let categories: [String]
  /// The words of who asks; its terms are the catalogue's own, whoever that is.
  let lexis: Lexis
  let lexicon: Lexicon
  let language: String
  let segments: [LiveSegment]
  /// By segment, the number of its first document among all.
  let bases: [Int]
  let documentCount: Int
  /// Active products that have a bundle among their variants, in order.
  let bundles: [ProductID]
  let scratch: ScratchPool
  let memory = LinkMemory()
  /// By another language of who asks.
  private let asked = Mutex<[String: StoreCatalog]>([:])

  init(
    segments: [LiveSegment], bundles: [ProductID], sequence: Int64, lexicon: Lexicon, language: String,
    scratch: ScratchPool
  ) {
    self.segments = segments
    self.bundles = bundles
    self.sequence = sequence
    self.lexicon = lexicon
    self.language = language
    self.scratch = scratch
    lexis = lexicon.lexis(of: language, spoken: language)
    productCount = segments.reduce(0) { $0 + $1.liveCount }
    var count = 0
    bases = segments.map { live in
      defer { count += live.entries.count }
      return count
    }
    documentCount = count
    categories = Self.categories(of: segments)
  }

  /// The same catalogue with another's words.
  private init(_ other: StoreCatalog, lexis: Lexis) {
    segments = other.segments
    bundles = other.bundles
    sequence = other.sequence
    lexicon = other.lexicon
    language = other.language
    productCount = other.productCount
    bases = other.bases
    documentCount = other.documentCount
    scratch = other.scratch
    categories = other.categories
    self.lexis = lexis
  }

  static func empty(lexicon: Lexicon, language: String) -> StoreCatalog {
    StoreCatalog(
      segments: [], bundles: [], sequence: 0, lexicon: lexicon, language: language, scratch: ScratchPool())
  }

  func asked(in spoken: String) -> any CatalogSnapshot {
    guard spoken != language else { return self }
    if let known = asked.withLock({ $0[spoken] }) { return known }
    let catalog = StoreCatalog(self, lexis: lexicon.lexis(of: language, spoken: spoken))
    asked.withLock { asked in
      // The languages are a handful; whatever else is named must not gather here.
      if asked.count < Self.mostAsked { asked[spoken] = catalog }
    }
    return catalog
  }

  func product(_ id: ProductID) -> Product? {
    first { $0.document(of: id) }
  }

  func product(ofVariant id: VariantID) -> Product? {
    first { $0.document(ofVariant: id) }
  }

  func product(sku: String) -> Product? {
    let key = SKUKey.make(sku)
    var found: [Product] = []
    for live in segments {
      found += live.documents(sku: key).map { live.entries[$0].product }
    }
    let folded = sku.lowercased()
    return found.first { $0.variants.contains { $0.sku.lowercased() == folded } } ?? found.first
  }

  func bundles(containing part: ProductID) -> [Product] {
    bundles.compactMap(product).filter { product in
      product.bundles.values.contains { $0.items.contains { $0.standard.productID == part } }
    }
  }

  func place(_ number: Int32) -> Place {
    var segment = segments.count - 1
    while segment > 0, bases[segment] > Int(number) { segment -= 1 }
    return Place(segment: segment, document: number - Int32(bases[segment]))
  }

  func product(at place: Place) -> Product { memory.product(at: place) { entry(place).product } }

  func entry(_ place: Place) -> CatalogEntry { segments[place.segment].entries[Int(place.document)] }

  /// A term with its place in every segment.
  func lookUp(_ term: String) -> TermPlaces {
    var ids: [Int32] = []
    ids.reserveCapacity(segments.count)
    var frequency = 0
    for live in segments {
      let id = live.segment.termIDs[term] ?? -1
      ids.append(id)
      if id >= 0 { frequency += live.frequency(of: id) }
    }
    return TermPlaces(ids: ids, frequency: frequency)
  }

  private func first(_ document: (LiveSegment) -> Int?) -> Product? {
    for (position, live) in zip(segments.indices, segments).reversed() {
      if let found = document(live) {
        return product(at: Place(segment: position, document: Int32(found)))
      }
    }
    return nil
  }

  private static func categories(of segments: [LiveSegment]) -> [String] {
    var counts: [String: Int] = [:]
    for live in segments {
      for id in live.segment.categoryLabels {
        let count = live.frequency(ofLabel: id)
        if count > 0 { counts[live.segment.labels[Int(id)].label.spelling, default: 0] += count }
      }
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }
}

/// Where a product is in a catalogue.
struct Place: Hashable {
  var segment: Int
  var document: Int32
}

/// A term's number in every segment (-1 where it is not), and how many living products have it.
struct TermPlaces {
  var ids: [Int32]
  var frequency: Int
}
