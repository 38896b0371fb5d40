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
    return Act(.compare, confidence: 0.8, text: text)
  }

  /// "which is warmer", "cuál pesa menos": which of several has more of something.
  private func degree() -> Range<Int>? {
    guard
      let question = reading.words.firstIndex(where: grammar.roles[.optionQuestions].contains),
      let degree = (question + 1..<min(reading.words.count, question + Self.reach)).first(where: {
        grammar.roles[.comparatives].contains(reading.words[$0])
      })
    else { return nil }
    return question..<degree + 1
  }

  /// Words from "which" to "warmer".
  private static let reach = 5
}

extension Reference {
  fileprivate var isExtreme: Bool { self == .cheapest || self == .dearest }
}
