/// Tells finds from chance: which of the documents with some of a query's words are what the shopper meant.
struct MatchSelector {
  let terms: [SearchTerm]
  private let all: UInt32
  /// Without numbers, which titles often lack.
  private let words: UInt32
  private let total: Float

  /// What a match of only some of the words counts beside one of all.
  private static let partialWeight: Float = 0.6
  /// The share of the query's meaning that a document must have which is not named by any of its words.
  private static let leastUnnamedShare: Float = 0.6
  /// The share that a named document must have beside others that match in full.
  private static let leastShareBesideFull: Float = 0.6
  /// A document must have this much of what the best has.
  private static let leastShareOfBest: Float = 0.7

  init(terms: [SearchTerm]) {
    self.terms = terms
    var all: UInt32 = 0
    var words: UInt32 = 0
    for (bit, term) in terms.enumerated() {
      all |= 1 << UInt32(bit)
      if !term.isNumber { words |= 1 << UInt32(bit) }
    }
    self.all = all
    self.words = words == 0 ? all : words
    total = max(terms.reduce(0) { $0 + $1.importance }, .leastNormalMagnitude)
  }

  func select(_ candidates: [Candidate]) -> [Candidate] {
    guard terms.contains(where: \.isKnown) else { return [] }
    let required = candidates.contains { $0.mask == all } ? all : words
    let hasFull = candidates.contains { $0.mask & required == required }
    var kept: [(candidate: Candidate, share: Float)] = []
    var bestShare: Float = 0
    for candidate in candidates {
      let isFull = candidate.mask & required == required
      let share = isFull ? 1 : share(candidate.mask)
      guard isFull || isFind(candidate, share: share, hasFull: hasFull) else { continue }
      bestShare = max(bestShare, share)
      kept.append((candidate, share))
    }
    let highest = kept.reduce(Float.leastNormalMagnitude) { max($0, $1.candidate.score) }
    return kept.compactMap { candidate, share in
      guard share >= bestShare * Self.leastShareOfBest || share == 1 else { return nil }
      var result = candidate
      result.score = candidate.score / highest * (share == 1 ? 1 : Self.partialWeight)
      return result
    }
  }

  /// Scores between 0 and 1 of every candidate, a find or not.
  func weigh(_ candidates: [Candidate]) -> [Candidate] {
    let required = candidates.contains { $0.mask == all } ? all : words
    let highest = candidates.reduce(Float.leastNormalMagnitude) { max($0, $1.score) }
    return candidates.map { candidate in
      var result = candidate
      let isFull = candidate.mask & required == required
      result.score = candidate.score / highest * (isFull ? 1 : Self.partialWeight)
      return result
    }
  }

  private func isFind(_ candidate: Candidate, share: Float, hasFull: Bool) -> Bool {
    let isNamed = candidate.namedMask & words != 0
    if hasFull { return isNamed && share >= Self.leastShareBesideFull }
    return isNamed || share >= Self.leastUnnamedShare
  }

  private func share(_ mask: UInt32) -> Float {
    var sum: Float = 0
    for (bit, term) in terms.enumerated() where mask & 1 << UInt32(bit) != 0 { sum += term.importance }
    return sum / total
  }
}
