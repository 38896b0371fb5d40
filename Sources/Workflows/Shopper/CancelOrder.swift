import Commerce
import Dialogue

/// Taking an order back, as long as it is not packed.
///
///     shopper: cancel my order
///     souk:    Cancel order 1001 (2 × Lantern, $48.00)? [Yes, cancel it] [Keep it]
///     shopper: yes
///     souk:    Order 1001 is cancelled.
struct CancelOrder: Workflow {
  let name = "cancel_order"
  let intents: [Intent] = [.cancelOrder]
  let texts: [TextKey] = [
    "order.none", "order.unknown_number", "order.ask_cancel", "order.cancelled", "order.kept", "order.too_late",
    "order.already_cancelled", "order.which_cancel", "button.yes_cancel", "button.keep_order", "button.human",
    "label.orders",
  ]

  struct State: Codable, Hashable, Sendable {
    /// nil while it is asked which.
    var orderID: OrderID?
  }

  func begin(_ act: Act, in context: Context) -> Step<State> {
    guard !context.orders.isEmpty else { return Step([Reply("order.none")]) }
    if let number = act.facts.orderNumber {
      guard let order = OrderText.order(number, context) else {
        return Step([
          Reply("order.unknown_number", ["number": .text(number), "numbers": .text(OrderText.numbers(context))])
        ])
      }
      return ask(order, context)
    }
    if let order = pointed(act, context) { return ask(order, context) }
    let cancellable = context.orders.filter(\.state.isCancellableByShopper)
    if cancellable.count > 1 { return Step(which(cancellable, context), next: .waiting(State())) }
    return ask(cancellable.first ?? context.orders[0], context)
  }

  /// "cancel my first order": they are told newest first.
  private func pointed(_ act: Act, _ context: Context) -> Order? {
    guard context.orders.count > 1, case .ordinal(let place)? = act.items.first?.reference else { return nil }
    let oldestFirst = context.orders.sorted { $0.createdAt.milliseconds < $1.createdAt.milliseconds }
    let index = place < 0 ? oldestFirst.count + place : place - 1
    return oldestFirst.indices.contains(index) ? oldestFirst[index] : nil
  }

  private func ask(_ order: Order, _ context: Context) -> Step<State> {
    if order.state == .cancelled { return Step([Reply("order.already_cancelled", OrderText.facts(order, context))]) }
    guard order.state.isCancellableByShopper else { return tooLate(order, context) }
    let state = State(orderID: order.id)
    return Step(question(of: state, in: context), next: .waiting(state))
  }

  private func tooLate(_ order: Order, _ context: Context) -> Step<State> {
    let choices = [ReplyChoice(.act(.human), .text("button.human"))]
    return Step([Reply("order.too_late", OrderText.facts(order, context), choices: choices)])
  }

  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? {
    if let number = act.facts.orderNumber,
      state.orderID == nil || OrderText.order(number, context)?.id != state.orderID,
      act.intent == .inform || act.intent == .cancelOrder || act.intent == .orderStatus
    {
      return begin(Act(.cancelOrder, facts: Facts(orderNumber: number)), in: context)
    }
    guard let id = state.orderID, let order = context.orders.first(where: { $0.id == id }) else {
      return act.intent == .stop || act.intent == .deny ? Step([Reply("order.kept")]) : nil
    }
    switch act.intent {
    case .confirm, .cancelOrder:
      if case .orderMoved(_, let now)? = context.refusal {
        var moved = order
        moved.state = now
        if now != .cancelled { return tooLate(moved, context) }
        return Step([Reply("order.already_cancelled", OrderText.facts(order, context))])
      }
      var facts = OrderText.facts(order, context)
      if order.paid.minorUnits > order.refunded.minorUnits { facts["paid"] = .money(order.paid) }
      return Step(
        [Reply("order.cancelled", facts)],
        effects: [.cancelOrder(id, reason: "by the shopper in the chat")])
    case .deny, .stop: return Step([Reply("order.kept", OrderText.facts(order, context))])
    default: return nil
    }
  }

  func expectation(of state: State, in context: Context) -> Expectation {
    state.orderID == nil ? .orderNumber : .yesOrNo
  }

  func question(of state: State, in context: Context) -> [Reply] {
    guard let order = context.orders.first(where: { $0.id == state.orderID }) else {
      return which(context.orders.filter(\.state.isCancellableByShopper), context)
    }
    return [
      Reply(
        "order.ask_cancel", OrderText.facts(order, context),
        choices: [
          ReplyChoice(.act(.confirm), .text("button.yes_cancel")), ReplyChoice(.act(.deny), .text("button.keep_order")),
        ], question: "cancel:\(order.number)")
    ]
  }

  private func which(_ orders: [Order], _ context: Context) -> [Reply] {
    let rows = orders.enumerated().map { OrderText.facts($1, context).merging(["index": .count($0 + 1)]) { $1 } }
    return [
      Reply(
        "order.which_cancel", ["rows": .rows(rows)],
        choices: orders.prefix(9).map {
          ReplyChoice(.order(.cancelOrder, $0.number), .literal($0.number), detail: .money($0.total))
        },
        choicesLabel: "label.orders", question: "which_cancel", listsItsChoices: true)
    ]
  }
}
