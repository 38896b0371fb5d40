import Commerce

/// Reads a whole message that holds goods against each other: "which is cheaper, the lantern or the headlamp?", "what's
/// the difference between the two?".
struct ComparisonReader {
  let grammar: Grammar
  let reading: Reading
  let scene: Scene

  func act() -> Act? {
    guard let cue = reading.acts.first(where: { $0.labels.contains(Intent.compare.rawValue) })?.range ?? degree() else {
      return nil
    }
    let whole = 0..<reading.tokens.count
    let items = reading.links.compactMap { link -> ItemPhrase? in
      switch link.target {
      case .products(let ids):
        ItemPhrase(candidates: ids, linkConfidence: link.confidence, words: reading.original(link.tokens))
      case .category(let name): ItemPhrase(category: name, words: reading.original(link.tokens))
      case .brand, .attribute: nil
      }
    }
    let text = reading.original(whole)
    if items.count > 1 { return Act(.compare, confidence: 0.9, text: text, items: items) }
    // "how does it compare with the comté?"
    if let other = items.first, let subject = scene.subject, !other.candidates.contains(subject.id),
      reading.references.contains(where: { $0.reference == .focus })
    {
      let own = ItemPhrase(candidates: [subject.id], linkConfidence: 1, words: subject.title)
      return Act(.compare, confidence: 0.9, text: text, items: [own, other])
    }
    // "the difference between peach gummies and the 1:1 ones": of the one that is known it is told, nothing is ordered.
    if items.count == 1, reading.acts.contains(where: { $0.labels.contains(Intent.compare.rawValue) }) {
      return Act(.details, confidence: 0.7, text: text, items: items, isQuestion: true)
    }
    // "which is cheaper?" alone points at one of those shown; "what is the difference?" asks about them.
    let points = reading.references.contains { $0.range.overlaps(cue) && $0.reference.isExtreme }
    if items.isEmpty, !points, scene.memory.shownProducts.count < 2, scene.cart.lines.count > 1 {
      let last = scene.cart.lines.suffix(2).map { ItemPhrase(candidates: [$0.productID], linkConfidence: 1) }
      return Act(.compare, confidence: 0.7, text: text, items: last)
    }
    guard items.isEmpty, !points, scene.memory.shownProducts.count > 1 else { return nil }
    let pointed = pointedAt().map { ItemPhrase(candidates: [$0], linkConfidence: 1) }
    if pointed.count > 1 { return Act(.compare, confidence: 0.8, text: text, items: pointed) }
    return Act(.compare, confidence: 0.8, text: text)
  }

  /// "the first two", "the second and the last one", "number 1 and 3", of the list that was shown.
  private func pointedAt() -> [ProductID] {
    let shown = scene.memory.shownProducts
    var found: [ProductID] = []
    for mark in reading.references {
      switch mark.reference {
      case .firstFew(let count): found += shown.prefix(count)
      case .ordinal(let number):
        let place = number < 0 ? shown.count + number : number - 1
        if shown.indices.contains(place) { found.append(shown[place]) }
      default: continue
      }
    }
    // "compare 1 and 3", of a list with numbers.
    if found.count < 2, scene.choicesAreNumbered, reading.quantities.count > 1 || found.count == 1 {
      for mark in reading.quantities {
        guard case .count(let number) = mark.quantity.value, mark.quantity.isExplicit,
          shown.indices.contains(number - 1)
        else { continue }
        found.append(shown[number - 1])
      }
    }
    return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// "which is warmer", "cuál pesa menos": which of several has more of something.
  private func degree() -> Range<Int>? {
    guard
      let question = reading.words.firstIndex(where: grammar.roles[.optionQuestions].contains),
      let degree = (question + 1..<min(reading.words.count, question + Self.reach)).first(where: {
        grammar.roles[.comparatives].contains(reading.words[$0])
      })
    else { return nil }
    // "what about smaller ones" asks for others.
    let next = degree + 1
    let isOne = next < reading.words.count && grammar.roles[.dummyNouns].contains(reading.words[next])
    let isSought = reading.acts.contains { $0.range.lowerBound == question && $0.labels.contains("find") }
    return isOne && isSought ? nil : question..<degree + 1
  }

  /// Words from "which" to "warmer".
  private static let reach = 5
}

extension Reference {
  fileprivate var isExtreme: Bool { self == .cheapest || self == .dearest }
}
