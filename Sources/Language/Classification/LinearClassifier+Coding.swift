/// Storing a trained classifier, so that a start needs no training. Numbers are little endian.
extension LinearClassifier {
  private static let magic = Array("SOUKLC2\n".utf8)
  private static let mostIntents = 10_000

  /// Gives the bytes to store under `fingerprint`.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: Self.magic)
    writer.append(text: fingerprint)
    writer.append(UInt32(intents.count))
    for intent in intents { writer.append(text: intent) }
    writer.append(array: model.extractor.space.slots)
    writer.append(array: model.extractor.space.weights.map(\.bitPattern))
    writer.append(UInt32(model.knowsStrangers ? 1 : 0))
    writer.append(UInt32(model.weights.denseRows))
    writer.append(array: model.weights.values.map(\.bitPattern))
    writer.append(UInt32(model.examples.dimension))
    writer.append(array: model.examples.starts.map { UInt32(bitPattern: $0) })
    writer.append(text: model.examples.values.map { UInt8(bitPattern: $0) })
    for number in calibration.numbers { writer.append(number.bitPattern) }
    return writer.finished()
  }

  /// Reads what `encoded()` gave.
  /// - Throws: `LanguageError.notAClassifier` for anything else, also for a classifier made with another table.
  package init(bytes: [UInt8], vectors: StaticVectors) throws(LanguageError) {
    var reader = try ByteReader(checking: bytes)
    guard try reader.raw(Self.magic.count) == Self.magic else { throw .notAClassifier(reason: "it is of another kind") }
    fingerprint = try reader.text()
    let count = Int(try reader.uint32())
    guard count >= 2, count <= Self.mostIntents else { throw .notAClassifier(reason: "it has \(count) intents") }
    var intents: [String] = []
    for _ in 0..<count { intents.append(try reader.text()) }
    self.intents = intents
    let space = try Self.space(&reader)
    let strangers = Int(try reader.uint32())
    guard strangers <= 1 else { throw .notAClassifier(reason: "its kind of weights is unknown") }
    let weights = try Self.weights(&reader, classes: count + strangers, sparseRows: space.count)
    let examples = try Self.examples(&reader, classes: count)
    guard weights.denseRows == vectors.dimension, examples.dimension == vectors.dimension else {
      throw .notAClassifier(reason: "it was trained with another embedding table")
    }
    model = MarginModel(
      extractor: FeatureExtractor(space: space, vectors: vectors), weights: weights, knowsStrangers: strangers == 1,
      examples: examples)
    var numbers: [Double] = []
    for _ in 0..<Calibration.numberCount { numbers.append(Double(bitPattern: try reader.uint64())) }
    calibration = Calibration(numbers: numbers)
    guard reader.isAtEnd else { throw .notAClassifier(reason: "it is longer than it should be") }
  }

  private static func space(_ reader: inout ByteReader) throws(LanguageError) -> GramSpace {
    let slots = try reader.array()
    let weights = try reader.array()
    guard slots.count == weights.count, slots.allSatisfy({ Int($0) < GramHasher.slots }) else {
      throw .notAClassifier(reason: "its features are damaged")
    }
    return GramSpace(slots: slots, weights: weights.map { Float(bitPattern: $0) })
  }

  private static func weights(
    _ reader: inout ByteReader, classes: Int, sparseRows: Int
  ) throws(LanguageError) -> WeightMatrix {
    let denseRows = Int(try reader.uint32())
    let values = try reader.array()
    guard denseRows <= StaticVectors.largestDimension,
      values.count == (sparseRows + denseRows + 1) * WeightMatrix.width(classes: classes)
    else { throw .notAClassifier(reason: "its weights are damaged") }
    return WeightMatrix(
      classes: classes, sparseRows: sparseRows, denseRows: denseRows, values: values.map { Float(bitPattern: $0) })
  }

  private static func examples(_ reader: inout ByteReader, classes: Int) throws(LanguageError) -> ExampleVectors {
    let dimension = Int(try reader.uint32())
    let starts = try reader.array().map { Int32(bitPattern: $0) }
    let values = try reader.byteArray().map { Int8(bitPattern: $0) }
    guard starts.count == classes + 1, starts.first == 0, zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }),
      Int(starts.last ?? 0) * dimension == values.count
    else { throw .notAClassifier(reason: "its examples are damaged") }
    return ExampleVectors(dimension: dimension, starts: starts, values: values)
  }
}

extension Calibration {
  static let numberCount = 3 + 2 * ScopeModel.signalCount

  /// All of it in a row: sharpness, scale, bias, means, deviations.
  var numbers: [Double] { [sharpness, scope.scale, scope.bias] + scope.means + scope.deviations }

  init(numbers: [Double]) {
    let middle = 3 + ScopeModel.signalCount
    self.init(
      sharpness: numbers[0],
      scope: ScopeModel(
        scale: numbers[1], bias: numbers[2], means: Array(numbers[3..<middle]), deviations: Array(numbers[middle...])))
  }
}
