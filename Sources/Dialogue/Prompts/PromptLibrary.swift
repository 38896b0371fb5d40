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

  /// The language used where another has no prompts.
  package static let defaultLanguage = "en"

  /// - Returns: nil without the default language's grammar and texts.
  private init?(grammars: [Grammar], texts: [ReplyTexts], classifiers: [String: any IntentClassifier]) {
    self.grammars = Dictionary(grammars.map { ($0.language, $0) }, uniquingKeysWith: { $1 })
    writers = Dictionary(texts.map { ($0.language, ReplyWriter(texts: $0)) }, uniquingKeysWith: { $1 })
    interpreters = Dictionary(
      grammars.map { grammar in
        let classifier = classifiers[grammar.language] ?? UntrainedClassifier()
        return (grammar.language, Interpreter(grammar: grammar, classifier: classifier))
      }, uniquingKeysWith: { $1 })
    languages = writers.keys.sorted()
    guard let interpreter = interpreters[Self.defaultLanguage], let writer = writers[Self.defaultLanguage] else {
      return nil
    }
    defaultInterpreter = interpreter
    defaultWriter = writer
  }

  package func interpreter(language: String) -> Interpreter { interpreters[language] ?? defaultInterpreter }

  package func writer(language: String) -> ReplyWriter { writers[language] ?? defaultWriter }

  /// "sorry, green": the text begins by mending the one before.
  package func isCorrection(_ text: String) -> Bool {
    guard let grammar = grammars[Self.defaultLanguage] else { return false }
    let words = Tokenizer.tokens(in: text).map(\.text)
    guard let match = grammar.corrections.longestMatch(in: words, from: 0), match.end < words.count else {
      return false
    }
    return words[0] != "no" || words[match.end] == ","
  }
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
    let known = knownWords(in: directory)
    for language in languages(in: directory) {
      do { grammars.append(try Grammar.load(path: "\(directory)/grammar/\(language).yaml", knownWords: known)) } catch {
        problems += error.problems
      }
      do {
        texts.append(
          try ReplyTexts.load(path: "\(directory)/replies/\(language).yaml", language: language, needed: needed))
      } catch { problems += error.problems }
    }
    let library = PromptLibrary(grammars: grammars, texts: texts, classifiers: classifiers)
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

  private static func languages(in directory: String) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: "\(directory)/grammar")
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    } catch {
      return []
    }
  }
}
