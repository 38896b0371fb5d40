import Commerce
import Dialogue
import Language

/// Finds the cart's lines that a phrase means.
struct LineFinder {
  let context: Context

  func lines(for phrase: ItemPhrase) -> [CartLine] {
    if let id = phrase.variant { return context.cart.lines.filter { $0.variantID == id } }
    switch phrase.reference {
    case .all: return context.cart.lines
    case .both: return Array(context.cart.lines.suffix(2))
    case .ordinal(let number)?:
      let index = number < 0 ? context.cart.lines.count + number : number - 1
      return context.cart.lines.indices.contains(index) ? [context.cart.lines[index]] : []
    default: break
    }
    if phrase.candidates.isEmpty, phrase.words.isEmpty, phrase.category == nil, phrase.brand == nil,
      phrase.attributes.isEmpty
    {
      return focusedLine().map { [$0] } ?? []
    }
    if let formed = ofForm(phrase) { return formed }
    let named = context.cart.lines.filter { names($0, phrase) }
    return fitting(named.isEmpty ? called(phrase.words) : named, phrase.attributes)
  }

  /// "no jalapeños": words that are the form of something in the cart, and no name of anything there.
  private func ofForm(_ phrase: ItemPhrase) -> [CartLine]? {
    guard phrase.candidates.isEmpty, phrase.attributes.isEmpty, phrase.category == nil, phrase.brand == nil else {
      return nil
    }
    let words = Set(Tokenizer.tokens(in: Folding.fold(phrase.words)).map(\.text))
    let found = context.cart.lines.filter { line in
      context.catalog.product(line.productID)?.variant(line.variantID)?.options.contains { value in
        Set(Tokenizer.tokens(in: value).map(\.text)) == words
      } == true
    }
    return found.isEmpty || !called(phrase.words).isEmpty ? nil : found
  }

  /// "the saw", of a circular saw in the cart, whatever else in the shop is called so.
  private func called(_ words: String) -> [CartLine] {
    context.cart.lines.filter { line in
      context.catalog.product(line.productID).map { TitleWords.describes($0, words) } ?? false
    }
  }

  /// The line of the product that is named, whatever options are said of it.
  func line(ofProductIn phrase: ItemPhrase) -> CartLine? {
    guard !phrase.isUnnamed else { return nil }
    var product = phrase
    product.attributes = []
    product.reference = nil
    let found = lines(for: product)
    return found.first { $0.variantID == context.memory.focusVariant } ?? found.last
  }

  /// The line to change where the phrase may say nothing: the one last talked about, or the only one.
  func line(toChange phrase: ItemPhrase) -> CartLine? {
    if phrase.isBare, phrase.attributes.isEmpty { return focusedLine() }
    let found = lines(for: phrase)
    if found.count > 1 { return found.first { $0.variantID == context.memory.focusVariant } ?? found.last }
    return found.first
  }

  /// "make the black one M", of a black one and a white one in the cart: the value said first tells which.
  func line(toldApartBy phrase: ItemPhrase) -> CartLine? {
    guard phrase.isUnnamed, phrase.reference == .described, phrase.attributes.count > 1 else { return nil }
    let told = fitting(context.cart.lines, [phrase.attributes[0]])
    return told.count == 1 && fitting(told, phrase.attributes).isEmpty ? told[0] : nil
  }

  /// "make it two 25s": where what was last talked about has no such form, the one line whose goods come in it.
  func line(thatMayBecome phrase: ItemPhrase) -> CartLine? {
    guard phrase.isUnnamed, phrase.reference == nil, !phrase.attributes.isEmpty else { return nil }
    func comes(_ line: CartLine) -> Bool {
      guard let product = context.catalog.product(line.productID) else { return false }
      return product.variants.contains { variant in
        phrase.attributes.allSatisfy { OptionMatch.fits(variant, $0, of: product) }
      }
    }
    if let focused = focusedLine(), comes(focused) { return nil }
    let found = context.cart.lines.filter(comes)
    return found.count == 1 ? found[0] : nil
  }

