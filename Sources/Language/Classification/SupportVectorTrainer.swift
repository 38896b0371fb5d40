/// Trains one linear support vector machine per class, all in one sweep over the texts.
///
/// L2 regularisation, squared hinge loss, dual coordinate descent (Hsieh et al., ICML 2008). The weights lie feature by
/// feature, so one pass over a text's rows gives the margins of all classes at SIMD speed; after the first sweeps most
/// pairs of text and class are settled, and only the others are visited (shrinking).
struct SupportVectorTrainer {
  struct Settings: Hashable, Sendable {
    /// Weight of the loss against the regularisation.
    var cost: Float = 1
    /// Sweeps stop when no projected gradient is above this...
    var tolerance: Float = 0.1
    /// ...or after this many.
    var mostSweeps = 20
    var seed: UInt64 = 1
  }

  /// A settled pair whose gradient is below this may come back soon, and stays under watch.
  private static let watchedBelow: Float = 0.1

  private let vectors: [FeatureVector]
  private let labels: [Int32]
  private let settings: Settings
  private let slack: Float
  private var weights: WeightMatrix
  private var alphas: [Float]
  private let diagonals: [Float]
  /// The classes still to be visited for each text; nil means all.
  private var active: [[Int32]?]
  private var sums: [Float]

  /// - Parameter labels: a class per text, or -1 for a text that belongs to none.
  static func train(
    _ vectors: [FeatureVector], labels: [Int32], classes: Int, sparseRows: Int, settings: Settings = .init()
  ) -> WeightMatrix {
    var trainer = SupportVectorTrainer(
      vectors: vectors, labels: labels, classes: classes, sparseRows: sparseRows, settings: settings)
    trainer.run()
    return trainer.weights
  }

  private init(vectors: [FeatureVector], labels: [Int32], classes: Int, sparseRows: Int, settings: Settings) {
    self.vectors = vectors
    self.labels = labels
    self.settings = settings
    slack = 1 / (2 * settings.cost)
    weights = WeightMatrix(classes: classes, sparseRows: sparseRows, denseRows: vectors.first?.dense.count ?? 0)
    alphas = Array(repeating: 0, count: vectors.count * weights.width)
    diagonals = vectors.map { $0.squaredLength + 1 + 1 / (2 * settings.cost) }
    active = Array(repeating: nil, count: vectors.count)
    sums = Array(repeating: 0, count: weights.width)
  }

  private mutating func run() {
    var generator = SeededGenerator(seed: settings.seed)
    var order = Array(vectors.indices)
    var isShrunk = false
    for sweep in 0..<settings.mostSweeps {
      order.shuffle(using: &generator)
      var worst: Float = 0
      for text in order {
        if let classes = active[text] {
          worst = max(worst, visit(text, classes: classes))
        } else {
          worst = max(worst, visitAll(text, shrinks: sweep > 0))
        }
      }
      if worst < settings.tolerance {
        if !isShrunk { return }
        active = Array(repeating: nil, count: vectors.count)
        isShrunk = false
      } else {
        isShrunk = sweep > 0
      }
    }
  }

  /// Updates every class for one text; gives the largest projected gradient.
  private mutating func visitAll(_ text: Int, shrinks: Bool) -> Float {
    let (width, classes, label) = (weights.width, weights.classes, labels[text])
    let arithmetic = RowArithmetic(vectors[text], width: width, sparseRows: weights.sparseRows)
    let step = Step(slack: slack, diagonal: diagonals[text])
    var worst: Float = 0
    var watched: [Int32] = []
    var hasChange = false
    weights.values.withUnsafeMutableBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let base = values.baseAddress, let sums = sums.baseAddress else { return }
        arithmetic.accumulate(base, into: sums)
        for column in 0..<classes {
          let sign: Float = column == Int(label) ? 1 : -1
          let (change, gradient) = step.taken(margin: sign * sums[column], alpha: &alphas[text * width + column])
          sums[column] = sign * change
          hasChange = hasChange || change != 0
          if change != 0 { worst = max(worst, abs(gradient)) }
          if change != 0 || gradient < Self.watchedBelow { watched.append(Int32(column)) }
        }
        for column in classes..<width { sums[column] = 0 }
        if hasChange { arithmetic.add(sums, to: base) }
      }
    }
    if shrinks { active[text] = watched }
    return worst
  }

  /// Updates the given classes only.
  private mutating func visit(_ text: Int, classes: [Int32]) -> Float {
    guard !classes.isEmpty else { return 0 }
    let (width, label) = (weights.width, labels[text])
    let arithmetic = RowArithmetic(vectors[text], width: width, sparseRows: weights.sparseRows)
    let step = Step(slack: slack, diagonal: diagonals[text])
    var worst: Float = 0
    weights.values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for column in classes {
        let sign: Float = column == label ? 1 : -1
        let margin = sign * arithmetic.margin(base, column: Int(column))
        let (change, gradient) = step.taken(margin: margin, alpha: &alphas[text * width + Int(column)])
        guard change != 0 else { continue }
        worst = max(worst, abs(gradient))
        arithmetic.add(sign * change, column: Int(column), to: base)
      }
    }
    return worst
  }

  /// The exact minimum along one dual variable.
  private struct Step {
    let slack: Float
    let diagonal: Float

    /// - Returns: the change of alpha, zero where it rests at its bound, and the gradient before it.
    @inline(__always)
    func taken(margin: Float, alpha: inout Float) -> (change: Float, gradient: Float) {
      let gradient = margin - 1 + alpha * slack
      if alpha == 0, gradient >= 0 { return (0, gradient) }
      let updated = max(alpha - gradient / diagonal, 0)
      let change = updated - alpha
      alpha = updated
      return (change, gradient)
    }
  }
}
