import Commerce
import Dialogue
import Language

extension BuildCart {
  /// "yes the set of 5", "just the dino one": what is spoken of as known and is in the cart is not wanted once more.
  func isThereAlready(_ act: Act, _ context: Context) -> Step<State>? {
    guard act.source != .structure, act.source != .expectation, act.items.count == 1, let item = act.items.first,
      item.quantity == nil, !item.isUnnamed, !item.keepsOptions, act.constraints.isEmpty,
      case .variant(_, let variant) = ItemResolver(context: context).resolve(item),
      context.cart.line(variant.id) != nil,
      let row = CartTotals(context).rows.first(where: { $0.line.variantID == variant.id })
    else { return nil }
    let words = Tokenizer.tokens(in: Folding.fold(act.text)).map(\.text)
    let opening = words.prefix { !context.words[.definiteArticles].contains($0) }
    // "and the brush set too" asks for another.
    guard opening.count < words.count, opening.count <= 3,
      !words.contains(where: { context.words[.another].contains($0) || context.words[.tooWords].contains($0) })
    else { return nil }
    var memory = context.memory
    memory.offer = Act(.checkout, source: .expectation)
    return Step([Reply("cart.already", ["name": .text(row.name)]), CartFooter.reply(context)], memory: memory)
  }
}
