/// Makes a text of ours, or of a product, or of a shopper, fit to be shown: no control characters, and no markup that
/// was not meant.
enum WhatsAppPlainText {
  /// Line ends become `\n`, other controls (which Meta may refuse) go, spaces at both ends go.
  static func lines(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      switch scalar {
      case "\r": out.append("\n")
      case "\n": if previous != "\r" { out.append("\n") }
      case "\t": out.append(" ")
      default: if isShown(scalar) { out.append(scalar) }
      }
    }
    return trimmed(out)
  }

  /// One line: titles and labels cannot hold another.
  static func line(_ text: String) -> String {
    if isOnePlainLine(text.utf8) { return text }
    var out = String.UnicodeScalarView()
    var endsWithSpace = true
    for scalar in text.unicodeScalars {
      let isSpace = isSpace(scalar)
      if isSpace {
        if !endsWithSpace { out.append(" ") }
      } else if isShown(scalar) {
        out.append(scalar)
      } else {
        continue
      }
      endsWithSpace = isSpace
    }
    return trimmed(out)
  }

  /// Visible ASCII with single spaces in between, which `line` leaves as it is.
  private static func isOnePlainLine(_ text: String.UTF8View) -> Bool {
    var previous = UInt8(ascii: " ")
    for byte in text {
      guard (0x20..<0x7f).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
      previous = byte
    }
    return previous != 0x20
  }

  /// Nothing that a reader could see.
  static func isBlank(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      if scalar.isASCII { return scalar.value <= 0x20 || scalar.value == 0x7f }
      let properties = scalar.properties
      return properties.isWhitespace || properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control
    }
  }

  /// What a reader can tell apart: the text without zero-width marks.
  static func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }))
  }

  /// Not a control character, nor a byte order mark, which readers of JSON may drop.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7f }
    return scalar.properties.generalCategory != .control && scalar != "\u{FEFF}"
  }

  /// What Unicode says of a scalar takes long to find out; of ASCII it is known.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar == " " || (0x09...0x0d).contains(scalar.value) }
    return scalar.properties.isWhitespace
  }

  /// WhatsApp has no escape for `*`, `_`, `~` and `` ` ``, so those that could start or end markup are replaced by
  /// signs that look alike. They could where a word starts or ends beside them; inside a word (`blue_tea`), between
  /// spaces (`2 * 3`) and in a link they stay as they are.
  static func withoutMarkup(_ text: String) -> String {
    guard text.utf8.contains(where: isMarker) else { return text }
    let scalars = Array(text.unicodeScalars)
    var out = scalars
    var linkEnd = 0
    for index in scalars.indices {
      if index >= linkEnd, isLinkStart(scalars, at: index) {
        linkEnd = scalars[index...].firstIndex { $0.properties.isWhitespace } ?? scalars.count
      }
      guard index >= linkEnd, let likeness = lookAlikes[scalars[index]] else { continue }
      let before = index == 0 ? .space : Neighbour(scalars[index - 1])
      let after = index + 1 == scalars.count ? .space : Neighbour(scalars[index + 1])
      if before != after || before == .other { out[index] = likeness }
    }
    return String(String.UnicodeScalarView(out))
  }

  /// A line in bold. Every asterisk in it is replaced: one would end the bold.
  static func bold(_ text: String) -> String {
    let stars = String.UnicodeScalarView(text.unicodeScalars.map { $0 == "*" ? "\u{2217}" : $0 })
    return "*" + withoutMarkup(String(stars)) + "*"
  }

  private enum Neighbour {
    case space, word, other

    init(_ scalar: Unicode.Scalar) {
      let properties = scalar.properties
      if properties.isWhitespace {
        self = .space
      } else if properties.isAlphabetic || properties.numericType != nil {
        self = .word
      } else {
        self = .other
      }
    }
  }

  private static let lookAlikes: [Unicode.Scalar: Unicode.Scalar] = [
    "*": "\u{2217}", "_": "\u{02CD}", "~": "\u{223C}", "`": "\u{02CB}",
  ]

  private static func isMarker(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~") || byte == UInt8(ascii: "`")
  }

  private static func isLinkStart(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    guard scalars[index] == "h" || scalars[index] == "H" else { return false }
    let start = String(String.UnicodeScalarView(scalars[index...].prefix(8))).lowercased()
    return start.hasPrefix("http://") || start.hasPrefix("https://")
  }

  private static func trimmed(_ scalars: String.UnicodeScalarView) -> String {
    var rest = scalars[...]
    while let first = rest.first, isSpace(first) { rest.removeFirst() }
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
  }
}