  /// "I'll take the wind jacket instead", of a rain jacket in the cart: the last line of the same kind.
  func line(ofTheKindOf phrase: ItemPhrase) -> CartLine? {
    guard phrase.candidates.count == 1, let new = context.catalog.product(phrase.candidates[0]) else { return nil }
    return context.cart.lines.last { line in
      guard let old = context.catalog.product(line.productID), old.id != new.id else { return false }
      return !new.categoryPath.isEmpty && old.categoryPath == new.categoryPath || TitleWords.shares(old, new.title)
    }
  }

  func focusedLine() -> CartLine? {
    if let variant = context.memory.focusVariant, let line = context.cart.line(variant) { return line }
    if let product = context.memory.focusProduct {
      return context.cart.lines.last { $0.productID == product }
        ?? (context.memory.shownProducts.isEmpty ? context.cart.lines.last : nil)
    }
    return context.cart.lines.last
  }

  private func names(_ line: CartLine, _ phrase: ItemPhrase) -> Bool {
    if phrase.candidates.contains(line.productID) { return true }
    guard let product = context.catalog.product(line.productID) else { return false }
    if let category = phrase.category { return product.categoryPath.contains(category) }
    guard phrase.candidates.isEmpty else { return false }
    if let brand = phrase.brand { return product.brand == brand }
    if phrase.words.isEmpty { return true }
    let found = context.catalog.search(ProductQuery(text: phrase.words, limit: 20)).hits.map(\.product.id)
    return found.contains(line.productID)
  }

  private func fitting(_ lines: [CartLine], _ attributes: [AttributeFilter]) -> [CartLine] {
    guard !attributes.isEmpty else { return lines }
    return lines.filter { line in
      guard let product = context.catalog.product(line.productID), let variant = product.variant(line.variantID) else {
        return false
      }
      return attributes.allSatisfy { OptionMatch.fits(variant, $0, of: product) || OptionMatch.describes(product, $0) }
    }
  }
}

/// What goes and what comes in an exchange.
struct ExchangeSides {
  var old: ItemPhrase?
  var new: ItemPhrase?
  /// The line that goes: what was said to go; else what is named and in the cart; else what was last talked about.
  var line: CartLine?

  init(_ items: [ItemPhrase], _ finder: LineFinder) {
    if let outgoing = items.first(where: \.isOutgoing) {
      old = outgoing
      let coming = items.filter { !$0.isOutgoing }
      new = coming.first { !$0.isUnnamed || !$0.attributes.isEmpty } ?? coming.first
      line = finder.line(toChange: outgoing) ?? finder.line(ofProductIn: outgoing)
      if let new, finder.line(ofProductIn: new)?.variantID == line?.variantID { self.new = Self.optionsOnly(new) }
      return
    }
    let named = items.filter { !$0.isUnnamed }
    if let there = named.first(where: { finder.line(ofProductIn: $0) != nil }) {
      let others = items.filter { $0 != there }
      old = there
      line = finder.line(ofProductIn: there)
      new = others.first { !$0.isBare || !$0.attributes.isEmpty } ?? Self.optionsOnly(there)
      return
    }
    if items.count >= 2, items[0].isUnnamed { old = items[0] }
    new = items.count >= 2 && items[0].isUnnamed ? items[1] : items.first
    line =
      new.flatMap(finder.line(toldApartBy:)) ?? new.flatMap(finder.line(thatMayBecome:)) ?? finder.focusedLine()
      ?? new.flatMap(finder.line(ofTheKindOf:))
  }

  /// The same product, told only by what is different.
  private static func optionsOnly(_ item: ItemPhrase) -> ItemPhrase {
    ItemPhrase(quantity: item.quantity, attributes: item.attributes)
  }
}
