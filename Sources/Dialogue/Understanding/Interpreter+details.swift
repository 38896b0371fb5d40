import Commerce
import Language

/// What a shopper tells of themselves beside an order, and what they ask of the goods talked about.
extension Interpreter {
  /// "ok add it and checkout. Steve Moran, 19 Cliff Rd, Duluth MN 55802", "2 mugs, pick up, Ana Silva": who and where,
  /// behind what is ordered.
  func detailsBehind(_ reading: Reading, _ scene: Scene) -> Understanding? {
    guard
      reading.tokens.contains(where: { $0.kind == .number }) || !reading.fulfilments.isEmpty
        || !reading.payments.isEmpty,
      !reading.words.contains("?")
    else { return nil }
    let facts = FactReader(grammar: grammar, reading: reading)
    let (announced, street) = (facts.announcedName()?.text, facts.announcedAddress()?.range)
    for end in reading.tokens.indices.dropFirst().dropLast(Self.fewestOfDetails)
    where isEnd(end, reading) && street?.contains(end) != true {
      let tail = self.reading(of: reading.original(end + 1..<reading.tokens.count), in: scene)
      guard let facts = DetailsReader(grammar: grammar, reading: tail, expectsName: true).facts(),
        let name = facts.name, isWholeName(name) || isBetween(name, facts, tail),
        announced == nil || announced == name,
        facts.address?.contains(where: \.isNumber)
          ?? (facts.fulfilment == .pickup || facts.payment != nil && tail.links.isEmpty)
      else { continue }
      let head = interpret(reading.original(0..<end), in: scene)
      guard head.acts.contains(where: { Self.ordering.contains($0.intent) }),
        !head.acts.contains(where: { Self.unknown.contains($0.intent) })
      else { return nil }
      let told = Act(.inform, source: .expectation, text: tail.original(0..<tail.tokens.count), facts: facts)
      return Understanding(
        acts: ActList(acts: head.acts + [told], scene: scene).merged(), notes: head.notes + ["details: behind it"])
    }
    return nil
  }

  /// "make that one blue and one green", of two blue ones: the same pieces, told anew.
  func toldAnew(_ acts: [Act], _ scene: Scene) -> [Act] {
    let items = acts.flatMap(\.items)
    guard let first = acts.first, items.count > 1, [.swap, .changeQuantity].contains(first.intent),
      acts.allSatisfy({ [.swap, .changeQuantity, .add].contains($0.intent) }),
      items.allSatisfy({ $0.isUnnamed && !$0.attributes.isEmpty && !$0.isOutgoing }),
      let line = scene.cart.lines.last(where: { $0.productID == scene.memory.focusProduct }), line.quantity > 1
    else { return acts }
    let counts = items.map { item -> Int in
      if case .count(let count)? = item.quantity?.value { count } else { 1 }
    }
    guard counts.reduce(0, +) == line.quantity else { return acts }
    var told = first
    told.intent = .swap
    told.text = acts.map(\.text).joined(separator: ", ")
    told.items = zip(items, counts).map { item, count in
      var item = item
      item.quantity = QuantityPhrase(.count(count))
      item.variant = nil
      return item
    }
    return [told]
  }

  /// "1 kg house blend, whole bean. Picking up. Name Derek. Cash.": whoever tells how it is to come orders it.
  func orderedByDetails(_ acts: [Act]) -> [Act] {
    guard acts.contains(where: { $0.intent == .inform && ($0.facts.fulfilment != nil || $0.facts.address != nil) }),
      acts.allSatisfy({ ![.add, .pick, .swap, .changeQuantity].contains($0.intent) && !$0.isQuestion })
    else { return acts }
    return acts.map { act in
      guard act.intent == .find, act.isListItem, act.items.count == 1, act.items[0].candidates.count == 1,
        act.items[0].linkConfidence >= Self.plainGuess
      else { return act }
      var ordered = act
      ordered.intent = .add
      return ordered
    }
  }

  /// "im gonna grab it after work", while an order is made up: nothing is had once more, it is fetched.
  func fetching(_ acts: [Act], _ scene: Scene) -> [Act] {
    // What was offered a moment ago may be had, too.
    guard scene.isCheckingOut, scene.memory.offer?.intent != .add else { return acts }
    return acts.map { act in
      guard act.intent == .add, act.source == .rule, !act.items.isEmpty, act.facts.fulfilment != .delivery,
        act.items.allSatisfy({ $0.isUnnamed && $0.attributes.isEmpty && $0.quantity == nil && $0.reference == .focus })
      else { return act }
      var facts = act.facts
      facts.fulfilment = .pickup
      facts.note = nil
      return Act(.inform, source: act.source, text: act.text, facts: facts)
    }
  }

