import Commerce

/// A segment with what changes without its texts: its products' prices and stock, and which of them are gone.
struct LiveSegment: Sendable {
  let segment: Segment
  private let keys: SegmentKeys
  /// By document, as they are now.
  private(set) var entries: EntryTable
  private(set) var isDead: [Bool]
  private(set) var liveCount: Int
  /// How many of a term's or a label's documents are gone.
  private var deadOfTerms: [Int32: Int32] = [:]
  private var deadOfLabels: [Int32: Int32] = [:]

  init(segment: Segment, entries: [CatalogEntry]) {
    self.segment = segment
    self.entries = EntryTable(entries)
    keys = SegmentKeys(entries: entries)
    isDead = [Bool](repeating: false, count: entries.count)
    liveCount = entries.count
  }

  var hasDead: Bool { liveCount < entries.count }

  func document(of id: ProductID) -> Int? { live(keys.products.first(of: SegmentKeys.key(id))) }

  func document(ofVariant id: VariantID) -> Int? { live(keys.variants.first(of: SegmentKeys.key(id))) }

  /// Documents with a variant of this SKU, compared by its letters and digits only.
  func documents(sku: String) -> [Int] {
    var found: [Int] = []
    for document in keys.skus.documents(of: SKUKey.hash(sku)).map(Int.init)
    where !isDead[document] && found.last != document {
      if entries[document].variantKeys.contains(where: { SKUKey.make($0.sku) == sku }) { found.append(document) }
    }
    return found
  }

  /// How many living documents have a term.
  func frequency(of term: Int32) -> Int {
    segment.postings.count(of: Int(term)) - Int(deadOfTerms[term] ?? 0)
  }

  /// How many living documents have a label.
  func frequency(ofLabel label: Int32) -> Int {
    segment.labelDocuments.count(of: Int(label)) - Int(deadOfLabels[label] ?? 0)
  }

  /// Takes a product's new prices and stock where its texts are the same; false where they are not.
  mutating func replace(_ document: Int, with entry: CatalogEntry) -> Bool {
    guard entries[document].hasSameTexts(as: entry) else { return false }
    entries.replace(document, with: entry)
    return true
  }

  mutating func remove(_ document: Int) {
    guard !isDead[document] else { return }
    isDead[document] = true
    liveCount -= 1
    segment.documentTerms.forEach(of: document) { deadOfTerms[$0, default: 0] += 1 }
    for label in segment.documentLabels[document] { deadOfLabels[label, default: 0] += 1 }
  }

  private func live(_ document: Int32?) -> Int? {
    guard let document, !isDead[Int(document)] else { return nil }
    return Int(document)
  }
}

/// A segment's products in groups, so that a new price copies one group and not all.
struct EntryTable: Sendable {
  private static let groupSize = 256

  private final class Group: Sendable {
    let entries: [CatalogEntry]

    init(_ entries: [CatalogEntry]) { self.entries = entries }
  }

  private var groups: [Group]
  let count: Int

  init(_ entries: [CatalogEntry]) {
    count = entries.count
    groups = stride(from: 0, to: entries.count, by: Self.groupSize).map { start in
      Group(Array(entries[start..<min(start + Self.groupSize, entries.count)]))
    }
  }

  subscript(document: Int) -> CatalogEntry { groups[document / Self.groupSize].entries[document % Self.groupSize] }

  mutating func replace(_ document: Int, with entry: CatalogEntry) {
    var entries = groups[document / Self.groupSize].entries
    entries[document % Self.groupSize] = entry
    groups[document / Self.groupSize] = Group(entries)
  }
}

/// Where a segment's products are by their keys.
private struct SegmentKeys: Sendable {
  let products: SortedKeys
  let variants: SortedKeys
  let skus: SortedKeys

  init(entries: [CatalogEntry]) {
    var products: [(key: UInt64, document: Int32)] = []
    var variants: [(key: UInt64, document: Int32)] = []
    var skus: [(key: UInt64, document: Int32)] = []
    products.reserveCapacity(entries.count)
    for (position, entry) in entries.enumerated() {
      let document = Int32(position)
      products.append((Self.key(entry.id), document))
      for variant in entry.variantKeys {
        variants.append((Self.key(variant.id), document))
        let key = SKUKey.make(variant.sku)
        if !key.isEmpty { skus.append((SKUKey.hash(key), document)) }
      }
    }
    self.products = SortedKeys(products)
    self.variants = SortedKeys(variants)
    self.skus = SortedKeys(skus)
  }

  static func key<Entity>(_ id: ID<Entity>) -> UInt64 { UInt64(bitPattern: id.rawValue) }
}

/// A SKU as it is compared: its letters and digits in lower case.
enum SKUKey {
  static func make(_ sku: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    for byte in sku.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte + 32)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: bytes.append(byte)
      default: continue
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// FNV-1a.
  static func hash(_ key: String) -> UInt64 {
    key.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
