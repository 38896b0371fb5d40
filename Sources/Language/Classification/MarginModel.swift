/// The part of a classifier that gives raw margins, before they are calibrated.
struct MarginModel: Sendable {
  let extractor: FeatureExtractor
  let weights: WeightMatrix
  let examples: ExampleVectors

  func margins(_ text: FeatureExtractor.Text) -> [Float] {
    weights.margins(extractor.vector(of: text))
  }

  static let scopeSignalCount = 7
  private static let neighbours = 3

  /// What tells texts with an intent from others: the best margin, its lead, its share, how near the examples of the two
  /// best intents are, and how much of the text has been seen in training.
  func scopeSignals(_ text: FeatureExtractor.Text, margins: [Float]) -> [Double] {
    var (first, second) = (0, -1)
    for index in margins.indices.dropFirst() {
      if margins[index] > margins[first] {
        (first, second) = (index, first)
      } else if second < 0 || margins[index] > margins[second] {
        second = index
      }
    }
    let top = margins[first]
    let share = Calibration.softmax(margins, sharpness: 1)[first]
    let classes = second >= 0 ? [first, second] : [first]
    let near = examples.nearest(
      to: ExampleVectors.quantized(text.sentence), classes: classes, count: Self.neighbours)
    let known = extractor.knownShares(of: text)
    return [
      Double(top), Double(second >= 0 ? top - margins[second] : top), share, Double(near[0]),
      Double(near.reduce(0, +)) / Double(Self.neighbours), Double(known.words), Double(known.pieces),
    ]
  }
}
