/// How goods reach the shopper.
package enum Fulfilment: String, Codable, Sendable, CaseIterable {
  case delivery
  case pickup
  /// Rung up at the counter by staff: paid and handed over at once.
  case inStore = "in_store"

  /// Those that a shopper may choose; a sale at the counter is made by the shop.
  package static let offered: [Fulfilment] = [.delivery, .pickup]
}

/// How an order is paid.
package enum PaymentMethod: String, Codable, Sendable, CaseIterable {
  case cashOnDelivery = "cash_on_delivery"
  case payAtPickup = "pay_at_pickup"
  /// At the counter, in cash or by the shop's own terminal.
  case payInStore = "pay_in_store"
  /// By a link of the shop's payment provider, before the goods are packed.
  case online
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
  /// What came off the goods by coupons.
  package var discount: Money
  package var tax: Money
  package var taxIsInPrices = true
  /// What came in, and what of it has gone back or is on its way back.
  package var paid: Money
  package var refunded: Money
  /// Until when the goods of a pending order are held.
  package var heldUntil: Timestamp?
  package var deliveredAt: Timestamp?
  /// The page to pay on, while it can be paid.
  package var paymentURL: String?
  package var shipments: [Shipment] = []

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
    discount = .zero(total.currency)
    tax = .zero(total.currency)
    paid = .zero(total.currency)
    refunded = .zero(total.currency)
  }
}

/// Who gets it, where and how it is paid.
package struct OrderDelivery: Hashable, Codable, Sendable {
  package var recipientName: String
  package var fulfilment: Fulfilment
  /// As the shopper wrote it; nil for pick-up and in the store.
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
  /// Pieces that have left the shop, and that came back.
  package var shipped = 0
  package var returned = 0
  /// Where the line came from, where it was not simply chosen.
  package var origin: LineOrigin?
  /// What its bundle takes off the whole line, in minor units.
  package var savingMinor: Int64 = 0
  /// What coupons took off it, and its tax, in minor units; known of a placed order.
  package var discountMinor: Int64 = 0
  package var taxMinor: Int64 = 0
  /// Where goods that another sends stand with them; nil for the shop's own.
  package var supplierStatus: SupplierStatus?

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

  /// With what its bundle takes off, without coupons.
  package var total: Money {
    Money(minorUnits: (unitPrice * quantity).minorUnits - savingMinor, currency: unitPrice.currency)
  }

  /// What was paid for some of its pieces, tax included where it came on top: rounded down, so that the pieces together
  /// never come to more than the line.
  package func worth(of pieces: Int, taxIsInPrices: Bool) -> Int64 {
    guard quantity > 0 else { return 0 }
    let paid = total.minorUnits - discountMinor + (taxIsInPrices ? 0 : taxMinor)
    if pieces >= quantity { return paid }
    let (high, low) = paid.multipliedFullWidth(by: Int64(max(0, pieces)))
    return Int64(quantity).dividingFullWidth((high, low)).quotient
  }

  /// `Rain jacket (M / Blue)`.
  package var name: String { optionText.isEmpty ? title : "\(title) (\(optionText))" }
}

/// How a line came into an order.
package struct LineOrigin: Hashable, Codable, Sendable {
  /// The bundle it is a part of, what that was called, and how many of it were ordered.
  package var bundleID: ProductID?
  package var bundleTitle: String?
  package var bundleCount: Int?
  /// What stood in its place before it was swapped.
  package var originalProductID: ProductID?
  package var isSubstitute: Bool
  /// What put it before the shopper, such as a search event's id.
  package var suggestedBy: String?

  package init(
    bundleID: ProductID? = nil, bundleTitle: String? = nil, bundleCount: Int? = nil,
    originalProductID: ProductID? = nil, isSubstitute: Bool = false, suggestedBy: String? = nil
  ) {
    self.bundleID = bundleID
    self.bundleTitle = bundleTitle
    self.bundleCount = bundleCount
    self.originalProductID = originalProductID
    self.isSubstitute = isSubstitute
    self.suggestedBy = suggestedBy
  }
}

/// Where goods stand that a supplier sends, or that are bought elsewhere.
package enum SupplierStatus: String, Codable, Sendable, CaseIterable {
  /// Still to be ordered from whoever sends it.
  case wanted
  case ordered
  case accepted
  case sent
  case refused

  /// What each may become; a supplier who refused may be asked again, or another one.
  package static let moves: [SupplierStatus: Set<SupplierStatus>] = [
    .wanted: [.ordered, .accepted, .sent, .refused], .ordered: [.accepted, .sent, .refused],
    .accepted: [.sent, .refused], .sent: [], .refused: [.wanted, .ordered],
  ]

  package func canBecome(_ next: SupplierStatus) -> Bool { Self.moves[self, default: []].contains(next) }
}

/// A bundle in an order about to be made: its cart line and the state of it that the shopper saw.
package struct BundleClaim: Hashable, Codable, Sendable {
  package var line: CartLine
  package var revision: Int64

  package init(line: CartLine, revision: Int64) {
    self.line = line
    self.revision = revision
  }
}

/// Goods on their way.
package struct Shipment: Hashable, Codable, Sendable {
  package var carrier: String?
  package var trackingNumber: String?
  package var trackingURL: String?
  package var createdAt: Timestamp

  package init(carrier: String? = nil, trackingNumber: String? = nil, trackingURL: String? = nil, createdAt: Timestamp)
  {
    self.carrier = carrier
    self.trackingNumber = trackingNumber
    self.trackingURL = trackingURL
    self.createdAt = createdAt
  }
}

/// An order about to be made: the claim that the store checks against stock, price and coupons inside the turn's
/// transaction.
package struct OrderDraft: Hashable, Codable, Sendable {
  package var id: OrderID
  package var cartID: CartID
  package var lines: [OrderLine]
  package var delivery: OrderDelivery
  package var deliveryFee: Money
  /// Discounts and taxes; nil where there are none.
  package var quote: Quote?
  /// Who takes the money of an online payment.
  package var provider: String?
  /// How long the goods are held for an online payment.
  package var holdMilliseconds: Int64
  /// The bundles whose parts are among the lines.
  package var bundles: [BundleClaim] = []

  package init(
    id: OrderID, cartID: CartID, lines: [OrderLine], delivery: OrderDelivery, deliveryFee: Money, quote: Quote? = nil,
    provider: String? = nil, holdMilliseconds: Int64 = Int64(SellingRules.defaultHoldMinutes) * 60_000
  ) {
    self.id = id
    self.cartID = cartID
    self.lines = lines
    self.delivery = delivery
    self.deliveryFee = deliveryFee
    self.quote = quote
    self.provider = provider
    self.holdMilliseconds = holdMilliseconds
  }

  package var goods: Money { lines.reduce(.zero(deliveryFee.currency)) { $0 + $1.total } }

  /// What bundles take off, in minor units.
  package var savingMinor: Int64 { lines.reduce(0) { $0 + $1.savingMinor } }

  /// The cart it is made of.
  package var cartLines: [CartLine] {
    lines.filter { $0.origin?.bundleID == nil }
      .map { CartLine(productID: $0.productID, variantID: $0.variantID, quantity: $0.quantity) } + bundles.map(\.line)
  }

  package var total: Money {
    quote.map { Money(minorUnits: $0.totalMinor, currency: deliveryFee.currency) } ?? goods + deliveryFee
  }

  /// An order that costs nothing needs no payment.
  package var waitsForPayment: Bool { delivery.payment == .online && total.minorUnits > 0 }
}
