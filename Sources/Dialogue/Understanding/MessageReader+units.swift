import Commerce
import Language

/// Words that count packs of goods ("bottles", "a case", "a roll") and are goods themselves in some shops.
extension MessageReader {
  /// Whether a name is made of words that here only count: "2 bottles of wine", "a pack please".
  func isUnit(
    _ mention: CatalogMention, among mentions: [CatalogMention], _ reading: Reading, _ focus: Product?,
    _ cart: [Product]
  ) -> Bool {
    mention.tokens.allSatisfy { grammar.units.contains(reading.words[$0]) } && !isThing(mention, reading)
      && !isOfAForm(mention, reading, mentions) && !isOneMore(mention, reading)
      && !isCounted(mention, among: mentions, reading, focus, cart)
  }

  /// "3 bottles and 3 cages", "remove the bottles": no goods stand beside it that it could count, and what is talked
  /// about is not told of so.
  private func isCounted(
    _ mention: CatalogMention, among mentions: [CatalogMention], _ reading: Reading, _ focus: Product?,
    _ cart: [Product]
  ) -> Bool {
    let (before, after) = (mention.tokens.lowerBound - 1, mention.tokens.upperBound)
    guard mention.isGoods, before >= 0, !(after < reading.words.count && isGoodsOrPartitive(after, mentions, reading)),
      !mentions.contains(where: { $0.isGoods && $0.tokens.upperBound == before }),
      !mentions.contains(where: { $0.isGoods && $0.tokens.upperBound == mention.tokens.lowerBound })
    else { return false }
    // "remove the bottles", with some in the cart; of "the bag", said of what is talked about, it is a part.
    if grammar.roles[.definiteArticles].contains(reading.words[before]), case .products(let ids) = mention.target {
      return focus == nil || ids.contains { id in cart.contains { $0.id == id } }
    }
    let isCounted =
      reading.tokens[before].kind == .number
      || NumberReader(language: reading.language, pairs: grammar.pairs, roles: grammar.roles)
        .numbers(in: reading.tokens).contains { $0.range.upperBound == mention.tokens.lowerBound }
    // "2 plates, 2 cups, 1 napkins": a list of things, each with its count.
    let isListed = mentions.contains { other in
      other.isGoods && other.tokens != mention.tokens && other.tokens.lowerBound > 0
        && reading.tokens[other.tokens.lowerBound - 1].kind == .number
        && !other.tokens.allSatisfy { grammar.units.contains(reading.words[$0]) }
    }
    if isCounted, isListed { return true }
    // "house blend ground, two bags": of what was named before the comma.
    let comma = reading.words[..<before].lastIndex(of: ",")
    if isCounted, let comma, before - comma <= Self.countWords, after == reading.words.count,
      mentions.contains(where: { $0.isGoods && $0.tokens.upperBound <= comma })
    {
      return false
    }
    // "2 bags pls", right after the puppy food, are two of it; "and 2 bottles" are something else.
    let opens = grammar.separators.longestMatch(in: reading.words, from: 0) != nil
    guard isCounted, focus == nil || opens else { return false }
    let said = Array(reading.words[mention.tokens])
    return focus.map { !ProductSpeech.mentions($0, said, language: reading.language) } ?? true
  }

  /// "the cheaper one then, 2 bottles", of a wine, or "2 bottles of the Chablis": as many of it, although a gift bag
  /// comes "for 2 bottles".
  func countsGoods(
    _ mention: CatalogMention, among mentions: [CatalogMention], _ reading: Reading, _ atHand: [Product],
    _ catalog: any CatalogSnapshot
  ) -> Bool {
    if endsInMeasure(mention, reading) || isSpelledUnit(mention, reading) { return true }
    if agreesOnly(mention, among: mentions, reading, atHand) { return true }
    guard case .attribute(let filter) = mention.target, mention.tokens.count == 2,
      reading.tokens[mention.tokens.lowerBound].kind == .number,
      grammar.units.contains(reading.words[mention.tokens.lowerBound + 1])
    else { return false }
    let goods = mentions.filter { $0.isGoods && $0 != mention }
    let named = goods.flatMap { link -> [Product] in
      guard case .products(let ids) = link.target else { return [] }
      return ids.prefix(Self.maximumCounted).compactMap(catalog.product)
    }
    let meant = goods.isEmpty ? atHand : named
    return !meant.isEmpty && !meant.contains { $0.variants.contains { $0.options.contains(filter.value) } }
  }

