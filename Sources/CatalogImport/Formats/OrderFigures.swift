internal import Commerce

/// An order's amounts; those the file leaves out are worked out from its items.
struct OrderFigures {
  /// The amounts, as problems call them.
  enum Name: String, CaseIterable {
    case subtotal
    case shipping
    case taxes
    case discount = "discount amount"
    case total
    case refunded = "refunded amount"
  }

  let subtotal, shipping, taxes, discount, total, refunded: Money

  /// - Parameter text: the order's cell for a figure.
  init(items: [ImportedOrderItem], prices: PriceText, text: (Name) -> String) throws(FieldProblem) {
    var given: [Name: Money] = [:]
    for name in Name.allCases {
      given[name] = try prices.optionalMoney(text(name), column: name.rawValue)
    }
    let zero = Money.zero(prices.currency)
    shipping = given[.shipping] ?? zero
    taxes = given[.taxes] ?? zero
    discount = given[.discount] ?? zero
    refunded = given[.refunded] ?? zero
    let goods = try Self.sum(items, prices.currency)
    subtotal =
      given[.subtotal]
      ?? Money(
        minorUnits: max(0, goods.minorUnits - discount.minorUnits), currency: prices.currency)
    total = given[.total] ?? subtotal + shipping + taxes
  }

  private static func sum(_ items: [ImportedOrderItem], _ currency: Currency) throws(FieldProblem) -> Money {
    var sum: Int64 = 0
    for item in items {
      let (amount, isTooHigh) = item.unitPrice.minorUnits.multipliedReportingOverflow(by: Int64(item.quantity))
      guard !isTooHigh, amount <= PriceText.maximumMinorUnits, sum <= PriceText.maximumMinorUnits else {
        throw FieldProblem(
          column: "Lineitem quantity", reason: "quantity \(item.quantity) makes more than any order",
          hint: "correct the quantity or the price")
      }
      sum += amount
    }
    return Money(minorUnits: sum, currency: currency)
  }
}
