/// How often a term stands in each field of a product, packed into four bytes.
struct TermWeights: Hashable {
  /// Of `rawValue`, those that are used.
  static let bits: UInt32 = 24

  var rawValue: UInt32 = 0

  /// At most 15.
  var title: Int { Int(rawValue & 0xf) }
  /// At most 7.
  var brand: Int { Int(rawValue >> 4 & 0x7) }
  /// Categories, attributes, options and tags; at most 127.
  var attributes: Int { Int(rawValue >> 7 & 0x7f) }
  /// At most 127.
  var description: Int { Int(rawValue >> 14 & 0x7f) }
  /// It is what the title says the thing is: "lantern" in "Solar Lantern with USB".
  var isHead: Bool { rawValue & Self.headBit != 0 }
  var isCategory: Bool { rawValue & Self.categoryBit != 0 }
  /// It stands where a shopper may take it for a name, and not only in the description.
  var isName: Bool { rawValue & 0x3fff != 0 }
  var isTitleOrBrand: Bool { rawValue & 0x7f != 0 }

  /// It stands in the title only after "for" or "with": what the thing goes with, not what it is.
  var isComplement: Bool { rawValue & Self.complementBit != 0 && title == 1 }

  private static let headBit: UInt32 = 1 << 21
  private static let categoryBit: UInt32 = 1 << 22
  private static let complementBit: UInt32 = 1 << 23

  mutating func add(_ field: Field) {
    switch field {
    case .title: if title < 15 { rawValue += 1 }
    case .brand: if brand < 7 { rawValue += 1 << 4 }
    case .attribute: if attributes < 127 { rawValue += 1 << 7 }
    case .category:
      if attributes < 127 { rawValue += 1 << 7 }
      rawValue |= Self.categoryBit
    case .description: if description < 127 { rawValue += 1 << 14 }
    }
  }

  mutating func markHead() { rawValue |= Self.headBit }

  mutating func markComplement() { rawValue |= Self.complementBit }
}

/// Where in a product a word stands.
enum Field {
  case title
  case brand
  case category
  case attribute
  case description
}

/// Words in each field: title, brand, attributes with categories, description.
typealias FieldLengths = SIMD4<Int32>
