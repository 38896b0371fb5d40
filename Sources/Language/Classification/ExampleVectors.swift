/// The sentence vectors of the examples, by class, in 8 bits: how near a text is to what a class was taught with.
struct ExampleVectors: Sendable {
  let dimension: Int
  /// Where each class's rows begin; one more than there are classes.
  let starts: [Int32]
  /// Unit vectors times `scale`.
  let values: [Int8]

  /// Components of unit vectors are far below 1; this spreads them over the 8 bits and clips the rare larger ones.
  static let scale: Float = 256
  /// Of larger classes every second, third... example is kept, which bounds the time of a look-up.
  static let mostPerClass = 128

  init(dimension: Int, starts: [Int32], values: [Int8]) {
    self.dimension = dimension
    self.starts = starts
    self.values = values
  }

  /// - Parameter labels: a class per vector; negative ones are left out.
  init(_ sentences: [[Float]], labels: [Int32], classes: Int, dimension: Int) {
    var byClass = [[Int]](repeating: [], count: classes)
    for (index, label) in labels.enumerated() where label >= 0 { byClass[Int(label)].append(index) }
    var starts: [Int32] = [0]
    var values: [Int8] = []
    for members in byClass {
      let step = max(1, (members.count + Self.mostPerClass - 1) / Self.mostPerClass)
      for member in stride(from: 0, to: members.count, by: step).map({ members[$0] }) {
        values.append(contentsOf: Self.quantized(sentences[member]))
      }
      starts.append(Int32(values.count / max(1, dimension)))
    }
    self.init(dimension: dimension, starts: starts, values: values)
  }

  static func quantized(_ vector: [Float]) -> [Int8] {
    vector.map { Int8(max(-127, min(127, ($0 * scale).rounded()))) }
  }

  /// Gives the highest cosines to examples of the given classes, best first.
  func nearest(to sentence: [Int8], classes: [Int], count: Int) -> [Float] {
    var best = [Float](repeating: 0, count: count)
    for row in classes.flatMap({ starts[$0]..<starts[$0 + 1] }) {
      var cosine = Float(VectorMath.dot(sentence, values, from: Int(row) * dimension)) / (Self.scale * Self.scale)
      for position in best.indices where cosine > best[position] { swap(&cosine, &best[position]) }
    }
    return best
  }
}
