import Commerce
import Dialogue
import Language

/// From cart to order: name, delivery or pick-up, address, summary, yes. Each may be told at any time and in any order.
///
///     shopper: checkout
///     souk:    Delivery or pick-up? [Delivery] [Pick-up]
///     shopper: deliver to 12 Market Street, Springfield
///     souk:    Your order: 2 × Lantern — $48.00 … Cash on delivery. Shall I place the order? [Place order] …
///     shopper: yes
///     souk:    Thank you, Ana! Your order 1001 is placed.
struct Checkout: Workflow {
  let name = "checkout"
  let intents: [Intent] = [.checkout, .inform]
  let texts: [TextKey] =
    [
      "checkout.ask_name", "checkout.ask_fulfilment", "checkout.ask_address", "checkout.ask_known_address",
      "checkout.summary", "checkout.as_it_stands", "checkout.placed", "checkout.placed_online", "checkout.ask_payment",
      "checkout.outside_zones",
      "checkout.coupon_gone", "button.pay_online", "button.pay_cash", "checkout.what_to_change", "checkout.stopped",
      "checkout.only_payment", "checkout.only_fulfilment", "checkout.short", "checkout.gone", "checkout.price_changed",
      "checkout.cart_changed",
      "checkout.why", "checkout.told", "checkout.note_told", "order.note_added", "order.moved_on",
      "checkout.noted_no_cart", "checkout.noted", "cart.empty", "cart.order_done",
      "button.delivery",
      "button.pickup",
      "button.place_order", "button.change_something",
      "button.cancel", "button.same_address", "button.change_address", "button.change_name", "button.show_products",
      "label.options",
    ]
  let takesTheFloor = true
  let stateVersion = 1

  struct State: Codable, Hashable, Sendable {
    var name: String?
    var fulfilment: Fulfilment?
    var address: String?
    var note: String?
    /// What was answered last, for "go back".
    var answered: [Slot] = []
    /// Asked "what would you like to change?".
    var isChanging = false
    /// The total in the summary last shown, in minor units; an order at another total is not placed unseen.
    var shownTotal: Int64?
    var shownCart: [CartLine] = []
    var shownCodes: [String]?
    /// Only where the shop takes money online.
    var payment: PaymentMethod?
    var asksPayment: Bool?
  }

  enum Slot: String, Codable, Hashable, Sendable { case name, fulfilment, address, payment, confirmation }

  /// Characters; longer ones are cut.
  static let maximumAddressLength = 300
  static let maximumNameLength = 80

  func begin(_ act: Act, in context: Context) -> Step<State> {
    guard !context.cart.isEmpty else { return emptyHanded(act, context) }
    if !AgeGate.isOpen(context) { return Step(next: .handOn(Act(.confirmAge))) }
    let totals = CartTotals(context)
    if totals.hasGone { return withoutGone(context, totals) }
    var state = State(name: context.customer.name)
    preparePayment(&state, context)
    if context.store.settings.fulfilments.count == 1 { state.fulfilment = context.store.settings.fulfilments[0] }
    if let last = context.orders.first(where: { $0.state != .cancelled }) ?? context.orders.first {
      fill(&state, from: last.delivery, context)
    }
    var facts = context.memory.told
    facts.fill(from: act.facts)
    facts.payment = act.facts.payment
    let notes = take(facts, &state, context)
    if act.intent == .inform, !act.facts.saysHow { return noted(act, context) }
    let heard = missing(state) == .name ? Self.told(act.facts) : []
    return ask(state, context, notes: notes.isEmpty ? heard : notes)
  }

  /// Nothing to check out: what was told is kept, and the way on is shown.
  private func emptyHanded(_ act: Act, _ context: Context) -> Step<State> {
    let browse = [ReplyChoice(.act(.browse), .text("button.show_products"))]
    if act.intent == .inform { return noted(act, context) }
    if let last = context.orders.first, context.now.milliseconds - last.createdAt.milliseconds < 3_600_000 {
      return Step([Reply("cart.order_done", ["number": .text(last.number)], choices: browse)])
    }
    return Step([Reply("cart.empty", choices: browse)])
  }

