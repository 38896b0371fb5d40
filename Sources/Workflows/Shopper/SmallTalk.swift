import Commerce
import Dialogue

/// Hello, help, thanks and goodbye.
///
///     shopper: hi
///     souk:    Hello Ana, welcome to Caravan Supply! What are you looking for? [Show products] [My orders] [Help]
struct SmallTalk: Workflow {
  let name = "small_talk"
  let intents: [Intent] = [.greet, .help, .thanks, .goodbye, .aboutBot]
  let texts: [TextKey] = [
    "talk.greeting", "talk.welcome_back", "talk.help", "staff.help", "talk.thanks", "talk.goodbye", "talk.about_bot",
    "button.show_products", "button.my_orders", "button.human", "button.view_cart",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    switch act.intent {
    case .greet: greet(context)
    case .help:
      Step(
        (context.standing.role.isStaff ? [Reply("staff.help")] : [])
          + [Reply("talk.help", ["store": .text(context.store.name)], choices: choices(context))])
    case .thanks: Step([Reply("talk.thanks")])
    case .goodbye: Step([Reply("talk.goodbye")])
    default:
      Step([
        Reply(
          "talk.about_bot", ["store": .text(context.store.name)],
          choices: [ReplyChoice(.act(.human), .text("button.human"))])
      ])
    }
  }

  private func greet(_ context: Context) -> Step<NoState> {
    let first = context.customer.name.flatMap { $0.split(separator: " ").first.map(String.init) } ?? ""
    let isKnown = !context.orders.isEmpty
    return Step([
      Reply(
        isKnown ? "talk.welcome_back" : "talk.greeting",
        [
          "name": .text(first), "store": .text(ProductText.shopName(context.store)),
          "cart": .count(context.cart.pieceCount),
          "has_cart": .flag(!context.cart.isEmpty),
        ],
        choices: choices(context))
    ])
  }

  private func choices(_ context: Context) -> [ReplyChoice] {
    var choices = [ReplyChoice(.act(.browse), .text("button.show_products"))]
    if !context.cart.isEmpty { choices.append(ReplyChoice(.act(.viewCart), .text("button.view_cart"))) }
    if !context.orders.isEmpty { choices.append(ReplyChoice(.act(.listOrders), .text("button.my_orders"))) }
    if choices.count < 3 { choices.append(ReplyChoice(.act(.human), .text("button.human"))) }
    return choices
  }
}