  private static let maximumCounted = 6

  /// "FINE i take two": no grain of sandpaper, unless that is talked about.
  private func agreesOnly(
    _ mention: CatalogMention, among mentions: [CatalogMention], _ reading: Reading, _ atHand: [Product]
  ) -> Bool {
    guard case .attribute(let filter) = mention.target, mention.tokens == 0..<1, reading.words.count > 1,
      grammar.roles[.acknowledging].contains(reading.words[0]), !mentions.contains(where: \.isGoods)
    else { return false }
    return !atHand.contains { $0.variants.contains { $0.options.contains(filter.value) } }
  }

  /// "how many litres is that?": no size L.
  private func isSpelledUnit(_ mention: CatalogMention, _ reading: Reading) -> Bool {
    guard case .attribute = mention.target, mention.tokens.count == 1 else { return false }
    let word = reading.words[mention.tokens.lowerBound]
    return word.count > 2 && MeasureUnit.isSign(MeasureUnit.sign(of: word)) && MeasureUnit.sign(of: word) != word
  }

  /// "three packs of the 5mm noodles": its 5 is of a measure and of no "Pack of 5".
  private func endsInMeasure(_ mention: CatalogMention, _ reading: Reading) -> Bool {
    let (last, next) = (mention.tokens.upperBound - 1, mention.tokens.upperBound)
    guard case .attribute = mention.target, mention.tokens.count > 1, next < reading.tokens.count else { return false }
    return reading.tokens[last].kind == .number && MeasureUnit.isUnit(MeasureUnit.sign(of: reading.words[next]))
  }

  /// "the Glen Torran 18", "daybreaks": a brand of a few things that are called so means them.
  func named(
    _ mention: CatalogMention, among mentions: [CatalogMention], _ catalog: any CatalogSnapshot
  ) -> CatalogMention {
    guard case .brand(let name) = mention.target,
      !mentions.contains(where: { other in
        other.isGoods
          && (other.tokens.lowerBound == mention.tokens.upperBound
            || other.tokens.upperBound == mention.tokens.lowerBound)
      })
    else { return mention }
    let found = catalog.search(ProductQuery(filters: ProductFilters(brands: [name]), limit: Self.ofOneBrand))
    let words = Set(Tokenizer.tokens(in: name).map(\.text))
    let titled = found.hits.filter { words.isSubset(of: Tokenizer.tokens(in: $0.product.title).map(\.text)) }
    guard !titled.isEmpty, found.total <= Self.ofOneBrand else { return mention }
    var mention = mention
    mention.target = .products(titled.map(\.product.id))
    return mention
  }

  /// "a botle of cola": a slip of a unit is one only before "of", be it that the catalogue knows the unit, too; nil
  /// for any other word.
  func countsNext(_ mended: String, at index: Int, _ reading: Reading) -> Bool? {
    guard grammar.units.contains(mended) else { return nil }
    return index + 1 < reading.words.count && grammar.roles[.partitives].contains(reading.words[index + 1])
  }

  /// "dos latas de cola", of what comes as "Can": another language's word for a unit, which names a form of the goods
  /// beside it.
  func isFormBeside(
    _ mention: CatalogMention, among mentions: [CatalogMention], _ reading: Reading, _ catalog: any CatalogSnapshot
  ) -> Bool {
    guard reading.language != .english, case .attribute(let filter) = mention.target, !filter.name.isEmpty else {
      return false
    }
    return mentions.contains { other in
      guard case .products(let ids) = other.target, ids.count <= Self.ofOneBrand else { return false }
      return ids.compactMap(catalog.product).contains { $0.variants.contains { $0.options.contains(filter.value) } }
    }
  }

