internal import Foundation

/// Makes spellings of one word equal: lower case, no diacritics, no apostrophes, no invisible marks.
package enum Folding {
  package static func fold(_ text: some StringProtocol) -> String {
    if let ascii = foldASCII(text) { return ascii }
    var out = String.UnicodeScalarView()
    for scalar in text.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
      if isMark(scalar) || isApostrophe(scalar) || isIgnorable(scalar) { continue }
      out.append(contentsOf: letters[scalar]?.unicodeScalars ?? String.UnicodeScalarView([scalar]))
    }
    return String(out)
  }

  private static func foldASCII(_ text: some StringProtocol) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case 0x80...: return nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.append(byte + 32)
      case 0x09...0x0d: out.append(byte)
      case UInt8(ascii: "'"), UInt8(ascii: "`"), 0..<0x20, 0x7f: continue
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar == " " || (scalar.value >= 9 && scalar.value <= 13) }
    return scalar.properties.isWhitespace
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 48 && scalar.value <= 57 }

  static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "\u{2019}" || scalar == "\u{2018}" || scalar == "`" || scalar == "\u{b4}"
  }

  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (scalar.value | 0x20) >= 0x61 && (scalar.value | 0x20) <= 0x7a }
    return scalar.properties.isAlphabetic || isMark(scalar)
  }

  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return false }
    return switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// Zero-width joiners, direction marks, variation selectors and controls.
  static func isIgnorable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (scalar.value < 0x20 && !isSpace(scalar)) || scalar.value == 0x7f }
    return scalar.properties.isDefaultIgnorableCodePoint
      || (scalar.properties.generalCategory == .control && !isSpace(scalar))
      || scalar.properties.generalCategory == .format
  }

  /// Letters that do not decompose.
  private static let letters: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d",
  ]
}
