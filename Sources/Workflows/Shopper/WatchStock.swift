import Commerce
import Dialogue

/// Something sold out is remembered for whoever wants it, and told when it is back.
///
///     shopper: let me know when it's back
///     souk:    I will tell you here as soon as Lantern is back.
struct WatchStock: Workflow {
  let name = "watch_stock"
  let intents: [Intent] = [.watchStock]
  let texts: [TextKey] = ["watch.noted", "watch.in_stock", "watch.which", "button.add_to_cart"]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard let product = context.memory.focusProduct.flatMap(context.catalog.product) else {
      return Step([Reply("watch.which")])
    }
    let variant = context.memory.focusVariant.flatMap(product.variant)
    guard
      let soldOut = [variant].compactMap(\.self).first(where: { !$0.isInStock })
        ?? product.variants.first(where: { !$0.isInStock })
    else {
      let add = [ReplyChoice(.addProduct(product.id), .text("button.add_to_cart"))]
      return Step([Reply("watch.in_stock", ["title": .text(product.title)], choices: add)])
    }
    return Step([Reply("watch.noted", ["title": .text(product.title)])], effects: [.watchStock(soldOut.id)])
  }
}
