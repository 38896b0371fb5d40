import Commerce
import Language

/// A line of the cart that shall partly be something else: in other forms, or another thing of the kind.
extension Interpreter {
  /// The acts, with those that tell a line anew as one exchange.
  func retold(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> [Act] {
    guard !scene.cart.isEmpty, acts.allSatisfy({ $0.constraints.isEmpty && !$0.isQuestion }) else { return acts }
    if let forms = inOtherForms(acts, reading, scene) { return [forms] }
    return acts.map { partlyAnother($0, reading, scene) ?? $0 }
  }

  private static let telling: Set<Intent> = [.add, .swap, .narrow, .pick, .changeQuantity, .find, .acknowledge]

  /// "one white and one blue instead", "one bag whole bean, the other two stay ground": of one line, how many shall be
  /// in which form.
  private func inOtherForms(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> Act? {
    let told = acts.filter { Self.telling.contains($0.intent) && !$0.items.isEmpty }
    guard let first = told.first, acts.allSatisfy({ told.contains($0) || Self.openings.contains($0.intent) }),
      let product = scene.subject
    else { return nil }
    let lines = scene.cart.lines.filter { $0.productID == product.id }
    let items = told.flatMap(\.items).filter { !$0.isOutgoing }
    let isRest = items.contains { $0.reference == .other }
    let isInstead = reading.words.contains {
      grammar.roles[.instead].contains($0) || grammar.roles[.rathers].contains($0)
    }
    guard lines.count == 1, lines[0].quantity > 1, items.count > 1, isRest || isInstead,
      let form = product.variant(lines[0].variantID), items.allSatisfy({ isForm($0, of: product) })
    else { return nil }
    var parts: [ItemPhrase] = []
    var left = lines[0].quantity
    for item in items where item.reference != .other {
      guard case .count(let count)? = item.quantity?.value ?? .count(1), !item.attributes.isEmpty else { return nil }
      parts.append(ItemPhrase(quantity: QuantityPhrase(.count(count)), attributes: item.attributes))
      left -= count
    }
    // "the other two stay ground": whatever is left, as it was where nothing else is said.
    if let rest = items.first(where: { $0.reference == .other }), left > 0 {
      let own = zip(product.optionNames, form.options).map { AttributeFilter(name: $0.lowercased(), value: $1) }
      parts.append(
        ItemPhrase(
          quantity: QuantityPhrase(.count(left)), attributes: rest.attributes.isEmpty ? own : rest.attributes))
      left = 0
    }
    guard left == 0, parts.count > 1 else { return nil }
    var act = first
    act.intent = .swap
    act.items = parts
    act.text = acts.map(\.text).joined(separator: ", ")
    return act
  }

  private func isForm(_ item: ItemPhrase, of product: Product) -> Bool {
    guard item.candidates.isEmpty || item.candidates.contains(product.id), item.category == nil, item.brand == nil,
      item.quantity?.isAdditional != true, item.quantity?.change == nil
    else { return false }
    return item.attributes.allSatisfy { filter in
      product.variants.contains { IntentRules.fits($0, filter, of: product) }
    }
  }

  /// "make one of the croissants an almond one", "two of them almond": so many of a line, for another of the kind.
  private func partlyAnother(_ act: Act, _ reading: Reading, _ scene: Scene) -> Act? {
    guard [.add, .swap, .changeQuantity].contains(act.intent), let new = act.items.last, !new.candidates.isEmpty,
      case .count(let count)? = act.items[0].quantity?.value, act.items[0].quantity?.isExplicit == true,
      act.items[0].quantity?.isAdditional == false, !act.items.contains(where: \.isOutgoing),
      let line = line(partlyMeantBy: act, count, reading, scene), !new.candidates.contains(line.productID)
    else { return nil }
    var old = ItemPhrase(
      quantity: QuantityPhrase(.count(count)), candidates: [line.productID], linkConfidence: 1, variant: line.variantID)
    old.isOutgoing = true
    var coming = new
    coming.quantity = QuantityPhrase(.count(count))
    coming.reference = nil
    var swap = act
    swap.intent = .swap
    swap.items = [old, coming]
    return swap
  }

  /// The line that some of shall become another thing: the one named behind "of", or else talked about.
  private func line(partlyMeantBy act: Act, _ count: Int, _ reading: Reading, _ scene: Scene) -> CartLine? {
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word || $0.kind == .number }.map(\.text)
    let opening = words.first { word in
      ![.interjections, .actOpeners, .agreeing].contains { grammar.roles[$0].contains(word) }
        && grammar.separators.longestMatch(in: [word], from: 0) == nil
    }
    let makes = opening.map(grammar.roles[.making].contains) == true
    let isOfThem = zip(words, words.dropFirst()).contains {
      grammar.roles[.partitives].contains($0) && grammar.roles[.personPronouns].contains($1)
    }
    guard makes || isOfThem, let new = act.items.last?.candidates.first.flatMap(scene.catalog.product) else {
      return nil
    }
    let lines = scene.cart.lines.filter { $0.quantity >= count }
    let named = reading.links.first { link in
      guard case .products(let ids) = link.target else { return false }
      return lines.contains { ids.contains($0.productID) }
    }
    if let named, case .products(let ids) = named.target {
      let own = lines.filter { ids.contains($0.productID) }
      return own.count == 1 ? own[0] : own.first { $0.productID == scene.memory.focusProduct }
    }
    let title = ProductSpeech.stems(new.title, reading.language)
    let alike = lines.filter { line in
      scene.catalog.product(line.productID).map {
        !ProductSpeech.stems($0.title, reading.language).isDisjoint(with: title)
      } ?? false
    }
    return alike.first { $0.productID == scene.memory.focusProduct } ?? (alike.count == 1 ? alike[0] : nil)
  }
}
