import Language

/// A query's products with their scores: those with any of its words, and those nearest to it in meaning.
struct QueryRanking {
  struct Entry {
    /// Among all documents of the catalogue.
    var document: Int32
    /// The words' share of the best, 0 to 1.
    var words: Float
    /// The cosine of the meanings; 0 where it was not looked at.
    var similarity: Float = 0
    /// How near it is to the best of the others, 0 where it was not looked at.
    var likeness: Float = 0
    /// From 0 to 1.
    var score: Float = 0
    var isFind = false
  }

  private(set) var entries: [Entry] = []

  /// How much words count beside meaning.
  private static let wordsWeight: Float = 0.5
  /// Beyond these by their words, products keep the words' score: the meaning would lift none of them to the front.
  private static let mostByWords = 2_500
  static let mostByMeaning = 2_000
  /// The best products' mean vector stands for the query once more: what is like them is likely meant too. Long
  /// queries name one thing, and need no such help.
  private static let feedbackProducts = 20
  private static let feedbackWeight: Float = 0.2
  private static let longestWithFeedback = 4
  /// Behind so many others no likeness lifts a product to the front.
  private static let mostByLikeness = 1_500
  /// So near in meaning that a document is a find without any of the words.
  private static let leastSimilarity: Float = 0.5
  /// A word that is known and found nothing good makes much similar; more is asked then.
  private static let leastSimilarityBesideWords: Float = 0.6
  /// A word that the table only has in parts looks like all that begin alike: "hammock" like "hamper".
  private static let alikeLetters = 3

  private let catalog: StoreCatalog
  private let terms: [SearchTerm]
  /// The entries whose meaning is looked at.
  private var pool: [Int] = []
  private var hasFinds = false

  /// - Parameter everyWordFinds: also the commonest words of a long query find documents, for comparing.
  init(_ terms: [SearchTerm], catalog: StoreCatalog, everyWordFinds: Bool = false) {
    self.catalog = catalog
    self.terms = terms
    let query = Self.queryVector(terms, by: catalog.lexis.vectors)
    var scratch = catalog.scratch.take(documents: catalog.documentCount)
    let plan = WordPlan(terms, all: everyWordFinds)
    if !look(for: query, plan: plan, &scratch) { _ = look(for: query, plan: WordPlan(terms, all: true), &scratch) }
    catalog.scratch.give(scratch)
    if let query {
      weighMeaning(query)
    } else {
      for position in entries.indices { entries[position].score = entries[position].words }
    }
  }

  /// Makes the entries: of finds, of the best by their words, and of what is near in meaning.
  /// - Parameter scratch: cleared before and after.
  /// - Returns: whether the plan's telling words told enough.
  private mutating func look(for query: ByteVector?, plan: WordPlan, _ scratch: inout SearchScratch) -> Bool {
    defer { scratch.clear() }
    if let query { markNear(query, &scratch) }
    catalog.score(terms, plan: plan, into: &scratch)
    if catalog.segments.contains(where: \.hasDead) { scratch.dropTouched { !catalog.isAlive($0) } }
    let bestShare = weigh(&scratch)
    if plan.restShare > 0, bestShare * FindRule.leastShareOfBest <= plan.restShare { return false }
    addEntries(scratch, leastShare: bestShare * FindRule.leastShareOfBest)
    return true
  }

  // MARK: Words

  /// Finds each touched document's weight and share of the meaning.
  /// - Returns: the best share of a find; 0 where there is none.
  private func weigh(_ scratch: inout SearchScratch) -> Float {
    var (weights, shares) = (scratch.weights, scratch.shares)
    (scratch.weights, scratch.shares) = ([], [])
    weights.reserveCapacity(scratch.touched.count)
    shares.reserveCapacity(scratch.touched.count)
    var best: Float = 0
    scratch.sums.withUnsafeBufferPointer { sums in
      let rule = FindRule(terms: terms, documents: scratch.touched, sums: sums)
      for document in scratch.touched {
        let sum = sums[Int(document)]
        weights.append(rule.weight(sum))
        let share = rule.findShare(sum) ?? -1
        shares.append(share)
        best = max(best, share)
      }
    }
    (scratch.weights, scratch.shares) = (weights, shares)
    return best
  }

  private mutating func addEntries(_ scratch: SearchScratch, leastShare: Float) {
    let margin = Self.margin(of: scratch.weights, limit: Self.mostByWords)
    entries.reserveCapacity(min(scratch.touched.count, Self.mostByWords + Self.mostByMeaning))
    pool.reserveCapacity(min(scratch.touched.count, Self.mostByWords + Self.mostByMeaning))
    for (place, document) in scratch.touched.enumerated() {
      let (weight, share) = (scratch.weights[place], scratch.shares[place])
      let isPooled = weight >= margin || scratch.sums[Int(document)].isNear
      if share > 0 { hasFinds = true }
      let isFind = share > 0 && share >= leastShare
      guard isPooled || isFind else { continue }
      if isPooled { pool.append(entries.count) }
      entries.append(Entry(document: document, words: weight, isFind: isFind))
    }
  }

  /// About the weight that so many of all reach, found by counting.
  private static func margin(of weights: [Float], limit: Int) -> Float {
    guard weights.count > limit else { return 0 }
    let grades = 256
    var counts = [Int](repeating: 0, count: grades + 1)
    for weight in weights { counts[Int(max(0, min(1, weight)) * Float(grades))] += 1 }
    var above = 0
    var grade = grades
    while grade > 0, above + counts[grade] <= limit {
      above += counts[grade]
      grade -= 1
    }
    return Float(grade + 1) / Float(grades)
  }

