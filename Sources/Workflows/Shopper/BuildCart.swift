import Commerce
import Dialogue
import Language

/// Filling the cart: several things at once, in any size, with what is missing asked one question at a time.
///
///     shopper: two of the rain jackets and a trail mix
///     souk:    Added 1 × Trail Mix — $6.50. Which size would you like for the Rain Jacket? [S] [M] [L]
///     shopper: M
///     souk:    Added 2 × Rain Jacket (M) — $118.00. Cart: 3 items, $124.50. [Checkout] [View cart]
struct BuildCart: Workflow {
  let name = "build_cart"
  let intents: [Intent] = [.add]
  let mayWaitTwice = true
  let texts: [TextKey] =
    [
      "cart.added", "cart.already", "cart.which", "cart.which_one", "cart.closest", "cart.option", "cart.not_found",
      "cart.sold_out", "product.still_in", "cart.only_left", "cart.only_left_more",
      "cart.impossible_quantity", "cart.too_many", "cart.full", "cart.nothing_named", "product.no_such_option",
      "cart.not_added", "cart.swapped",
      "cart.repriced", "bundle.in_cart", "bundle.part_sold_out", "button.yes", "button.no",
      "label.products", "label.options",
    ] + CartFooter.texts + OptionNames.texts

  /// Something asked for, on its way into the cart.
  struct Wish: Codable, Hashable, Sendable {
    var phrase: ItemPhrase
    var quantity: Int
  }

  struct State: Codable, Hashable, Sendable {
    /// The first is the one being asked about.
    var wishes: [Wish]
    var asking: Asking
  }

  enum Asking: Codable, Hashable, Sendable {
    case which([ProductID])
    case option(ProductID, name: String, values: [String])
    case fewer(VariantID, left: Int)
  }

  func begin(_ act: Act, in context: Context) -> Step<State> {
    if let change = BundleWords(context: context).change(act) { return Step(next: .handOn(change)) }
    var pass = CartPass(context: context)
    if let there = thereAlready(act, context) { return there }
    if let counted = countsTheLast(act, context) { return Step(next: .handOn(counted)) }
    // "ok add both", of what went in a moment ago.
    if isAllThere(act, context) { return Step(next: .handOn(Act(.viewCart))) }
    let wishes = self.wishes(act, &pass, context)
    guard !wishes.isEmpty || !pass.replies.isEmpty else { return Step([Reply("cart.nothing_named")]) }
    return pass.run(wishes)
  }

  /// "sage in large" … "add 2 of those": how many of what went in a moment ago without a count, not so many more.
  private func countsTheLast(_ act: Act, _ context: Context) -> Act? {
    if let line = countedLine(act, context) { return line }
    guard act.source != .structure, let added = context.memory.addedUncounted, added == context.memory.focusVariant,
      context.cart.line(added) != nil, act.items.count == 1, let item = act.items.first,
      item.quantity?.isExplicit == true, item.quantity?.isAdditional == false, item.attributes.isEmpty,
      item.isUnnamed || item.candidates == [context.memory.focusProduct].compactMap({ $0 }),
      [nil, .focus].contains(item.reference)
    else { return nil }
    var counted = act
    counted.intent = .changeQuantity
    return counted
  }

  /// "2 of the tortillas", of several kinds of which one is in the cart.
  private func countedLine(_ act: Act, _ context: Context) -> Act? {
    guard act.items.count == 1, let item = act.items.first, item.quantity?.isExplicit == true,
      item.quantity?.isAdditional == false, item.attributes.isEmpty, item.candidates.count > 0
    else { return nil }
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    let isOfTheLot = zip(words, words.dropFirst()).contains {
      context.words[.partitives].contains($0) && context.words[.definites].contains($1)
    }
    let lines = context.cart.lines.filter { item.candidates.contains($0.productID) }
    guard isOfTheLot, lines.count == 1, lines[0].quantity == 1 else { return nil }
    var counted = act
    counted.intent = .changeQuantity
    counted.items[0].candidates = [lines[0].productID]
    counted.items[0].variant = lines[0].variantID
    return counted
  }

