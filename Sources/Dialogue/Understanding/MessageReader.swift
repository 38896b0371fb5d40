import Commerce
import Language

/// Recognises everything in a message that has a form: prices, counts, pointing words, catalogue names, phrases.
/// Each step leaves alone what an earlier one took.
package struct MessageReader: Sendable {
  let grammar: Grammar

  package init(grammar: Grammar) { self.grammar = grammar }

  /// - Parameter orderNumbers: the shopper's own, so that a bare number can be one.
  package func read(
    _ text: String, catalog: any CatalogSnapshot, currency: Currency, orderNumbers: Set<String> = [],
    focus: Product? = nil, form: Variant? = nil, shown: [Product] = [], inCart: [Product] = [],
    isSettled: Bool = false
  ) -> Reading {
    let language = LanguageCode(tag: grammar.language) ?? .english
    var reading = Reading(tokens: shortened(Self.tokens(in: text)), language: language)
    var taken = [Bool](repeating: false, count: reading.tokens.count)
    mendCommands(&reading, catalog: catalog)
    ContactGrammar().read(&reading, taken: &taken)
    readOrderNumber(&reading, taken: &taken, known: orderNumbers, catalog)
    let numbers = NumberReader(
      language: language, pairs: grammar.pairs, roles: grammar.roles, units: grammar.units,
      isOfPairs: { focus.map(isSoldInPairs) ?? false }
    ).numbers(in: reading.tokens)
    PercentGrammar(grammar: grammar).read(&reading, numbers: numbers, taken: &taken)
    PriceGrammar(grammar: grammar, currency: currency).read(&reading, numbers: numbers, taken: &taken)
    readLinks(&reading, catalog: catalog, focus: focus, shown: shown, inCart: inCart, taken: &taken)
    readLoosely(&reading, catalog, taken: &taken)
    TitleNumbers(grammar: grammar, catalog: catalog, numbers: numbers, shown: shown).narrow(&reading, taken: &taken)
    preferShown(&reading, shown)
    preferCart(&reading, inCart, catalog)
    readInCart(&reading, inCart, catalog, taken: &taken)
    readPointed(&reading, shown, taken: &taken)
    readLargest(&reading, shown, taken: &taken)
    OptionWords(
      grammar: grammar, catalog: catalog, numbers: numbers, focus: focus, shown: shown, inCart: inCart,
      form: form, isSettled: isSettled
    )
    .read(&reading, taken: &taken)
    TitleNumbers(grammar: grammar, catalog: catalog, numbers: numbers, shown: shown).read(&reading, taken: &taken)
    dropShades(&reading, focus, catalog)
    let values = NamedValues(grammar: grammar, catalog: catalog, focus: focus)
    values.readTitles(&reading)
    values.readUnknown(&reading, taken: &taken)
    for index in reading.words.indices.dropLast()
    where grammar.roles[.idlePhrases].contains(reading.words[index] + " " + reading.words[index + 1]) {
      (taken[index], taken[index + 1]) = (true, true)
    }
    ReferenceGrammar(grammar: grammar).read(&reading, numbers: numbers, taken: &taken)
    QuantityGrammar(grammar: grammar).read(&reading, numbers: numbers, taken: &taken)
    readPhrases(&reading, catalog)
    readUnitsAtHand(&reading, focus)
    return reading
  }

  /// Spanish opens its questions and exclamations with a mark, which says nothing that their end does not.
  private static func tokens(in text: String) -> [Token] {
    let all = parted(Tokenizer.tokens(in: text))
    guard all.contains(where: { $0.text == "¿" || $0.text == "¡" }) else { return all }
    var tokens: [Token] = []
    var isFirst = false
    for token in all {
      if token.text == "¿" || token.text == "¡" {
        isFirst = true
        continue
      }
      tokens.append(token)
      if isFirst { tokens[tokens.count - 1].isJoined = false }
      isFirst = false
    }
    return tokens
  }

  /// "verde limão", "navy blue": two values of one option side by side, of which what is spoken of comes in one.
  private func dropShades(_ reading: inout Reading, _ focus: Product?, _ catalog: any CatalogSnapshot) {
    let named = reading.links.flatMap { link -> [Product] in
      guard case .products(let ids) = link.target else { return [] }
      return ids.compactMap(catalog.product)
    }
    let products = named.isEmpty ? [focus].compactMap { $0 } : named
    func comes(_ filter: AttributeFilter) -> Bool {
      products.contains { $0.variants.contains { $0.options.contains(filter.value) } }
    }
    for (first, second) in zip(reading.links, reading.links.dropFirst())
    where first.tokens.upperBound == second.tokens.lowerBound {
      guard case .attribute(let one) = first.target, case .attribute(let other) = second.target,
        one.name == other.name, !one.name.isEmpty, comes(one) != comes(other),
        let index = reading.links.firstIndex(of: comes(one) ? first : second)
      else { continue }
      reading.links[index].tokens = first.tokens.lowerBound..<second.tokens.upperBound
      reading.links.removeAll { $0 == (comes(one) ? second : first) }
    }
  }

  /// Slips in command words are mended where the catalogue does not know the word.
  private func mendCommands(_ reading: inout Reading, catalog: any CatalogSnapshot) {
    for index in reading.tokens.indices.dropLast()
    where reading.tokens[index].kind == .word && reading.tokens[index + 1].kind == .word {
      let pair = [index, index + 1]
      guard let mended = grammar.spelling.mended(reading.words[index], reading.words[index + 1]),
        !pair.contains(where: { place in
          reading.words[place] != mended[place - index] && isCalled(reading.words[place], catalog, exactly: true)
        })
      else { continue }
      for (place, word) in zip(pair, mended) { (reading.tokens[place].text, reading.words[place]) = (word, word) }
    }
    for (index, token) in reading.tokens.enumerated()
    where token.kind == .word && (!grammar.words.contains(token.text) || isJoint(index, reading)) {
      // The "w" of "5W-30" is a part of a code, that of "60 w" a measure.
      guard index == 0 || reading.tokens[index - 1].kind != .number || !isPartOfNumber(index, reading) else { continue }
      guard let mended = grammar.spelling.mended(token.text),
        countsNext(mended, at: index, reading)
          ?? !isCalled(token.text, catalog, exactly: grammar.spelling.isAbbreviation(token.text))
      else { continue }
      reading.tokens[index].text = mended
      reading.words[index] = mended
    }
  }

  /// Whether goods are called so; what looks only like a slip of their name is none where the word has a meaning.
  private func isCalled(_ word: String, _ catalog: any CatalogSnapshot, exactly: Bool) -> Bool {
    let mentions = catalog.mentions(in: [word])
    guard exactly else { return !mentions.isEmpty }
    return mentions.contains { mention in
      switch mention.target {
      case .products(let ids):
        ids.compactMap(catalog.product).contains { Tokenizer.tokens(in: $0.title).contains { $0.text == word } }
      case .category(let name), .brand(let name): Tokenizer.tokens(in: name).contains { $0.text == word }
      case .attribute(let filter): Tokenizer.tokens(in: filter.value).contains { $0.text == word }
      }
    }
  }

  /// Catalogue names win over single command words, but not over what has the form of a price or an address.
  private func readLinks(
    _ reading: inout Reading, catalog: any CatalogSnapshot, focus: Product?, shown: [Product], inCart: [Product],
    taken: inout [Bool]
  ) {
    let mentions = catalog.mentions(in: parted(reading.words, catalog))
    for found in mentions where !taken[found.tokens].contains(true) && !isCart(found, reading, shown, inCart) {
      let mention = named(withoutCount(found, reading), among: mentions, catalog)
      let isUnit =
        isUnit(mention, among: mentions, reading, focus, inCart)
        && !isLookedFor(mention, among: mentions, reading, catalog)
      guard !isUnit || isFormBeside(mention, among: mentions, reading, catalog), !isPlural(mention.tokens, reading),
        !isDegree(mention.tokens, reading, atHand: focus != nil || !shown.isEmpty),
        !countsPeople(mention.tokens, reading),
        !countsGoods(mention, among: mentions, reading, [focus].compactMap { $0 } + shown, catalog)
      else { continue }
      reading.links.append(mention)
      for index in mention.tokens { taken[index] = true }
    }
    reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
    takeTagsAsGoods(&reading, catalog, focus, shown)
    dropOwned(&reading, catalog)
    joinKinds(&reading, catalog)
    dropAsked(&reading, focus: focus, taken: &taken)
    reading.dropAccompaniments(joints: grammar.roles[.joints])
  }

  /// "swap the croissant for an almond croissant": the joint parts two names, unless it stands so in a title.
  private func parted(_ said: [String], _ catalog: any CatalogSnapshot) -> [String] {
    let words = listed(said, catalog)
    guard let cue = words.firstIndex(where: { grammar.roles[.swapWords].contains($0) }) else { return words }
    let joints = words.indices.filter { $0 > cue && grammar.roles[.swapJoints].contains(words[$0]) }
    guard !joints.isEmpty else { return words }
    let titled = catalog.mentions(in: words).compactMap { mention -> (Range<Int>, [[String]])? in
      guard case .products(let ids) = mention.target else { return nil }
      return (mention.tokens, ids.compactMap(catalog.product).map { Tokenizer.tokens(in: $0.title).map(\.text) })
    }
    func isTitled(_ joint: Int) -> Bool {
      titled.contains { range, titles in
        range.contains(joint - 1) && range.contains(joint + 1)
          && titles.contains { title in
            zip(title, zip(title.dropFirst(), title.dropFirst(2))).contains {
              $0 == words[joint - 1] && $1.0 == words[joint] && $1.1 == words[joint + 1]
            }
          }
      }
    }
    var apart = words
    for joint in joints where !isTitled(joint) { apart[joint] = "|" }
    return apart
  }

  /// "a christmas tree and a stand": what has its own article is a thing of its own.
  private func listed(_ words: [String], _ catalog: any CatalogSnapshot) -> [String] {
    var words = words
    for index in words.indices.dropFirst().dropLast()
    where grammar.roles[.oneArticles].contains(words[index + 1])
      || isNumber(words[index + 1]) && !isTitled(index, words, catalog)
      || grammar.roles[.definiteArticles].contains(words[index + 1]) && !isTitled(index, words, catalog)
    {
      if grammar.separators.longestMatch(in: [words[index]], from: 0) != nil { words[index] = "|" }
    }
    return words
  }

  /// "2 pre-rolls and 1 sour diesel": a count begins the next thing.
  private func isNumber(_ word: String) -> Bool {
    word.first?.isNumber == true
      || !NumberWords.mentions(
        in: Tokenizer.tokens(in: word), language: LanguageCode(tag: grammar.language) ?? .english
      )
      .isEmpty
  }

  /// "the old man and the sea": a title that has the joint and its article itself.
  private func isTitled(_ joint: Int, _ words: [String], _ catalog: any CatalogSnapshot) -> Bool {
    catalog.mentions(in: words).contains { mention in
      guard case .products(let ids) = mention.target, mention.tokens.contains(joint), mention.tokens.contains(joint + 1)
      else { return false }
      return ids.compactMap(catalog.product).contains { product in
        let title = Tokenizer.tokens(in: product.title).map(\.text)
        return zip(title, title.dropFirst()).contains { $0 == words[joint] && $1 == words[joint + 1] }
      }
    }
  }

  /// The "s" of "90s" is no size.
  private func isPlural(_ range: Range<Int>, _ reading: Reading) -> Bool {
    range.count == 1 && range.lowerBound > 0 && reading.words[range.lowerBound] == "s"
      && reading.tokens[range.lowerBound].isJoined && reading.tokens[range.lowerBound - 1].kind == .number
  }

  /// Phrases of several words may stand across a one-word catalogue name ("show more"), never inside a longer one.
  private func readPhrases(_ reading: inout Reading, _ catalog: any CatalogSnapshot) {
    endNames(&reading, catalog)
    let names = reading.links.filter { $0.tokens.count > 1 }.map(\.tokens)
    func free(_ range: Range<Int>) -> Bool { !names.contains { $0.meets(range) } }
    func labelled(_ trie: PhraseTrie) -> [LabelledRange] {
      trie.matches(in: reading.words).filter { free($0.range) }.map {
        LabelledRange(range: $0.range, labels: $0.labels)
      }
    }
    reading.sorts = labelled(grammar.sorts)
    // "more" of "more expensive", "menos" of "por menos de 4 euros": a part of something longer is no act.
    let longer =
      reading.prices.map(\.range)
      + (reading.sorts.map(\.range) + reading.references.map(\.range)).filter { $0.count > 1 }
    reading.acts = labelled(grammar.acts).filter { phrase in
      guard phrase.range.count == 1 else { return true }
      return !reading.links.contains { $0.tokens == phrase.range }
        && !longer.contains { $0.count > 1 && $0.contains(phrase.range.lowerBound) }
    }
    reading.links.removeAll { link in
      link.tokens.count == 1
        && reading.acts.contains { $0.range.count > 1 && $0.range.meets(link.tokens) && Self.closed($0) }
    }
    reading.conditions = labelled(grammar.conditions)
    reading.negations = labelled(grammar.negations).map(\.range)
    reading.fulfilments = labelled(grammar.fulfilments).filter { !takesGoods($0, reading) }
    reading.payments = labelled(grammar.payments).filter { !isThing($0.range, reading) }
    reading.factCues = labelled(grammar.facts)
    reading.days = labelled(grammar.days)
  }

  /// "a birthday card", in a shop for cards: how somebody pays is no thing with a quality or an article.
  private func isThing(_ range: Range<Int>, _ reading: Reading) -> Bool {
    guard range.count == 1, range.lowerBound > 0, reading.links.contains(where: { $0.isGoods && $0.tokens == range })
    else { return false }
    return grammar.roles[.oneArticles].contains(reading.words[range.lowerBound - 1])
      || reading.links.contains { !$0.isGoods && $0.tokens.upperBound == range.lowerBound }
  }

  /// Indonesian "ambil 3" takes three; it does not fetch them.
  private func takesGoods(_ phrase: LabelledRange, _ reading: Reading) -> Bool {
    let next = phrase.range.upperBound
    if goesWith(phrase, reading) { return true }
    return phrase.range.count == 1 && phrase.labels.contains("pickup")
      && (reading.quantities.contains { $0.range.lowerBound == next && $0.quantity.isExplicit }
        || reading.links.contains { $0.isGoods && $0.tokens.lowerBound == next })
  }

  /// A phrase that is a whole act by itself; the open ones ("show me", "add") need goods after them.
  private static func closed(_ phrase: LabelledRange) -> Bool {
    !phrase.labels.contains {
      ["add", "want", "find", "remove", "change_quantity", "swap", "details", "ask_price"].contains($0)
    }
  }

  /// `#1002`, `order 1002`, or a bare number that is one of the shopper's orders.
  private func readOrderNumber(
    _ reading: inout Reading, taken: inout [Bool], known: Set<String>, _ catalog: any CatalogSnapshot
  ) {
    for (index, token) in reading.tokens.enumerated() where token.kind == .number && !taken[index] {
      let isMarked = index > 0 && reading.words[index - 1] == "#" && token.text.count >= 3
      let isNamed = token.text.count >= 3 && followsOrderWord(reading.words, index)
      // "Calle 60 #210" is a house.
      let isHouse = isMarked && !known.contains(token.text) && index > 1 && reading.tokens[index - 2].kind == .number
      guard isMarked && !isHouse || isNamed || known.contains(token.text) else { continue }
      // "can I order 100 cilantro?" counts.
      let following = Array(reading.words[(index + 1)...].prefix(3))
      let counts = catalog.mentions(in: following).contains { $0.tokens.lowerBound == 0 && $0.isGoods }
      if !isMarked, !known.contains(token.text), counts { continue }
      let start = isMarked ? index - 1 : index
      reading.orderNumber = (start..<index + 1, token.text)
      for place in start...index { taken[place] = true }
      return
    }
  }

  private func followsOrderWord(_ words: [String], _ index: Int) -> Bool {
    (max(0, index - 3)..<index).contains { start in
      guard let match = grammar.facts.longestMatch(in: words, from: start), match.labels.contains("order_number") else {
        return false
      }
      return match.end == index || (match.end == index - 1 && grammar.roles[.numberSigns].contains(words[index - 1]))
    }
  }
}
