#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension StoreCatalog {
  /// The BM25 weight of a term by how many products have it.
  func inverseFrequency(_ frequency: Int) -> Float {
    let count = Float(productCount)
    return log(1 + (count - Float(frequency) + 0.5) / (Float(frequency) + 0.5))
  }

  /// Sums up what documents have of the words, dead ones too: of the telling words every document, of the others only
  /// those that have a telling one or were touched before.
  func score(_ terms: [SearchTerm], plan: WordPlan, into scratch: inout SearchScratch) {
    for (position, live) in segments.enumerated() {
      for (bit, isTelling) in plan.order {
        for alternate in terms[bit].resolution.alternates {
          var alternate = alternate
          if terms[bit].isSetting { alternate.weight *= Self.settingWeight }
          add(alternate, bit: 1 << UInt32(bit), isTelling: isTelling, of: live.segment, at: position, into: &scratch)
        }
      }
    }
  }

  private func add(
    _ alternate: Alternate, bit: UInt32, isTelling: Bool, of segment: Segment, at position: Int,
    into scratch: inout SearchScratch
  ) {
    guard let rarest = alternate.terms.min(by: { $0.frequency < $1.frequency }),
      alternate.terms.allSatisfy({ $0.ids[position] >= 0 })
    else { return }
    let base = Int32(bases[position])
    var touched = scratch.touched
    scratch.touched = []
    scratch.sums.withUnsafeMutableBufferPointer { sums in
      segment.postings.withRow(Int(rarest.ids[position])) { postings in
        if alternate.terms.count > 1 {
          var phrase = PhrasePostings(alternate, but: rarest, of: segment, at: position)
          for posting in postings {
            let document = base + posting.document
            guard isTelling || sums[Int(document)].mask != 0, let match = phrase.match(posting, catalog: self) else {
              continue
            }
            let isNew = sums[Int(document)].add(match.weights, score: alternate.weight * match.score, bit: bit)
            if isNew { touched.append(document) }
          }
          return
        }
        let factor = alternate.weight * inverseFrequency(rarest.frequency)
        for posting in postings {
          let document = base + posting.document
          guard isTelling || sums[Int(document)].mask != 0 else { continue }
          let isNew = sums[Int(document)].add(posting.weights, score: factor * posting.impact, bit: bit)
          if isNew { touched.append(document) }
        }
      }
    }
    scratch.touched = touched
  }
}

/// Which of a query's words find documents, and which only add to those found.
///
/// Of "apple iphone 4 black case with clip" the black things need not be looked at where enough are cases and clips: a
/// document with nothing but a query's commonest words is no find, and others stand before it.
struct WordPlan {
  /// The words by how few documents have them.
  private(set) var order: [(bit: Int, isTelling: Bool)] = []
  /// What of the query's meaning the words have that are not telling.
  private(set) var restShare: Float = 0

  /// With fewer documents to look at there is nothing to gain.
  private static let leastDocuments = 2_000
  /// The share of the meaning that telling words have at least; what has only the rest is no find beside them.
  private static let leastShare: Float = 0.65

  /// - Parameter all: every word finds documents.
  init(_ terms: [SearchTerm], all: Bool) {
    let costs = terms.map { term in term.resolution.alternates.reduce(0) { $0 + $1.leastFrequency } }
    let total = max(terms.reduce(0) { $0 + $1.importance }, .leastNormalMagnitude)
    var share: Float = 0
    var documents = 0
    var hasWord = false
    for bit in terms.indices.sorted(by: { (costs[$0], $0) < (costs[$1], $1) }) {
      let isTelling = all || documents < Self.leastDocuments || share < Self.leastShare || !hasWord
      order.append((bit, isTelling))
      guard isTelling else { continue }
      share += terms[bit].importance / total
      documents += costs[bit]
      if !terms[bit].isNumber, !terms[bit].isSetting, costs[bit] > 0 { hasWord = true }
    }
    restShare = order.allSatisfy(\.isTelling) ? 0 : 1 - share
  }
}

extension Alternate {
  fileprivate var leastFrequency: Int { terms.lazy.map(\.frequency).min() ?? 0 }
}

/// Walks a phrase's postings side by side, led by those of its rarest term.
private struct PhrasePostings {
  private struct Other {
    var places: TermPlaces
    var term: Int
    /// Where in the segment's postings it has come to.
    var position: Int
    let end: Int
  }

  private let rarest: TermPlaces
  private let segment: Segment
  private var others: [Other] = []

  init(_ alternate: Alternate, but rarest: TermPlaces, of segment: Segment, at position: Int) {
    self.rarest = rarest
    self.segment = segment
    var isLeft = true
    for places in alternate.terms {
      let term = Int(places.ids[position])
      if isLeft, places.ids == rarest.ids {
        isLeft = false
        continue
      }
      let (start, end) = (Int(segment.postings.offsets[term]), Int(segment.postings.offsets[term + 1]))
      others.append(Other(places: places, term: term, position: start, end: end))
    }
  }

  /// What a document of the rarest term has of the whole phrase; nil where it lacks any of its terms. Documents are
  /// asked for in their order.
  mutating func match(
    _ posting: Segment.Posting, catalog: StoreCatalog
  ) -> (weights: TermWeights, score: Float)? {
    var common = posting.weights.rawValue
    var score = catalog.inverseFrequency(rarest.frequency) * posting.impact
    for number in others.indices {
      advance(number, to: posting.document)
      let other = others[number]
      guard other.position < other.end else { return nil }
      let found = segment.postings.values[other.position]
      guard found.document == posting.document else { return nil }
      common &= found.weights.rawValue
      score += catalog.inverseFrequency(other.places.frequency) * found.impact
    }
    return (TermWeights(rawValue: common), score)
  }

  /// By steps that double, and then by halving.
  private mutating func advance(_ number: Int, to document: Int32) {
    segment.postings.values.withUnsafeBufferPointer { postings in
      let end = others[number].end
      var low = others[number].position
      var step = 1
      while low + step < end, postings[low + step].document < document {
        low += step
        step *= 2
      }
      var high = min(low + step, end)
      while low < high {
        let middle = (low + high) / 2
        if postings[middle].document < document { low = middle + 1 } else { high = middle }
      }
      others[number].position = low
    }
  }
}

extension WordSums {
  /// Of a word's alternates the best counts.
  /// - Returns: whether the document had none of the words before.
  @inline(__always)
  fileprivate mutating func add(_ weights: TermWeights, score: Float, bit: UInt32) -> Bool {
    let isNew = mask == 0
    if mask & bit == 0 {
      mask |= bit
      self.score += score
      wordScore = score
    } else if score > wordScore {
      self.score += score - wordScore
      wordScore = score
    }
    if weights.isName { nameMask |= bit }
    if weights.isHead { headMask |= bit }
    if weights.isCategory { categoryMask |= bit }
    return isNew
  }
}
