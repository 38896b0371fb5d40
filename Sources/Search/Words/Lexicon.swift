import Foundation
import Language
import Synchronization

/// The words of all languages, for a catalogue in one of them and a shopper who speaks another.
package struct Lexicon: Sendable {
  private let words: [String: LanguageWords]
  private let synonyms: [String: [[String]]]
  private let vectors: StaticVectors?
  private let generalWords: Set<String>
  private let made: MadeLexes
  /// The only one, where there is no other.
  private let only: Lexis?

  /// A catalogue in a language that has no words here is read as an English one.
  private static let defaultLanguage = "en"

  /// - Parameters: `words` and `synonyms` by language; `synonyms` as groups of phrases.
  package init(
    words: [String: LanguageWords], synonyms: [String: [[String]]] = [:], vectors: StaticVectors? = nil
  ) {
    var known = words
    known[Self.defaultLanguage] = words[Self.defaultLanguage] ?? .english
    self.words = known
    self.synonyms = synonyms
    self.vectors = vectors
    generalWords = Set(vectors?.tokenizer.wholeWords ?? [])
    made = MadeLexes()
    only = nil
  }

  /// The same words whoever asks, as tests and tools with one language need them.
  package init(only lexis: Lexis) {
    words = [:]
    synonyms = [:]
    vectors = nil
    generalWords = []
    made = MadeLexes()
    only = lexis
  }

  func lexis(of catalog: String, spoken: String) -> Lexis {
    if let only { return only }
    let own = words[catalog] == nil ? Self.defaultLanguage : catalog
    let other = words[spoken] == nil ? own : spoken
    return made.lexis("\(own) \(other)") { make(own, spoken: other) }
  }

  private func make(_ own: String, spoken: String) -> Lexis {
    let ownWords = words[own] ?? .english
    let groups = (synonyms[own] ?? []) + (own == spoken ? [] : synonyms[spoken] ?? [])
    return Lexis(
      language: LanguageCode(tag: own) ?? .english,
      words: own == spoken ? ownWords : ownWords.joined(with: words[spoken] ?? .english),
      spoken: own == spoken ? nil : LanguageCode(tag: spoken),
      synonyms: { Synonyms(groups: groups, lexis: $0) }, vectors: vectors, generalWords: generalWords)
  }

  /// Reads `words/<language>.yaml` and `synonyms/<language>.yaml` of a prompts folder, as far as they are there.
  package static func load(directory: String, languages: [String], vectors: StaticVectors?) throws -> Lexicon {
    var words: [String: LanguageWords] = [:]
    var synonyms: [String: [[String]]] = [:]
    for language in languages {
      let file = "\(directory)/words/\(language).yaml"
      if FileManager.default.fileExists(atPath: file) { words[language] = try LanguageWords.load(path: file) }
      if words[language] == nil, language != defaultLanguage { words[language] = LanguageWords() }
      let groups = "\(directory)/synonyms/\(language).yaml"
      if FileManager.default.fileExists(atPath: groups) { synonyms[language] = try Synonyms.groups(path: groups) }
    }
    return Lexicon(words: words, synonyms: synonyms, vectors: vectors)
  }
}

/// A pair of languages is made when it is first needed: a shop meets few of them, and each reads all its synonyms.
private final class MadeLexes: Sendable {
  private let known = Mutex<[String: Lexis]>([:])

  func lexis(_ key: String, _ make: () -> Lexis) -> Lexis {
    known.withLock { known in
      if let lexis = known[key] { return lexis }
      let lexis = make()
      known[key] = lexis
      return lexis
    }
  }
}
