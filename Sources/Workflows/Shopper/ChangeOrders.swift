import Commerce
import Dialogue

/// What a placed order still allows: goods go back within the shop's days, and the address can change until it is
/// packed. What Souk cannot do itself it says honestly, and offers a person.
///
///     shopper: I want to return my order
///     souk:    Shall I ask for the return of order 1001 (2 × Lantern)? … [Yes, please] [Keep it]
///     shopper: yes
///     souk:    Noted: the shop expects order 1001 back …
struct ChangeOrders: Workflow {
  let name = "change_orders"
  let intents: [Intent] = [.returnOrder, .changeOrder]
  let texts: [TextKey] = [
    "order.return", "order.change", "order.none", "return.no_order", "button.human", "button.cancel_order",
    "button.show_products",
    "return.ask", "return.noted", "return.too_late", "return.kept", "return.not_yet", "order.ask_new_address",
    "order.address_changed", "order.address_other_fee", "order.address_outside", "order.moved_on", "button.yes_return",
    "button.keep_order",
  ]

  struct State: Codable, Hashable, Sendable {
    var orderID: OrderID
    /// nil while a new address is waited for.
    var wish: Wish?
  }

  struct Wish: Codable, Hashable, Sendable {
    var isExchange: Bool
    var reason: String
    var lines: [LinePick]
  }

  private static let dayMilliseconds: Int64 = 86_400_000
  /// Characters of a reason; a person reads it.
  private static let longestReason = 300

  func begin(_ act: Act, in context: Context) -> Step<State> {
    guard let order = chosen(act, context) else {
      if act.intent == .returnOrder { return boughtElsewhere(context) }
      return Step([Reply("order.none", choices: [ReplyChoice(.act(.browse), .text("button.show_products"))])])
    }
    if act.intent == .returnOrder, let days = context.store.settings.selling?.returnDays {
      if let step = giveBack(order, days, act, context) { return step }
    }
    if act.intent == .changeOrder, order.state.isCancellableByShopper, order.delivery.fulfilment == .delivery,
      act.facts.address != nil || act.text.lowercased().contains("address")
    {
      if let address = act.facts.address { return change(order, to: address, context) }
      return Step(question(of: State(orderID: order.id), in: context), next: .waiting(State(orderID: order.id)))
    }
    return person(order, act, context)
  }

  /// Goods that were bought over the counter, perhaps: a person can look into it.
  private func boughtElsewhere(_ context: Context) -> Step<State> {
    var memory = context.memory
    memory.offer = Act(.human, source: .expectation)
    return Step([Reply("return.no_order", choices: [ReplyChoice(.act(.human), .text("button.human"))])], memory: memory)
  }

  /// A return is of what has arrived; a change is of what has not.
  private func chosen(_ act: Act, _ context: Context) -> Order? {
    if let named = act.facts.orderNumber.flatMap({ OrderText.order($0, context) }) { return named }
    let fits = context.orders.first {
      act.intent == .returnOrder ? $0.state.canMove(to: .returned) : $0.state.isCancellableByShopper
    }
    return fits ?? context.orders.first
  }

  private func person(_ order: Order, _ act: Act, _ context: Context) -> Step<State> {
    var arguments = OrderText.facts(order, context)
    arguments["policy"] = .text(context.store.settings.returnsText ?? "")
    var choices = [ReplyChoice(.act(.human), .text("button.human"))]
    if order.state.isCancellableByShopper {
      choices.append(ReplyChoice(.order(.cancelOrder, order.number), .text("button.cancel_order")))
      arguments["cancellable"] = .flag(true)
    }
    return Step([Reply(act.intent == .returnOrder ? "order.return" : "order.change", arguments, choices: choices)])
  }

  // MARK: Returns

