/// Cuts UTF-8 bytes into XML's starts, texts and ends, in one pass and without resolving an entity of the file's own.
///
/// Foundation's `XMLParser` stops the process on some damaged files (found by the fuzz test), so a feed from outside is
/// not given to it. A bare `&`, which feeds made by templates often have, is taken as it stands.
struct XMLScanner {
  enum Event: Equatable {
    /// Names are without their prefix and in lower case; an empty element gives a start and an end.
    case start(name: String, attributes: [String: String])
    case text(String)
    case end(name: String)
  }

  struct Fault: Error {
    var line: Int
    var reason: String
  }

  /// A feed's elements have a handful.
  private static let maximumAttributes = 100

  private let bytes: [UInt8]
  private var position = 0
  /// The end of an empty element, still to be given.
  private var pendingEnd: String?
  /// Of the next byte, from 1.
  private(set) var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// nil at the end of the file.
  mutating func next() throws(Fault) -> Event? {
    if let name = pendingEnd {
      pendingEnd = nil
      return .end(name: name)
    }
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<") else { return .text(scanText()) }
      if starts(with: "<!--") {
        try skip(behind: "-->", what: "a comment")
      } else if starts(with: "<?") {
        try skip(behind: "?>", what: "a processing instruction")
      } else if starts(with: "<![CDATA[") {
        return .text(try scanCDATA())
      } else if starts(with: "<!") {
        throw Fault(line: line, reason: "the file has a <!DOCTYPE> or the like, which a feed never needs")
      } else {
        return starts(with: "</") ? try scanEnd() : try scanStart()
      }
    }
    return nil
  }

  private func starts(with text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { wanted in wanted.indices.allSatisfy { bytes[position + $0] == wanted[$0] } }
  }

  private mutating func advance(to end: Int) {
    while position < end {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func skip(behind end: StaticString, what: String) throws(Fault) {
    let opened = line
    while position < bytes.count, !starts(with: end) { advance(to: position + 1) }
    guard position < bytes.count else { throw Fault(line: opened, reason: "\(what) is not closed") }
    position += end.utf8CodeUnitCount
  }

  private mutating func scanCDATA() throws(Fault) -> String {
    position += "<![CDATA[".utf8.count
    let start = position
    try skip(behind: "]]>", what: "a CDATA section")
    return String(decoding: bytes[start..<position - "]]>".utf8.count], as: UTF8.self)
  }

  private mutating func scanText() -> String {
    let start = position
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    advance(to: end)
    return decoded(start..<end)
  }

  private func decoded(_ range: Range<Int>) -> String {
    guard bytes[range].contains(UInt8(ascii: "&")) else { return String(decoding: bytes[range], as: UTF8.self) }
    var out: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "&") {
        let (scalar, length) = HTMLEntity.decode(bytes, at: index)
        out += String(scalar.map(Character.init) ?? "&").utf8
        index += length
      } else {
        out.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private mutating func scanEnd() throws(Fault) -> Event {
    position += 2
    let name = try scanName()
    skipSpaces()
    guard position < bytes.count, bytes[position] == UInt8(ascii: ">") else { throw notClosed("</" + name) }
    position += 1
    return .end(name: name)
  }

  private mutating func scanStart() throws(Fault) -> Event {
    position += 1
    let name = try scanName()
    var attributes: [String: String] = [:]
    while true {
      skipSpaces()
      guard position < bytes.count else { throw notClosed("<" + name) }
      if bytes[position] == UInt8(ascii: ">") {
        position += 1
        return .start(name: name, attributes: attributes)
      }
      if starts(with: "/>") {
        position += 2
        pendingEnd = name
        return .start(name: name, attributes: attributes)
      }
      let (key, value) = try scanAttribute(of: name)
      guard attributes.count < Self.maximumAttributes else {
        throw Fault(line: line, reason: "<\(name.clipped())> has more than \(Self.maximumAttributes) attributes")
      }
      attributes[key] = value
    }
  }

  private mutating func scanAttribute(of element: String) throws(Fault) -> (String, String) {
    let key = try scanName()
    skipSpaces()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { throw notClosed("<" + element) }
    position += 1
    skipSpaces()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'"),
      let end = bytes[(position + 1)...].firstIndex(of: bytes[position])
    else { throw notClosed("<" + element) }
    let value = decoded(position + 1..<end)
    advance(to: end + 1)
    return (key, value)
  }

  /// Without its prefix, in lower case.
  private mutating func scanName() throws(Fault) -> String {
    let start = position
    while position < bytes.count, isNamePart(bytes[position]) { position += 1 }
    guard position > start else {
      throw Fault(line: line, reason: "a < begins no element (write it as &lt; within a text)")
    }
    let name = bytes[start..<position]
    let local = name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
    return String(decoding: local, as: UTF8.self).lowercased()
  }

  private func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...,
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func skipSpaces() {
    while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0d).contains(bytes[position]) {
      advance(to: position + 1)
    }
  }

  private func notClosed(_ what: String) -> Fault { Fault(line: line, reason: "\(what.clipped()) is not closed") }
}
