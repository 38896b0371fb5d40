import Commerce
import Dialogue

/// A bundle as the shopper wants it: parts left out, put back, or swapped for what the shop allows.
///
///     shopper: the 72-hour kit, without the stove
///     souk:    1 × 72-hour kit, without Pocket gas stove — $79.20. Cart: 1 item, $79.20. [Checkout] [View cart]
///     shopper: swap the lantern
///     souk:    What shall be there instead of the Folding solar lantern? 1. Brass camp lantern … 2. Storm lantern …
struct ChangeBundle: Workflow {
  let name = "change_bundle"
  let intents: [Intent] = [.bundleWithout, .bundleWith, .bundleSwap]
  let mayWaitTwice = true
  let texts: [TextKey] =
    [
      "bundle.in_cart", "bundle.required", "bundle.no_substitute", "bundle.which_substitute", "bundle.part_sold_out",
      "bundle.contents", "cart.added", "cart.sold_out", "cart.only_left_more", "cart.full", "label.products",
    ] + CartFooter.texts

  /// Which part is to be swapped.
  struct State: Codable, Hashable, Sendable {
    var bundle: VariantID
    var item: VariantID
  }

  func begin(_ act: Act, in context: Context) -> Step<State> {
    let finder = BundleFinder(context: context)
    if act.intent == .bundleWithout, let named = act.items.compactMap({ finder.bundle($0) }).first,
      !act.constraints.excludedWords.isEmpty
    {
      return without(act, named, finder, context)
    }
    guard let finding = finder.finding(act.items) else { return Step([Reply("cart.empty")]) }
    var edit = BundleEdit(finding.target, quantity: 1, in: context.cart, context)
    switch act.intent {
    case .bundleWithout:
      var end = edit.leaveOut(finding.item)
      for more in act.items where end == .done {
        guard let other = finder.finding([more], within: finding.target)?.item, other != finding.item else { continue }
        end = edit.leaveOut(other)
      }
      return finished(&edit, end, context)
    case .bundleWith: return finished(&edit, edit.putBack(finding.item), context)
    default: return swap(finding, &edit, finder, context)
    }
  }

  /// "the kit without stove and radio": what is left out stands in the words that were excluded.
  private func without(
    _ act: Act, _ target: BundleTarget, _ finder: BundleFinder, _ context: Context
  ) -> Step<State> {
    var quantity = 1
    if case .count(let count)? = act.items.first?.quantity?.value { quantity = min(count, Cart.maximumQuantity) }
    var edit = BundleEdit(target, quantity: quantity, in: context.cart, context)
    var end = BundleEdit.End.done
    for words in act.constraints.excludedWords.sorted() {
      for item in target.bundle.items {
        guard let product = context.catalog.product(item.standard.productID), finder.isCalled(product, words),
          end == .done
        else { continue }
        end = edit.leaveOut(item)
      }
    }
    return finished(&edit, end, context)
  }

  // MARK: Swapping

  private func swap(
    _ finding: BundleFinder.Finding, _ edit: inout BundleEdit, _ finder: BundleFinder, _ context: Context
  ) -> Step<State> {
    let open = edit.substitutes(finding.item)
    guard let wanted = finding.wanted else {
      if open.count == 1 { return finished(&edit, edit.swap(finding.item, for: open[0]), context) }
      guard !open.isEmpty else {
        edit.refuseSwap(finding.item, wanted: nil)
        return finished(&edit, .refused, context)
      }
      return ask(State(bundle: finding.target.variant.id, item: finding.item.standard.variantID), context)
    }
    return take(wanted, for: finding.item, open, &edit, finder, context)
  }

  private func take(
    _ wanted: ItemPhrase, for item: BundleItem, _ open: [BundlePart], _ edit: inout BundleEdit, _ finder: BundleFinder,
    _ context: Context
  ) -> Step<State> {
    let meant = open.filter { finder.names($0, wanted) }
    if let part = meant.first, meant.count == 1 { return finished(&edit, edit.swap(item, for: part), context) }
    guard meant.isEmpty else {
      return ask(State(bundle: edit.target.variant.id, item: item.standard.variantID), context)
    }
    edit.refuseSwap(item, wanted: wanted.spoken)
    return finished(&edit, .refused, context)
  }

  private func ask(_ state: State, _ context: Context) -> Step<State> {
    var memory = context.memory
    memory.shownProducts = open(state, context).map(\.productID)
    return Step(question(of: state, in: context), memory: memory, next: .waiting(state))
  }

  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? {
    guard let (target, item) = found(state, context) else { return nil }
    let finder = BundleFinder(context: context)
    var edit = BundleEdit(target, in: context.cart, context)
    let open = edit.substitutes(item)
    switch act.intent {
    case .deny, .stop: return Step([BundleText.contents(target, context)])
    case .pick, .add, .swap, .find, .narrow, .details, .bundleSwap:
      guard let phrase = act.items.first(where: { !$0.isOutgoing }) else { return nil }
      if let part = pointed(phrase, open, finder, context) {
        return finished(&edit, edit.swap(item, for: part), context)
      }
      return nil
    default: return nil
    }
  }

