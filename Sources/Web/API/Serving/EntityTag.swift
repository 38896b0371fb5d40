import Crypto

/// A version of an answer: equal bytes have equal tags.
enum EntityTag {
  /// 128 bits are more than enough to tell versions apart.
  private static let byteCount = 16

  /// As it stands in `ETag`, with its quotation marks.
  static func of(_ bytes: [UInt8]) -> String {
    "\"" + hex(SHA256.hash(data: bytes).prefix(byteCount)) + "\""
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
