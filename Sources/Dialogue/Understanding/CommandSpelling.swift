import Language

/// Mends typing slips in the words of shopping itself ("chekout", "adress"); names of goods are the catalogue's to
/// mend. Real words are left alone.
struct CommandSpelling: Sendable {
  private let corrector: SpellingCorrector
  private let abbreviations: [String: String]
  private let known: Set<String>

  /// Shorter words are too near to each other.
  private static let minimumLength = 4

  /// - Parameters: `commands` may be repaired to, `known` are never repaired.
  init(commands: Set<String>, abbreviations: [String: String], known: Set<String>) {
    var corrector = SpellingCorrector()
    for word in commands where word.utf8.count >= Self.minimumLength { corrector.add(word) }
    self.corrector = corrector
    self.abbreviations = abbreviations
    self.known = known
  }

  /// "wats", "thru": written so on purpose.
  func isAbbreviation(_ word: String) -> Bool { abbreviations[word] != nil }

  func mended(_ word: String) -> String? {
    if let full = abbreviations[word] { return full }
    guard word.utf8.count >= Self.minimumLength, !known.contains(word), let found = corrector.correct(word),
      found.word != word, found.distance == 1 || word.utf8.count >= 7
    else { return nil }
    return found.word
  }
}
