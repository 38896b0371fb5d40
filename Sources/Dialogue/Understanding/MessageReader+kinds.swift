import Commerce
import Language

/// Words that tell what kind of goods a name is of, and words of a question that only look like a name.
extension MessageReader {
  /// "can it be washed?", "do you gift wrap?", in a shop with a baby wash and a stretchy wrap: what is asked of something
  /// else names no goods.
  func dropAsked(_ reading: inout Reading, focus: Product?, taken: inout [Bool]) {
    let doubtful = reading.links.filter { link in
      guard case .products(let ids) = link.target, link.tokens.count == 1, link.confidence < Self.inFull else {
        return false
      }
      return !isDetermined(link.tokens.lowerBound, reading) || isPart(link.tokens.lowerBound, of: focus, ids, reading)
    }
    guard !doubtful.isEmpty, reading.words.last == "?" || reading.words.contains(where: grammar.questionWords.contains)
    else { return }
    let stems = reading.words.map { Stemmer.stem($0, language: reading.language) }
    let cues = grammar.topics.asked(in: stems, 0..<stems.count, language: reading.language).map(\.range)
    let pointers = grammar.topics.pointers[reading.language] ?? []
    let points = reading.words.contains(where: pointers.contains)
    for link in doubtful {
      let isOther = focus != nil || reading.links.contains { $0.isGoods && $0 != link }
      let isAsked = cues.contains { cue in
        cue.contains(link.tokens.lowerBound)
          && (cue.count > 1 && !reading.links.contains { $0 != link && $0.isGoods && cue.overlaps($0.tokens) }
            || points && isOther)
      }
      // With an article it is doubted only as a part of what is talked about.
      guard isAsked || points && isTold(link, of: focus, reading) || isDetermined(link.tokens.lowerBound, reading)
      else { continue }
      reading.links.removeAll { $0 == link }
      for index in link.tokens { taken[index] = false }
    }
  }

  /// "what needle size do I need for it?", of a yarn whose text tells of needles, in a shop with needles.
  private func isTold(_ link: CatalogMention, of focus: Product?, _ reading: Reading) -> Bool {
    guard let focus, let before = link.tokens.lowerBound > 0 ? reading.words[link.tokens.lowerBound - 1] : nil,
      grammar.roles[.optionQuestions].contains(before), reading.leadsToNoun(link.tokens.upperBound, grammar),
      case .products(let ids) = link.target, !ids.contains(focus.id)
    else { return false }
    let word = Stemmer.stem(reading.words[link.tokens.lowerBound], language: reading.language)
    return ProductSpeech.stems(focus.description, reading.language).contains(word)
  }

  /// "how long is the cable?", of headphones whose text tells of one.
  private func isPart(_ index: Int, of focus: Product?, _ meant: [ProductID], _ reading: Reading) -> Bool {
    guard let focus, index > 0, grammar.roles[.definiteArticles].contains(reading.words[index - 1]),
      !meant.contains(focus.id)
    else { return false }
    let word = Stemmer.stem(reading.words[index], language: reading.language)
    return ProductSpeech.stems(focus.description, reading.language).contains(word)
  }

  /// "the amp and 10 m of cable", "a big mouse pad": a tag with an article, and nothing behind it that it could tell of, is
  /// what a few goods are called, be it nowhere in their titles.
  func takeTagsAsGoods(
    _ reading: inout Reading, _ catalog: any CatalogSnapshot, _ focus: Product?, _ shown: [Product]
  ) {
    for place in reading.links.indices {
      let link = reading.links[place]
      guard case .attribute(let tag) = link.target, tag.name.isEmpty, isNoun(link.tokens, reading),
        !reading.links.contains(where: { $0.isGoods && $0.tokens.upperBound == link.tokens.lowerBound }),
        !([focus].compactMap { $0 } + shown).contains(where: { $0.variants.contains { $0.options.contains(tag.value) } }
        )
      else { continue }
      let query = ProductQuery(filters: ProductFilters(attributes: [tag]), limit: Self.mostTagged + 1)
      let found = catalog.search(query).hits.map(\.product)
      guard (1...Self.mostTagged).contains(found.count),
        found.allSatisfy({ $0.tags.contains { Folding.fold($0) == Folding.fold(tag.value) } })
      else { continue }
      reading.links[place].target = .products(found.map(\.id))
      reading.links[place].confidence = Self.tagged
    }
  }

  private static let mostTagged = 2
  private static let tagged = 0.5

  /// Behind an article or a count, with at most one word between, and before the end of what is said of it.
  private func isNoun(_ range: Range<Int>, _ reading: Reading) -> Bool {
    let (before, after) = (range.lowerBound - 1, range.upperBound)
    func opens(_ index: Int) -> Bool {
      index >= 0
        && ([.definiteArticles, .oneArticles].contains { grammar.roles[$0].contains(reading.words[index]) }
          || reading.tokens[index].kind == .number)
    }
    let isOpened =
      opens(before)
      || before > 0 && opens(before - 1) && reading.tokens[before].kind == .word
        && !reading.links.contains { $0.isGoods && $0.tokens.contains(before) }
    guard isOpened else { return false }
    return after >= reading.words.count || reading.tokens[after].kind == .mark
      || [.courtesies, .decidingEnds, .purposes, .tooWords].contains {
        grammar.roles[$0].contains(reading.words[after])
      }
      || grammar.separators.longestMatch(in: reading.words, from: after) != nil
  }

