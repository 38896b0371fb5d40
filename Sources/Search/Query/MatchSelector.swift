/// Tells finds from chance: which of the documents with some of a query's words, or near it in meaning, were meant.
struct MatchSelector {
  let terms: [SearchTerm]
  let meaning: Meaning
  private let all: UInt32
  /// Without numbers, which titles often lack.
  private let words: UInt32
  /// The last word, which mostly says what the thing is.
  private let last: UInt32
  private let total: Float

  /// What a match of only some of the words counts beside one of all.
  private static let partialWeight: Float = 0.6
  /// The share of the query's meaning that a document must have which is not named by any of its words.
  private static let leastUnnamedShare: Float = 0.6
  /// The share that a named document must have beside others that match in full.
  private static let leastShareBesideFull: Float = 0.6
  /// A document must have this much of what the best has.
  private static let leastShareOfBest: Float = 0.7
  /// How much words count beside meaning.
  private static let wordsWeight: Float = 0.5
  /// What the words of a short query count in a product that is something else than its last word says: a cable for
  /// laptops beside a laptop. Long queries copy titles, whose last word says less.
  private static let otherKindWeight: Float = 0.7
  private static let shortQuery = 3
  /// So near in meaning that a document is a find without any of the words.
  private static let leastSimilarity: Float = 0.5
  private static let leastSimilarityBesideWords: Float = 0.6

  init(terms: [SearchTerm], meaning: Meaning) {
    self.terms = terms
    self.meaning = meaning
    var all: UInt32 = 0
    var words: UInt32 = 0
    for (bit, term) in terms.enumerated() {
      all |= 1 << UInt32(bit)
      if !term.isNumber { words |= 1 << UInt32(bit) }
    }
    self.all = all
    last = terms.isEmpty ? 0 : 1 << UInt32(terms.count - 1)
    self.words = words == 0 ? all : words
    total = max(terms.reduce(0) { $0 + $1.importance }, .leastNormalMagnitude)
  }

  /// The finds, each with its score from 0 to 1.
  func select(_ candidates: [Candidate], catalog: StoreCatalog) -> [Candidate] {
    let required = required(candidates)
    let hasFull = candidates.contains { $0.mask & required == required }
    let hasNamed = candidates.contains { $0.mask & required == required && $0.nameMask & required == required }
    let weighed = weigh(candidates)
    var bestShare: Float = 0
    let kept = weighed.filter { candidate in
      let share = share(candidate.mask, required: required)
      // What only speaks of the words is no find beside what is called so.
      if hasNamed, candidate.nameMask & words == 0 { return false }
      guard share == 1 || isFind(candidate, share: share, hasFull: hasFull) else { return false }
      bestShare = max(bestShare, share)
      return true
    }
    let finds = kept.filter { share($0.mask, required: required) >= bestShare * Self.leastShareOfBest }
    guard finds.isEmpty else { return finds }
    // A word that is known and found nothing good makes much similar; more is asked then.
    let threshold = terms.contains(where: \.isKnown) ? Self.leastSimilarityBesideWords : Self.leastSimilarity
    return near(except: [], above: threshold, catalog: catalog)
  }

  /// Scores of all candidates, finds or not: the words' share of the best, joined with the meaning.
  func weigh(_ candidates: [Candidate]) -> [Candidate] {
    let required = required(candidates)
    let highest = candidates.reduce(Float.leastNormalMagnitude) { max($0, $1.score) }
    return candidates.map { candidate in
      var result = candidate
      let isFull = candidate.mask & required == required
      let words = candidate.score / highest * (isFull ? 1 : Self.partialWeight) * kindWeight(candidate)
      result.score = joined(words: words, candidate.place)
      return result
    }
  }

  private func kindWeight(_ candidate: Candidate) -> Float {
    guard terms.count <= Self.shortQuery else { return 1 }
    let isKind = (candidate.headMask | candidate.categoryMask) & last != 0
    return isKind ? 1 : Self.otherKindWeight
  }

  /// Products without any of the words that are near in meaning.
  func near(
    except finds: [Candidate], above threshold: Float, catalog: StoreCatalog
  ) -> [Candidate] {
    let known = Set(finds.map(\.place))
    return meaning.places(above: threshold, in: catalog).filter { !known.contains($0) }.map {
      Candidate(place: $0, score: joined(words: 0, $0), mask: 0, headMask: 0, categoryMask: 0)
    }
  }

  private func joined(words: Float, _ place: Place) -> Float {
    guard meaning.isKnown else { return words }
    return Self.wordsWeight * words + (1 - Self.wordsWeight) * max(0, meaning.similarity(place))
  }

  private func required(_ candidates: [Candidate]) -> UInt32 {
    candidates.contains { $0.mask == all } ? all : words
  }

  private func isFind(_ candidate: Candidate, share: Float, hasFull: Bool) -> Bool {
    let isNamed = (candidate.headMask | candidate.categoryMask & last) & words != 0
    if hasFull { return isNamed && share >= Self.leastShareBesideFull }
    return isNamed || share >= Self.leastUnnamedShare
  }

  private func share(_ mask: UInt32, required: UInt32) -> Float {
    if mask & required == required { return 1 }
    var sum: Float = 0
    for (bit, term) in terms.enumerated() where mask & 1 << UInt32(bit) != 0 { sum += term.importance }
    return sum / total
  }
}
