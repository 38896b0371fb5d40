/// Reads whole numbers of pieces.
enum QuantityText {
  /// A billion pieces is a mistake, and sums of such stay within 64 bits.
  static let maximum = 1_000_000_000

  /// `5`, `-3`, `5.0`, `1,000`; nil where it is no whole number or beyond the bound.
  static func whole(_ text: String) -> Int? {
    let isNegative = text.hasPrefix("-")
    let magnitude = isNegative || text.hasPrefix("+") ? String(text.dropFirst()) : text
    guard let plain = DecimalText.plain(magnitude, minorDigits: 0) else { return nil }
    let parts = plain.split(separator: ".")
    guard let first = parts.first, parts.dropFirst().allSatisfy({ $0.allSatisfy { $0 == "0" } }) else { return nil }
    guard let value = Int(first), value <= maximum else { return nil }
    return isNegative ? -value : value
  }

  static func problem(_ text: String, column: String) -> FieldProblem {
    FieldProblem(
      column: column, reason: "\(column) '\(text.clipped())' is not a whole number",
      hint: "write how many pieces there are, such as 12, or leave it empty where they are not counted")
  }
}
