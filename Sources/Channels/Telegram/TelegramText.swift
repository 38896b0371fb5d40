/// Text within Telegram's limits, which count UTF-16 units after the markup is parsed: it is cut first and escaped
/// after, so that no cut can fall inside an entity.
enum TelegramText {
  static let maximumMessageUnits = 4_096
  static let maximumCaptionUnits = 1_024

  /// Escapes the three characters that Telegram's HTML gives a meaning.
  static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func bold(_ text: String) -> String { "<b>\(escaped(text))</b>" }

  /// Undoes ``escaped(_:)`` and ``bold(_:)``, and knows no other markup.
  static func plain(fromHTML html: String) -> String {
    var rest = Substring(html)
    var plain = ""
    let marks = [("<b>", ""), ("</b>", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    while let next = rest.utf8.firstIndex(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) {
      plain += rest[..<next]
      rest = rest[next...]
      let mark = marks.first { rest.utf8.starts(with: $0.0.utf8) } ?? (String(rest.unicodeScalars.prefix(1)), "")
      plain += mark.1
      rest = Substring(rest.unicodeScalars.dropFirst(mark.0.unicodeScalars.count))
    }
    return plain + rest
  }

  /// Without control characters, which Telegram drops or turns into spaces, and with one kind of line end.
  static func cleaned(_ text: String) -> String {
    let needsWork = text.utf8.contains { ($0 < 0x20 && $0 != 0x0a) || $0 == 0x7f }
    guard needsWork else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0a: scalars.append(scalar)
      case 0x09: scalars.append(" ")
      case 0..<0x20, 0x7f: continue
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// Whether nothing of it would be seen; Telegram refuses such a text as empty.
  static func isBlank(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      if scalar.value > 0x20 && scalar.value < 0x7f { return false }
      let properties = scalar.properties
      if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return true }
      switch properties.generalCategory {
      case .control, .format, .nonspacingMark, .enclosingMark, .unassigned, .privateUse: return true
      default: return false
      }
    }
  }

  /// The beginning of a label, with an ellipsis where something was left out.
  static func shortened(_ text: String, to maximumUnits: Int) -> String {
    guard text.utf16.count > maximumUnits else { return text }
    return text[..<TextCut.grapheme(in: text[...], within: maximumUnits - 1)] + "…"
  }
}