  /// "can you deliver them to 61 Garden Terrace, Norwich": whoever asks so has told where; and whoever asks "can I pick
  /// up later today?" and says who they are has told how.
  func tellingWhere(_ acts: [Act]) -> [Act] {
    let tellsWho = acts.contains { $0.intent == .inform && ($0.facts.name != nil || $0.facts.payment != nil) }
    return acts.flatMap { act -> [Act] in
      guard [.askDelivery, .askHours].contains(act.intent) else { return [act] }
      let isPlace = act.intent == .askDelivery && act.facts.address?.contains(where: \.isNumber) == true
      guard isPlace || tellsWho && act.facts.fulfilment != nil else { return [act] }
      var facts = act.facts
      if isPlace { facts.fulfilment = .delivery }
      return [act, Act(.inform, source: act.source, text: act.text, facts: facts)]
    }
  }

  /// "pickup, Ana" at least.
  private static let fewestOfDetails = 3
  private static let ordering: Set<Intent> = [.add, .checkout, .confirm, .pick, .changeQuantity, .swap, .remove]
  private static let unknown: Set<Intent> = [.unclear, .outOfScope]

  private func isEnd(_ index: Int, _ reading: Reading) -> Bool {
    [".", "!", ",", ";"].contains(reading.words[index]) && !reading.tokens[index + 1].isJoined
  }

  /// Capitals, and two words or what people are called: "Tara Singh", "Gus", but not the "L" of "gray, L, 3 pairs".
  private func isWholeName(_ name: String) -> Bool {
    let words = name.split(separator: " ")
    return words.allSatisfy { $0.first?.isUppercase == true || grammar.roles[.nameParticles].contains(String($0)) }
      && (words.count > 1 || grammar.roles[.givenNames].contains(Folding.fold(name)))
  }

  /// "pickup. vince. cash": what stands between how it comes and how it is paid and means nothing.
  private func isBetween(_ name: String, _ facts: Facts, _ reading: Reading) -> Bool {
    let words = Tokenizer.tokens(in: name).map(\.text)
    guard facts.fulfilment != nil, facts.payment != nil, (1...3).contains(words.count) else { return false }
    return words.allSatisfy { word in
      !grammar.words.contains(word) && grammar.fillers.longestMatch(in: [word], from: 0) == nil
        && !reading.links.contains { $0.isGoods && reading.words[$0.tokens].contains(word) }
    }
  }

  /// Below this a guess gives way to a question that the product talked about answers.
  static let plainGuess = 0.75

  /// "can the battery be removed": a verb that asks, and what it asks of.
  func isAskedOfIt(_ clause: Clause) -> Bool {
    let words = clause.reading.words[clause.range].prefix(2)
    guard words.count == 2, let first = words.first, let second = words.last else { return false }
    return [WordRole.requests, .asking].contains { clause.roles[$0].contains(first) }
      && (clause.roles[.definiteArticles].contains(second) || isFocus(second))
  }

  /// "how many pipettes", of what comes in pipettes.
  func asksForWhatIsTold(_ clause: Clause, _ scene: Scene) -> Bool {
    guard let subject = scene.subject, !clause.leftover.isEmpty, !clause.hasNamedGoods,
      clause.roles[.openQuestions].contains(clause.reading.words[clause.range.lowerBound])
    else { return false }
    return ProductSpeech.mentions(subject, clause.leftover, language: clause.reading.language)
  }

  /// "how many can play snail race?": a question of one thing, named plainly.
  func asksOfOne(_ clause: Clause) -> Bool {
    guard clause.isQuestion, clause.items.count == 1, clause.items[0].candidates.count == 1,
      clause.items[0].linkConfidence >= Self.plainGuess
    else { return false }
    return clause.roles[.openQuestions].contains(clause.reading.words[clause.range.lowerBound])
  }

