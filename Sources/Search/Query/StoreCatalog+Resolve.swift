import Language

extension StoreCatalog {
  private static let synonymWeight: Float = 0.6
  private static let repairWeight: Float = 0.9
  private static let completionWeight: Float = 0.7
  private static let maximumCompletions = 8
  private static let shortestCompleted = 3
  private static let shortestRepaired = 4
  private static let shortestRepairedTwice = 7
  private static let shortestPart = 3
  private static let longestCompound = 24

  /// Finds what a folded word stands for: itself and its synonyms, else its completions, parts or repairs.
  func resolve(_ word: String, rules: ResolutionRules) -> Resolution {
    let term = lexis.term(of: word)
    let places = lookUp(term)
    let synonyms = synonyms(of: [term])
    if places.frequency > 0, !rules.namesOnly || isName(places) {
      return Resolution(kind: .known, alternates: [Alternate(terms: [places], weight: 1)] + synonyms)
    }
    if !synonyms.isEmpty { return Resolution(kind: .synonym, alternates: synonyms) }
    if let stem = lexis.spokenStem(of: word) {
      let meant = self.synonyms(of: [stem])
      if !meant.isEmpty { return Resolution(kind: .synonym, alternates: meant) }
    }
    guard !word.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else { return code(word, rules) ?? .unknown }
    if let compound = compound(term) ?? parts(of: word, rules: rules) { return compound }
    if rules.completes, let completed = completions(of: word) { return completed }
    guard rules.repairs, places.frequency == 0, rules.repairsCommonWords || !lexis.isRightWord(word) else {
      return .unknown
    }
    if let meant = repaired(word, namesOnly: rules.namesOnly) { return meant }
    // "mufins", of a muffin: the slip and the ending are two.
    if term != word, !lexis.isRightWord(word), let meant = repaired(term, namesOnly: rules.namesOnly),
      case .repaired(let name, _) = meant.kind, name.first == word.first
    {
      return meant
    }
    return sounding(word, namesOnly: rules.namesOnly) ?? .unknown
  }

  /// "2 G2s": several of a model.
  private func code(_ word: String, _ rules: ResolutionRules) -> Resolution? {
    guard word.last == "s", TitleShape.isCode(String(word.dropLast())) else { return nil }
    let places = lookUp(lexis.term(of: String(word.dropLast())))
    guard places.frequency > 0, !rules.namesOnly || isName(places) else { return nil }
    return Resolution(kind: .known, alternates: [Alternate(terms: [places], weight: 1)])
  }

  /// "sourdoe": a word that no language has and that is said like one of the catalogue's.
  private func sounding(_ word: String, namesOnly: Bool) -> Resolution? {
    guard lexis.language == .english, !lexis.isRightWord(word) else { return nil }
    for live in segments {
      for other in live.segment.sounds.words(like: word) {
        let places = lookUp(lexis.term(of: other))
        guard places.frequency > 0, !namesOnly || isName(places) else { continue }
        return Resolution(
          kind: .repaired(other, distance: 2), alternates: [Alternate(terms: [places], weight: Self.repairWeight)])
      }
    }
    return nil
  }

  /// The other phrases of the word's or phrase's synonym groups, as far as the catalogue has them.
  func synonyms(of terms: some Sequence<String>) -> [Alternate] {
    lexis.synonyms.alternatives(ofTerms: terms).compactMap { phrase in
      let places = phrase.map(lookUp)
      guard places.allSatisfy({ $0.frequency > 0 }) else { return nil }
      return Alternate(terms: places, weight: Self.synonymWeight)
    }
  }

  func isName(_ places: TermPlaces) -> Bool {
    for (live, id) in zip(segments, places.ids) where id >= 0 {
      for posting in live.segment.postings[Int(id)]
      where posting.weights.isName && !live.isDead[Int(posting.document)] { return true }
    }
    return false
  }

