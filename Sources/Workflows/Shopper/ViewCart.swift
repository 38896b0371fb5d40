import Commerce
import Dialogue

/// Looking into the cart, emptying it, and taking the last change back.
///
///     shopper: what's in my cart?
///     souk:    Your cart: 2 × Lantern — $48.00, 1 × Tent — $120.00. Total: $168.00. [Checkout] [Empty cart]
///     shopper: empty it
///     souk:    Your cart is empty now. Say "undo" to have it back.
struct ViewCart: Workflow {
  let name = "view_cart"
  let intents: [Intent] = [.viewCart, .emptyCart, .undo]
  let texts: [TextKey] = [
    "cart.contents", "cart.with_delivery", "cart.empty", "cart.emptied", "cart.nothing_to_undo", "cart.restored",
    "button.checkout", "button.empty_cart", "button.show_products", "button.undo",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    switch act.intent {
    case .emptyCart: empty(context)
    case .undo: undo(context)
    default: view(act, context, key: "cart.contents")
    }
  }

  private func view(_ act: Act, _ context: Context, key: TextKey) -> Step<NoState> {
    guard !context.cart.isEmpty else {
      return Step([Reply("cart.empty", choices: [ReplyChoice(.act(.browse), .text("button.show_products"))])])
    }
    var memory = context.memory
    memory.offer = Act(.checkout, source: .expectation)
    let isDelivered = act.isQuestion && act.facts.fulfilment == .delivery
    return Step(
      [Self.contents(context, key: key)] + (isDelivered ? [Self.withDelivery(context)] : []), memory: memory)
  }

  /// "how much would that be with delivery?": to the address that is known, or to where everybody pays the same.
  private static func withDelivery(_ context: Context) -> Reply {
    let totals = CartTotals(context)
    guard context.store.settings.fulfilments.contains(.delivery) else { return Reply("cart.with_delivery") }
    let quote = totals.quote(.delivery, address: context.customer.address)
    return Reply(
      "cart.with_delivery",
      [
        "delivers": .flag(true), "free": .flag(quote.feeMinor == 0), "fee": .money(totals.money(quote.feeMinor)),
        "total": .money(totals.money(quote.totalMinor)),
      ])
  }

  static func contents(_ context: Context, key: TextKey) -> Reply {
    let totals = CartTotals(context)
    return Reply(
      key, ["rows": .rows(totals.listed), "count": .count(context.cart.pieceCount), "total": .money(totals.goods)],
      choices: [
        ReplyChoice(.act(.checkout), .text("button.checkout")),
        ReplyChoice(.act(.emptyCart), .text("button.empty_cart")),
      ])
  }

  private func empty(_ context: Context) -> Step<NoState> {
    guard !context.cart.isEmpty else { return Step([Reply("cart.empty")]) }
    var memory = context.memory
    memory.previousCart = context.cart
    memory.focus(on: nil)
    var cart = context.cart
    cart.lines = []
    return Step(
      [Reply("cart.emptied", choices: [ReplyChoice(.act(.undo), .text("button.undo"))])], effects: [.saveCart(cart)],
      memory: memory)
  }

  private func undo(_ context: Context) -> Step<NoState> {
    guard let previous = context.memory.previousCart, previous.id == context.cart.id else {
      return Step([Reply("cart.nothing_to_undo")])
    }
    var memory = context.memory
    memory.previousCart = context.cart
    var restored = context
    restored.cart = previous
    guard !previous.isEmpty else {
      return Step([Reply("cart.restored"), Reply("cart.empty")], effects: [.saveCart(previous)], memory: memory)
    }
    memory.offer = Act(.checkout, source: .expectation)
    // "put them back, 2 of them": what came back is what is talked about.
    if let back = previous.lines.first(where: { line in
      context.cart.line(line.variantID)?.quantity ?? 0 < line.quantity
    }) {
      memory.focus(on: back.productID, variant: back.variantID)
    }
    return Step(
      [Reply("cart.restored"), Self.contents(restored, key: "cart.contents")], effects: [.saveCart(previous)],
      memory: memory)
  }
}
