import Commerce

/// A segment with what changes without its texts: its products' prices and stock, and which of them are gone.
struct LiveSegment: Sendable {
  let segment: Segment
  private let keys: SegmentKeys
  /// By document, as they are now.
  private(set) var entries: [CatalogEntry]
  private(set) var isDead: [Bool]
  private(set) var liveCount: Int
  /// Of what lives.
  private(set) var lengths: SIMD4<Int64>

  init(segment: Segment, entries: [CatalogEntry]) {
    self.segment = segment
    self.entries = entries
    keys = SegmentKeys(entries: entries)
    isDead = [Bool](repeating: false, count: entries.count)
    liveCount = entries.count
    lengths = segment.lengths.reduce(into: SIMD4<Int64>()) { $0 &+= SIMD4(truncatingIfNeeded: $1) }
  }

  var hasDead: Bool { liveCount < entries.count }

  func document(of id: ProductID) -> Int? { live(keys.products[id]) }

  func document(ofVariant id: VariantID) -> Int? { live(keys.variants[id]) }

  /// Documents with a variant of this SKU, compared by its letters and digits only.
  func documents(sku: String) -> [Int] { keys.skus[sku]?.map(Int.init).filter { !isDead[$0] } ?? [] }

  /// How many living documents have a term.
  func frequency(of term: Int32) -> Int {
    let row = segment.postings[Int(term)]
    return hasDead ? row.reduce(0) { isDead[Int($1.document)] ? $0 : $0 + 1 } : row.count
  }

  /// How many living documents have a label.
  func frequency(ofLabel label: Int32) -> Int {
    let documents = segment.labels[Int(label)].documents
    return hasDead ? documents.reduce(0) { isDead[Int($1)] ? $0 : $0 + 1 } : documents.count
  }

  /// Takes a product's new prices and stock where its texts are the same; false where they are not.
  mutating func replace(_ document: Int, with entry: CatalogEntry) -> Bool {
    guard entries[document].product.hasSameTexts(as: entry.product) else { return false }
    entries[document] = entry
    return true
  }

  mutating func remove(_ document: Int) {
    guard !isDead[document] else { return }
    isDead[document] = true
    liveCount -= 1
    lengths &-= SIMD4(truncatingIfNeeded: segment.lengths[document])
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

  init(_ product: Product) {
    self.product = product
    isInStock = product.isInStock
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
