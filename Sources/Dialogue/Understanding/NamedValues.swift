import Commerce
import Language

/// Values that are not what they seem: a strain that is also a product's name, and a size that there never was.
struct NamedValues {
  let grammar: Grammar
  let catalog: any CatalogSnapshot
  let focus: Product?

  private static let maximumCandidates = 6

  /// "one gram of sour diesel": two words that are a value of something else name the goods called so, where no goods
  /// are named and what was talked about has no such value.
  func readTitles(_ reading: inout Reading) {
    guard !reading.links.contains(where: \.isGoods) else { return }
    for index in reading.links.indices {
      guard case .attribute(let filter) = reading.links[index].target, reading.links[index].tokens.count > 1,
        focus.map({ !has($0, filter.value) }) ?? true
      else { continue }
      let found = catalog.search(ProductQuery(text: filter.value, limit: Self.maximumCandidates)).hits.map(\.product)
        .filter { holds($0, filter.value) }
      // "a gift bag for two bottles", of one that comes so
      let comesSo = found.contains { $0.variants.contains { $0.options.contains(filter.value) } }
      guard !found.isEmpty, !comesSo else { continue }
      reading.links[index].target = .products(found.map(\.id))
      reading.links[index].confidence = Self.titleConfidence
    }
  }

  private static let titleConfidence = 0.8

  private func has(_ product: Product, _ value: String) -> Bool {
    holds(product, value)
      || product.variants.contains { $0.options.contains { Folding.fold($0) == Folding.fold(value) } }
  }

  private func holds(_ product: Product, _ value: String) -> Bool {
    let language = LanguageCode(tag: grammar.language) ?? .english
    return ProductSpeech.stems(value, language).isSubset(of: ProductSpeech.stems(product.title, language))
  }

  /// "do you have it in purple?", "in 45": asked for as a value although nothing is like that, so that it can be said.
  func readUnknown(_ reading: inout Reading, taken: inout [Bool]) {
    guard let product = subject(reading), product.variants.count > 1, let last = lastWord(reading),
      last > 0, grammar.roles[.likeWords].contains(reading.words[last - 1]), !taken[last], !taken[last - 1],
      !grammar.words.contains(reading.words[last]), !tellsWhatFor(last, reading),
      !reading.links.contains(where: { $0.tokens.contains(last) })
    else { return }
    reading.links.append(
      CatalogMention(
        target: .attribute(AttributeFilter(value: reading.original(last..<last + 1))), tokens: last..<last + 1,
        confidence: 1))
    taken[last] = true
  }

  /// "ground for filter": behind a value of its own it is what that value is for.
  private func tellsWhatFor(_ index: Int, _ reading: Reading) -> Bool {
    grammar.roles[.purposes].contains(reading.words[index - 1])
      && reading.links.contains { !$0.isGoods && $0.tokens.upperBound == index - 1 }
  }

  /// What the message is about: the one thing it names, else what was talked about.
  private func subject(_ reading: Reading) -> Product? {
    let named = reading.links.filter(\.isGoods)
    guard let only = named.last else { return focus }
    guard case .products(let ids) = only.target, ids.count == 1 else { return nil }
    return catalog.product(ids[0])
  }

  /// The last word of the first sentence.
  private func lastWord(_ reading: Reading) -> Int? {
    let end = reading.words.firstIndex { [".", "!", "?", ","].contains($0) } ?? reading.words.count
    return reading.words[..<end].lastIndex { !grammar.roles[.courtesies].contains($0) }
  }
}
