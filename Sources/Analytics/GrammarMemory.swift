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

/// The words of one shop's questions, its own names among them, made once for as long as the names are in use.
final class NamesMemory: Sendable {
  private let known = Mutex<(grammar: GrammarMemory, lexicon: Lexicon)?>(nil)

  var isMade: Bool { known.withLock { $0 != nil } }

  /// - Parameter grammar: of the words it is made of; when other files were read it is made anew.
  func lexicon(of grammar: GrammarMemory, _ make: () -> Lexicon) -> Lexicon {
    if let known = known.withLock({ $0 }), known.grammar === grammar { return known.lexicon }
    let lexicon = make()
    known.withLock { $0 = (grammar, lexicon) }
    return lexicon
  }
}