  private func wishes(_ act: Act, _ pass: inout CartPass, _ context: Context) -> [Wish] {
    let resolver = ItemResolver(context: context)
    let items = act.items.isEmpty ? [ItemPhrase(reference: .focus)] : ofEachForm(act, act.items, context)
    var wishes: [Wish] = []
    let meant = refined(shared(withoutWhole(items, context), context), resolver)
    for item in meant.flatMap({ bothNamed($0, act, context) }) {
      var item = ofTheLast(formAt(item, context), items, context)
      if item.isBare { item.reference = item.attributes.isEmpty ? .focus : .described }
      item.attributes += likeTheLast(item, context)
      switch item.quantity?.value ?? .count(1) {
      case .count(let count) where count <= Cart.maximumQuantity:
        wishes += resolver.expanded(item).flatMap { single in
          toppedUp(single, of: item, count, context) ?? Self.byValue(single, count)
        }
      case .count(let count):
        pass.lookAt(item)
        pass.say("cart.too_many", ["wanted": .text("\(count)"), "most": .count(Cart.maximumQuantity)])
      case .impossible(let text): pass.say("cart.impossible_quantity", ["wanted": .text(text)])
      }
    }
    return wishes
  }

  /// "two of each", of a thing of which one is in the cart: one more of the same form.
  private func toppedUp(_ single: ItemPhrase, of item: ItemPhrase, _ count: Int, _ context: Context) -> [Wish]? {
    guard [.both, .all].contains(item.reference), item.quantity?.isExplicit == true, single.attributes.isEmpty else {
      return nil
    }
    let lines = context.cart.lines.filter { single.candidates == [$0.productID] }
    guard lines.count == 1, lines[0].quantity < count else { return nil }
    return [Wish(phrase: ItemPhrase(variant: lines[0].variantID), quantity: count - lines[0].quantity)]
  }

  /// "pots in 20 cm and 30 cm, 4 of each": one wish a value; a count that is not of each is shared out.
  private static func byValue(_ item: ItemPhrase, _ count: Int) -> [Wish] {
    let named = Dictionary(grouping: item.attributes.filter { !$0.name.isEmpty }, by: \.name)
    guard let several = named.values.first(where: { Set($0).count > 1 }) else {
      return [Wish(phrase: item, quantity: count)]
    }
    if let pairs = paired(item, named) { return pairs.flatMap { byValue($0, max(1, count / pairs.count)) } }
    let values = several.reduce(into: [AttributeFilter]()) { if !$0.contains($1) { $0.append($1) } }
    let isShared = item.countsEach != true && count >= values.count && count % values.count == 0
    return values.flatMap { value in
      var part = item
      part.attributes.removeAll { $0.name == value.name && $0 != value }
      return byValue(part, isShared ? count / values.count : count)
    }
  }

  /// "orange 43 and black 41": as many values of one option as of another, in turn.
  private static func paired(_ item: ItemPhrase, _ named: [String: [AttributeFilter]]) -> [ItemPhrase]? {
    let several = named.values.filter { Set($0).count > 1 }
    guard several.count == 2, several[0].count == several[1].count else { return nil }
    return several[0].indices.map { place in
      var part = item
      part.attributes.removeAll { several[0].contains($0) || several[1].contains($0) }
      part.attributes += [several[0][place], several[1][place]]
      return part
    }
  }

