import Commerce

extension StoreCatalog {
  func mentions(in tokens: [String]) -> [CatalogMention] {
    if let known = memory.mentions(in: tokens) { return known }
    let found = MentionFinder(catalog: self, tokens: tokens).mentions()
    memory.keep(found, in: tokens)
    return found
  }
}

/// Chooses among the stretches that name products and those that name labels, and lets neighbours narrow each other.
private struct MentionFinder {
  private let catalog: StoreCatalog
  private let tokens: [String]
  private let slots: [LinkSlot]
  private let products: ProductLinker
  private let labels: [LabelLinker.Match]
  /// What products are tagged with and called in part.
  private let tagged: [ProductLinker.Stretch]

  init(catalog: StoreCatalog, tokens: [String]) {
    self.catalog = catalog
    self.tokens = tokens
    var bases: [Int32] = []
    var base: Int32 = 0
    for live in catalog.segments {
      bases.append(base)
      base += Int32(live.entries.count)
    }
    slots = LinkSlots(tokens: tokens, catalog: catalog, bases: bases).slots
    products = ProductLinker(catalog: catalog, slots: slots, bases: bases)
    let linker = LabelLinker(catalog: catalog, slots: slots)
    labels = linker.matches()
    tagged = labels.compactMap { [products] match in
      let documents = linker.tagged(match, bases: bases, limit: ProductLinker.maximumCandidates)
      return documents.isEmpty ? nil : products.stretch(match.slots, tagged: documents, words: match.words)
    }
  }

  func mentions() -> [CatalogMention] {
    let skus = SKULinker(catalog: catalog).mentions(in: tokens)
    var chosen: [Link] = []
    for link in candidates() where !skus.contains(where: { $0.tokens.overlaps(tokenRange(link.slots)) }) {
      if !chosen.contains(where: { $0.slots.overlaps(link.slots) }) { chosen.append(link) }
    }
    chosen.sort { $0.slots.lowerBound < $1.slots.lowerBound }
    LinkNarrowing(catalog: catalog, slots: slots, products: products, labels: labels).apply(to: &chosen)
    let found = chosen.map(mention) + skus
    return found.sorted {
      ($1.tokens.count, $1.confidence, $0.tokens.lowerBound)
        < ($0.tokens.count, $0.confidence, $1.tokens.lowerBound)
    }
  }

  /// Everything that could be meant, the longest and surest first.
  private func candidates() -> [Link] {
    var links = (products.stretches() + tagged).map { Link(slots: $0.slots, target: .products($0), words: $0.words) }
    for match in labels { links += match.links() }
    return links.sorted {
      ($1.words, $1.rank, $0.slots.lowerBound) < ($0.words, $0.rank, $1.slots.lowerBound)
    }
  }

  private func mention(_ link: Link) -> CatalogMention {
    CatalogMention(target: link.publicTarget(products), tokens: tokenRange(link.slots), confidence: link.confidence)
  }

  private func tokenRange(_ range: Range<Int>) -> Range<Int> {
    slots[range.lowerBound].tokens.lowerBound..<slots[range.upperBound - 1].tokens.upperBound
  }
}
