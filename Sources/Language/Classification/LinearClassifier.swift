/// Tells which of a fixed set of intents a text has, and whether it has any of them.
///
/// A linear model over hashed word and letter grams and the sentence vector; it is made by `ClassifierTrainer` and can
/// be stored (`LinearClassifier+Coding.swift`). A text touches only the weights of its own features: tens of
/// microseconds.
package struct LinearClassifier: Sendable {
  /// In alphabetical order.
  package let intents: [String]
  /// The `TrainingSet.fingerprint` that this was trained from.
  package let fingerprint: String

  let model: MarginModel
  let calibration: Calibration

  package func classify(_ text: String) -> Classification {
    let text = FeatureExtractor.Text(text, vectors: model.extractor.vectors)
    let margins = model.margins(text)
    let confidences = calibration.confidences(margins.intents)
    let order = confidences.indices.sorted { (-confidences[$0], $0) < (-confidences[$1], $1) }
    return Classification(
      candidates: order.map { .init(intent: intents[$0], confidence: confidences[$0]) },
      inScope: text.isEmpty ? 0 : calibration.scope.probability(model.scopeSignals(text, margins)))
  }
}
