/// Reads numbers written in digits.
enum DigitReader {
  /// Keys are folded: `½` decomposes to `1⁄2` with a fraction slash.
  static let fractions: [String: ExactDecimal] = [
    "1\u{2044}2": ExactDecimal(digits: 5, scale: 1), "1\u{2044}4": ExactDecimal(digits: 25, scale: 2),
    "3\u{2044}4": ExactDecimal(digits: 75, scale: 2),
  ]

  /// Reads `12`, `-3`, `1,000`, `12.50`, in Spanish, Portuguese and Indonesian `1.000` and `12,50`.
  ///
  /// One separator with three digits behind it groups where the language groups with it; otherwise it is the point.
  static func value(_ text: String, _ lexicon: NumberLexicon) -> NumberValue? {
    let isNegative = text.hasPrefix("-") || text.hasPrefix("\u{2212}")
    let parts = split(isNegative ? text.dropFirst() : text[...])
    guard let first = parts.first, !first.digits.isEmpty else { return nil }
    let point = pointPosition(parts, decimalPoint: lexicon.decimalPoint)
    var digits = 0
    var scale = 0
    for (index, part) in parts.enumerated() {
      for digit in part.digits {
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.addingReportingOverflow(digit)
        if overflow || carried { return .tooLarge }
        digits = sum
        if let point, index >= point { scale += 1 }
      }
    }
    return ExactDecimal(digits: isNegative ? -digits : digits, scale: scale).value
  }

  /// Reads `2nd` and `21st`; zero is no ordinal.
  static func ordinal(_ text: String) -> NumberValue? {
    var value = 0
    for byte in text.utf8.dropLast(2) {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = product.addingReportingOverflow(Int(byte - 0x30))
      if overflow || carried { return .tooLarge }
      value = sum
    }
    return value > 0 ? .ordinal(value) : nil
  }

  private struct Part {
    /// What stands before the digits; nil for the first.
    var separator: Character?
    var digits: [Int] = []
  }

  private static func split(_ text: Substring) -> [Part] {
    var parts = [Part(separator: nil)]
    for byte in text.utf8 {
      if byte >= 0x30, byte <= 0x39 {
        parts[parts.count - 1].digits.append(Int(byte - 0x30))
      } else {
        parts.append(Part(separator: Character(Unicode.Scalar(byte))))
      }
    }
    return parts
  }

  /// The part that stands behind the decimal point, or nil where all separators group.
  private static func pointPosition(_ parts: [Part], decimalPoint: Character) -> Int? {
    guard let last = parts.last, let separator = last.separator else { return nil }
    let separators = parts.dropFirst().map(\.separator)
    let isAlone = separators.count { $0 == separator } == 1
    if separators.count == 1 { return separator == decimalPoint || last.digits.count != 3 ? parts.count - 1 : nil }
    return isAlone ? parts.count - 1 : nil
  }
}
