import Foundation
import Language

/// A language's phrases, read from `prompts/grammar/<language>.yaml`.
///
/// A class, although it never changes: every reader of a message holds its language's grammar, and a copy of fifty
/// lists would be counted fifty times.
package final class Grammar: Sendable {
  package let language: String
  /// Labels are intents, `want` and `cancel` among them.
  package let acts: PhraseTrie
  package let corrections: PhraseTrie
  package let fillers: PhraseTrie
  package let negations: PhraseTrie
  package let separators: PhraseTrie
  /// Labels: under, over, around, between.
  package let prices: PhraseTrie
  /// Labels: cheapest, dearest, newest, best_selling, cheaper, dearer, strongest, weakest.
  package let sorts: PhraseTrie
  /// Labels: in_stock, on_sale.
  package let conditions: PhraseTrie
  /// Labels: focus, both, all, other, cheapest, dearest.
  package let references: PhraseTrie
  /// Labels: delivery, pickup.
  package let fulfilments: PhraseTrie
  /// Labels: cash, card, online.
  package let payments: PhraseTrie
  /// Labels: name, address, note, order_number.
  package let facts: PhraseTrie
  package let unfinished: PhraseTrie
  /// Labels: monday … sunday, today, tomorrow.
  package let days: PhraseTrie
  package let articles: WordSet
  package let additional: WordSet
  package let multipliers: WordSet
  package let units: WordSet
  /// Goods that are sold in pairs: "a pair of socks" is one.
  package let pairs: WordSet
  let pairStems: Set<String>
  package let ordinalNouns: WordSet
  package let numberMarkers: WordSet
  package let lastWords: WordSet
  package let firstWords: WordSet
  package let streetWords: WordSet
  package let questionWords: WordSet
  package let currencyWords: [String: String]
  /// Small words by what they do.
  package let roles: RoleWords
  /// What is said of coupons, payments and one's own data.
  package let orders: OrderWords
  /// Languages as this one calls them, folded, with their codes: "ingles" is `en`.
  let languageNames: [String: String]
  /// Its phrases, by which the language itself is told.
  let phrases: [String]
  /// Words that mean a measure: "an eighth" of an ounce.
  let namedMeasures: [String: Measure]
  let spelling: CommandSpelling
  let options = OptionMemory()
  /// Every single word that some phrase above uses; the catalogue's words are told from these.
  package let words: Set<String>
  /// What is asked about goods, from `prompts/questions`.
  package let topics: QuestionTopics

  fileprivate init(_ reader: inout GrammarReader, topics: QuestionTopics) {
    let sections = reader.sections
    let lists = reader.lists
    language = reader.language
    acts = reader.trie(sections["acts"])
    corrections = reader.trie(["correction": lists["corrections"] ?? []])
    fillers = reader.trie(["filler": lists["fillers"] ?? []])
    negations = reader.trie(["negation": lists["negations"] ?? []])
    separators = reader.trie(["separator": lists["separators"] ?? []])
    prices = reader.trie(sections["price"])
    sorts = reader.trie(sections["sorts"])
    conditions = reader.trie(sections["conditions"])
    references = reader.trie(sections["references"]?.filter { GrammarReader.referenceLabels.contains($0.key) })
    fulfilments = reader.trie(sections["fulfilment"])
    payments = reader.trie(sections["payment"])
    facts = reader.trie(sections["facts"]?.filter { $0.key != "street_words" })
    unfinished = reader.trie(["unfinished": lists["unfinished"] ?? []])
    days = reader.days()
    articles = reader.set(lists["articles"])
    additional = reader.set(sections["quantity"]?["additional"])
    multipliers = reader.set(sections["quantity"]?["multipliers"])
    units = reader.set(sections["quantity"]?["units"])
    let pairs = reader.set(sections["quantity"]?["pairs"])
    let tongue = LanguageCode(tag: reader.language) ?? .english
    self.pairs = pairs
    pairStems = Set(pairs.words.map { Stemmer.stem($0, language: tongue) })
    ordinalNouns = reader.set(sections["references"]?["ordinal_nouns"])
    numberMarkers = reader.set(sections["references"]?["number_words"])
    lastWords = reader.set(sections["references"]?["last"])
    firstWords = reader.set(sections["references"]?["first"])
    streetWords = reader.set(sections["facts"]?["street_words"])
    questionWords = reader.set(lists["questions"])
    currencyWords = reader.currencies
    roles = reader.roles()
    orders = OrderWords(sections["orders"] ?? [:])
    languageNames = reader.languageNames
    namedMeasures = reader.namedMeasures
    // What the phrases above have been found to hold.
    phrases = reader.samples
    words = reader.words
    let paired = [sections["fulfilment"], sections["payment"]].flatMap { ($0 ?? [:]).values.flatMap { $0 } }
    spelling = CommandSpelling(
      commands: reader.set(lists["commands"]).words.union(units.words.filter { $0.utf8.count > 4 }),
      phrases: (sections["acts"]?["checkout"] ?? []) + paired,
      abbreviations: reader.abbreviations,
      known: reader.knownWords.union(reader.words).union(roles.all).union(units.words))
    self.topics = topics
  }
}

