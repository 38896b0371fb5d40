/// Brings a written number to digits with at most one point.
enum DecimalText {
  /// A separator and how many digits stand before it.
  private struct Mark {
    let byte: UInt8
    let digitsBefore: Int
  }

  private enum Reading {
    case decimal(Mark)
    case grouped
    case unclear
  }

  /// Longer ones are no amounts.
  private static let maximumBytes = 40

  /// nil where it is no number or could be two: `1,234` in a currency of three digits.
  static func plain(_ text: String, minorDigits: Int) -> String? {
    guard let (digits, marks) = parts(text) else { return nil }
    switch reading(marks, digits, minorDigits) {
    case .unclear: return nil
    case .grouped: return isGrouped(marks, end: digits.count) ? string(digits) : nil
    case .decimal(let mark):
      guard isGrouped(marks.dropLast(), end: mark.digitsBefore) else { return nil }
      let fraction = digits.dropFirst(mark.digitsBefore)
      let whole = mark.digitsBefore == 0 ? "0" : string(digits.prefix(mark.digitsBefore))
      return fraction.isEmpty ? whole : "\(whole).\(string(fraction))"
    }
  }

  private static func string(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: Array(digits), as: UTF8.self)
  }

  /// Digits and the separators between them; all spaces and apostrophes count as one kind.
  private static func parts(_ text: String) -> (digits: [UInt8], marks: [Mark])? {
    guard text.utf8.count <= maximumBytes else { return nil }
    var digits: [UInt8] = []
    var marks: [Mark] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "0"..."9": digits.append(UInt8(scalar.value))
      case ".", ",": marks.append(Mark(byte: UInt8(scalar.value), digitsBefore: digits.count))
      case " ", "\u{a0}", "\u{202f}", "\u{2009}", "'", "\u{2019}":
        marks.append(Mark(byte: UInt8(ascii: " "), digitsBefore: digits.count))
      default: return nil
      }
    }
    return digits.isEmpty ? nil : (digits, marks)
  }

  private static func reading(_ marks: [Mark], _ digits: [UInt8], _ minorDigits: Int) -> Reading {
    guard let last = marks.last, last.byte != UInt8(ascii: " ") else { return .grouped }
    guard marks.filter({ $0.byte == last.byte }).count == 1 else { return .grouped }
    let isAlone = marks.count == 1
    guard isAlone, last.byte == UInt8(ascii: ","), digits.count - last.digitsBefore == 3 else { return .decimal(last) }
    let canGroup = (1...3).contains(last.digitsBefore) && digits.first != UInt8(ascii: "0")
    if !canGroup { return .decimal(last) }
    return minorDigits == 3 ? .unclear : .grouped
  }

  /// One kind of separator, one to three digits before the first and three after each.
  private static func isGrouped(_ marks: some Collection<Mark>, end: Int) -> Bool {
    guard let first = marks.first else { return true }
    guard (1...3).contains(first.digitsBefore), marks.allSatisfy({ $0.byte == first.byte }) else { return false }
    let ends = marks.dropFirst().map(\.digitsBefore) + [end]
    return zip(marks, ends).allSatisfy { $1 - $0.digitsBefore == 3 }
  }
}
