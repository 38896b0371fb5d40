import Commerce
import Dialogue
import Language

/// Changing what is in the cart: how many, which, or not at all.
///
///     shopper: make it 3, and drop the muffin
///     souk:    Lantern: now 3. Removed Muffin. Cart: 3 items, $72.00. [Checkout] [View cart]
///     shopper: actually in green
///     souk:    Changed to Lantern (Green). …
struct EditCart: Workflow {
  let name = "edit_cart"
  let intents: [Intent] = [.remove, .keepOnly, .changeQuantity, .swap]
  let texts: [TextKey] =
    [
      "cart.already", "cart.removed", "cart.not_in_cart", "cart.empty", "cart.quantity_changed", "cart.swapped",
      "cart.which_line",
      "cart.impossible_quantity", "cart.too_many", "cart.only_left_more", "cart.sold_out",
      "product.no_such_option", "cart.not_found", "bundle.in_cart", "bundle.part_sold_out", "cart.full",
      "label.products",
    ] + CartFooter.texts

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    if let change = BundleWords(context: context).change(act) { return Step(next: .handOn(change)) }
    return switch act.intent {
    case .remove: remove(act, context)
    case .keepOnly: keepOnly(act, context)
    case .changeQuantity: changeQuantity(act, context)
    default: toldAnew(act, context) ?? swap(act, context)
    }
  }

  // MARK: Removing

  private func remove(_ act: Act, _ context: Context) -> Step<NoState> {
    guard !context.cart.isEmpty else { return Step([Reply("cart.empty")]) }
    var edit = CartEdit(context)
    let items = act.items.isEmpty ? [ItemPhrase(reference: .focus)] : act.items
    var gone: Set<VariantID> = []
    for item in items {
      // "take the mug out, I have enough mugs" names it twice.
      let lines = self.lines(for: item, context)
      if !lines.isEmpty, lines.allSatisfy({ gone.contains($0.variantID) }) { continue }
      gone.formUnion(lines.map(\.variantID))
      if lines.isEmpty { edit.say("cart.not_in_cart", ["wanted": .text(item.spoken)]) }
      if lines.count > 1, item.reference == nil, !item.isBare { return which(lines, context) }
      for line in lines { take(line, item.quantity, &edit) }
    }
    return edit.step()
  }

  /// "drop the small dry bag, the 20 is enough": of two values of one option the first is what goes.
  private func lines(for item: ItemPhrase, _ context: Context) -> [CartLine] {
    let finder = LineFinder(context: context)
    let found = finder.lines(for: item)
    guard found.isEmpty, let first = item.attributes.first else { return found }
    var single = item
    single.attributes.removeAll { $0.name == first.name && $0 != first }
    return single == item ? found : finder.lines(for: single)
  }

  /// "just the headlamp": everything else goes.
  private func keepOnly(_ act: Act, _ context: Context) -> Step<NoState> {
    let kept = Set(act.items.flatMap { LineFinder(context: context).lines(for: $0) }.map(\.variantID))
    guard !kept.isEmpty else { return Step(next: .handOn(Act(.viewCart))) }
    var edit = CartEdit(context)
    for line in context.cart.lines where !kept.contains(line.variantID) { edit.set(line, to: 0, says: "cart.removed") }
    return kept.count == context.cart.lines.count ? Step(next: .handOn(Act(.viewCart))) : edit.step()
  }

  /// "remove one lantern" takes one of three.
  private func take(_ line: CartLine, _ quantity: QuantityPhrase?, _ edit: inout CartEdit) {
    // "quita un queso", "take out a mug": one of them.
    if let quantity, case .count(let count) = quantity.value, count < line.quantity {
      edit.set(line, to: line.quantity - count, says: "cart.quantity_changed")
    } else {
      edit.set(line, to: 0, says: "cart.removed")
    }
  }

  private func which(_ lines: [CartLine], _ context: Context) -> Step<NoState> {
    let products = lines.compactMap { context.catalog.product($0.productID) }
    var memory = context.memory
    memory.shownProducts = products.map(\.id)
    return Step([Reply("cart.which_line", ["rows": ProductText.rows(products)])], memory: memory)
  }

  // MARK: How many

  private func changeQuantity(_ act: Act, _ context: Context) -> Step<NoState> {
    let items = act.items.isEmpty ? [ItemPhrase()] : act.items
    if items.contains(where: { $0.quantity?.isAdditional == true }) { return handOn(act, to: .add) }
    if items.count == 1, LineFinder(context: context).line(thatMayBecome: items[0]) != nil {
      return handOn(act, to: .swap)
    }
    var edit = CartEdit(context)
    // "just one pack of muslins, I meant the pack of 6": what only tells more of a line counts nothing.
    let counted = items.filter { $0.quantity != nil }.flatMap(\.candidates)
    for item in items where item.quantity != nil || Set(item.candidates).isDisjoint(with: counted) {
      if let each = linesOfEach(item, context) {
        for line in each { change(line, target(line, item.quantity) ?? .impossible(act.text), &edit) }
        continue
      }
      guard let line = LineFinder(context: context).line(toChange: item) ?? ofThePiece(item, act, context) else {
        if context.memory.focusProduct != nil || !item.isBare { return handOn(act, to: .add) }
        if let which = whichShown(item, context) { return which }
        return Step([Reply("cart.empty")])
      }
      change(line, target(line, item.quantity) ?? .impossible(act.text), &edit)
    }
    return edit.step()
  }

  /// "make it two of both", "3 of each": every one of several lines.
  private func linesOfEach(_ item: ItemPhrase, _ context: Context) -> [CartLine]? {
    guard item.isUnnamed, item.attributes.isEmpty, [.both, .all].contains(item.reference),
      item.quantity?.isExplicit == true
    else { return nil }
    let lines = LineFinder(context: context).lines(for: item)
    return lines.count > 1 ? lines : nil
  }

  /// "make it two slices": a word that no goods are called by is what the last thing comes in.
  private func ofThePiece(_ item: ItemPhrase, _ act: Act, _ context: Context) -> CartLine? {
    guard item.candidates.isEmpty, item.category == nil, item.brand == nil, item.attributes.isEmpty,
      item.reference == nil, !item.words.isEmpty, item.quantity?.isExplicit == true,
      item.quantity?.isAdditional == false, act.items.count == 1,
      context.catalog.mentions(in: Tokenizer.tokens(in: item.words).map(\.text)).isEmpty
    else { return nil }
    return LineFinder(context: context).focusedLine()
  }

  /// "2 cases please" of a list: which of them, before how many.
  private func whichShown(_ item: ItemPhrase, _ context: Context) -> Step<NoState>? {
    guard context.memory.shownProducts.count > 1 else { return nil }
    var all = item
    all.candidates = context.memory.shownProducts
    return Step(next: .handOn(Act(.add, source: .rule, items: [all])))
  }

  /// "0", "zero", "cero": out with it.
  private static func isZero(_ text: String) -> Bool {
    LanguageCode.allCases.contains { NumberWords.value(of: text, language: $0) == .whole(0) }
  }

  /// "one less" and "double that" are reckoned from what is there.
  private func target(_ line: CartLine, _ quantity: QuantityPhrase?) -> QuantityPhrase.Value? {
    guard let quantity, let change = quantity.change, case .count(let count) = quantity.value else {
      return quantity?.value
    }
    switch change {
    case .less: return line.quantity > count ? .count(line.quantity - count) : .impossible("0")
    case .times: return .count(line.quantity * count)
    }
  }

  private func change(_ line: CartLine, _ value: QuantityPhrase.Value, _ edit: inout CartEdit) {
    switch value {
    case .impossible(let text) where Self.isZero(text):
      edit.set(line, to: 0, says: "cart.removed")
    case .impossible(let text): edit.say("cart.impossible_quantity", ["wanted": .text(text)])
    case .count(let count) where count > Cart.maximumQuantity:
      edit.say("cart.too_many", ["wanted": .text("\(count)"), "most": .count(Cart.maximumQuantity)])
    case .count(let count): edit.set(line, to: count, says: "cart.quantity_changed")
    }
  }

  private func handOn(_ act: Act, to intent: Intent) -> Step<NoState> {
    var act = act
    act.intent = intent
    return Step(next: .handOn(act))
  }

  // MARK: One for another

  private func swap(_ act: Act, _ context: Context) -> Step<NoState> {
    if let other = otherForm(act, context) { return other }
    let finder = LineFinder(context: context)
    let sides = ExchangeSides(act.items, finder)
    guard let line = sides.line else {
      if let old = sides.old, !old.isBare, !context.cart.isEmpty {
        return Step([Reply("cart.not_in_cart", ["wanted": .text(old.spoken)])])
      }
      if let wanted = sides.new, !wanted.isBare { return handOn(Act(.add, items: [wanted]), to: .add) }
      if context.memory.focusProduct != nil, sides.new != nil {
        return handOn(Act(.details, items: act.items), to: .details)
      }
      return Step([Reply("cart.empty")])
    }
    var phrase = sides.new ?? ItemPhrase()
    if !phrase.isUnnamed { phrase.reference = nil }
    // "I'll take that instead of the shatter": what was just talked about, where that is another thing.
    if phrase.isUnnamed, phrase.reference == .focus, phrase.attributes.isEmpty,
      let focus = context.memory.focusProduct, focus != line.productID
    {
      phrase.candidates = [focus]
      phrase.variant = context.memory.focusVariant
      phrase.reference = nil
    }
    if let meant = pointed(at: phrase, insteadOf: line, context) { return replace(line, by: meant, context) }
    if phrase.isUnnamed {
      phrase.candidates = [line.productID]
      phrase.reference = nil
      phrase.attributes += kept(line, unless: phrase.attributes, context)
    }
    if let count = part(of: line, act, context) { return split(line, count, phrase, context) }
    return replace(line, by: phrase, context)
  }

  /// "switch one of them to grey", of two: how many of a line are meant.
  private func part(of line: CartLine, _ act: Act, _ context: Context) -> Int? {
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    // "change it to just 1 box of 6"
    if words.contains(where: context.words[.onlyWords].contains) { return nil }
    let isPartitive = words.contains(where: context.words[.partitives].contains)
    // "change one to blue", of two
    let isOfTheLine = words.contains(where: context.words[.swapVerbs].contains)
    let isOfThem = zip(words, zip(words.dropFirst(), words.dropFirst(2))).contains { _, next in
      context.words[.partitives].contains(next.0)
        && (context.words[.definites].contains(next.1) || context.words[.personPronouns].contains(next.1))
    }
    let counted = act.items.first {
      $0.isOutgoing || ($0.reference == .focus && isPartitive) || isOfThem && !$0.attributes.isEmpty
        || isOfTheLine && $0.isUnnamed && !$0.attributes.isEmpty
    }
    // "change one to blue": English counts with a word that also stands for a thing.
    let isOne = zip(words, words.dropFirst()).contains {
      context.words[.swapVerbs].contains($0) && context.words[.dummyNouns].contains($1)
    }
    if isOne, line.quantity > 1, act.items.count == 1, !act.items[0].attributes.isEmpty { return 1 }
    guard let quantity = counted?.quantity, quantity.isExplicit, case .count(let count) = quantity.value,
      count < line.quantity
    else { return nil }
    return count
  }

  private func split(_ line: CartLine, _ count: Int, _ wanted: ItemPhrase, _ context: Context) -> Step<NoState> {
    var phrase = wanted
    phrase.quantity = QuantityPhrase(.count(count))
    guard case .variant(let product, let variant) = ItemResolver(context: context).resolve(phrase),
      variant.id != line.variantID
    else { return replace(line, by: wanted, context) }
    var edit = CartEdit(context)
    edit.set(line, to: line.quantity - count, says: "cart.quantity_changed")
    edit.add(variant, of: product.id, count)
    return edit.step()
  }

  /// "swap the butter croissants for almond ones": another product of the kind, told by a word of its name.
  private func alike(_ line: CartLine, _ wanted: ItemPhrase, _ context: Context) -> Product? {
    guard wanted.candidates.isEmpty, let old = context.catalog.product(line.productID) else { return nil }
    guard !wanted.attributes.contains(where: { OptionMatch.anyFits(old, $0) }) else { return nil }
    let words = ([wanted.words] + wanted.attributes.map(\.value)).filter { !$0.isEmpty }.joined(separator: " ")
    guard !words.isEmpty else { return nil }
    return context.catalog.search(ProductQuery(text: "\(words) \(old.title)", limit: 6)).hits.map(\.product)
      .first { $0.id != old.id && TitleWords.holds($0, words) && TitleWords.shares($0, old.title) }
  }

  /// The line's other options stay: a green one in place of a blue M is a green M.
  func kept(_ line: CartLine, unless wanted: [AttributeFilter], _ context: Context) -> [AttributeFilter] {
    guard let product = context.catalog.product(line.productID), let variant = product.variant(line.variantID) else {
      return []
    }
    return OptionMatch.kept(of: variant, unless: wanted, product)
  }

  private func replace(_ line: CartLine, by wanted: ItemPhrase, _ context: Context) -> Step<NoState> {
    var phrase = wanted
    var edit = CartEdit(context)
    let quantity: Int
    if let asked = phrase.quantity, asked.isExplicit, case .count(let count) = asked.value {
      quantity = count
    } else {
      quantity = line.quantity
    }
    if let alike = alike(line, wanted, context) {
      phrase.candidates = [alike.id]
      phrase.attributes = []
    }
    var context = context
    context.memory.focus(on: line.productID, variant: line.variantID)
    switch ItemResolver(context: context).resolve(phrase) {
    case .variant(let product, let variant):
      edit.swap(line, for: product, variant, quantity: quantity)
    case .noSuchOption(let product, let wanted):
      edit.say(
        "product.no_such_option",
        ["title": .text(product.title), "wanted": .text(wanted), "options": .rows(ProductText.options(product))])
    case .nothing(let words): edit.say("cart.not_found", ["wanted": .text(words)])
    case .option, .which:
      // The line stays until it is clear what comes in its place.
      phrase.replaces = line.variantID
      phrase.quantity = QuantityPhrase(.count(quantity))
      return Step(next: .handOn(Act(.add, items: [phrase])))
    }
    return edit.step()
  }
}