  /// "it's a gift for my friend Dana, deliver it to …": what the shop has not, guessed beside who and where.
  func withoutAsides(_ acts: [Act], _ scene: Scene) -> [Act] {
    let acts = toldCloser(takenBack(acts.filter { acts.count == 1 || !isIndifferent($0) }))
    guard acts.contains(where: { $0.intent == .inform && ($0.facts.name != nil || $0.facts.address != nil) }) else {
      return acts
    }
    return acts.filter { act in
      act.intent != .find || act.source != .classifier || act.isQuestion
        || !act.items.allSatisfy { $0.candidates.isEmpty && $0.category == nil && $0.attributes.isEmpty }
        || scene.catalog.search(
          ProductQuery(text: act.items.map(\.words).joined(separator: " "), limit: 1)
        ).total > 0
    }
  }

  /// "any colour", beside a wish: nothing to look for.
  private func isIndifferent(_ act: Act) -> Bool {
    guard act.intent == .find, act.items.count <= 1 else { return false }
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
    guard let kind = words.last, words.count == 2 else { return false }
    return grammar.roles[.anyChoices].contains(words[0])
      && [WordRole.colourWords, .sizeWords, .flavourWords].contains { grammar.roles[$0].contains(kind) }
  }

  /// "and if we are 6?", guessed to be of how many.
  func countsNothing(_ clause: Clause) -> Bool {
    clause.isQuestion && clause.items.allSatisfy { $0.quantity?.isExplicit != true && $0.quantity?.change == nil }
  }

  /// "his brother wants one too": nothing that a shop has, by a guess.
  func wantsNothing(_ clause: Clause, _ scene: Scene) -> Bool {
    clause.leftover.count > 1 && clause.labels.isEmpty
      && clause.items.allSatisfy { $0.isUnnamed && $0.attributes.isEmpty && $0.reference == nil }
      && scene.catalog.search(ProductQuery(text: clause.leftover.joined(separator: " "), limit: 1)).total == 0
  }

  private func isFocus(_ word: String) -> Bool {
    grammar.references.longestMatch(in: [word], from: 0)?.labels.contains("focus") == true
  }

  /// "hmm thats over budget, drop the puzzle": why something goes is no wish of its own.
  func withoutComplaint(_ acts: [Act]) -> [Act] {
    let mends: Set<Intent> = [.remove, .swap, .changeQuantity, .emptyCart]
    guard let mend = acts.firstIndex(where: { mends.contains($0.intent) || $0.intent == .add && $0.source == .rule })
    else {
      return acts
    }
    return acts.enumerated().filter { index, act in
      // "too high for me. I'll take the vera"
      if index < mend, [.narrow, .find].contains(act.intent), !act.isQuestion, saysTooMuch(act) { return false }
      return !mends.contains(acts[mend].intent) || index > mend || act.isQuestion
        || ![.narrow, .pick, .find].contains(act.intent)
        || !act.items.allSatisfy { $0.isUnnamed && $0.attributes.isEmpty && $0.quantity?.isExplicit != true }
    }.map(\.element)
  }

  /// "that's too much food", with nothing ordered in it.
  private func saysTooMuch(_ act: Act) -> Bool {
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    guard let excess = words.firstIndex(where: grammar.roles[.excess].contains) else { return false }
    return excess < words.count - 1 && excess < Self.complaintWords
      && act.items.allSatisfy { $0.candidates.isEmpty && $0.quantity?.isExplicit != true }
  }

  private static let complaintWords = 4

  /// "cash. confirm", to an order's summary: one answer.
  func payingYes(_ acts: [Act], _ scene: Scene) -> Act? {
    guard scene.isCheckingOut, scene.expectation == .yesOrNo, acts.map(\.intent) == [.inform, .confirm],
      acts[0].facts == Facts(payment: acts[0].facts.payment)
    else { return nil }
    var yes = acts[1]
    yes.facts = acts[0].facts
    return yes
  }

  /// "im 175cm": nothing to look for.
  func isMeasure(_ clause: Clause) -> Bool {
    clause.leftover.allSatisfy { clause.roles[.measures].contains($0) || MeasureUnit.isUnit($0) }
  }

  /// "can I use the dog one? its what I have": nobody looks into an empty cart by the way.
  func isGuessedLook(_ act: Act, _ scene: Scene) -> Bool {
    act.intent == .viewCart && act.source == .classifier && act.confidence < Self.plainGuess && scene.cart.isEmpty
  }

  /// "write me a poem about the sea": told about something that no shop has.
  func namesNothing(_ clause: Clause, _ scene: Scene) -> Bool {
    clause.leftover.count > 1 && !clause.hasGoods && scene.subject == nil
      && scene.catalog.search(ProductQuery(text: clause.leftover.joined(separator: " "), limit: 1)).total == 0
  }
}
