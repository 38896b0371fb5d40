/// Arithmetic on vectors; plain loops over buffers, which the compiler turns into SIMD on every platform.
package enum VectorMath {
  private static let lanes = 8

  /// The scalar product; where lengths differ, the shorter one counts.
  package static func dot(_ first: [Float], _ second: [Float]) -> Float {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in dot(first, second) }
    }
  }

  package static func dot(_ first: UnsafeBufferPointer<Float>, _ second: UnsafeBufferPointer<Float>) -> Float {
    let count = min(first.count, second.count)
    guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
    var sum = SIMD8<Float>.zero
    var position = 0
    while position + lanes <= count {
      let left = UnsafeRawPointer(a + position).loadUnaligned(as: SIMD8<Float>.self)
      let right = UnsafeRawPointer(b + position).loadUnaligned(as: SIMD8<Float>.self)
      sum += left * right
      position += lanes
    }
    var total = sum.sum()
    while position < count {
      total += a[position] * b[position]
      position += 1
    }
    return total
  }

  /// Scales to length one; a zero vector stays zero.
  package static func normalize(_ vector: inout [Float]) {
    let length = dot(vector, vector).squareRoot()
    guard length > 0 else { return }
    let factor = 1 / length
    for position in vector.indices { vector[position] *= factor }
  }
}

extension VectorMath {
  /// The scalar product of an 8-bit vector with the part of another that begins at an offset.
  static func dot(_ first: [Int8], _ second: [Int8], from offset: Int) -> Int32 {
    precondition(offset >= 0 && offset + first.count <= second.count, "the second vector is too short")
    return first.withUnsafeBytes { first in
      second.withUnsafeBytes { second in
        var sum = SIMD16<Int32>.zero
        var position = 0
        while position + 16 <= first.count {
          let a = first.loadUnaligned(fromByteOffset: position, as: SIMD16<Int8>.self)
          let b = second.loadUnaligned(fromByteOffset: offset + position, as: SIMD16<Int8>.self)
          sum &+= SIMD16<Int32>(truncatingIfNeeded: a) &* SIMD16<Int32>(truncatingIfNeeded: b)
          position += 16
        }
        var total = sum.wrappedSum()
        while position < first.count {
          let a = Int32(first.load(fromByteOffset: position, as: Int8.self))
          total &+= a &* Int32(second.load(fromByteOffset: offset + position, as: Int8.self))
          position += 1
        }
        return total
      }
    }
  }
}