extension Grammar {
  /// - Parameter knownWords: ordinary words of the language, which are no slips of command words.
  /// - Throws: ``ConfigurationErrors`` with every problem of the file.
  package static func load(
    path: String, topics: QuestionTopics = .none, knownWords: Set<String> = []
  ) throws(ConfigurationErrors) -> Grammar {
    var reader = GrammarReader(path: path, knownWords: knownWords)
    // What cannot be read has nothing missing.
    guard reader.isReadable else { throw ConfigurationErrors(reader.problems) }
    let grammar = reader.read(topics)
    guard reader.problems.isEmpty else { throw ConfigurationErrors(reader.problems) }
    return grammar
  }
}

private struct GrammarReader {
  private var source: YAMLSource
  private(set) var sections: [String: [String: [String]]] = [:]
  private(set) var lists: [String: [String]] = [:]
  private(set) var currencies: [String: String] = [:]
  private(set) var language = ""
  private(set) var words: Set<String> = []
  private(set) var abbreviations: [String: String] = [:]
  private(set) var languageNames: [String: String] = [:]
  private(set) var namedMeasures: [String: Measure] = [:]
  private(set) var samples: [String] = []
  let knownWords: Set<String>

  private static let listSections: Set<String> = [
    "corrections", "fillers", "articles", "negations", "unfinished", "questions", "separators", "commands",
  ]
  private static let mapSections: Set<String> = [
    "acts", "quantity", "price", "sorts", "conditions", "references", "fulfilment", "payment", "facts", "roles",
    "orders", "days",
  ]

  init(path: String, knownWords: Set<String>) {
    source = YAMLSource(path: path)
    self.knownWords = knownWords
  }

  var problems: [ConfigurationProblem] { source.problems }
  var isReadable: Bool { source.root != nil }

  mutating func read(_ topics: QuestionTopics) -> Grammar {
    for (key, node) in source.pairs(of: source.root, as: "a grammar") {
      if key == "language" {
        language = source.string(node, as: "language") ?? ""
      } else if key == "abbreviations" {
        for (word, full) in source.pairs(of: node, as: key) {
          abbreviations[Folding.fold(word)] = source.string(full, as: "a word").map { Folding.fold($0) }
        }
      } else if key == "measures" {
        for (word, value) in source.pairs(of: node, as: key) {
          let text = source.string(value, as: "a measure") ?? ""
          guard let measure = Measure.first(in: Tokenizer.tokens(in: text)) else {
            source.note(value, found: "'\(text)'", expected: "a number with a unit, like 3.5 g")
            continue
          }
          namedMeasures[Folding.fold(word)] = measure
        }
      } else if key == "languages" {
        for (code, names) in source.pairs(of: node, as: key) {
          for name in source.strings(names, as: code) { languageNames[Folding.fold(name)] = code }
        }
      } else if Self.listSections.contains(key) {
        lists[key] = source.strings(node, as: key)
      } else if Self.mapSections.contains(key) {
        for (name, value) in source.pairs(of: node, as: key) {
          if key == "price", name == "currencies" {
            for (word, code) in source.pairs(of: value, as: name) {
              currencies[Folding.fold(word)] = source.string(code, as: "a currency code")
            }
          } else {
            sections[key, default: [:]][name] = source.strings(value, as: name)
          }
        }
      } else {
        let known = (Self.listSections.union(Self.mapSections)).sorted().joined(separator: ", ")
        source.note(node, found: "the section '\(key)'", expected: "one of language, \(known)")
      }
    }
    for missing in Self.listSections.subtracting(lists.keys).union(Self.mapSections.subtracting(sections.keys)) {
      source.note(source.root, found: "no section '\(missing)'", expected: "all sections of a grammar")
    }
    return Grammar(&self, topics: topics)
  }

  /// Every role must be there, so that a new language forgets none; an unknown one is a mistake.
  mutating func roles() -> RoleWords {
    let found = sections["roles"] ?? [:]
    let known = Set(WordRole.allCases.map(\.key))
    for missing in known.subtracting(found.keys).sorted() {
      source.note(nil, found: "no role '\(missing)'", expected: "all roles, [] where the language has no such words")
    }
    for unknown in Set(found.keys).subtracting(known).sorted() {
      source.note(nil, found: "the role '\(unknown)'", expected: "one of \(known.sorted().joined(separator: ", "))")
    }
    return RoleWords(found)
  }

  /// Names of days are no words of the grammar's own: goods may be called after them.
  mutating func days() -> PhraseTrie {
    var trie = PhraseTrie()
    for (name, phrases) in sections["days"] ?? [:] {
      guard AskedDay(name: name) != nil else {
        source.note(nil, found: "the day '\(name)'", expected: "one of monday … sunday, today, tomorrow")
        continue
      }
      for phrase in phrases { trie.insert(Tokenizer.tokens(in: phrase).map(\.text), label: name) }
    }
    return trie
  }

  static let referenceLabels: Set<String> = ["focus", "both", "all", "other", "cheapest", "dearest"]

  func set(_ phrases: [String]?) -> WordSet { WordSet((phrases ?? []).map { Folding.fold($0) }) }

  mutating func trie(_ phrases: [String: [String]]?) -> PhraseTrie {
    var trie = PhraseTrie()
    for (label, list) in phrases ?? [:] {
      for phrase in list {
        let tokens = Tokenizer.tokens(in: phrase).map(\.text)
        trie.insert(tokens, label: label)
        words.formUnion(tokens)
        samples.append(phrase)
      }
    }
    return trie
  }
}
