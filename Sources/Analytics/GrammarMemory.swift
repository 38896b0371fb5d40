import Synchronization

/// The words that every shop's questions have in common, made of the layer once for all questions.
package final class GrammarMemory: Sendable {
  private let known = Mutex<Lexicon?>(nil)

  /// - Parameter make: makes it of the layer and the words that this memory belongs to.
  func lexicon(_ make: () -> Lexicon) -> Lexicon {
    known.withLock { known in
      let lexicon = known ?? make()
      known = lexicon
      return lexicon
    }
  }
}