  /// Shoes, socks: what the last word of its name or of its kind says is had by the pair.
  func isSoldInPairs(_ product: Product) -> Bool {
    ([product.title] + product.categoryPath).contains { name in
      Tokenizer.tokens(in: name).last { $0.kind == .word }.map { word in
        grammar.pairStems.contains(Stemmer.stem(word.text, language: LanguageCode(tag: grammar.language) ?? .english))
      } ?? false
    }
  }

  /// "the two", "2"
  private static let countWords = 2
  /// A brand of more things is a kind.
  private static let ofOneBrand = 3

  /// "5w30" as "5W-30" is written; "4x50" is read as measures.
  static func parted(_ tokens: [Token]) -> [Token] {
    func isCode(_ index: Int) -> Bool {
      let token = tokens[index]
      return token.kind == .word && token.isJoined && index > 0 && tokens[index - 1].kind == .number
        && token.text.first != "x" && token.text.first?.isLetter == true && token.text.last?.isNumber == true
        && token.original.count == token.text.count
        && token.text.drop(while: \.isLetter).allSatisfy(\.isNumber)
    }
    guard tokens.indices.contains(where: isCode) else { return tokens }
    return tokens.indices.flatMap { index -> [Token] in
      guard isCode(index) else { return [tokens[index]] }
      let token = tokens[index]
      let letters = token.text.prefix(while: \.isLetter).count
      return [
        Token(
          text: String(token.text.prefix(letters)), original: token.original.prefix(letters), kind: .word,
          isJoined: true),
        Token(
          text: String(token.text.dropFirst(letters)), original: token.original.dropFirst(letters), kind: .number,
          isJoined: true),
      ]
    }
  }

  private func isGoodsOrPartitive(_ index: Int, _ mentions: [CatalogMention], _ reading: Reading) -> Bool {
    grammar.roles[.partitives].contains(reading.words[index])
      || mentions.contains { $0.isGoods && $0.tokens.lowerBound == index }
  }

  /// "2 packs of the socks", of what is sold as "Socks (2-pack)": what is counted is no part of the name.
  func withoutCount(_ found: CatalogMention, _ reading: Reading) -> CatalogMention {
    var mention = withoutNextCount(found, reading)
    let start = mention.tokens.lowerBound
    guard mention.isGoods, start + 3 < reading.words.count, mention.tokens.count > 3,
      reading.tokens[start].kind == .number, grammar.units.contains(reading.words[start + 1]),
      Stemmer.stem(reading.words[start + 1], language: reading.language) != reading.words[start + 1],
      grammar.roles[.partitives].contains(reading.words[start + 2])
    else { return mention }
    mention.tokens = start + 3..<mention.tokens.upperBound
    return mention
  }

  /// "2 kg rabbit pellets and 2 timothy hay": the count of what comes next is no part of the name, be it one of its
  /// numbers.
  private func withoutNextCount(_ mention: CatalogMention, _ reading: Reading) -> CatalogMention {
    let last = mention.tokens.upperBound - 1
    guard mention.isGoods, mention.tokens.count > 2, last + 1 < reading.words.count,
      reading.tokens[last].kind == .number,
      grammar.separators.longestMatch(in: [reading.words[last - 1]], from: 0) != nil
    else { return mention }
    var mention = mention
    mention.tokens = mention.tokens.lowerBound..<last - 1
    return mention
  }

  /// "a case for it": a word that else counts packs, with its article and what it is for.
  private func isThing(_ mention: CatalogMention, _ reading: Reading) -> Bool {
    let (before, after) = (mention.tokens.lowerBound - 1, mention.tokens.upperBound)
    return before >= 0 && grammar.roles[.oneArticles].contains(reading.words[before]) && after < reading.words.count
      && grammar.roles[.purposes].contains(reading.words[after])
  }

