import Commerce
import Language

/// Why something is asked for.
extension Interpreter {
  /// "my skin reacts to nickel. which frame could I wear?": what tells why is looked for beside what is asked for.
  func withReason(_ kept: [Act], from acts: [Act], _ scene: Scene) -> [Act] {
    guard let index = kept.indices.first, kept.count == 1, [.find, .browse].contains(kept[0].intent),
      kept[0].isQuestion, kept[0].intent == .find || kept[0].items.isEmpty,
      let opening = Tokenizer.tokens(in: kept[0].text).first?.text,
      [WordRole.openQuestions, .optionQuestions].contains(where: { grammar.roles[$0].contains(opening) })
    else { return kept }
    let told = acts.filter { [.unclear, .outOfScope].contains($0.intent) }.flatMap { act in
      Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
    }.filter { grammar.fillers.longestMatch(in: [$0], from: 0) == nil }
    guard !told.isEmpty else { return kept }
    var kept = kept
    if kept[index].items.isEmpty {
      let words = told.joined(separator: " ")
      guard scene.catalog.search(ProductQuery(text: words, limit: 1)).total > 0 else { return kept }
      kept[index].intent = .find
      kept[index].items = [ItemPhrase(words: words)]
      return kept
    }
    kept[index].facts.note = ([kept[index].facts.note].compactMap { $0 } + told).joined(separator: " ")
    return kept
  }

