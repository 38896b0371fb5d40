/// A figure's phrase with its words taken for what they are synonyms of, and without those that say nothing in it: "the
/// percentage of all our tickets that were returned" is "share of orders refunded".
struct LoosePhrases: Sendable {
  /// So many words of a question at most are looked at for one phrase.
  private static let maximumWords = 14

  private static let links: Set<String> = ["with", "without", "in", "of", "on", "to", "from", "per", "for", "by", "at"]

  private let same: [String: String]
  private let dropped: Set<String>

  init(same: [String: String], dropped: Set<String>) {
    self.same = same
    self.dropped = dropped
  }

  /// nil where fewer than two words say something, or the last is only a link.
  func key(_ words: [String]) -> String? {
    let content = words.filter { !dropped.contains($0) }.map { same[$0] ?? $0 }
    // "coupon used" would be any coupon with something, "money in" any revenue in something.
    let isOpen = content.last.map(Self.links.contains) ?? true
    return content.count < 2 || isOpen ? nil : content.joined(separator: " ")
  }

  /// The longest phrase from a word on that is known.
  func longest<Found>(
    _ words: [String], at index: Int, known: (String) -> Found?
  ) -> (length: Int, found: Found)? {
    guard words.indices.contains(index), !dropped.contains(words[index]) else { return nil }
    var key = same[words[index]] ?? words[index]
    var best: (length: Int, found: Found)?
    for next in index + 1..<max(index + 1, min(words.count, index + Self.maximumWords))
    where !dropped.contains(words[next]) {
      key += " " + (same[words[next]] ?? words[next])
      if let found = known(key) { best = (next + 1 - index, found) }
    }
    return best
  }
}
