import Commerce
import Language

/// Reads questions that a product's own text answers, and sees to it that a question orders nothing: "does it need
/// batteries?", "what other colours are there?", "how much would that be with delivery?".
struct ProductQuestions {
  let grammar: Grammar
  let reading: Reading
  private(set) var scene: Scene

  var topics: QuestionTopics { grammar.topics }
  var language: LanguageCode { reading.language }
  /// Products of a kind that are looked at for the answer.
  private static let looked = 5
  /// "from what age?": so short it is of what is talked about.
  static let shortQuestion = 5

  /// The acts of one sentence, its clauses at `ranges`, with what is asked in it.
  func read(_ acts: [Act], at ranges: [Range<Int>]) -> [Act] {
    guard let first = ranges.first, let last = ranges.last, isQuestion(ranges) else { return acts }
    // "can i change the helmet later if it doesnt fit": the shop's rules tell that, no text of the goods.
    if acts.contains(where: { $0.intent == .askReturns }) { return acts }
    let sentence = first.lowerBound..<last.upperBound
    if let total = withDelivery(acts, sentence) { return [total] }
    if let apart = pricesApart(sentence) { return replaced(acts, at: ranges, by: apart, from: sentence) }
    if let other = otherForms(sentence) { return replaced(acts, at: ranges, by: other, from: sentence) }
    if let foreign = foreignForm(sentence) { return [foreign] }
    if let told = answered(acts, at: ranges, sentence) ?? worded(acts, at: ranges, sentence) {
      return withPrice(told, sentence)
    }
    return zip(acts, ranges).map { act, range in asksOnly(act, range) ? asked(act) : howItComes(act) }
  }

  mutating func focus(on product: ProductID) { scene.memory.focus(on: product) }

  private func isQuestion(_ ranges: [Range<Int>]) -> Bool {
    guard let end = ranges.last?.upperBound else { return false }
    if end < reading.words.count, reading.words[end] == "?" { return true }
    // "and steep how long"
    let isAsked = scene.subject != nil && ranges.count == 1 && ranges[0].count <= Self.shortQuestion
    if isAsked, reading.words[ranges[0]].contains(where: grammar.roles[.openQuestions].contains) { return true }
    return ranges.contains { range in
      reading.words[range].contains("?") || reading.words[range].contains(where: grammar.roles[.askingInside].contains)
        || opening(range).map { grammar.questionWords.contains($0) } ?? false
        || opening(range).map { topics.openers[language]?.contains($0) ?? false } ?? false
    }
  }

  /// A clause's first word but for "ok", "and", "hi".
  func opening(_ range: Range<Int>) -> String? {
    var index = range.lowerBound
    while index < range.upperBound {
      let word = reading.words[index]
      // "lets do two of those"
      if reading.acts.contains(where: {
        $0.range.lowerBound == index && $0.range.count > 1 && $0.labels.contains { ["add", "want"].contains($0) }
      }) {
        return nil
      }
      // "and a can of that spray"
      if index > range.lowerBound, grammar.units.contains(word),
        grammar.roles[.oneArticles].contains(reading.words[index - 1])
      {
        return nil
      }
      let isAside =
        [WordRole.interjections, .agreeing].contains { grammar.roles[$0].contains(word) }
        || grammar.separators.longestMatch(in: [word], from: 0) != nil || reading.tokens[index].kind == .mark
        || (grammar.fillers.longestMatch(in: [word], from: 0) != nil && !grammar.questionWords.contains(word))
      guard isAside else { return word }
      index += 1
    }
    return nil
  }

  // MARK: A question orders nothing

  /// "does it need a battery?" names goods in full and wants none of them.
  private func asksOnly(_ act: Act, _ range: Range<Int>) -> Bool {
    // "does the filter remove viruses?", but not "do you put it in for me?"
    let commands: Set<Intent> = [.remove, .swap, .changeQuantity, .emptyCart]
    // "can I play it without the base game?", with nothing that could be taken out
    if act.intent == .remove, act.isQuestion, scene.cart.isEmpty { return true }
    guard act.intent == .add || commands.contains(act.intent) && !asksUs(range) && isMarked, let word = opening(range)
    else {
      return false
    }
    let isOffer = reading.acts.contains { $0.range.lowerBound == range.lowerBound && $0.labels.contains("find") }
    return topics.openers[language]?.contains(word) == true && !isOffer
  }

