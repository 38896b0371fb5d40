import Language

/// Mends typing slips in the words of shopping itself ("chekout", "adress"); names of goods are the catalogue's to
/// mend. Real words are left alone.
struct CommandSpelling: Sendable {
  private let corrector: SpellingCorrector
  /// Two words that only together say something, written as one: "pickup" of "pick up".
  private let pairs: [String: [String]]
  private let pairCorrector: SpellingCorrector
  private let abbreviations: [String: String]
  private let known: Set<String>

  /// Shorter words are too near to each other.
  private static let minimumLength = 4

  /// - Parameters: `commands` may be repaired to, and so may `phrases` of two words; `known` are never repaired.
  init(commands: Set<String>, phrases: [String], abbreviations: [String: String], known: Set<String>) {
    var corrector = SpellingCorrector()
    for word in commands where word.utf8.count >= Self.minimumLength { corrector.add(word) }
    self.corrector = corrector
    var pairs: [String: [String]] = [:]
    var pairCorrector = SpellingCorrector()
    for words in phrases.map({ Tokenizer.tokens(in: $0).map(\.text) }) where words.count == 2 {
      let joined = words.joined()
      guard joined.utf8.count >= Self.shortestPair, pairs[joined] == nil else { continue }
      pairs[joined] = words
      pairCorrector.add(joined)
    }
    (self.pairs, self.pairCorrector) = (pairs, pairCorrector)
    self.abbreviations = abbreviations
    self.known = known
  }

  private static let shortestPair = 6

  /// "pikc up", "pick upp": two words side by side, of which one means nothing, are one slip away from a phrase.
  func mended(_ first: String, _ second: String) -> [String]? {
    guard first.utf8.count > 1, second.utf8.count > 1, !known.contains(first) || !known.contains(second),
      let found = pairCorrector.correct(first + second), found.distance == 1, let words = pairs[found.word],
      words[0] == first || words[1] == second
    else { return nil }
    return words
  }

  /// "wats", "thru": written so on purpose.
  func isAbbreviation(_ word: String) -> Bool { abbreviations[word] != nil }

  func mended(_ word: String) -> String? {
    if let full = abbreviations[word] { return full }
    // "lookin", "somethin"
    if word.utf8.count > Self.minimumLength, word.hasSuffix("in"), !known.contains(word), known.contains(word + "g") {
      return word + "g"
    }
    guard word.utf8.count >= Self.minimumLength, !known.contains(word), let found = corrector.correct(word),
      found.word != word, found.distance == 1 || word.utf8.count >= 7
    else { return nil }
    return found.word
  }
}
