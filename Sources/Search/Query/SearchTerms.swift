/// A word of a query with what it stands for and how much it says.
struct SearchTerm {
  var surface: String
  var resolution: Resolution
  /// How much of the query's meaning it carries: rare words say more, numbers less.
  var importance: Float
  var isNumber: Bool

  var isKnown: Bool { !resolution.alternates.isEmpty }
}

extension StoreCatalog {
  /// Longer queries are cut; each word is a bit of a mask.
  static let maximumTerms = 24
  private static let numberImportance: Float = 0.3

  /// Reads a query: drops words that say nothing where others remain, joins synonym phrases, resolves each.
  func searchTerms(of text: String) -> [SearchTerm] {
    let all = TextReader.words(in: text)
    let words = all.filter { !lexis.isStopWord($0.surface) && !lexis.isFunctionWord($0.surface) }
    var terms: [SearchTerm] = []
    var position = 0
    while position < words.count, terms.count < Self.maximumTerms {
      if let phrase = synonymPhrase(words, at: position) {
        terms.append(makeTerm(phrase.surface, resolution: phrase.resolution, isNumber: false))
        position += phrase.length
        continue
      }
      let word = words[position]
      if position + 1 < words.count, let joined = joined(word, words[position + 1]) {
        terms.append(joined)
        position += 2
        continue
      }
      let rules = ResolutionRules(completes: position == words.count - 1)
      terms.append(
        makeTerm(word.surface, resolution: resolve(word.surface, rules: rules), isNumber: word.isNumber))
      position += 1
    }
    let telling = terms.filter { $0.isKnown || !lexis.isCollectiveWord($0.surface) }
    return telling.isEmpty ? terms : telling
  }

  private func makeTerm(_ surface: String, resolution: Resolution, isNumber: Bool) -> SearchTerm {
    let frequency = resolution.alternates.map { $0.terms.map(\.frequency).min() ?? 0 }.max() ?? 0
    let importance = inverseFrequency(max(1, frequency)) * (isNumber ? Self.numberImportance : 1)
    return SearchTerm(surface: surface, resolution: resolution, importance: importance, isNumber: isNumber)
  }

  private func synonymPhrase(_ words: [Word], at start: Int)
    -> (surface: String, resolution: Resolution, length: Int)?
  {
    let longest = min(Synonyms.longestPhrase, words.count - start)
    guard longest > 1 else { return nil }
    for length in (2...longest).reversed() {
      let phrase = words[start..<(start + length)].map(\.surface)
      let terms = phrase.map(lexis.term(of:))
      let others = synonyms(of: terms)
      guard !others.isEmpty else { continue }
      let places = terms.map(lookUp)
      let itself = places.allSatisfy { $0.frequency > 0 } ? [Alternate(terms: places, weight: 1)] : []
      let resolution = Resolution(kind: itself.isEmpty ? .synonym : .known, alternates: itself + others)
      return (phrase.joined(separator: " "), resolution, length)
    }
    return nil
  }

  /// "head lamp" where the catalogue has "headlamp" and not both words.
  private func joined(_ left: Word, _ right: Word) -> SearchTerm? {
    guard !left.isNumber, !right.isNumber else { return nil }
    let word = left.surface + right.surface
    let places = lookUp(lexis.term(of: word))
    guard places.frequency > 0 else { return nil }
    if lookUp(lexis.term(of: left.surface)).frequency > 0, lookUp(lexis.term(of: right.surface)).frequency > 0 {
      return nil
    }
    let resolution = Resolution(kind: .known, alternates: [Alternate(terms: [places], weight: 1)])
    return makeTerm(word, resolution: resolution, isNumber: false)
  }
}