  private func noted(_ act: Act, _ context: Context) -> Step<State> {
    let change = CustomerChange(name: act.facts.name, phone: act.facts.phone, address: act.facts.address)
    let text: TextKey = context.cart.isEmpty ? "checkout.noted_no_cart" : "checkout.noted"
    if let note = act.facts.orderNote, context.cart.isEmpty, let order = Self.openOrder(context) {
      return noted(note, on: order, context)
    }
    let heard = act.facts.orderNote == nil ? [Reply(text)] : Self.told(act.facts)
    return Step(heard, effects: change == CustomerChange() ? [] : [.updateCustomer(change)])
  }

  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? {
    if context.cart.isEmpty { return act.intent == .confirm ? emptyHanded(Act(.checkout), context) : nil }
    var state = state
    switch act.intent {
    case .checkout where Self.saysToOrder(act, context.words) && missing(state) == .confirmation && !state.isChanging:
      return confirm(state, context)
    case .inform, .checkout:
      let before = state
      state.isChanging = false
      let notes = take(act.facts, &state, context)
      if let same = unchanged(act, before, state, notes, context) { return same }
      // What was asked is still open: it is said that the rest was heard.
      let heard = missing(before) == missing(state) && missing(state) != .confirmation ? Self.told(act.facts) : []
      var step = ask(state, context, notes: notes.isEmpty ? heard : notes)
      if let phone = act.facts.phone { step.effects.append(.updateCustomer(CustomerChange(phone: phone))) }
      // An answer that answers nothing is one more that was not understood.
      if act.intent == .inform, state == before, heard.isEmpty { step.memory?.misunderstandings += 1 }
      return step
    case .acknowledge: return ask(state, context, notes: act.isQuestion ? [Reply("checkout.why")] : [])
    case .confirm:
      // "cash. confirm"
      let notes = takePayment(act.facts.payment, &state, context)
      return notes.isEmpty ? confirm(state, context) : ask(state, context, notes: notes)
    case .deny: return deny(state, context)
    case .stop: return Step([Reply("checkout.stopped")], next: .finished)
    case .goBack: return goBack(state, context)
    case .changeName, .changeAddress, "change_fulfilment": return change(act.intent, state, context)
    default:
      guard !act.facts.isEmpty, act.facts.orderNumber == nil, act.items.allSatisfy(\.isBare),
        act.intent == .find || act.intent == .unclear || act.intent == .askDelivery && !act.isQuestion
      else { return nil }
      let notes = take(act.facts, &state, context)
      return ask(state, context, notes: notes)
    }
  }

  /// "order it", "place the order" at the summary is a yes; "checkout" said or tapped again is not.
  private static func saysToOrder(_ act: Act, _ roles: RoleWords) -> Bool {
    let words = act.text.lowercased().split { !$0.isLetter }
    // "how much did I pay" asks; it must never place an order.
    return act.source != .structure && act.facts.isEmpty && !act.isQuestion
      && words.contains { roles[.placing].contains(Folding.fold($0)) }
      && !words.contains { $0.hasPrefix("check") }
  }

  // MARK: Slots

  /// A returning shopper gets the last order's delivery, to be changed at the summary.
  private func fill(_ state: inout State, from last: OrderDelivery, _ context: Context) {
    guard allows(last.fulfilment, context), last.fulfilment == .pickup || last.address != nil else { return }
    state.name = state.name ?? last.recipientName
    state.fulfilment = last.fulfilment
    state.address = last.address
  }

  private func take(_ facts: Facts, _ state: inout State, _ context: Context) -> [Reply] {
    var notes: [Reply] = []
    if let name = facts.name {
      set(.name, &state) { $0.name = String(name.prefix(Self.maximumNameLength)) }
      state.address = state.address.map { Self.without(name, behind: $0) }
    }
    if let address = facts.address {
      let whole = Self.mended(state.address, by: address)
      set(.address, &state) { $0.address = String(whole.prefix(Self.maximumAddressLength)) }
      if facts.fulfilment == nil, allows(.delivery, context) { state.fulfilment = .delivery }
    }
    if let note = facts.orderNote { state.note = Facts.note(note, beside: state.note) }
    if let fulfilment = facts.fulfilment {
      if allows(fulfilment, context) {
        set(.fulfilment, &state) { $0.fulfilment = fulfilment }
      } else {
        notes.append(Reply("checkout.only_fulfilment", ["pickup": .flag(fulfilment == .delivery)]))
      }
    }
    notes += takePayment(facts.payment, &state, context)
    return notes
  }

  private func allows(_ fulfilment: Fulfilment, _ context: Context) -> Bool {
    context.store.settings.fulfilments.contains(fulfilment)
  }

