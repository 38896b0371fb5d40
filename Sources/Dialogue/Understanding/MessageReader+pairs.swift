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
    range.count == 1 && range.lowerBound > 0 && grammar.roles[.people].contains(reading.words[range.lowerBound])
      && reading.tokens[range.lowerBound - 1].kind == .number
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
