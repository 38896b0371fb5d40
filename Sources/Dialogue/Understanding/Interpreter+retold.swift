import Commerce
import Language

/// A line of the cart that shall partly be something else: in other forms, or another thing of the kind.
extension Interpreter {
  /// The acts, with those that tell a line anew as one exchange.
  func retold(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> [Act] {
    guard !scene.cart.isEmpty, acts.allSatisfy({ $0.constraints.isEmpty && (!$0.isQuestion || $0.intent == .swap) })
    else { return acts }
    if let forms = inOtherForms(acts, reading, scene) ?? besideTheRest(acts, reading, scene) { return [forms] }
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

  /// "only one blue, the rest white", "make half of them white": so many in one form, and what is left in another or as
  /// it was.
  private func besideTheRest(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> Act? {
    let rest = reading.words.firstIndex(where: grammar.roles[.rests].contains)
    let half = reading.words.firstIndex(where: grammar.roles[.halves].contains)
    guard rest != nil || half != nil, let product = scene.subject, let first = acts.first,
      acts.allSatisfy({ Self.telling.contains($0.intent) || Self.openings.contains($0.intent) }),
      !reading.links.contains(where: { $0.isGoods && !names($0, product) })
    else { return nil }
    let lines = scene.cart.lines.filter { $0.productID == product.id }
    guard lines.count == 1, lines[0].quantity > 1, let form = product.variant(lines[0].variantID) else { return nil }
    let own = zip(product.optionNames, form.options).map { AttributeFilter(name: $0.lowercased(), value: $1) }
    let told = reading.links.compactMap { link -> (place: Int, filter: AttributeFilter)? in
      guard case .attribute(let filter) = link.target,
        product.variants.contains(where: { IntentRules.fits($0, filter, of: product) })
      else { return nil }
      return (link.tokens.lowerBound, filter)
    }
    let before = told.filter { rest.map { $0 > told[0].place } != true || $0.place < rest ?? 0 }
    guard let new = before.first, before.count == 1, half.map({ $0 < new.place }) != false,
      let count = half == nil ? counted(before: new.place, reading) : halved(lines[0].quantity),
      count < lines[0].quantity
    else { return nil }
    let behind = told.filter { $0.place != new.place }.map(\.filter)
    var act = first
    act.intent = .swap
    act.text = acts.map(\.text).joined(separator: ", ")
    act.items = [
      ItemPhrase(quantity: QuantityPhrase(.count(count)), attributes: [new.filter]),
      ItemPhrase(
        quantity: QuantityPhrase(.count(lines[0].quantity - count)), attributes: behind.isEmpty ? own : behind),
    ]
    return act
  }

  private func names(_ link: CatalogMention, _ product: Product) -> Bool {
    switch link.target {
    case .products(let ids): ids.contains(product.id)
    case .category(let name): product.categoryPath.contains(name)
    case .brand, .attribute: true
    }
  }

  private func counted(before place: Int, _ reading: Reading) -> Int? {
    guard let mark = reading.quantities.last(where: { $0.range.upperBound <= place && $0.quantity.isExplicit }),
      case .count(let count) = mark.quantity.value
    else { return nil }
    return count
  }

  private func halved(_ count: Int) -> Int? { count.isMultiple(of: 2) ? count / 2 : nil }

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
      !act.items.contains(where: \.isOutgoing), act.items[0].quantity?.isAdditional != true
    else { return nil }
    var said: Int?
    if case .count(let count)? = act.items[0].quantity?.value, act.items[0].quantity?.isExplicit == true {
      said = count
    }
    let isHalf = reading.words.contains(where: grammar.roles[.halves].contains)
    guard said != nil || isHalf, let line = line(partlyMeantBy: act, said ?? 1, reading, scene),
      !new.candidates.contains(line.productID), let count = isHalf ? halved(line.quantity) : said
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
      grammar.roles[.partitives].contains($0)
        && (grammar.roles[.personPronouns].contains($1) || grammar.roles[.determiners].contains($1))
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
