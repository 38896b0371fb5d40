/// How a language writes amounts; the figures stay what they are.
package struct MoneyFormat: Hashable, Sendable {
  /// An amount as the language would write it: `$1,234.56`, `1.234,56 €`, `Rp1.234`.
  package struct Pattern: Hashable, Sendable {
    /// What stands before the figures, around each `{symbol}`, the place of the currency's own sign: it is looked for
    /// once, not with each amount.
    private let aroundSymbol: [String]
    let grouping: String
    /// Empty where small change is left out when there is none.
    let decimalPoint: String
    let after: String

    func before(_ currency: Currency) -> String { aroundSymbol.joined(separator: currency.symbol) }

    /// nil unless the sample has the figures 1 234 and, with cents, 56: `1.234,56`.
    package init?(sample: String) {
      guard let start = sample.firstIndex(of: "1"), let end = sample.lastIndex(where: \.isWholeNumber) else {
        return nil
      }
      aroundSymbol = sample[..<start].split(separator: "{symbol}", omittingEmptySubsequences: false).map(String.init)
      after = String(sample[sample.index(after: end)...])
      let figures = sample[start...end]
      let separators = figures.filter { !$0.isWholeNumber }.map(String.init)
      guard figures.filter(\.isWholeNumber) == (separators.count == 2 ? "123456" : "1234"),
        (1...2).contains(separators.count)
      else { return nil }
      grouping = separators[0]
      decimalPoint = separators.count == 2 ? separators[1] : ""
    }
  }

  package var pattern: Pattern?
  /// Patterns of single currencies, by code.
  package var patterns: [String: Pattern]

  package init(pattern: Pattern? = nil, patterns: [String: Pattern] = [:]) {
    self.pattern = pattern
    self.patterns = patterns
  }
}

extension Money {
  /// `1.250,00 €`, `R$ 12,50`, `Rp15.000`.
  package func text(_ format: MoneyFormat) -> String {
    let pattern = format.patterns[currency.code] ?? format.pattern
    let point = pattern?.decimalPoint ?? "."
    let (whole, rest) = minorUnits.magnitude.quotientAndRemainder(dividingBy: UInt64(currency.minorUnitsPerMajor))
    var amount = Self.grouped(whole, by: pattern?.grouping ?? ",")
    if currency.minorDigits > 0, rest > 0 || !point.isEmpty {
      let fraction = String(rest)
      let padding = String(repeating: "0", count: currency.minorDigits - fraction.count)
      // Where change is left out, its point is what does not group.
      amount += (point.isEmpty ? (pattern?.grouping == "." ? "," : ".") : point) + padding + fraction
    }
    let before = pattern?.before(currency) ?? currency.symbol
    return (minorUnits < 0 ? "-" : "") + before + amount + (pattern?.after ?? "")
  }
}
