import Foundation
import Language

/// A language's phrases, read from `prompts/grammar/<language>.yaml`.
package struct Grammar: Sendable {
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
  package let articles: Set<String>
  package let additional: Set<String>
  package let multipliers: Set<String>
  package let units: Set<String>
  /// Goods that are sold in pairs: "a pair of socks" is one.
  package let pairs: Set<String>
  package let ordinalNouns: Set<String>
  package let numberMarkers: Set<String>
  package let lastWords: Set<String>
  package let firstWords: Set<String>
  package let streetWords: Set<String>
  package let questionWords: Set<String>
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
  /// Every single word that some phrase above uses; the catalogue's words are told from these.
  package let words: Set<String>
  /// What is asked about goods, from `prompts/questions`.
  package var topics = QuestionTopics.none
}

extension Grammar {
  /// - Parameter knownWords: ordinary words of the language, which are no slips of command words.
  /// - Throws: ``ConfigurationErrors`` with every problem of the file.
  package static func load(path: String, knownWords: Set<String> = []) throws(ConfigurationErrors) -> Grammar {
    var reader = GrammarReader(path: path, knownWords: knownWords)
    // What cannot be read has nothing missing.
    guard reader.isReadable else { throw ConfigurationErrors(reader.problems) }
    let grammar = reader.read()
    guard reader.problems.isEmpty else { throw ConfigurationErrors(reader.problems) }
    return grammar
  }
}

private struct GrammarReader {
  private var source: YAMLSource
  private var sections: [String: [String: [String]]] = [:]
  private var lists: [String: [String]] = [:]
  private var currencies: [String: String] = [:]
  private var language = ""
  private var words: Set<String> = []
  private var abbreviations: [String: String] = [:]
  private var languageNames: [String: String] = [:]
  private var namedMeasures: [String: Measure] = [:]
  private var samples: [String] = []
  private let knownWords: Set<String>

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

  mutating func read() -> Grammar {
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
    return grammar()
  }

  private mutating func grammar() -> Grammar {
    Grammar(
      language: language, acts: trie(sections["acts"]), corrections: trie(["correction": lists["corrections"] ?? []]),
      fillers: trie(["filler": lists["fillers"] ?? []]), negations: trie(["negation": lists["negations"] ?? []]),
      separators: trie(["separator": lists["separators"] ?? []]), prices: trie(sections["price"]),
      sorts: trie(sections["sorts"]), conditions: trie(sections["conditions"]),
      references: trie(sections["references"]?.filter { Self.referenceLabels.contains($0.key) }),
      fulfilments: trie(sections["fulfilment"]), payments: trie(sections["payment"]),
      facts: trie(sections["facts"]?.filter { $0.key != "street_words" }),
      unfinished: trie(["unfinished": lists["unfinished"] ?? []]), days: days(), articles: set(lists["articles"]),
      additional: set(sections["quantity"]?["additional"]), multipliers: set(sections["quantity"]?["multipliers"]),
      units: set(sections["quantity"]?["units"]), pairs: set(sections["quantity"]?["pairs"]),
      ordinalNouns: set(sections["references"]?["ordinal_nouns"]),
      numberMarkers: set(sections["references"]?["number_words"]), lastWords: set(sections["references"]?["last"]),
      firstWords: set(sections["references"]?["first"]), streetWords: set(sections["facts"]?["street_words"]),
      questionWords: set(lists["questions"]), currencyWords: currencies,
      roles: roles(), orders: OrderWords(sections["orders"] ?? [:]), languageNames: languageNames, phrases: samples,
      namedMeasures: namedMeasures,
      spelling: CommandSpelling(
        commands: set(lists["commands"]), abbreviations: abbreviations, known: knownWords.union(words)),
      words: words)
  }

  /// Every role must be there, so that a new language forgets none; an unknown one is a mistake.
  private mutating func roles() -> RoleWords {
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
  private mutating func days() -> PhraseTrie {
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

  private static let referenceLabels: Set<String> = ["focus", "both", "all", "other", "cheapest", "dearest"]

  private func set(_ phrases: [String]?) -> Set<String> { Set((phrases ?? []).map { Folding.fold($0) }) }

  private mutating func trie(_ phrases: [String: [String]]?) -> PhraseTrie {
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
