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

  func document(of id: ProductID) -> Int? { live(keys.products[id]) }

  func document(ofVariant id: VariantID) -> Int? { live(keys.variants[id]) }

  /// Documents with a variant of this SKU, compared by its letters and digits only.
  func documents(sku: String) -> [Int] { keys.skus[sku]?.map(Int.init).filter { !isDead[$0] } ?? [] }

  /// How many living documents have a term.
  func frequency(of term: Int32) -> Int {
    segment.postings.count(of: Int(term)) - Int(deadOfTerms[term] ?? 0)
  }

  /// How many living documents have a label.
  func frequency(ofLabel label: Int32) -> Int {
    segment.labels[Int(label)].documents.count - Int(deadOfLabels[label] ?? 0)
  }

  /// Takes a product's new prices and stock where its texts are the same; false where they are not.
  mutating func replace(_ document: Int, with entry: CatalogEntry) -> Bool {
    guard entries[document].product.hasSameTexts(as: entry.product) else { return false }
    entries.replace(document, with: entry)
    return true
  }

  mutating func remove(_ document: Int) {
    guard !isDead[document] else { return }
    isDead[document] = true
    liveCount -= 1
    for cell in segment.cells[document] { deadOfTerms[cell.term, default: 0] += 1 }
    for label in segment.documentLabels[document] { deadOfLabels[label, default: 0] += 1 }
  }

  private func live(_ document: Int32?) -> Int? {
    guard let document, !isDead[Int(document)] else { return nil }
    return Int(document)
  }
}

/// A product with what every search asks of it.
final class CatalogEntry: Sendable {
  let product: Product
  let isInStock: Bool
  /// Minor units: the cheapest variant's, of those in stock if any is.
  let price: Int64

  init(_ product: Product) {
    self.product = product
    let isInStock = product.isInStock
    self.isInStock = isInStock
    price = product.variants.lazy.filter { $0.isInStock == isInStock }.map(\.price.minorUnits).min() ?? 0
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
  private(set) var products: [ProductID: Int32] = [:]
  private(set) var variants: [VariantID: Int32] = [:]
  private(set) var skus: [String: [Int32]] = [:]

  init(entries: [CatalogEntry]) {
    products.reserveCapacity(entries.count)
    for (position, entry) in entries.enumerated() {
      let document = Int32(position)
      products[entry.product.id] = document
      for variant in entry.product.variants {
        variants[variant.id] = document
        let key = SKUKey.make(variant.sku)
        if !key.isEmpty, skus[key]?.last != document { skus[key, default: []].append(document) }
      }
    }
  }
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
}

extension Product {
  /// Whether the index would hold the same words and keys for both.
  fileprivate func hasSameTexts(as other: Product) -> Bool {
    id == other.id && title == other.title && brand == other.brand && categoryPath == other.categoryPath
      && description == other.description && attributes == other.attributes && tags == other.tags
      && optionNames == other.optionNames && variants.count == other.variants.count
      && zip(variants, other.variants).allSatisfy { $0.id == $1.id && $0.sku == $1.sku && $0.options == $1.options }
  }
}