  /// "two tees, one in M and one in L" is two, not four: the parts stand for the whole.
  private func shared(_ items: [ItemPhrase], _ context: Context) -> [ItemPhrase] {
    guard let whole = items.first, items.count > 1, !whole.isUnnamed,
      items.count > 2 || whole.quantity == nil || whole.quantity?.isExplicit == true
        || items[1].quantity?.isExplicit != true
    else { return items }
    if let counted = countedBehind(whole, items) { return counted }
    let parts = items.dropFirst().prefix { $0.isUnnamed && !$0.attributes.isEmpty }
    let counts = parts.map { count($0) ?? 1 }
    // "20 in honey, 20 in cocoa": told of the same option, they are others and not parts.
    let told = Set(whole.attributes.map(\.name)).subtracting([""])
    guard !parts.isEmpty, parts.allSatisfy({ part in whole.comes(so: part.attributes, context) }),
      parts.allSatisfy({ told.isDisjoint(with: $0.attributes.map(\.name)) }),
      counts.reduce(0, +) == count(whole) ?? 1
    else { return items }
    return parts.map { part in
      var part = part
      (part.candidates, part.category, part.words, part.reference) = (
        whole.candidates, whole.category, whole.words, whole.reference
      )
      part.attributes += whole.attributes.filter { own in
        !part.attributes.contains { !$0.name.isEmpty && $0.name == own.name }
      }
      part.linkConfidence = whole.linkConfidence
      return part
    } + items.dropFirst(parts.count + 1)
  }

  /// "chocolate chip cookies, 2 boxes of 12": how many, and in which form, behind the name.
  private func countedBehind(_ whole: ItemPhrase, _ items: [ItemPhrase]) -> [ItemPhrase]? {
    let part = items[1]
    guard whole.quantity == nil, whole.attributes.isEmpty, whole.reference == nil, part.isUnnamed,
      !part.attributes.isEmpty, part.quantity?.isExplicit == true, part.quantity?.isAdditional == false,
      part.reference == nil
    else { return nil }
    var counted = whole
    (counted.quantity, counted.attributes) = (part.quantity, part.attributes)
    return [counted] + items.dropFirst(2)
  }

  /// "both, the nylon one in red": what is said of one of several belongs to it.
  private func refined(_ items: [ItemPhrase], _ resolver: ItemResolver) -> [ItemPhrase] {
    guard let whole = items.first, items.count > 1 else { return items }
    var single = resolver.expanded(whole)
    guard single.count > 1 else { return items }
    var rest: [ItemPhrase] = []
    for item in items.dropFirst() {
      let meant = resolver.products(for: item).map(\.id)
      if let index = single.firstIndex(where: { !Set($0.candidates).isDisjoint(with: meant) }),
        item.quantity?.isAdditional != true, Set(meant).count == 1 || !item.candidates.isEmpty
      {
        single[index].attributes += item.attributes
        single[index].quantity = item.quantity ?? single[index].quantity
      } else {
        rest.append(item)
      }
    }
    return single + rest
  }

  /// "another one in blue" is otherwise as the last one was: the same size.
  private func likeTheLast(_ item: ItemPhrase, _ context: Context) -> [AttributeFilter] {
    guard item.isUnnamed, !item.attributes.isEmpty, [.described, .focus].contains(item.reference),
      let product = context.memory.focusProduct.flatMap(context.catalog.product),
      let variant = context.memory.focusVariant.flatMap(product.variant),
      context.cart.line(variant.id) != nil || !variant.isInStock
    else { return [] }
    return OptionMatch.kept(of: variant, unless: item.attributes, product)
  }

  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? {
    guard let wish = state.wishes.first else { return nil }
    let rest = Array(state.wishes.dropFirst())
    if isOfNewer(act, state, context) { return nil }
    if let step = asideFromTheQuestion(act, state, context) ?? answerSeveral(act, state, context) { return step }
    switch state.asking {
    case .fewer(let variant, let left): return answerFewer(act, variant, left, rest, context)
    case .which(let candidates): return answerWhich(act, candidates, wish, rest, context)
    case .option(let product, _, let values): return answerOption(act, product, values, wish, rest, context)
    }
  }

