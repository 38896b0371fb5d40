import Commerce
import Dialogue

/// What a placed order still allows: Souk says honestly what it cannot do itself and offers a person.
///
///     shopper: I want to return my order
///     souk:    Returns: within 30 days … A person can arrange it for you. [Talk to a person]
struct ChangeOrders: Workflow {
  let name = "change_orders"
  let intents: [Intent] = [.returnOrder, .changeOrder]
  let texts: [TextKey] = [
    "order.return", "order.change", "order.none", "button.human", "button.cancel_order", "button.show_products",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard let order = act.facts.orderNumber.flatMap({ OrderText.order($0, context) }) ?? context.orders.first else {
      return Step([Reply("order.none", choices: [ReplyChoice(.act(.browse), .text("button.show_products"))])])
    }
    var arguments = OrderText.facts(order, context)
    arguments["policy"] = .text(context.store.settings.returnsText ?? "")
    var choices = [ReplyChoice(.act(.human), .text("button.human"))]
    if order.state.isCancellableByShopper {
      choices.append(ReplyChoice(.order(.cancelOrder, order.number), .text("button.cancel_order")))
      arguments["cancellable"] = .flag(true)
    }
    return Step([Reply(act.intent == .returnOrder ? "order.return" : "order.change", arguments, choices: choices)])
  }
}
