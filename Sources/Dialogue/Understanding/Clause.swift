import Commerce
import Language

/// One clause of a reading with what stands in it, as the rules look at it.
struct Clause {
  let reading: Reading
  /// The language's small words.
  let roles: RoleWords
  let range: Range<Int>
  var labels: Set<String> = []
  var labelLengths: [String: Int] = [:]
  var items: [ItemPhrase] = []
  var constraints = Constraints()
  var facts = Facts()
  var isCorrection = false
  var isQuestion = false
  /// "does it", "are they": what was talked about is inside the phrase.
  var asksOfIt = false
  /// "same size": as the last one was.
  var keepsOptions = false
  /// It tells how many of something there shall be, not how many more.
  var mendsCount = false
  /// Words that nothing recognised and that carry meaning.
  var leftover: [String] = []

  var text: String { reading.original(range) }

  /// The first day that is named.
  var day: AskedDay? { days.first.flatMap { AskedDay(name: $0.labels[0]) } }

  /// A day is named, and nothing else.
  var namesOnlyADay: Bool {
    let rest = range.filter { index in
      reading.tokens[index].kind != .mark && !days.contains { $0.range.contains(index) }
    }
    return day != nil && !hasGoods && leftover.allSatisfy { word in !rest.contains { reading.words[$0] == word } }
  }

  /// "no jalapeños": the forms of goods that an exclusion names; nil where it names anything else.
  var excludedForms: [AttributeFilter]? {
    let words = constraints.excludedWords
    let filters = reading.links.compactMap { link -> AttributeFilter? in
      guard range.contains(link.tokens.lowerBound), case .attribute(let filter) = link.target, !filter.name.isEmpty,
        reading.words[link.tokens].allSatisfy(words.contains)
      else { return nil }
      return filter
    }
    return filters.isEmpty ? nil : filters
  }

  private var days: [LabelledRange] { reading.days.filter { range.contains($0.range.lowerBound) } }

  /// "the small bag", of a bag in two sizes.
  func choosesForm(of product: Product?) -> Bool {
    guard let product, !hasNamedGoods else { return false }
    return items.flatMap(\.attributes).contains { filter in
      product.variants.contains { $0.options.contains(filter.value) }
    }
  }

  /// "just", "only"
  var saysOnly: Bool { reading.words[range].contains(where: roles[.onlyWords].contains) }

  func has(_ label: String) -> Bool { labels.contains(label) }

  func has(_ intent: Intent) -> Bool { labels.contains(intent.rawValue) }

  /// Words of the longest phrase for it.
  func length(_ intent: Intent) -> Int { labelLengths[intent.rawValue] ?? 0 }

  /// Whether a phrase for it stands first, but for "oh" and "ok".
  func opens(with intent: Intent) -> Bool {
    let first = range.first { index in
      reading.tokens[index].kind != .mark
        && ![.interjections, .agreeing].contains { roles[$0].contains(reading.words[index]) }
    }
    return reading.acts.contains { $0.range.lowerBound == first && $0.labels.contains(intent.rawValue) }
  }

  /// "… then", "… please", "M it is": the shopper has made up their mind.
  var isDecided: Bool {
    let words = Array(reading.words[range].filter { $0 != "," && $0 != "." && $0 != "!" })
    guard let last = words.last, !isQuestion else { return false }
    if let first = words.first, roles[.agreeing].contains(first), words.count > 1 {
      return true
    }
    if roles[.decidingEnds].contains(last) { return true }
    // "then the classic"
    if let first = words.first, roles[.decidingEnds].contains(first), roles[.acknowledging].contains(first),
      words.count > 1
    {
      return true
    }
    // "pistachio then, same size"
    let first = reading.words[range].prefix { $0 != "," }
    let choosesForm = hasNamedGoods && items.contains { !$0.attributes.isEmpty }
    if keepsOptions || choosesForm, first.count > 1, first.last.map(roles[.decidingEnds].contains) == true {
      return true
    }
    return words.count > 2 && roles[.decidingPhrases].contains(words.suffix(2).joined(separator: " "))
      || words.contains(where: roles[.courtesies].contains)
  }

  /// "silver is ok too", with no goods named: that form will do.
  var settlesOnForm: Bool {
    let words = reading.words[range].filter {
      ![",", ".", "!"].contains($0) && !roles[.tooWords].contains($0) && !roles[.courtesies].contains($0)
    }
    return !isQuestion && !hasNamedGoods && items.contains { !$0.attributes.isEmpty } && words.count > 2
      && roles[.settlingPhrases].contains(words.suffix(2).joined(separator: " "))
  }

  var goods: [ItemPhrase] { items.filter { !$0.isBare } }

  var hasGoods: Bool { items.contains { !$0.isBare } }

  var hasNamedGoods: Bool { items.contains { !$0.candidates.isEmpty || $0.category != nil || $0.brand != nil } }

  var hasExplicitQuantity: Bool { items.contains { $0.quantity?.isExplicit == true } }

  var hasReference: Bool { items.contains { $0.reference != nil } }

  var onlyPointsAtFocus: Bool { items.allSatisfy { $0.candidates.isEmpty && ($0.reference == .focus || $0.isBare) } }
}
