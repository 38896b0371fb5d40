import Foundation
import Language

/// The words of all languages, for a catalogue in one of them and a shopper who speaks another.
package struct Lexicon: Sendable {
  /// By the catalogue's language, then by the shopper's.
  private let lexes: [String: [String: Lexis]]
  private let fallback: Lexis

  /// A catalogue in a language that has no words here is read as an English one.
  private static let defaultLanguage = "en"

  /// - Parameters: `words` and `synonyms` by language; `synonyms` as groups of phrases.
  package init(
    words: [String: LanguageWords], synonyms: [String: [[String]]] = [:], vectors: StaticVectors? = nil
  ) {
    let general = Set(vectors?.tokenizer.wholeWords ?? [])
    var known = words
    known[Self.defaultLanguage] = words[Self.defaultLanguage] ?? .english
    var lexes: [String: [String: Lexis]] = [:]
    for (own, ownWords) in known {
      for (spoken, spokenWords) in known {
        let stems = LanguageCode(tag: own) ?? .english
        let groups = (synonyms[own] ?? []) + (own == spoken ? [] : synonyms[spoken] ?? [])
        lexes[own, default: [:]][spoken] = Lexis(
          language: stems, words: own == spoken ? ownWords : ownWords.joined(with: spokenWords),
          spoken: own == spoken ? nil : LanguageCode(tag: spoken),
          synonyms: { Synonyms(groups: groups, lexis: $0) }, vectors: vectors, generalWords: general)
      }
    }
    self.lexes = lexes
    fallback = lexes[Self.defaultLanguage]?[Self.defaultLanguage] ?? Lexis()
  }

  /// The same words whoever asks, as tests and tools with one language need them.
  init(only lexis: Lexis) {
    lexes = [:]
    fallback = lexis
  }

  func lexis(of catalog: String, spoken: String) -> Lexis {
    guard let own = lexes[catalog] ?? lexes[Self.defaultLanguage] else { return fallback }
    return own[spoken] ?? own[catalog] ?? own[Self.defaultLanguage] ?? fallback
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
