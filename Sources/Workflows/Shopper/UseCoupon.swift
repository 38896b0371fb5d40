import Commerce
import Dialogue

/// A coupon's code is put on the cart, or refused with the reason.
///
///     shopper: I have a coupon SPRING10
///     souk:    SPRING10 takes $4.80 off. Your cart comes to $43.20 now.
struct UseCoupon: Workflow {
  let name = "use_coupon"
  let intents: [Intent] = [.coupon]
  let texts: [TextKey] = [
    "coupon.applied", "coupon.removed", "coupon.unknown", "coupon.not_yet", "coupon.ended", "coupon.used_up",
    "coupon.used_by_customer", "coupon.below_minimum", "coupon.nothing_matches", "coupon.does_not_combine",
    "coupon.kept_for_later", "button.checkout", "button.show_products",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    var cart = context.cart
    let code = Coupon.normal(act.text)
    guard !code.isEmpty else {
      cart.couponCodes = []
      return Step([Reply("coupon.removed")], effects: [.saveCart(cart)])
    }
    cart.couponCodes.removeAll { $0 == code }
    cart.couponCodes = cart.couponCodes.suffix(Cart.maximumCoupons - 1) + [code]
    var with = context
    with.cart = cart
    let quote = CartTotals(with).quote(.pickup, address: nil)
    if let refused = quote.refused.first(where: { $0.code == code }) { return refusal(refused, context, cart) }
    let applied = quote.coupons.first { $0.code == code }
    let currency = context.store.currency
    return Step(
      [
        Reply(
          "coupon.applied",
          [
            "code": .text(code), "amount": .money(Money(minorUnits: applied?.discountMinor ?? 0, currency: currency)),
            "total": .money(Money(minorUnits: quote.goodsMinor - quote.discountMinor, currency: currency)),
          ], choices: context.waiting.isEmpty ? [ReplyChoice(.act(.checkout), .text("button.checkout"))] : [])
      ], effects: [.saveCart(cart)])
  }

  private func refusal(_ refused: Quote.RefusedCoupon, _ context: Context, _ cart: Cart) -> Step<NoState> {
    // With an empty cart a good code waits for the goods.
    if context.cart.isEmpty, refused.reason == .nothingMatches {
      let browse = [ReplyChoice(.act(.browse), .text("button.show_products"))]
      return Step(
        [Reply("coupon.kept_for_later", ["code": .text(refused.code)], choices: browse)], effects: [.saveCart(cart)])
    }
    return Step([Self.reply(refused, context.store.currency)])
  }

  static func reply(_ refused: Quote.RefusedCoupon, _ currency: Currency) -> Reply {
    var arguments: [String: ReplyFact] = ["code": .text(refused.code)]
    let key: TextKey
    switch refused.reason {
    case .unknown: key = "coupon.unknown"
    case .notYet: key = "coupon.not_yet"
    case .ended: key = "coupon.ended"
    case .usedUp: key = "coupon.used_up"
    case .usedByCustomer: key = "coupon.used_by_customer"
    case .nothingMatches: key = "coupon.nothing_matches"
    case .doesNotCombine: key = "coupon.does_not_combine"
    case .belowMinimum(let minor):
      key = "coupon.below_minimum"
      arguments["minimum"] = .money(Money(minorUnits: minor, currency: currency))
    }
    return Reply(key, arguments)
  }
}