  /// "my muscles are sore after the gym, anything I can rub on?": where nothing else was understood, goods told of
  /// with two of the words are looked for.
  func need(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> Act? {
    guard scene.expectation == .nothing, acts.contains(where: { Self.notUnderstood.contains($0.intent) }),
      acts.allSatisfy({ Self.notUnderstood.contains($0.intent) || $0.intent == .deny }), isNeed(reading)
    else { return nil }
    var words: [String] = []
    for (index, word) in reading.words.enumerated()
    where reading.tokens[index].kind == .word && word.count > 2 && !words.contains(word)
      && grammar.fillers.longestMatch(in: [word], from: 0) == nil
      && !reading.acts.contains(where: { $0.range.contains(index) })
    { words.append(word) }
    words = Array(words.prefix(Self.needWords))
    for first in words.indices {
      for second in words.indices where second > first {
        let pair = "\(words[first]) \(words[second])"
        guard scene.catalog.search(ProductQuery(text: pair, limit: 1)).total > 0 else { continue }
        return Act(
          .find, confidence: 0.5, text: reading.original(0..<reading.tokens.count), items: [ItemPhrase(words: pair)],
          isQuestion: true)
      }
    }
    return nil
  }

  private static let notUnderstood: Set<Intent> = [.unclear, .outOfScope]
  /// Words of a message that are looked for in pairs.
  private static let needWords = 6

  /// "anything", "something", "I need": goods are wanted.
  private func isNeed(_ reading: Reading) -> Bool {
    reading.words.contains(where: grammar.roles[.indefinites].contains)
      || reading.acts.contains { $0.labels.contains { ["want", "find", "browse"].contains($0) } }
  }

  /// "my cat is 14 lbs and we're flying, do you have a carrier that will work": what stands before looks for nothing.
  /// Of "got a puppy! what food do you have for him?" it tells whom it is for.
  func withoutPreamble(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard acts.count > 1 else { return acts }
    let acts = withoutIdleTalk(joined(acts, scene), scene)
    if let ordered = acts.lastIndex(where: { $0.intent == .add && $0.items.contains { !$0.candidates.isEmpty } }) {
      let told = acts.enumerated().filter { index, act in index >= ordered || !isStory(act) }.map(\.element)
      if told.count < acts.count { return told }
    }
    guard
      let asked = acts.lastIndex(where: { act in
        act.intent == .find && act.items.contains { !$0.candidates.isEmpty || $0.category != nil || !$0.words.isEmpty }
      }), asked > 0, opensAsQuestion(acts[asked].text) || isOneThing(acts[asked])
    else { return acts }
    return acts.enumerated().filter { index, act in
      index >= asked || !Self.looking.contains(act.intent) || !tellsAStory(act)
    }.map(\.element)
  }

  /// "planning a 3 day hike with my girlfriend, we need a tent": words the shop has nothing for, before goods that are
  /// named.
  private func withoutIdleTalk(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard let named = acts.firstIndex(where: { $0.items.contains { !$0.candidates.isEmpty || $0.category != nil } })
    else { return acts }
    return acts.enumerated().filter { index, act in
      guard index < named, act.intent == .find, !act.isQuestion, act.constraints.isEmpty, act.items.count == 1,
        let item = act.items.first, item.candidates.isEmpty, item.category == nil,
        item.attributes.allSatisfy(\.name.isEmpty),
        item.words.split(separator: " ").count > Self.fewWords || tellsAStory(act)
      else { return true }
      return scene.catalog.search(ProductQuery(text: item.words, limit: 1)).total > 0
    }.map(\.element)
  }

  /// So few are more likely goods than a story.
  private static let fewWords = 2

  private static let looking: Set<Intent> = [.find, .narrow, .pick]

  /// "bed for an old dog. something good for his joints": of one thing, told in two sentences.
  private func joined(_ acts: [Act], _ scene: Scene) -> [Act] {
    var out: [Act] = []
    for act in acts {
      // "a plant that likes sun? under 30": what is said behind is of the same.
      if let last = out.last, act.intent == .narrow, act.items.isEmpty, !act.constraints.isEmpty, !act.isQuestion,
        [.find, .askAbout].contains(last.intent), last.constraints.isEmpty
      {
        out[out.count - 1].constraints = act.constraints
        continue
      }
      // "do you have rain boots for kids? my daughter is 5": who it is for is nothing to look for beside it.
      if let last = out.last, last.intent == .find, act.intent == .find, tellsAStory(act),
        !last.items.allSatisfy(\.isBare), act.items.allSatisfy({ $0.candidates.isEmpty && $0.category == nil })
      {
        continue
      }
      if let last = out.indices.last, let whole = toldCloser(out[last], by: act, scene) {
        out[last] = whole
        continue
      }
      if let last = out.indices.last, let whole = told(out[last], by: act, scene) {
        out[last] = whole
        continue
      }
      guard let last = out.last, last.intent == .find, act.intent == .find, let about = last.items.first, !about.isBare,
        let own = act.items.first, own.linkConfidence < Self.plainly, pointsAtSomebody(act.text)
      else {
        out.append(act)
        continue
      }
      let isAsked = act.isQuestion && !last.isQuestion && !own.words.isEmpty
      var whole = isAsked ? act : last
      whole.facts.note = [whole.facts.note, isAsked ? about.words : own.words].compactMap { $0 }.joined(separator: " ")
      out[out.count - 1] = whole
    }
    return out
  }

  /// "do you have a drill? cordless": a word or two behind the question, which some of what was asked for is called.
  private func toldCloser(_ asked: Act, by act: Act, _ scene: Scene) -> Act? {
    guard asked.intent == .find, asked.isQuestion, asked.items.count == 1, !asked.items[0].words.isEmpty,
      act.intent == .find, !act.isQuestion, act.items.count == 1, act.constraints.isEmpty, act.items[0].quantity == nil,
      act.items[0].attributes.isEmpty, act.items[0].category == nil, act.facts.isEmpty,
      (1...2).contains(act.text.split(separator: " ").count)
    else { return nil }
    let words = asked.items[0].words + " " + act.items[0].words
    let found = scene.catalog.search(ProductQuery(text: words, limit: 1)).total
    guard found > 0, found < scene.catalog.search(ProductQuery(text: asked.items[0].words, limit: 1)).total else {
      return nil
    }
    var closer = asked
    closer.items[0].candidates = []
    closer.items[0].words = words
    return closer
  }

  /// "I'm looking for a piñata, do you have a unicorn?": the form that is meant, of what was named before it.
  private func told(_ named: Act, by act: Act, _ scene: Scene) -> Act? {
    guard [.find, .pick].contains(named.intent), named.items.count == 1, named.items[0].candidates.count == 1,
      [.find, .narrow, .askStock, .pick].contains(act.intent), act.items.count == 1, act.items[0].isUnnamed,
      !act.items[0].attributes.isEmpty, act.items[0].quantity?.isExplicit != true, act.constraints.isEmpty,
      let product = scene.catalog.product(named.items[0].candidates[0]),
      act.items[0].attributes.allSatisfy({ filter in
        product.variants.contains { IntentRules.fits($0, filter, of: product) }
      })
    else { return nil }
    var whole = named
    whole.items[0].attributes += act.items[0].attributes.filter { !named.items[0].attributes.contains($0) }
    whole.isQuestion = named.isQuestion || act.isQuestion
    whole.text += ", " + act.text
    return whole
  }

  private static let plainly = 0.85

  private func pointsAtSomebody(_ text: String) -> Bool {
    Tokenizer.tokens(in: text).contains { grammar.roles[.personPronouns].contains($0.text) }
  }

  /// "no, L is too big": why what comes next is wanted instead, and nothing by itself.
  func withoutExcess(_ act: Act) -> Act {
    guard isExcess(act) else { return act }
    return Act(.unclear, confidence: 0, text: act.text)
  }

  private func isExcess(_ act: Act) -> Bool {
    guard Self.looking.contains(act.intent) || act.intent == .add, !act.isQuestion,
      act.items.allSatisfy({ $0.quantity?.isExplicit != true })
    else { return false }
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    // "oh thats small"
    let said = words.drop { grammar.roles[.interjections].contains($0) }
    if said.count == 2, let first = said.first, grammar.roles[.remarkOpeners].contains(first), let size = said.last,
      [WordRole.big, .small, .bigThings, .smallThings].contains(where: { grammar.roles[$0].contains(size) })
    {
      return true
    }
    if zip(words, words.dropFirst()).contains(where: { excess, size in
      grammar.roles[.excess].contains(excess)
        && [WordRole.big, .small, .bigThings, .smallThings].contains { grammar.roles[$0].contains(size) }
    }) {
      return true
    }
    // "too high for me", "that's too much food": said of what there is, be a kind of goods named.
    let opening = said.drop { grammar.roles[.remarkOpeners].contains($0) }
    return act.constraints == .init() && opening.count > 1
      && opening.first.map(grammar.roles[.excess].contains) == true
      && act.items.allSatisfy {
        $0.candidates.isEmpty && $0.quantity == nil && $0.attributes.allSatisfy(\.name.isEmpty)
      }
  }

  /// "my father loves scotch. I'd love to get him the Glen Torran 18 if you have it"
  private func isOneThing(_ act: Act) -> Bool {
    act.items.count == 1 && act.items[0].candidates.count == 1 && act.items[0].linkConfidence >= Self.plainly
  }

  private func opensAsQuestion(_ text: String) -> Bool {
    let words = Tokenizer.tokens(in: text).map(\.text)
    return words.first.map(grammar.questionWords.contains) == true
      || grammar.acts.longestMatch(in: words, from: 0)?.labels.contains("find") == true
  }

  /// "So my father in law turns 70 and he's a big scotch guy": a kind that is spoken of, before the thing is ordered.
  private func isStory(_ act: Act) -> Bool {
    (Self.looking.contains(act.intent) || act.intent == .add)
      && act.items.allSatisfy { $0.candidates.count != 1 || $0.linkConfidence < Self.plainGuess }
      && tellsAStory(act)
  }

  func tellsAStory(_ act: Act) -> Bool {
    !act.isQuestion && act.items.allSatisfy { $0.quantity?.isExplicit != true }
      && Tokenizer.tokens(in: act.text).first { token in
        token.kind == .word
          && ![.actOpeners, .interjections, .remarkOpenings].contains { grammar.roles[$0].contains(token.text) }
      }
      .map { grammar.roles[.storyOpeners].contains($0.text) } == true
  }
}
