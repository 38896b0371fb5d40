import Commerce

/// Something that happened to an order outside its shopper's turns, to be told in the chat. It travels as a `system`
/// message through the inbox, so that it is said once and in order.
package struct OrderNotice: Hashable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case paymentLink = "payment_link"
    case linkRefused = "link_refused"
    case paymentFailed = "payment_failed"
    case paid
    case expired
    case latePayment = "late_payment"
    case packed
    case partlyShipped = "partly_shipped"
    case shipped
    case readyForPickup = "ready_for_pickup"
    case delivered
    /// Sold over the counter.
    case soldInStore = "sold_in_store"
    /// Somebody at the shop changed where it goes.
    case addressChanged = "address_changed"
    /// Other goods go out for those that came back.
    case exchanged
    case cancelled
    case returned
    case refundBegun = "refund_begun"
    case refunded
    case backInStock = "back_in_stock"
    /// To staff: what waits for them.
    case task
  }

  package var kind: Kind
  /// The order's number, or the product's name where it is about one.
  package var subject: String
  package var amount: Money?
  package var url: String?
  package var detail: String?
  /// `UPS 1Z999…`
  package var tracking: String?

  package init(
    _ kind: Kind, subject: String, amount: Money? = nil, url: String? = nil, detail: String? = nil,
    tracking: String? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.amount = amount
    self.url = url
    self.detail = detail
    self.tracking = tracking
  }

  /// The `kind` of the system message that carries it, and the intent of its act.
  package static let messageKind = "order_notice"
}
