import Commerce
import Language

/// What is made of words that nothing recognised, and of messages too long to be an order.
extension Interpreter {
  /// "actually no forest, my husband hates green": beside a form that shall not be, nothing is named.
  func rulesOut(_ intent: Intent, _ clause: Clause) -> Bool {
    intent == .swap && clause.items.isEmpty && clause.excludedForms != nil
  }

  /// "a present for my mum, she likes tea": whom it is for is nothing to look for where something else is told.
  func withoutPeople(_ words: [String], _ clause: Clause) -> [String] {
    let telling = words.filter { word in
      ![WordRole.persons, .personPronouns].contains { grammar.roles[$0].contains(word) }
        || grammar.roles[.childWords].contains(word)
    }
    let tellsMore =
      clause.hasNamedGoods || clause.items.contains { !$0.attributes.isEmpty } || !clause.constraints.isEmpty
    return telling.isEmpty && !tellsMore ? words : telling
  }

  /// Words that no name covered still describe the goods: they are searched for.
  func attachLeftover(_ words: [String], to act: inout Act) {
    guard !words.isEmpty else { return }
    let text = words.joined(separator: " ")
    // Beside goods that are named, an unknown word is small talk; for finding it may still tell something.
    if act.items.contains(where: { !$0.candidates.isEmpty }) {
      // "micellar water 2, cotton pads 1": the last count is of what is not known.
      if let last = act.items.indices.last, act.items.count > 1, act.items[last].isBare,
        act.items[last].attributes.isEmpty, act.items[last].quantity?.isExplicit == true, act.facts.isEmpty
      {
        act.items[last].words = text
      } else {
        act.facts.note = text
      }
      return
    }
    guard
      let last = act.items.indices.last(where: {
        act.items[$0].reference == nil || (act.items[$0].reference == .described && act.items[$0].isUnnamed)
      })
    else {
      if act.items.isEmpty { act.items = [ItemPhrase(words: text)] }
      return
    }
    let own = act.items[last].words
    act.items[last].words = own.isEmpty ? text : (act.items[last].candidates.isEmpty ? own + " " + text : own)
    if !act.items[last].candidates.isEmpty || !own.isEmpty { act.facts.note = text }
  }

  /// Words beyond which a message is a story, in which goods are mentioned more than ordered.
  static let longMessage = 60

  /// Of a story only what is plainly ordered counts, with what is told of delivery and asked beside it; otherwise the
  /// first thing looked for.
  func plainOrders(_ acts: [Act]) -> [Act] {
    let told = acts.compactMap { act -> Act? in
      guard act.intent == .add else { return Self.besideOrders.contains(act.intent) ? act : nil }
      var act = act
      // "I need the set of loops, a medium band and the 60 cm roller": in a list one plain thing speaks for the others.
      let isList = act.items.contains(where: isPlainlyOrdered)
      act.items = act.items.filter { isPlainlyOrdered($0) || isList && isLikelyOrdered($0) }
      return act.items.isEmpty ? nil : act
    }
    if told.contains(where: { $0.intent == .add }) { return told }
    guard let mentioned = acts.first(where: { [.add, .find].contains($0.intent) }) else { return Array(acts.prefix(1)) }
    var find = mentioned
    find.intent = .find
    find.items = Array(mentioned.items.prefix(1))
    return [find]
  }

  private static let besideOrders: Set<Intent> = [
    .inform, .checkout, .viewCart, .askPrice, .askDelivery, .askHours, .askPayment, .askLocation, .askReturns,
  ]

  private func isLikelyOrdered(_ item: ItemPhrase) -> Bool {
    item.candidates.count == 1 && item.linkConfidence >= Self.likelyOrdered
  }

  private static let likelyOrdered = 0.65

  /// Counted, or one thing told by its form: "two of the skillets", "the red 4 quart dutch oven".
  private func isPlainlyOrdered(_ item: ItemPhrase) -> Bool {
    guard !item.candidates.isEmpty else { return false }
    if case .impossible? = item.quantity?.value { return false }
    return item.quantity?.isExplicit == true
      || item.candidates.count == 1 && item.linkConfidence >= Self.plainGuess
        && (item.quantity != nil || !item.attributes.isEmpty)
  }

