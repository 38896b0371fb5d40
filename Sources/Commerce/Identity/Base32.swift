/// Crockford's base 32: no I, L, O or U, so that an id read aloud is written down right.
package enum Base32 {
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// Thirteen digits hold 64 bits; leading zeros are left out.
  package static func encode(_ value: Int64) -> String {
    var rest = UInt64(bitPattern: value)
    guard rest > 0 else { return "0" }
    var bytes: [UInt8] = []
    while rest > 0 {
      bytes.append(digits[Int(rest & 31)])
      rest >>= 5
    }
    return String(decoding: bytes.reversed(), as: UTF8.self)
  }

  /// nil for an empty string, a foreign character or more than 64 bits.
  package static func decode(_ text: some StringProtocol) -> Int64? {
    var value: UInt64 = 0
    guard !text.isEmpty, text.utf8.count <= 13 else { return nil }
    for byte in text.utf8 {
      let lower = byte >= 65 && byte <= 90 ? byte + 32 : byte
      guard let digit = digits.firstIndex(of: lower) else { return nil }
      guard value >> 59 == 0 else { return nil }
      value = value << 5 | UInt64(digit)
    }
    return Int64(bitPattern: value)
  }
}
