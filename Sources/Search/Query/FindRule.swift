/// Tells finds from chance: which of the documents with some of a query's words were meant.
struct FindRule {
  private let terms: [SearchTerm]
  /// Without numbers, which titles often lack.
  private let words: UInt32
  /// The word that says what the thing is.
  private let kind: UInt32
  private let required: UInt32
  private let hasFull: Bool
  private let hasNamed: Bool
  private let highest: Float
  /// What the words of a mask have of the meaning, by the mask's bytes.
  private let shares: [Float]

  /// What a match of only some of the words counts beside one of all.
  private static let partialWeight: Float = 0.5
  /// The share of the query's meaning that a document must have which is not named by any of its words.
  private static let leastUnnamedShare: Float = 0.6
  /// The share that a named document must have beside others that match in full.
  private static let leastShareBesideFull: Float = 0.6
  /// A document must have this much of what the best has.
  static let leastShareOfBest: Float = 0.7
  /// What the words of a short query count in a product that is something else than they say: a cable for laptops
  /// beside a laptop. Long queries copy titles, whose last word says less.
  private static let otherKindWeight: Float = 0.7
  private static let shortQuery = 3

  /// - Parameter sums: of every living document that has any of the words, or is near in meaning.
  init(terms: [SearchTerm], documents: [Int32], sums: UnsafeBufferPointer<WordSums>) {
    self.terms = terms
    var all: UInt32 = 0
    var plain: UInt32 = 0
    for (bit, term) in terms.enumerated() where !term.isSetting {
      all |= 1 << UInt32(bit)
      if !term.isNumber { plain |= 1 << UInt32(bit) }
    }
    let words = plain == 0 ? all : plain
    var hasAll = false
    var highest = Float.leastNormalMagnitude
    // What is required is known only when all were seen: both ways are looked at.
    var (hasWords, hasNamedWords, hasNamedAll) = (false, false, false)
    for document in documents {
      let sum = sums[Int(document)]
      highest = max(highest, sum.score)
      guard sum.mask & words == words else { continue }
      hasWords = true
      if sum.nameMask & words == words { hasNamedWords = true }
      guard sum.mask & all == all else { continue }
      hasAll = true
      if sum.nameMask & all == all { hasNamedAll = true }
    }
    let required = hasAll ? all : words
    let kindPosition = terms.lastIndex { !$0.isComplement } ?? terms.indices.last
    kind = kindPosition.map { 1 << UInt32($0) } ?? 0
    let total = max(terms.reduce(0) { $0 + $1.importance }, .leastNormalMagnitude)
    (self.words, self.required) = (words, required)
    (hasFull, hasNamed) = (hasAll || hasWords, hasAll ? hasNamedAll : hasNamedWords)
    self.highest = highest
    shares = Self.shares(of: terms, total: total)
  }

  /// The words' share of the best, from 0 to 1.
  func weight(_ sums: WordSums) -> Float {
    sums.score / highest * (sums.mask & required == required ? 1 : Self.partialWeight) * kindWeight(sums)
  }

  /// How much of the query's meaning a document has, from 0 to 1; nil where it is no find.
  func findShare(_ sums: WordSums) -> Float? {
    guard sums.words != 0 else { return nil }
    // What only speaks of the words is no find beside what is called so.
    if hasNamed, sums.nameMask & words == 0 { return nil }
    let share = share(sums.mask)
    if share == 1 { return share }
    let isNamed = (sums.headMask | sums.categoryMask & kind) & words != 0
    let isFind =
      hasFull ? isNamed && share >= Self.leastShareBesideFull : isNamed || share >= Self.leastUnnamedShare
    return isFind ? share : nil
  }

  private func kindWeight(_ sums: WordSums) -> Float {
    guard terms.count <= Self.shortQuery else { return 1 }
    return (sums.headMask | sums.categoryMask) & kind != 0 ? 1 : Self.otherKindWeight
  }

  private func share(_ mask: UInt32) -> Float {
    if mask & required == required { return 1 }
    return shares[Int(mask & 0xff)] + shares[256 + Int(mask >> 8 & 0xff)] + shares[512 + Int(mask >> 16 & 0xff)]
  }

  private static func shares(of terms: [SearchTerm], total: Float) -> [Float] {
    var shares = [Float](repeating: 0, count: 3 * 256)
    for (bit, term) in terms.enumerated() {
      let (table, place) = (bit / 8 * 256, 1 << (bit % 8))
      for mask in 0..<256 where mask & place != 0 { shares[table + mask] += term.importance / total }
    }
    return shares
  }
}
