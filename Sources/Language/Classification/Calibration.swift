#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How margins become probabilities.
struct Calibration: Hashable, Sendable {
  /// Margins are multiplied by this before the softmax.
  var sharpness: Double
  var scope: ScopeModel

  func confidences(_ margins: [Float]) -> [Double] { Self.softmax(margins, sharpness: sharpness) }

  static func softmax(_ margins: [Float], sharpness: Double) -> [Double] {
    let top = Double(margins.max() ?? 0)
    let powers = margins.map { exp((Double($0) - top) * sharpness) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// Finds the sharpness under which the right answers are likeliest, by golden section over its logarithm.
  static func fittedSharpness(_ margins: [[Float]], labels: [Int]) -> Double {
    guard !margins.isEmpty else { return 1 }
    func loss(_ logSharpness: Double) -> Double {
      let sharpness = exp(logSharpness)
      var sum = 0.0
      for (row, label) in zip(margins, labels) {
        let top = Double(row.max() ?? 0)
        let total = row.reduce(0) { $0 + exp((Double($1) - top) * sharpness) }
        sum += log(total) - (Double(row[label]) - top) * sharpness
      }
      return sum
    }
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (log(0.05), log(50.0))
    for _ in 0..<24 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if loss(left) < loss(right) { high = right } else { low = left }
    }
    return exp((low + high) / 2)
  }
}
