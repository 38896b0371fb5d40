/// Something that happens to an order. Events come late, twice and in any order.
package enum OrderEvent: Hashable, Sendable {
  /// The provider has the money; amount, currency, store and reference agree already.
  case paymentReceived(Int64)
  /// - final: the provider will not take another try at this payment.
  case paymentFailed(Int64, final: Bool)
  case paymentExpired(Int64)
  /// The shopper pays in hand after all.
  case payInHand
  case cancel
  /// The time the goods were held for is over.
  case expire
  case pack
  case ship(isComplete: Bool)
  case readyForPickup
  case deliver
  /// All goods came back.
  case takeBack
  /// - amountMinor: nil gives back what is too much, or else everything.
  case refund(amountMinor: Int64?)
  case refundSettled(Int64, succeeded: Bool)
  /// A part of what was paid counts for another order, given in exchange: no money moves.
  case credit(amountMinor: Int64)
}

/// What follows from an event, to be done in the same transaction.
package enum OrderConsequence: Hashable, Sendable {
  case moved(from: OrderState, to: OrderState)
  /// Held goods leave stock.
  case goodsTaken
  /// Held goods are free again.
  case goodsReleased
  /// Goods that were out are in stock again.
  case goodsGivenBack
  /// Cash came in with the goods' delivery.
  case cashTaken(paymentID: Int64, amountMinor: Int64)
  /// The provider is to be told.
  case refundWanted(refundID: Int64, paymentID: Int64, amountMinor: Int64)
  case refundSettled(refundID: Int64, succeeded: Bool)
  /// It is done with that: nobody is to be told.
  case credited(refundID: Int64, paymentID: Int64, amountMinor: Int64)
  case paymentSettled(paymentID: Int64, PaymentState)
  /// A person must look: money came that the order has no use for.
  case refundDue(amountMinor: Int64)
  /// A person must look: money could not be given back.
  case refundStuck(refundID: Int64)
}

/// Why an event cannot be.
package enum OrderRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  case illegal(OrderState, wanted: OrderState)
  case nothingToRefund
  /// Minor units that could be given back.
  case tooMuch(refundableMinor: Int64)
  case unknownPayment

  package var description: String {
    switch self {
    case .illegal(let state, let wanted):
      "it is \(state.words) and cannot become \(wanted.words)"
    case .nothingToRefund: "nothing was paid for it that could be given back"
    case .tooMuch(let minor): "only \(minor) minor units could be given back"
    case .unknownPayment: "there is no such payment"
    }
  }
}

extension OrderState {
  /// `ready for pickup`
  package var words: String { rawValue.replacing("_", with: " ") }
}
