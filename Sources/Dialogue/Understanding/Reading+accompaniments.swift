import Commerce

extension Reading {
  /// Words that may stand between: "with extra dark chocolate".
  private static let longestGap = 3
  /// A full name.
  private static let exact = 0.95
  /// A part of a name, which may be chance.
  private static let partial = 0.8

  /// Goods that only a part of their name suggests, behind "with" after goods named in full, are how those are wanted
  /// and no goods of their own.
  mutating func dropAccompaniments(joints: WordSet) {
    guard links.count > 1, words.contains(where: joints.contains) else { return }
    links = links.enumerated().filter { index, link in
      guard case .products = link.target, link.confidence < Self.partial,
        links[..<index].contains(where: { $0.confidence >= Self.exact && $0.isGoods })
      else { return true }
      let earliest = max(0, link.tokens.lowerBound - 1 - Self.longestGap)
      let before = words[earliest..<link.tokens.lowerBound]
      guard let joint = before.lastIndex(where: joints.contains) else { return true }
      // "with a chocolate" is one more thing.
      return words[(joint + 1)..<link.tokens.lowerBound].contains { ["a", "an", "one", "and"].contains($0) }
    }.map(\.element)
  }
}

extension Clause {
  /// "I'd like a cappuccino": each thing is named in full and counted, if only by an article, and comes in one form, so
  /// that it is an order and no search. What has sizes to choose from is shown first.
  func ordersByName(in catalog: any CatalogSnapshot) -> Bool {
    !items.isEmpty && constraints.isEmpty
      && items.allSatisfy { item in
        item.quantity != nil && item.candidates.count == 1 && item.linkConfidence >= 0.95
          && catalog.product(item.candidates[0])?.variants.count == 1
      }
  }
}
