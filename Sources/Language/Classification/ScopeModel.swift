#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Tells texts that have one of the intents from all others.
///
/// Four signals are standardised by texts that have an intent and joined with fixed weights, which public sets agree
/// on; only how the score becomes a probability is learnt. Weights learnt from what a shop's files have of foreign
/// texts, mostly none, do worse.
struct ScopeModel: Hashable, Sendable {
  struct Signals: Hashable, Sendable {
    /// Margin of the best intent.
    var margin: Double
    /// Mean cosine to the three nearest examples of the two best intents.
    var nearness: Double
    /// Share of words and pairs of words that training has seen.
    var knownWords: Double
    /// Margin of "none of these"; 0 where no such texts were given.
    var strangeness: Double

    var all: [Double] { [margin, nearness, knownWords, strangeness] }
  }

  static let signalCount = 4
  private static let weights = [1.0, 0.5, 0.25, -0.35]
  /// The share of texts that have an intent, as a shop's chats go.
  private static let usualShare = 0.8
  /// Where nothing foreign is at hand to learn from: a text 2.5 deviations below the usual is as likely in as out.
  private static let usualScale = 1.5
  private static let usualBias = 3.75

  var scale: Double
  var bias: Double
  /// Of each signal over texts in scope.
  var means: [Double]
  var deviations: [Double]

  func probability(_ signals: Signals) -> Double { 1 / (1 + exp(-(scale * score(signals) + bias))) }

  /// Higher is more in scope; usual texts lie around 0.
  func score(_ signals: Signals) -> Double {
    var score = 0.0
    for (index, signal) in signals.all.enumerated() {
      score += Self.weights[index] * (signal - means[index]) / deviations[index]
    }
    return score
  }
}

extension ScopeModel {
  /// Learns from texts that a model has not seen.
  init(inScope: [Signals], outOfScope: [Signals]) {
    scale = Self.usualScale
    bias = Self.usualBias
    let rows = inScope.map(\.all)
    let count = Double(max(1, rows.count))
    means = (0..<Self.signalCount).map { column in rows.reduce(0) { $0 + $1[column] } / count }
    deviations = []
    for column in 0..<Self.signalCount {
      let variance = rows.reduce(0) { $0 + ($1[column] - means[column]) * ($1[column] - means[column]) } / count
      deviations.append(max(variance.squareRoot(), 1e-3))
    }
    if !inScope.isEmpty, !outOfScope.isEmpty { fit(inScope.map(score), outOfScope.map(score)) }
  }

  private static let newtonSteps = 40
  private static let mostHalvings = 20
  /// Keeps the scale finite where the two kinds do not overlap.
  private static let ridge = 1e-3

  private struct Row {
    var score: Double
    var isInScope: Bool
    var weight: Double
  }

  /// Fits scale and bias by Newton's method with halved steps where a whole one does not help; the two kinds weigh as
  /// they are usual, whatever their numbers.
  private mutating func fit(_ positives: [Double], _ negatives: [Double]) {
    let rows =
      positives.map { Row(score: $0, isInScope: true, weight: Self.usualShare / Double(positives.count)) }
      + negatives.map { Row(score: $0, isInScope: false, weight: (1 - Self.usualShare) / Double(negatives.count)) }
    (scale, bias) = (1, 0)
    var loss = Self.loss(rows, scale, bias)
    for _ in 0..<Self.newtonSteps {
      guard let step = newtonStep(rows) else { return }
      var part = 1.0
      var halvings = 0
      while halvings < Self.mostHalvings, Self.loss(rows, scale - part * step.scale, bias - part * step.bias) >= loss {
        part /= 2
        halvings += 1
      }
      if halvings == Self.mostHalvings { return }
      scale -= part * step.scale
      bias -= part * step.bias
      loss = Self.loss(rows, scale, bias)
    }
  }

  private func newtonStep(_ rows: [Row]) -> (scale: Double, bias: Double)? {
    var slope = (scale: Self.ridge * scale, bias: 0.0)
    var curve = (scale: Self.ridge, both: 0.0, bias: 1e-9)
    for row in rows {
      let share = 1 / (1 + exp(-(scale * row.score + bias)))
      let error = (share - (row.isInScope ? 1 : 0)) * row.weight
      let bend = share * (1 - share) * row.weight
      slope.scale += error * row.score
      slope.bias += error
      curve.scale += bend * row.score * row.score
      curve.both += bend * row.score
      curve.bias += bend
    }
    let determinant = curve.scale * curve.bias - curve.both * curve.both
    guard determinant > 0 else { return nil }
    return (
      scale: (curve.bias * slope.scale - curve.both * slope.bias) / determinant,
      bias: (curve.scale * slope.bias - curve.both * slope.scale) / determinant
    )
  }

  private static func loss(_ rows: [Row], _ scale: Double, _ bias: Double) -> Double {
    rows.reduce(ridge * scale * scale / 2) { sum, row in
      let score = (scale * row.score + bias) * (row.isInScope ? -1 : 1)
      return sum + row.weight * (score > 30 ? score : log1p(exp(score)))
    }
  }
}
