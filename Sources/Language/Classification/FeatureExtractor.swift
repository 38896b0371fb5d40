/// Turns texts into the features of a trained space.
struct FeatureExtractor: Sendable {
  /// Length of the sentence vector, against 1 for words and 1 for letter pieces.
  static let sentenceWeight: Float = 1.5

  let space: GramSpace
  let vectors: StaticVectors

  /// A text before the space is known.
  struct Text: Sendable {
    var counts: [GramHasher.Count]
    /// Unit length, or zero.
    var sentence: [Float]

    init(_ text: String, vectors: StaticVectors) {
      counts = GramHasher.counts(of: text)
      sentence = vectors.vector(of: text)
    }

    var isEmpty: Bool { counts.isEmpty }
  }

  func vector(of text: Text) -> FeatureVector {
    var vector = space.vector(of: text.counts)
    vector.dense = text.sentence.map { $0 * Self.sentenceWeight }
    return vector
  }

  /// The share of words and pairs of words that training has seen; 1 where there are none.
  func knownShare(of text: Text) -> Float {
    var seen: Float = 0
    var all: Float = 0
    for gram in text.counts where Int(gram.slot) < GramHasher.slotsPerKind {
      if space.contains(gram.slot) { seen += 1 }
      all += 1
    }
    return all > 0 ? seen / all : 1
  }
}
