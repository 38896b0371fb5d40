/// A description's HTML as plain text: paragraphs and list items become lines, scripts and styles go.
struct HTMLText {
  private let bytes: [UInt8]
  private let keepsLines: Bool
  private var position = 0
  private var out: [UInt8] = []
  private var hasPendingSpace = false

  /// - Parameter keepsLines: whether the source's own line ends are meant; always so where it has no tags.
  static func plain(_ html: String, keepsLines: Bool = false) -> String {
    var writer = HTMLText(Array(html.utf8), keepsLines: keepsLines)
    return writer.run()
  }

  private init(_ bytes: [UInt8], keepsLines: Bool) {
    self.bytes = bytes
    self.keepsLines = keepsLines || !Self.hasTag(bytes)
    out.reserveCapacity(bytes.count)
  }

  private mutating func run() -> String {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "<") where Self.startsTag(bytes, at: position): skipTag()
      case UInt8(ascii: "&"): readEntity()
      case UInt8(ascii: "\n") where keepsLines: breakLine(advance: true)
      case 0x09...0x0d, 0x20:
        hasPendingSpace = true
        position += 1
      default:
        write(bytes[position])
        position += 1
      }
    }
    while out.last == UInt8(ascii: "\n") { out.removeLast() }
    return String(decoding: out, as: UTF8.self)
  }

  private mutating func write(_ byte: UInt8) {
    if hasPendingSpace, let last = out.last, last != UInt8(ascii: "\n") { out.append(UInt8(ascii: " ")) }
    hasPendingSpace = false
    out.append(byte)
  }

  private mutating func breakLine(advance: Bool = false) {
    if advance { position += 1 }
    hasPendingSpace = false
    if let last = out.last, last != UInt8(ascii: "\n") { out.append(UInt8(ascii: "\n")) }
  }

  private mutating func readEntity() {
    let (scalar, length) = HTMLEntity.decode(bytes, at: position)
    position += length
    guard let scalar else { return write(UInt8(ascii: "&")) }
    if scalar == "\u{a0}" || scalar == " " {
      hasPendingSpace = true
    } else {
      for byte in String(Character(scalar)).utf8 { write(byte) }
    }
  }

  private mutating func skipTag() {
    if Self.matches("<!--", bytes, at: position) {
      position = Self.find("-->", bytes, from: position + 4).map { $0 + 3 } ?? bytes.count
      return
    }
    let isClosing = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "/")
    let name = tagName(from: position + (isClosing ? 2 : 1))
    position = tagEnd()
    if Self.hidden.contains(name), !isClosing {
      let end = Self.find("</" + name, bytes, from: position)
      position = end ?? bytes.count
    } else if name == "li", !isClosing {
      breakLine()
      for byte in "- ".utf8 { out.append(byte) }
    } else if name == "td" || name == "th" {
      hasPendingSpace = true
    } else if Self.blocks.contains(name) {
      breakLine()
    }
  }

  private func tagName(from start: Int) -> String {
    let name = bytes[min(start, bytes.count)...].prefix(12).prefix {
      ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
        || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
    }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// Behind the `>`; one within a quoted attribute does not count. Behind the end where there is none.
  private func tagEnd() -> Int {
    var quote: UInt8?
    var index = position
    while index < bytes.count {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return index + 1
      } else if (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) && bytes[index - 1] == UInt8(ascii: "=") {
        quote = byte
      }
      index += 1
    }
    return bytes.count
  }

  private static let hidden: Set<String> = [
    "script", "style", "template", "head", "iframe", "noscript", "svg", "textarea",
  ]
  private static let blocks: Set<String> = [
    "p", "div", "br", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article", "hr",
    "blockquote", "pre", "dl", "dt", "dd", "header", "footer", "figure", "figcaption", "tbody", "thead", "main", "nav",
  ]

  /// `a < b` is no tag.
  private static func startsTag(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index + 1 < bytes.count else { return false }
    let next = bytes[index + 1]
    return (next | 0x20 >= UInt8(ascii: "a") && next | 0x20 <= UInt8(ascii: "z")) || next == UInt8(ascii: "/")
      || next == UInt8(ascii: "!") || next == UInt8(ascii: "?")
  }

  private static func hasTag(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0] == UInt8(ascii: "<") && startsTag(bytes, at: $0) }
  }

  private static func matches(_ text: String, _ bytes: [UInt8], at index: Int) -> Bool {
    let wanted = text.utf8
    guard index + wanted.count <= bytes.count else { return false }
    return zip(wanted, bytes[index...]).allSatisfy { $0 == $1 || ($1 >= 0x41 && $1 <= 0x5a && $0 == $1 | 0x20) }
  }

  private static func find(_ text: String, _ bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return (start..<bytes.count).first { bytes[$0] == text.utf8.first && matches(text, bytes, at: $0) }
  }
}
