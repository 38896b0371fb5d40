import Commerce
import Language

/// Names that are near enough, where the kind of goods is known.
extension MessageReader {
  /// "2 margarita piza": a word beside a kind of goods that nothing in the shop is called, be it a right word of the
  /// language, is held loosely against the names of that kind.
  func readLoosely(_ reading: inout Reading, _ catalog: any CatalogSnapshot, taken: inout [Bool]) {
    for place in reading.links.indices {
      guard case .category(let name) = reading.links[place].target else { continue }
      let kind = reading.links[place].tokens
      let words = looseWords(beside: kind, reading, taken)
      guard !words.isEmpty else { continue }
      let products = catalog.fewProducts(inCategory: name, atMost: Self.mostOfKind)
      for index in words {
        let meant = nearest(to: reading.words[index], products, reading.language)
        guard !meant.isEmpty, meant.count <= Self.mostMeant else { continue }
        reading.links[place] = CatalogMention(
          target: .products(meant.map(\.id)), tokens: min(index, kind.lowerBound)..<max(index + 1, kind.upperBound),
          confidence: Self.nearEnough)
        taken[index] = true
        break
      }
    }
  }

  /// Of more than these a word beside tells too little.
  private static let mostOfKind = 60
  private static let mostMeant = 3
  private static let nearEnough = 0.8
  /// Shorter words are near to too many.
  private static let shortestLoose = 5

  /// The words right before and right behind that nothing else took and no phrase has.
  private func looseWords(beside kind: Range<Int>, _ reading: Reading, _ taken: [Bool]) -> [Int] {
    [kind.lowerBound - 1, kind.upperBound].filter { index in
      guard reading.words.indices.contains(index), !taken[index], reading.tokens[index].kind == .word,
        reading.words[index].count >= Self.shortestLoose
      else { return false }
      let word = reading.words[index]
      return !grammar.words.contains(word) && !grammar.questionWords.contains(word)
        && grammar.fillers.longestMatch(in: [word], from: 0) == nil && !grammar.roles.isSmall(word)
        && !grammar.units.contains(word) && grammar.separators.longestMatch(in: [word], from: 0) == nil
    }
  }

  /// The products with the word of the fewest edits in their titles, or one that sounds like it.
  private func nearest(to word: String, _ products: [Product], _ language: LanguageCode) -> [Product] {
    let said = word.unicodeScalars.map(\.value)
    let limit = max(1, said.count / Self.lettersPerEdit)
    let titles = products.map { product in
      Tokenizer.tokens(in: product.title).filter { $0.kind == .word && $0.text.count >= Self.shortestLoose }.map(\.text)
    }
    let sounds = language == .english ? Set(SoundTable(Array(Set(titles.joined()))).words(like: word)) : []
    var best = limit + 1
    var found: [Product] = []
    for (product, title) in zip(products, titles) {
      let distance = title.compactMap { other -> Int? in
        let letters = other.unicodeScalars.map(\.value)
        if sounds.contains(other) { return 1 }
        guard letters.first == said.first || said.count > Self.longWord else { return nil }
        return EditDistance.between(said, letters, limit: limit)
      }.min()
      guard let distance, distance <= best else { continue }
      if distance < best { found = [] }
      best = distance
      found.append(product)
    }
    return found
  }

  private static let lettersPerEdit = 4
  private static let longWord = 7
}
