import Commerce

/// "in which hour do we sell more": more than at all others, where nothing says than what.
extension QuestionScanner {
  private static let asking: Set<String> = ["which", "what", "whats", "who", "when", "whose"]
  private static let against: Set<String> = [
    "than", "or", "vs", "versus", "against", "compared", "each", "last", "previous", "before",
  ]
  private static let verbs: Set<String> = [
    "sell", "sells", "sold", "buy", "buys", "bought", "spend", "spends", "spent", "order", "orders", "ordered", "earn",
    "earns", "make", "makes", "made", "give", "gives", "gave", "have", "has", "had", "bring", "brings", "brought",
    "pay", "pays", "paid", "return", "returns", "returned",
  ]

  /// Puts the highest degree where a question for one of many has the higher one.
  mutating func takeHighestDegree() {
    let all = Set(words)
    // "which serum sells more" is of all serums.
    if words.count > 1, lexicon.entry(words, at: 1)?.isName ?? false { return }
    guard !Self.asking.isDisjoint(with: words.prefix(4)), Self.against.isDisjoint(with: all) else { return }
    for index in words.indices.dropFirst().dropLast() where ["more", "less"].contains(words[index]) {
      // "the product that less sells", "the month with the less sales"
      if Self.verbs.contains(words[index + 1]), !Self.verbs.contains(words[index - 1]), words[index + 1] != "orders" {
        words.swapAt(index, index + 1)
      } else if words[index - 1] == "the", lexicon.entry(words, at: index + 1)?.isFigure ?? false {
        words[index] = words[index] == "more" ? "most" : "least"
      }
    }
    for index in words.indices.dropFirst() where ["more", "less"].contains(words[index]) {
      guard Self.verbs.contains(words[index - 1]) else { continue }
      words[index] = words[index] == "more" ? "most" : "least"
    }
  }
}
