import Commerce
import Dialogue
import Language

/// Finds the bundle, and the item in it, that a phrase means.
struct BundleFinder {
  let context: Context

  /// What is said of a bundle's parts.
  struct Finding {
    var target: BundleTarget
    /// The part spoken of.
    var item: BundleItem
    /// What is wanted instead of it.
    var wanted: ItemPhrase?
  }

  /// Bundles that may be meant: the one talked about, then those in the cart, the newest first.
  var targets: [BundleTarget] {
    var found: [BundleTarget] = []
    if let product = context.memory.focusProduct.flatMap(context.catalog.product) {
      let variant = context.memory.focusVariant.flatMap(product.variant) ?? only(product)
      if let target = variant.flatMap({ BundleTarget(product, $0) }) { found.append(target) }
    }
    for line in context.cart.lines.reversed() {
      guard let product = context.catalog.product(ofVariant: line.variantID),
        let target = product.variant(line.variantID).flatMap({ BundleTarget(product, $0) }), !found.contains(target)
      else { continue }
      found.append(target)
    }
    return found
  }

  /// The bundle that a phrase names, where its variant is plain.
  func bundle(_ phrase: ItemPhrase) -> BundleTarget? {
    guard !phrase.isUnnamed || phrase.reference != nil else { return nil }
    let resolver = ItemResolver(context: context)
    if case .variant(let product, let variant) = resolver.resolve(phrase) { return BundleTarget(product, variant) }
    // Of several variants the one that is in the cart, or else the first.
    guard let product = resolver.products(for: phrase).first, !product.bundles.isEmpty else { return nil }
    let own = product.variants.first { context.cart.line($0.id) != nil } ?? product.variants[0]
    return BundleTarget(product, own)
  }

  private func only(_ product: Product) -> Variant? {
    product.variants.first { context.cart.line($0.id) != nil }
      ?? (product.variants.count == 1 ? product.variants[0] : nil)
  }

  /// The items of a bundle that a phrase names.
  func items(_ phrase: ItemPhrase, in target: BundleTarget) -> [BundleItem] {
    target.bundle.items.filter { item in item.choices.contains { names($0, phrase) } }
  }

  func names(_ part: BundlePart, _ phrase: ItemPhrase) -> Bool {
    if phrase.variant == part.variantID || phrase.candidates.contains(part.productID) { return fits(part, phrase) }
    guard let product = context.catalog.product(part.productID) else { return false }
    if let category = phrase.category, product.categoryPath.contains(category) { return fits(part, phrase) }
    guard phrase.candidates.isEmpty, !phrase.words.isEmpty else { return false }
    return isCalled(product, phrase.words) && fits(part, phrase)
  }

  /// "the red one": a variant that is not like that is not meant.
  private func fits(_ part: BundlePart, _ phrase: ItemPhrase) -> Bool {
    guard !phrase.attributes.isEmpty, let product = context.catalog.product(part.productID),
      let variant = product.variant(part.variantID)
    else { return true }
    return phrase.attributes.allSatisfy {
      OptionMatch.fits(variant, $0, of: product) || OptionMatch.describes(product, $0)
    }
  }

  /// By its title's words, its category's, or by another word for it, be it another language's.
  func isCalled(_ product: Product, _ words: String) -> Bool {
    if TitleWords.holds(product, words) || TitleWords.overlap(words, product.categoryPath.last ?? "") { return true }
    return context.catalog.mentions(in: Tokenizer.tokens(in: words).map(\.text)).contains { mention in
      switch mention.target {
      case .products(let ids): ids.contains(product.id)
      case .category(let name): product.categoryPath.contains(name)
      case .brand, .attribute: false
      }
    }
  }

  /// "without the stove", "swap the lantern in the kit for the storm lantern": what is said of a bundle's part; nil
  /// where no bundle talked about has it.
  func finding(_ items: [ItemPhrase], within bundle: BundleTarget? = nil) -> Finding? {
    let named = items.filter { !$0.isUnnamed }
    guard let first = named.first else { return nil }
    let own = bundle ?? named.lazy.compactMap { self.bundle($0) }.first
    for target in own.map({ [$0] }) ?? targets {
      let parts = named.filter { phrase in self.bundle(phrase)?.variant.id != target.variant.id }
      let outgoing = parts.first(where: \.isOutgoing) ?? parts.first ?? first
      guard let item = current(self.items(outgoing, in: target), outgoing, target) else { continue }
      return Finding(target: target, item: item, wanted: parts.first { $0 != outgoing })
    }
    return nil
  }

  /// Of several items that the words fit, the one that is in the bundle now.
  private func current(_ items: [BundleItem], _ phrase: ItemPhrase, _ target: BundleTarget) -> BundleItem? {
    guard items.count > 1 else { return items.first }
    let choice = context.cart.line(target.variant.id)?.bundle ?? BundleChoice()
    let there = target.bundle.parts(choice)
    return items.first { item in there.contains { $0.standard == item.standard && names($0.part, phrase) } }
  }
}
