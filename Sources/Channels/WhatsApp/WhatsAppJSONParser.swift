/// A recursive-descent reader of one JSON document over its bytes.
struct WhatsAppJSONParser {
  /// Arrays and objects within each other; what is deeper is refused before it can exhaust the stack.
  private static let maximumDepth = 256
  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() -> WhatsAppJSON? {
    guard let value = value() else { return nil }
    skipSpace()
    return position == bytes.count ? value : nil
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  private mutating func value() -> WhatsAppJSON? {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return nested { $0.object() }
    case UInt8(ascii: "["): return nested { $0.array() }
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "t"): return word("true", .bool(true))
    case UInt8(ascii: "f"): return word("false", .bool(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func nested(_ read: (inout Self) -> WhatsAppJSON?) -> WhatsAppJSON? {
    guard depth < Self.maximumDepth else { return nil }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return read(&self)
  }

  private mutating func object() -> WhatsAppJSON? {
    var members: [String: WhatsAppJSON] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\""), let key = string() else { return nil }
      skipSpace()
      guard take(UInt8(ascii: ":")), let value = value() else { return nil }
      members[key] = value
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func array() -> WhatsAppJSON? {
    var elements: [WhatsAppJSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      guard let value = value() else { return nil }
      elements.append(value)
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func word(_ word: StaticString, _ value: WhatsAppJSON) -> WhatsAppJSON? {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else { return nil }
    position = end
    return value
  }

  private mutating func number() -> WhatsAppJSON? {
    let start = position
    while let byte = current, Self.isNumeric(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return Double(text) == nil ? nil : .number(text)
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func string() -> String? {
    position += 1
    let start = position
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0 { position += 1 }
    guard let byte = current else { return nil }
    if byte == UInt8(ascii: "\"") {
      defer { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
    return unescaped(after: Array(bytes[start..<position]))
  }

  private mutating func unescaped(after plain: [UInt8]) -> String? {
    var out = plain
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): guard appendEscape(to: &out) else { return nil }
      case 0: out += Self.replacement
      default: out.append(byte)
      }
    }
    return nil
  }

  private mutating func appendEscape(to out: inout [UInt8]) -> Bool {
    guard let byte = current else { return false }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "u"): return appendUnicodeEscape(to: &out)
    default: return false
    }
    return true
  }

  /// Joins a surrogate pair; half of one becomes U+FFFD and the other characters stay.
  private mutating func appendUnicodeEscape(to out: inout [UInt8]) -> Bool {
    guard let unit = hexUnit(at: position) else { return false }
    position += 4
    var code = unit
    if (0xD800..<0xDC00).contains(unit), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u"), let low = hexUnit(at: position + 2), (0xDC00..<0xE000).contains(low)
    {
      position += 6
      code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
    }
    if code != 0, let scalar = Unicode.Scalar(code) {
      out += UTF8.encode(scalar).map { Array($0) } ?? Self.replacement
    } else {
      out += Self.replacement
    }
    return true
  }

  private func hexUnit(at start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var unit: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      let lower = (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte) ? byte + 0x20 : byte
      guard let digit = WhatsAppSignature.hexDigit(lower) else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
