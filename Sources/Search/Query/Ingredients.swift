/// What a description says is in a thing: "Contains wheat, milk, almonds (nuts)."
enum Ingredients {
  /// Whether one of its sentences on contents has all the terms, and does not deny them ("No dairy").
  static func tell(_ wanted: Set<String>, in description: String, _ lexis: Lexis) -> Bool {
    description.split(whereSeparator: { $0.isNewline || $0 == "." || $0 == ";" }).contains { sentence in
      let words = TextReader.words(in: String(sentence)).map(\.surface)
      // "With potassium nitrate and fluoride."
      let opens = words.first.map(opening.contains) ?? false
      guard opens || words.contains(where: announcing.contains) else { return false }
      let said = words.indices.filter { !isDenied($0, words) }.map { lexis.term(of: words[$0]) }
      return wanted.isSubset(of: said)
    }
  }

  /// Whether one of its sentences says that it is free of all the terms: "Sin gluten, sin lactosa".
  static func deny(_ wanted: Set<String>, in description: String, _ lexis: Lexis) -> Bool {
    description.split(whereSeparator: { $0.isNewline || $0 == "." || $0 == ";" }).contains { sentence in
      let words = TextReader.words(in: String(sentence)).map(\.surface)
      let denied = words.indices.filter { isDenied($0, words) }.map { lexis.term(of: words[$0]) }
      return !denied.isEmpty && wanted.isSubset(of: denied)
    }
  }

  /// "sin gluten", of a label.
  static func isDenial(_ label: String) -> Bool {
    TextReader.words(in: label).contains { denying.contains($0.surface) }
  }

  /// "no dairy", "without nuts", "nut free".
  private static func isDenied(_ index: Int, _ words: [String]) -> Bool {
    let next = index + 1
    return words[max(0, index - 2)..<index].contains(where: denying.contains)
      || (next < words.count && freeing.contains(words[next]))
  }

  /// In the languages that catalogues are read in.
  private static let announcing: Set<String> = [
    "contain", "contains", "containing", "ingredients", "contiene", "contienen", "ingredientes", "contem", "mengandung",
    "bahan",
  ]
  private static let opening: Set<String> = ["with", "con", "com", "dengan"]
  static let denying: Set<String> = ["no", "not", "without", "sin", "sem", "tanpa", "nao", "bebas"]
  private static let freeing: Set<String> = ["free"]
}