  /// "que sean 2" only begins like a question.
  private var isMarked: Bool { language == .english || reading.words.contains("?") }

  /// "do you", "can we": somebody is to do something.
  func asksUs(_ range: Range<Int>) -> Bool {
    reading.words[range].prefix(3).dropFirst().contains { word in
      grammar.roles[.selfWords].contains(word) || grammar.roles[.addressees].contains(word)
    }
  }

  private func asked(_ act: Act) -> Act {
    var act = act
    act.intent = .details
    act.isQuestion = true
    return act
  }

  // MARK: What a text tells

  private func answered(_ acts: [Act], at ranges: [Range<Int>], _ sentence: Range<Int>) -> [Act]? {
    guard !looksForGoods(sentence), !asksForForm(sentence) else { return nil }
    let stems = reading.words.map { Stemmer.stem($0, language: language) }
    // "a watering can": a name asks nothing.
    let matches = topics.asked(in: stems, sentence, language: language).filter { !isPartOfAName($0.range) }
    guard let cue = matches.max(by: { $0.range.count < $1.range.count }), !orders(ranges, cue.range),
      !finds(ranges, cue.range, sentence)
    else { return nil }
    let read = zip(acts, ranges).filter { $0.1.overlaps(cue.range) }.map(\.0.intent)
    guard Self.ofGoods.isSuperset(of: read),
      !zip(acts, ranges).contains(where: { $0.1.overlaps(cue.range) && asksOfOneForm($0.0) })
    else { return nil }
    // "how long does it take?" is asked of the delivery, "how long does the steriliser take" is not.
    if read.contains(.askDelivery), matches.contains(where: { $0.topic == "taking_time" }),
      named(in: sentence).isEmpty, !reading.words[sentence].contains(where: grammar.roles[.infinitives].contains)
    {
      return nil
    }
    // "cuánto cuesta el de vitamina c": no words of its text tell what it costs.
    if read.contains(.askPrice), reading.words[sentence].contains(where: grammar.roles[.costWords].contains) {
      return nil
    }
    // "how much is it in 500 ml and in 1 l?" asks for prices; "how much weight can it take?" does not.
    let priced = named(in: sentence).isEmpty ? atHand : named(in: sentence)
    if read.contains(.askPrice), priced.contains(where: { namesForm(of: $0, in: sentence) }) { return nil }
    let asked = matches.map(\.topic)
    let isShort = scene.subject != nil && sentence.count <= Self.shortQuestion
    if topics.pointed.isSuperset(of: asked), !points(sentence), named(in: sentence).isEmpty, !isShort { return nil }
    let passages = ProductPassages(
      topics: topics, asked: asked, words: content(sentence, stems, matches), language: language)
    if let fitting = fitting(sentence, passages, asked) {
      return replaced(acts, at: ranges, by: fitting, from: cue.range)
    }
    if let related = related(sentence, asked) { return replaced(acts, at: ranges, by: related, from: cue.range) }
    for group in subjects(sentence, asked) {
      let found = group.compactMap { product in passages.answer(of: product).map { (product, $0) } }
      guard let best = found.map(\.1.score).max(), let first = found.first(where: { $0.1.score == best }) else {
        continue
      }
      let answer = ProductAnswer(product: first.0.id, passages: first.1.passages)
      return replaced(acts, at: ranges, by: answer, from: cue.range)
    }
    // "can you write Happy Birthday on it?": what shall stand there names no goods.
    if asked.contains("message"), points(sentence), let subject = scene.subject ?? atHand.first {
      return replaced(acts, at: ranges, by: ProductAnswer(product: subject.id), from: cue.range)
    }
    let isPlain = points(sentence) || !named(in: sentence).isEmpty
    if let opened = openedBox(sentence, asked), isUnanswered(acts, at: ranges, cue.range) {
      return replaced(acts, at: ranges, by: opened, from: cue.range)
    }
    if let several = ofTheShown(passages, acts, at: ranges, sentence) { return several }
    if !isPlain, let answer = ofTheCart(passages) { return replaced(acts, at: ranges, by: answer, from: cue.range) }
    // "does it keep squirrels away?": on no topic the text speaks of, but it has the question's own words.
    if let product = plainSubject(sentence), isUnanswered(acts, at: ranges, cue.range) {
      if let told = told(of: product, sentence, stems) {
        return replaced(acts, at: ranges, by: ProductAnswer(product: product.id, passages: told), from: cue.range)
      }
    }
    guard !(isPlain ? topics.plainlyHonest : topics.honest).isDisjoint(with: asked),
      isUnanswered(acts, at: ranges, cue.range), let product = plainSubject(sentence)
    else { return nil }
    return replaced(acts, at: ranges, by: ProductAnswer(product: product.id), from: cue.range)
  }

