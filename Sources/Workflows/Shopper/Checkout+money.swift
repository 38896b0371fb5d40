import Commerce
import Dialogue

/// What checkout says of money: coupons, taxes, fees, and how it is paid.
extension Checkout {
  /// With a provider there is a choice, unless the shop wants its money first.
  func preparePayment(_ state: inout State, _ context: Context) {
    guard context.paymentProvider != nil else { return }
    if context.store.settings.selling?.isPrepaidOnly == true {
      state.payment = .online
    } else {
      state.asksPayment = true
    }
  }

  func takePayment(_ phrase: PaymentPhrase?, _ state: inout State, _ context: Context) -> [Reply] {
    guard let phrase else { return [] }
    guard context.paymentProvider != nil, state.asksPayment == true else {
      return (phrase == .cash) == (state.payment == .online) ? [onlyPayment(state, context)] : []
    }
    set(.payment, &state) { $0.payment = phrase == .cash ? Self.inHand($0.fulfilment) : .online }
    return []
  }

  /// What the shop itself says of paying stands above what this program knows: "cash or debit card at the door".
  private func onlyPayment(_ state: State, _ context: Context) -> Reply {
    Reply(
      "checkout.only_payment",
      [
        "online": .flag(state.payment == .online),
        "text": .text(state.payment == .online ? "" : context.store.settings.paymentText ?? ""),
      ])
  }

  static func hasOwnTerms(_ context: Context) -> ReplyFact {
    .flag(context.store.settings.paymentText?.isEmpty == false)
  }

  private static func inHand(_ fulfilment: Fulfilment?) -> PaymentMethod {
    fulfilment == .pickup ? .payAtPickup : .cashOnDelivery
  }

  /// An address where the shop does not deliver is said so and asked for anew.
  func leaveZones(_ state: inout State, _ context: Context) -> [Reply] {
    guard state.fulfilment == .delivery, let address = state.address,
      CartTotals(context).quote(.delivery, address: address).isOutsideZones
    else {
      // Paying in hand follows the way the goods take.
      if let payment = state.payment, payment != .online { state.payment = Self.inHand(state.fulfilment) }
      return []
    }
    state.address = nil
    let zones = (context.store.settings.selling?.zones ?? []).map(\.name).joined(separator: ", ")
    return [Reply("checkout.outside_zones", ["zones": .text(zones), "address": .text(address)])]
  }

  /// Somebody else had the coupon's last use: the shopper sees the total without it first.
  func withoutCoupon(_ code: String, _ state: State, _ context: Context) -> Step<State> {
    var changed = context
    changed.cart.couponCodes.removeAll { $0 == code }
    var step = ask(state, changed, notes: [Reply("checkout.coupon_gone", ["code": .text(code)])])
    step.effects = [.saveCart(changed.cart)]
    return step
  }

  func total(_ state: State, _ context: Context) -> Int64 {
    let fulfilment = state.fulfilment ?? .delivery
    return CartTotals(context).quote(fulfilment, address: fulfilment == .delivery ? state.address : nil).totalMinor
  }

  /// Why the total is another than the one shown: a coupon that no longer counts, or else a price.
  func whatChanged(_ state: State, _ context: Context) -> [Reply] {
    let refused = CartTotals(context).quote(.pickup, address: nil).refused
    return refused.isEmpty
      ? [Reply("checkout.price_changed")] : refused.map { UseCoupon.reply($0, context.store.currency) }
  }

  /// "cash", to a summary that says so already: a word, and not the whole summary again.
  func unchanged(
    _ act: Act, _ before: State, _ state: State, _ notes: [Reply], _ context: Context
  ) -> Step<State>? {
    guard act.intent == .inform, notes.isEmpty, act.facts.payment != nil,
      act.facts == Facts(payment: act.facts.payment),
      before.shownTotal == total(state, context), before.shownCart == context.cart.lines,
      before.shownCodes == context.cart.couponCodes, before.payment == state.payment, !before.isChanging
    else { return nil }
    var memory = context.memory
    memory.offer = nil
    let summary = summary(state, context)
    return Step(
      [
        Reply(
          "checkout.as_it_stands", ["delivery": .flag(state.fulfilment == .delivery)], choices: summary.choices,
          question: summary.question)
      ], memory: memory, next: .waiting(state))
  }

  func askPayment() -> Reply {
    Reply(
      "checkout.ask_payment",
      choices: [
        ReplyChoice(.payment(.online), .text("button.pay_online")),
        ReplyChoice(.payment(.cash), .text("button.pay_cash")),
      ], question: "payment")
  }

  func summary(_ state: State, _ context: Context) -> Reply {
    let totals = CartTotals(context)
    let fulfilment = state.fulfilment ?? .delivery
    let quote = totals.quote(fulfilment, address: fulfilment == .delivery ? state.address : nil)
    return Reply(
      "checkout.summary",
      [
        "rows": .rows(totals.listed), "name": .text(state.name ?? ""), "delivery": .flag(fulfilment == .delivery),
        "address": .text(state.address ?? ""), "store_address": .text(context.store.settings.address ?? ""),
        "fee": .money(totals.money(quote.feeMinor)), "has_fee": .flag(quote.feeMinor > 0),
        "discount": .money(totals.money(quote.discountMinor)), "has_discount": .flag(quote.discountMinor > 0),
        "codes": .text(quote.coupons.map(\.code).joined(separator: ", ")),
        "tax": .money(totals.money(quote.taxMinor)), "has_tax": .flag(quote.taxMinor > 0),
        "tax_in_prices": .flag(quote.taxIsInPrices), "online": .flag(state.payment == .online),
        "own_terms": Self.hasOwnTerms(context), "total": .money(totals.money(quote.totalMinor)),
        "note": .text(state.note ?? ""),
      ],
      choices: [
        ReplyChoice(.act(.confirm), .text("button.place_order")),
        ReplyChoice(.act(.deny), .text("button.change_something")),
        ReplyChoice(.act(.stop), .text("button.cancel")),
      ], question: "confirm:\(context.cart.pieceCount):\(quote.totalMinor)")
  }
}