/// Changes to a cart being gathered, with what to say of each.
struct CartEdit {
  private var context: Context
  private var cart: Cart
  private var memory: DialogueMemory
  private var replies: [Reply] = []

  init(_ context: Context) {
    self.context = context
    cart = context.cart
    memory = context.memory
  }

  mutating func say(_ key: TextKey, _ arguments: [String: ReplyFact] = [:]) { replies.append(Reply(key, arguments)) }

  mutating func set(_ line: CartLine, to quantity: Int, says key: TextKey) {
    guard let product = context.catalog.product(line.productID), let variant = product.variant(line.variantID) else {
      cart.set(line.variantID, product: line.productID, quantity: 0)
      return
    }
    let name = ProductText.name(product, variant)
    if let target = BundleTarget(product, variant), quantity > 0 {
      var edit = BundleEdit(target, in: cart, context)
      edit.setQuantity(quantity)
      let end = edit.put()
      replies += edit.replies
      cart = edit.cart
      memory.focus(on: product.id, variant: variant.id)
      if case .fewer(let left) = end { say("cart.only_left_more", ["name": .text(name), "count": .count(left)]) }
      return
    }
    if let available = variant.available, quantity > available, quantity > line.quantity {
      say(available > 0 ? "cart.only_left_more" : "cart.sold_out", ["name": .text(name), "count": .count(available)])
      return
    }
    cart.set(line.variantID, product: line.productID, quantity: quantity)
    if quantity > 0 {
      memory.focus(on: product.id, variant: variant.id)
    }
    say(key, ["name": .text(name), "quantity": .count(quantity), "total": .money(variant.price * quantity)])
  }

