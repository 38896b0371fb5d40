/// Trains multinomial logistic regression by block dual coordinate ascent.
///
/// With probabilities p the weights are w_c = cost * sum over texts of ([y = c] - p_c) x (Yu, Huang and Lin, Machine
/// Learning 2011). One step solves a text's whole block of p exactly, so no step size is needed and about ten sweeps
/// are enough. The weights lie feature by feature: one pass over a text's rows gives all margins at SIMD speed.
struct SoftmaxTrainer {
  struct Settings: Hashable, Sendable {
    /// Weight of the loss against the regularisation.
    var cost: Float = 10
    /// Sweeps stop when no probability moves by more than this...
    var tolerance: Float = 0.05
    /// ...or after this many.
    var mostSweeps = 20
    var seed: UInt64 = 1
  }

  /// Smaller changes of a probability are left for a later sweep...
  private static let smallestChange: Float = 1e-4
  /// ...and where one class in this many changes or fewer, only their columns are written.
  private static let fewChanges = 16

  private let vectors: [FeatureVector]
  private let settings: Settings
  private let curvatures: [Float]
  private var weights: WeightMatrix
  private var shares: [Float]
  private var sums: [Float]
  private var solver: ShareSolver

  /// - Parameter labels: a class per text, or -1 for a text that belongs to none and is pulled to all alike.
  static func train(
    _ vectors: [FeatureVector], labels: [Int32], classes: Int, sparseRows: Int, settings: Settings = .init()
  ) -> WeightMatrix {
    var trainer = SoftmaxTrainer(
      vectors: vectors, labels: labels, classes: classes, sparseRows: sparseRows, settings: settings)
    trainer.run()
    return trainer.weights
  }

  /// Starts where p is what the labels say: there all weights are zero.
  private init(vectors: [FeatureVector], labels: [Int32], classes: Int, sparseRows: Int, settings: Settings) {
    self.vectors = vectors
    self.settings = settings
    curvatures = vectors.map { settings.cost * ($0.squaredLength + 1) }
    weights = WeightMatrix(classes: classes, sparseRows: sparseRows, denseRows: vectors.first?.dense.count ?? 0)
    shares = Array(repeating: 0, count: vectors.count * weights.width)
    for (text, label) in labels.enumerated() {
      for column in 0..<classes {
        shares[text * weights.width + column] = label < 0 ? 1 / Float(classes) : column == Int(label) ? 1 : 0
      }
    }
    sums = Array(repeating: 0, count: weights.width)
    solver = ShareSolver(classes: classes)
  }

  private mutating func run() {
    var generator = SeededGenerator(seed: settings.seed)
    var order = Array(vectors.indices)
    for _ in 0..<settings.mostSweeps {
      order.shuffle(using: &generator)
      var worst: Float = 0
      for text in order { worst = max(worst, visit(text)) }
      if worst < settings.tolerance { return }
    }
  }

  /// Solves one text's block; gives the largest change of a probability.
  private mutating func visit(_ text: Int) -> Float {
    let (width, classes) = (weights.width, weights.classes)
    let arithmetic = RowArithmetic(vectors[text], width: width, sparseRows: weights.sparseRows)
    let (cost, curvature) = (settings.cost, curvatures[text])
    var worst: Float = 0
    weights.values.withUnsafeMutableBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        shares.withUnsafeMutableBufferPointer { shares in
          guard let base = values.baseAddress, let sums = sums.baseAddress, let all = shares.baseAddress else { return }
          let own = all + text * width
          arithmetic.accumulate(base, into: sums)
          for column in 0..<classes { sums[column] += curvature * own[column] }
          solver.solve(sums, curvature: curvature)
          var changes = 0
          for column in 0..<width {
            let change = column < classes ? own[column] - sums[column] : 0
            if abs(change) < Self.smallestChange {
              sums[column] = 0
            } else {
              changes += 1
              worst = max(worst, abs(change))
              own[column] = sums[column]
              sums[column] = cost * change
            }
          }
          if changes * Self.fewChanges > width {
            arithmetic.add(sums, to: base)
          } else if changes > 0 {
            for column in 0..<classes where sums[column] != 0 { arithmetic.add(sums[column], column: column, to: base) }
          }
        }
      }
    }
    return worst
  }
}
