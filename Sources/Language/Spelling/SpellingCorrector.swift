#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Repairs misspelt words from a vocabulary, most often a shop's catalogue.
///
/// All words are folded (`Folding.fold`). Words of four letters or more are repaired within one edit, from seven
/// letters within two; a wrong first letter is found too but ranks lower. Words with digits are never touched.
package struct SpellingCorrector: Sendable {
  package struct Correction: Hashable, Sendable {
    package var word: String
    /// Edits between what was written and `word`: 1 or 2.
    package var distance: Int
    /// How often the vocabulary has `word`.
    package var frequency: Int
  }

  static let shortestWord = 4
  static let shortestWordForTwoEdits = 7
  static let frequencyWeight = 0.25

  private var vocabulary: TypoIndex
  private let generalWords: Set<String>

  /// - Parameter generalWords: words of the language that are right although the vocabulary lacks them.
  package init(generalWords: Set<String> = [], maximumWords: Int = 100_000) {
    self.generalWords = generalWords
    vocabulary = TypoIndex(maximumWords: maximumWords)
  }

  package var count: Int { vocabulary.count }

  /// Adds occurrences of a word; false when the vocabulary is full and the word is new.
  @discardableResult
  package mutating func add(_ word: String, count: Int = 1) -> Bool { vocabulary.insert(word, count: count) }

  package mutating func remove(_ word: String, count: Int = 1) { vocabulary.remove(word, count: count) }

  /// Whether the vocabulary or the language has the word as it is.
  package func isKnown(_ word: String) -> Bool { vocabulary.contains(word) || generalWords.contains(word) }

  /// Gives the likeliest word meant, or nil where the word is known, too short, has digits, or nothing is near.
  package func correct(_ word: String) -> Correction? {
    isKnown(word) ? nil : suggestions(for: word, limit: 1).first
  }

  /// Gives other words of the vocabulary that may have been meant, best first, also for a word that is known.
  package func suggestions(for word: String, limit: Int = 3) -> [Correction] {
    guard let distance = Self.distance(for: word), limit > 0 else { return [] }
    let first = word.unicodeScalars.first
    let ranked = vocabulary.matches(for: word, distance: distance)
      .filter { $0.distance > 0 }
      .map { (match: $0, rank: Self.rank($0, first: first)) }
      .sorted { ($0.rank, $0.match.word) < ($1.rank, $1.match.word) }
    return ranked.prefix(limit).map {
      Correction(word: $0.match.word, distance: $0.match.distance, frequency: $0.match.frequency)
    }
  }

  private static func distance(for word: String) -> Int? {
    var length = 0
    for scalar in word.unicodeScalars {
      guard Folding.isWord(scalar) else { return nil }
      length += 1
    }
    guard length >= shortestWord, length <= EditDistance.longestWord else { return nil }
    return length >= shortestWordForTwoEdits ? 2 : 1
  }

  /// Lower is better: edits, less one for the right first letter, less a little for a frequent word.
  private static func rank(_ match: TypoIndex.Match, first: Unicode.Scalar?) -> Double {
    let bonus = match.word.unicodeScalars.first == first ? 1.0 : 0
    return Double(match.distance) - bonus - frequencyWeight * log(Double(match.frequency))
  }
}
