import Commerce
import Language

/// What somebody must not have.
extension ClauseBuilder {
  /// "my daughter is allergic to nuts", "safe for someone with a nut allergy", "for celiacs": it is left out, and who
  /// it is for looks for nothing.
  mutating func readAllergies() {
    for index in range where grammar.roles[.allergies].contains(reading.words[index]) {
      guard let avoided = avoided(at: index), !asksAdvice(avoided.range) else { continue }
      for word in avoided.words { exclude(word, at: toldAround(avoided.range)) }
    }
  }

  private func avoided(at index: Int) -> (words: [String], range: Range<Int>)? {
    if let gluten = grammar.roles[.glutens].words.first, grammar.roles[.celiacs].contains(reading.words[index]) {
      return ([gluten], index..<index + 1)
    }
    let before = allergens(before: index)
    if !before.words.isEmpty { return before }
    var end = index + 1
    while end < range.upperBound, grammar.roles[.allergyJoints].contains(reading.words[end]) { end += 1 }
    var words: [String] = []
    while end < range.upperBound, reading.tokens[end].kind == .word, words.count < Self.avoidedWords,
      !grammar.questionWords.contains(reading.words[end]), !grammar.roles[.exclusionEnds].contains(reading.words[end])
    {
      let word = reading.words[end]
      if !grammar.articles.contains(word), !grammar.roles[.definiteArticles].contains(word),
        !grammar.roles[.exclusionJoints].contains(word), grammar.separators.longestMatch(in: [word], from: 0) == nil
      {
        words.append(word)
      }
      end += 1
    }
    // "allergy tablets" names what helps against it.
    let isTold = end > index + 1 && grammar.roles[.allergyJoints].contains(reading.words[index + 1])
    guard !words.isEmpty, isTold || words.allSatisfy(grammar.roles[.allergens].contains) else { return nil }
    return (words, index..<end)
  }

  /// "I'm allergic to penicillin", where no goods are spoken of: for people to answer.
  private func asksAdvice(_ stretch: Range<Int>) -> Bool {
    reading.acts.contains { $0.range.meets(stretch) && $0.labels.contains(Intent.askAdvice.rawValue) }
      && !reading.links.contains(where: \.isGoods)
      && !reading.acts.contains { $0.labels.contains { ["find", "browse", "want"].contains($0) } }
  }

  private static let avoidedWords = 3

  /// "a nut allergy", "milk and egg allergies".
  private func allergens(before index: Int) -> (words: [String], range: Range<Int>) {
    var start = index
    var words: [String] = []
    while start > range.lowerBound {
      let word = reading.words[start - 1]
      if grammar.roles[.allergens].contains(word) {
        words.append(word)
      } else if word != "-", word != ",", grammar.roles[.exclusionJoints].contains(word) != true || words.isEmpty {
        break
      }
      start -= 1
    }
    return (words, start..<index + 1)
  }

  /// With who has it: back to goods, an act or a mark.
  private func toldAround(_ stretch: Range<Int>) -> Range<Int> {
    var start = stretch.lowerBound
    while start > range.lowerBound, reading.tokens[start - 1].kind == .word,
      stretch.lowerBound - start < Self.toldWords, !stands(start - 1)
    { start -= 1 }
    return start..<stretch.upperBound
  }

  private static let toldWords = 6

  private func stands(_ index: Int) -> Bool {
    reading.links.contains { $0.tokens.contains(index) && $0.isGoods }
      || reading.acts.contains { phrase in
        phrase.range.contains(index) && phrase.labels.contains { ["find", "add", "browse", "want"].contains($0) }
      }
      || grammar.questionWords.contains(reading.words[index])
  }
}

extension Interpreter {
  /// "my son is allergic to nuts, what cakes can he have?": what is told in a clause of its own holds for what is looked
  /// for in the next.
  func withoutAllergens(_ acts: [Act], _ reading: Reading) -> [Act] {
    guard acts.count > 1, reading.words.contains(where: grammar.roles[.allergies].contains),
      acts.contains(where: { looksForGoods($0) && !tellsOfAllergy($0) })
    else { return acts }
    let avoided = acts.filter(tellsOfAllergy).reduce(into: Set<String>()) { $0.formUnion($1.constraints.excludedWords) }
    guard !avoided.isEmpty else { return acts }
    return acts.compactMap { act in
      if tellsOfAllergy(act), act.items.allSatisfy({ $0.candidates.isEmpty && $0.category == nil }) { return nil }
      guard looksForGoods(act) else { return act }
      var act = act
      if act.intent == .browse { act.intent = .find }
      act.constraints.excludedWords.formUnion(avoided)
      return act
    }
  }

  private func looksForGoods(_ act: Act) -> Bool { [.find, .narrow, .browse, .showMore].contains(act.intent) }

  private func tellsOfAllergy(_ act: Act) -> Bool {
    !act.constraints.excludedWords.isEmpty
      && Tokenizer.tokens(in: act.text).contains { grammar.roles[.allergies].contains($0.text) }
  }
}
