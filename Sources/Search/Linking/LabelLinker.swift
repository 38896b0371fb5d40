import Commerce

/// Finds the stretches of a sentence that are names of brands, categories or attributes' values.
struct LabelLinker {
  let catalog: StoreCatalog
  let slots: [LinkSlot]

  private static let commonTagCertainty = 0.5

  struct Match {
    var slots: Range<Int>
    var words: Int
    var certainty: Double
    var brand: String?
    var category: String?
    var attribute: AttributeFilter?
    var key: String
  }

  func matches() -> [Match] {
    var matches: [Match] = []
    for start in slots.indices where slots[start].isContent && mayBegin(slots[start]) {
      var words: [String] = []
      // "marino" of "azul marino" is no slip for the "Marisol" that the shop sells.
      var said: [String] = []
      var certainty = 1.0
      for end in start..<min(slots.count, start + 2 * AttributeText.longestLabel) {
        let slot = slots[end]
        if slot.kind == .end { break }
        guard slot.isContent || catalog.lexis.isUnit(words + [slot.surface], at: words.count) else { continue }
        said.append(slot.misspelt ?? slot.surface)
        if said != words + [slot.surface], said.count > 1, said.count <= AttributeText.longestLabel,
          let match = match(said, slots: start..<(end + 1), certainty: 1, onlyTranslated: true)
        {
          matches.append(match)
          break
        }
        if slot.isRepaired, slot.kind == .bound { break }
        words.append(slot.surface)
        certainty *= slot.certainty
        if words.count > AttributeText.longestLabel { break }
        if let match = match(words, slots: start..<(end + 1), certainty: certainty) { matches.append(match) }
      }
    }
    return matches
  }

  /// Whether a label, or what stands for one, may begin with a slot's word; most words of a sentence begin none.
  private func mayBegin(_ slot: LinkSlot) -> Bool {
    let term = slot.term
    guard !term.isEmpty else { return true }
    return catalog.lexis.synonyms.hasAny(from: term) || catalog.lexis.beginsSize(slot.surface)
      || catalog.segments.contains { $0.segment.labelBeginnings.contains(term) }
  }

  private func match(
    _ words: [String], slots range: Range<Int>, certainty: Double, onlyTranslated: Bool = false
  ) -> Match? {
    let key = catalog.lexis.labelKey(words)
    var counts = onlyTranslated ? [] : liveLabels(key)
    if counts.isEmpty { counts = translated(words) }
    guard !counts.isEmpty else { return nil }
    var match = Match(slots: range, words: words.count, certainty: certainty, key: counts[0].label.key)
    if words.count == 1, isQuestioned(range) { return nil }
    let isCommand = range.allSatisfy { !slots[$0].isContent || slots[$0].isCommand }
    let isStop = range.allSatisfy { !slots[$0].isContent || catalog.lexis.isStopWord(slots[$0].surface) }
    let isSize = words.count == 1 && words.allSatisfy(catalog.lexis.isSize)
    if isStop, !isSize { return nil }
    match.category = best(counts) { $0.kind == .category }?.spelling
    if !isCommand { match.brand = best(counts) { $0.kind == .brand }?.spelling }
    if !isCommand || isSize, let named = attribute(counts, slots: range) {
      match.attribute = named.filter
      // Tags are ordinary words of shop owners: "light", "travel".
      if named.filter.name.isEmpty, range.allSatisfy({ slots[$0].isCommon }) {
        match.certainty *= Self.commonTagCertainty
      }
      match.slots = named.slots
    }
    return match.category == nil && match.brand == nil && match.attribute == nil ? nil : match
  }

  /// "How long", and the "s" of "400s", are no values.
  private func isQuestioned(_ range: Range<Int>) -> Bool {
    guard range.lowerBound > 0 else { return false }
    let before = slots[range.lowerBound - 1]
    return before.surface == "how" || (before.isNumber && slots[range.lowerBound].surface.utf8.count == 1)
  }

