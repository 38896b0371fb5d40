import Language

/// A language's words as a catalogue needs them: which spellings and inflections are one term, which say nothing.
package struct Lexis: Sendable {
  package let language: LanguageCode
  let words: LanguageWords
  /// Who asks speaks another language than the catalogue's.
  let spoken: LanguageCode?
  package private(set) var synonyms: Synonyms
  /// What words mean; without it products are found by their words only.
  package let vectors: StaticVectors?
  /// The language's words as far as the embedding table has them.
  private let generalWords: Set<String>
  private let memo = TermMemo()
  private let sizeBeginnings: Set<String>

  package init(language: LanguageCode = .english, synonyms: Synonyms = .none, vectors: StaticVectors? = nil) {
    self.language = language
    words = .english
    spoken = nil
    self.synonyms = synonyms
    self.vectors = vectors
    generalWords = Set(vectors?.tokenizer.wholeWords ?? [])
    sizeBeginnings = Self.beginnings(of: words.sizes)
  }

  /// - Parameter synonyms: made of the lexis itself, as they are compared by its terms.
  init(
    language: LanguageCode, words: LanguageWords, spoken: LanguageCode?, synonyms: (Lexis) -> Synonyms = { _ in .none },
    vectors: StaticVectors? = nil, generalWords: Set<String> = []
  ) {
    self.language = language
    self.words = words
    self.spoken = spoken
    self.vectors = vectors
    self.generalWords = generalWords
    sizeBeginnings = Self.beginnings(of: words.sizes)
    self.synonyms = .none
    self.synonyms = synonyms(self)
  }

  private static func beginnings(of sizes: [String: String]) -> Set<String> {
    Set(sizes.keys.map { String($0.prefix { $0 != " " }) })
  }

  /// The form under which a folded word is indexed and looked up: `jackets` and `jacket`, `grey` and `gray` are one.
  func term(of word: String) -> String { memo.term(of: word, madeTerm) }

  private func madeTerm(of word: String) -> String {
    if let number = words.numbers[word] { return number }
    let spelling = MeasureUnit.sign(of: words.spellings[word] ?? word)
    return spelling.utf8.count > 2 ? Stemmer.stem(spelling, language: language) : spelling
  }

  /// The shopper's word without that language's endings ("jaketnya" is "jaket"), for looking up what it means; nil
  /// where the catalogue is in the shopper's language.
  func spokenStem(of word: String) -> String? { spoken.map { Stemmer.stem(word, language: $0) } }

  /// Words that only carry a request and are dropped from a query that has others: "do you have … please".
  func isStopWord(_ word: String) -> Bool { words.stop.contains(word) }

  func isBrowsingWord(_ word: String) -> Bool { words.browsing.contains(word) }

  /// Small words that may stand inside a product's name but not at its ends.
  func isFunctionWord(_ word: String) -> Bool { words.function.contains(word) }

  /// It joins two things: "and", "y".
  func joins(_ word: String) -> Bool { words.conjunctions.contains(word) }

  /// Words of shopping itself ("order", "cart", "pay"): they name a product only where its title says them so.
  func isCommandWord(_ word: String) -> Bool {
    words.command.contains(word) || words.stop.contains(word)
  }

  /// Words that are right although the catalogue lacks them; only a neighbour can show that one is a slip.
  func isRightWord(_ word: String) -> Bool { isCommonWord(word) || generalWords.contains(word) }

  /// Whether the embedding table knows a word as a whole, and not only by its parts.
  func hasMeaning(_ word: String) -> Bool { generalWords.contains(word) }

  func isCollectiveWord(_ word: String) -> Bool { words.collective.contains(word) }

  func isSize(_ word: String) -> Bool { words.sizes[word] != nil }

  /// A size may be written so from this word on: "extra" as "extra large".
  func beginsSize(_ word: String) -> Bool { sizeBeginnings.contains(word) }

  /// Ordinary words, which are never taken for a misspelt product.
  func isCommonWord(_ word: String) -> Bool {
    words.common.contains(word) || isCommandWord(word) || isFunctionWord(word)
      || words.numbers[word] != nil
  }

  /// A label's key: its words as terms without function words, sizes in one spelling; `Extra Large` and `XL` are one.
  func labelKey(_ label: [String]) -> String {
    if label.count <= 3, let size = words.sizes[label.joined(separator: " ")] { return size }
    let telling = label.indices.filter { label.count == 1 || !isFunctionWord(label[$0]) || isUnit(label, at: $0) }
      .map { label[$0] }
    return telling.map(term(of:)).joined(separator: " ")
  }

  /// The "in" of "3 in" is a unit, not a small word.
  func isUnit(_ words: [String], at index: Int) -> Bool {
    index > 0 && MeasureUnit.sign(of: words[index]) == "in" && words[index - 1].utf8.last.map(Self.isDigit) == true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
