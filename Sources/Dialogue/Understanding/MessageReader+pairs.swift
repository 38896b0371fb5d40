import Language

/// What is said of two things together.
extension MessageReader {
  /// "anything drier", of wines that were shown: how they shall be, and nothing that is called so.
  func isDegree(_ range: Range<Int>, _ reading: Reading, atHand: Bool) -> Bool {
    atHand && range.count == 1 && range.lowerBound > 0
      && grammar.roles[.comparatives].contains(reading.words[range.lowerBound])
      && grammar.roles[.indefinites].contains(reading.words[range.lowerBound - 1])
  }

  /// The "man" of "a 2 man tent" wears no men's jacket.
  func countsPeople(_ range: Range<Int>, _ reading: Reading) -> Bool {
    range.count == 1 && range.lowerBound > 0 && reading.tokens[range.lowerBound - 1].kind == .number
      && (grammar.roles[.people].contains(reading.words[range.lowerBound])
        || reading.isWithChildren(range.lowerBound - 1, grammar))
  }

  /// "something warm to go over it": who says so fetches nothing.
  func goesWith(_ phrase: LabelledRange, _ reading: Reading) -> Bool {
    let next = phrase.range.upperBound
    guard phrase.range.count > 1, phrase.labels.contains("pickup"), next + 1 < reading.words.count else { return false }
    let joint = reading.words[next]
    let isJoint = grammar.roles[.joints].contains(joint) || grammar.prices.longestMatch(in: [joint], from: 0) != nil
    let behind = reading.words[next + 1]
    return isJoint
      && (grammar.articles.contains(behind)
        || grammar.references.longestMatch(in: [behind], from: 0)?.labels.contains("focus") == true)
  }
}

extension Reading {
  /// "with 10 kids", "for 6 children": so many somebodies, unless they tell what is wanted: "for 2 kids bikes".
  func isWithChildren(_ number: Int, _ grammar: Grammar) -> Bool {
    let next = number + 1
    guard number > 0, next < words.count,
      [.joints, .purposes].contains(where: { grammar.roles[$0].contains(words[number - 1]) }),
      grammar.roles[.persons].contains(words[next])
        || grammar.roles[.persons].contains(Stemmer.stem(words[next], language: language))
    else { return false }
    return next + 1 == words.count || tokens[next + 1].kind == .mark
      || grammar.fillers.longestMatch(in: [words[next + 1]], from: 0) != nil
  }
}

extension Reading {
  /// The "size" of "what needle size": a word of its own stands there, and no small one.
  func leadsToNoun(_ index: Int, _ grammar: Grammar) -> Bool {
    index < words.count && tokens[index].kind == .word
      && grammar.separators.longestMatch(in: [words[index]], from: 0) == nil
      && !grammar.questionWords.contains(words[index]) && !grammar.articles.contains(words[index])
  }
}