  private func pointed(
    _ phrase: ItemPhrase, _ open: [BundlePart], _ finder: BundleFinder, _ context: Context
  ) -> BundlePart? {
    if case .ordinal(let number)? = phrase.reference {
      let index = number < 0 ? open.count + number : number - 1
      return open.indices.contains(index) ? open[index] : nil
    }
    if let tapped = open.first(where: { $0.variantID == phrase.variant }) { return tapped }
    let meant = open.filter { finder.names($0, phrase) }
    if !meant.isEmpty { return meant.count == 1 ? meant[0] : nil }
    let products = ItemResolver(context: context).products(for: phrase).map(\.id)
    let shown = open.filter { products.contains($0.productID) }
    return shown.count == 1 ? shown[0] : nil
  }

  func expectation(of state: State, in context: Context) -> Expectation { .choice }

  func question(of state: State, in context: Context) -> [Reply] {
    guard let (_, item) = found(state, context) else { return [] }
    let parts = open(state, context)
    let rows = parts.enumerated().map { index, part in
      ["number": ReplyFact.count(index + 1), "name": .text(BundleText.name(part, context))]
    }
    return [
      Reply(
        "bundle.which_substitute", ["part": .text(BundleText.name(item.standard, context)), "rows": .rows(rows)],
        choices: parts.prefix(ItemResolver.maximumChoices).map {
          ReplyChoice(.add($0.variantID), .literal(BundleText.name($0, context)))
        },
        choicesLabel: "label.products", question: "bundle:\(state.item.text)", listsItsChoices: true)
    ]
  }

  private func open(_ state: State, _ context: Context) -> [BundlePart] {
    guard let (target, item) = found(state, context) else { return [] }
    return BundleEdit(target, in: context.cart, context).substitutes(item)
  }

  private func found(_ state: State, _ context: Context) -> (BundleTarget, BundleItem)? {
    guard let product = context.catalog.product(ofVariant: state.bundle),
      let target = product.variant(state.bundle).flatMap({ BundleTarget(product, $0) }),
      let item = target.bundle.item(standard: state.item)
    else { return nil }
    return (target, item)
  }

  // MARK: Into the cart

  private func finished(_ edit: inout BundleEdit, _ changed: BundleEdit.End, _ context: Context) -> Step<State> {
    let end = changed == .done ? edit.put() : changed
    var memory = context.memory
    memory.focus(on: edit.target.product.id, variant: edit.target.variant.id)
    guard end == .done, edit.cart != context.cart else {
      if case .fewer(let left) = end {
        let name = ProductText.name(edit.target.product, edit.target.variant)
        return Step(
          edit.replies + [Reply("cart.only_left_more", ["name": .text(name), "count": .count(left)])], memory: memory)
      }
      return Step(edit.replies, memory: memory)
    }
    memory.previousCart = context.cart
    memory.justAdded = edit.target.variant.id
    memory.offer = Act(.checkout, source: .expectation)
    var after = context
    after.cart = edit.cart
    return Step(edit.replies + [CartFooter.reply(after)], effects: [.saveCart(edit.cart)], memory: memory)
  }
}

extension Intent {
  static let bundleWithout: Intent = "bundle_without"
  static let bundleWith: Intent = "bundle_with"
  static let bundleSwap: Intent = "bundle_swap"
}

/// The bundles of an order, put into a cart again as they were, as far as they are still sold so.
struct BundleAgain {
  let order: Order
  let context: Context

  /// - Returns: what could not be put there, `1 × 72-hour kit`.
  func put(into cart: inout Cart) -> [String] {
    var missing: [String] = []
    for (id, lines) in Dictionary(
      grouping: order.lines.filter { $0.origin?.bundleID != nil }, by: { $0.origin?.bundleID }
    )
    .sorted(by: { ($0.key?.rawValue ?? 0) < ($1.key?.rawValue ?? 0) }) {
      let count = lines.first?.origin?.bundleCount ?? 1
      guard let product = id.flatMap(context.catalog.product), let line = line(lines, product, count),
        let row = CartPricing.row(line, context.catalog.product(ofVariant:)), row.available.map({ $0 >= count }) ?? true
      else {
        missing.append("\(count) × \(lines.first?.origin?.bundleTitle ?? "")")
        continue
      }
      cart.set(line.variantID, product: line.productID, quantity: count)
      cart.choose(line.bundle ?? BundleChoice(), for: line.variantID)
    }
    return missing
  }

  /// The variant whose parts these were, by most of them.
  private func line(_ lines: [OrderLine], _ product: Product, _ count: Int) -> CartLine? {
    let variants = product.variants.filter { product.bundles[$0.id] != nil }
    let title = lines.first?.origin?.bundleTitle
    guard let variant = variants.first(where: { ProductText.name(product, $0) == title }) ?? variants.first,
      let bundle = product.bundles[variant.id]
    else { return nil }
    var choice = BundleChoice()
    for item in bundle.items {
      if lines.contains(where: { $0.variantID == item.standard.variantID }) { continue }
      if let other = item.substitutes.first(where: { part in lines.contains { $0.variantID == part.variantID } }) {
        choice.swap(item.standard.variantID, for: other.variantID)
      } else if !item.isRequired {
        choice.leaveOut(item.standard.variantID)
      }
    }
    var line = CartLine(productID: product.id, variantID: variant.id, quantity: count)
    line.bundle = choice.isPlain ? nil : choice
    return line
  }
}
