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

  /// Sums up what every document has of the words, dead ones too.
  func score(_ terms: [SearchTerm], into scratch: inout SearchScratch) {
    for (position, live) in segments.enumerated() {
      for (bit, term) in terms.enumerated() {
        for alternate in term.resolution.alternates {
          var alternate = alternate
          if term.isSetting { alternate.weight *= Self.settingWeight }
          add(alternate, bit: 1 << UInt32(bit), of: live.segment, at: position, into: &scratch)
        }
      }
    }
  }

  private func add(
    _ alternate: Alternate, bit: UInt32, of segment: Segment, at position: Int, into scratch: inout SearchScratch
  ) {
    guard let rarest = alternate.terms.min(by: { $0.frequency < $1.frequency }),
      alternate.terms.allSatisfy({ $0.ids[position] >= 0 })
    else { return }
    let base = Int32(bases[position])
    var touched = scratch.touched
    scratch.touched = []
    scratch.sums.withUnsafeMutableBufferPointer { sums in
      segment.postings.withRow(Int(rarest.ids[position])) { postings in
        if alternate.terms.count == 1 {
          let factor = alternate.weight * inverseFrequency(rarest.frequency)
          for posting in postings {
            let document = base + posting.document
            let isNew = sums[Int(document)].add(posting.weights, score: factor * posting.impact, bit: bit)
            if isNew { touched.append(document) }
          }
        } else {
          for posting in postings {
            guard let phrase = phrase(alternate, in: Int(posting.document), of: segment, at: position) else { continue }
            let document = base + posting.document
            let isNew = sums[Int(document)].add(phrase.weights, score: alternate.weight * phrase.score, bit: bit)
            if isNew { touched.append(document) }
          }
        }
      }
    }
    scratch.touched = touched
  }

  /// What a document has of a phrase: nil where it lacks any of its terms.
  private func phrase(
    _ alternate: Alternate, in document: Int, of segment: Segment, at position: Int
  ) -> (weights: TermWeights, score: Float)? {
    var score: Float = 0
    var common: UInt32 = .max
    for places in alternate.terms {
      guard let weights = segment.weights(of: places.ids[position], in: document) else { return nil }
      common &= weights.rawValue
      score +=
        inverseFrequency(places.frequency)
        * FieldScoring.impact(of: weights, lengths: segment.lengths[document])
    }
    return (TermWeights(rawValue: common), score)
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