  /// "a sunscreen too, spf 50", "some coffee, decaf please": what comes behind the comma tells which of them.
  func toldCloser(_ acts: [Act]) -> [Act] {
    var told: [Act] = []
    for act in acts {
      guard let before = told.last, let kind = before.items.last, let one = act.items.first, act.items.count == 1,
        before.items.count == 1, Self.naming.contains(before.intent), Self.naming.contains(act.intent),
        kind.candidates.count > 1, !one.candidates.isEmpty, one.quantity == nil, one.reference == nil,
        one.candidates.count < kind.candidates.count, !before.isQuestion, !act.isQuestion,
        one.candidates.allSatisfy(kind.candidates.contains),
        let opening = Tokenizer.tokens(in: act.text).first?.text,
        grammar.separators.longestMatch(in: [opening], from: 0) == nil
      else {
        told.append(act)
        continue
      }
      var closer = before
      if act.intent == .add { closer.intent = .add }
      closer.items[0].candidates = one.candidates
      closer.items[0].linkConfidence = max(kind.linkConfidence, one.linkConfidence)
      closer.items[0].attributes += one.attributes
      closer.items[0].words += " " + one.words
      told[told.count - 1] = closer
    }
    return told
  }

  /// "and a stove. actually no stove": what is taken back at once was never wanted.
  func takenBack(_ acts: [Act]) -> [Act] {
    guard let last = acts.last, acts.count > 1, last.intent == .narrow, last.items.allSatisfy(\.isUnnamed),
      !last.constraints.excludedWords.isEmpty, let wish = acts.dropLast().last, Self.naming.contains(wish.intent),
      let item = wish.items.last, wish.items.count == 1, !item.words.isEmpty,
      item.words.split(separator: " ").allSatisfy({ last.constraints.excludedWords.contains(String($0)) })
    else { return acts }
    return acts.dropLast(2) + [Act(.acknowledge, source: wish.source, text: last.text)]
  }

  private static let naming: Set<Intent> = [.add, .find]

  /// "has it got a hole in the bottom?" complains of nothing.
  func askedAnew(_ clause: Clause, _ scene: Scene) -> Act? {
    let next = clause.range.lowerBound + 1
    guard scene.subject != nil, clause.isQuestion, !clause.hasNamedGoods,
      clause.reading.references.contains(where: { $0.range.lowerBound == next && $0.reference == .focus })
    else { return nil }
    var question = make(.details, clause, confidence: 0.6, source: .rule)
    question.items = [ItemPhrase(reference: .focus)]
    return question
  }

  /// "3 headlamps for a client": goods, which the shop may not have.
  func countsUnknown(_ clause: Clause) -> Bool {
    clause.hasExplicitQuantity && !clause.isQuestion && clause.labels.isEmpty && clause.facts.isEmpty
      && (1...3).contains(clause.leftover.count) && clause.reading.tokens[clause.range.lowerBound].kind == .number
  }

  /// "two bags of that please. and no plants today": what is not wanted besides, and no part of what is.
  func withoutIdleExclusions(_ acts: [Act], _ scene: Scene) -> [Act] {
    let wanted = acts.filter { $0.intent == .add }.flatMap(\.items).flatMap(\.candidates)
    let goods = (wanted + [scene.memory.focusProduct].compactMap { $0 }).compactMap(scene.catalog.product)
    guard acts.contains(where: { $0.intent == .add }) else { return acts }
    return acts.filter { act in
      let excluded = act.constraints.excludedWords
      guard act.intent == .narrow, !excluded.isEmpty, act.constraints == Constraints(excluding: excluded),
        act.items.allSatisfy({ $0.isUnnamed && $0.attributes.isEmpty })
      else { return true }
      return goods.contains { ProductSpeech.mentions($0, excluded.sorted(), language: .english) }
    }
  }

  /// "and grip tape", right after something was ordered: one more, which the shop may not have.
  func goesOnUnknown(_ clause: Clause, _ rules: IntentRules, _ scene: Scene) -> Bool {
    let last = rules.previous ?? scene.memory.lastIntent
    return rules.isGoingOn && !clause.isQuestion && clause.labels.isEmpty && clause.facts.isEmpty
      && (1...3).contains(clause.leftover.count) && !scene.cart.isEmpty
      && last.map { [.add, .changeQuantity, .swap].contains($0) } == true
  }
}
