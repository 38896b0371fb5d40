import Commerce

/// Places in an order: the second best, and those behind what was told.
extension QuestionScanner {
  private static let ranks: Set<WordRole> = [.top, .bottom, .bestSellers, .popular, .busiest]
  /// Figures that are one order's own.
  private static let ofOneOrder: Set<String> = ["largest_order", "smallest_order", "last_order", "first_order"]

  /// "second best seller", "3rd busiest day", "second last order": the place before a rank.
  mutating func place(_ index: Int) -> Int? {
    guard let place = TimeWords.places[words[index]], index + 1 < words.count,
      let next = lexicon.entry(words, at: index + 1)
    else { return nil }
    let isRank = next.meanings.contains { meaning in
      switch meaning {
      case .role(let role): Self.ranks.contains(role)
      case .metric(let name): Self.ofOneOrder.contains(name)
      case .dimension, .name: false
      }
    }
    guard isRank else { return nil }
    heard.place = place
    return 1
  }

  /// Words around a place that say nothing more.
  private static let around: Set<String> = [
    "and", "the", "what", "about", "whats", "who", "whos", "which", "is", "was", "are", "were", "a", "show", "me",
    "then", "please", "give", "tell", "one", "ones", "comes", "came", "place", "now", "also", "in",
  ]

  /// "and the second?", "the next one", "next 5": where nothing else is said, a place in what was told before.
  mutating func listenForPlace() {
    guard words.count < 8 else { return }
    let said = words.filter { !Self.around.contains($0) }
    let isOne = words.contains("one")
    if said.count == 2, ["first", "top", "best"].contains(said[0]), let count = TimeWords.number(said[1]) {
      heard.limit = count
    } else if said.count == 1, let place = TimeWords.places[said[0]] {
      heard.place = place
    } else if said == ["next"] {
      heard.further = isOne ? 1 : 0
    } else if said.count == 2, said[0] == "next", let count = TimeWords.number(said[1]) {
      heard.further = count
    } else {
      return
    }
    words = []
  }
}
