import Commerce
import Storage

extension APIError {
  init(_ refusal: OrderActionRefusal) {
    let message = "\(refusal)".prefix(1).uppercased() + "\(refusal)".dropFirst() + "."
    switch refusal {
    case .noOrder: self.init(.orderNotFound, message)
    case .noCustomer: self.init(.customerNotFound, message)
    case .settled: self.init(.orderNotChangeable, message)
    case .notDelivered: self.init(.fulfilmentNotOffered, message)
    case .outsideZones: self.init(.outsideDeliveryZones, message)
    case .noLine, .severalLines: self.init(.lineNotFound, message)
    case .tooMany: self.init(.quantityTooLarge, message)
    case .refused(_, .nothingToRefund, _): self.init(.nothingToRefund, message)
    case .refused(_, .tooMuch, _): self.init(.refundTooLarge, message)
    case .refused(_, .illegal, _), .refused(_, .unknownPayment, _): self.init(.orderMoveIllegal, message)
    }
  }

  init(_ refusal: SupplierRefusal) {
    switch refusal {
    case .noLine: self.init(.lineNotFound, "The order has no such line.")
    case .ownGoods: self.init(.orderMoveIllegal, "The store sends this line itself: no supplier stands with it.")
    case .illegal(let from, let to):
      self.init(.orderMoveIllegal, "The line is \(from.rawValue) and cannot become \(to.rawValue).")
    }
  }

  init(_ refusal: OrderWishRefusal) {
    switch refusal {
    case .noCustomer: self.init(.customerNotFound, "There is no such customer in this store.")
    case .notSold(let variants): self.init(.notSold, "Not sold here: \(Self.list(variants.map(\.text))).")
    case .outOfStock(let left):
      let words = left.sorted { $0.key < $1.key }.map { "\($0.key.text): \($0.value) left" }
      self.init(.outOfStock, "There is not enough of \(Self.list(words)).")
    case .coupon(let code, let reason):
      self.init(.couponRefused, "The coupon \(code) does not count: \(reason?.words ?? "its last use is gone").")
    case .outsideZones: self.init(.outsideDeliveryZones, "The store does not deliver to this address.")
    case .fulfilmentNotOffered: self.init(.fulfilmentNotOffered, "The store does not hand goods over in this way.")
    case .paymentNotOffered: self.init(.paymentNotOffered, "The store does not take this payment for such an order.")
    case .ageNotConfirmed: self.init(.ageNotConfirmed, "The customer has not confirmed the age this store asks for.")
    case .addressRequired: self.init(.addressRequired, "A delivery needs an address.")
    case .badChoice(let variant, let why):
      self.init(.bundleChoiceRefused, "The bundle \(variant.text) cannot be had so: \(why).")
    case .crossed: self.init(.editConflict, "Prices changed at this very moment. Try again.")
    }
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}

extension CouponRefusal {
  fileprivate var words: String {
    switch self {
    case .unknown: "there is none of this code"
    case .notYet: "it has not begun"
    case .ended: "it has ended"
    case .usedUp: "it is used up"
    case .usedByCustomer: "this customer has used it as often as it may be"
    case .belowMinimum(let minor): "the goods it is for must come to \(minor) minor units"
    case .nothingMatches: "none of the goods are among those it is for"
    case .doesNotCombine: "it may not be used beside the others"
    }
  }
}
