import Commerce
import Language

/// What is no part of the goods, though it stands among them.
extension ClauseBuilder {
  /// "camping trip" beside a "first aid kit, day trip": one word of a long name, next to a group named for sure, tells
  /// what is looked for in the group.
  func isOutdone(_ link: CatalogMention) -> Bool {
    guard case .products = link.target, link.confidence < 0.5 else { return false }
    return reading.links.contains { other in
      guard case .category = other.target, within(other.tokens), other.confidence >= 0.8 else { return false }
      return other.tokens.upperBound == link.tokens.lowerBound || link.tokens.upperBound == other.tokens.lowerBound
    }
  }

  /// "gluten free", "nut-free", where the shop has no such mark by name.
  mutating func readFreeOf() {
    for index in range where grammar.roles[.allergens].contains(reading.words[index]) {
      var end = index + 1
      if end < range.upperBound, reading.words[end] == "-" { end += 1 }
      guard end < range.upperBound, grammar.roles[.freeWords].contains(reading.words[end]),
        !reading.links.contains(where: { $0.tokens.contains(end) })
      else { continue }
      exclude(reading.words[index], at: index..<end + 1)
    }
  }

  /// The "talla" of "pañales talla 3": what a number is of is nothing to look for.
  func isLabel(_ index: Int) -> Bool {
    grammar.roles[.sizeWords].contains(reading.words[index]) && index + 1 < range.upperBound
      && reading.tokens[index + 1].kind == .number
  }

  /// "same size", "the same colour as before".
  func isSameOption(_ index: Int) -> Bool {
    let word = reading.words[index]
    return grammar.roles[.sameWords].contains(word)
      || [WordRole.colourWords, .sizeWords, .flavourWords].contains { grammar.roles[$0].contains(word) }
  }

  /// "a case for it": what something is for, beside goods of their own.
  func isPurpose(_ mark: ReferenceMark) -> Bool {
    let before = mark.range.lowerBound - 1
    return mark.reference == .focus && before > range.lowerBound
      && [WordRole.purposes, .likeWords, .joints].contains { grammar.roles[$0].contains(reading.words[before]) }
      && reading.links.contains { within($0.tokens) && ($0.isGoods || $0.isTag) && $0.tokens.upperBound <= before }
  }

  /// "2 croissants for a meeting": the article counts nothing.
  func isOccasion(_ article: Range<Int>) -> Bool {
    article.count == 1 && grammar.roles[.oneArticles].contains(reading.words[article.lowerBound])
      && goods(servingAt: article.lowerBound) != nil
      && !reading.links.contains { within($0.tokens) && $0.isGoods && $0.tokens.lowerBound > article.lowerBound }
  }

  /// "4 muffins for breakfast tomorrow": what counted goods are for is not had beside them. "which backpack is good for
  /// a weekend hike": nor is it looked for beside a kind of goods.
  func isOccasion(_ link: CatalogMention) -> Bool {
    guard link.isGoods else { return isUseOfAForm(link) }
    if let served = goods(servingAt: opening(of: link.tokens, skipping: 1)) {
      switch (served.target, link.target) {
      case (.category, .products): return true
      // "dental sticks for a small dog"
      case (.products, .category) where isIntroducedByArticle(link.tokens): return true
      default: break
      }
    }
    guard let served = goods(servingAt: opening(of: link.tokens, skipping: 0)),
      reading.quantities.contains(where: { $0.quantity.isExplicit && $0.range.upperBound <= served.tokens.lowerBound })
    else { return false }
    guard case .products(let own) = served.target, case .products(let other) = link.target else { return true }
    return Set(own).isDisjoint(with: other)
  }

  /// "oh no can you cancel that", "oh no my husband bought one": the "no" is a part of the sigh and rules nothing out.
  func isSigh(_ negation: Range<Int>) -> Bool {
    let (before, next) = (negation.lowerBound - 1, negation.upperBound)
    guard negation.count == 1, before >= range.lowerBound, next < range.upperBound,
      grammar.roles[.interjections].contains(reading.words[before])
    else { return false }
    return [.asking, .storyOpeners, .selfWords].contains { grammar.roles[$0].contains(reading.words[next]) }
  }

  /// "ground for filter": a quality behind a form tells what the form is for.
  private func isUseOfAForm(_ link: CatalogMention) -> Bool {
    let purpose = link.tokens.lowerBound - 1
    guard case .attribute(let quality) = link.target, quality.name.isEmpty, purpose > range.lowerBound,
      grammar.roles[.purposes].contains(reading.words[purpose])
    else { return false }
    return reading.links.contains { other in
      guard case .attribute(let form) = other.target else { return false }
      return !form.name.isEmpty && other.tokens.upperBound == purpose
    }
  }

  /// Where a name begins with its article, and with as many words between as nothing is known of.
  private func opening(of name: Range<Int>, skipping words: Int) -> Int {
    var start = name.lowerBound
    for _ in 0..<words where start > range.lowerBound && !isJoint(start - 1) {
      if !reading.links.contains(where: { $0.isGoods && $0.tokens.contains(start - 1) }) { start -= 1 }
    }
    return start > range.lowerBound && grammar.articles.contains(reading.words[start - 1]) ? start - 1 : start
  }

  private func isIntroducedByArticle(_ name: Range<Int>) -> Bool {
    (max(range.lowerBound, name.lowerBound - 2)..<name.lowerBound).contains {
      grammar.roles[.oneArticles].contains(reading.words[$0])
    }
  }

  private func isJoint(_ index: Int) -> Bool {
    reading.tokens[index].kind != .word || grammar.articles.contains(reading.words[index])
      || grammar.roles[.purposes].contains(reading.words[index])
      || grammar.separators.longestMatch(in: [reading.words[index]], from: 0) != nil
  }

