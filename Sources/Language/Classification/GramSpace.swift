#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The grams that training has seen, with their weights: which row of the weight matrix each slot has.
struct GramSpace: Sendable {
  /// Slots seen in training, ascending; the position is the row.
  let slots: [UInt32]
  /// Inverse document frequency of each row.
  let weights: [Float]
  private let rows: [Int32]

  init(slots: [UInt32], weights: [Float]) {
    self.slots = slots
    self.weights = weights
    var rows = [Int32](repeating: -1, count: GramHasher.slots)
    for (row, slot) in slots.enumerated() { rows[Int(slot)] = Int32(row) }
    self.rows = rows
  }

  /// Learns rows and inverse document frequencies, ln((1 + texts) / (1 + texts with it)) + 1.
  init(learning texts: [[GramHasher.Count]]) {
    var documents = [Int32](repeating: 0, count: GramHasher.slots)
    for text in texts { for gram in text { documents[Int(gram.slot)] += 1 } }
    var slots: [UInt32] = []
    var weights: [Float] = []
    for (slot, count) in documents.enumerated() where count > 0 {
      slots.append(UInt32(slot))
      weights.append(logf(Float(1 + texts.count) / Float(1 + count)) + 1)
    }
    self.init(slots: slots, weights: weights)
  }

  var count: Int { slots.count }

  func contains(_ slot: UInt32) -> Bool { rows[Int(slot)] >= 0 }

  /// Weighs the counts, (1 + ln count) times idf, and brings words and pieces to length one each.
  func vector(of counts: [GramHasher.Count]) -> FeatureVector {
    var vector = FeatureVector()
    vector.rows.reserveCapacity(counts.count)
    vector.values.reserveCapacity(counts.count)
    var firstPiece = 0
    for gram in counts {
      let row = rows[Int(gram.slot)]
      guard row >= 0 else { continue }
      if Int(gram.slot) < GramHasher.slotsPerKind { firstPiece = vector.rows.count + 1 }
      vector.rows.append(row)
      vector.values.append((gram.count > 1 ? 1 + logf(gram.count) : 1) * weights[Int(row)])
    }
    Self.normalize(&vector.values, 0..<firstPiece)
    Self.normalize(&vector.values, firstPiece..<vector.values.count)
    return vector
  }

  private static func normalize(_ values: inout [Float], _ range: Range<Int>) {
    var sum: Float = 0
    for position in range { sum += values[position] * values[position] }
    guard sum > 0 else { return }
    let factor = 1 / sum.squareRoot()
    for position in range { values[position] *= factor }
  }
}
