import Commerce
import Dialogue

/// Paying an order that waits for its money: the link again, another one, or in hand after all.
///
///     shopper: pay
///     souk:    Here is the link to pay order 1042, $48.00. It is held for you until 14:32. [Pay now]
struct PayOrder: Workflow {
  let name = "pay_order"
  let intents: [Intent] = [.payOrder, .payInHand]
  let texts: [TextKey] = [
    "pay.nothing", "pay.link", "pay.coming", "pay.in_hand", "pay.no_cash", "pay.moved", "pay.invoice_closed",
    "button.pay_now",
    "button.checkout",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    let named = act.facts.orderNumber.flatMap { OrderText.order($0, context) }
    guard let order = named ?? context.orders.first(where: { $0.state == .pending }) else {
      // "I want to pay", with goods in the cart: that is what the checkout is for.
      if act.intent == .payOrder, !context.cart.isEmpty { return Step(next: .handOn(Act(.checkout, text: act.text))) }
      // "can I pay in cash when it comes?", before anything waits for its money.
      if act.intent == .payInHand { return Step(next: .handOn(Act(.askPayment, text: act.text, isQuestion: true))) }
      let choices = context.cart.isEmpty ? [] : [ReplyChoice(.act(.checkout), .text("button.checkout"))]
      return Step([Reply("pay.nothing", choices: choices)])
    }
    if case .orderMoved(_, let now)? = context.refusal { return moved(order, now, context) }
    guard order.state == .pending else { return moved(order, order.state, context) }
    return act.intent == .payInHand ? inHand(order, context) : again(order, context)
  }

  private func again(_ order: Order, _ context: Context) -> Step<NoState> {
    var facts = OrderText.facts(order, context)
    facts["until"] = .text(order.heldUntil.map { ClockText.time($0, in: context.store) } ?? "")
    if let url = order.paymentURL {
      facts["url"] = .text(url)
      return Step([Reply("pay.link", facts, link: ReplyLink(title: "button.pay_now", url: url))])
    }
    guard let provider = context.paymentProvider else { return inHand(order, context) }
    return Step([Reply("pay.coming", facts)], effects: [.shopperAction(.payAgain(provider: provider), order.id)])
  }

  private func inHand(_ order: Order, _ context: Context) -> Step<NoState> {
    if context.store.settings.selling?.isPrepaidOnly == true { return Step([Reply("pay.no_cash")]) }
    return Step(
      [Reply("pay.in_hand", OrderText.facts(order, context))], effects: [.shopperAction(.payInHand, order.id)])
  }

  private func moved(_ order: Order, _ state: OrderState, _ context: Context) -> Step<NoState> {
    var order = order
    order.state = state
    return Step([Reply("pay.moved", OrderText.facts(order, context))])
  }
}
