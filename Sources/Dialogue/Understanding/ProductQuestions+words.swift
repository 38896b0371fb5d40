import Commerce
import Language

/// Questions on no known topic, answered where a product's text has their words; and goods that are looked for by what
/// their text tells.
extension ProductQuestions {
  /// "how many pages?", "does it have a zip?": the sentence of the text that speaks of it.
  func worded(_ acts: [Act], at ranges: [Range<Int>], _ sentence: Range<Int>) -> [Act]? {
    guard let range = ranges.first, acts.allSatisfy({ Self.empty.contains($0.intent) }), !looksForGoods(sentence),
      let first = opening(range),
      topics.openers[language]?.contains(first) == true || isShortQuestion(sentence) || asksOfIt(sentence)
        || grammar.roles[.requests].contains(first) && asksUs(range) && !named(in: sentence).isEmpty,
      !reading.acts.contains(where: { $0.range.overlaps(sentence) && !isAside($0) && !isNeed($0, sentence) })
    else { return nil }
    let stems = reading.words.map { Stemmer.stem($0, language: language) }
    let passages = ProductPassages(
      topics: topics, asked: [], words: content(sentence, stems, []), language: language)
    if let several = wordedOfTheShown(passages, acts, at: ranges, sentence) { return several }
    if let none = toldOfNone(passages, acts, at: ranges, sentence) { return none }
    guard !asksForForm(sentence), let product = subject(sentence) else { return nil }
    guard let told = told(of: product, sentence, stems) else {
      if let other = wordedOfTheCart(passages, except: product) {
        return replaced(acts, at: ranges, by: other, from: sentence)
      }
      guard !passages.words.isEmpty, points(sentence), !namesForm(of: product, in: sentence),
        opensWithCopula(sentence) || acts.allSatisfy({ Self.unread.contains($0.intent) })
          || asksWhether(first, acts, sentence)
      else {
        return nil
      }
      return replaced(acts, at: ranges, by: ProductAnswer(product: product.id), from: sentence)
    }
    return replaced(acts, at: ranges, by: ProductAnswer(product: product.id, passages: told), from: sentence)
  }

  /// The passage that has the question's words; else the one that has those no talk of shopping has: of "does it keep
  /// squirrels away?" the squirrels.
  func told(of product: Product, _ sentence: Range<Int>, _ stems: [String]) -> [String]? {
    let words = content(sentence, stems, [])
    func worded(_ words: Set<String>) -> [String]? {
      ProductPassages(topics: topics, asked: [], words: words, language: language).worded(of: product)
    }
    if let told = worded(words) { return told }
    let common = Set(sentence.filter { grammar.words.contains(reading.words[$0]) }.map { stems[$0] })
    let telling = words.subtracting(common)
    return telling.isEmpty || telling == words ? nil : worded(telling)
  }

  /// "what about brown in the same size?": whether it can be had so, and nothing that its text tells.
  func asksForForm(_ sentence: Range<Int>) -> Bool {
    // "what's the biggest size in the fleece?"
    let sizes = zip(sentence, sentence.dropFirst()).contains { one, next in
      [WordRole.big, .small].contains { grammar.roles[$0].contains(reading.words[one]) }
        && grammar.roles[.sizeWords].contains(reading.words[next])
    }
    if sizes, !named(in: sentence).isEmpty || scene.subject != nil { return true }
    guard let product = scene.subject, named(in: sentence).isEmpty, namesForm(of: product, in: sentence) else {
      return false
    }
    let small = topics.small[language] ?? []
    return sentence.allSatisfy { index in
      let word = reading.words[index]
      return reading.tokens[index].kind == .mark || small.contains(word)
        || reading.links.contains { !$0.isGoods && $0.tokens.contains(index) }
        || grammar.fillers.longestMatch(in: [word], from: 0) != nil
        || [WordRole.sameWords, .sizeWords, .colourWords, .flavourWords].contains { grammar.roles[$0].contains(word) }
    }
  }

  /// "how many square metres does a litre do?", of paint and a brush in the cart: the one whose text tells.
  private func wordedOfTheCart(_ passages: ProductPassages, except product: Product) -> ProductAnswer? {
    let told = scene.cart.lines.compactMap { scene.catalog.product($0.productID) }.filter { $0.id != product.id }
      .compactMap { other in passages.worded(of: other).map { ProductAnswer(product: other.id, passages: $0) } }
    return told.count == 1 ? told[0] : nil
  }

