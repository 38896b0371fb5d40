import Foundation
import Language
import Yams

/// One language's word lists for search and typo repair, from `prompts/words/<language>.yaml`; English's are built in.
package struct LanguageWords: Sendable {
  /// They may stand inside a name but not at its ends: "of", "de".
  var function: Set<String> = []
  /// Of the small words, those that join two things or two parts of one name: "and", "y".
  var conjunctions: Set<String> = []
  var articles: Set<String> = []
  /// Words that only carry a request.
  var stop: Set<String> = []
  /// Of those, the words that ask to see what there is.
  var browsing: Set<String> = []
  /// Words of shopping itself; they name a product only where its whole title, or the words beside them, say so.
  var command: Set<String> = []
  /// Words for things of any kind.
  var collective: Set<String> = []
  /// Ordinary words, which are never taken for a misspelt product.
  var common: Set<String> = []
  /// Words before what a thing is for or comes with: "for", "para".
  var complements: Set<String> = []
  var numbers: [String: String] = [:]
  /// Spellings and irregular forms that no stemmer joins.
  var spellings: [String: String] = [:]
  /// Ways to write a size, each as the value that all languages share: xs, small, medium, large, xl, xxl.
  var sizes: [String: String] = [:]
  /// The thing stands before what tells it apart: "linterna solar", not "solar lantern".
  var namesThingFirst = false

  package static let english = LanguageWords(
    function: EnglishWords.function, conjunctions: ["and", "n"], articles: ["a", "an", "the"], stop: EnglishWords.stop,
    browsing: EnglishWords.browsing, command: EnglishWords.command, collective: EnglishWords.collective,
    common: EnglishWords.common, complements: ["for", "with", "w", "f", "from"], numbers: EnglishWords.numbers,
    spellings: EnglishWords.spellings, sizes: EnglishWords.sizes)

  /// The words of two languages that meet in one conversation.
  func joined(with other: LanguageWords) -> LanguageWords {
    var words = self
    words.function.formUnion(other.function)
    words.conjunctions.formUnion(other.conjunctions)
    words.articles.formUnion(other.articles)
    words.stop.formUnion(other.stop)
    words.browsing.formUnion(other.browsing)
    words.command.formUnion(other.command)
    words.collective.formUnion(other.collective)
    words.common.formUnion(other.common)
    words.sizes.merge(other.sizes) { own, _ in own }
    return words
  }
}

extension LanguageWords {
  /// Reads a file; its errors name the line.
  package static func load(path: String) throws(SearchError) -> LanguageWords {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    return try parse(text, path: path)
  }

  static func parse(_ text: String, path: String) throws(SearchError) -> LanguageWords {
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch {
      throw .invalidWords(path: path, line: 1, reason: "not YAML")
    }
    guard case .mapping(let mapping)? = root else {
      throw .invalidWords(path: path, line: 1, reason: "the file is not a mapping")
    }
    var words = LanguageWords()
    for (key, value) in mapping { try words.take(key.string ?? "", value, path: path) }
    words.stop.formUnion(words.browsing)
    words.function.formUnion(words.articles)
    return words
  }

  private mutating func take(_ key: String, _ node: Node, path: String) throws(SearchError) {
    func list() throws(SearchError) -> Set<String> {
      guard let text = node.scalar?.string else {
        throw .invalidWords(path: path, line: node.mark?.line ?? 1, reason: "'\(key)' is words with spaces between")
      }
      return Set(text.split(whereSeparator: \.isWhitespace).map { Folding.fold($0) })
    }
    func pairs() throws(SearchError) -> [String: String] {
      guard let mapping = node.mapping else {
        throw .invalidWords(path: path, line: node.mark?.line ?? 1, reason: "'\(key)' is a mapping of word: word")
      }
      return Dictionary(
        mapping.compactMap { pair in
          pair.key.scalar.flatMap { from in
            pair.value.scalar.map { (Folding.fold(from.string), Folding.fold($0.string)) }
          }
        }, uniquingKeysWith: { $1 })
    }
    switch key {
    case "function": function = try list()
    case "conjunctions": conjunctions = try list()
    case "articles": articles = try list()
    case "stop": stop = try list()
    case "browsing": browsing = try list()
    case "command": command = try list()
    case "collective": collective = try list()
    case "common": common = try list()
    case "complements": complements = try list()
    case "numbers": numbers = try pairs()
    case "spellings": spellings = try pairs()
    case "sizes": sizes = try pairs()
    case "names_thing_first": namesThingFirst = node.scalar?.string == "true"
    default:
      throw .invalidWords(path: path, line: node.mark?.line ?? 1, reason: "unknown key '\(key)'")
    }
  }
}
