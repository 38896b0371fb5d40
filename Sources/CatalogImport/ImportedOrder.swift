package import Commerce

/// An order of the past as a shop's export tells it, so that an owner has figures from the first day.
package struct ImportedOrder: Hashable, Sendable {
  /// Where its first row begins in the file.
  package var line: Int
  /// The shop's own number, `#1001`; unique in one export.
  package var name: String
  /// The platform's id, where the file has it.
  package var externalID: String?
  /// As given; whoever stores the order hashes it and drops placeholders.
  package var email: String?
  package var customerName: String?
  package var phone: String?
  /// Where it went, else where the buyer lives; empty where unknown.
  package var city: String
  package var country: String
  /// As the shopper typed it; several are joined by commas.
  package var discountCode: String
  package var paymentMethod: String
  /// `web`, `pos` …: where it was placed; empty where unknown.
  package var source: String
  /// Who sold it at a till; empty where nobody is named.
  package var staff: String
  package var fulfilledAt: Timestamp?
  /// `paid`, `pending`, `partially_refunded` …, in lower case; empty where unknown.
  package var financialStatus: String
  /// `fulfilled`, `partial`, `unfulfilled` …, in lower case; empty where unknown.
  package var fulfillmentStatus: String
  package var createdAt: Timestamp
  package var cancelledAt: Timestamp?
  package var currency: Currency
  /// Goods less discounts.
  package var subtotal: Money
  package var shipping: Money
  package var taxes: Money
  package var discount: Money
  package var total: Money
  package var refunded: Money
  /// At least one; in the file's order.
  package var items: [ImportedOrderItem]
}

/// One line of an imported order.
package struct ImportedOrderItem: Hashable, Sendable {
  package var line: Int
  /// Empty where the shop gave none; the product is then found by its name, if at all.
  package var sku: String
  package var name: String
  /// Empty where the file names none.
  package var vendor: String
  package var quantity: Int
  package var unitPrice: Money
  /// Off this line alone; what was taken off the order as a whole is the order's ``ImportedOrder/discount``.
  package var discount: Money
}
