import Foundation
import Language

/// How well the built-in model, trained on some texts, tells the intents of others.
struct IntentEvaluation {
  /// What was answered to a test text.
  struct Answer {
    var row: IntentRow
    var intent: String
    var confidence: Double
    var inScope: Double
    /// Whether the text was taken for one out of scope.
    var isTurnedAway: Bool
  }

  /// The share of good texts that the threshold for "out of scope" may turn away.
  private static let rejectedShare = 0.03
  /// The model's own: here, both mistakes are equally likely.
  private static let usualThreshold = 0.5

  let answers: [Answer]
  let report: IntentReport

  /// - Throws: `SoukError.failed` where a file has no texts to use, `LanguageError` where there is nothing to learn.
  init(train: [IntentRow], test: [IntentRow], valid: [IntentRow]?, vectors: StaticVectors) throws {
    let strangers = train.filter(\.isOutOfScope).map(\.text)
    let examples = Dictionary(grouping: train.filter { !$0.isOutOfScope }, by: \.intent).mapValues { $0.map(\.text) }
    let start = ContinuousClock.now
    let classifier = try ClassifierTrainer(vectors: vectors)
      .train(TrainingSet(examples: examples, outOfScope: strangers))
    let training = start.duration(to: .now)
    let threshold = valid.map { Self.threshold($0, classifier) }
    // Without strangers there is nobody to turn away: each text has the intent that fits best.
    let judgesScope = threshold != nil || test.contains(where: \.isOutOfScope)

    let begin = ContinuousClock.now
    answers = test.map { row in
      let result = classifier.classify(row.text)
      return Answer(
        row: row, intent: result.best?.intent ?? IntentRow.outOfScope, confidence: result.best?.confidence ?? 0,
        inScope: result.inScope,
        isTurnedAway: judgesScope && result.inScope < threshold ?? Self.usualThreshold)
    }
    let classifying = begin.duration(to: .now)
    report = IntentReport(
      answers: answers, examples: examples.mapValues(\.count),
      threshold: judgesScope ? threshold ?? Self.usualThreshold : nil,
      trainingSeconds: training / .seconds(1), microsecondsPerText: classifying / .microseconds(1) / Double(test.count))
  }

  private static func threshold(_ rows: [IntentRow], _ classifier: LinearClassifier) -> Double {
    let scores = rows.filter { !$0.isOutOfScope }.map { classifier.classify($0.text).inScope }.sorted()
    guard !scores.isEmpty else { return usualThreshold }
    return scores[Int(Double(scores.count) * rejectedShare)]
  }

  /// Writes a line a test text: `text`, `intent`, `predicted`, `confidence`, `in_scope`.
  /// - Throws: `SoukError.cannotWrite`.
  func writePredictions(to path: String) throws {
    var lines = ["text\tintent\tpredicted\tconfidence\tin_scope"]
    for answer in answers {
      lines.append(
        [
          answer.row.text, answer.row.intent, answer.isTurnedAway ? IntentRow.outOfScope : answer.intent,
          String(format: "%.4f", answer.confidence), String(format: "%.4f", answer.inScope),
        ].joined(separator: "\t"))
    }
    do {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw SoukError.cannotWrite(path)
    }
  }
}