  mutating func swap(_ line: CartLine, for product: Product, _ variant: Variant, quantity: Int) {
    let name = ProductText.name(product, variant)
    let had = variant.id == line.variantID ? 0 : cart.line(variant.id)?.quantity ?? 0
    if let available = variant.available, quantity + had > available {
      say(available > 0 ? "cart.only_left_more" : "cart.sold_out", ["name": .text(name), "count": .count(available)])
      return
    }
    guard quantity + had <= Cart.maximumQuantity else {
      say("cart.too_many", ["wanted": .text("\(quantity + had)"), "most": .count(Cart.maximumQuantity)])
      return
    }
    guard variant.id != line.variantID || quantity != line.quantity else {
      say("cart.already", ["name": .text(name)])
      return
    }
    cart.replace(line.variantID, with: variant.id, of: product.id, quantity: quantity + had)
    memory.focus(on: product.id, variant: variant.id)
    say("cart.swapped", ["name": .text(name), "quantity": .count(quantity), "total": .money(variant.price * quantity)])
  }

  /// Pieces of another form of what is there.
  mutating func add(_ variant: Variant, of product: ProductID, _ count: Int) {
    let had = cart.line(variant.id)?.quantity ?? 0
    let line = CartLine(productID: product, variantID: variant.id, quantity: had)
    set(line, to: had + count, says: "cart.quantity_changed")
  }

  func step() -> Step<NoState> {
    guard cart != context.cart else { return Step(replies, memory: memory) }
    var memory = memory
    memory.previousCart = context.cart
    if !cart.isEmpty { memory.offer = Act(.checkout, source: .expectation) }
    var changed = context
    changed.cart = cart
    return Step(replies + [CartFooter.reply(changed)], effects: [.saveCart(cart)], memory: memory)
  }
}

extension Cart {
  /// Puts another variant in a line's place; a line that has it already takes the pieces.
  mutating func replace(_ old: VariantID, with new: VariantID, of product: ProductID, quantity: Int) {
    if old != new { lines.removeAll { $0.variantID == new } }
    guard let place = lines.firstIndex(where: { $0.variantID == old }) else { return }
    lines[place] = CartLine(productID: product, variantID: new, quantity: quantity)
  }
}