  func set(_ slot: Slot, _ state: inout State, _ change: (inout State) -> Void) {
    change(&state)
    state.answered.removeAll { $0 == slot }
    state.answered.append(slot)
  }

  private func missing(_ state: State) -> Slot {
    if state.name == nil { return .name }
    guard let fulfilment = state.fulfilment else { return .fulfilment }
    if fulfilment == .delivery && state.address == nil { return .address }
    return state.asksPayment == true && state.payment == nil ? .payment : .confirmation
  }

  func ask(_ state: State, _ context: Context, notes: [Reply] = []) -> Step<State> {
    var memory = context.memory
    memory.offer = nil
    var state = state
    let notes = notes + leaveZones(&state, context)
    state.shownCart = context.cart.lines
    state.shownTotal = missing(state) == .confirmation && !state.isChanging ? total(state, context) : nil
    state.shownCodes = context.cart.couponCodes
    return Step(notes + question(of: state, in: context), memory: memory, next: .waiting(state))
  }

  private func goBack(_ state: State, _ context: Context) -> Step<State> {
    var state = state
    switch state.answered.popLast() {
    case .name: state.name = nil
    case .fulfilment: state.fulfilment = nil
    case .address: state.address = nil
    case .payment: state.payment = nil
    case .confirmation, nil: return Step([Reply("checkout.stopped")], next: .finished)
    }
    return ask(state, context)
  }

  private func deny(_ state: State, _ context: Context) -> Step<State>? {
    guard missing(state) == .confirmation else {
      return missing(state) == .address && context.customer.address != nil ? ask(state, context) : nil
    }
    var state = state
    state.isChanging = true
    return ask(state, context)
  }

  private func change(_ intent: Intent, _ state: State, _ context: Context) -> Step<State> {
    var state = state
    state.isChanging = false
    switch intent {
    case .changeName: state.name = nil
    case .changeAddress: state.address = nil
    default: state.fulfilment = nil
    }
    return ask(state, context)
  }

  // MARK: Confirming

  private func confirm(_ state: State, _ context: Context) -> Step<State>? {
    if missing(state) == .address, let known = context.customer.address {
      var state = state
      set(.address, &state) { $0.address = known }
      return ask(state, context)
    }
    guard missing(state) == .confirmation, let name = state.name, let fulfilment = state.fulfilment else {
      return ask(state, context)
    }
    if let refusal = context.refusal { return refused(refusal, state, context) }
    // The cart's own changes are shown as they happen; a total that moved without them is a price that changed.
    if let shown = state.shownTotal, shown != total(state, context), state.shownCart == context.cart.lines,
      state.shownCodes == context.cart.couponCodes
    {
      return ask(state, context, notes: whatChanged(state, context))
    }
    let delivery = OrderDelivery(
      recipientName: name, fulfilment: fulfilment, address: fulfilment == .delivery ? state.address : nil,
      payment: state.payment ?? (fulfilment == .delivery ? .cashOnDelivery : .payAtPickup), note: state.note)
    return place(delivery, context)
  }

  private func place(_ delivery: OrderDelivery, _ context: Context) -> Step<State> {
    let totals = CartTotals(context)
    guard !totals.hasGone else { return withoutGone(context, totals) }
    let quote = totals.quote(delivery.fulfilment, address: delivery.address)
    let rules = context.store.settings.selling ?? SellingRules()
    var draft = OrderDraft(
      id: context.ids.next(), cartID: context.cart.id, lines: totals.lines, delivery: delivery,
      deliveryFee: totals.money(quote.feeMinor), quote: quote, provider: context.paymentProvider,
      holdMilliseconds: rules.holdMilliseconds)
    draft.bundles = totals.pricing.bundles
    var memory = context.memory
    memory.previousCart = nil
    memory.offer = nil
    memory.told = Facts()
    memory.shownProducts = []
    let change = CustomerChange(name: delivery.recipientName, address: delivery.address)
    return Step(
      [
        Reply(
          draft.waitsForPayment ? "checkout.placed_online" : "checkout.placed",
          [
            "until": .text(ClockText.time(context.now.adding(milliseconds: draft.holdMilliseconds), in: context.store)),
            "name": .text(delivery.recipientName), "number": .orderNumber(draft.id), "total": .money(draft.total),
            "delivery": .flag(delivery.fulfilment == .delivery), "address": .text(delivery.address ?? ""),
            "store_address": .text(context.store.settings.address ?? ""), "own_terms": Self.hasOwnTerms(context),
            "pickup_hours": .text(rules.pickupHours ?? ""),
          ])
      ], effects: [.placeOrder(draft), .updateCustomer(change)], memory: memory)
  }