  /// "how much does one can cover?", of paint and a roller in the cart: the one whose text tells.
  private func ofTheCart(_ passages: ProductPassages) -> ProductAnswer? {
    let told = scene.cart.lines.suffix(Self.looked).compactMap { scene.catalog.product($0.productID) }.compactMap {
      product in passages.answer(of: product).map { (product, $0) }
    }
    return told.count == 1 ? ProductAnswer(product: told[0].0.id, passages: told[0].1.passages) : nil
  }

  /// What else than these was understood is no question about goods: "what's in my cart?".
  private static let ofGoods: Set<Intent> = [
    .unclear, .outOfScope, .find, .narrow, .browse, .showMore, .details, .askPrice, .askStock, .pick, .compare, .add,
    .inform,
    .askAdvice, .askAbout, .askReturns, .askDelivery, .askPayment, .aboutShop, .help, .confirm,
  ]

  /// "do you have a snack without nuts?" looks for goods; "is there a warranty on the drill?" asks of it.
  private func finds(_ ranges: [Range<Int>], _ cue: Range<Int>, _ sentence: Range<Int>) -> Bool {
    // "noise cancelling headphones for flights?": goods, and what they shall be for.
    if let first = reading.links.first(where: { sentence.contains($0.tokens.lowerBound) && $0.isGoods }),
      first.tokens.upperBound < sentence.upperBound, first.tokens.upperBound <= cue.lowerBound,
      grammar.roles[.purposes].contains(reading.words[first.tokens.upperBound]),
      opening(sentence).map({ topics.openers[language]?.contains($0) != true && !grammar.questionWords.contains($0) })
        == true
    {
      return true
    }
    // "range?", with something talked about: what it is asked of is there.
    if sentence.count == 1, scene.memory.shownProducts.count > 0 { return false }
    guard let clause = ranges.first(where: { $0.overlaps(cue) }), !points(sentence),
      !reading.words[sentence].contains(where: grammar.roles[.definites].contains)
    else { return false }
    return reading.acts.contains { phrase in
      clause.contains(phrase.range.lowerBound) && phrase.range.lowerBound <= cue.lowerBound
        && phrase.labels.contains { ["find", "browse"].contains($0) }
    }
  }

  /// "it", "are they …"; "this drill" names what it is about.
  func points(_ sentence: Range<Int>) -> Bool {
    let pointers = topics.pointers[language] ?? []
    // "es suave?": these languages leave the pronoun out.
    if opensWithCopula(sentence) { return true }
    return reading.references.contains { $0.range.overlaps(sentence) && $0.reference == .focus }
      || sentence.contains { index in
        pointers.contains(reading.words[index])
          && !reading.links.contains { $0.isGoods && $0.tokens.lowerBound == index + 1 }
          && !isCopulaOfTheNamed(index, sentence)
      }
  }

