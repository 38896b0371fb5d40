/// How goods reach the shopper.
package enum Fulfilment: String, Codable, Sendable, CaseIterable {
  case delivery
  case pickup
}

/// How an order is paid. Online payment is another case when a provider is set up.
package enum PaymentMethod: String, Codable, Sendable, CaseIterable {
  case cashOnDelivery = "cash_on_delivery"
  case payAtPickup = "pay_at_pickup"
}

/// A purchase as confirmed by the shopper; prices are those of that moment.
package struct Order: Hashable, Codable, Sendable {
  package var id: OrderID
  /// Readable and unique in its store: `1042`.
  package var number: String
  package var state: OrderState
  package var customerID: CustomerID
  /// The channel's name the order came from.
  package var channel: String
  package var lines: [OrderLine]
  package var delivery: OrderDelivery
  package var deliveryFee: Money
  package var total: Money
  package var createdAt: Timestamp

  package init(
    id: OrderID, number: String, state: OrderState, customerID: CustomerID, channel: String, lines: [OrderLine],
    delivery: OrderDelivery, deliveryFee: Money, total: Money, createdAt: Timestamp
  ) {
    self.id = id
    self.number = number
    self.state = state
    self.customerID = customerID
    self.channel = channel
    self.lines = lines
    self.delivery = delivery
    self.deliveryFee = deliveryFee
    self.total = total
    self.createdAt = createdAt
  }
}

/// Who gets it, where and how it is paid.
package struct OrderDelivery: Hashable, Codable, Sendable {
  package var recipientName: String
  package var fulfilment: Fulfilment
  /// As the shopper wrote it; nil for pick-up.
  package var address: String?
  package var payment: PaymentMethod
  package var note: String?

  package init(
    recipientName: String, fulfilment: Fulfilment, address: String? = nil, payment: PaymentMethod, note: String? = nil
  ) {
    self.recipientName = recipientName
    self.fulfilment = fulfilment
    self.address = address
    self.payment = payment
    self.note = note
  }
}

/// One line, frozen as it was when the order was made.
package struct OrderLine: Hashable, Codable, Sendable {
  package var productID: ProductID
  package var variantID: VariantID
  package var sku: String
  package var title: String
  package var optionText: String
  package var quantity: Int
  package var unitPrice: Money

  package init(
    productID: ProductID, variantID: VariantID, sku: String, title: String, optionText: String, quantity: Int,
    unitPrice: Money
  ) {
    self.productID = productID
    self.variantID = variantID
    self.sku = sku
    self.title = title
    self.optionText = optionText
    self.quantity = quantity
    self.unitPrice = unitPrice
  }

  package var total: Money { unitPrice * quantity }

  /// `Rain jacket (M / Blue)`.
  package var name: String { optionText.isEmpty ? title : "\(title) (\(optionText))" }
}

/// An order about to be made: the claim that the store checks against stock and price inside the turn's transaction.
package struct OrderDraft: Hashable, Codable, Sendable {
  package var id: OrderID
  package var cartID: CartID
  package var lines: [OrderLine]
  package var delivery: OrderDelivery
  package var deliveryFee: Money

  package init(id: OrderID, cartID: CartID, lines: [OrderLine], delivery: OrderDelivery, deliveryFee: Money) {
    self.id = id
    self.cartID = cartID
    self.lines = lines
    self.delivery = delivery
    self.deliveryFee = deliveryFee
  }

  package var total: Money { lines.reduce(deliveryFee) { $0 + $1.total } }
}
