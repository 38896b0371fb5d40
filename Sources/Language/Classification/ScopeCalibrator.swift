/// Fits a classifier's calibration on texts that a model has not seen.
///
/// Each fold holds out some texts of every class, some texts known to be out of scope, and all texts of a few classes:
/// to a model trained without a class, its texts are out of scope too. So even without any such examples there is
/// something to learn the difference from.
struct ScopeCalibrator {
  let corpus: TrainingCorpus
  let vectors: StaticVectors

  /// Above this many texts one fold of a tenth is enough; below, four folds use each text once.
  private static let largeCorpus = 5000
  private static let largeFolds = 10
  private static let smallFolds = 4
  /// Holding out classes needs enough others.
  private static let fewestClasses = 8

  private struct Evidence {
    var margins: [[Float]] = []
    var labels: [Int] = []
    var inScope: [[Double]] = []
    var outOfScope: [[Double]] = []
  }

  func calibrate() -> Calibration {
    let isLarge = corpus.texts.count > Self.largeCorpus
    let folds = isLarge ? Self.largeFolds : Self.smallFolds
    var evidence = Evidence()
    for fold in 0..<(isLarge ? 1 : folds) { collect(fold, of: folds, into: &evidence) }
    return Calibration(
      sharpness: Calibration.fittedSharpness(evidence.margins, labels: evidence.labels),
      scope: scope(evidence))
  }

  private func collect(_ fold: Int, of folds: Int, into evidence: inout Evidence) {
    let classes = classes(without: fold, of: folds)
    let isHeldOut = corpus.texts.indices.map { text in
      let label = corpus.labels[text]
      return corpus.ranks[text] % folds == fold || (label >= 0 && classes[Int(label)] < 0)
    }
    let kept = corpus.texts.indices.filter { !isHeldOut[$0] }
    let model = ClassifierTrainer.model(corpus, vectors: vectors, texts: kept, classes: classes)
    for text in corpus.texts.indices where isHeldOut[text] {
      let margins = model.margins(corpus.texts[text])
      let signals = model.scopeSignals(corpus.texts[text], margins: margins)
      let label = corpus.labels[text] >= 0 ? Int(classes[Int(corpus.labels[text])]) : -1
      if label >= 0 {
        evidence.margins.append(margins)
        evidence.labels.append(label)
        evidence.inScope.append(signals)
      } else {
        evidence.outOfScope.append(signals)
      }
    }
  }

  /// The model's class for each class of the corpus, -1 for those held out.
  private func classes(without fold: Int, of folds: Int) -> [Int32] {
    var next: Int32 = 0
    return corpus.intents.indices.map { index in
      if corpus.intents.count >= Self.fewestClasses, index % (2 * folds) == fold { return -1 }
      next += 1
      return next - 1
    }
  }

  private func scope(_ evidence: Evidence) -> LogisticModel {
    guard !evidence.outOfScope.isEmpty else {
      var model = LogisticModel.standardising(evidence.inScope, width: MarginModel.scopeSignalCount)
      model.weights = Self.usualWeights
      model.bias = Self.usualBias
      return model
    }
    return LogisticModel.fitted(positives: evidence.inScope, negatives: evidence.outOfScope)
  }

  /// For sets with few intents and no texts out of scope: what larger sets give, rounded.
  private static let usualWeights = [0.8, 0.6, 0.4, 0.8, 0.6, 0.4, 0.2]
  private static let usualBias = 2.5
}
