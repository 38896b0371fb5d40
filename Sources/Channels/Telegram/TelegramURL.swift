/// Addresses that Telegram takes for a picture or a button.
enum TelegramURL {
  /// Bytes; longer ones are refused by most servers anyway.
  private static let maximumBytes = 2_048

  /// The address with what no URL may hold percent-encoded; nil where it is not http(s), its host is no public name or
  /// address, or it is too long.
  static func normalized(_ raw: String) -> String? {
    let scheme = ["https://", "http://"].first { raw.utf8.count > $0.utf8.count && hasPrefix(raw, $0) }
    guard let scheme else { return nil }
    let rest = raw.utf8.dropFirst(scheme.utf8.count)
    let authority = rest.prefix { !"/?#".utf8.contains($0) }
    guard isPublic(authority) else { return nil }
    var url = Array(scheme.utf8) + authority
    for byte in rest[authority.endIndex...] {
      if isAllowed(byte) { url.append(byte) } else { url.append(contentsOf: percentEncoded(byte)) }
    }
    return url.count <= maximumBytes ? String(decoding: url, as: UTF8.self) : nil
  }

  private static func hasPrefix(_ text: String, _ prefix: String) -> Bool {
    zip(text.utf8, prefix.utf8).allSatisfy { ($0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0) == $1 }
  }

  /// A host with a dot or an address in brackets, with or without a port; no user name, no `localhost`.
  private static func isPublic(_ authority: Substring.UTF8View) -> Bool {
    let isPlain = authority.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
      default: "-._:[]".utf8.contains(byte)
      }
    }
    guard isPlain, let first = authority.first else { return false }
    let dot = UInt8(ascii: ".")
    return first == UInt8(ascii: "[") || (first != dot && first != UInt8(ascii: ":") && authority.contains(dot))
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7f && !#""<>\^`{|}"#.utf8.contains(byte)
  }

  private static func percentEncoded(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
