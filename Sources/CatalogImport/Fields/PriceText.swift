internal import Commerce

/// Reads a price as people and programs write it, exactly or not at all.
///
/// `12.50`, `12,50`, `$1,234.50`, `1.234,56`, `1 234,56`, `12.50 USD`. A comma before exactly three digits groups
/// thousands; what could mean two amounts is refused.
struct PriceText {
  /// 10^13 minor units: far above any price, and low enough that a full cart of it still fits 64 bits.
  static let maximumMinorUnits: Int64 = 10_000_000_000_000

  let currency: Currency

  /// - Parameter column: as the file writes it, for the problem.
  func money(_ text: String, column: String) throws(FieldProblem) -> Money {
    guard !text.isEmpty else {
      throw problem(column, "is empty", "give it a price such as \(example)")
    }
    let amount = try withoutCurrency(text, column)
    guard !isNegative(amount) else {
      throw problem(column, "'\(text.clipped())' is negative", "give it a price of 0 or more")
    }
    guard let plain = DecimalText.plain(amount, minorDigits: currency.minorDigits) else {
      throw problem(column, "'\(text.clipped())' is not a price", "write it like \(example)")
    }
    guard let money = Money(decimal: plain, currency: currency) else { throw unfit(text, plain, column) }
    guard money.minorUnits <= Self.maximumMinorUnits else { throw tooHigh(text, column) }
    return money
  }

  /// nil for an empty cell.
  func optionalMoney(_ text: String, column: String) throws(FieldProblem) -> Money? {
    text.isEmpty ? nil : try money(text, column: column)
  }

  private var example: String { ["1250", "12.50", "12.500"][currency.minorDigits == 0 ? 0 : currency.minorDigits - 1] }

  private func problem(_ column: String, _ reason: String, _ hint: String) -> FieldProblem {
    FieldProblem(column: column, reason: "\(column) \(reason)", hint: hint)
  }

  private func tooHigh(_ text: String, _ column: String) -> FieldProblem {
    problem(column, "'\(text.clipped())' is higher than any price", "write it like \(example)")
  }

  private func unfit(_ text: String, _ plain: String, _ column: String) -> FieldProblem {
    let fraction = plain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).dropFirst().first
    guard let fraction, fraction.count > currency.minorDigits else { return tooHigh(text, column) }
    let digits = currency.minorDigits == 0 ? "no" : "at most \(currency.minorDigits)"
    return problem(
      column, "'\(text.clipped())' is too fine for \(currency)",
      "\(currency) has \(digits) digits after the point: write it like \(example)")
  }

  private func isNegative(_ amount: String) -> Bool {
    amount.hasPrefix("-") || amount.hasPrefix("\u{2212}") || (amount.hasPrefix("(") && amount.hasSuffix(")"))
  }

  /// Takes the store's own code or symbol off either end (a bare `$` is any dollar's); another's is a problem.
  private func withoutCurrency(_ text: String, _ column: String) throws(FieldProblem) -> String {
    if text.utf8.allSatisfy({ $0 >= UInt8(ascii: ",") && $0 <= UInt8(ascii: "9") }) { return text }
    let symbol = currency.symbol.trimmingSpaces
    let sign = symbol.last.map(String.init) ?? symbol
    var rest = text.trimmingSpaces
    for mark in [currency.code, symbol, sign] where mark.last?.isCurrencySymbol == true || mark.count > 1 {
      if rest.uppercased().hasPrefix(mark.uppercased()) {
        rest = String(rest.dropFirst(mark.count)).trimmingSpaces
        break
      }
      if rest.uppercased().hasSuffix(mark.uppercased()) {
        rest = String(rest.dropLast(mark.count)).trimmingSpaces
        break
      }
    }
    if let foreign = Self.foreignMark(rest) {
      var problem = self.problem(
        column, "'\(text.clipped())' is in \(foreign) and the store sells in \(currency)",
        "convert the price, or set the store's currency: souk stores set STORE currency=\(foreign)")
      problem.foreignCurrency = foreign
      throw problem
    }
    return rest
  }

  /// Three letters at an end, or another currency's sign.
  private static func foreignMark(_ text: String) -> String? {
    let words = text.split(whereSeparator: { !($0.isASCII && $0.isLetter) })
    if let code = words.first(where: { $0.count == 3 }), words.count == 1, text.contains(where: \.isNumber),
      text.hasPrefix(code) || text.hasSuffix(code)
    {
      return code.uppercased()
    }
    return text.unicodeScalars.first { $0.properties.generalCategory == .currencySymbol }.map(String.init)
  }
}
