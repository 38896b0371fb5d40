/// An order from before the shop came here, as its former platform's export tells it.
package struct PastOrder: Hashable, Sendable {
  /// The shop's own number, `#1001`; by it an order is found again.
  package var number: String
  package var externalID: String?
  /// As given; it is stored as a hash, and placeholders are no identity.
  package var email: String?
  package var phone: String?
  package var customerName: String?
  package var placedAt: Timestamp
  package var cancelledAt: Timestamp?
  package var fulfilledAt: Timestamp?
  /// `paid`, `pending`, `partially_refunded` …; empty where unknown.
  package var financialStatus: String
  /// `fulfilled`, `partial`, `unfulfilled` …; empty where unknown.
  package var fulfilmentStatus: String
  package var channel: String
  package var paymentMethod: String
  package var city: String
  package var country: String
  package var coupon: String
  /// Who sold it at a till; empty where nobody is named.
  package var staff: String
  /// Goods less discounts.
  package var subtotal: Money
  package var discount: Money
  package var shipping: Money
  package var tax: Money
  package var total: Money
  package var refunded: Money
  package var lines: [PastOrderLine]

  package init(
    number: String, placedAt: Timestamp, subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money,
    refunded: Money, lines: [PastOrderLine]
  ) {
    self.number = number
    self.placedAt = placedAt
    self.subtotal = subtotal
    self.discount = discount
    self.shipping = shipping
    self.tax = tax
    self.total = total
    self.refunded = refunded
    self.lines = lines
    (financialStatus, fulfilmentStatus, channel, paymentMethod) = ("", "", "", "")
    (city, country, coupon, staff) = ("", "", "", "")
  }

  /// Whether it stands in the shop's figures: neither cancelled nor lapsed.
  package var isCounted: Bool {
    cancelledAt == nil && !["voided", "expired", "cancelled", "failed", "trash"].contains(financialStatus)
  }
}

/// One line of a past order.
package struct PastOrderLine: Hashable, Sendable {
  package var sku: String
  package var name: String
  package var vendor: String
  package var quantity: Int
  package var unitPriceMinor: Int64
  /// Off this line alone.
  package var discountMinor: Int64

  package init(sku: String, name: String, vendor: String, quantity: Int, unitPriceMinor: Int64, discountMinor: Int64) {
    self.sku = sku
    self.name = name
    self.vendor = vendor
    self.quantity = quantity
    self.unitPriceMinor = unitPriceMinor
    self.discountMinor = discountMinor
  }

  package var amountMinor: Int64 { unitPriceMinor * Int64(quantity) - discountMinor }
}