  /// "how long does the battery last", of a few that were shown and of which none is talked about: of each.
  func ofTheShown(_ passages: ProductPassages, _ acts: [Act], at ranges: [Range<Int>], _ sentence: Range<Int>) -> [Act]?
  {
    let shown = scene.memory.shownProducts
    guard scene.subject == nil, (2...Self.mostShown).contains(shown.count),
      named(in: sentence).isEmpty || asksOfIt(with: sentence),
      zip(acts, ranges).allSatisfy({ act, range in
        !range.overlaps(sentence) || Self.empty.contains(act.intent) || sentence.count == 1
      })
    else { return nil }
    let found = shown.compactMap(scene.catalog.product).compactMap { product in
      passages.answer(of: product).map { (product, $0) }
    }
    // What has the question's own words answers before what is only on its topic.
    guard let best = found.map(\.1.score).max() else { return nil }
    let told = found.filter { $0.1.score == best }.map {
      ProductAnswer(product: $0.0.id, passages: $0.1.passages)
    }
    return told.map { answer in
      var about = Act(
        .askAbout, confidence: 0.8, text: reading.original(sentence),
        items: [ItemPhrase(candidates: [answer.product], linkConfidence: 1)], isQuestion: true)
      about.answer = answer
      return about
    }
  }

  /// "can the battery be removed", of a list in which the text of one tells of a battery.
  private func wordedOfTheShown(
    _ passages: ProductPassages, _ acts: [Act], at ranges: [Range<Int>], _ sentence: Range<Int>
  ) -> [Act]? {
    // "in red?", of a list: those that are, not what is said of red.
    // "are those waterproof?" is of the list, whatever else is called so.
    let pointsAtThem = sentence.contains { grammar.roles[.plurals].contains(reading.words[$0]) }
    guard asksOfAList, pointsAtThem || !reading.links.contains(where: { $0.tokens.overlaps(sentence) }) else {
      return nil
    }
    let told = listed.compactMap { product in passages.worded(of: product).map { (product.id, $0) } }
    guard (1...2).contains(told.count) else { return nil }
    return told.map { product, passages in
      var about = Act(
        .askAbout, confidence: 0.8, text: reading.original(sentence),
        items: [ItemPhrase(candidates: [product], linkConfidence: 1)], isQuestion: true)
      about.answer = ProductAnswer(product: product, passages: passages)
      return about
    }
  }

  /// "which one is good for a dark room?", of a list of which no text tells: what else is called dark is no answer.
  private func toldOfNone(
    _ passages: ProductPassages, _ acts: [Act], at ranges: [Range<Int>], _ sentence: Range<Int>
  ) -> [Act]? {
    let asksWhich = zip(sentence, sentence.dropFirst()).contains { which, one in
      grammar.roles[.optionQuestions].contains(reading.words[which])
        && (grammar.roles[.dummyNouns].contains(reading.words[one])
          || grammar.roles[.partitives].contains(reading.words[one]))
    }
    // "how warm is it", of several: of them it is not known either.
    let asksOfIt =
      sentence.count <= Self.shortQuestion
      && sentence.last.map { reading.words[$0] }.map { word in
        grammar.references.longestMatch(in: [word], from: 0)?.labels.contains("focus") == true
      } ?? false
    guard asksWhich || asksOfIt, asksOfAList, !passages.words.isEmpty, named(in: sentence).isEmpty,
      let first = listed.first,
      reading.prices.isEmpty, reading.sorts.isEmpty, reading.percentages.isEmpty,
      !listed.contains(where: { passages.worded(of: $0) != nil }),
      !listed.contains(where: { namesForm(of: $0, in: sentence) })
    else { return nil }
    var answer = ProductAnswer(product: first.id)
    answer.isOfAList = true
    return replaced(acts, at: ranges, by: answer, from: sentence)
  }

  /// Nothing is talked about but a list that was shown.
  private var asksOfAList: Bool { scene.subject == nil && listed.count > 1 }

  private var listed: [Product] {
    scene.memory.shownProducts.prefix(Interpreter.shownLooked).compactMap(scene.catalog.product)
  }

