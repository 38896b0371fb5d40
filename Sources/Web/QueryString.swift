/// The part of a URL after `?`, as HTML forms write it.
enum QueryString {
  /// Decodes `%41` and `+`; of a repeated name the first value counts, and what is no valid escape stands for itself.
  static func decode(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = unescaped(parts[0])
      if values[name] == nil { values[name] = parts.count > 1 ? unescaped(parts[1]) : "" }
    }
    return values
  }

  private static func unescaped(_ text: Substring.UTF8View) -> String {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"): bytes.append(popEscape(&rest) ?? byte)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func popEscape(_ rest: inout Substring.UTF8View) -> UInt8? {
    let digits = rest.prefix(2)
    guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    rest.removeFirst(2)
    return UInt8(Substring(digits), radix: 16)
  }
}
