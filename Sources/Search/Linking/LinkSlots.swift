/// Reads a sentence's tokens into slots.
struct LinkSlots {
  /// Longer sentences are cut.
  private static let maximumTokens = 200
  private static let repairedCertainty = 0.9
  private static let repairedTwiceCertainty = 0.75
  private static let synonymCertainty = 0.95

  private let catalog: StoreCatalog
  private let tokens: [String]
  private let terms: [String]
  /// By segment, the number of its first document among all.
  private let bases: [Int32]
  private(set) var slots: [LinkSlot] = []

  init(tokens: [String], catalog: StoreCatalog, bases: [Int32]) {
    self.catalog = catalog
    self.tokens = Array(tokens.prefix(Self.maximumTokens))
    terms = self.tokens.map(catalog.lexis.term(of:))
    self.bases = bases
    read()
  }

  private mutating func read() {
    var position = 0
    while position < tokens.count {
      let slot = phrase(at: position) ?? joined(at: position) ?? single(at: position)
      slots.append(slot)
      position = slot.tokens.upperBound
    }
  }

  private func single(at position: Int) -> LinkSlot {
    let token = tokens[position]
    let tokenRange = position..<(position + 1)
    guard Self.hasLetterOrDigit(token) else {
      return LinkSlot(kind: Self.kind(ofMark: token), tokens: tokenRange, surface: token)
    }
    if Self.conjunctions.contains(token) || catalog.lexis.joins(token) {
      return LinkSlot(kind: .conjunction, tokens: tokenRange, surface: token)
    }
    if catalog.lexis.isFunctionWord(token) { return LinkSlot(kind: .function, tokens: tokenRange, surface: token) }
    if var known = catalog.memory.slot(of: token) {
      known.tokens = tokenRange
      return known
    }
    let slot = word(token, tokens: tokenRange)
    catalog.memory.keep(slot, of: token)
    return slot
  }

  private func word(_ token: String, tokens: Range<Int>) -> LinkSlot {
    let lexis = catalog.lexis
    var slot = LinkSlot(kind: .word, tokens: tokens, surface: token)
    slot.isNumber = terms[tokens.lowerBound].utf8.allSatisfy { $0 < 0x3a }
    slot.isCommand = lexis.isCommandWord(token)
    slot.isCommon = lexis.isCommonWord(token)
    // An ordinary word may still be a slip for its neighbour's: "trial mix".
    let mayBeSlip = lexis.isRightWord(token) && !slot.isCommand && !slot.isNumber
    let rules = ResolutionRules(repairsCommonWords: mayBeSlip, namesOnly: true)
    fill(&slot, catalog.resolve(token, rules: rules))
    if slot.isNumber || slot.isCommand || (mayBeSlip && slot.isRepaired) { slot.kind = .bound }
    slot.term = slot.isRepaired ? lexis.term(of: slot.surface) : terms[tokens.lowerBound]
    return slot
  }

  private func fill(_ slot: inout LinkSlot, _ resolution: Resolution) {
    slot.alternates = resolution.alternates
    slot.documents = documents(of: resolution.alternates)
    switch resolution.kind {
    case .repaired(let surface, let distance):
      slot.misspelt = slot.surface
      slot.surface = surface
      slot.certainty = distance > 1 ? Self.repairedTwiceCertainty : Self.repairedCertainty
      slot.isRepaired = true
    case .synonym: slot.certainty = Self.synonymCertainty
    case .known, .completed, .compound, .unknown: break
    }
  }

  /// A phrase of a synonym group: "cell phone".
  private func phrase(at start: Int) -> LinkSlot? {
    guard catalog.lexis.synonyms.begins(with: terms[start]) else { return nil }
    let longest = min(Synonyms.longestPhrase, tokens.count - start)
    for length in stride(from: longest, to: 1, by: -1) {
      let terms = self.terms[start..<(start + length)]
      let others = catalog.synonyms(of: terms)
      guard !others.isEmpty else { continue }
      let places = terms.map(catalog.lookUp)
      let itself = places.allSatisfy { $0.frequency > 0 } ? [Alternate(terms: places, weight: 1)] : []
      // Words that the catalogue has as they are stay single, so that each may join its neighbours.
      guard itself.isEmpty || documents(of: itself).isEmpty else { continue }
      var slot = LinkSlot(kind: .word, tokens: start..<(start + length), surface: terms.joined(separator: " "))
      fill(&slot, Resolution(kind: .synonym, alternates: others))
      return slot.documents.isEmpty ? nil : slot
    }
    return nil
  }

