/// Writes little-endian numbers, counted arrays and texts, and a check sum at the end.
struct ByteWriter {
  private var bytes: [UInt8] = []

  mutating func append(raw: [UInt8]) { bytes += raw }

  mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(text: String) { append(text: Array(text.utf8)) }

  mutating func append(text: [UInt8]) {
    append(UInt32(text.count))
    bytes += text
  }

  mutating func append(array: [UInt32]) {
    append(UInt32(array.count))
    bytes.reserveCapacity(bytes.count + 4 * array.count)
    for number in array { append(number) }
  }

  consuming func finished() -> [UInt8] {
    let sum = ByteReader.checkSum(bytes[...])
    append(sum)
    return bytes
  }
}

/// Reads what `ByteWriter` wrote and throws, never traps, where bytes are missing.
struct ByteReader {
  private let bytes: [UInt8]
  private let end: Int
  private var position = 0

  /// - Throws: `LanguageError.notAClassifier` where the check sum is wrong.
  init(checking bytes: [UInt8]) throws(LanguageError) {
    guard bytes.count >= 8 else { throw .notAClassifier(reason: "it is too short") }
    self.bytes = bytes
    end = bytes.count - 8
    var tail = ByteReader(bytes: bytes, from: end)
    guard try tail.uint64() == Self.checkSum(bytes[..<end]) else { throw .notAClassifier(reason: "it is damaged") }
  }

  private init(bytes: [UInt8], from position: Int) {
    self.bytes = bytes
    self.position = position
    end = bytes.count
  }

  var isAtEnd: Bool { position == end }

  mutating func raw(_ count: Int) throws(LanguageError) -> [UInt8] {
    guard count >= 0, count <= end - position else { throw .notAClassifier(reason: "it ends too early") }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func uint32() throws(LanguageError) -> UInt32 {
    try raw(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func uint64() throws(LanguageError) -> UInt64 {
    try raw(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func byteArray() throws(LanguageError) -> [UInt8] { try raw(Int(uint32())) }

  mutating func text() throws(LanguageError) -> String { String(decoding: try byteArray(), as: UTF8.self) }

  mutating func array() throws(LanguageError) -> [UInt32] {
    let count = Int(try uint32())
    let part = try raw(count.multipliedReportingOverflow(by: 4).partialValue)
    return part.withUnsafeBytes { part in
      (0..<count).map { UInt32(littleEndian: part.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    }
  }

  static func checkSum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash = StableHash()
    bytes.withUnsafeBufferPointer { bytes in for byte in bytes { hash.combine(byte) } }
    return hash.finished
  }
}
