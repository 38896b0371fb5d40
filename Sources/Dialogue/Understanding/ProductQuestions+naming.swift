import Commerce
import Language

/// Whether a question looks for goods or asks of some, and of which.
extension ProductQuestions {
  /// "is the cup waterproof? does it keep tea hot?": the next sentence is of what this one asked of.
  mutating func turn(to acts: [Act]) {
    guard acts.count == 1, acts[0].intent == .askAbout, let product = acts[0].answer?.product,
      product != scene.subject?.id, scene.subjectID == nil
    else { return }
    focus(on: product)
  }

  /// "anything without nuts?", "can I get two with batteries?": goods are wanted, nothing is asked of one.
  func looksForGoods(_ sentence: Range<Int>) -> Bool {
    reading.words[sentence].contains { grammar.roles[.indefinites].contains($0) } || looksWithout(sentence)
  }

  /// "my dog is allergic to chicken, do you have food without chicken?"
  private func looksWithout(_ sentence: Range<Int>) -> Bool {
    // "which cakes are safe for someone with a nut allergy?"
    if reading.words[sentence].contains(where: grammar.roles[.allergies].contains),
      !points(sentence) || asksWhich(sentence),
      reading.words[sentence].contains(where: grammar.roles[.optionQuestions].contains)
        || reading.acts.contains(where: { phrase in
          sentence.contains(phrase.range.lowerBound) && phrase.labels.contains { ["find", "browse"].contains($0) }
        })
    {
      return true
    }
    guard let negation = reading.negations.first(where: { $0.overlaps(sentence) }),
      !reading.references.contains(where: { $0.range.overlaps(sentence) && $0.reference == .focus })
    else { return false }
    if reading.acts.contains(where: { phrase in
      sentence.contains(phrase.range.lowerBound) && phrase.range.upperBound <= negation.lowerBound
        && phrase.labels.contains("find")
    }) {
      return true
    }
    // "what cakes dont have nuts"
    let first = reading.words[sentence.lowerBound]
    return grammar.roles[.optionQuestions].contains(first)
      && reading.links.contains { link in
        guard sentence.contains(link.tokens.lowerBound), link.tokens.upperBound == negation.lowerBound else {
          return false
        }
        if case .products(let ids) = link.target { return ids.count > 1 }
        return link.isGoods
      }
  }

  /// "what cakes can he have": of which goods.
  private func asksWhich(_ sentence: Range<Int>) -> Bool {
    reading.links.contains { link in
      let before = link.tokens.lowerBound - 1
      return link.isGoods && sentence.contains(before)
        && grammar.roles[.optionQuestions].contains(reading.words[before])
    }
  }

  /// "does the sourdough have any milk in it?": what is named with its article, before the word that points at it.
  func namesBefore(_ sentence: Range<Int>) -> Bool {
    reading.references.contains { mark in
      mark.reference == .focus && sentence.contains(mark.range.lowerBound)
        && reading.links.contains { link in
          let start = link.tokens.lowerBound
          return link.isGoods && start > sentence.lowerBound && link.tokens.upperBound <= mark.range.lowerBound
            && grammar.roles[.definites].contains(reading.words[start - 1])
        }
    }
  }

  /// "watercolour paper", in a shop with watercolours: a group right before another one tells which of that is meant.
  func describesKind(_ link: CatalogMention, _ limit: Int) -> Bool {
    guard link.isGoods,
      let kind = reading.links.first(where: { $0.tokens.lowerBound == link.tokens.upperBound }),
      case .category(let name) = kind.target
    else { return false }
    return !described(kind, of: name, limit).isEmpty
  }

  private func described(_ kind: CatalogMention, of category: String, _ limit: Int) -> [Product] {
    guard let before = reading.links.first(where: { $0.isGoods && $0.tokens.upperBound == kind.tokens.lowerBound })
    else { return [] }
    let words = reading.words[before.tokens.lowerBound..<kind.tokens.upperBound].joined(separator: " ")
    let query = ProductQuery(text: words, filters: ProductFilters(categories: [category]), limit: limit)
    let told = Set(before.tokens.map { Stemmer.stem(reading.words[$0], language: language) })
    return scene.catalog.search(query).hits.map(\.product).filter { product in
      let own = ([product.title, product.description] + product.tags).joined(separator: " ")
      return told.isSubset(of: QuestionTopics.stems(own, language))
    }
  }

