import Commerce

/// Stripe's smallest units, where they are not ISO's.
enum StripeAmount {
  /// Represented with two digits that must be 00, though they have none.
  private static let paddedCurrencies: Set<String> = ["ISK", "UGX"]
  /// Two digits in ISO, whole units at Stripe.
  private static let wholeCurrencies: Set<String> = ["MGA"]

  /// - Throws: ``PaymentError/amountNotSupported(_:)`` for a three-digit currency whose last digit is not 0.
  static func minor(_ money: Money) throws(PaymentError) -> Int64 {
    if paddedCurrencies.contains(money.currency.code) { return money.minorUnits * 100 }
    if wholeCurrencies.contains(money.currency.code) {
      guard money.minorUnits % 100 == 0 else { throw .amountNotSupported(money) }
      return money.minorUnits / 100
    }
    if money.currency.minorDigits == 3, money.minorUnits % 10 != 0 { throw .amountNotSupported(money) }
    return money.minorUnits
  }

  static func money(_ minor: Int64, _ code: String) throws(PaymentError) -> Money {
    guard let currency = Currency(code: code) else { throw .unreadable("'\(code.prefix(8))' is no currency") }
    if paddedCurrencies.contains(currency.code) {
      guard minor % 100 == 0 else { throw .unreadable("an amount finer than its currency") }
      return Money(minorUnits: minor / 100, currency: currency)
    }
    if wholeCurrencies.contains(currency.code) {
      let (whole, overflow) = minor.multipliedReportingOverflow(by: 100)
      guard !overflow else { throw .unreadable("an amount out of range") }
      return Money(minorUnits: whole, currency: currency)
    }
    return Money(minorUnits: minor, currency: currency)
  }
}