  /// "head lamp" or "t - shirt" where the catalogue writes one word.
  private func joined(at start: Int) -> LinkSlot? {
    var end = start + 1
    if end + 1 < tokens.count, tokens[end] == "-" { end += 1 }
    guard end < tokens.count, Self.isJoinable(tokens[start]), Self.isJoinable(tokens[end]),
      !catalog.lexis.isStopWord(tokens[start]), !catalog.lexis.isFunctionWord(tokens[start])
    else { return nil }
    let word = tokens[start] + tokens[end]
    let places = catalog.lookUp(catalog.lexis.term(of: word))
    guard places.frequency > 0 else { return joinedByEar(word, start..<(end + 1)) }
    let parts = [start, end].map { catalog.lookUp(terms[$0]) }
    guard documents(of: [Alternate(terms: parts, weight: 1)]).isEmpty else { return nil }
    var slot = LinkSlot(kind: .word, tokens: start..<(end + 1), surface: word)
    fill(&slot, Resolution(kind: .known, alternates: [Alternate(terms: [places], weight: 1)]))
    return slot.documents.isEmpty ? nil : slot
  }

  /// "angle fish", of angelfish: two words, of which the catalogue does not know one, sound like one that it has.
  private func joinedByEar(_ word: String, _ range: Range<Int>) -> LinkSlot? {
    let ends = [range.lowerBound, range.upperBound - 1]
    guard word.utf8.count >= Self.shortestJoined, ends.allSatisfy({ tokens[$0].utf8.count >= Self.shortestPart }),
      !catalog.lexis.isStopWord(tokens[range.upperBound - 1]),
      !catalog.lexis.isFunctionWord(tokens[range.upperBound - 1]),
      ends.count(where: { catalog.lookUp(terms[$0]).frequency > 0 }) == 1,
      case .repaired(let surface, let distance) = catalog.resolve(word, rules: .joined).kind, distance == 1
    else { return nil }
    var slot = LinkSlot(kind: .word, tokens: range, surface: surface)
    fill(&slot, catalog.resolve(word, rules: .joined))
    return slot.documents.isEmpty ? nil : slot
  }

  /// Shorter ones are near to too much.
  private static let shortestJoined = 8
  /// The "x" of "bandages x 2" is no slip.
  private static let shortestPart = 3

  private func documents(of alternates: [Alternate]) -> [Int32] {
    var found: [Int32] = []
    for alternate in alternates {
      for position in catalog.segments.indices { append(alternate, segment: position, to: &found) }
    }
    guard alternates.count > 1 else { return found }
    found.sort()
    return found.indices.compactMap { $0 > 0 && found[$0] == found[$0 - 1] ? nil : found[$0] }
  }

  private func append(_ alternate: Alternate, segment position: Int, to found: inout [Int32]) {
    let live = catalog.segments[position]
    guard let rarest = alternate.terms.min(by: { $0.frequency < $1.frequency }),
      alternate.terms.allSatisfy({ $0.ids[position] >= 0 })
    else { return }
    for posting in live.segment.postings[Int(rarest.ids[position])]
    where posting.weights.isTitleOrBrand && !live.isDead[Int(posting.document)] {
      let hasAll =
        alternate.terms.count == 1
        || alternate.terms.allSatisfy {
          live.segment.weights(of: $0.ids[position], in: Int(posting.document))?.isTitleOrBrand == true
        }
      if hasAll { found.append(bases[position] + posting.document) }
    }
  }

  private static func hasLetterOrDigit(_ token: String) -> Bool {
    token.utf8.contains { $0 >= 0x80 || ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7a) }
  }

  private static func isJoinable(_ token: String) -> Bool {
    token.utf8.allSatisfy { $0 >= 0x80 || ($0 >= 0x61 && $0 <= 0x7a) }
  }

  private static func kind(ofMark mark: String) -> LinkSlot.Kind {
    if conjunctions.contains(mark) { return .conjunction }
    return inner.contains(mark) ? .function : .end
  }

  private static let conjunctions: Set<String> = ["and", "n", "&", "+"]
  private static let inner: Set<String> = ["-", "–", "'", "\"", "/", ".", "%"]
}
