import Foundation
import Language

/// What people ask about goods: for each topic the words of a question, and the words by which a product's own text
/// answers it. Read from `prompts/questions/<language>.yaml`, where each is explained.
package struct QuestionTopics: Sendable {
  struct Topic: Sendable {
    /// Phrases as stems, by language.
    var tells: [LanguageCode: [[String]]] = [:]
    /// What says that a thing is not as the question would have it: "toxic".
    var against: [LanguageCode: [[String]]] = [:]
  }

  /// A topic that a question is on, with the words that say so.
  struct Match: Sendable {
    var topic: String
    var range: Range<Int>
  }

  private(set) var topics: [String: Topic] = [:]
  /// What the topics ask, by the first stem of each phrase.
  private var asks: [LanguageCode: [String: [(topic: String, phrase: [String])]]] = [:]
  private(set) var numbered: Set<String> = []
  /// What the names of forms never tell: "Size: 0-6 months" is no time that a thing lasts.
  private(set) var untoldByForms: Set<String> = []
  private(set) var honest: Set<String> = []
  /// Told honestly, too, where one product is named or pointed at.
  private(set) var candid: Set<String> = []
  private(set) var relational: Set<String> = []
  private(set) var pointed: Set<String> = []
  private(set) var pointers: [LanguageCode: Set<String>] = [:]
  private(set) var openers: [LanguageCode: Set<String>] = [:]
  private(set) var joints: [LanguageCode: Set<String>] = [:]
  private(set) var others: [LanguageCode: Set<String>] = [:]
  private(set) var differences: [LanguageCode: Set<String>] = [:]
  private(set) var than: [LanguageCode: Set<String>] = [:]
  private(set) var small: [LanguageCode: Set<String>] = [:]
  /// Stems of what the size of a thing is called.
  private(set) var sizeStems: [LanguageCode: Set<String>] = [:]

  /// Words that may stand between two of a question's phrase: "need *any AA* batteries".
  private static let widestGap = 3

  package static let none = QuestionTopics()

  /// Takes one language's file.
  mutating func read(path: String, language: String) -> [ConfigurationProblem] {
    guard let code = LanguageCode(tag: language) else { return [] }
    var source = YAMLSource(path: path)
    for (key, node) in source.pairs(of: source.root, as: "questions") {
      switch key {
      case "language": continue
      case "topics":
        for (name, topic) in source.pairs(of: node, as: key) {
          for (part, list) in source.pairs(of: topic, as: name) {
            let phrases = source.strings(list, as: part).map { Self.stems($0, code) }.filter { !$0.isEmpty }
            if topics[name] == nil { topics[name] = Topic() }
            if part == "asks" {
              for phrase in phrases { asks[code, default: [:]][phrase[0], default: []].append((name, phrase)) }
            } else if part == "tells" {
              topics[name]?.tells[code] = phrases
            } else if part == "against" {
              topics[name]?.against[code] = phrases
            } else {
              source.note(list, found: "'\(part)'", expected: "asks, tells or against")
            }
          }
        }
      case "numbered": numbered.formUnion(source.strings(node, as: key))
      case "untold_by_forms": untoldByForms.formUnion(source.strings(node, as: key))
      case "honest": honest.formUnion(source.strings(node, as: key))
      case "candid": candid.formUnion(source.strings(node, as: key))
      case "relational": relational.formUnion(source.strings(node, as: key))
      case "pointed": pointed.formUnion(source.strings(node, as: key))
      case "pointers": pointers[code] = folded(source.strings(node, as: key))
      case "openers": openers[code] = folded(source.strings(node, as: key))
      case "with": joints[code] = folded(source.strings(node, as: key))
      case "other": others[code] = folded(source.strings(node, as: key))
      case "differences": differences[code] = folded(source.strings(node, as: key))
      case "than": than[code] = folded(source.strings(node, as: key))
      case "sizes":
        sizeStems[code] = Set(source.strings(node, as: key).map { Stemmer.stem(Folding.fold($0), language: code) })
      case "small": small[code] = folded(source.strings(node, as: key))
      default:
        source.note(node, found: "'\(key)'", expected: "one of the sections that en.yaml explains")
      }
    }
    let listed = numbered.union(untoldByForms).union(honest).union(candid).union(relational).union(pointed)
    let unknown = listed.subtracting(topics.keys).sorted()
    for name in unknown { source.note(nil, found: "the topic '\(name)' in a list", expected: "a name under topics") }
    return source.problems
  }

  private func folded(_ words: [String]) -> Set<String> { Set(words.map { Folding.fold($0) }) }

  static func stems(_ text: String, _ language: LanguageCode) -> [String] {
    Tokenizer.tokens(in: text).map { Stemmer.stem($0.text, language: language) }
  }

  /// The topics that stretches of a question are on, from left to right.
  func asked(in stems: [String], _ range: Range<Int>, language: LanguageCode) -> [Match] {
    guard let asks = asks[language] else { return [] }
    var found: [String: Range<Int>] = [:]
    for first in Set(stems[range]) {
      for (topic, phrase) in asks[first] ?? [] {
        guard let place = Self.place(of: phrase, in: stems, range, gap: Self.widestGap) else { continue }
        // The phrase that says most of it: "battery life" rather than "battery".
        if let other = found[topic], (other.count, -other.lowerBound) >= (place.count, -place.lowerBound) { continue }
        found[topic] = place
      }
    }
    return found.map { Match(topic: $0.key, range: $0.value) }.sorted {
      ($0.range.lowerBound, $0.topic) < ($1.range.lowerBound, $1.topic)
    }
  }

  /// Whether a text says something on a topic, in whatever language it is.
  func tells(_ topic: String, _ passage: String) -> Bool {
    Self.says(topics[topic]?.tells ?? [:], passage)
  }

  /// Whether a text speaks against a topic: "not vegan".
  func denies(_ topic: String, _ passage: String) -> Bool { Self.says(topics[topic]?.against ?? [:], passage) }

  func hasDenials(_ topic: String) -> Bool { topics[topic]?.against.isEmpty == false }

  var plainlyHonest: Set<String> { honest.union(candid) }

  private static func says(_ lists: [LanguageCode: [[String]]], _ passage: String) -> Bool {
    lists.contains { language, phrases in
      guard !phrases.isEmpty else { return false }
      let stems = stems(passage, language)
      return phrases.contains { place(of: $0, in: stems, 0..<stems.count, gap: 0) != nil }
    }
  }

  /// Whether any words at all answer it; where none do, the question's own words must be found.
  func hasAnswerWords(_ topic: String) -> Bool { topics[topic]?.tells.values.contains { !$0.isEmpty } ?? false }

  /// Where a phrase's words stand in their order with few others between.
  private static func place(of phrase: [String], in words: [String], _ range: Range<Int>, gap: Int) -> Range<Int>? {
    guard let first = phrase.first else { return nil }
    for start in range where words[start] == first {
      var end = start + 1
      for word in phrase.dropFirst() {
        guard let next = (end..<min(end + gap + 1, range.upperBound)).first(where: { words[$0] == word }) else {
          end = 0
          break
        }
        end = next + 1
      }
      if end > start { return start..<end }
    }
    return nil
  }
}

extension QuestionTopics {
  /// Reads what there is under `questions/`; a language without a file asks nothing of goods by topic.
  static func load(directory: String, languages: [String]) -> (QuestionTopics, [ConfigurationProblem]) {
    var topics = QuestionTopics()
    var problems: [ConfigurationProblem] = []
    // English first: it has the lists that say of topics what all languages have in common.
    for language in languages.filter({ $0 == "en" }) + languages.filter({ $0 != "en" }) {
      let path = "\(directory)/questions/\(language).yaml"
      if FileManager.default.fileExists(atPath: path) { problems += topics.read(path: path, language: language) }
    }
    return (topics, problems)
  }
}
