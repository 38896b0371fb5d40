/// A word of a query with what it stands for and how much it says.
struct SearchTerm {
  var surface: String
  var resolution: Resolution
  /// How much of the query's meaning it carries: rare words say more, numbers less.
  var importance: Float
  var isNumber: Bool
  /// It stands after "for" or "with", and says what the thing goes with: "tent for four people".
  var isComplement = false
  /// It stands after "for my": mostly where or for whom, less often with what.
  var isSetting = false

  var isKnown: Bool { !resolution.alternates.isEmpty }
}

extension StoreCatalog {
  /// Longer queries are cut; each word is a bit of a mask.
  static let maximumTerms = 24
  private static let numberImportance: Float = 0.3
  /// What a word counts that says where the thing is wanted.
  static let settingWeight: Float = 0.3

  /// Reads a query: drops words that say nothing where others remain, joins synonym phrases, resolves each.
  func searchTerms(of text: String) -> [SearchTerm] {
    let all = TextReader.words(in: text)
    let words = all.filter { !lexis.isStopWord($0.surface) && !lexis.isFunctionWord($0.surface) }
    let plain = plainCount(all)
    var terms: [SearchTerm] = []
    var position = 0
    while position < words.count, terms.count < Self.maximumTerms {
      if let phrase = synonymPhrase(words, at: position) {
        terms.append(
          makeTerm(phrase.surface, resolution: phrase.resolution, isNumber: false, isComplement: position >= plain))
        position += phrase.length
        continue
      }
      let word = words[position]
      if position + 1 < words.count, var joined = joined(word, words[position + 1]) {
        joined.isComplement = position >= plain
        terms.append(joined)
        position += 2
        continue
      }
      let rules = ResolutionRules(completes: position == words.count - 1)
      terms.append(
        makeTerm(
          word.surface, resolution: resolve(word.surface, rules: rules), isNumber: word.isNumber,
          isComplement: position >= plain))
      position += 1
    }
    markSettings(all, in: &terms)
    let telling = terms.filter { $0.isKnown || !lexis.isCollectiveWord($0.surface) }
    return telling.isEmpty ? terms : telling
  }

  /// How many of a query's telling words come before what the thing is for or comes with.
  private func plainCount(_ all: [Word]) -> Int {
    var count = 0
    for word in all {
      if count > 0, Self.complements.contains(word.surface) { return count }
      if !lexis.isStopWord(word.surface), !lexis.isFunctionWord(word.surface) { count += 1 }
    }
    return count
  }

  /// "a headset for my office": the words after it.
  private func markSettings(_ all: [Word], in terms: inout [SearchTerm]) {
    let start = all.indices.dropFirst().first {
      all[$0 - 1].surface == "for" && Self.possessives.contains(all[$0].surface)
    }
    guard let start, terms.contains(where: { !$0.isComplement }) else { return }
    let words = Set(all[start...].map(\.surface))
    for position in terms.indices
    where terms[position].isComplement
      && terms[position].surface.split(separator: " ").allSatisfy({ words.contains(String($0)) })
    {
      terms[position].isSetting = true
      terms[position].importance *= Self.settingWeight
    }
  }

  private static let possessives: Set<String> = ["my", "our", "his", "her", "their", "your", "the"]
  private static let complements: Set<String> = ["for", "with", "without", "from"]

  private func makeTerm(
    _ surface: String, resolution: Resolution, isNumber: Bool, isComplement: Bool = false
  ) -> SearchTerm {
    let frequency = resolution.alternates.map { $0.terms.map(\.frequency).min() ?? 0 }.max() ?? 0
    let importance = inverseFrequency(max(1, frequency)) * (isNumber ? Self.numberImportance : 1)
    return SearchTerm(
      surface: surface, resolution: resolution, importance: importance, isNumber: isNumber, isComplement: isComplement)
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
