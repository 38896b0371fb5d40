import Commerce
import Dialogue

/// A shopper who asks for another price, or whether there are codes: prices stand, and a known code is taken.
///
///     shopper: I saw it for 30 elsewhere, can you match that?
///     souk:    The Brass camp lantern is $49.00; I cannot change a price. If you have a coupon, send me its code.
struct AskDiscount: Workflow {
  let name = "ask_discount"
  let intents: [Intent] = [.askDiscount]
  let texts: [TextKey] = ["shop.no_haggling", "button.human"]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    let human = [ReplyChoice(.act(.human), .text("button.human"))]
    var arguments: [String: ReplyFact] = [:]
    let named = act.items.first.flatMap { ItemResolver(context: context).products(for: $0).first }
    if let product = named ?? context.memory.focusProduct.flatMap(context.catalog.product) {
      arguments = ["title": .text(product.title), "price": ProductText.price(product)]
    }
    return Step([Reply("shop.no_haggling", arguments, choices: human)])
  }
}