  /// "a wrap", "two bottles", "the wash": goods.
  private func isDetermined(_ index: Int, _ reading: Reading) -> Bool {
    guard index > 0 else { return true }
    return grammar.articles.contains(reading.words[index - 1]) || reading.tokens[index - 1].kind == .number
      || grammar.roles[.determiners].contains(reading.words[index - 1])
  }

  /// "the dragon school books": a word right behind a name that is in each of their categories means no other goods.
  func joinKinds(_ reading: inout Reading, _ catalog: any CatalogSnapshot) {
    dropDescribing(&reading, catalog)
    for place in reading.links.indices.dropLast().reversed() {
      let (name, kind) = (reading.links[place], reading.links[place + 1])
      guard name.tokens.upperBound == kind.tokens.lowerBound, case .products(let named) = name.target,
        case .products(let others) = kind.target, named.count <= Self.mostNamed, kind.confidence < Self.inFull,
        Set(named).isDisjoint(with: others)
      else { continue }
      let words = Set(kind.tokens.map { Stemmer.stem(reading.words[$0], language: reading.language) })
      let goods = named.compactMap(catalog.product)
      guard !goods.isEmpty, goods.allSatisfy({ words.isSubset(of: Self.kinds(of: $0, reading.language)) }) else {
        continue
      }
      reading.links[place].tokens = name.tokens.lowerBound..<kind.tokens.upperBound
      reading.links.remove(at: place + 1)
    }
  }

  /// "basket pls", in a shop with hanging baskets, with something in the cart and no baskets shown.
  func isCart(_ mention: CatalogMention, _ reading: Reading, _ shown: [Product], _ inCart: [Product]) -> Bool {
    guard mention.tokens == 0..<1, !inCart.isEmpty, mention.isGoods,
      grammar.acts.longestMatch(in: [reading.words[0]], from: 0)?.labels.contains("view_cart") == true,
      reading.words.dropFirst().allSatisfy({ word in
        ["?", "!", "."].contains(word) || grammar.roles[.courtesies].contains(word)
      })
    else { return false }
    let word = Stemmer.stem(reading.words[0], language: reading.language)
    return !shown.contains { ProductSpeech.stems($0.title, reading.language).contains(word) }
  }

  /// "the taste of italy basket", of a gift basket: the word of its title that stands right behind the rest of its name.
  func endNames(_ reading: inout Reading, _ catalog: any CatalogSnapshot) {
    for place in reading.links.indices {
      let link = reading.links[place]
      let next = link.tokens.upperBound
      guard next < reading.words.count, reading.tokens[next].kind == .word,
        grammar.acts.longestMatch(in: [reading.words[next]], from: 0) != nil,
        !reading.links.contains(where: { $0.tokens.contains(next) }), case .products(let ids) = link.target,
        ids.count <= Self.mostNamed
      else { continue }
      let word = Stemmer.stem(reading.words[next], language: reading.language)
      let named = ids.compactMap(catalog.product).filter {
        ProductSpeech.stems($0.title, reading.language).contains(word)
      }
      guard !named.isEmpty else { continue }
      reading.links[place].target = .products(named.map(\.id))
      reading.links[place].tokens = link.tokens.lowerBound..<next + 1
    }
  }

  /// "light bulbs", in a shop with solar lights: a word before a kind of goods that none of its goods are of tells which
  /// of the kind is meant.
  private func dropDescribing(_ reading: inout Reading, _ catalog: any CatalogSnapshot) {
    for place in reading.links.indices.dropLast().reversed() {
      let (name, kind) = (reading.links[place], reading.links[place + 1])
      guard name.tokens.upperBound == kind.tokens.lowerBound, name.tokens.count == 1, name.confidence < Self.inFull,
        // "how long do the orchids flower?": several orchids describe nothing.
        kind.confidence >= Self.inFull, isSingular(name.tokens.lowerBound, reading),
        case .products(let named) = name.target, case .category(let kind) = kind.target,
        !named.compactMap(catalog.product).contains(where: { $0.categoryPath.contains(kind) })
      else { continue }
      reading.links.remove(at: place)
    }
  }

  private func isSingular(_ index: Int, _ reading: Reading) -> Bool {
    Stemmer.stem(reading.words[index], language: reading.language) == reading.words[index]
      || !reading.words[index].hasSuffix("s")
  }

  private static func kinds(of product: Product, _ language: LanguageCode) -> Set<String> {
    Set(product.categoryPath.flatMap(Tokenizer.tokens(in:)).map { Stemmer.stem($0.text, language: language) })
  }

  private static let mostNamed = 6
  /// A name that was said in full means what is called so.
  private static let inFull = 0.9
}
