import Foundation
import Language
import Synchronization

/// The trained layer over `Language`'s linear classifier, with its examples from `prompts/intents/<language>/`.
package struct TrainedIntents: IntentClassifier {
  private let classifier: LinearClassifier

  /// Below this share of certainty that the shop is meant at all, the text is taken as out of scope.
  static let minimumInScope = 0.5
  private static let candidates = 3

  private let memory = ScoreMemory()

  package init(classifier: LinearClassifier) { self.classifier = classifier }

  package func intents(of text: String) -> [IntentScore] {
    if let known = memory.scores(of: text) { return known }
    let scores = scored(text)
    memory.keep(scores, of: text)
    return scores
  }

  private func scored(_ text: String) -> [IntentScore] {
    let result = classifier.classify(text)
    let scores = result.candidates.prefix(Self.candidates).map {
      IntentScore(intent: Intent(rawValue: $0.intent), confidence: $0.confidence)
    }
    guard result.inScope < Self.minimumInScope else { return Array(scores) }
    return [IntentScore(intent: .outOfScope, confidence: 1 - result.inScope)] + scores
  }

  /// Trains a language's classifier, or takes it from the cache where the examples are those it was trained from.
  /// - Parameter cache: a folder for trained classifiers; it is made where it is missing.
  /// - Throws: ``ConfigurationErrors`` with every problem of every file; `LanguageError` for the embedding table.
  package static func load(
    examples folder: String, embeddings: String, cache: String
  ) throws -> TrainedIntents {
    let set = try IntentExamples.load(folder: folder)
    let vectors = try StaticVectors(folder: URL(fileURLWithPath: embeddings))
    let file = URL(fileURLWithPath: cache).appendingPathComponent("\(set.fingerprint)-\(vectors.fingerprint).intents")
    if let known = FileManager.default.contents(atPath: file.path),
      let stored = decoded(known, vectors, set.fingerprint)
    {
      return TrainedIntents(classifier: stored)
    }
    let trained = try ClassifierTrainer(vectors: vectors).train(set)
    keep(trained, in: file)
    return TrainedIntents(classifier: trained)
  }

  /// A cache that cannot be read is trained anew.
  private static func decoded(_ bytes: Data, _ vectors: StaticVectors, _ fingerprint: String) -> LinearClassifier? {
    do {
      let stored = try LinearClassifier(bytes: [UInt8](bytes), vectors: vectors)
      return stored.fingerprint == fingerprint ? stored : nil
    } catch {
      return nil
    }
  }

  /// A cache that cannot be written costs the next start its training and nothing else.
  private static func keep(_ classifier: LinearClassifier, in file: URL) {
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(classifier.encoded()).write(to: file, options: .atomic)
    } catch { return }
  }
}

/// The last texts' scores: several rules of one turn ask for the same. Nobody waits here: who finds it in use reckons
/// afresh.
private final class ScoreMemory: Sendable {
  private static let most = 32

  private let known = Mutex<[String: [IntentScore]]>([:])

  func scores(of text: String) -> [IntentScore]? { known.withLockIfAvailable { $0[text] } ?? nil }

  func keep(_ scores: [IntentScore], of text: String) {
    known.withLockIfAvailable { known in
      if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
      known[text] = scores
    }
  }
}

/// Reads the examples of a language: one YAML file an intent.
enum IntentExamples {
  static func load(folder: String) throws(ConfigurationErrors) -> TrainingSet {
    var problems: [ConfigurationProblem] = []
    var examples: [String: [String]] = [:]
    var outOfScope: [String] = []
    for path in files(in: folder, &problems) {
      var source = YAMLSource(path: path)
      let (intent, texts) = read(&source)
      problems += source.problems
      if intent == Intent.outOfScope.rawValue { outOfScope += texts } else { examples[intent, default: []] += texts }
    }
    guard problems.isEmpty else { throw ConfigurationErrors(problems) }
    return TrainingSet(examples: examples, outOfScope: outOfScope)
  }

  private static func files(in folder: String, _ problems: inout [ConfigurationProblem]) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
        .map { "\(folder)/\($0)" }
    } catch {
      problems.append(
        ConfigurationProblem(file: folder, found: "no such folder", expected: "a folder of intents, one YAML file each")
      )
      return []
    }
  }

  private static func read(_ source: inout YAMLSource) -> (intent: String, examples: [String]) {
    var intent = ""
    var examples: [String] = []
    for (key, node) in source.pairs(of: source.root, as: "an intent") {
      switch key {
      case "intent": intent = source.string(node, as: "intent") ?? ""
      case "examples": examples = source.strings(node, as: "examples")
      default: source.note(node, found: "the key '\(key)'", expected: "intent or examples")
      }
    }
    if intent.isEmpty || examples.isEmpty {
      source.note(
        source.root, found: "no intent or no examples", expected: "intent: NAME and examples: a list of texts")
    }
    return (intent, examples)
  }
}
