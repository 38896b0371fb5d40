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
struct VectorTable: Sendable {
  private(set) var dimension = 0
  private var values: [Int8] = []
  private var scales: [Float] = []

  /// How much a product's title counts beside all of its text.
  private static let titleShare: Float = 0.3

  /// A product's vector: its text and, once more, its title. Their similarities to a query add up as the vectors do.
  static func vector(title: String, text: String, by vectors: StaticVectors) -> ByteVector {
    let title = vectors.vector(of: title)
    let whole = vectors.vector(of: text)
    return ByteVector(zip(title, whole).map { titleShare * $0 + (1 - titleShare) * $1 })
  }

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

  /// The cosine of every product with a query; empty without an embedding table.
  func similarities(to query: ByteVector) -> [Float] {
    guard dimension > 0, query.values.count == dimension else { return [] }
    return values.withUnsafeBytes { rows in
      query.values.withUnsafeBytes { query8 in
        scales.indices.map { row in
          Float(Self.dot(rows, from: row * dimension, query8, count: dimension)) * scales[row] * query.scale
        }
      }
    }
  }

  private static func dot(
    _ rows: UnsafeRawBufferPointer, from offset: Int, _ query: UnsafeRawBufferPointer, count: Int
  ) -> Int32 {
    var sum = SIMD16<Int32>.zero
    var position = 0
    while position + 16 <= count {
      let left = rows.loadUnaligned(fromByteOffset: offset + position, as: SIMD16<Int8>.self)
      let right = query.loadUnaligned(fromByteOffset: position, as: SIMD16<Int8>.self)
      sum &+= SIMD16<Int32>(truncatingIfNeeded: left) &* SIMD16<Int32>(truncatingIfNeeded: right)
      position += 16
    }
    var total = sum.wrappedSum()
    while position < count {
      let left = Int32(rows.load(fromByteOffset: offset + position, as: Int8.self))
      total &+= left &* Int32(query.load(fromByteOffset: position, as: Int8.self))
      position += 1
    }
    return total
  }
}
