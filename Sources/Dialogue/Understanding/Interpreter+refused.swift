import Commerce
import Language

/// What is turned down beside something that is wanted.
extension Interpreter {
  /// "not that one. how much is the fern?", "I'll leave the butt and go for the hose": what is refused is no wish,
  /// and an offer of it stands no longer. The rest is read as if it stood alone.
  func withoutRefused(_ reading: Reading, _ scene: Scene) -> Understanding? {
    guard scene.expectation != .name, scene.expectation != .address else { return nil }
    let parts = self.parts(reading)
    let refused = parts.filter { isRefusedPointer($0, reading) || leavesGoods($0, reading, scene) }
    guard !refused.isEmpty else { return nil }
    let rest = parts.filter { !refused.contains($0) && !isOnlyOpening($0, reading) }
    let note = "refused: \(refused.map { "\"\(reading.original($0))\"" }.joined(separator: ", "))"
    guard let first = rest.first, let last = rest.last else {
      return Understanding(acts: [Act(.deny, source: .rule, text: reading.original(refused[0]))], notes: [note])
    }
    // What stands between two refusals is rare; from the first to the last that is wanted.
    guard !refused.contains(where: { first.lowerBound < $0.lowerBound && $0.upperBound < last.upperBound }) else {
      return nil
    }
    var scene = scene
    scene.memory.offer = nil
    let end = last.upperBound < reading.words.count && reading.words[last.upperBound] == "?" ? 1 : 0
    var whole = interpret(reading.original(first.lowerBound..<last.upperBound + end), in: scene)
    whole.notes.insert(note, at: 0)
    return whole
  }

  /// What stands between marks and joints.
  private func parts(_ reading: Reading) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    for index in reading.words.indices + [reading.words.count] {
      let isEnd =
        index == reading.words.count || [",", ".", "!", "?", ";"].contains(reading.words[index])
        || grammar.separators.longestMatch(in: [reading.words[index]], from: 0) != nil
        || grammar.roles[.contrasts].contains(reading.words[index])
      guard isEnd else { continue }
      if start < index { found.append(start..<index) }
      start = index + 1
    }
    return found
  }

  private func isOnlyOpening(_ range: Range<Int>, _ reading: Reading) -> Bool {
    range.allSatisfy { isAside(reading.words[$0]) }
  }

  private func isAside(_ word: String) -> Bool {
    [.agreeing, .interjections, .courtesies, .decidingEnds, .no, .acknowledging].contains {
      grammar.roles[$0].contains(word)
    }
  }

  /// "for now", "then" behind what is left.
  private func isIdle(_ word: String) -> Bool {
    isAside(word) || [.purposes, .timeNows].contains { grammar.roles[$0].contains(word) }
  }

  /// "not that one", "ese no": a word of refusing, what points, and nothing else.
  private func isRefusedPointer(_ range: Range<Int>, _ reading: Reading) -> Bool {
    let words = range.map { reading.words[$0] }.filter { word in
      !isAside(word) || grammar.roles[.no].contains(word)
    }
    guard (2...4).contains(words.count) else { return false }
    let points = words.contains { grammar.roles[.determiners].contains($0) || grammar.roles[.pointers].contains($0) }
    let refuses = words.contains { grammar.roles[.pointRefusals].contains($0) }
    return points && refuses
      && words.allSatisfy { word in
        [.pointRefusals, .determiners, .pointers, .dummyNouns].contains { grammar.roles[$0].contains(word) }
      }
  }

  /// "I'll leave the water butt", which is not in the cart: it is not wanted after all.
  private func leavesGoods(_ range: Range<Int>, _ reading: Reading, _ scene: Scene) -> Bool {
    guard let verb = range.prefix(3).first(where: { grammar.roles[.leaving].contains(reading.words[$0]) }),
      verb + 1 < range.upperBound, !grammar.roles[.outParticles].contains(reading.words[verb + 1]),
      range[..<verb].allSatisfy({
        isAside(reading.words[$0]) || grammar.roles[.selfSayings].contains(reading.words[$0])
      }),
      let link = reading.links.first(where: { $0.isGoods && range.contains($0.tokens.lowerBound) }),
      link.tokens.lowerBound > verb, range[link.tokens.upperBound...].allSatisfy({ isIdle(reading.words[$0]) }),
      case .products(let ids) = link.target
    else { return false }
    return !scene.cart.lines.contains { ids.contains($0.productID) }
  }

  /// "first. total?", "the blue one! and when do you close": an answer to what was asked, in a sentence of its own, and
  /// then something else.
  func answeredFirst(_ reading: Reading, _ scene: Scene) -> Understanding? {
    let isOption = if case .option = scene.expectation { true } else { false }
    guard isOption || scene.expectation == .choice, reading.words.count <= Self.longestAnswered,
      let end = reading.words.firstIndex(where: { [".", "!", ";"].contains($0) || isOption && $0 == "," }), end > 0,
      end + 1 < reading.words.count, !isOption || goesOnWithGoods(behind: end, reading)
    else { return nil }
    let opening = self.reading(of: reading.original(0..<end), in: scene)
    guard var answer = ExpectedAnswer(grammar: grammar, scene: scene, reading: opening).whole() else { return nil }
    answer.text = reading.original(0..<end)
    var whole = interpret(reading.original(end + 1..<reading.words.count), in: scene)
    whole.acts.insert(answer, at: 0)
    whole.notes.insert("expectation: \(answer.intent) ← \"\(answer.text)\"", at: 0)
    return whole
  }

  private static let longestAnswered = 20

  /// "1000, and can u add the roll mat too": something else is wanted behind the value.
  func goesOnWithGoods(behind mark: Int, _ reading: Reading) -> Bool {
    reading.links.contains { $0.tokens.lowerBound > mark && $0.isGoods && $0.confidence >= Self.plainGuess }
  }

  /// "I'll take 1 and 2", "books 1 and 3", of a list that was shown: places of it, and no counts.
  func numberedPicks(_ reading: Reading, _ scene: Scene) -> Understanding? {
    let shown = scene.memory.shownProducts
    let numbers = reading.words.indices.filter { reading.tokens[$0].kind == .number }
    let places = numbers.compactMap { Int(reading.words[$0]) }
    guard shown.count > 1, (2...4).contains(places.count), places.count == numbers.count, let first = numbers.first,
      let last = numbers.last, Set(places).count == places.count, places.allSatisfy({ (1...shown.count).contains($0) }),
      places[0] == 1 || places == places.sorted(), !reading.words.contains("?"),
      (first...last).allSatisfy({ numbers.contains($0) || isJoint($0, reading) }),
      reading.words[(last + 1)...].allSatisfy({ isAside($0) || grammar.roles[.alsoWords].contains($0) }),
      reading.links.allSatisfy({ $0.tokens.upperBound <= first }),
      reading.acts.contains(where: {
        $0.range.lowerBound < first && !$0.labels.filter { ["add", "want"].contains($0) }.isEmpty
      })
    else { return nil }
    let items = places.map { ItemPhrase(reference: .ordinal($0)) }
    let text = reading.original(0..<reading.tokens.count)
    return Understanding(
      acts: [Act(.add, confidence: 0.9, source: .rule, text: text, items: items)],
      notes: ["places of the list: \(places)"])
  }

  private func isJoint(_ index: Int, _ reading: Reading) -> Bool {
    [",", "&", "+"].contains(reading.words[index])
      || grammar.separators.longestMatch(in: [reading.words[index]], from: 0) != nil
  }

  /// "1000, and can u add the roll mat too", after "what there is: 500, 1000": a form of what is talked about, and then
  /// something else.
  func formFirst(_ reading: Reading, _ scene: Scene) -> Understanding? {
    guard scene.expectation == .nothing, let subject = scene.subject, subject.variants.count > 1,
      let comma = reading.words.firstIndex(of: ","), (1...2).contains(comma), goesOnWithGoods(behind: comma, reading),
      reading.acts.contains(where: { $0.range.lowerBound > comma && $0.labels.contains("add") })
    else { return nil }
    let said = reading.words[..<comma].joined(separator: " ")
    let fitting = Set(subject.variants.flatMap(\.options).filter { Folding.fold($0) == said })
    guard fitting.count == 1, let value = fitting.first else { return nil }
    let form = Act(
      .add, confidence: 0.9, source: .rule, text: reading.original(0..<comma),
      items: [
        ItemPhrase(
          candidates: [subject.id], linkConfidence: 1, attributes: [AttributeFilter(value: value)])
      ])
    var whole = interpret(reading.original(comma + 1..<reading.words.count), in: scene)
    whole.acts.insert(form, at: 0)
    whole.notes.insert("form: \"\(said)\" of what is talked about", at: 0)
    return whole
  }
}
