import Foundation

/// The figures of an evaluation of intents. Shares lie between 0 and 1.
struct IntentReport: Encodable {
  struct Intent: Encodable {
    var intent: String
    var examples: Int
    var tests: Int
    /// Of the texts answered with the intent, the share that have it.
    var precision: Double
    /// Of the texts that have the intent, the share answered with it.
    var recall: Double
    var f1: Double
  }

  /// Share of the test texts that have an intent answered with it, whether or not they were taken for out of scope.
  var accuracy: Double
  /// Where the accuracy lies nineteen times in twenty (Wilson's interval).
  var accuracy_interval: [Double]
  var correct: Int
  var tests: Int
  var training_texts: Int
  var training_seconds: Double
  var microseconds_per_text: Double
  /// Texts less likely in scope than this are turned away; absent where nothing is judged out of scope.
  var threshold: Double?
  /// Share of the test texts that have an intent answered with it and not turned away.
  var in_scope_accuracy: Double?
  /// Share of the test texts out of scope that were turned away.
  var out_of_scope_recall: Double?
  var out_of_scope_tests: Int?
  var intents: [Intent]

  init(
    answers: [IntentEvaluation.Answer], examples: [String: Int], threshold: Double?, trainingSeconds: Double,
    microsecondsPerText: Double
  ) {
    let good = answers.filter { !$0.row.isOutOfScope }
    let strangers = answers.filter(\.row.isOutOfScope)
    let right = good.filter { $0.intent == $0.row.intent }
    correct = right.count
    tests = good.count
    accuracy = Self.share(right.count, good.count)
    accuracy_interval = Self.interval(right.count, good.count)
    training_texts = examples.values.reduce(0, +)
    training_seconds = trainingSeconds
    microseconds_per_text = microsecondsPerText
    self.threshold = threshold
    if threshold != nil {
      in_scope_accuracy = Self.share(right.count { !$0.isTurnedAway }, good.count)
      if !strangers.isEmpty {
        out_of_scope_recall = Self.share(strangers.count(where: \.isTurnedAway), strangers.count)
        out_of_scope_tests = strangers.count
      }
    }
    let answered = Dictionary(grouping: good, by: \.intent).mapValues(\.count)
    let meant = Dictionary(grouping: good, by: \.row.intent).mapValues(\.count)
    let hits = Dictionary(grouping: right, by: \.intent).mapValues(\.count)
    intents = Set(examples.keys).union(meant.keys).sorted().map { intent in
      let hit = hits[intent] ?? 0
      let (precision, recall) = (Self.share(hit, answered[intent] ?? 0), Self.share(hit, meant[intent] ?? 0))
      return Intent(
        intent: intent, examples: examples[intent] ?? 0, tests: meant[intent] ?? 0, precision: precision,
        recall: recall,
        f1: precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0)
    }
  }

  private static func share(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

  private static func interval(_ part: Int, _ whole: Int) -> [Double] {
    guard whole > 0 else { return [0, 1] }
    let (z, count, share) = (1.96, Double(whole), share(part, whole))
    let middle = share + z * z / (2 * count)
    let reach = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    return [(middle - reach) / scale, (middle + reach) / scale]
  }
}

extension IntentReport {
  /// For people: the figures, then a line an intent, the worst first.
  var text: String {
    var lines = [
      "accuracy      \(Self.percent(accuracy)) % (\(correct) of \(tests); 95 % interval "
        + "\(Self.percent(accuracy_interval[0]))–\(Self.percent(accuracy_interval[1])))"
    ]
    if let in_scope_accuracy, let threshold {
      lines.append(
        "in scope      \(Self.percent(in_scope_accuracy)) % right and not turned away "
          + "(threshold \(String(format: "%.3f", threshold)))")
    }
    if let out_of_scope_recall, let out_of_scope_tests {
      lines.append("out of scope  \(Self.percent(out_of_scope_recall)) % of \(out_of_scope_tests) turned away")
    }
    lines.append(
      "training      \(String(format: "%.2f", training_seconds)) s for \(training_texts) texts of \(intents.count) intents; "
        + "\(String(format: "%.0f", microseconds_per_text)) µs a text")
    lines.append("")
    lines.append("precision  recall     f1  tests  intent")
    for intent in intents.sorted(by: { ($0.f1, $0.intent) < ($1.f1, $1.intent) }) {
      lines.append(
        "\(Self.cell(intent.precision, 9)) \(Self.cell(intent.recall, 7)) \(Self.cell(intent.f1, 6)) "
          + "\(Self.padded("\(intent.tests)", 6))  \(intent.intent)")
    }
    return lines.joined(separator: "\n")
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }
  private static func cell(_ share: Double, _ width: Int) -> String { padded(percent(share), width) }
  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