  /// nil for an order that can still be cancelled, or that is no more.
  private func giveBack(_ order: Order, _ days: Int, _ act: Act, _ context: Context) -> Step<State>? {
    guard order.state.canMove(to: .returned) else {
      return [.packed, .partlyShipped, .readyForPickup].contains(order.state)
        ? Step([Reply("return.not_yet", OrderText.facts(order, context))]) : nil
    }
    let age = context.now.milliseconds - (order.deliveredAt ?? context.now).milliseconds
    guard age <= Int64(days) * Self.dayMilliseconds else {
      var facts = OrderText.facts(order, context)
      facts["days"] = .count(days)
      return Step([Reply("return.too_late", facts, choices: [ReplyChoice(.act(.human), .text("button.human"))])])
    }
    let products = Set(act.items.flatMap(\.candidates))
    let lines = order.lines.filter { products.contains($0.productID) }.map { LinePick(words: $0.name) }
    let words = act.text.lowercased()
    let wish = Wish(
      isExchange: words.contains("exchange") || words.contains("swap"),
      reason: String(act.text.prefix(Self.longestReason)), lines: lines.count < order.lines.count ? lines : [])
    let state = State(orderID: order.id, wish: wish)
    return Step(question(of: state, in: context), next: .waiting(state))
  }

  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? {
    guard let order = context.orders.first(where: { $0.id == state.orderID }) else { return nil }
    if case .orderMoved? = context.refusal { return Step([Reply("order.moved_on", OrderText.facts(order, context))]) }
    guard let wish = state.wish else {
      if act.intent == .stop || act.intent == .deny {
        return Step([Reply("return.kept", OrderText.facts(order, context))])
      }
      return act.facts.address.map { change(order, to: $0, context) }
    }
    switch act.intent {
    case .confirm, .returnOrder:
      return Step(
        [Reply("return.noted", facts(order, wish, context))],
        effects: [
          .shopperAction(.askReturn(lines: wish.lines, reason: wish.reason, isExchange: wish.isExchange), order.id)
        ])
    case .deny, .stop: return Step([Reply("return.kept", OrderText.facts(order, context))])
    default: return nil
    }
  }

  private func facts(_ order: Order, _ wish: Wish, _ context: Context) -> [String: ReplyFact] {
    var facts = OrderText.facts(order, context)
    facts["exchange"] = .flag(wish.isExchange)
    if !wish.lines.isEmpty { facts["items"] = .text(wish.lines.map(\.words).joined(separator: ", ")) }
    return facts
  }

  // MARK: The address

  /// Where the delivery costs the same; anything else is for a person.
  private func change(_ order: Order, to address: String, _ context: Context) -> Step<State> {
    let rules = context.store.settings.selling ?? SellingRules()
    var facts = OrderText.facts(order, context)
    let address = String(Checkout.mended(order.delivery.address, by: address).prefix(Checkout.maximumAddressLength))
    facts["address"] = .text(address)
    let human = [ReplyChoice(.act(.human), .text("button.human"))]
    if rules.zones?.isEmpty == false {
      guard let zone = rules.zone(of: address) else {
        return Step([Reply("order.address_outside", facts, choices: human)])
      }
      guard zone == order.delivery.address.flatMap(rules.zone) else {
        return Step([Reply("order.address_other_fee", facts, choices: human)])
      }
    }
    return Step(
      [Reply("order.address_changed", facts)],
      effects: [.shopperAction(.changeAddress(address), order.id), .updateCustomer(CustomerChange(address: address))])
  }

  // MARK: Questions

  func expectation(of state: State, in context: Context) -> Expectation {
    state.wish == nil ? .address : .yesOrNo
  }

  func question(of state: State, in context: Context) -> [Reply] {
    guard let order = context.orders.first(where: { $0.id == state.orderID }) else { return [] }
    guard let wish = state.wish else {
      return [Reply("order.ask_new_address", OrderText.facts(order, context), question: "new_address")]
    }
    var facts = facts(order, wish, context)
    let rules = context.store.settings.selling
    facts["days"] = .count(rules?.returnDays ?? 0)
    facts["condition"] = .text(rules?.returnCondition ?? "")
    return [
      Reply(
        "return.ask", facts,
        choices: [
          ReplyChoice(.act(.confirm), .text("button.yes_return")), ReplyChoice(.act(.deny), .text("button.keep_order")),
        ], question: "return:\(order.number)")
    ]
  }
}