  private func compound(_ term: String) -> Resolution? {
    for live in segments {
      guard let parts = live.segment.compounds[term] else { continue }
      let places = parts.map(lookUp)
      guard places.allSatisfy({ $0.frequency > 0 }) else { continue }
      return Resolution(kind: .compound, alternates: [Alternate(terms: places, weight: 1)])
    }
    return nil
  }

  /// "rainjacket" where titles have "rain jacket".
  private func parts(of word: String, rules: ResolutionRules) -> Resolution? {
    let length = word.utf8.count
    guard rules.repairs, length >= 2 * Self.shortestPart, length <= Self.longestCompound, !lexis.isRightWord(word)
    else { return nil }
    for cut in Self.shortestPart...(length - Self.shortestPart) {
      let middle = word.utf8.index(word.startIndex, offsetBy: cut)
      let places = [word[..<middle], word[middle...]].map { lookUp(lexis.term(of: String($0))) }
      guard places.allSatisfy({ $0.frequency > 0 && isName($0) }), isNeighbouring(places) else { continue }
      return Resolution(kind: .compound, alternates: [Alternate(terms: places, weight: 1)])
    }
    return nil
  }

  /// Whether a title has these terms side by side.
  private func isNeighbouring(_ pair: [TermPlaces]) -> Bool {
    for (position, live) in segments.enumerated() {
      let (first, second) = (pair[0].ids[position], pair[1].ids[position])
      guard first >= 0, second >= 0 else { continue }
      for posting in live.segment.postings[Int(first)]
      where posting.weights.title > 0 && !live.isDead[Int(posting.document)] {
        let title = live.segment.titles[Int(posting.document)]
        if zip(title, title.dropFirst()).contains(where: { $0.term == first && $1.term == second }) { return true }
      }
    }
    return false
  }

  private func completions(of word: String) -> Resolution? {
    guard word.utf8.count >= Self.shortestCompleted else { return nil }
    var terms: Set<String> = []
    for live in segments {
      for position in live.segment.surfaces(withPrefix: word).prefix(Self.maximumCompletions * 4) {
        terms.insert(live.segment.terms[Int(live.segment.surfaceTerms[position])])
      }
    }
    let known = terms.map { (term: $0, places: lookUp($0)) }.filter { $0.places.frequency > 0 }
      .sorted { ($1.places.frequency, $0.term) < ($0.places.frequency, $1.term) }
    guard !known.isEmpty else { return nil }
    let alternates = known.prefix(Self.maximumCompletions).map {
      Alternate(terms: [$0.places], weight: Self.completionWeight)
    }
    return Resolution(kind: .completed, alternates: Array(alternates))
  }

  /// The likeliest words meant: fewest edits, the same first letter, then the most products.
  private func repaired(_ word: String, namesOnly: Bool) -> Resolution? {
    let length = word.unicodeScalars.count
    guard length >= Self.shortestRepaired, length <= 32 else { return nil }
    let distance = length >= Self.shortestRepairedTwice ? 2 : 1
    var best: (match: TypoIndex.Match, rank: Double, places: TermPlaces)?
    var seen: Set<String> = []
    for live in segments {
      for match in live.segment.typos.matches(for: word, distance: distance) where seen.insert(match.word).inserted {
        let places = lookUp(lexis.term(of: match.word))
        guard places.frequency > 0, !namesOnly || isName(places) else { continue }
        let sameFirst = match.word.unicodeScalars.first == word.unicodeScalars.first
        let rank = Double(match.distance) - (sameFirst ? 1 : 0) - 0.25 * Self.logarithm(places.frequency)
        if let best, (best.rank, best.match.word) < (rank, match.word) { continue }
        best = (match, rank, places)
      }
    }
    return best.map {
      Resolution(
        kind: .repaired($0.match.word, distance: $0.match.distance),
        alternates: [Alternate(terms: [$0.places], weight: Self.repairWeight)])
    }
  }

  /// The natural logarithm of a count, to a precision that ranks repairs.
  private static func logarithm(_ count: Int) -> Double {
    Double(Int.bitWidth - count.leadingZeroBitCount) * 0.693
  }
}
