#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Logistic regression on a handful of standardised signals.
struct LogisticModel: Hashable, Sendable {
  /// One per signal.
  var weights: [Double]
  var bias: Double
  var means: [Double]
  var deviations: [Double]

  private static let ridge = 1.0
  private static let steps = 400

  func probability(_ signals: [Double]) -> Double {
    var score = bias
    for (index, signal) in signals.enumerated() {
      score += weights[index] * (signal - means[index]) / deviations[index]
    }
    return 1 / (1 + exp(-score))
  }

  /// Fits by gradient descent with momentum; both answers weigh the same, however many examples each has.
  static func fitted(positives: [[Double]], negatives: [[Double]]) -> LogisticModel {
    let all = positives + negatives
    let width = all.first?.count ?? 0
    var model = standardising(all, width: width)
    let rows = all.map { row in row.indices.map { (row[$0] - model.means[$0]) / model.deviations[$0] } }
    var speed = [Double](repeating: 0, count: width + 1)
    for _ in 0..<steps {
      var slope = model.weights.map { $0 * ridge / Double(max(1, all.count)) } + [0]
      for (index, row) in rows.enumerated() {
        let isPositive = index < positives.count
        let share = 0.5 / Double(isPositive ? positives.count : negatives.count)
        var score = model.bias
        for column in 0..<width { score += model.weights[column] * row[column] }
        let error = (1 / (1 + exp(-score)) - (isPositive ? 1 : 0)) * share
        for column in 0..<width { slope[column] += error * row[column] }
        slope[width] += error
      }
      for column in 0...width {
        speed[column] = 0.9 * speed[column] - 0.3 * slope[column]
        if column < width { model.weights[column] += speed[column] } else { model.bias += speed[column] }
      }
    }
    return model
  }

  /// A model with no weights yet and the means and deviations of the rows.
  static func standardising(_ rows: [[Double]], width: Int) -> LogisticModel {
    var model = LogisticModel(
      weights: Array(repeating: 0, count: width), bias: 0, means: Array(repeating: 0, count: width),
      deviations: Array(repeating: 1, count: width))
    guard !rows.isEmpty else { return model }
    for column in 0..<width {
      let mean = rows.reduce(0) { $0 + $1[column] } / Double(rows.count)
      let variance = rows.reduce(0) { $0 + ($1[column] - mean) * ($1[column] - mean) } / Double(rows.count)
      model.means[column] = mean
      model.deviations[column] = max(variance.squareRoot(), 1e-3)
    }
    return model
  }
}