  /// More than so many are a list, and not asked of one by one.
  private static let mostShown = 4

  /// "es suave?", while something is talked about.
  func opensWithCopula(_ sentence: Range<Int>) -> Bool {
    guard let first = sentence.first, sentence.count <= Self.shortQuestion, scene.subject != nil else { return false }
    return grammar.roles[.copulas].contains(reading.words[first])
      && !reading.links.contains { $0.isGoods && $0.tokens.overlaps(sentence) && $0.confidence >= 0.9 }
  }

  /// The "ga" of "licin ga?" denies nothing.
  private func isAside(_ phrase: LabelledRange) -> Bool {
    phrase.labels.contains(Intent.details.rawValue)
      || phrase.range.count == 1 && phrase.labels.allSatisfy { ["deny", "confirm"].contains($0) }
  }

  /// "do i need tools for that": what is needed for what is talked about, not what is wanted.
  private func isNeed(_ phrase: LabelledRange, _ sentence: Range<Int>) -> Bool {
    phrase.labels.allSatisfy { $0 == "want" } && points(sentence) && scene.subject != nil
      && phrase.range.lowerBound <= sentence.lowerBound + 2
  }

  /// "solnya licin ga?": a few words and a question mark, while something is talked about.
  private func isShortQuestion(_ sentence: Range<Int>) -> Bool {
    guard sentence.upperBound < reading.words.count, reading.words[sentence.upperBound] == "?" else { return false }
    guard let subject = scene.subject else {
      return asksOfAList && sentence.count <= Self.shortQuestion && named(in: sentence).isEmpty
    }
    if named(in: sentence).isEmpty { return sentence.count <= Self.shortQuestion }
    return isAsideOf(subject, sentence)
  }

  /// "my cat is 5kg ok?", of a tree for cats: whom it is for is named, and the product's own text names it, too.
  private func isAsideOf(_ subject: Product, _ sentence: Range<Int>) -> Bool {
    guard let first = sentence.first, grammar.roles[.storyOpeners].contains(reading.words[first]) else { return false }
    return reading.links.filter { $0.isGoods && $0.tokens.overlaps(sentence) }.allSatisfy { link in
      reading.words[link.tokens].allSatisfy { ProductSpeech.mentions(subject, [$0], language: language) }
    }
  }

  /// "can the battery be removed", "can it be washed": no wish to have something.
  private func asksOfIt(_ sentence: Range<Int>) -> Bool {
    let words = reading.words[sentence].prefix(2)
    guard scene.subject != nil || asksOfAList, words.count == 2, let first = words.first, let second = words.last else {
      return false
    }
    return grammar.roles[.requests].contains(first)
      && (grammar.roles[.definiteArticles].contains(second) || topics.pointers[language]?.contains(second) == true)
  }

  /// "do the filters fit that fountain?": the text of one of them names the other.
  func related(_ sentence: Range<Int>, _ asked: [String]) -> ProductAnswer? {
    guard !topics.relational.isDisjoint(with: asked) else { return nil }
    let named = named(in: sentence)
    let products = named.count == 1 ? named + atHand.filter { $0.id != named[0].id } : named
    for product in products {
      for other in products where other.id != product.id {
        let title = Set(QuestionTopics.stems(other.title, language).filter { $0.count >= Self.tellingLength })
        let own = Set(QuestionTopics.stems(product.title, language))
        let told = ProductPassages.passages(of: product).first { passage in
          let said = title.intersection(QuestionTopics.stems(passage, language))
          return said.count > 1 && !said.isSubset(of: own)
        }
        if let told { return ProductAnswer(product: product.id, passages: [told]) }
      }
    }
    return nil
  }

  /// Letters of a word of a name that tells goods apart.
  private static let tellingLength = 3

  /// "can I order for pickup?": asked before anything is ordered, it tells how the order shall come.
  func howItComes(_ act: Act) -> Act {
    guard act.intent == .add, act.isQuestion, act.items.isEmpty, act.facts.fulfilment != nil else { return act }
    var act = act
    act.intent = .inform
    return act
  }