  /// The goods before the "for" that a stretch stands behind, in a clause that exchanges nothing.
  private func goods(servingAt start: Int) -> CatalogMention? {
    let purpose = start - 1
    guard purpose > range.lowerBound, grammar.roles[.purposes].contains(reading.words[purpose]),
      !reading.acts.contains(where: { phrase in
        within(phrase.range) && (phrase.range.contains(purpose) || phrase.labels.contains("swap"))
      })
    else { return nil }
    return reading.links.last { within($0.tokens) && $0.isGoods && $0.tokens.upperBound <= purpose }
  }

  /// "it in a bigger size": the article of a form opens nothing of its own.
  func isOfAForm(_ article: Range<Int>) -> Bool {
    let (before, after) = (article.lowerBound - 1, article.upperBound)
    return article.count == 1 && before >= range.lowerBound
      && grammar.roles[.oneArticles].contains(reading.words[article.lowerBound])
      && grammar.roles[.likeWords].contains(reading.words[before])
      && reading.links.contains { !$0.isGoods && $0.tokens.lowerBound == after }
  }

  /// "the gorgonzola, is it strong?": the pronoun tells nothing of its own.
  func isIntroduced(_ mark: ReferenceMark) -> Bool {
    mark.reference == .focus && reading.isIntroduced(at: mark.range.lowerBound, grammar)
  }

  /// "no sorry, i mean the 25 pack": several words of correcting are one; nil where nothing else is said.
  func endOfCorrections(from start: Int) -> Int? {
    var end: Int?
    var next = start
    while let match = grammar.corrections.longestMatch(in: reading.words, from: next), match.end < range.upperBound,
      // "actually no lip balm" excludes it.
      next == start || match.end > next + 1 || !grammar.roles[.no].contains(reading.words[next])
    {
      end = match.end
      next = reading.words[match.end] == "," ? match.end + 1 : match.end
    }
    return end
  }

  /// "it's L, my mistake": said behind what it mends.
  mutating func readCorrectionBehind() {
    let end = range.upperBound
    for start in range.dropFirst().reversed().prefix(Self.correctionWords)
    where grammar.roles[.mistakes].contains(reading.words[start..<end].joined(separator: " ")) {
      mend(at: start..<end)
    }
  }

  private static let correctionWords = 3

  /// "no scratch the lemon": a plain no before what shall be done.
  func changes(_ phrase: LabelledRange, _ negation: Range<Int>) -> Bool {
    negation.count == 1 && grammar.roles[.no].contains(reading.words[negation.lowerBound])
      && phrase.labels.contains { ["remove", "swap", "undo"].contains($0) }
  }

  /// "wait are the wipes fragrance free": what interrupts only asks.
  func asksBehind(_ interruption: Set<Int>) -> Bool {
    let first = range.first { !interruption.contains($0) && reading.tokens[$0].kind != .mark }
    guard let first, first > range.lowerBound else { return false }
    let word = reading.words[first]
    return grammar.questionWords.contains(word) && grammar.roles[.asking].contains(word)
      && !grammar.roles[.openQuestions].contains(word)
  }

  /// "big one or small one whats cheaper": what is asked stands behind.
  var comparesInside: Bool {
    zip(reading.words[range], reading.words[range].dropFirst()).contains { asking, compared in
      grammar.roles[.optionQuestions].contains(asking)
        && (grammar.roles[.comparatives].contains(compared)
          || grammar.sorts.longestMatch(in: [compared], from: 0)?.labels.contains {
            ["cheaper", "dearer"].contains($0)
          }
            == true)
    }
  }

  /// "deliver to Anna Schmidt, Hauptstr. 5, 10115 Berlin": who gets it stands before where.
  func recipient(_ address: String) -> (name: String, address: String)? {
    let details = DetailsReader(
      grammar: grammar, reading: Reading(tokens: Tokenizer.tokens(in: address), language: reading.language),
      expectsName: true)
    guard let both = details.facts(), let name = both.name, let street = both.address,
      name.contains(" ") || grammar.roles[.givenNames].contains(Folding.fold(name))
    else { return nil }
    return (name, street)
  }

  /// A value that is not wanted, beside another of its option that is, or of the form that is spoken of: "the 6 quart,
  /// anything but red".
  func isContrast(_ excluded: Range<Int>) -> Bool {
    func option(_ link: CatalogMention) -> String? {
      guard case .attribute(let filter) = link.target, !filter.name.isEmpty else { return nil }
      return filter.name
    }
    let own = reading.links.filter { within($0.tokens) }
    guard let name = own.lazy.filter({ excluded.contains($0.tokens.lowerBound) }).compactMap(option).first else {
      return false
    }
    let others = own.filter { !excluded.contains($0.tokens.lowerBound) }
    return others.contains { option($0) == name }
      || !others.contains(where: \.isGoods) && others.contains { option($0) != nil }
  }

  /// The "buscar" of "vou buscar na loja" looks for nothing.
  func isPartOfDelivery(_ act: Range<Int>) -> Bool {
    reading.fulfilments.contains { $0.range.count > act.count && $0.range.contains(act.lowerBound) }
  }

  /// "no honey", right after the beige one: a value with nothing behind it is named, not excluded.
  func isValueAlone(from start: Int) -> Bool {
    guard let link = reading.links.first(where: { $0.tokens.lowerBound == start }),
      case .attribute(let filter) = link.target,
      !filter.name.isEmpty
    else { return false }
    return (link.tokens.upperBound..<range.upperBound).allSatisfy {
      reading.tokens[$0].kind == .mark || grammar.roles[.courtesies].contains(reading.words[$0])
        || grammar.roles[.dummyNouns].contains(reading.words[$0])
    }
  }
}
