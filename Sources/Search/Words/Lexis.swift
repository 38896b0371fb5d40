import Language

/// A language's words as a catalogue needs them: which spellings and inflections are one term, which say nothing.
package struct Lexis: Sendable {
  package let language: LanguageCode
  package let synonyms: Synonyms
  /// What words mean; without it products are found by their words only.
  package let vectors: StaticVectors?
  /// The language's words as far as the embedding table has them.
  private let generalWords: Set<String>

  package init(language: LanguageCode = .english, synonyms: Synonyms = .none, vectors: StaticVectors? = nil) {
    self.language = language
    self.synonyms = synonyms
    self.vectors = vectors
    generalWords = Set(vectors?.tokenizer.wholeWords ?? [])
  }

  /// The form under which a folded word is indexed and looked up: `jackets` and `jacket`, `grey` and `gray` are one.
  func term(of word: String) -> String {
    if let number = EnglishWords.numbers[word] { return number }
    let spelling = MeasureUnit.sign(of: EnglishWords.spellings[word] ?? word)
    return spelling.utf8.count > 2 ? Stemmer.stem(spelling, language: language) : spelling
  }

  /// Words that only carry a request and are dropped from a query that has others: "do you have … please".
  func isStopWord(_ word: String) -> Bool { EnglishWords.stop.contains(word) }

  func isBrowsingWord(_ word: String) -> Bool { EnglishWords.browsing.contains(word) }

  /// Small words that may stand inside a product's name but not at its ends.
  func isFunctionWord(_ word: String) -> Bool { EnglishWords.function.contains(word) }

  /// Words of shopping itself ("order", "cart", "pay"): they name a product only where its title says them so.
  func isCommandWord(_ word: String) -> Bool {
    EnglishWords.command.contains(word) || EnglishWords.stop.contains(word)
  }

  /// Words that are right although the catalogue lacks them; only a neighbour can show that one is a slip.
  func isRightWord(_ word: String) -> Bool { isCommonWord(word) || generalWords.contains(word) }

  /// Whether the embedding table knows a word as a whole, and not only by its parts.
  func hasMeaning(_ word: String) -> Bool { generalWords.contains(word) }

  func isCollectiveWord(_ word: String) -> Bool { EnglishWords.collective.contains(word) }

  func isSize(_ word: String) -> Bool { EnglishWords.sizes[word] != nil }

  /// Ordinary words, which are never taken for a misspelt product.
  func isCommonWord(_ word: String) -> Bool {
    EnglishWords.common.contains(word) || isCommandWord(word) || isFunctionWord(word)
      || EnglishWords.numbers[word] != nil
  }

  /// A label's key: its words as terms without function words, sizes in one spelling; `Extra Large` and `XL` are one.
  func labelKey(_ words: [String]) -> String {
    if words.count <= 3, let size = EnglishWords.sizes[words.joined(separator: " ")] { return size }
    let telling = words.indices.filter { words.count == 1 || !isFunctionWord(words[$0]) || isUnit(words, at: $0) }
      .map { words[$0] }
    return telling.map(term(of:)).joined(separator: " ")
  }

  /// The "in" of "3 in" is a unit, not a small word.
  func isUnit(_ words: [String], at index: Int) -> Bool {
    index > 0 && MeasureUnit.sign(of: words[index]) == "in" && words[index - 1].utf8.last.map(Self.isDigit) == true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
