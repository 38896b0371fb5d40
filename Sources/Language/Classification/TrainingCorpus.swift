/// A training set with its features, in a fixed order.
struct TrainingCorpus: Sendable {
  let intents: [String]
  let texts: [FeatureExtractor.Text]
  /// A class per text, or -1 for texts out of scope.
  let labels: [Int32]
  /// Position of each text among those of its class.
  let ranks: [Int]
  let isSmall: Bool

  init(_ set: TrainingSet, vectors: StaticVectors) throws(LanguageError) {
    intents = set.examples.keys.sorted()
    guard intents.count >= 2 else { throw .tooFewIntents(intents.count) }
    let total = set.examples.values.reduce(0) { $0 + $1.count }
    isSmall = total < ClassifierTrainer.fewExamples * intents.count
    var texts: [FeatureExtractor.Text] = []
    var labels: [Int32] = []
    var ranks: [Int] = []
    func add(_ all: [String], label: Int32) {
      let usable = all.map { FeatureExtractor.Text($0, vectors: vectors) }.filter { !$0.isEmpty }
      texts += usable
      labels += Array(repeating: label, count: usable.count)
      ranks += Array(0..<usable.count)
    }
    for (label, intent) in intents.enumerated() {
      let before = texts.count
      add(set.examples[intent] ?? [], label: Int32(label))
      if texts.count == before { throw .intentWithoutExamples(intent) }
      if isSmall { add([Self.words(of: intent)], label: Int32(label)) }
    }
    add(set.outOfScope, label: -1)
    self.texts = texts
    self.labels = labels
    self.ranks = ranks
  }

  var allClasses: [Int32] { Array(0..<Int32(intents.count)) }

  /// `track_order`, `track-order` and `trackOrder` are "track order".
  private static func words(of intent: String) -> String {
    var words = String.UnicodeScalarView()
    for scalar in intent.unicodeScalars {
      if scalar.properties.isUppercase { words.append(" ") }
      words.append(Folding.isWord(scalar) || Folding.isDigit(scalar) ? scalar : " ")
    }
    return String(words)
  }
}
