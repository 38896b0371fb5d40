import Commerce
import Dialogue
import Language

/// The pieces of one line, told anew by their forms.
extension EditCart {
  /// "the cheaper one instead": another thing of the list, or another form of what is in the cart.
  func pointed(at phrase: ItemPhrase, insteadOf line: CartLine, _ context: Context) -> ItemPhrase? {
    guard phrase.isUnnamed, phrase.attributes.isEmpty, let reference = phrase.reference, reference.picksOne else {
      return nil
    }
    var meant = phrase
    meant.reference = nil
    let found = ItemResolver(context: context).products(for: phrase).filter { $0.id != line.productID }
    // What was listed without it is of another talk.
    if found.count == 1, context.memory.shownProducts.contains(line.productID) {
      meant.candidates = [found[0].id]
      return meant
    }
    guard reference == .cheapest || reference == .dearest, let product = context.catalog.product(line.productID) else {
      return nil
    }
    let forms = product.variants.filter { $0.isInStock && $0.id != line.variantID }
    let one =
      reference == .cheapest
      ? forms.min { $0.price.minorUnits < $1.price.minorUnits }
      : forms.max { $0.price.minorUnits < $1.price.minorUnits }
    meant.variant = one?.id
    return one == nil ? nil : meant
  }

  /// "actually no forest", of a hoodie in forest: which other colour it shall be, in the same size.
  func otherForm(_ act: Act, _ context: Context) -> Step<NoState>? {
    guard !act.constraints.excludedWords.isEmpty,
      act.items.allSatisfy({ $0.isUnnamed && $0.attributes.isEmpty && $0.quantity?.isExplicit != true })
    else { return nil }
    for line in context.cart.lines.reversed() {
      guard let product = context.catalog.product(line.productID), let variant = product.variant(line.variantID),
        product.variants.count > 1,
        let place = variant.options.firstIndex(where: { value in
          Tokenizer.tokens(in: value).allSatisfy { act.constraints.excludedWords.contains($0.text) }
        }), place < product.optionNames.count
      else { continue }
      let refused = AttributeFilter(name: product.optionNames[place].lowercased(), value: variant.options[place])
      var phrase = ItemPhrase(candidates: [product.id], linkConfidence: 1)
      phrase.attributes = kept(line, unless: [refused], context)
      phrase.quantity = QuantityPhrase(.count(line.quantity))
      phrase.replaces = line.variantID
      return Step(next: .handOn(Act(.add, items: [phrase])))
    }
    return nil
  }

  /// "make that one blue and one green", of two blue ones.
  func toldAnew(_ act: Act, _ context: Context) -> Step<NoState>? {
    guard act.items.count > 1, act.items.allSatisfy({ $0.isUnnamed && !$0.attributes.isEmpty && !$0.isOutgoing }),
      let line = context.cart.lines.last(where: { $0.productID == context.memory.focusProduct })
    else { return nil }
    var counted: [(variant: Variant, count: Int)] = []
    for item in act.items {
      var phrase = ItemPhrase(candidates: [line.productID], linkConfidence: 1)
      phrase.attributes = item.attributes + kept(line, unless: item.attributes, context)
      guard case .count(let count)? = item.quantity?.value,
        case .variant(_, let variant) = ItemResolver(context: context).resolve(phrase),
        !counted.contains(where: { $0.variant.id == variant.id })
      else { return nil }
      counted.append((variant, count))
    }
    guard counted.map(\.count).reduce(0, +) == line.quantity else { return nil }
    var edit = CartEdit(context)
    // All of it or nothing: a form that is sold out must not cost a piece of the other.
    for (variant, count) in counted where variant.id != line.variantID {
      let had = context.cart.line(variant.id)?.quantity ?? 0
      guard let available = variant.available, available < had + count,
        let product = context.catalog.product(line.productID)
      else { continue }
      let name = ProductText.name(product, variant)
      edit.say(
        available > 0 ? "cart.only_left_more" : "cart.sold_out", ["name": .text(name), "count": .count(available)])
      return edit.step()
    }
    let left = counted.first { $0.variant.id == line.variantID }?.count ?? 0
    edit.set(line, to: left, says: left > 0 ? "cart.quantity_changed" : "cart.removed")
    for (variant, count) in counted where variant.id != line.variantID {
      edit.add(variant, of: line.productID, count)
    }
    return edit.step()
  }
}
