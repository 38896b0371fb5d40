import Foundation
import Language
import Yams

/// Groups of words that shoppers use for one thing ("torch", "flashlight"), from `prompts/synonyms/<language>.yaml`.
package struct Synonyms: Sendable {
  package static let none = Synonyms(alternatives: [:])

  /// A phrase is at most this many words, which bounds the look-up.
  static let longestPhrase = 4

  /// By a phrase's terms joined with spaces: the other phrases of its groups, as terms.
  private let alternatives: [String: [[String]]]

  /// The first words of the phrases that have several.
  private let beginnings: Set<String>

  private init(alternatives: [String: [[String]]]) {
    self.alternatives = alternatives
    beginnings = Set(
      alternatives.keys.compactMap { phrase in
        phrase.firstIndex(of: " ").map { String(phrase[..<$0]) }
      })
  }

  /// - Parameter groups: phrases as people write them; each group has at least two.
  package init(groups: [[String]], language: LanguageCode = .english) {
    self.init(groups: groups, lexis: Lexis(language: language))
  }

  init(groups: [[String]], lexis: Lexis) {
    var alternatives: [String: [[String]]] = [:]
    for group in groups {
      let written = group.map { TextReader.words(in: $0).map(\.surface) }
      let phrases = written.map { $0.map(lexis.term(of:)) }
      for (words, phrase) in zip(written, phrases) {
        let others = phrases.filter { $0 != phrase }
        alternatives[phrase.joined(separator: " "), default: []] += others
        // A query comes without its small words: "bug bag" for "bug out bag".
        let telling = words.filter { !lexis.isStopWord($0) && !lexis.isFunctionWord($0) }.map(lexis.term(of:))
        if telling.count > 1, telling.count < phrase.count {
          alternatives[telling.joined(separator: " "), default: []] += others
        }
      }
      for (words, phrase) in zip(written, phrases) {
        let stems = words.compactMap { lexis.spokenStem(of: $0) }.joined(separator: " ")
        guard !stems.isEmpty, alternatives[stems] == nil else { continue }
        alternatives[stems] = phrases.filter { $0 != phrase }
      }
    }
    self.init(alternatives: alternatives)
  }

  var isEmpty: Bool { alternatives.isEmpty }

  /// Whether a term, or a phrase that begins with it, is in any group.
  func hasAny(from term: String) -> Bool { alternatives[term] != nil || beginnings.contains(term) }

  /// Whether a phrase of several words may begin with this term.
  func begins(with term: String) -> Bool { beginnings.contains(term) }

  /// The other phrases of the groups that have this one.
  func alternatives(ofTerms terms: some Sequence<String>) -> [[String]] {
    alternatives.isEmpty ? [] : alternatives[terms.joined(separator: " ")] ?? []
  }

  /// Reads a file; its errors name the line.
  package static func load(path: String, language: LanguageCode = .english) throws(SearchError) -> Synonyms {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    return try parse(text, path: path, language: language)
  }

  package static func parse(
    _ text: String, path: String, language: LanguageCode = .english
  ) throws(SearchError) -> Synonyms {
    Synonyms(groups: try groups(text, path: path), language: language)
  }

  /// The groups of a file as they are written.
  static func groups(path: String) throws(SearchError) -> [[String]] {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    return try groups(text, path: path)
  }

  private static func groups(_ text: String, path: String) throws(SearchError) -> [[String]] {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw .invalidSynonyms(path: path, line: line(of: error), reason: "not YAML")
    }
    guard case .mapping(let mapping)? = root else {
      throw .invalidSynonyms(path: path, line: 1, reason: "the file is not a mapping")
    }
    for (key, _) in mapping where key.string != "groups" {
      throw .invalidSynonyms(path: path, line: line(of: key), reason: "unknown key '\(key.string ?? "")'")
    }
    guard case .sequence(let groups)? = mapping["groups"] else {
      throw .invalidSynonyms(path: path, line: 1, reason: "'groups' is missing or no list")
    }
    var phrases: [[String]] = []
    for group in groups { phrases.append(try readGroup(group, path: path)) }
    return phrases
  }

  private static func readGroup(_ node: Node, path: String) throws(SearchError) -> [String] {
    guard case .sequence(let sequence) = node, sequence.count > 1 else {
      throw .invalidSynonyms(path: path, line: line(of: node), reason: "a group is a list of at least two words")
    }
    var group: [String] = []
    for item in sequence {
      let words = item.string.map { TextReader.words(in: $0) } ?? []
      guard case .scalar(let scalar) = item, !words.isEmpty, words.count <= longestPhrase else {
        throw .invalidSynonyms(path: path, line: line(of: item), reason: "a group holds phrases of one to four words")
      }
      group.append(scalar.string)
    }
    guard Set(group).count == group.count else {
      throw .invalidSynonyms(path: path, line: line(of: node), reason: "a group has a word twice")
    }
    return group
  }

  private static func line(of node: Node) -> Int { node.mark?.line ?? 1 }

  private static func line(of error: any Error) -> Int {
    switch error as? YamlError {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: 1
    }
  }
}
