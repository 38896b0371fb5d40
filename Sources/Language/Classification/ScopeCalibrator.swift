/// Fits a classifier's calibration on texts that a model has not seen.
///
/// Each fold holds out some texts of every class, a quarter of those known to be out of scope, and all texts of a few
/// classes: to a model trained without a class, its texts are out of scope too. So even without any such examples there
/// is something to learn the difference from.
struct ScopeCalibrator {
  let corpus: TrainingCorpus
  let vectors: StaticVectors

  /// Above this many texts one fold of a tenth is enough; below, four folds use each text once.
  private static let largeCorpus = 5000
  private static let largeFolds = 10
  private static let smallFolds = 4
  /// Of more texts every second, third... is enough to calibrate with, and takes that much less time.
  private static let mostTexts = 7000
  /// Holding out classes needs enough others.
  private static let fewestClasses = 8
  /// With as many, held-out classes are not needed: they are nearer to the others than strangers are.
  private static let enoughStrangers = 10

  /// What models said of texts they had not seen.
  struct Evidence {
    var margins: [[Float]] = []
    var labels: [Int] = []
    var inScope: [ScopeModel.Signals] = []
    /// Of texts given as out of scope.
    var strangers: [ScopeModel.Signals] = []
    /// Of classes held out.
    var orphans: [ScopeModel.Signals] = []
  }

  func calibrate() -> Calibration {
    let evidence = evidence()
    return Calibration(
      sharpness: Calibration.fittedSharpness(evidence.margins, labels: evidence.labels),
      scope: ScopeModel(
        inScope: evidence.inScope,
        outOfScope: evidence.strangers.count >= Self.enoughStrangers ? evidence.strangers : evidence.orphans))
  }

  func evidence() -> Evidence {
    let isLarge = corpus.texts.count > Self.largeCorpus
    let folds = isLarge ? Self.largeFolds : Self.smallFolds
    var evidence = Evidence()
    for fold in 0..<(isLarge ? 1 : folds) { collect(fold, of: folds, into: &evidence) }
    return evidence
  }

  private func collect(_ fold: Int, of folds: Int, into evidence: inout Evidence) {
    let classes = classes(without: fold, of: folds)
    let isHeldOut = corpus.texts.indices.map { text in
      let label = corpus.labels[text]
      if label < 0 { return corpus.ranks[text] % Self.smallFolds == fold }
      return corpus.ranks[text] % folds == fold || classes[Int(label)] < 0
    }
    let step = (corpus.texts.count + Self.mostTexts - 1) / Self.mostTexts
    let kept = corpus.texts.indices.filter { text in
      !isHeldOut[text] && (corpus.labels[text] < 0 || corpus.ranks[text] % step == step - 1)
    }
    let model = ClassifierTrainer.model(corpus, vectors: vectors, texts: kept, classes: classes)
    for text in corpus.texts.indices where isHeldOut[text] {
      let margins = model.margins(corpus.texts[text])
      let signals = model.scopeSignals(corpus.texts[text], margins)
      let label = corpus.labels[text] >= 0 ? Int(classes[Int(corpus.labels[text])]) : -1
      if label >= 0 {
        evidence.margins.append(margins.intents)
        evidence.labels.append(label)
        evidence.inScope.append(signals)
      } else {
        if corpus.labels[text] < 0 { evidence.strangers.append(signals) } else { evidence.orphans.append(signals) }
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
}
