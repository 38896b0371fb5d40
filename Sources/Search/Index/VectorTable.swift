import CVectors
import Language

/// A vector in bytes, each of a text's directions as a share of the largest.
struct ByteVector {
  let values: [Int8]
  let scale: Float

  init(_ vector: [Float]) {
    let largest = vector.reduce(Float.zero) { max($0, abs($1)) }
    let scale = largest / 127
    self.scale = scale
    values = scale == 0 ? vector.map { _ in 0 } : vector.map { Int8(($0 / scale).rounded()) }
  }
}

/// What a segment's products mean, a vector each; empty without an embedding table.
///
/// A large table also has a bit for every direction of every vector: which side of the table's middle it lies on. The
/// bits are compared first (32 bytes a product), and only the vectors of the nearest are read.
struct VectorTable: Sendable {
  private(set) var dimension = 0
  private var values: [Int8] = []
  private var scales: [Float] = []
  private var sketches: [UInt64] = []
  /// The mean vector, from which sketches are taken.
  private var middle: [Float] = []

  /// Below it all vectors are read as fast as their bits.
  private static let leastForSketches = 8_192
  private static let bitsAWord = 64

  var count: Int { scales.count }

  mutating func append(_ vector: ByteVector) {
    dimension = vector.values.count
    values.append(contentsOf: vector.values)
    scales.append(vector.scale)
  }

  mutating func append(_ row: Int, of other: VectorTable) {
    guard other.dimension > 0 else { return }
    dimension = other.dimension
    values.append(contentsOf: other.values[(row * dimension)..<((row + 1) * dimension)])
    scales.append(other.scales[row])
  }

  /// Makes the sketches of a table that is large enough to need them; nothing may be appended after it.
  mutating func finish() {
    guard count >= Self.leastForSketches, dimension % Self.bitsAWord == 0 else { return }
    middle = [Float](repeating: 0, count: dimension)
    for row in 0..<count {
      for column in 0..<dimension { middle[column] += Float(values[row * dimension + column]) * scales[row] }
    }
    for column in 0..<dimension { middle[column] /= Float(count) }
    sketches.reserveCapacity(count * dimension / Self.bitsAWord)
    for row in 0..<count { appendSketch(of: values[(row * dimension)..<((row + 1) * dimension)], scale: scales[row]) }
  }

  private mutating func appendSketch(of vector: ArraySlice<Int8>, scale: Float) {
    sketches.append(contentsOf: sketch(of: vector, scale: scale))
  }

  private func sketch(of vector: ArraySlice<Int8>, scale: Float) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: dimension / Self.bitsAWord)
    for (column, value) in vector.enumerated() where Float(value) * scale > middle[column] {
      bits[column / Self.bitsAWord] |= 1 << UInt64(column % Self.bitsAWord)
    }
    return bits
  }
}

extension VectorTable {
  /// The cosines of some products with a query.
  func similarities(of rows: [Int32], to query: ByteVector) -> [Float] {
    guard dimension > 0, query.values.count == dimension else { return rows.map { _ in 0 } }
    let products = [Int32](unsafeUninitializedCapacity: rows.count) { buffer, initialized in
      values.withUnsafeBufferPointer { values in
        souk_dot_some(values.baseAddress, dimension, rows, rows.count, query.values, buffer.baseAddress)
      }
      initialized = rows.count
    }
    return zip(rows, products).map { Float($1) * scales[Int($0)] * query.scale }
  }

  /// The cosine of every product with a query; empty without an embedding table.
  func similarities(to query: ByteVector) -> [Float] {
    guard dimension > 0, query.values.count == dimension else { return [] }
    let products = [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      values.withUnsafeBufferPointer { values in
        souk_dot_all(values.baseAddress, dimension, count, query.values, buffer.baseAddress)
      }
      initialized = count
    }
    return zip(scales, products).map { Float($1) * $0 * query.scale }
  }

  /// About so many products that are nearest to a query, in order of their numbers. Where the table has sketches they
  /// decide, so that a few of the nearest may be missing towards the end.
  func nearest(_ limit: Int, to query: ByteVector, scratch: inout [UInt16]) -> [Int32] {
    guard dimension > 0, query.values.count == dimension else { return [] }
    guard count > limit else { return Array(0..<Int32(count)) }
    if scratch.count < count { scratch = [UInt16](repeating: 0, count: count) }
    if sketches.isEmpty {
      for (row, similarity) in similarities(to: query).enumerated() {
        scratch[row] = UInt16(max(0, min(1, 1 - similarity)) * Float(Self.grades - 1))
      }
    } else {
      let bits = sketch(of: query.values[...], scale: query.scale)
      sketches.withUnsafeBufferPointer { sketches in
        souk_bits_all(sketches.baseAddress, bits.count, count, bits, &scratch)
      }
    }
    return [Int32](unsafeUninitializedCapacity: limit) { buffer, initialized in
      initialized = souk_least(scratch, count, limit, buffer.baseAddress)
    }
  }

  private static let grades = 1_024

  /// The sum of some products' vectors, each by its weight, brought to length one.
  func addWeighted(_ rows: [(row: Int32, weight: Float)], to sum: inout [Float]) {
    guard dimension > 0, sum.count == dimension else { return }
    for (row, weight) in rows {
      let factor = weight * scales[Int(row)]
      for column in 0..<dimension { sum[column] += factor * Float(values[Int(row) * dimension + column]) }
    }
  }
}
