import Commerce
import Language

/// Turns a shopper's text into acts, cheapest layer first: the expected answer, phrases and goods, the trained
/// classifier. Pure, and bounded by the text's length.
package struct Interpreter: Sendable {
  /// Below this the classifier's best guess is not acted upon.
  package static let minimumConfidence = 0.45
  /// More acts in one message are not taken; nobody speaks so.
  package static let maximumActs = 12
  /// A letter has more clauses than acts.
  static let maximumClauses = 30
  /// Of a list that was shown, as many are looked at for what tells them apart.
  static let shownLooked = 6

  let grammar: Grammar
  let reader: MessageReader
  let classifier: any IntentClassifier

  package init(grammar: Grammar, classifier: any IntentClassifier) {
    self.grammar = grammar
    self.reader = MessageReader(grammar: grammar)
    self.classifier = classifier
  }

  package func interpret(_ text: String, in scene: Scene) -> Understanding {
    let reading = reading(of: text, in: scene)
    if let read = withNotes(reading, scene) ?? withoutRefused(reading, scene) ?? answeredFirst(reading, scene)
      ?? numberedPicks(reading, scene) ?? formFirst(reading, scene)
    {
      return read
    }
    var notes: [String] = []
    let expected = ExpectedAnswer(grammar: grammar, scene: scene, reading: reading)
    if let act = expected.whole().map(expected.withoutContrast) {
      notes.append("expectation: \(act.intent)")
      return Understanding(acts: [act], notes: notes)
    }
    if let comparison = ComparisonReader(grammar: grammar, reading: reading, scene: scene).act() {
      notes.append("comparison")
      return Understanding(acts: [comparison], notes: notes)
    }
    if let both = detailsBehind(reading, scene) { return both }
    let suiting = SuitedGoods(grammar: grammar, reading: reading, scene: scene)
    if let suited = suiting.act() ?? suiting.lookedFor() {
      return Understanding(acts: [suited], notes: ["suited: by what the texts tell"])
    }
    var acts = withoutReasons(clauseActs(reading, scene: scene, notes: &notes), scene)
    acts = retold(withoutAllergens(withoutRemarks(acts, scene), reading), reading, scene)
    acts = askedOfForm(acts, scene)
    acts = formsOfTheLast(withoutPreamble(withoutStory(acts, scene), scene))
    if let need = need(acts, reading, scene) {
      notes.append("need: \"\(need.items[0].words)\" is found")
      return Understanding(acts: [need], notes: notes)
    }
    acts = fetching(withoutAsides(tellingWhere(orderedByDetails(acts)), scene), scene)
    acts = tidy(expected.completing(withName(acts, reading)), scene: scene)
    let isUnfinished = isUnfinished(reading, acts: acts)
    // "2 of the" alone names nothing: better asked than taken for what was talked about last.
    if isUnfinished, let last = acts.indices.last, !acts[last].items.isEmpty,
      acts[last].items.allSatisfy({ $0.isBare && $0.attributes.isEmpty })
    {
      acts[last].intent = .unclear
    }
    acts = acknowledged(goingOn(takingTheOffer(acts, scene), reading, scene), reading, scene)
    acts = toldAnew(namingThemselves(withoutRecap(acts, scene), reading, scene), scene)
    acts = withoutIdleExclusions(takenAsAWhole(takenInstead(acts, reading, scene), scene), scene)
    if reading.words.count > Self.longMessage { acts = plainOrders(acts) }
    if acts.isEmpty { acts = [Act(.unclear, confidence: 0, text: text)] }
    return Understanding(acts: Array(acts.prefix(Self.maximumActs)), isUnfinished: isUnfinished, notes: notes)
  }

  func reading(of text: String, in scene: Scene) -> Reading {
    reader.read(
      text, catalog: scene.catalog, currency: scene.currency, orderNumbers: scene.orderNumbers,
      focus: scene.subject, form: scene.memory.focusVariant.flatMap { id in scene.subject?.variant(id) },
      shown: scene.memory.shownProducts.prefix(Self.shownLooked).compactMap(scene.catalog.product),
      inCart: scene.cart.lines.suffix(Self.shownLooked).compactMap { scene.catalog.product($0.productID) },
      isSettled: scene.subjectID == nil && scene.memory.focusVariant != nil)
  }

  /// "ok", "hold on", "oh": what may stand before a message's first act.
  static let openings: Set<Intent> = [.confirm, .greet, .thanks, .acknowledge, .unclear, .outOfScope, .stop]

  private func clauseActs(_ reading: Reading, scene: Scene, notes: inout [String]) -> [Act] {
    var acts: [Act] = []
    var clauses: [Clause] = []
    var sentences: [Int] = []
    let ranges = Array(ClauseSplitter(grammar: grammar, reading: reading).clauses().prefix(Self.maximumClauses))
    for range in ranges {
      var builder = ClauseBuilder(grammar: grammar, reading: reading, range: range)
      var clause = builder.build()
      clause.refuseForms(in: scene)
      let previous = acts.last?.intent ?? continued(reading, scene)
      // "ok. and a roller": what stands before is no act of its own.
      let isFirst = acts.allSatisfy { Self.openings.contains($0.intent) && $0.items.isEmpty }
      let rules = IntentRules(
        scene: scene.turned(to: acts, sentences, before: sentence(range, reading)), previous: previous,
        isContinued: isFirst,
        isGoingOn: goesOn(reading, at: isFirst ? 0 : range.lowerBound))
      let packs = PackCount(reading: reading, catalog: scene.catalog, grammar: grammar)
      let read = packs.counted(self.act(of: clause, scene: scene, rules: rules, notes: &notes), in: range)
      let act = range == ranges.last ? read : withoutExcess(read)
      acts.append(act)
      clauses.append(clause)
      // "a canoe and two headlamps": what stands before tells what was wanted of it.
      if let before = acts.dropLast().indices.last, sentences.last == sentence(range, reading),
        isOneMore(clauses[before], after: act.intent, IntentScore(intent: acts[before].intent, confidence: 0))
      {
        acts[before] = make(act.intent, clauses[before], confidence: 0.5, source: .rule)
      }
      sentences.append(sentence(range, reading))
    }
    acts = withoutParts(acts, at: ranges, reading, scene)
    let shared = SharedOptions(grammar: grammar, reading: reading, catalog: scene.catalog)
    var asked = scene
    return Dictionary(grouping: acts.indices, by: { sentences[$0] }).sorted { $0.key < $1.key }
      .flatMap { place, places in
        var questions = ProductQuestions(
          grammar: grammar, reading: reading, scene: asked.turned(to: acts, sentences, before: place))
        let spread = shared.spread(places.map { acts[$0] }, at: places.map { ranges[$0] })
        let read = questions.read(spread, at: places.map { ranges[$0] })
        questions.turn(to: read)
        asked = questions.scene
        return ActList(acts: read, scene: scene).ordered()
      }.countsTaken(scene).pickedToo().putBack().likeTheFirst().exchanged(grammar.roles)
  }

  /// The place of the sentence that a clause stands in.
  private func sentence(_ clause: Range<Int>, _ reading: Reading) -> Int {
    reading.words[..<clause.lowerBound].count { [".", "!", "?"].contains($0) }
  }

  /// "I saw it for 30 at the market, can you match it?": what leads to the question orders nothing.
  private func withoutStory(_ acts: [Act], _ scene: Scene) -> [Act] {
    if let asked = acts.firstIndex(where: { $0.intent == .askDiscount }) {
      var question = acts[asked]
      if question.items.isEmpty {
        question.items = acts.lazy.flatMap(\.items).filter { !$0.candidates.isEmpty }.prefix(1) + []
      }
      return acts.filter { (!Self.wishes.contains($0.intent) || ordersOpenly($0)) && $0.intent != .askDiscount }
        + [question]
    }
    // "never mind, just one": it goes on with something.
    if acts.count > 1, acts[0].intent == .stop,
      acts.dropFirst().contains(where: { Self.mends.contains($0.intent) || isPlainCheckout($0) })
    {
      return Array(acts.dropFirst())
    }
    // "stop, also a rope": it goes on with something, too.
    if scene.isCheckingOut, acts.count > 1, acts[0].intent == .stop,
      acts.dropFirst().allSatisfy({ $0.intent == .add && !$0.items.allSatisfy(\.isUnnamed) })
    {
      return Array(acts.dropFirst())
    }
    // "forget it, I don't want to buy today"
    guard acts.contains(where: { $0.intent == .stop }) else { return acts }
    return acts.filter { act in
      !Self.wishes.contains(act.intent) || !act.items.allSatisfy(\.isUnnamed) && !wantsOther(act)
    }
  }

  /// "cancel, I want something else first": nothing is named yet.
  private func wantsOther(_ act: Act) -> Bool {
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    return act.items.allSatisfy { $0.candidates.isEmpty && $0.category == nil }
      && zip(words, words.dropFirst()).contains {
        grammar.roles[.indefinites].contains($0) && grammar.roles[.otherWords].contains($1)
      }
  }

  static let mends: Set<Intent> = [.changeQuantity, .swap, .remove, .emptyCart]

  private static let wishes: Set<Intent> = [
    .add, .changeQuantity, .find, .narrow, .pick, .unclear, .outOfScope, .checkout, .remove,
  ]

  /// "and a trail mix": the message goes on with what the last one did.
  private func continued(_ reading: Reading, _ scene: Scene) -> Intent? {
    grammar.separators.longestMatch(in: reading.words, from: 0) == nil ? nil : scene.memory.lastIntent
  }

  private func act(of clause: Clause, scene: Scene, rules: IntentRules, notes: inout [String]) -> Act {
    if let intent = rules.intent(of: clause), !isHappenstance(intent, clause) {
      notes.append("rule: \(intent) ← \"\(clause.text)\"")
      return make(intent, clause, confidence: 0.9, source: .rule)
    }
    let scores = classifier.intents(of: clause.text)
    if let best = scores.first {
      notes.append("classifier: \(best.intent) \(percent(best.confidence)) ← \"\(clause.text)\"")
      if best.intent == .outOfScope, isNamedAfterAll(clause, scene) {
        notes.append("catalogue: \"\(clause.text)\" is found")
        return make(.find, clause, confidence: 0.5, source: .rule)
      }
      if best.intent == .outOfScope, countsUnknown(clause) {
        return make(.find, clause, confidence: 0.5, source: .rule)
      }
      if best.intent == .outOfScope, goesOnUnknown(clause, rules, scene) {
        return make(.add, clause, confidence: 0.5, source: .rule)
      }
      if best.intent == .complain, let question = askedAnew(clause, scene) { return question }
      if best.intent == .outOfScope, asksOfOne(clause) {
        notes.append("catalogue: \"\(clause.text)\" is asked of what it names")
        return make(.details, clause, confidence: 0.6, source: .rule)
      }
      if best.intent == .add && wantsNothing(clause, scene) || best.intent == .changeQuantity && countsNothing(clause) {
        return make(.unclear, clause, confidence: best.confidence, source: .classifier)
      }
      let isUnsure = Self.namesGoods.contains(best.intent) && best.confidence < needed(best.intent, clause, scene)
      let guess = isUnsure ? IntentScore(intent: .unclear, confidence: best.confidence) : best
      if let previous = rules.previous, isOneMore(clause, after: previous, guess) {
        notes.append("list: \"\(clause.text)\" goes on with it")
        return make(previous, clause, confidence: 0.5, source: .rule)
      }
      if best.confidence < Self.plainGuess, isAskedOfIt(clause) || asksForWhatIsTold(clause, scene),
        let question = askedOfFocus(clause, scene)
      {
        notes.append("focus: \"\(clause.text)\" is asked of it")
        return question
      }
      if best.intent == .details, namesNothing(clause, scene) {
        return make(.outOfScope, clause, confidence: 0.5, source: .rule)
      }
      // "what's good for hay fever?" greets nobody.
      let isTalk = [.greet, .goodbye, .thanks].contains(best.intent) && clause.leftover.count > 1 && clause.isQuestion
      if !isTalk, best.confidence >= needed(best.intent, clause, scene) {
        return make(best.intent, clause, confidence: best.confidence, source: .classifier)
      }
    }
    if let question = askedOfFocus(clause, scene) {
      notes.append("focus: \"\(clause.text)\" is asked of it")
      return question
    }
    let words = clause.leftover.joined(separator: " ")
    if !words.isEmpty, !isMeasure(clause), scene.catalog.search(ProductQuery(text: words, limit: 1)).total > 0 {
      notes.append("catalogue: \"\(words)\" is found")
      return make(.find, clause, confidence: 0.5, source: .rule)
    }
    if let known = knownWords(clause, scores.first, scene) {
      notes.append("catalogue: \"\(known.joined(separator: " "))\" is found")
      var act = make(.find, clause, confidence: 0.5, source: .rule)
      act.items = [ItemPhrase(words: known.joined(separator: " "))]
      return act
    }
    if isBareName(clause, scores.first, scene) {
      notes.append("name: \"\(words)\" is looked for")
      return make(.find, clause, confidence: 0.5, source: .rule)
    }
    return make(.unclear, clause, confidence: scores.first?.confidence ?? 0, source: .classifier)
  }

  /// A word or two tell little, an open question makes an answer likelier than a new subject, and what cannot be taken
  /// back (a person called, a cart emptied) needs to be plain.
  private func needed(_ intent: Intent, _ clause: Clause, _ scene: Scene) -> Double {
    let words = clause.range.count { clause.reading.tokens[$0].kind == .word }
    var needed = Self.minimumConfidence
    if words <= 2 || scene.expectation != .nothing { needed = 0.75 }
    if Self.grave.contains(intent) { needed = words <= 2 ? 1.1 : 0.75 }
    return needed
  }

  private static let grave: Set<Intent> = [
    .human, .complain, .optOut, .emptyCart, .remove, .cancelOrder, .checkout, .reorder, .undo, .stop, .confirm, .deny,
  ]

  private func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }

  func make(_ intent: Intent, _ clause: Clause, confidence: Double, source: ActSource) -> Act {
    var act = Act(
      intent, confidence: confidence, source: source, text: clause.text, items: clause.items,
      constraints: clause.constraints, facts: clause.facts, isCorrection: clause.isCorrection,
      isQuestion: clause.isQuestion)
    let isOptionSwap = intent == .swap && clause.items.contains { !$0.attributes.isEmpty } && !clause.hasNamedGoods
    let choosesOptions = intent == .add && clause.items.allSatisfy { $0.isUnnamed && !$0.attributes.isEmpty }
    let leftover =
      choosesOptions && !clause.items.isEmpty || rulesOut(intent, clause)
      ? [] : clause.leftover.filter { intent != .remove || !clause.roles[.outParticles].contains($0) }
    if !leftover.isEmpty, Self.namesGoods.contains(intent), !isOptionSwap {
      attachLeftover(intent == .find ? withoutPeople(leftover, clause) : leftover, to: &act)
    }
    if intent == .remove, let forms = clause.excludedForms, clause.items.allSatisfy(\.isUnnamed) {
      act.items = forms.map { ItemPhrase(attributes: [$0]) }
    } else if intent == .remove, act.items.isEmpty, !act.constraints.excludedWords.isEmpty {
      act.items = [ItemPhrase(words: act.constraints.excludedWords.sorted().joined(separator: " "))]
    }
    // "something warm to go over it" is none of what it goes with.
    if intent == .find, clause.reading.words[clause.range].contains(where: clause.roles[.indefinites].contains) {
      for index in act.items.indices where act.items[index].reference == .focus && !act.items[index].attributes.isEmpty
      {
        act.items[index].reference = nil
      }
    }
    for index in act.items.indices where clause.keepsOptions { act.items[index].keepsOptions = true }
    if intent == .details, clause.asksOfIt, !act.items.isEmpty, act.items[0].reference == nil {
      act.items[0].reference = .focus
    }
    // "the usual coffee": what is named beside a reorder counts only where it is left out.
    if intent == .reorder, !clause.has(.remove) { act.items = [] }
    act.day = clause.day
    // "the thermometer because ours just broke", "a set of spoons": one word, which says nothing of how many.
    let isIdle = clause.length(.changeQuantity) == 1 && !clause.hasExplicitQuantity
    // "alright, 50g jasmine"
    let isOpened = clause.opens(with: .confirm) || clause.opens(with: .acknowledge)
    let idle = Set(["want"] + (isIdle ? ["change_quantity"] : []) + (isOpened ? ["confirm", "acknowledge"] : []))
    // "im setting up my first aquarium" tells a story around a kind of goods.
    let isStory = clause.leftover.count > 1 && clause.items.allSatisfy { $0.candidates.isEmpty && $0.quantity == nil }
    act.isListItem =
      clause.labels.isSubset(of: idle) && clause.hasNamedGoods && !clause.isQuestion && !isStory
    act.isNamed =
      clause.labels.isEmpty && !clause.hasNamedGoods
      && !clause.reading.words[clause.range].contains(where: clause.roles[.indefinites].contains)
    return act
  }

  static let namesGoods: Set<Intent> = [
    .find, .add, .remove, .details, .askPrice, .askStock, .swap, .changeQuantity, .narrow,
  ]

  /// Courtesies beside something real say nothing of their own.
  private func tidy(_ acts: [Act], scene: Scene) -> [Act] {
    // "ok good, place the order" confirms once.
    if scene.expectation == .yesOrNo, acts.map(\.intent) == [.confirm, .checkout] { return [acts[0]] }
    // "yes, cancel it"
    if scene.expectation == .yesOrNo,
      scene.memory.lastIntent == .cancelOrder || scene.memory.lastQuestion?.hasPrefix("cancel:") == true,
      acts.map(\.intent) == [.confirm, .cancelOrder]
    {
      return [acts[0]]
    }
    // "ok, 3 then", to "only 3 are left, shall I add them?"
    if scene.expectation == .yesOrNo, acts.map(\.intent) == [.confirm, .changeQuantity], acts[1].items.count == 1,
      acts[1].items[0].isBare, acts[1].items[0].attributes.isEmpty, !scene.isCheckingOut
    {
      return [acts[1]]
    }
    if let whole = payingYes(acts, scene) ?? plainYes(acts, scene) { return [whole] }
    let acts = totalFirst(withoutComplaint(withoutRemark(acts)))
    let courtesies: Set<Intent> = [
      .greet, .thanks, .goodbye, .confirm, .unclear, .outOfScope, .deny, .help, .aboutBot,
    ]
    if scene.memory.offer?.intent == .add, takingTheOffer(acts, scene).count == 1, acts.count > 1 { return acts }
    let real = acts.filter { !courtesies.contains($0.intent) && !isGuessedLook($0, scene) }
    guard !real.isEmpty, acts.count > real.count else {
      return ActList(acts: leaving(acts), scene: scene).merged()
    }
    let kept = acts.filter { act in
      !courtesies.contains(act.intent) && !isGuessedLook(act, scene)
        || (scene.expectation == .yesOrNo && [.confirm, .deny].contains(act.intent))
        || takesTheOffer(act, acts, scene)
    }
    return ActList(acts: withReason(kept, from: acts, scene), scene: scene).merged()
  }

  private func isUnfinished(_ reading: Reading, acts: [Act]) -> Bool {
    guard let last = reading.words.last else { return false }
    if [".", "!", "?"].contains(last) { return false }
    if [",", "...", "…", ":"].contains(last) { return true }
    for start in max(0, reading.words.count - 4)..<reading.words.count {
      if let match = grammar.unfinished.longestMatch(in: reading.words, from: start), match.end == reading.words.count {
        return acts.count > 0
      }
    }
    return false
  }
}