  private func answerFewer(
    _ act: Act, _ variant: VariantID, _ left: Int, _ rest: [Wish], _ context: Context
  ) -> Step<State>? {
    var pass = CartPass(context: context)
    switch act.intent {
    case .confirm: return pass.run([Wish(phrase: ItemPhrase(variant: variant), quantity: left)] + rest)
    case .deny, .stop:
      pass.say("cart.not_added")
      return pass.run(rest)
    case .changeQuantity, .add:
      guard act.items.count == 1, let item = act.items.first, item.candidates.isEmpty || item.isBare,
        case .count(let count) = item.quantity?.value
      else { return nil }
      return pass.run([Wish(phrase: ItemPhrase(variant: variant), quantity: count)] + rest)
    default: return nil
    }
  }

  private func answerWhich(
    _ act: Act, _ candidates: [ProductID], _ wish: Wish, _ rest: [Wish], _ context: Context
  ) -> Step<State>? {
    var pass = CartPass(context: context)
    if act.intent == .deny || act.intent == .stop {
      pass.say("cart.not_added")
      return pass.run(rest)
    }
    // "have you got anything for bees?" looks for something new.
    let looksOn =
      act.isQuestion && [.find, .narrow].contains(act.intent) && act.source != .structure
      && act.items.allSatisfy { $0.attributes.isEmpty && $0.reference == nil && $0.candidates.isEmpty }
    if let extreme = extreme(act, candidates, wish, context) {
      var phrase = wish.phrase
      (phrase.candidates, phrase.reference, phrase.linkConfidence) = ([extreme], nil, 1)
      return pass.run([Wish(phrase: phrase, quantity: act.items.compactMap(count).first ?? wish.quantity)] + rest)
    }
    guard Self.mayAnswer.contains(act.intent), !looksOn,
      let item = act.items.first ?? (act.intent == .confirm ? ItemPhrase() : nil)
    else { return nil }
    var phrase = item
    if phrase.isBare { phrase.reference = phrase.attributes.isEmpty ? nil : .described }
    let meant = ItemResolver(context: context).products(for: phrase).filter { candidates.contains($0.id) }
    if act.intent != .changeQuantity, let all = all(item, of: candidates, wish) { return pass.run(all + rest) }
    if act.intent == .confirm, candidates.count == 1 {
      return pass.run(
        [Wish(phrase: ItemPhrase(candidates: candidates, linkConfidence: 1), quantity: wish.quantity)] + rest)
    }
    // "black, size 10", of two that both come so: it is kept, and which of them is asked again.
    if meant.count == candidates.count, candidates.count > 1, item.isUnnamed, !item.attributes.isEmpty {
      var wishes = [wish] + rest
      wishes[0].phrase.attributes.removeAll { old in
        item.attributes.contains { !$0.name.isEmpty && $0.name == old.name }
      }
      wishes[0].phrase.attributes += item.attributes.filter { !wishes[0].phrase.attributes.contains($0) }
      wishes[0].quantity = count(item) ?? wish.quantity
      let state = State(wishes: wishes, asking: .which(candidates))
      return Step(question(of: state, in: context), next: .waiting(state))
    }
    guard !meant.isEmpty, meant.count < candidates.count || candidates.count == 1 else { return nil }
    phrase.candidates = meant.map(\.id)
    phrase.reference = nil
    phrase.replaces = wish.phrase.replaces
    let told = Set(phrase.attributes.map(\.name)).subtracting([""])
    phrase.attributes += wish.phrase.attributes.filter { !told.contains($0.name) && !phrase.attributes.contains($0) }
    let more = act.items.dropFirst().filter { !$0.isBare }.map { Wish(phrase: $0, quantity: count($0) ?? 1) }
    return pass.run([Wish(phrase: phrase, quantity: count(item) ?? wish.quantity)] + more + rest)
  }