  /// "el ramen de kimchi es vegano": a verb that points only where nothing is named before it.
  private func isCopulaOfTheNamed(_ index: Int, _ sentence: Range<Int>) -> Bool {
    grammar.roles[.copulas].contains(reading.words[index])
      && reading.links.contains {
        $0.isGoods && sentence.contains($0.tokens.lowerBound) && $0.tokens.upperBound <= index
      }
  }

  private func orders(_ ranges: [Range<Int>], _ cue: Range<Int>) -> Bool {
    guard let clause = ranges.first(where: { $0.overlaps(cue) }) else { return false }
    return reading.acts.contains { phrase in
      clause.contains(phrase.range.lowerBound) && !phrase.range.overlaps(cue)
        && phrase.range.lowerBound <= cue.lowerBound
        && phrase.labels.contains { ["add", "want", "remove", "swap", "checkout"].contains($0) }
    }
  }

  /// The question's words that are neither small nor the topic's own.
  func content(
    _ sentence: Range<Int>, _ stems: [String], _ matches: [QuestionTopics.Match]
  ) -> Set<String> {
    let small = topics.small[language] ?? []
    return Set(
      sentence.filter { index in
        reading.tokens[index].kind == .word && !small.contains(reading.words[index])
          && !grammar.roles[.courtesies].contains(reading.words[index])
      }.map { stems[$0] })
  }

  /// Which products are asked of, the likeliest first: those pointed at, those named, those at hand.
  private func subjects(_ sentence: Range<Int>, _ asked: [String]) -> [[Product]] {
    if let other = other(in: sentence) ?? pointedOut(in: sentence) { return [[other]] }
    let named = named(in: sentence)
    let focus = atHand
    // "what language is it in?" is of what was talked about, whatever else a word may name.
    let isNamed = namesBefore(sentence)
    if points(sentence), !focus.isEmpty, topics.relational.isDisjoint(with: asked), !introduces(sentence), !isNamed {
      return [focus]
    }
    if asksOfIt(with: sentence), !focus.isEmpty { return [focus, named] }
    if introduces(sentence), !isNamed { return [named, focus].filter { !$0.isEmpty } }
    if points(sentence) && !isNamed || named.isEmpty { return [focus, named].filter { !$0.isEmpty } }
    let known = Set(scene.cart.lines.map(\.productID) + [scene.memory.focusProduct].compactMap { $0 })
    // "the gummies" are those in the cart, of all there are.
    let own = named.filter { known.contains($0.id) }
    let shown = named.filter { scene.memory.shownProducts.contains($0.id) }
    let first = !own.isEmpty ? own : shown.isEmpty ? named : shown
    let isRelated = !topics.relational.isDisjoint(with: asked)
    return isRelated ? [named + focus.filter { !named.contains($0) }] : [first]
  }

  private func introduces(_ sentence: Range<Int>) -> Bool {
    sentence.contains { index in
      reading.references.contains { $0.range.contains(index) && $0.reference == .focus }
        && reading.isIntroduced(at: index, grammar)
    }
  }

  var atHand: [Product] {
    if let subject = scene.subject { return [subject] }
    let shown = scene.memory.shownProducts
    if shown.count == 1 { return shown.compactMap(scene.catalog.product) }
    return scene.cart.lines.suffix(1).compactMap { scene.catalog.product($0.productID) }
  }

  func named(in sentence: Range<Int>, atMost limit: Int = looked) -> [Product] {
    var products: [Product] = []
    for link in reading.links where link.tokens.overlaps(sentence) && !describesKind(link, limit) {
      let found: [Product]
      switch link.target {
      case .products(let ids): found = ids.prefix(limit).compactMap(scene.catalog.product)
      case .category(let name): found = goods(of: name, link, limit)
      case .brand, .attribute: continue
      }
      for product in found where !products.contains(product) { products.append(product) }
    }
    return products
  }