  /// The goods of a group; "the gluten free bread" is of those that are told so, if any is.
  func goods(of category: String, _ link: CatalogMention, _ limit: Int) -> [Product] {
    let described = described(link, of: category, limit)
    if !described.isEmpty { return described }
    let beside = reading.links.compactMap { other -> AttributeFilter? in
      guard case .attribute(let filter) = other.target,
        other.tokens.upperBound == link.tokens.lowerBound || other.tokens.lowerBound == link.tokens.upperBound
      else { return nil }
      return filter
    }
    func found(_ attributes: [AttributeFilter]) -> [Product] {
      let filters = ProductFilters(categories: [category], attributes: attributes)
      return scene.catalog.search(ProductQuery(filters: filters, limit: limit)).hits.map(\.product)
    }
    let told = beside.isEmpty ? [] : found(beside)
    return told.isEmpty ? found([]) : told
  }

  /// "do they come in blue?", of what comes in teal and coral: a form that there is not, and no text to look it up in.
  func foreignForm(_ sentence: Range<Int>) -> Act? {
    guard let product = scene.subject, points(sentence), named(in: sentence).isEmpty else { return nil }
    let filters = reading.links.compactMap { link -> AttributeFilter? in
      let before = link.tokens.lowerBound - 1
      guard case .attribute(let filter) = link.target, sentence.contains(link.tokens.lowerBound),
        before > sentence.lowerBound, grammar.roles[.likeWords].contains(reading.words[before]),
        product.optionNames.contains(where: { Folding.fold($0) == Folding.fold(filter.name) }),
        !product.variants.contains(where: { $0.options.contains { Folding.fold($0) == Folding.fold(filter.value) } })
      else { return nil }
      return filter
    }
    guard !filters.isEmpty else { return nil }
    return Act(
      .narrow, confidence: 0.9, source: .rule, text: reading.original(sentence),
      items: [ItemPhrase(reference: .focus, attributes: filters)], isQuestion: true)
  }

  /// "is the chocolate one gluten free?", of a list in which one is called so.
  func pointedOut(in sentence: Range<Int>) -> Product? {
    guard
      let one = sentence.dropFirst().first(where: { index in
        grammar.roles[.dummyNouns].contains(reading.words[index]) && reading.tokens[index - 1].kind == .word
          && sentence.prefix(while: { $0 < index }).contains {
            grammar.roles[.definites].contains(reading.words[$0])
          }
      })
    else { return nil }
    let word = Stemmer.stem(reading.words[one - 1], language: language)
    let called = scene.memory.shownProducts.prefix(Interpreter.shownLooked).compactMap(scene.catalog.product)
      .filter { QuestionTopics.stems($0.title, language).contains(word) }
    return scene.memory.shownProducts.count > 1 && called.count == 1 ? called[0] : nil
  }

  /// "the dry fit shirt", and the "water" of "cheapest water bottle", which tells what goods behind it are.
  func isPartOfAName(_ cue: Range<Int>) -> Bool {
    reading.links.contains { link in
      cue.clamped(to: link.tokens) == cue
        && (link.isGoods || reading.links.contains { $0.isGoods && $0.tokens.lowerBound == link.tokens.upperBound })
    }
  }

  /// "and how many can play the other one?", of two that were shown or spoken of.
  func other(in sentence: Range<Int>) -> Product? {
    guard reading.references.contains(where: { sentence.contains($0.range.lowerBound) && $0.reference == .other }),
      let focus = scene.memory.focusProduct
    else { return nil }
    let two = [scene.memory.shownProducts, Array((scene.memory.recentProducts ?? []).suffix(2))]
      .first { $0.count == 2 && $0.contains(focus) }
    return two?.first { $0 != focus }.flatMap(scene.catalog.product)
  }

  /// "does it come with ink?": what is named behind "it" is asked for in it.
  func asksOfIt(with sentence: Range<Int>) -> Bool {
    guard
      let it = reading.references.first(where: { sentence.contains($0.range.lowerBound) && $0.reference == .focus }),
      it.range.lowerBound <= sentence.lowerBound + 2, it.range.upperBound < sentence.upperBound
    else { return false }
    return reading.links.contains {
      $0.isGoods && $0.tokens.lowerBound > it.range.upperBound && sentence.contains($0.tokens.lowerBound)
    }
  }
}
