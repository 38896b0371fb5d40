import Testing

@testable import Language

@Suite struct TrainerTests {
  /// Points of three classes around three corners, as sparse features.
  private func points() -> (vectors: [FeatureVector], labels: [Int32]) {
    var generator = SeededGenerator(seed: 21)
    var vectors: [FeatureVector] = []
    var labels: [Int32] = []
    for index in 0..<120 {
      let label = index % 3
      var vector = FeatureVector()
      vector.rows = [0, 1, 2]
      vector.values = (0..<3).map { ($0 == label ? 1 : 0) + Float.random(in: -0.3...0.3, using: &generator) }
      vector.dense = [Float.random(in: -1...1, using: &generator)]
      vectors.append(vector)
      labels.append(Int32(label))
    }
    return (vectors, labels)
  }

  private func accuracy(_ weights: WeightMatrix, _ vectors: [FeatureVector], _ labels: [Int32]) -> Double {
    let right = zip(vectors, labels).count { vector, label in
      let margins = weights.margins(vector)
      return margins.indices.allSatisfy { margins[$0] <= margins[Int(label)] }
    }
    return Double(right) / Double(vectors.count)
  }

  @Test func `support vector machines separate what is separable`() {
    let (vectors, labels) = points()
    let weights = SupportVectorTrainer.train(vectors, labels: labels, classes: 3, sparseRows: 3)
    #expect(accuracy(weights, vectors, labels) == 1)
  }

  @Test func `softmax regression separates what is separable`() {
    let (vectors, labels) = points()
    let weights = SoftmaxTrainer.train(vectors, labels: labels, classes: 3, sparseRows: 3)
    #expect(accuracy(weights, vectors, labels) == 1)
  }

  @Test func `at the softmax's optimum the weights are cost times the residuals`() {
    let (vectors, labels) = points()
    let cost: Float = 2
    let weights = SoftmaxTrainer.train(
      vectors, labels: labels, classes: 3, sparseRows: 3,
      settings: .init(cost: cost, tolerance: 1e-4, mostSweeps: 500))
    var expected = [Float](repeating: 0, count: 3)
    for (vector, label) in zip(vectors, labels) {
      let shares = Calibration.softmax(weights.margins(vector), sharpness: 1)
      for column in 0..<3 {
        expected[column] += cost * ((Int32(column) == label ? 1 : 0) - Float(shares[column])) * vector.dense[0]
      }
    }
    for column in 0..<3 {
      #expect(abs(weights.values[3 * weights.width + column] - expected[column]) < 0.02)
    }
  }

  @Test func `at the machines' optimum no text asks for a change`() {
    let (vectors, labels) = points()
    let weights = SupportVectorTrainer.train(
      vectors, labels: labels, classes: 3, sparseRows: 3,
      settings: .init(cost: 1, tolerance: 1e-4, mostSweeps: 2000))
    // w = sum of alpha y x with alpha = 2 C max(0, 1 - y w x) for the squared hinge.
    var expected = [Float](repeating: 0, count: 3)
    for (vector, label) in zip(vectors, labels) {
      let margins = weights.margins(vector)
      for column in 0..<3 {
        let sign: Float = Int32(column) == label ? 1 : -1
        expected[column] += 2 * max(0, 1 - sign * margins[column]) * sign * vector.values[0]
      }
    }
    for column in 0..<3 { #expect(abs(weights.values[column] - expected[column]) < 0.02) }
  }

  @Test func `sharpness is found that makes overconfident margins honest`() {
    // Right in three of four, whatever the margin: the best share is .75, and log(3) is its margin.
    let margins = [[Float]](repeating: [10, 0], count: 400)
    let labels = (0..<400).map { $0 % 4 == 0 ? 1 : 0 }
    let sharpness = Calibration.fittedSharpness(margins, labels: labels)
    #expect(abs(Calibration.softmax([10, 0], sharpness: sharpness)[0] - 0.75) < 0.01)
  }

  @Test func `a scope is learnt from what lies in and out of it`() {
    func signals(_ margin: Double) -> ScopeModel.Signals {
      ScopeModel.Signals(margin: margin, nearness: margin / 2, knownWords: 0.5, strangeness: -margin)
    }
    let inside = (0..<300).map { signals(2 + Double($0 % 20) / 10) }
    let outside = (0..<30).map { signals(-1 - Double($0 % 10) / 5) }
    let model = ScopeModel(inScope: inside, outOfScope: outside)
    #expect(model.probability(signals(3)) > 0.95)
    #expect(model.probability(signals(-2)) < 0.05)
    #expect(model.probability(signals(0.5)) < model.probability(signals(1)))
    let unlearnt = ScopeModel(inScope: inside, outOfScope: [])
    #expect(unlearnt.probability(signals(3)) > 0.9)
    #expect(unlearnt.probability(signals(-6)) < 0.1)
    #expect(ScopeModel(inScope: [], outOfScope: []).probability(signals(0)).isFinite)
  }

  @Test func `nearest examples are those of the classes asked for`() {
    let sentences: [[Float]] = [[1, 0], [0.8, 0.6], [0, 1], [-1, 0]].map { $0.map { $0 / 4 } }
    let examples = ExampleVectors(sentences, labels: [0, 0, 1, -1], classes: 2, dimension: 2)
    let query = ExampleVectors.quantized([0, 0.25])
    #expect(examples.nearest(to: query, classes: [1], count: 2) == [1.0 / 16, 0])
    let both = examples.nearest(to: query, classes: [0, 1], count: 3)
    #expect(both[0] > both[1] && both[1] > 0)
  }

  @Test func `grams do not depend on case, accents or punctuation`() {
    func slots(_ text: String) -> [UInt32] { GramHasher.counts(of: text).map(\.slot) }
    #expect(slots("Crème, brûlée.") == slots("creme  brulee"))
    #expect(slots("don't") == slots("dont"))
    #expect(slots("a“b”") == slots("a b"))
    #expect(slots("two teas") != slots("teas two"))
    #expect(slots("").isEmpty)
    #expect(slots("...").isEmpty)
    #expect(slots("hi??") == slots("hi ?"))
    #expect(slots("hi?") != slots("hi"))
    #expect(slots("add 12 teas") == slots("add 3 teas"))
    #expect(slots("what?!now") == slots("what ? ! now"))
    #expect(slots("tea tea").count < slots("tea milk").count)
  }
}
