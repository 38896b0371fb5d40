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
    self.classes = classes
    self.sparseRows = sparseRows
    self.denseRows = denseRows
    width = (classes + Self.lanes - 1) / Self.lanes * Self.lanes
    values = Array(repeating: 0, count: (sparseRows + denseRows + 1) * width)
  }

  /// Gives each class's margin for a text.
  func margins(_ vector: FeatureVector) -> [Float] {
    var sums = [Float](repeating: 0, count: width)
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let base = values.baseAddress, let sums = sums.baseAddress else { return }
        Self.accumulate(base, width: width, sparseRows: sparseRows, vector, into: sums)
      }
    }
    sums.removeLast(width - classes)
    return sums
  }

  /// Adds value times row over all features and the bias.
  @inline(__always)
  static func accumulate(
    _ base: UnsafePointer<Float>, width: Int, sparseRows: Int, _ vector: FeatureVector,
    into sums: UnsafeMutablePointer<Float>
  ) {
    vector.rows.withUnsafeBufferPointer { rows in
      vector.values.withUnsafeBufferPointer { values in
        for position in 0..<rows.count {
          addRow(base + Int(rows[position]) * width, times: values[position], width: width, to: sums)
        }
      }
    }
    let denseCount = vector.dense.count
    vector.dense.withUnsafeBufferPointer { dense in
      for position in 0..<denseCount {
        addRow(base + (sparseRows + position) * width, times: dense[position], width: width, to: sums)
      }
    }
    addRow(base + (sparseRows + denseCount) * width, times: 1, width: width, to: sums)
  }

  @inline(__always)
  static func addRow(
    _ row: UnsafePointer<Float>, times factor: Float, width: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    for column in 0..<width { sums[column] += factor * row[column] }
  }
}