  // MARK: Meaning

  /// The query as its words are understood: repaired where they were.
  private static func queryVector(_ terms: [SearchTerm], by vectors: StaticVectors?) -> ByteVector? {
    guard let vectors, !terms.isEmpty else { return nil }
    let words = terms.filter { !$0.isSetting }.map { term in
      if case .repaired(let word, _) = term.resolution.kind { word } else { term.surface }
    }
    return ByteVector(vectors.vector(of: words.joined(separator: " ")))
  }

  private func markNear(_ query: ByteVector, _ scratch: inout SearchScratch) {
    for (segment, live) in catalog.segments.enumerated() {
      for row in live.segment.vectors.nearest(Self.mostByMeaning, to: query, scratch: &scratch.distances)
      where !live.isDead[Int(row)] {
        let document = Int32(catalog.bases[segment]) + row
        scratch.sums[Int(document)].mask = WordSums.near
        scratch.touched.append(document)
      }
    }
  }

  private mutating func weighMeaning(_ query: ByteVector) {
    let similarities = similarities(of: pool, to: query)
    let (words, meaning) = (Self.wordsWeight, 1 - Self.wordsWeight)
    let hasFeedback = terms.count <= Self.longestWithFeedback
    let share = hasFeedback ? 1 / (1 + Self.feedbackWeight) : 1
    for position in entries.indices { entries[position].score = share * words * entries[position].words }
    for (position, similarity) in zip(pool, similarities) {
      entries[position].similarity = similarity
      entries[position].score += share * meaning * max(0, similarity)
    }
    if hasFeedback { weighLikeness(share: share) }
    guard !hasFinds else { return }
    let threshold = terms.contains(where: \.isKnown) ? Self.leastSimilarityBesideWords : Self.leastSimilarity
    let beginnings = terms.filter { !$0.isKnown && !catalog.lexis.hasMeaning($0.surface) }
      .map { $0.surface.prefix(Self.alikeLetters) }
    for position in pool where entries[position].similarity >= threshold {
      entries[position].isFind = !isNamedAlike(entries[position].document, beginnings)
    }
  }

  private mutating func weighLikeness(share: Float) {
    guard let vector = feedback(pool) else { return }
    let margin = Self.margin(of: pool.map { entries[$0].score }, limit: Self.mostByLikeness)
    let best = margin == 0 ? pool : pool.filter { entries[$0].score >= margin }
    for (position, similarity) in zip(best, similarities(of: best, to: vector)) {
      entries[position].likeness = similarity
      entries[position].score += share * Self.feedbackWeight * max(0, similarity)
    }
  }

  private func isNamedAlike(_ document: Int32, _ beginnings: [Substring]) -> Bool {
    guard !beginnings.isEmpty else { return false }
    let place = catalog.place(document)
    let segment = catalog.segments[place.segment].segment
    return segment.titles[Int(place.document)].contains { word in
      beginnings.contains { segment.terms[Int(word.term)].hasPrefix($0) }
    }
  }

  private func similarities(of pool: [Int], to query: ByteVector) -> [Float] {
    if catalog.segments.count == 1 {
      return catalog.segments[0].segment.vectors.similarities(of: pool.map { entries[$0].document }, to: query)
    }
    var rows = catalog.segments.map { _ in (numbers: [Int32](), positions: [Int]()) }
    for (place, position) in pool.enumerated() {
      let found = catalog.place(entries[position].document)
      rows[found.segment].numbers.append(found.document)
      rows[found.segment].positions.append(place)
    }
    var result = [Float](repeating: 0, count: pool.count)
    for (live, row) in zip(catalog.segments, rows) {
      for (place, similarity) in zip(row.positions, live.segment.vectors.similarities(of: row.numbers, to: query)) {
        result[place] = similarity
      }
    }
    return result
  }

  /// The mean of the best entries' vectors, each by its score.
  private func feedback(_ pool: [Int]) -> ByteVector? {
    var best = BestList<Int>(limit: Self.feedbackProducts) { [entries] in
      (entries[$0].score, entries[$1].document) > (entries[$1].score, entries[$0].document)
    }
    for position in pool { best.add(position) }
    guard let dimension = catalog.lexis.vectors?.dimension, !best.elements.isEmpty else { return nil }
    var sum = [Float](repeating: 0, count: dimension)
    for position in best.elements {
      let place = catalog.place(entries[position].document)
      catalog.segments[place.segment].segment.vectors.addWeighted(
        [(place.document, entries[position].score)], to: &sum)
    }
    VectorMath.normalize(&sum)
    return ByteVector(sum)
  }
}

/// The best of many, kept in order as they come by.
struct BestList<Element> {
  private(set) var elements: [Element] = []
  private let limit: Int
  private let isBetter: (Element, Element) -> Bool

  init(limit: Int, isBetter: @escaping (Element, Element) -> Bool) {
    self.limit = limit
    self.isBetter = isBetter
  }

  mutating func add(_ element: Element) {
    guard limit > 0 else { return }
    if elements.count == limit {
      guard isBetter(element, elements[limit - 1]) else { return }
      elements.removeLast()
    }
    var low = 0
    var high = elements.count
    while low < high {
      let middle = (low + high) / 2
      if isBetter(element, elements[middle]) { high = middle } else { low = middle + 1 }
    }
    elements.insert(element, at: low)
  }
}
