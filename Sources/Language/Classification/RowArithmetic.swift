/// Walks the rows of a weight matrix that belong to one text's features.
///
/// Pointers come from the matrix's own buffer; rows are in bounds because a `GramSpace` numbers them and its matrix is
/// made with its count. Four rows are taken at a time, which saves most loads and stores of the sums.
struct RowArithmetic {
  private let vector: FeatureVector
  private let width: Int
  private let denseStart: Int
  private static let step = 4

  @inline(__always)
  init(_ vector: FeatureVector, width: Int, sparseRows: Int) {
    self.vector = vector
    self.width = width
    denseStart = sparseRows * width
  }

  private var biasStart: Int { denseStart + vector.dense.count * width }

  /// Adds value times row over all features and the bias to the sums.
  @inline(__always)
  func accumulate(_ base: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>) {
    for column in 0..<width { sums[column] = base[biasStart + column] }
    vector.rows.withUnsafeBufferPointer { rows in
      vector.values.withUnsafeBufferPointer { values in
        var position = 0
        while position + Self.step <= rows.count {
          addFour(
            base + Int(rows[position]) * width, base + Int(rows[position + 1]) * width,
            base + Int(rows[position + 2]) * width, base + Int(rows[position + 3]) * width,
            SIMD4(values[position], values[position + 1], values[position + 2], values[position + 3]), to: sums)
          position += Self.step
        }
        while position < rows.count {
          addOne(base + Int(rows[position]) * width, values[position], to: sums)
          position += 1
        }
      }
    }
    vector.dense.withUnsafeBufferPointer { dense in
      var position = 0
      var row = base + denseStart
      while position + Self.step <= dense.count {
        addFour(
          row, row + width, row + 2 * width, row + 3 * width,
          SIMD4(dense[position], dense[position + 1], dense[position + 2], dense[position + 3]), to: sums)
        position += Self.step
        row += Self.step * width
      }
      while position < dense.count {
        addOne(row, dense[position], to: sums)
        position += 1
        row += width
      }
    }
  }

  /// Adds value times changes to the row of every feature and of the bias.
  @inline(__always)
  func add(_ changes: UnsafePointer<Float>, to base: UnsafeMutablePointer<Float>) {
    vector.rows.withUnsafeBufferPointer { rows in
      vector.values.withUnsafeBufferPointer { values in
        for position in 0..<rows.count { addOne(changes, values[position], to: base + Int(rows[position]) * width) }
      }
    }
    vector.dense.withUnsafeBufferPointer { dense in
      for position in 0..<dense.count { addOne(changes, dense[position], to: base + denseStart + position * width) }
    }
    addOne(changes, 1, to: base + biasStart)
  }

  /// Adds value times change to single columns of the row of every feature and of the bias.
  @inline(__always)
  func add(_ change: Float, column: Int, to base: UnsafeMutablePointer<Float>) {
    vector.rows.withUnsafeBufferPointer { rows in
      vector.values.withUnsafeBufferPointer { values in
        for position in 0..<rows.count { base[Int(rows[position]) * width + column] += change * values[position] }
      }
    }
    vector.dense.withUnsafeBufferPointer { dense in
      for position in 0..<dense.count { base[denseStart + position * width + column] += change * dense[position] }
    }
    base[biasStart + column] += change
  }

  /// Gives the margin of one class.
  @inline(__always)
  func margin(_ base: UnsafePointer<Float>, column: Int) -> Float {
    var sum = base[biasStart + column]
    vector.rows.withUnsafeBufferPointer { rows in
      vector.values.withUnsafeBufferPointer { values in
        for position in 0..<rows.count { sum += base[Int(rows[position]) * width + column] * values[position] }
      }
    }
    vector.dense.withUnsafeBufferPointer { dense in
      for position in 0..<dense.count { sum += base[denseStart + position * width + column] * dense[position] }
    }
    return sum
  }

  @inline(__always)
  private func addOne(_ row: UnsafePointer<Float>, _ factor: Float, to sums: UnsafeMutablePointer<Float>) {
    for column in 0..<width { sums[column] += factor * row[column] }
  }

  @inline(__always)
  private func addFour(
    _ row0: UnsafePointer<Float>, _ row1: UnsafePointer<Float>, _ row2: UnsafePointer<Float>,
    _ row3: UnsafePointer<Float>, _ factors: SIMD4<Float>, to sums: UnsafeMutablePointer<Float>
  ) {
    let (first, second, third, fourth) = (factors.x, factors.y, factors.z, factors.w)
    for column in 0..<width {
      sums[column] +=
        first * row0[column] + second * row1[column] + (third * row2[column] + fourth * row3[column])
    }
  }
}
