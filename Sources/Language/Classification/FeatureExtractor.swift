/// Turns texts into the features of a trained space.
struct FeatureExtractor: Sendable {
  /// Length of the sentence vector, against 1 for words and 1 for letter pieces.
  static let sentenceWeight: Float = 2

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

  /// The share of words and pairs of words, and of letter pieces, that training has seen; 1 where there are none.
  func knownShares(of text: Text) -> (words: Float, pieces: Float) {
    var seen: (words: Float, pieces: Float) = (0, 0)
    var all: (words: Float, pieces: Float) = (0, 0)
    for gram in text.counts {
      let isKnown: Float = space.contains(gram.slot) ? 1 : 0
      if Int(gram.slot) < GramHasher.slotsPerKind {
        seen.words += isKnown
        all.words += 1
      } else {
        seen.pieces += isKnown
        all.pieces += 1
      }
    }
    return (all.words > 0 ? seen.words / all.words : 1, all.pieces > 0 ? seen.pieces / all.pieces : 1)
  }
}
