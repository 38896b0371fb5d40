import Commerce
import Dialogue
import Language

/// What is in the cart already, and is not wanted once more for being spoken of.
extension BuildCart {
  func thereAlready(_ act: Act, _ context: Context) -> Step<State>? {
    guard let variant = saidTwice(act, context) ?? spokenOfAsKnown(act, context) ?? settledAgain(act, context) else {
      return nil
    }
    var memory = context.memory
    memory.offer = Act(.checkout, source: .expectation)
    let line = CartTotals(context).rows.first { $0.line.variantID == variant }
    return Step(
      [Reply("cart.already", ["name": .text(line?.name ?? "")]), CartFooter.reply(context)], memory: memory)
  }

  /// "the solar one please" … "ok add it": it is in the cart already.
  private func saidTwice(_ act: Act, _ context: Context) -> VariantID? {
    // "ok take it", after a question about what is in the cart.
    let isSwap = Tokenizer.tokens(in: act.text).contains { context.words[.swapWords].contains($0.text) }
    let known = context.memory.offer?.intent == .add || isSwap ? nil : context.memory.focusVariant
    guard act.source != .structure, let added = context.memory.addedBefore ?? known, context.cart.line(added) != nil,
      added == context.memory.focusVariant
        || context.memory.focusVariant == nil
          && context.catalog.product(ofVariant: added)?.id == context.memory.focusProduct
    else { return nil }
    let isSaid = act.items.allSatisfy {
      $0.isUnnamed && $0.quantity == nil && $0.attributes.isEmpty && [nil, .focus].contains($0.reference)
    }
    return isSaid ? added : nil
  }

  /// "brown?" … "then black is fine": the form that is in the cart.
  private func settledAgain(_ act: Act, _ context: Context) -> VariantID? {
    guard act.source != .structure, act.items.count == 1, let item = act.items.first, item.isUnnamed,
      !item.attributes.isEmpty, item.quantity == nil, [nil, .focus, .described].contains(item.reference),
      let product = context.memory.focusProduct.flatMap(context.catalog.product)
    else { return nil }
    let lines = context.cart.lines.filter { $0.productID == product.id }
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    let isAnother = words.contains { word in
      [.another, .tooWords, .alsoWords].contains { context.words[$0].contains(word) }
    }
    guard lines.count == 1, !isAnother, let form = product.variant(lines[0].variantID),
      item.attributes.allSatisfy({ OptionMatch.fits(form, $0, of: product) }),
      zip(words, words.dropFirst()).contains(where: { context.words[.settlingPhrases].contains($0 + " " + $1) })
    else { return nil }
    return form.id
  }

  /// "yes the set of 5", "just the dino one".
  private func spokenOfAsKnown(_ act: Act, _ context: Context) -> VariantID? {
    guard act.source != .structure, act.source != .expectation, act.items.count == 1, let item = act.items.first,
      item.quantity == nil, !item.isUnnamed, !item.keepsOptions, act.constraints.isEmpty,
      case .variant(_, let variant) = ItemResolver(context: context).resolve(item),
      context.cart.line(variant.id) != nil
    else { return nil }
    let words = Tokenizer.tokens(in: Folding.fold(act.text)).map(\.text)
    let opening = words.prefix { !context.words[.definiteArticles].contains($0) }
    // "and the brush set too" asks for another.
    let isAnother = words.contains { context.words[.another].contains($0) || context.words[.tooWords].contains($0) }
    return opening.count < words.count && opening.count <= 3 && !isAnother ? variant.id : nil
  }

  /// "what sizes does it come in?" … "I'll take the second one": of one thing, a place among its forms.
  func formAt(_ item: ItemPhrase, _ context: Context) -> ItemPhrase {
    guard case .ordinal(let number)? = item.reference, item.isUnnamed, item.attributes.isEmpty,
      context.memory.shownProducts.count < 2,
      let product = context.memory.focusProduct.flatMap(context.catalog.product), product.optionNames.count == 1
    else { return item }
    let values = product.variants.map { $0.options[0] }
    let index = number < 0 ? values.count + number : number - 1
    guard values.count > 1, values.indices.contains(index) else { return item }
    var form = item
    form.reference = nil
    form.candidates = [product.id]
    form.attributes = [AttributeFilter(name: product.optionNames[0].lowercased(), value: values[index])]
    return form
  }

  /// "one Glen Torran and one burgundy bag", right after a gift bag was shown: a form that only that comes in.
  func ofTheLast(_ item: ItemPhrase, _ items: [ItemPhrase], _ context: Context) -> ItemPhrase {
    guard item.isBare, !item.attributes.isEmpty, let focus = context.memory.focusProduct,
      let named = items.first(where: { !$0.candidates.isEmpty }), !named.comes(so: item.attributes, context)
    else { return item }
    var known = item
    known.candidates = [focus]
    return known.comes(so: item.attributes, context) ? known : item
  }

  /// "3 cookies - 2 choc chip 1 peanut butter", "2 steaks, one ribeye and one sirloin": the parts that make up the
  /// count are the whole.
  func withoutWhole(_ items: [ItemPhrase], _ context: Context) -> [ItemPhrase] {
    guard items.count > 2, let whole = items.first, let total = count(whole), total > 1, !whole.words.isEmpty else {
      return items
    }
    let parts = items.dropFirst()
    let counts = parts.map { count($0) ?? 1 }
    let areOfIt = parts.allSatisfy { part in
      !part.candidates.isEmpty && !part.isOutgoing
        && part.candidates.compactMap(context.catalog.product).contains { TitleWords.describes($0, whole.words) }
    }
    return areOfIt && counts.reduce(0, +) == total ? Array(parts) : items
  }

  /// "ok add both", of what is in the cart.
  func isAllThere(_ act: Act, _ context: Context) -> Bool {
    guard act.source != .structure, !act.items.isEmpty,
      act.items.allSatisfy({ $0.isUnnamed && $0.quantity == nil && [.both, .all].contains($0.reference) })
    else { return false }
    let inTheCart = Set(context.cart.lines.map(\.productID))
    let meant = act.items.flatMap(ItemResolver(context: context).expanded)
    if context.memory.shownProducts.isEmpty { return context.memory.addedBefore != nil }
    return !meant.isEmpty && meant.allSatisfy { !inTheCart.isDisjoint(with: $0.candidates) }
  }
}

extension ItemPhrase {
  /// Whether some of the products that are meant have forms of these values; what is not known by name may.
  func comes(so attributes: [AttributeFilter], _ context: Context) -> Bool {
    let products = candidates.compactMap(context.catalog.product)
    return products.isEmpty
      || products.contains { product in
        attributes.allSatisfy { OptionMatch.anyFits(product, $0) || OptionMatch.describes(product, $0) }
      }
  }
}