  private func answerOption(
    _ act: Act, _ product: ProductID, _ values: [String], _ wish: Wish, _ rest: [Wish], _ context: Context
  ) -> Step<State>? {
    var pass = CartPass(context: context)
    if act.intent == .deny || act.intent == .stop {
      pass.say("cart.not_added")
      return pass.run(rest)
    }
    // "something milder" is no value.
    let isSought = Tokenizer.tokens(in: act.text).contains { context.words[.indefinites].contains($0.text) }
    if isSought, [.find, .narrow].contains(act.intent), act.source != .structure { return nil }
    if !isSought, let unknown = unknownValue(act), let product = context.catalog.product(product) {
      pass.say(
        "product.no_such_option",
        ["title": .text(product.title), "wanted": .text(unknown), "options": .rows(ProductText.options(product))])
      return pass.run([wish] + rest)
    }
    guard Self.mayAnswer.contains(act.intent) else { return nil }
    if let parts = parts(act, product, wish) ?? ofEachValue(act, product, values, wish) {
      return pass.run(parts + rest)
    }
    let asked = wish
    var wish = wish
    let said = act.items.flatMap(\.attributes)
    if said.isEmpty {
      guard !pointsAtNewer(product, context), let value = position(act, in: values) else { return nil }
      wish.phrase.attributes.append(AttributeFilter(value: value))
    } else {
      guard act.items.allSatisfy({ $0.candidates.isEmpty || $0.candidates.contains(product) }) else { return nil }
      // "sorry, make it L": the value said later stands.
      wish.phrase.attributes.removeAll { old in said.contains { !$0.name.isEmpty && $0.name == old.name } }
      wish.phrase.attributes.append(contentsOf: said)
    }
    wish.phrase.candidates = [product]
    wish.phrase.reference = nil
    // "one with oat milk", of two lattes: the other stays as it was asked for.
    let others = others(act, of: asked, said)
    wish.quantity = act.items.compactMap(count).first ?? wish.quantity
    return pass.run([wish] + others + sharing(act, rest, context))
  }

  /// "one in M and one in L", "M and L": as many wishes as were asked for.
  private func parts(_ act: Act, _ product: ProductID, _ wish: Wish) -> [Wish]? {
    let items = act.items.filter { !$0.attributes.isEmpty }
    guard items.count > 1, items.count == act.items.count,
      items.allSatisfy({ $0.candidates.isEmpty || $0.candidates.contains(product) })
    else { return nil }
    return items.map { item in
      var phrase = wish.phrase
      phrase.candidates = [product]
      phrase.reference = nil
      phrase.attributes += item.attributes
      return Wish(phrase: phrase, quantity: count(item) ?? max(1, wish.quantity / items.count))
    }
  }

  private static let mayAnswer: Set<Intent> = [
    .pick, .add, .narrow, .find, .details, .swap, .changeQuantity, .confirm, .inform, .askStock,
  ]

  /// A word or two that nothing knows, said when a value was asked for: "purple".
  private func unknownValue(_ act: Act) -> String? {
    let isVague: Set<Intent> = [.unclear, .outOfScope, .find, .narrow]
    guard isVague.contains(act.intent), !act.isQuestion, act.constraints.isEmpty, act.facts.isEmpty else { return nil }
    guard
      act.items.allSatisfy({
        $0.candidates.isEmpty && $0.attributes.isEmpty && $0.category == nil && $0.reference == nil
      })
    else { return nil }
    let words = act.text.split(separator: " ")
    return words.count <= 2 ? act.text : nil
  }

  func count(_ item: ItemPhrase) -> Int? {
    guard item.quantity?.isExplicit == true, case .count(let count) = item.quantity?.value else { return nil }
    return count <= Cart.maximumQuantity ? count : nil
  }

  /// "the second one", "the last".
  private func position(_ act: Act, in values: [String]) -> String? {
    guard case .ordinal(let number)? = act.items.first?.reference else { return nil }
    let index = number < 0 ? values.count + number : number - 1
    return values.indices.contains(index) ? values[index] : nil
  }

  func expectation(of state: State, in context: Context) -> Expectation {
    switch state.asking {
    case .which(let ids): ids.count == 1 ? .yesOrNo : .choice
    case .option(let product, let name, let values): .option(product, name: name, values: values)
    case .fewer: .yesOrNo
    }
  }

  func question(of state: State, in context: Context) -> [Reply] { CartPass.question(state.asking, context) }
}
