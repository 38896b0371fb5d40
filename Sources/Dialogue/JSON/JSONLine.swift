/// Writes a value as JSON in one line, in the order in which its parts are encoded.
///
/// A turn writes some ten values, and Foundation's encoder first makes a tree of each; here bytes are written as they
/// come. Dictionaries keep no order, so that equal values may differ as texts: what is compared as text is written with
/// its keys sorted.
package enum JSONLine {
  package static func encode(_ value: some Encodable) throws -> String {
    let page = JSONPage()
    try page.write(value, path: [])
    return String(decoding: page.bytes, as: UTF8.self)
  }
}

/// What is written so far, and the brackets that are open.
private final class JSONPage {
  private struct Bracket {
    var end: UInt8
    var isEmpty = true
  }

  // Of one encoding only, which never writes from within a write: the checks at run time would take longer than it.
  @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
  @exclusivity(unchecked) private var open: [Bracket] = []

  init() { bytes.reserveCapacity(2_048) }

  var depth: Int { open.count }

  /// - Returns: the depth inside the bracket.
  func begin(_ start: UInt8, _ end: UInt8) -> Int {
    bytes.append(start)
    open.append(Bracket(end: end))
    return open.count
  }

  /// Closes what was opened deeper: a container does not say when it is done.
  func close(to depth: Int) {
    while open.count > depth, let last = open.popLast() { bytes.append(last.end) }
  }

  /// The next element of the container at a depth begins.
  func element(at depth: Int) {
    close(to: depth)
    guard depth > 0 else { return }
    if open[depth - 1].isEmpty { open[depth - 1].isEmpty = false } else { bytes.append(UInt8(ascii: ",")) }
  }

  func key(_ key: String, at depth: Int) {
    element(at: depth)
    string(key)
    bytes.append(UInt8(ascii: ":"))
  }

  func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  func integer(_ value: some BinaryInteger) { bytes.append(contentsOf: String(value).utf8) }

  func real(_ value: Double, _ path: [any CodingKey]) throws {
    guard value.isFinite else {
      throw EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: "JSON has no such number"))
    }
    let text = "\(value)"
    bytes.append(contentsOf: (text.hasSuffix(".0") ? String(text.dropLast(2)) : text).utf8)
  }

  private static let digits = Array("0123456789abcdef".utf8)

  func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      // Hardly any text has something to escape, and is copied in one go.
      if utf8.contains(where: Self.needsEscape) { escaped(utf8) } else { bytes.append(contentsOf: utf8) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private func escaped(_ utf8: UnsafeBufferPointer<UInt8>) {
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0a: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0..<0x20:
        bytes += [0x5c, 0x75, 0x30, 0x30, Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
  }

  func write<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws {
    if Value.self == String.self, let text = value as? String { return string(text) }
    let before = bytes.count
    let depth = open.count
    try value.encode(to: JSONLineEncoder(page: self, depth: depth, codingPath: path))
    if bytes.count == before { raw("{}") }
    close(to: depth)
  }
}

private struct JSONLineEncoder: Encoder {
  let page: JSONPage
  /// Of what this value stands in.
  let depth: Int
  let codingPath: [any CodingKey]

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// A type may ask twice for its container.
  private func opened(_ start: UInt8, _ end: UInt8) -> Int {
    page.depth > depth ? depth + 1 : page.begin(start, end)
  }

  func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(
      JSONLineObject<Key>(
        page: page, depth: opened(UInt8(ascii: "{"), UInt8(ascii: "}")), codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONLineArray(page: page, depth: opened(UInt8(ascii: "["), UInt8(ascii: "]")), codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONLineValue(page: page, codingPath: codingPath)
  }
}

private struct JSONLineObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let page: JSONPage
  let depth: Int
  let codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) {
    page.key(key.stringValue, at: depth)
    page.raw("null")
  }

  // The commonest kinds, without the containers that the general way makes for each.
  mutating func encode(_ value: String, forKey key: Key) {
    page.key(key.stringValue, at: depth)
    page.string(value)
  }

  mutating func encode(_ value: Bool, forKey key: Key) {
    page.key(key.stringValue, at: depth)
    page.raw(value ? "true" : "false")
  }

  mutating func encode(_ value: Int, forKey key: Key) {
    page.key(key.stringValue, at: depth)
    page.integer(value)
  }

  mutating func encode(_ value: Int64, forKey key: Key) {
    page.key(key.stringValue, at: depth)
    page.integer(value)
  }

  mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    page.key(key.stringValue, at: depth)
    try page.write(value, path: codingPath)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    page.key(key.stringValue, at: depth)
    return KeyedEncodingContainer(
      JSONLineObject<Nested>(
        page: page, depth: page.begin(UInt8(ascii: "{"), UInt8(ascii: "}")), codingPath: codingPath))
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    page.key(key.stringValue, at: depth)
    return JSONLineArray(
      page: page, depth: page.begin(UInt8(ascii: "["), UInt8(ascii: "]")), codingPath: codingPath)
  }

  mutating func superEncoder() -> any Encoder {
    page.key("super", at: depth)
    return JSONLineEncoder(page: page, depth: depth, codingPath: codingPath)
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    page.key(key.stringValue, at: depth)
    return JSONLineEncoder(page: page, depth: depth, codingPath: codingPath)
  }
}

private struct JSONLineArray: UnkeyedEncodingContainer {
  let page: JSONPage
  let depth: Int
  let codingPath: [any CodingKey]
  var count = 0

  private mutating func next() {
    page.element(at: depth)
    count += 1
  }

  mutating func encodeNil() {
    next()
    page.raw("null")
  }

  mutating func encode(_ value: String) {
    next()
    page.string(value)
  }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    next()
    try page.write(value, path: codingPath)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type) -> KeyedEncodingContainer<Nested> {
    next()
    return KeyedEncodingContainer(
      JSONLineObject<Nested>(
        page: page, depth: page.begin(UInt8(ascii: "{"), UInt8(ascii: "}")), codingPath: codingPath))
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    next()
    return JSONLineArray(
      page: page, depth: page.begin(UInt8(ascii: "["), UInt8(ascii: "]")), codingPath: codingPath)
  }

  mutating func superEncoder() -> any Encoder {
    next()
    return JSONLineEncoder(page: page, depth: depth, codingPath: codingPath)
  }
}

private struct JSONLineValue: SingleValueEncodingContainer {
  let page: JSONPage
  let codingPath: [any CodingKey]

  mutating func encodeNil() { page.raw("null") }
  mutating func encode(_ value: Bool) { page.raw(value ? "true" : "false") }
  mutating func encode(_ value: String) { page.string(value) }
  mutating func encode(_ value: Double) throws { try page.real(value, codingPath) }
  mutating func encode(_ value: Float) throws { try page.real(Double(value), codingPath) }
  mutating func encode(_ value: Int) { page.integer(value) }
  mutating func encode(_ value: Int8) { page.integer(value) }
  mutating func encode(_ value: Int16) { page.integer(value) }
  mutating func encode(_ value: Int32) { page.integer(value) }
  mutating func encode(_ value: Int64) { page.integer(value) }
  mutating func encode(_ value: UInt) { page.integer(value) }
  mutating func encode(_ value: UInt8) { page.integer(value) }
  mutating func encode(_ value: UInt16) { page.integer(value) }
  mutating func encode(_ value: UInt32) { page.integer(value) }
  mutating func encode(_ value: UInt64) { page.integer(value) }
  mutating func encode<Value: Encodable>(_ value: Value) throws { try page.write(value, path: codingPath) }
}
