import Synchronization

/// The terms of words lately asked for: a sentence's words are looked up a dozen times each while it is linked, ranked
/// and filtered, and stemming one takes longer than finding it here.
final class TermMemo: Sendable {
  /// Words of a generation; the older one of two is forgotten when the newer is full.
  private static let generation = 4_096
  /// Longer "words" are no words.
  private static let longestWord = 64

  private struct Generations {
    var newer: [String: String] = [:]
    var older: [String: String] = [:]
  }

  private let known = Mutex(Generations())

  func term(of word: String, _ make: (String) -> String) -> String {
    guard word.utf8.count <= Self.longestWord else { return make(word) }
    if let term = known.withLock({ $0.newer[word] ?? $0.older[word] }) { return term }
    let term = make(word)
    known.withLock { known in
      if known.newer.count >= Self.generation {
        known.older = known.newer
        known.newer = [:]
      }
      known.newer[word] = term
    }
    return term
  }
}