  /// Goods that are no longer sold leave the cart, and the rest is shown again.
  private func withoutGone(_ context: Context, _ totals: CartTotals) -> Step<State> {
    let gone = Set(totals.pricing.gone.map(\.variantID))
    var cart = context.cart
    cart.lines.removeAll { gone.contains($0.variantID) }
    return Step(
      [Reply("checkout.gone")], effects: [.saveCart(cart)], next: .handOn(Act(cart.isEmpty ? .viewCart : .checkout)))
  }

  private func refused(_ refusal: ClaimRefusal, _ state: State, _ context: Context) -> Step<State> {
    var context = context
    context.refusal = nil
    switch refusal {
    case .insufficientStock(let left): return short(left, state, context)
    case .priceChanged: return ask(state, context, notes: [Reply("checkout.price_changed")])
    case .unavailable(let variants):
      return short(Dictionary(uniqueKeysWithValues: variants.map { ($0, 0) }), state, context)
    case .couponRefused(let code): return withoutCoupon(code, state, context)
    case .cartChanged, .orderMoved, .actionRefused:
      return Step([Reply("checkout.cart_changed")], next: .handOn(Act(.viewCart)))
    }
  }

  /// Somebody was quicker: the cart is cut to what is left, said line by line.
  private func short(_ left: [VariantID: Int], _ state: State, _ context: Context) -> Step<State> {
    var cart = context.cart
    let cuts = CartPricing.cut(&cart, to: left, product: context.catalog.product(ofVariant:))
    let notes = cuts.map { line, left in
      let product = context.catalog.product(line.productID)
      let name =
        product.flatMap { product in product.variant(line.variantID).map { ProductText.name(product, $0) } } ?? ""
      return Reply("checkout.short", ["name": .text(name), "count": .count(left), "none": .flag(left == 0)])
    }
    var changed = context
    changed.cart = cart
    guard !cart.isEmpty else {
      return Step(notes + [Reply("cart.empty")], effects: [.saveCart(cart)], next: .finished)
    }
    var step = ask(state, changed, notes: notes)
    step.effects = [.saveCart(cart)]
    return step
  }

  // MARK: Questions

  func expectation(of state: State, in context: Context) -> Expectation {
    if state.isChanging { return .choice }
    return switch missing(state) {
    case .name: .name
    case .fulfilment: .fulfilment
    case .address: .address
    case .payment: .payment
    case .confirmation: .yesOrNo
    }
  }

  func question(of state: State, in context: Context) -> [Reply] {
    guard !context.cart.isEmpty else { return [] }
    if state.isChanging { return [whatToChange(state)] }
    switch missing(state) {
    case .name: return [Reply("checkout.ask_name", question: "name")]
    case .fulfilment:
      return [
        Reply(
          "checkout.ask_fulfilment",
          choices: [
            ReplyChoice(.fulfilment(.delivery), .text("button.delivery")),
            ReplyChoice(.fulfilment(.pickup), .text("button.pickup")),
          ], question: "fulfilment")
      ]
    case .address: return [askAddress(context)]
    case .payment: return [askPayment()]
    case .confirmation: return [summary(state, context)]
    }
  }

  private func askAddress(_ context: Context) -> Reply {
    guard let known = context.customer.address else { return Reply("checkout.ask_address", question: "address") }
    return Reply(
      "checkout.ask_known_address", ["address": .text(known)],
      choices: [ReplyChoice(.act(.confirm), .text("button.same_address"))], question: "address")
  }

  private func whatToChange(_ state: State) -> Reply {
    var choices = [
      ReplyChoice(.act(.changeName), .text("button.change_name")),
      ReplyChoice(
        .act(state.fulfilment == .delivery ? .changeAddress : "change_fulfilment"),
        .text(state.fulfilment == .delivery ? "button.change_address" : "button.delivery")),
    ]
    choices.append(ReplyChoice(.act(.stop), .text("button.cancel")))
    return Reply("checkout.what_to_change", choices: choices, question: "what_to_change")
  }
}