  /// "does it have pockets": whether something is so, to which the whole card is no answer.
  private func asksWhether(_ first: String, _ acts: [Act], _ sentence: Range<Int>) -> Bool {
    grammar.roles[.asking].contains(first) && !grammar.roles[.openQuestions].contains(first)
      && acts.allSatisfy { act in
        act.intent == .details && act.constraints.isEmpty
          && act.items.allSatisfy { $0.reference == .focus || $0.isUnnamed && $0.attributes.isEmpty }
      }
  }

  /// "whats in the sampler": where no sentence speaks of contents, what the shop says of it is that.
  func openedBox(_ sentence: Range<Int>, _ asked: [String]) -> ProductAnswer? {
    guard asked.contains(where: ["ingredients", "included"].contains), let first = opening(sentence),
      grammar.roles[.openQuestions].contains(first) || grammar.roles[.askingInside].contains(first),
      let product = subject(sentence), product.bundles.isEmpty
    else { return nil }
    let told = ProductPassages.sentences(of: product.description).prefix(Self.sentencesOfBox)
    return told.isEmpty ? nil : ProductAnswer(product: product.id, passages: Array(told))
  }

  private static let sentencesOfBox = 2

  /// What nothing else was made of.
  private static let unread: Set<Intent> = [.unclear, .outOfScope]

  private func subject(_ sentence: Range<Int>) -> Product? {
    if let other = other(in: sentence) ?? pointedOut(in: sentence) { return other }
    if asksOfIt(with: sentence), let first = atHand.first { return first }
    if let subject = scene.subject, isAsideOf(subject, sentence) { return subject }
    let named = named(in: sentence)
    if points(sentence) || named.isEmpty { return atHand.first }
    let own = Set(scene.cart.lines.map(\.productID) + [scene.memory.focusProduct].compactMap { $0 })
    let known = named.filter { own.contains($0.id) }
    return known.count == 1 ? known[0] : named.count == 1 ? named[0] : nil
  }

  /// Of a kind, as many are looked at.
  private static let compared = 40

  /// "which houseplants are safe for cats?": those whose text says so, never one whose text says the contrary.
  func fitting(_ sentence: Range<Int>, _ passages: ProductPassages, _ asked: [String]) -> ProductAnswer? {
    guard asked.contains(where: topics.hasDenials), !asked.contains(where: { saysNo($0, sentence) }) else {
      return nil
    }
    let link = reading.links.first { $0.tokens.overlaps(sentence) && $0.isGoods }
    guard link.map(isKind) ?? asksWhich(sentence) else { return nil }
    let goods = link == nil ? ofTheKindTalkedAbout() : named(in: sentence, atMost: Self.compared)
    guard goods.count > 1 else { return nil }
    let found = goods.compactMap { product in passages.answer(of: product).map { (product, $0) } }
      .filter { $0.0.isInStock && !passages.denies($0.1) }
    guard let best = found.map(\.1.score).max() else { return nil }
    let fitting = found.filter { $0.1.score == best }
    var answer = ProductAnswer(product: fitting[0].0.id, passages: fitting[0].1.passages)
    if fitting.count > 1 { answer.others = fitting.map(\.0.id) }
    return answer
  }

  /// "what's safe for dogs?", of plants: of the kind that is talked about.
  private func asksWhich(_ sentence: Range<Int>) -> Bool {
    guard let first = sentence.first, !points(sentence), scene.subject != nil || scene.memory.focusProduct != nil else {
      return false
    }
    return grammar.roles[.optionQuestions].contains(reading.words[first])
  }

  private func ofTheKindTalkedAbout() -> [Product] {
    let focus = scene.subject ?? scene.memory.focusProduct.flatMap(scene.catalog.product)
    guard let category = focus?.categoryPath.last else { return [] }
    return scene.catalog.search(
      ProductQuery(filters: ProductFilters(categories: [category]), limit: Self.compared)
    ).hits.map(\.product)
  }

  /// "which plants are toxic?" asks for those that are.
  private func saysNo(_ topic: String, _ sentence: Range<Int>) -> Bool {
    topics.denies(topic, reading.words[sentence].joined(separator: " "))
  }

  /// Goods without "the" or "this": a kind, not one of them.
  private func isKind(_ link: CatalogMention) -> Bool {
    let before = link.tokens.lowerBound - 1
    return before < 0 || !grammar.roles[.definites].contains(reading.words[before])
  }
}