  /// "azul" is Blue where a group of synonyms says so.
  private func translated(_ words: [String]) -> [Counted] {
    let lexis = catalog.lexis
    for phrase in lexis.synonyms.alternatives(ofTerms: words.map(lexis.term(of:))) {
      let counts = liveLabels(phrase.joined(separator: " "))
      if !counts.isEmpty { return counts }
    }
    return []
  }

  private typealias Counted = (label: Label, nameKey: String, count: Int)

  private func liveLabels(_ key: String) -> [Counted] {
    var counts: [Label: (nameKey: String, count: Int)] = [:]
    for live in catalog.segments {
      for id in live.segment.labelIDs[key] ?? [] {
        let count = live.frequency(ofLabel: id)
        guard count > 0 else { continue }
        let entry = live.segment.labels[Int(id)]
        counts[entry.label, default: (entry.nameKey, 0)].count += count
      }
    }
    return counts.map { ($0.key, $0.value.nameKey, $0.value.count) }
  }

  private func best(_ counts: [Counted], where fits: (Label) -> Bool) -> Label? {
    counts.filter { fits($0.label) }.max { ($0.count, $1.label.spelling) < ($1.count, $0.label.spelling) }?.label
  }

  /// The products that carry a match's tag, by their place among all documents, in order; empty where it is no tag.
  /// What is an option's value somewhere is a quality: "two people", "lavender".
  /// - Parameter limit: with more there are none: so many are a kind, not some products.
  func tagged(_ match: Match, bases: [Int32], limit: Int) -> [Int32] {
    guard match.attribute?.name.isEmpty == true else { return [] }
    var documents: [Int32] = []
    for (live, base) in zip(catalog.segments, bases) {
      for id in live.segment.labelIDs[match.key] ?? [] {
        let entry = live.segment.labels[Int(id)]
        guard case .attribute(let name) = entry.label.kind else { continue }
        guard name.isEmpty else { return [] }
        documents += live.segment.labelDocuments[Int(id)].filter { !live.isDead[Int($0)] }.map { base + $0 }
        if documents.count > limit { return [] }
      }
    }
    return Set(documents).sorted()
  }

  /// The value under the name that stands beside it, else under the commonest; a bare number needs its name.
  private func attribute(_ counts: [Counted], slots range: Range<Int>)
    -> (filter: AttributeFilter, slots: Range<Int>)?
  {
    let attributes = counts.filter { !$0.nameKey.isEmpty || $0.label.kind == .attribute(name: "") }
    for (neighbour, slots) in neighbours(of: range) {
      let named = attributes.filter { !$0.nameKey.isEmpty && $0.nameKey == catalog.lexis.term(of: neighbour) }
      if let label = best(named, where: { _ in true }) { return (filter(label), slots) }
    }
    if range.allSatisfy({ slots[$0].isNumber || !slots[$0].isContent }) { return nil }
    let named = attributes.filter { !$0.nameKey.isEmpty }
    guard let label = best(named.isEmpty ? attributes : named, where: { _ in true }) else { return nil }
    var filter = filter(label)
    if Set(named.map(\.nameKey)).count > 1 { filter.name = "" }
    return (filter, range)
  }

  private func filter(_ label: Label) -> AttributeFilter {
    guard case .attribute(let name) = label.kind else { return AttributeFilter(value: label.spelling) }
    return AttributeFilter(name: name, value: label.spelling)
  }

  /// The words before ("size", or "size" and a colon) and after, with the stretch that takes them in.
  private func neighbours(of range: Range<Int>) -> [(word: String, slots: Range<Int>)] {
    var found: [(word: String, slots: Range<Int>)] = []
    var before = range.lowerBound - 1
    if before > 0, slots[before].surface == ":" { before -= 1 }
    if before >= 0, slots[before].isContent { found.append((slots[before].surface, before..<range.upperBound)) }
    let after = range.upperBound
    if after < slots.count, slots[after].isContent {
      found.append((slots[after].surface, range.lowerBound..<(after + 1)))
    }
    return found
  }
}
