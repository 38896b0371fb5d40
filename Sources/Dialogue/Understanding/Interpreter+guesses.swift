import Commerce
import Language

/// What is made of a clause that no rule decides, before and beside what the classifier guesses.
extension Interpreter {
  /// "blue hammocks": a few words that at most speak of goods are looked for, so that it is known what is missing.
  func isBareName(_ clause: Clause, _ best: IntentScore?, _ scene: Scene) -> Bool {
    guard scene.expectation == .nothing, clause.labels.isEmpty, !clause.isQuestion, clause.items.isEmpty,
      clause.facts.isEmpty, (1...3).contains(clause.leftover.count), let best
    else { return false }
    return Self.namesGoods.contains(best.intent) && best.confidence >= Self.likelyGoods
  }

  /// Below this the classifier does not even guess that goods are spoken of.
  private static let likelyGoods = 0.3

  /// "anything vegan for lunch?": what the catalogue knows of words that together find nothing.
  func knownWords(_ clause: Clause, _ best: IntentScore?, _ scene: Scene) -> [String]? {
    guard clause.has(.find) || best?.intent == .find, (2...4).contains(clause.leftover.count) else { return nil }
    let known = clause.leftover.filter { scene.catalog.search(ProductQuery(text: $0, limit: 1)).total > 0 }
    return known.isEmpty ? nil : known
  }

  /// "how many are in a pack?": a question that names nothing else is about what was talked about last.
  func askedOfFocus(_ clause: Clause, _ scene: Scene) -> Act? {
    let shown = scene.memory.shownProducts.prefix(Self.shownLooked).compactMap(scene.catalog.product)
    if scene.subject == nil, clause.isQuestion, !clause.hasNamedGoods, isAskedOfIt(clause),
      shown.contains(where: {
        ProductSpeech.mentions($0, clause.leftover, language: clause.reading.language)
      })
    {
      return make(.details, clause, confidence: 0.6, source: .rule)
    }
    guard clause.isQuestion, !clause.hasNamedGoods, let product = scene.subject,
      (clause.leftover.isEmpty || clause.items.contains { $0.reference == .focus })
        && clause.roles[.openQuestions].contains(clause.reading.words[clause.range.lowerBound])
        || ProductSpeech.mentions(product, clause.leftover, language: clause.reading.language)
    else { return nil }
    var act = make(.details, clause, confidence: 0.6, source: .rule)
    act.items = [ItemPhrase(reference: .focus)]
    return act
  }

  /// "will it rain tomorrow?" names a rain barrel only by chance: a weak link among words that mean something else.
  func isHappenstance(_ intent: Intent, _ clause: Clause) -> Bool {
    // "noise cancelling headphones for flights?" is said of goods from its first word on.
    let first = clause.range.first { clause.reading.tokens[$0].kind != .mark }
    let opensWithName = clause.reading.links.contains { $0.tokens.lowerBound == first }
    guard intent == .find, clause.labels.isEmpty, clause.isQuestion, clause.leftover.count >= 1, !opensWithName,
      clause.items.allSatisfy({ $0.linkConfidence < 0.85 }), let best = classifier.intents(of: clause.text).first
    else { return false }
    return best.intent == .outOfScope && best.confidence > 0.6
  }

  /// A few words that mean nothing to the classifier may be goods, spelled in the shopper's own way.
  func isNamedAfterAll(_ clause: Clause, _ scene: Scene) -> Bool {
    // "slug pellets?" of a shop that has a slug trap
    let isLinked = clause.reading.links.contains { clause.range.contains($0.tokens.lowerBound) && $0.confidence >= 0.6 }
    let asksShortly = isLinked && clause.range.count <= 4
    guard !clause.leftover.isEmpty, clause.leftover.count <= 3,
      !clause.isQuestion || clause.has(.find) || asksShortly
    else { return false }
    if asksShortly { return true }
    return scene.catalog.search(ProductQuery(text: clause.leftover.joined(separator: " "), limit: 1)).total > 0
  }
}
