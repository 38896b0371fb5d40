/// An order with its money and its goods: all that an event can change about it, as a value. What an event does is
/// decided here and nowhere else; storage reads a case, applies an event to it and writes what follows.
package struct OrderCase: Hashable, Sendable {
  package var state: OrderState
  /// Minor units.
  package let totalMinor: Int64
  package var goods: OrderGoods
  package var payments: [CasePayment]
  package var refunds: [CaseRefund]

  package init(
    state: OrderState, totalMinor: Int64, goods: OrderGoods? = nil, payments: [CasePayment] = [],
    refunds: [CaseRefund] = []
  ) {
    self.state = state
    self.totalMinor = totalMinor
    self.goods = goods ?? state.goods
    self.payments = payments
    self.refunds = refunds
  }

  /// All that ever came in.
  package var paidMinor: Int64 { payments.reduce(0) { $0 + ($1.state == .paid ? $1.amountMinor : 0) } }

  /// What has gone back or is on its way back; a refund that failed is neither.
  package var refundedMinor: Int64 { refunds.reduce(0) { $0 + ($1.state == .failed ? 0 : $1.amountMinor) } }

  /// What could still be given back.
  package var refundableMinor: Int64 { paidMinor - refundedMinor }

  /// What came in beyond the order's total: a second capture, or money for an order that is no more.
  package var excessMinor: Int64 {
    let due: Int64 = [.cancelled, .expired, .returned, .refunded].contains(state) ? 0 : totalMinor
    return max(0, refundableMinor - due)
  }

  package var isPaid: Bool { refundableMinor >= totalMinor }

  /// What is still to come in.
  package var dueMinor: Int64 { max(0, totalMinor - refundableMinor) }
}

/// One try at paying an order.
package struct CasePayment: Hashable, Sendable {
  package let id: Int64
  package let provider: String
  package let amountMinor: Int64
  package var state: PaymentState

  package init(id: Int64, provider: String, amountMinor: Int64, state: PaymentState) {
    self.id = id
    self.provider = provider
    self.amountMinor = amountMinor
    self.state = state
  }

  /// Money taken in hand.
  package static let cash = "cash"
  /// What goods were worth that came back for others.
  package static let exchange = "exchange"
}

/// One sum going back.
package struct CaseRefund: Hashable, Sendable {
  package let id: Int64
  package let paymentID: Int64
  package let amountMinor: Int64
  package var state: RefundState

  package init(id: Int64, paymentID: Int64, amountMinor: Int64, state: RefundState) {
    self.id = id
    self.paymentID = paymentID
    self.amountMinor = amountMinor
    self.state = state
  }
}

package enum PaymentState: String, Codable, Sendable, CaseIterable {
  /// Its link is still to be made.
  case wanted
  /// The shopper has the link.
  case open
  case paid
  /// Refused for good; another can be made.
  case failed
  case expired
}

package enum RefundState: String, Codable, Sendable, CaseIterable {
  /// The provider is still to be told.
  case wanted
  /// The provider has it and will say how it ended.
  case pending
  case succeeded
  case failed
}
