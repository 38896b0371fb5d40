/// Words held against others of theirs: one of several, without letters said twice, in the same names.
extension Lexicon {
  private static let irregular = [
    "knives": "knife", "lives": "life", "wives": "wife", "scarves": "scarf", "loaves": "loaf", "leaves": "leaf",
    "shelves": "shelf", "halves": "half", "wolves": "wolf", "calves": "calf", "hooves": "hoof", "elves": "elf",
  ]

  static func singular(_ word: String) -> String {
    if word.count > 4, word.hasSuffix("ies") { return String(word.dropLast(3)) + "y" }
    if let single = irregular[word] { return single }
    if word.count > 4, ["ches", "shes", "sses", "xes"].contains(where: word.hasSuffix) {
      return String(word.dropLast(2))
    }
    return word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
  }

  static func undoubled(_ word: String) -> String {
    word.reduce(into: "") { kept, letter in if kept.last != letter { kept.append(letter) } }
  }

  static func common(_ words: [String], in index: [String: Set<String>]) -> [String] {
    let sets = words.map { index[singular($0)] ?? [] }
    guard let first = sets.first else { return [] }
    return sets.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
  }
}
