import Foundation
import Language

/// Trains on one split of a set and measures on another.
struct IntentBenchmark {
  let vectors: StaticVectors

  /// The share of good texts that may be turned away when the threshold for "out of scope" is set.
  private static let rejected = 0.03

  func row(_ set: IntentSet, _ rows: [IntentSet.Row], train: String) throws -> String {
    let training = rows.filter { $0.split == train }
    let examples = Dictionary(grouping: training, by: \.intent).mapValues { $0.map(\.text) }
    let outOfScope = set.givesStrangers ? rows.filter { $0.split == "oos_train" }.map(\.text) : []
    let processor = ProcessorClock()
    let before = processor.milliseconds
    let classifier = try ClassifierTrainer(vectors: vectors)
      .train(TrainingSet(examples: examples, outOfScope: outOfScope))
    let trainingTime = processor.milliseconds - before

    let tests = rows.filter { $0.split == set.testSplit }
    let start = processor.milliseconds
    let results = tests.map { (row: $0, result: classifier.classify($0.text)) }
    let each = (processor.milliseconds - start) * 1000 / Double(max(1, tests.count))
    let right = results.count { $0.result.best?.intent == $0.row.intent }
    let error = calibrationError(
      results.map { ($0.result.best?.confidence ?? 0, $0.result.best?.intent == $0.row.intent) })
    let accuracy = percent(Double(right) / Double(max(1, results.count)))
    let scope = scopeColumn(results, strangers: rows.filter { $0.split == "oos_val" }, classifier: classifier)
    return [
      pad("\(set.name) \(train)", 20), pad("\(training.count)", 11), pad("\(examples.count)", 8), pad(accuracy, 10),
      pad(scope, 16), pad(String(format: "%.0f", trainingTime), 12), pad(String(format: "%.0f", each), 8),
      "calibration error \(percent(error))",
    ].joined(separator: " ")
  }

  /// In-scope accuracy and recall of strangers, with the threshold that turns away three in a hundred good texts.
  private func scopeColumn(
    _ results: [(row: IntentSet.Row, result: Classification)], strangers: [IntentSet.Row], classifier: LinearClassifier
  ) -> String {
    guard !strangers.isEmpty else { return "-" }
    let sorted = results.map(\.result.inScope).sorted()
    let threshold = sorted[Int(Double(sorted.count) * Self.rejected)]
    let good = results.count { $0.result.inScope >= threshold && $0.result.best?.intent == $0.row.intent }
    let caught = strangers.count { classifier.classify($0.text).inScope < threshold }
    let half = strangers.count { classifier.classify($0.text).inScope < 0.5 }
    let halfGood = results.count { $0.result.inScope >= 0.5 }
    return percent(Double(good) / Double(results.count)) + " / " + percent(Double(caught) / Double(strangers.count))
      + " (at .5: \(percent(Double(halfGood) / Double(results.count))) / \(percent(Double(half) / Double(strangers.count))))"
  }

  /// The mean gap between confidence and the share that was right, over ten bands of confidence.
  private func calibrationError(_ answers: [(confidence: Double, isRight: Bool)]) -> Double {
    let bands = Dictionary(grouping: answers) { min(9, Int($0.confidence * 10)) }
    let gaps = bands.values.map { band in
      abs(band.reduce(0) { $0 + $1.confidence } - Double(band.count { $0.isRight }))
    }
    return gaps.reduce(0, +) / Double(max(1, answers.count))
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

/// Time on the processor, which a busy machine does not lengthen as it does time on the wall.
struct ProcessorClock {
  var milliseconds: Double { Double(clock()) * 1000 / Double(CLOCKS_PER_SEC) }
}