  /// The one product that it can only be about.
  private func plainSubject(_ sentence: Range<Int>) -> Product? {
    if asksOfIt(with: sentence), let first = atHand.first { return first }
    let ids = reading.links.filter { $0.tokens.overlaps(sentence) && $0.isGoods }.compactMap { link -> ProductID? in
      if case .products(let ids) = link.target, ids.count == 1, link.confidence >= 0.6 { ids[0] } else { nil }
    }
    if ids.count == 1 { return scene.catalog.product(ids[0]) }
    let hasGoods = reading.links.contains { $0.tokens.overlaps(sentence) && $0.isGoods }
    return hasGoods ? nil : atHand.first
  }

  static let empty: Set<Intent> = [
    .unclear, .outOfScope, .askAdvice, .find, .narrow, .details, .showMore,
  ]

  private func isUnanswered(_ acts: [Act], at ranges: [Range<Int>], _ cue: Range<Int>) -> Bool {
    zip(acts, ranges).allSatisfy { act, range in
      !range.overlaps(cue) || Self.empty.contains(act.intent) || asksOnly(act, range)
        || act.intent == .aboutShop && act.source == .classifier
    }
  }

  // MARK: Other forms

  /// "do you have other colours?", "what other strains do you have": of the product talked about.
  private func otherForms(_ sentence: Range<Int>) -> ProductAnswer? {
    let words = reading.words[sentence]
    guard let others = topics.others[language], words.contains(where: others.contains),
      let product = named(in: sentence).only ?? scene.subject,
      product.variants.count > 1
    else { return nil }
    // "what other colours in XL?" is of one size.
    guard !namesForm(of: product, in: sentence) else { return nil }
    let stems = Set(words.map { Stemmer.stem($0, language: language) })
    let name = product.optionNames.first { name in
      let own = Tokenizer.tokens(in: name).map(\.text)
      return own.contains { stems.contains(Stemmer.stem($0, language: language)) }
        || [WordRole.colourWords, .sizeWords, .flavourWords].contains { kind in
          own.contains(where: grammar.roles[kind].contains) && words.contains(where: grammar.roles[kind].contains)
        }
    }
    return name.map { ProductAnswer(product: product.id, option: $0) }
  }

  /// Whether a value of one of the product's options is said.
  func namesForm(of product: Product, in sentence: Range<Int>) -> Bool {
    let words = reading.words[sentence]
    let isRead = reading.links.contains { link in
      guard link.tokens.overlaps(sentence), case .attribute(let filter) = link.target else { return false }
      return product.variants.contains { $0.options.contains(filter.value) }
    }
    return isRead
      || product.variants.flatMap(\.options).contains { value in
        let tokens = Tokenizer.tokens(in: value).map(\.text)
        return words.indices.contains { Array(words[$0...].prefix(tokens.count)) == tokens }
      }
  }

  // MARK: In the place of what was read

  /// The answer stands where the cue is; what only named the goods beside it says nothing of its own.
  func replaced(
    _ acts: [Act], at ranges: [Range<Int>], by answer: ProductAnswer, from cue: Range<Int>
  ) -> [Act] {
    let sentence = (ranges.first?.lowerBound ?? 0)..<(ranges.last?.upperBound ?? 0)
    var about = Act(
      .askAbout, confidence: 0.9, text: reading.original(sentence),
      items: [ItemPhrase(candidates: [answer.product], linkConfidence: 1)], isQuestion: true)
    about.answer = answer
    var out: [Act] = []
    for (act, range) in zip(acts, ranges) {
      if range.overlaps(cue) {
        if !out.contains(where: { $0.intent == .askAbout }) { out.append(about) }
      } else if !Self.mentions.contains(act.intent) {
        out.append(act)
      }
    }
    return out
  }

  private static let mentions: Set<Intent> = [
    .unclear, .outOfScope, .find, .pick, .details, .narrow, .askAdvice, .confirm, .askAbout, .showMore,
  ]
}

extension [Product] {
  /// The element where there is one and no other.
  fileprivate var only: Product? { count == 1 ? self[0] : nil }
}
