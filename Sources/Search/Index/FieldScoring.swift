/// What a term's standing in a document counts (BM25F), by where and how often it stands and how long the texts are.
///
/// Lengths are held against those of a common product, not against the catalogue's mean: so a document's figures are
/// its own, and stay when others come and go.
enum FieldScoring {
  /// Title, brand, attributes, description.
  private static let weights = SIMD4<Float>(5, 2, 1, 1)
  /// How far a field's length counts against a match in it.
  private static let lengthShare = SIMD4<Float>(0.5, 0.3, 0.5, 0.7)
  /// Words.
  private static let commonLengths = SIMD4<Float>(8, 1, 10, 30)
  /// Low, so that having a word counts for more than having it often.
  private static let saturation: Float = 0.1
  /// What a title's word counts that says what the thing is for.
  private static let complementCount: Float = 0.3

  /// From 0 to 1.
  static func impact(of weights: TermWeights, lengths: FieldLengths) -> Float {
    let counts = SIMD4<Float>(
      weights.isComplement ? complementCount : Float(weights.title), Float(weights.brand), Float(weights.attributes),
      Float(weights.description))
    let norms = 1 - lengthShare + lengthShare * SIMD4<Float>(lengths) / commonLengths
    let frequency = (Self.weights * counts / norms).sum()
    return frequency / (frequency + saturation)
  }
}
