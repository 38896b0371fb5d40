#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How well a document's words match a query's.
struct Candidate {
  var place: Place
  /// The sum over the query's words of BM25F.
  var score: Float
  /// A bit for each of the query's words that the document has.
  var mask: UInt32
  /// The words that stand elsewhere than only in its description.
  var nameMask: UInt32 = 0
  /// The words that are its title's head.
  var headMask: UInt32
  /// The words that are in its categories.
  var categoryMask: UInt32
}

extension StoreCatalog {
  /// Field weights: title, brand, attributes, description.
  private static let fieldWeights = SIMD4<Float>(5, 2, 1, 1)
  /// How far a field's length counts against a match in it.
  private static let lengthNormalisation = SIMD4<Float>(0.5, 0.3, 0.5, 0.7)
  /// Low, so that having a word counts for more than having it often.
  private static let saturation: Float = 0.3

  /// What a title's word counts that says what the thing is for.
  private static let complementCount: Float = 0.3

  /// The BM25 weight of a term by how many products have it.
  func inverseFrequency(_ frequency: Int) -> Float {
    let count = Float(productCount)
    return log(1 + (count - Float(frequency) + 0.5) / (Float(frequency) + 0.5))
  }

  /// Scores every living document that has any of the words.
  func score(_ terms: [SearchTerm]) -> [Candidate] {
    var candidates: [Candidate] = []
    for position in segments.indices {
      var scorer = SegmentScorer(catalog: self, position: position)
      for (bit, term) in terms.enumerated() { scorer.add(term, bit: 1 << UInt32(bit)) }
      scorer.collect(into: &candidates)
    }
    return candidates
  }

  /// Sums scores of one segment's documents in dense arrays.
  private struct SegmentScorer {
    let live: LiveSegment
    let position: Int
    let inverseFrequency: (Int) -> Float
    private let slopes: SIMD4<Float>
    private var cells: [Sums]
    private var touched: [Int32] = []

    private struct Sums {
      var score: Float = 0
      /// The best of the alternates of the word at hand.
      var wordScore: Float = 0
      var mask: UInt32 = 0
      var nameMask: UInt32 = 0
      var headMask: UInt32 = 0
      var categoryMask: UInt32 = 0
    }

    init(catalog: StoreCatalog, position: Int) {
      live = catalog.segments[position]
      self.position = position
      inverseFrequency = catalog.inverseFrequency
      slopes =
        StoreCatalog.lengthNormalisation
        / catalog.averageLengths.clamped(
          lowerBound: SIMD4(repeating: 0.01), upperBound: SIMD4(repeating: .greatestFiniteMagnitude))
      cells = [Sums](repeating: Sums(), count: live.segment.documentCount)
    }

    mutating func add(_ term: SearchTerm, bit: UInt32) {
      for alternate in term.resolution.alternates {
        if alternate.terms.count == 1, let places = alternate.terms.first {
          addSingle(places, weight: alternate.weight, bit: bit)
        } else {
          addPhrase(alternate, bit: bit)
        }
      }
    }

    private mutating func addSingle(_ places: TermPlaces, weight: Float, bit: UInt32) {
      guard places.ids[position] >= 0 else { return }
      let factor = weight * inverseFrequency(places.frequency)
      for posting in live.segment.postings[Int(places.ids[position])] {
        add(posting.weights, document: posting.document, score: factor * saturated(posting), bit: bit)
      }
    }

    /// Documents that have all of a phrase's terms.
    private mutating func addPhrase(_ alternate: Alternate, bit: UInt32) {
      guard let rarest = alternate.terms.min(by: { $0.frequency < $1.frequency }),
        alternate.terms.allSatisfy({ $0.ids[position] >= 0 })
      else { return }
      for posting in live.segment.postings[Int(rarest.ids[position])] {
        var score: Float = 0
        var common = posting.weights
        var hasAll = true
        for places in alternate.terms {
          let id = places.ids[position]
          guard let weights = live.segment.weights(of: id, in: Int(posting.document)) else {
            hasAll = false
            break
          }
          common.rawValue &= weights.rawValue
          score +=
            inverseFrequency(places.frequency)
            * saturated(Segment.Posting(document: posting.document, weights: weights))
        }
        guard hasAll else { continue }
        add(common, document: posting.document, score: alternate.weight * score, bit: bit)
      }
    }

    private func saturated(_ posting: Segment.Posting) -> Float {
      let weights = posting.weights
      let counts = SIMD4<Float>(
        weights.isComplement ? StoreCatalog.complementCount : Float(weights.title), Float(weights.brand),
        Float(weights.attributes), Float(weights.description))
      let lengths = SIMD4<Float>(live.segment.lengths[Int(posting.document)])
      let norms = 1 - StoreCatalog.lengthNormalisation + slopes * lengths
      let frequency = (StoreCatalog.fieldWeights * counts / norms).sum()
      return frequency / (frequency + StoreCatalog.saturation)
    }

    private mutating func add(_ weights: TermWeights, document: Int32, score: Float, bit: UInt32) {
      let index = Int(document)
      if cells[index].mask == 0 { touched.append(document) }
      if cells[index].mask & bit == 0 {
        cells[index].mask |= bit
        cells[index].score += score
        cells[index].wordScore = score
      } else if score > cells[index].wordScore {
        cells[index].score += score - cells[index].wordScore
        cells[index].wordScore = score
      }
      if weights.isName { cells[index].nameMask |= bit }
      if weights.isHead { cells[index].headMask |= bit }
      if weights.isCategory { cells[index].categoryMask |= bit }
    }

    func collect(into candidates: inout [Candidate]) {
      candidates.reserveCapacity(candidates.count + touched.count)
      for document in touched where !live.isDead[Int(document)] {
        let sums = cells[Int(document)]
        candidates.append(
          Candidate(
            place: Place(segment: position, document: document), score: sums.score, mask: sums.mask,
            nameMask: sums.nameMask, headMask: sums.headMask, categoryMask: sums.categoryMask))
      }
    }
  }
}
