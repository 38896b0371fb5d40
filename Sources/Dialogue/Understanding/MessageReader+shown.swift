import Commerce
import Language

/// Names read by the list that was shown last.
extension MessageReader {
  /// "the orange one", right after a list in which one thing is called or told so, whatever else in the shop is.
  func preferShown(_ reading: inout Reading, _ shown: [Product]) {
    guard shown.count > 1 else { return }
    for index in reading.links.indices {
      guard isPointedAt(reading.links[index].tokens, reading) else { continue }
      guard case .products(let ids) = reading.links[index].target else {
        preferKind(&reading.links[index], shown, Array(reading.words[reading.links[index].tokens]), reading.language)
        continue
      }
      let own = ids.filter { id in shown.contains { $0.id == id } }
      if !own.isEmpty {
        reading.links[index].target = .products(own)
        if own.count == 1 { reading.links[index].confidence = max(reading.links[index].confidence, Self.pointedAt) }
      } else if reading.links[index].confidence < 1 {
        let words = Array(reading.words[reading.links[index].tokens])
        let told = shown.filter { ProductSpeech.mentions($0, words, language: reading.language) }
        if told.count == 1 {
          reading.links[index].target = .products([told[0].id])
          reading.links[index].confidence = Self.pointedAt
        }
      }
    }
  }

  /// "the dog one", of two things of which one is for dogs, as a whole part of the shop is.
  private func preferKind(
    _ link: inout CatalogMention, _ shown: [Product], _ words: [String], _ language: LanguageCode
  ) {
    guard case .category(let name) = link.target else { return }
    var own = shown.filter { $0.categoryPath.contains(name) }
    // "the lamb ones", of sausages, in a shop that has a shelf of lamb.
    if own.isEmpty {
      let stems = Set(words.map { Stemmer.stem($0, language: language) })
      own = shown.filter { stems.isSubset(of: ProductSpeech.stems($0.title, language)) }
    }
    guard own.count == 1 else { return }
    (link.target, link.confidence) = (.products([own[0].id]), Self.pointedAt)
  }

  /// How sure a name is that points at one thing of a list.
  private static let pointedAt = 0.9

  /// "the orange one", "la de naranja", "yang jeruk".
  private func isPointedAt(_ name: Range<Int>, _ reading: Reading) -> Bool {
    guard name.lowerBound > 0 else { return false }
    let before = reading.words[name.lowerBound - 1]
    let isDummy =
      name.upperBound < reading.words.count && grammar.roles[.dummyNouns].contains(reading.words[name.upperBound])
    if isDummy, grammar.roles[.definites].contains(before) || reading.tokens[name.lowerBound - 1].kind == .number {
      return true
    }
    if grammar.roles[.describingArticles].contains(before) { return true }
    return name.lowerBound > 1 && grammar.roles[.partitives].contains(before)
      && grammar.roles[.describingArticles].contains(reading.words[name.lowerBound - 2])
  }

