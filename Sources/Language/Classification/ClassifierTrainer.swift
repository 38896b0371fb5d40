/// Trains classifiers from examples: the same examples give the same classifier.
package struct ClassifierTrainer: Sendable {
  private let vectors: StaticVectors

  /// With fewer examples an intent on average, its name serves as one more, and the softmax head stands alone.
  static let fewExamples = 30
  /// With as many texts out of scope, "none of these" is learnt as well.
  private static let fewestStrangers = 10

  package init(vectors: StaticVectors) {
    self.vectors = vectors
  }

  /// Trains on one core: 40 intents with 50 examples each take well under a second.
  /// - Throws: `LanguageError` where there are fewer than two intents, or one has no examples.
  package func train(_ set: TrainingSet) throws(LanguageError) -> LinearClassifier {
    let corpus = try TrainingCorpus(set, vectors: vectors)
    let scope = ScopeCalibrator(corpus: corpus, vectors: vectors)
    return LinearClassifier(
      intents: corpus.intents, fingerprint: set.fingerprint,
      model: Self.model(corpus, vectors: vectors, texts: Array(corpus.texts.indices), classes: corpus.allClasses),
      calibration: scope.calibrate())
  }

  /// Trains margins on some of a corpus's texts for some of its classes.
  /// - Parameter classes: the class of the model for each class of the corpus, or -1.
  static func model(
    _ corpus: TrainingCorpus, vectors: StaticVectors, texts: [Int], classes: [Int32]
  ) -> MarginModel {
    let count = classes.count { $0 >= 0 }
    let labels = texts.map { corpus.labels[$0] >= 0 ? classes[Int(corpus.labels[$0])] : -1 }
    let space = GramSpace(learning: texts.map { corpus.texts[$0].counts })
    let extractor = FeatureExtractor(space: space, vectors: vectors)
    let features = texts.map { extractor.vector(of: corpus.texts[$0]) }
    let examples = ExampleVectors(
      texts.map { corpus.texts[$0].sentence }, labels: labels, classes: count, dimension: vectors.dimension)
    var weights = weights(features, labels: labels, classes: count, rows: space.count, isSmall: corpus.isSmall)
    let knowsStrangers = labels.count { $0 < 0 } >= fewestStrangers
    if knowsStrangers {
      let stranger = SupportVectorTrainer.train(
        features, labels: labels.map { $0 < 0 ? 0 : -1 }, classes: 1, sparseRows: space.count)
      weights = weights.joined(with: stranger)
    }
    return MarginModel(
      extractor: extractor, weights: weights, knowsStrangers: knowsStrangers, examples: examples)
  }

  private static func weights(
    _ features: [FeatureVector], labels: [Int32], classes: Int, rows: Int, isSmall: Bool
  ) -> WeightMatrix {
    var softmax = SoftmaxTrainer.train(
      features, labels: labels, classes: classes, sparseRows: rows,
      settings: isSmall ? .init(cost: 10, tolerance: 0.005, mostSweeps: 60) : .init(cost: 5))
    if isSmall { return softmax }
    let machines = SupportVectorTrainer.train(features, labels: labels, classes: classes, sparseRows: rows)
    softmax.blend(machines, weight: machineWeight)
    return softmax
  }

  /// Margins of the machines lie around 1, those of the softmax around 8.
  private static let machineWeight: Float = 6
}