  /// "one burgundy bag", of bags that come in burgundy, with nothing that they could hold.
  private func isOfAForm(_ mention: CatalogMention, _ reading: Reading, _ mentions: [CatalogMention]) -> Bool {
    let after = mention.tokens.upperBound
    guard case .products = mention.target,
      !(after < reading.words.count && isGoodsOrPartitive(after, mentions, reading)),
      let value = mentions.first(where: { $0.tokens.upperBound == mention.tokens.lowerBound }),
      case .attribute(let filter) = value.target, !filter.name.isEmpty,
      reading.tokens[value.tokens.lowerBound].kind == .word
    else { return false }
    return ![WordRole.big, .small].contains { grammar.roles[$0].contains(reading.words[value.tokens.lowerBound]) }
  }

  /// "your cheapest bottle", "a water bottle", "do you have any bottles?", of what is a bottle by its title: it is
  /// looked for, and nothing stands beside it that it could hold.
  func isLookedFor(
    _ mention: CatalogMention, among mentions: [CatalogMention], _ reading: Reading, _ catalog: any CatalogSnapshot
  ) -> Bool {
    let after = mention.tokens.upperBound
    guard case .products(let ids) = mention.target, mention.tokens.count == 1,
      !(after < reading.words.count && isGoodsOrPartitive(after, mentions, reading)),
      !mentions.contains(where: { $0.isGoods && $0.tokens != mention.tokens })
    else { return false }
    let word = Stemmer.stem(reading.words[mention.tokens.lowerBound], language: reading.language)
    let called = ids.prefix(Self.maximumCounted).compactMap(catalog.product).filter { product in
      Tokenizer.tokens(in: product.title).last { $0.kind == .word }
        .map { Stemmer.stem($0.text, language: reading.language) == word } ?? false
    }
    guard !called.isEmpty else { return false }
    var start = mention.tokens.lowerBound
    while start > 0, grammar.articles.contains(reading.words[start - 1]) { start -= 1 }
    let quality = mentions.first { $0.tokens.upperBound == mention.tokens.lowerBound }
    if let quality, case .attribute(let filter) = quality.target, filter.name.isEmpty {
      return called.contains { product in product.tags.contains { Folding.fold($0) == Folding.fold(filter.value) } }
    }
    return (max(0, start - Self.seekingWords)..<start).contains { place in
      [grammar.acts, grammar.sorts].contains { phrases in
        phrases.longestMatch(in: reading.words, from: place).map { match in
          match.end == start && match.labels.contains { ["find", "cheapest", "dearest", "newest"].contains($0) }
        } ?? false
      }
    }
  }

  /// "do you have any", "I am looking for"
  private static let seekingWords = 4

  /// "3 balls", of a yarn "in 50 g balls": its own text has the word that counts it.
  func readUnitsAtHand(_ reading: inout Reading, _ focus: Product?) {
    guard let focus else { return }
    for mark in reading.quantities where mark.quantity.isExplicit {
      let next = mark.range.upperBound
      guard next < reading.words.count, reading.tokens[next].kind == .word, !reading.tokens[next].isJoined,
        !grammar.units.contains(reading.words[next]), reading.words[next].count > 2,
        !reading.links.contains(where: { $0.tokens.contains(next) }),
        !reading.acts.contains(where: { $0.range.contains(next) }),
        grammar.fillers.longestMatch(in: [reading.words[next]], from: 0) == nil,
        next + 1 == reading.words.count || reading.tokens[next + 1].kind == .mark
          || [.courtesies, .decidingEnds, .tooWords].contains(where: {
            grammar.roles[$0].contains(reading.words[next + 1])
          }),
        ProductSpeech.mentions(focus, [reading.words[next]], language: reading.language)
      else { continue }
      reading.unitsAtHand.insert(next)
    }
  }

  /// "and a roll", with nothing behind it: no unit of anything.
  private func isOneMore(_ mention: CatalogMention, _ reading: Reading) -> Bool {
    let (before, after) = (mention.tokens.lowerBound - 1, mention.tokens.upperBound)
    return before > 0 && grammar.roles[.oneArticles].contains(reading.words[before])
      && grammar.separators.longestMatch(in: reading.words, from: before - 1)?.end == before
      && reading.words[after...].allSatisfy { $0 == "." || $0 == "!" || grammar.roles[.courtesies].contains($0) }
  }
}
