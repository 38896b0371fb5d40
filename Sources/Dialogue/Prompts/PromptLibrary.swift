import Commerce
import Foundation
import Language

/// All that shapes language, read from `prompts/` and checked as a whole.
package struct PromptLibrary: Sendable {
  private let interpreters: [String: Interpreter]
  private let writers: [String: ReplyWriter]
  private let grammars: [String: Grammar]
  /// Of the default language, without which there is no library.
  private let defaultInterpreter: Interpreter
  private let defaultWriter: ReplyWriter
  package let languages: [String]
  /// Languages with what they call themselves.
  package let languageNames: [LanguageName]
  let chooser: LanguageChooser

  /// The language used where another has no prompts.
  package static let defaultLanguage = "en"

  /// - Parameter samples: sentences by language, by which a message's language is told, beside the grammars' phrases.
  /// - Returns: nil without the default language's grammar and texts.
  private init?(
    grammars: [Grammar], texts: [ReplyTexts], classifiers: [String: any IntentClassifier],
    samples: [String: [String]]
  ) {
    let staff = texts.first { $0.language == Self.defaultLanguage }
    let texts = texts.map { own in staff.map(own.completed) ?? own }
    self.grammars = Dictionary(grammars.map { ($0.language, $0) }, uniquingKeysWith: { $1 })
    writers = Dictionary(texts.map { ($0.language, ReplyWriter(texts: $0)) }, uniquingKeysWith: { $1 })
    interpreters = Dictionary(
      grammars.map { grammar in
        let classifier = classifiers[grammar.language] ?? UntrainedClassifier()
        return (grammar.language, Interpreter(grammar: grammar, classifier: classifier))
      }, uniquingKeysWith: { $1 })
    languages = writers.keys.sorted()
    languageNames = texts.map { LanguageName(code: $0.language, name: $0.format.name) }.sorted { $0.code < $1.code }
    chooser = LanguageChooser(
      detector: LanguageDetector(
        samples: Dictionary(
          grammars.map { ($0.language, $0.phrases + (samples[$0.language] ?? [])) }, uniquingKeysWith: { $1 })),
      names: grammars.reduce(into: [:]) { $0.merge($1.languageNames) { own, _ in own } },
      requests: grammars.reduce(into: []) { $0.formUnion($1.roles[.languageRequests].words) })
    guard let interpreter = interpreters[Self.defaultLanguage], let writer = writers[Self.defaultLanguage] else {
      return nil
    }
    defaultInterpreter = interpreter
    defaultWriter = writer
  }

  /// The shopper's language where there are prompts for it, else the store's, else the default.
  package func language(of customer: Customer, in store: Store) -> String {
    let wanted = [customer.language, store.language].compactMap { $0 }
    return wanted.first { interpreters[$0] != nil } ?? Self.defaultLanguage
  }

  package func interpreter(language: String) -> Interpreter { interpreters[language] ?? defaultInterpreter }

  /// How a stranger's first message to a shop is read.
  package func interpreter(of text: String, shopLanguage: String, scene: Scene) -> (
    LanguageChooser.Outcome, Interpreter
  ) {
    let language = chooser.choose(text, current: shopLanguage, isSettled: false, scene: scene)
    return (language, interpreter(language: language.language))
  }

  func words(language: String) -> RoleWords { interpreter(language: language).grammar.roles }

  /// A text that stands alone, in a language or the default one.
  package func line(_ key: TextKey, language: String) -> String { writer(language: language).texts.text(key) }

  package func writer(language: String) -> ReplyWriter { writers[language] ?? defaultWriter }

  /// "sorry, green": the text begins by mending the one before.
  package func isCorrection(_ text: String, language: String) -> Bool {
    guard let grammar = grammars[language] ?? grammars[Self.defaultLanguage] else { return false }
    let words = Tokenizer.tokens(in: text).map(\.text)
    guard let match = grammar.corrections.longestMatch(in: words, from: 0), match.end < words.count else {
      return false
    }
    return !grammar.roles[.no].contains(words[0]) || words[match.end] == ","
  }
}

/// A language and what it calls itself.
package struct LanguageName: Hashable, Sendable {
  package var code: String
  package var name: String

  package init(code: String, name: String) {
    self.code = code
    self.name = name
  }
}

extension TrainingSet {
  /// Everything people say, whatever they mean by it.
  fileprivate var allExamples: [String] { examples.values.flatMap(\.self) + outOfScope }
}

/// Where no examples are: it never guesses.
package struct UntrainedClassifier: IntentClassifier {
  package init() {}

  package func intents(of text: String) -> [IntentScore] { [] }
}

extension PromptLibrary {
  /// Reads `grammar/<language>.yaml` and `replies/<language>.yaml` under a folder.
  /// - Throws: ``ConfigurationErrors`` with every problem of every file.
  package static func load(
    directory: String, texts needed: Set<TextKey>, classifiers: [String: any IntentClassifier]
  ) throws(ConfigurationErrors) -> PromptLibrary {
    var problems: [ConfigurationProblem] = []
    var grammars: [Grammar] = []
    var texts: [ReplyTexts] = []
    let (topics, mistakes) = QuestionTopics.load(directory: directory, languages: languages(in: directory))
    problems += mistakes
    let known = knownWords(in: directory)
    for language in languages(in: directory) {
      do {
        grammars.append(
          try Grammar.load(
            path: "\(directory)/grammar/\(language).yaml", topics: topics,
            knownWords: known.union(goods(language, in: directory))))
      } catch { problems += error.problems }
      do {
        texts.append(
          try ReplyTexts.load(path: "\(directory)/replies/\(language).yaml", language: language, needed: needed))
      } catch { problems += error.problems }
    }
    var samples: [String: [String]] = [:]
    for grammar in grammars {
      let folder = "\(directory)/intents/\(grammar.language)"
      guard FileManager.default.fileExists(atPath: folder) else { continue }
      do { samples[grammar.language] = try IntentExamples.load(folder: folder).allExamples } catch {
        problems += error.problems
      }
    }
    let library = PromptLibrary(grammars: grammars, texts: texts, classifiers: classifiers, samples: samples)
    if library == nil, problems.isEmpty {
      problems.append(
        ConfigurationProblem(
          file: "\(directory)/grammar", found: "no \(defaultLanguage).yaml",
          expected: "the folder prompts/ (set SOUK_HOME to the folder that holds it)"))
    }
    guard problems.isEmpty, let library else { throw ConfigurationErrors(problems) }
    return library
  }

  /// Whole words of the embedding table's vocabulary; none where it is not there.
  private static func knownWords(in directory: String) -> Set<String> {
    guard let data = FileManager.default.contents(atPath: "\(directory)/embeddings/static-256-int8.vocab.txt") else {
      return []
    }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    return Set(
      lines.lazy.filter { $0.utf8.count >= 4 && $0.utf8.allSatisfy { $0 >= 97 && $0 <= 122 } }.map(String.init))
  }

  /// What goods are called in a language: "merah" is red, and no slip of "murah".
  private static func goods(_ language: String, in directory: String) -> Set<String> {
    guard let data = FileManager.default.contents(atPath: "\(directory)/synonyms/\(language).yaml") else { return [] }
    return Set(Tokenizer.tokens(in: String(decoding: data, as: UTF8.self)).filter { $0.kind == .word }.map(\.text))
  }

  /// Those that have a grammar.
  package static func languages(in directory: String) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: "\(directory)/grammar")
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    } catch {
      return []
    }
  }
}
