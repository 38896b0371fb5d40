import Commerce
import Language

extension Clause {
  /// "actually no forest": a form of something in the cart with a "no" right before it is not wanted any more.
  mutating func refuseForms(in scene: Scene) {
    guard isCorrection, !isQuestion, !hasNamedGoods, !scene.cart.isEmpty else { return }
    for link in reading.links where range.contains(link.tokens.lowerBound) {
      guard case .attribute(let filter) = link.target, !filter.name.isEmpty, link.tokens.lowerBound > range.lowerBound,
        roles[.no].contains(reading.words[link.tokens.lowerBound - 1]), scene.line(of: filter) != nil
      else { continue }
      for index in items.indices { items[index].attributes.removeAll { $0 == filter } }
      constraints.excludedWords.formUnion(reading.words[link.tokens])
    }
    items.removeAll { $0.isBare && $0.quantity == nil && $0.attributes.isEmpty }
  }
}

extension Scene {
  /// The cart's last line of a form.
  func line(of filter: AttributeFilter) -> CartLine? {
    cart.lines.last { line in
      guard let product = catalog.product(line.productID), let variant = product.variant(line.variantID),
        product.variants.count > 1
      else { return false }
      return IntentRules.fits(variant, filter, of: product)
    }
  }
}

extension IntentRules {
  /// "no forest, my husband hates green": another colour, and not nothing, in place of the one in the cart.
  func refusesForm(_ clause: Clause) -> Bool {
    guard let forms = clause.excludedForms, !clause.isQuestion, !clause.hasGoods, !clause.hasExplicitQuantity,
      !clause.has(.find), clause.items.allSatisfy(\.attributes.isEmpty)
    else { return false }
    return forms.contains { filter in
      let kinds: [WordRole] = clause.isCorrection ? [.colourWords, .sizeWords, .flavourWords] : [.colourWords]
      let name = Tokenizer.tokens(in: filter.name).map(\.text)
      guard kinds.contains(where: { kind in name.contains(where: clause.roles[kind].contains) }),
        let line = scene.line(of: filter), let product = scene.catalog.product(line.productID)
      else { return false }
      // Of a green one and a cream one the green one goes.
      guard scene.cart.lines.count(where: { $0.productID == product.id }) == 1 else { return false }
      return product.variants.contains { $0.isInStock && !Self.fits($0, filter, of: product) }
    }
  }
}
