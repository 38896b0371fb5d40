/// An ISO 4217 currency and how many digits its minor unit has.
package struct Currency: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Three capital letters, `USD`.
  package let code: String

  /// nil unless three ASCII letters.
  package init?(code: some StringProtocol) {
    let upper = code.uppercased()
    guard upper.utf8.count == 3, upper.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 }) else { return nil }
    self.code = upper
  }

  private init(known code: String) { self.code = code }

  package static let usd = Currency(known: "USD")

  /// Digits after the point: 0 for JPY, 3 for KWD, otherwise 2 (ISO 4217).
  package var minorDigits: Int {
    if Self.zeroDigits.contains(code) { return 0 }
    return Self.threeDigits.contains(code) ? 3 : 2
  }

  /// Minor units in one major unit.
  package var minorUnitsPerMajor: Int64 { [1, 10, 100, 1_000][minorDigits] }

  /// What stands before (or after) a figure: `$`, `€`, else the code.
  package var symbol: String { Self.symbols[code] ?? code + " " }

  package var description: String { code }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let currency = Currency(code: text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is no ISO 4217 currency code"))
    }
    self = currency
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }

  private static let zeroDigits: Set<String> = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
  ]
  private static let threeDigits: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
  private static let symbols = [
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "IDR": "Rp ", "BRL": "R$ ", "MXN": "MX$", "CAD": "CA$",
    "AUD": "A$", "PHP": "₱", "NGN": "₦", "KRW": "₩", "VND": "₫", "ILS": "₪", "TRY": "₺",
  ]
}

/// An amount in minor units of one currency; never a floating-point number.
package struct Money: Hashable, Codable, Sendable {
  package let minorUnits: Int64
  package let currency: Currency

  package init(minorUnits: Int64, currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// Reads a plain decimal such as `12`, `12.5` or `1,234.50`; nil where it is none, is too fine for the currency, or
  /// is out of range.
  package init?(decimal text: some StringProtocol, currency: Currency) {
    guard let minor = Self.minorUnits(decimal: text, digits: currency.minorDigits) else { return nil }
    self.init(minorUnits: minor, currency: currency)
  }

  package static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

  /// Amounts of one currency; adding two currencies is a programmer's error and traps.
  package static func + (left: Money, right: Money) -> Money {
    precondition(left.currency == right.currency, "\(left.currency) and \(right.currency) cannot be added")
    return Money(minorUnits: left.minorUnits + right.minorUnits, currency: left.currency)
  }

  package static func * (left: Money, right: Int) -> Money {
    Money(minorUnits: left.minorUnits * Int64(right), currency: left.currency)
  }

  /// `$12.50`, `¥1,200`, `CHF 3.00`.
  package var text: String {
    text(MoneyFormat())
  }

  static func grouped(_ value: UInt64, by separator: String) -> String {
    let digits = Array(String(value).utf8)
    var out: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { out += separator.utf8 }
      out.append(digit)
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func minorUnits(decimal text: some StringProtocol, digits: Int) -> Int64? {
    var value: Int64 = 0
    var seenDigit = false
    var fraction = -1
    var negative = false
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: negative = true
      case UInt8(ascii: ",") where fraction < 0 && seenDigit: continue
      case UInt8(ascii: ".") where fraction < 0: fraction = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if fraction >= digits {
          guard byte == UInt8(ascii: "0") else { return nil }
          continue
        }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow, product < Int64.max / 20 else { return nil }
        value = product + Int64(byte - UInt8(ascii: "0"))
        seenDigit = true
        if fraction >= 0 { fraction += 1 }
      default: return nil
      }
    }
    guard seenDigit else { return nil }
    for _ in max(0, fraction)..<digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    return negative ? -value : value
  }
}