  /// "la de naranja", of two jams of which one is called so, though the word is a name of nothing by itself.
  func readPointed(_ reading: inout Reading, _ shown: [Product], taken: inout [Bool]) {
    guard shown.count > 1 else { return }
    for index in reading.words.indices.dropLast(2)
    where grammar.roles[.describingArticles].contains(reading.words[index])
      && grammar.roles[.partitives].contains(reading.words[index + 1]) && !taken[index + 2]
    {
      point(at: index + 2, shown, &reading, &taken)
    }
    readCalled(&reading, shown, taken: &taken)
    reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  /// "ok the pro then", of two kinds of earbuds of which one is called so.
  private func readCalled(_ reading: inout Reading, _ shown: [Product], taken: inout [Bool]) {
    for index in reading.words.indices.dropLast()
    where grammar.roles[.definiteArticles].contains(reading.words[index]) && !taken[index + 1]
      && reading.tokens[index + 1].kind == .word && reading.words[index + 1].count > 2
      && !grammar.words.contains(reading.words[index + 1])
    {
      point(at: index + 1, shown, &reading, &taken)
    }
  }

  /// Takes a word for the one of what was shown that is called so.
  private func point(at index: Int, _ shown: [Product], _ reading: inout Reading, _ taken: inout [Bool]) {
    let stem = Stemmer.stem(reading.words[index], language: reading.language)
    let told = shown.filter { ProductSpeech.stems($0.title, reading.language).contains(stem) }
    guard told.count == 1 else { return }
    reading.links.append(
      CatalogMention(target: .products([told[0].id]), tokens: index..<index + 1, confidence: Self.pointedAt))
    taken[index] = true
  }

  /// "the big one", of a french press of 12 oz and one of 34 oz: what was shown is told apart by what its titles measure.
  func readLargest(_ reading: inout Reading, _ shown: [Product], taken: inout [Bool]) {
    guard (2...4).contains(shown.count), reading.links.allSatisfy({ !$0.isGoods }) else { return }
    for index in reading.words.indices where index > 0 && !taken[index] {
      let (isBig, isSmall) = (
        grammar.roles[.big].contains(reading.words[index]), grammar.roles[.small].contains(reading.words[index])
      )
      let isOne =
        index + 1 < reading.words.count && grammar.roles[.dummyNouns].contains(reading.words[index + 1])
        && grammar.roles[.definites].contains(reading.words[index - 1])
      guard isBig || isSmall, isOne || grammar.roles[.describingArticles].contains(reading.words[index - 1]) else {
        continue
      }
      let measured = shown.compactMap { product in Self.measure(of: product).map { (product, $0) } }
      guard measured.count == shown.count, Set(measured.map(\.1.unit)).count == 1,
        Set(measured.map(\.1.amount)).count == shown.count,
        let found = isBig
          ? measured.max(by: { $0.1.amount < $1.1.amount }) : measured.min(by: { $0.1.amount < $1.1.amount })
      else { return }
      let range = index..<(isOne ? index + 2 : index + 1)
      reading.links.append(
        CatalogMention(target: .products([found.0.id]), tokens: range, confidence: Self.pointedAt))
      for place in range { taken[place] = true }
      reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
      return
    }
  }

  /// The one measure in a title.
  private static func measure(of product: Product) -> (amount: Double, unit: String)? {
    let tokens = Tokenizer.tokens(in: product.title)
    let found = tokens.indices.dropLast().compactMap { index -> (Double, String)? in
      guard tokens[index].kind == .number, let amount = Double(tokens[index].text),
        MeasureUnit.isUnit(tokens[index + 1].text)
      else { return nil }
      return (amount, tokens[index + 1].text)
    }
    return found.count == 1 ? found[0] : nil
  }

  /// "make it 2 cables", "12 tuna and 24 chicken, got it backwards": where what is said changes something, a word that
  /// names one thing in the cart means that.
  func preferCart(_ reading: inout Reading, _ cart: [Product], _ catalog: any CatalogSnapshot) {
    guard !cart.isEmpty, changes(reading.words) else { return }
    for index in reading.links.indices {
      guard case .products(let ids) = reading.links[index].target, reading.links[index].confidence < Self.pointedAt
      else { continue }
      let there = ids.filter { id in cart.contains { $0.id == id } }
      guard there.isEmpty else {
        // "make the balloons 2 packs", of two kinds of which one is in the cart
        if there.count == 1, ids.count > 1 { reading.links[index].target = .products(there) }
        continue
      }
      let stems = reading.words[reading.links[index].tokens].map { Stemmer.stem($0, language: reading.language) }
      var own = cart.filter { Set(stems).isSubset(of: ProductSpeech.stems($0.title, reading.language)) }
      // "go for the dozen instead" names another of the kind.
      if own.isEmpty, !exchanges(reading.words), let named = ids.first.flatMap(catalog.product) {
        own = cart.filter { isAlike($0, named, said: Set(stems), reading.language) }
      }
      guard own.count == 1 else { continue }
      reading.links[index].target = .products([own[0].id])
      reading.links[index].confidence = Self.pointedAt
    }
  }

  /// Two cables: of one kind, and with a word of their names in common.
  private func isAlike(
    _ one: Product, _ other: Product, said: Set<String>, _ language: LanguageCode
  ) -> Bool {
    let shared = ProductSpeech.stems(one.title, language).intersection(ProductSpeech.stems(other.title, language))
    // "one monster snap", beside a board game in the cart: a card game is another.
    guard !shared.isDisjoint(with: said) else { return false }
    return one.categoryPath == other.categoryPath && !one.categoryPath.isEmpty
      && shared.contains { $0.count > Self.shortestName - 1 }
  }

  private func exchanges(_ words: [String]) -> Bool {
    words.contains { grammar.roles[.instead].contains($0) || grammar.roles[.swapVerbs].contains($0) }
  }

  /// A word of changing, or of having said it wrong.
  private func changes(_ words: [String]) -> Bool {
    if grammar.corrections.longestMatch(in: words, from: 0) != nil { return true }
    return grammar.acts.matches(in: words).contains { phrase in
      phrase.labels.contains { ["change_quantity", "swap", "remove"].contains($0) }
    }
  }

  /// "kabelnya ga jadi": a word with an ending of its language, that names one thing in the cart.
  func readInCart(
    _ reading: inout Reading, _ cart: [Product], _ catalog: any CatalogSnapshot, taken: inout [Bool]
  ) {
    guard !cart.isEmpty, !reading.links.contains(where: \.isGoods), changes(reading.words) else { return }
    for index in reading.words.indices where !taken[index] && reading.words[index].count > Self.shortestName {
      let stem = Stemmer.stem(reading.words[index], language: reading.language)
      guard stem != reading.words[index] else { continue }
      let own = cart.filter { product in
        catalog.mentions(in: [stem]).contains { mention in
          switch mention.target {
          case .products(let ids): ids.contains(product.id)
          case .category(let name): product.categoryPath.contains(name)
          case .brand, .attribute: false
          }
        } || ProductSpeech.stems(product.title, reading.language).contains(stem)
      }
      guard own.count == 1 else { continue }
      reading.links.append(
        CatalogMention(target: .products([own[0].id]), tokens: index..<index + 1, confidence: Self.pointedAt))
      taken[index] = true
    }
    reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  private static let shortestName = 4
}
