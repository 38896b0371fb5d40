import Commerce

/// An order as `souk orders` lists it.
package struct OrderListing: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package let sku: String
    package let name: String
    package let quantity: Int
    package let unitPriceMinor: Int64
  }

  package let number: String
  package let status: OrderState
  package let channel: String
  /// Whoever the order's customer is resolved to now.
  package let customer: Customer
  package let currency: Currency
  package let totalMinor: Int64
  package let items: [Item]
  package let createdAt: Timestamp

  init(_ order: Order, customer: Customer) {
    number = order.number
    status = order.state
    channel = order.channel
    self.customer = customer
    currency = order.total.currency
    totalMinor = order.total.minorUnits
    items = order.lines.map {
      Item(sku: $0.sku, name: $0.name, quantity: $0.quantity, unitPriceMinor: $0.unitPrice.minorUnits)
    }
    createdAt = order.createdAt
  }
}

/// One step of an order's way.
package struct OrderStep: Hashable, Sendable {
  /// nil for the order's making.
  package let from: OrderState?
  package let to: OrderState
  package let who: String
  package let why: String
  package let at: Timestamp
}
