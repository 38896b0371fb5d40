/// Tells XML from a table.
enum XMLSniffer {
  /// Whether bytes are XML, by their first character.
  static func isXML(_ bytes: [UInt8]) -> Bool {
    var head = bytes.prefix(64)[...]
    if head.starts(with: [0xef, 0xbb, 0xbf]) { head = head.dropFirst(3) }
    if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
      return head.dropFirst(2).first { $0 != 0 } == UInt8(ascii: "<")
    }
    return head.first { $0 != 0x20 && !(0x09...0x0d).contains($0) } == UInt8(ascii: "<")
  }
}
