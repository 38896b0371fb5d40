import Commerce
import Dialogue

/// A bundle on its way into the cart, or changed there: parts left out, put back, or swapped for what the shop allows.
struct BundleEdit {
  enum End: Hashable {
    case done
    /// So many can be had.
    case fewer(Int)
    case refused
  }

  let target: BundleTarget
  private let context: Context
  private(set) var cart: Cart
  private(set) var replies: [Reply] = []
  private(set) var line: CartLine

  init(_ target: BundleTarget, quantity: Int = 1, in cart: Cart, _ context: Context) {
    self.target = target
    self.context = context
    self.cart = cart
    line =
      cart.line(target.variant.id)
      ?? CartLine(productID: target.product.id, variantID: target.variant.id, quantity: quantity)
  }

  private var title: ReplyFact { .text(ProductText.name(target.product, target.variant)) }
  private var choice: BundleChoice { line.bundle ?? BundleChoice() }

  mutating func setQuantity(_ quantity: Int) { line.quantity = quantity }

  // MARK: Its parts

  mutating func leaveOut(_ item: BundleItem) -> End {
    guard !item.isRequired else {
      let facts = partFacts(item)
      replies.append(Reply("bundle.required", facts))
      return .refused
    }
    var changed = choice
    changed.leaveOut(item.standard.variantID)
    guard !target.bundle.parts(changed).isEmpty else {
      replies.append(Reply("bundle.required", partFacts(item)))
      return .refused
    }
    line.bundle = changed
    return .done
  }

  mutating func putBack(_ item: BundleItem) -> End {
    var changed = choice
    changed.restore(item.standard.variantID)
    line.bundle = changed.isPlain ? nil : changed
    return .done
  }

  mutating func swap(_ item: BundleItem, for part: BundlePart) -> End {
    var changed = choice
    if part.variantID == item.standard.variantID {
      changed.restore(part.variantID)
    } else {
      changed.swap(item.standard.variantID, for: part.variantID)
    }
    line.bundle = changed.isPlain ? nil : changed
    return .done
  }

  /// What may take an item's place: neither what is there now nor what is sold out.
  func substitutes(_ item: BundleItem) -> [BundlePart] {
    let now = target.bundle.parts(choice).first { $0.standard == item.standard }?.part.variantID
    return item.choices.filter { part in
      part.variantID != now && (variant(part)?.available.map { $0 >= part.quantity * line.quantity } ?? true)
    }
  }

  mutating func refuseSwap(_ item: BundleItem, wanted: String?) {
    var facts = partFacts(item)
    if let wanted { facts["wanted"] = .text(wanted) }
    replies.append(Reply("bundle.no_substitute", facts))
  }

  // MARK: Into the cart

  /// Puts it there as it is now.
  mutating func put() -> End {
    guard let row = CartPricing.row(line, context.catalog.product(ofVariant:)) else {
      replies.append(Reply("cart.sold_out", ["name": title]))
      return .refused
    }
    if let available = row.available, available < line.quantity {
      guard available > 0 else { return sayWhatIsOut(row) }
      return .fewer(available)
    }
    let had = cart.line(target.variant.id)?.quantity ?? 0
    guard had > 0 || cart.lines.count < Cart.maximumLines else {
      replies.append(Reply("cart.full", ["most": .count(Cart.maximumLines)]))
      return .refused
    }
    cart.set(line.variantID, product: line.productID, quantity: line.quantity)
    cart.choose(choice, for: line.variantID)
    var facts: [String: ReplyFact] = [
      "quantity": .count(line.quantity), "name": title, "total": .money(row.total), "in_cart": .count(line.quantity),
      "again": .flag(false),
    ]
    facts.merge(BundleText.changes(row, context)) { first, _ in first }
    replies.append(Reply(choice.isPlain && had == 0 ? "cart.added" : "bundle.in_cart", facts))
    return .done
  }

  private mutating func sayWhatIsOut(_ row: CartPricing.Row) -> End {
    for part in target.bundle.parts(choice) {
      guard let left = variant(part.part)?.available, left < part.part.quantity,
        let item = target.bundle.item(standard: part.standard.variantID)
      else { continue }
      replies.append(Reply("bundle.part_sold_out", partFacts(item, shown: part.part)))
    }
    return .refused
  }

  private func partFacts(_ item: BundleItem, shown: BundlePart? = nil) -> [String: ReplyFact] {
    let now = target.bundle.parts(choice).first { $0.standard == item.standard }?.part
    return [
      "title": title, "part": .text(BundleText.name(shown ?? now ?? item.standard, context)),
      "substitutes": .text(substitutes(item).map { BundleText.name($0, context) }.joined(separator: ", ")),
      "optional": .flag(!item.isRequired),
    ]
  }

  private func variant(_ part: BundlePart) -> Variant? {
    context.catalog.product(ofVariant: part.variantID)?.variant(part.variantID)
  }
}

/// A bundle that is talked about.
struct BundleTarget: Hashable {
  let product: Product
  let variant: Variant
  let bundle: Bundle

  init?(_ product: Product, _ variant: Variant) {
    guard let bundle = product.bundles[variant.id] else { return nil }
    self.product = product
    self.variant = variant
    self.bundle = bundle
  }
}

/// How a bundle is spoken of.
enum BundleText {
  static func name(_ part: BundlePart, _ context: Context) -> String {
    guard let product = context.catalog.product(ofVariant: part.variantID),
      let variant = product.variant(part.variantID)
    else { return "" }
    return ProductText.name(product, variant)
  }

  /// What is not as it comes: "without" and "with", nothing where all is.
  static func changes(_ row: CartPricing.Row, _ context: Context) -> [String: ReplyFact] {
    guard let bundle = row.bundle, let choice = row.line.bundle else { return [:] }
    let parts = bundle.parts(choice)
    let out = bundle.items.filter { item in !parts.contains { $0.standard == item.standard } }
    let new = parts.filter(\.isSubstitute)
    var facts: [String: ReplyFact] = [:]
    if !out.isEmpty { facts["without"] = .text(out.map { name($0.standard, context) }.joined(separator: ", ")) }
    if !new.isEmpty { facts["with"] = .text(new.map { name($0.part, context) }.joined(separator: ", ")) }
    return facts
  }

  /// What is in it, as it is in the cart or as it comes.
  static func contents(_ target: BundleTarget, _ context: Context) -> Reply {
    let choice = context.cart.line(target.variant.id)?.bundle ?? BundleChoice()
    let rows = target.bundle.parts(choice).map { part -> [String: ReplyFact] in
      let item = target.bundle.item(standard: part.standard.variantID)
      let others = (item?.choices ?? []).filter { $0.variantID != part.part.variantID }.map { name($0, context) }
      var row: [String: ReplyFact] = [
        "quantity": .count(part.part.quantity), "name": .text(name(part.part, context)),
        "optional": .flag(item?.isRequired == false),
      ]
      if !others.isEmpty { row["others"] = .text(others.joined(separator: ", ")) }
      return row
    }
    return Reply(
      "bundle.contents",
      ["title": .text(ProductText.name(target.product, target.variant)), "rows": .rows(rows)])
  }
}
