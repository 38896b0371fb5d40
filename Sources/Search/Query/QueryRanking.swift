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
  private static let mostByWords = 4_000
  static let mostByMeaning = 2_000
  /// The best products' mean vector stands for the query once more: what is like them is likely meant too. Long
  /// queries name one thing, and need no such help.
  private static let feedbackProducts = 20
  private static let feedbackWeight: Float = 0.2
  private static let longestWithFeedback = 4
  /// So near in meaning that a document is a find without any of the words.
  private static let leastSimilarity: Float = 0.5
  /// A word that is known and found nothing good makes much similar; more is asked then.
  private static let leastSimilarityBesideWords: Float = 0.6
  /// A word that the table only has in parts looks like all that begin alike: "hammock" like "hamper".
  private static let alikeLetters = 3

  private let catalog: StoreCatalog
  private let terms: [SearchTerm]

  init(_ terms: [SearchTerm], catalog: StoreCatalog) {
    self.catalog = catalog
    self.terms = terms
    var scratch = catalog.scratch.take(documents: catalog.documentCount)
    catalog.score(terms, into: &scratch)
    addDocumentsWithWords(&scratch)
    if let query = Self.queryVector(terms, by: catalog.lexis.vectors) {
      weighMeaning(query, &scratch)
    } else {
      for position in entries.indices { entries[position].score = entries[position].words }
    }
    scratch.clear()
    catalog.scratch.give(scratch)
  }

  // MARK: Words

  private mutating func addDocumentsWithWords(_ scratch: inout SearchScratch) {
    let live = catalog.segments.contains(where: \.hasDead) ? scratch.touched.filter(catalog.isAlive) : scratch.touched
    var found: [Entry] = []
    found.reserveCapacity(live.count)
    var finds: [(position: Int, share: Float)] = []
    var bestShare: Float = 0
    scratch.sums.withUnsafeBufferPointer { sums in
      let rule = FindRule(terms: terms, documents: live, sums: sums)
      for document in live {
        let sum = sums[Int(document)]
        if let share = rule.findShare(sum) {
          finds.append((found.count, share))
          bestShare = max(bestShare, share)
        }
        found.append(Entry(document: document, words: rule.weight(sum)))
      }
    }
    for find in finds where find.share >= bestShare * FindRule.leastShareOfBest { found[find.position].isFind = true }
    hasFinds = !finds.isEmpty
    entries = found
  }

  private var hasFinds = false

  // MARK: Meaning

  /// The query as its words are understood: repaired where they were.
  private static func queryVector(_ terms: [SearchTerm], by vectors: StaticVectors?) -> ByteVector? {
    guard let vectors, !terms.isEmpty else { return nil }
    let words = terms.filter { !$0.isSetting }.map { term in
      if case .repaired(let word, _) = term.resolution.kind { word } else { term.surface }
    }
    return ByteVector(vectors.vector(of: words.joined(separator: " ")))
  }

  private mutating func weighMeaning(_ query: ByteVector, _ scratch: inout SearchScratch) {
    let pool = pool(near: query, &scratch)
    let similarities = similarities(of: pool, to: query)
    let (words, meaning) = (Self.wordsWeight, 1 - Self.wordsWeight)
    let hasFeedback = terms.count <= Self.longestWithFeedback
    let share = hasFeedback ? 1 / (1 + Self.feedbackWeight) : 1
    for position in entries.indices { entries[position].score = share * words * entries[position].words }
    for (position, similarity) in zip(pool, similarities) {
      entries[position].similarity = similarity
      entries[position].score += share * meaning * max(0, similarity)
    }
    if hasFeedback, let vector = feedback(pool) {
      for (position, similarity) in zip(pool, self.similarities(of: pool, to: vector)) {
        entries[position].likeness = similarity
        entries[position].score += share * Self.feedbackWeight * max(0, similarity)
      }
    }
    guard !hasFinds else { return }
    let threshold = terms.contains(where: \.isKnown) ? Self.leastSimilarityBesideWords : Self.leastSimilarity
    let beginnings = terms.filter { !$0.isKnown && !catalog.lexis.hasMeaning($0.surface) }
      .map { $0.surface.prefix(Self.alikeLetters) }
    for position in pool where entries[position].similarity >= threshold {
      entries[position].isFind = !isNamedAlike(entries[position].document, beginnings)
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

  /// The entries whose meaning is looked at, in the order of their segments: the best by words, and those near in
  /// meaning, which are added where they have none of the words.
  private mutating func pool(near query: ByteVector, _ scratch: inout SearchScratch) -> [Int] {
    var pooled = [Bool](repeating: true, count: entries.count)
    if entries.count > Self.mostByWords {
      let margin = Self.margin(of: entries, limit: Self.mostByWords)
      for position in entries.indices { pooled[position] = entries[position].words >= margin }
    }
    // The tables now say where a document's entry is.
    for (position, entry) in entries.enumerated() {
      scratch.sums[Int(entry.document)].mask = UInt32(position)
      scratch.sums[Int(entry.document)].score = 1
    }
    for (segment, live) in catalog.segments.enumerated() {
      for row in live.segment.vectors.nearest(Self.mostByMeaning, to: query, scratch: &scratch.distances)
      where !live.isDead[Int(row)] {
        let document = Int32(catalog.bases[segment]) + row
        if scratch.sums[Int(document)].score > 0 {
          pooled[Int(scratch.sums[Int(document)].mask)] = true
        } else {
          entries.append(Entry(document: document, words: 0))
          pooled.append(true)
        }
      }
    }
    return pooled.indices.filter { pooled[$0] }
  }

  /// About the words' weight that so many entries reach, found by counting.
  private static func margin(of entries: [Entry], limit: Int) -> Float {
    let grades = 256
    var counts = [Int](repeating: 0, count: grades + 1)
    for entry in entries { counts[Int(max(0, min(1, entry.words)) * Float(grades))] += 1 }
    var above = 0
    var grade = grades
    while grade > 0, above + counts[grade] <= limit {
      above += counts[grade]
      grade -= 1
    }
    return Float(grade + 1) / Float(grades)
  }

  private func similarities(of pool: [Int], to query: ByteVector) -> [Float] {
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
