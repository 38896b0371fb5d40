/// The part of a classifier that gives raw margins, before they are calibrated.
struct MarginModel: Sendable {
  struct Margins {
    /// One per intent.
    var intents: [Float]
    /// Of "none of these"; nil where training had no such texts.
    var stranger: Float?
  }

  let extractor: FeatureExtractor
  /// A column per intent and, where `knowsStrangers`, one more.
  let weights: WeightMatrix
  let knowsStrangers: Bool
  let examples: ExampleVectors

  private static let neighbours = 3

  func margins(_ text: FeatureExtractor.Text) -> Margins {
    var all = weights.margins(extractor.vector(of: text))
    let stranger = knowsStrangers ? all.popLast() : nil
    return Margins(intents: all, stranger: stranger)
  }

  func scopeSignals(_ text: FeatureExtractor.Text, _ margins: Margins) -> ScopeModel.Signals {
    let best = Self.twoBest(margins.intents)
    let near = examples.nearest(
      to: ExampleVectors.quantized(text.sentence), classes: best, count: Self.neighbours)
    return ScopeModel.Signals(
      margin: Double(margins.intents[best[0]]), nearness: Double(near.reduce(0, +)) / Double(Self.neighbours),
      knownWords: Double(extractor.knownShare(of: text)), strangeness: Double(margins.stranger ?? 0))
  }

  /// - Precondition: there are at least two margins, as `TrainingCorpus` makes sure.
  private static func twoBest(_ margins: [Float]) -> [Int] {
    var (first, second) = margins[1] > margins[0] ? (1, 0) : (0, 1)
    for index in margins.indices.dropFirst(2) {
      if margins[index] > margins[first] {
        (first, second) = (index, first)
      } else if margins[index] > margins[second] {
        second = index
      }
    }
    return [first, second]
  }
}
