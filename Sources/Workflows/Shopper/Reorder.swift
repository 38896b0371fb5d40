import Commerce
import Dialogue

/// "Same as last time": the last order's goods go into the cart at today's prices.
///
///     shopper: same as last time please
///     souk:    From order 1001: Your cart: 2 × Lantern — $48.00 … [Checkout]
struct Reorder: Workflow {
  let name = "reorder"
  let intents: [Intent] = [.reorder]
  let texts: [TextKey] = [
    "order.none", "order.unknown_number", "order.again", "order.again_missing", "order.again_nothing", "cart.contents",
    "button.checkout", "button.empty_cart", "button.show_products",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard let last = context.orders.first(where: { $0.state != .cancelled }) ?? context.orders.first else {
      return Step([Reply("order.none", choices: [ReplyChoice(.act(.browse), .text("button.show_products"))])])
    }
    guard let number = act.facts.orderNumber else { return again(last, act, context) }
    guard let order = OrderText.order(number, context) else {
      return Step([
        Reply("order.unknown_number", ["number": .text(number), "numbers": .text(OrderText.numbers(context))])
      ])
    }
    return again(order, act, context)
  }

  /// "same as last time but without the candles".
  private func isLeftOut(_ line: OrderLine, _ act: Act, _ context: Context) -> Bool {
    guard let product = context.catalog.product(ofVariant: line.variantID) else { return false }
    let words = act.constraints.excludedWords.joined(separator: " ")
    return TitleWords.holds(product, words) || act.items.contains { $0.candidates.contains(product.id) }
  }

  private func again(_ order: Order, _ act: Act, _ context: Context) -> Step<NoState> {
    var cart = context.cart
    var missing: [String] = []
    for line in order.lines where line.origin?.bundleID == nil && !isLeftOut(line, act, context) {
      let variant = context.catalog.product(ofVariant: line.variantID)?.variant(line.variantID)
      let room = min(variant?.available ?? Cart.maximumQuantity, Cart.maximumQuantity)
      let quantity = variant == nil ? 0 : min(line.quantity, room)
      if quantity < line.quantity { missing.append("\(line.quantity - quantity) × \(line.name)") }
      if quantity > 0 {
        cart.set(
          line.variantID, product: line.productID, quantity: max(quantity, cart.line(line.variantID)?.quantity ?? 0))
      }
    }
    missing += BundleAgain(order: order, context: context).put(into: &cart)
    guard cart != context.cart || !cart.isEmpty else {
      return Step([Reply("order.again_nothing", OrderText.facts(order, context))])
    }
    var changed = context
    changed.cart = cart
    var replies = [Reply("order.again", OrderText.facts(order, context))]
    if !missing.isEmpty {
      replies.append(Reply("order.again_missing", ["items": .text(missing.joined(separator: ", "))]))
    }
    replies.append(ViewCart.contents(changed, key: "cart.contents"))
    var memory = context.memory
    memory.previousCart = context.cart
    memory.offer = Act(.checkout, source: .expectation)
    return Step(replies, effects: [.saveCart(cart)], memory: memory)
  }
}
