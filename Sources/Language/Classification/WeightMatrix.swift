/// Weights by feature: a row of one value per class, so that a text touches only the rows of its features.
struct WeightMatrix: Sendable {
  /// Values per row: the classes, rounded up so that rows fill whole SIMD registers.
  let width: Int
  let classes: Int
  let sparseRows: Int
  let denseRows: Int
  /// Sparse rows, then dense rows, then the bias row.
  var values: [Float]

  static let lanes = 8

  init(classes: Int, sparseRows: Int, denseRows: Int) {
    let width = Self.width(classes: classes)
    self.init(
      classes: classes, sparseRows: sparseRows, denseRows: denseRows,
      values: Array(repeating: 0, count: (sparseRows + denseRows + 1) * width))
  }

  init(classes: Int, sparseRows: Int, denseRows: Int, values: [Float]) {
    self.classes = classes
    self.sparseRows = sparseRows
    self.denseRows = denseRows
    self.values = values
    width = Self.width(classes: classes)
  }

  static func width(classes: Int) -> Int { (classes + lanes - 1) / lanes * lanes }

  /// Adds another matrix of the same shape, multiplied by a weight.
  mutating func blend(_ other: WeightMatrix, weight: Float) {
    precondition(other.values.count == values.count, "only matrices of one shape can be blended")
    for position in values.indices { values[position] += weight * other.values[position] }
  }

  /// Gives one matrix with the classes of both, this one's first; both have the same rows.
  func joined(with other: WeightMatrix) -> WeightMatrix {
    var result = WeightMatrix(classes: classes + other.classes, sparseRows: sparseRows, denseRows: denseRows)
    for row in 0...(sparseRows + denseRows) {
      for column in 0..<classes { result.values[row * result.width + column] = values[row * width + column] }
      for column in 0..<other.classes {
        result.values[row * result.width + classes + column] = other.values[row * other.width + column]
      }
    }
    return result
  }

  /// Gives each class's margin for a text.
  func margins(_ vector: FeatureVector) -> [Float] {
    var sums = [Float](repeating: 0, count: width)
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let base = values.baseAddress, let sums = sums.baseAddress else { return }
        RowArithmetic(vector, width: width, sparseRows: sparseRows).accumulate(base, into: sums)
      }
    }
    sums.removeLast(width - classes)
    return sums
  }
}
