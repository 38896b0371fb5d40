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
    var tolerance: Float = 0.05
    /// ...or after this many.
    var mostSweeps = 40
    var seed: UInt64 = 1
  }

  private let vectors: [FeatureVector]
  private let labels: [Int32]
  private let settings: Settings
  private var weights: WeightMatrix
  private var alphas: [Float]
  private var diagonals: [Float]
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
          if !classes.isEmpty { worst = max(worst, visit(text, classes: classes)) }
        } else {
          worst = max(worst, visitAll(text, shrinks: sweep >= 1))
        }
      }
      if worst < settings.tolerance {
        if !isShrunk { return }
        active = Array(repeating: nil, count: vectors.count)
        isShrunk = false
      } else {
        isShrunk = sweep >= 1
      }
    }
  }

  /// Updates every class for one text; gives the largest projected gradient.
  private mutating func visitAll(_ text: Int, shrinks: Bool) -> Float {
    let vector = vectors[text]
    let width = weights.width
    let label = Int(labels[text])
    let diagonal = diagonals[text]
    let slack = 1 / (2 * settings.cost)
    var worst: Float = 0
    var remaining: [Int32] = []
    var hasChange = false
    let (classes, sparseRows) = (weights.classes, weights.sparseRows)
    alphas.withUnsafeMutableBufferPointer { alphas in
      sums.withUnsafeMutableBufferPointer { sums in
        weights.values.withUnsafeMutableBufferPointer { values in
          guard let sums = sums.baseAddress, let base = values.baseAddress, let all = alphas.baseAddress else { return }
          let own = all + text * width
          sums.update(repeating: 0, count: width)
          WeightMatrix.accumulate(base, width: width, sparseRows: sparseRows, vector, into: sums)
          for column in 0..<classes {
            let sign: Float = column == label ? 1 : -1
            let alpha = own[column]
            let gradient = sign * sums[column] - 1 + alpha * slack
            sums[column] = 0
            if alpha == 0, gradient >= 0 {
              if gradient < Self.keepBelow { remaining.append(Int32(column)) }
              continue
            }
            worst = max(worst, abs(gradient))
            let updated = max(alpha - gradient / diagonal, 0)
            own[column] = updated
            sums[column] = (updated - alpha) * sign
            hasChange = true
            remaining.append(Int32(column))
          }
          for column in classes..<width { sums[column] = 0 }
          if hasChange { Self.add(vector, changes: sums, width: width, sparseRows: sparseRows, to: base) }
        }
      }
    }
    if shrinks { active[text] = remaining }
    return worst
  }

  /// A settled pair whose gradient is below this may come back soon, and stays under watch.
  private static let keepBelow: Float = 0.1

  private static func add(
    _ vector: FeatureVector, changes: UnsafePointer<Float>, width: Int, sparseRows: Int,
    to base: UnsafeMutablePointer<Float>
  ) {
    vector.rows.withUnsafeBufferPointer { rows in
      vector.values.withUnsafeBufferPointer { values in
        for position in 0..<rows.count {
          WeightMatrix.addRow(changes, times: values[position], width: width, to: base + Int(rows[position]) * width)
        }
      }
    }
    let denseCount = vector.dense.count
    vector.dense.withUnsafeBufferPointer { dense in
      for position in 0..<denseCount {
        WeightMatrix.addRow(
          changes, times: dense[position], width: width, to: base + (sparseRows + position) * width)
      }
    }
    WeightMatrix.addRow(changes, times: 1, width: width, to: base + (sparseRows + denseCount) * width)
  }

  /// Updates the given classes only.
  private mutating func visit(_ text: Int, classes: [Int32]) -> Float {
    let vector = vectors[text]
    let width = weights.width
    let label = labels[text]
    let slack = 1 / (2 * settings.cost)
    var worst: Float = 0
    let denseStart = weights.sparseRows * width
    let biasRow = denseStart + vector.dense.count * width
    weights.values.withUnsafeMutableBufferPointer { values in
      for column in classes {
        let column = Int(column)
        var margin = values[biasRow + column]
        for position in vector.rows.indices {
          margin += vector.values[position] * values[Int(vector.rows[position]) * width + column]
        }
        for position in vector.dense.indices {
          margin += vector.dense[position] * values[denseStart + position * width + column]
        }
        let sign: Float = column == Int(label) ? 1 : -1
        let alpha = alphas[text * width + column]
        let gradient = sign * margin - 1 + alpha * slack
        if alpha == 0, gradient >= 0 { continue }
        worst = max(worst, abs(gradient))
        let updated = max(alpha - gradient / diagonals[text], 0)
        guard updated != alpha else { continue }
        alphas[text * width + column] = updated
        let change = (updated - alpha) * sign
        for position in vector.rows.indices {
          values[Int(vector.rows[position]) * width + column] += change * vector.values[position]
        }
        for position in vector.dense.indices {
          values[denseStart + position * width + column] += change * vector.dense[position]
        }
        values[biasRow + column] += change
      }
    }
    return worst
  }
}
