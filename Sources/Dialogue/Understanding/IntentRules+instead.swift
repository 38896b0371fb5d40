import Commerce
import Language

/// What a word for the cart or for leaving means beside what is talked about.
extension IntentRules {
  /// "what's in the basket?", of a gift basket that is talked about and not in the cart.
  func looksInto(_ clause: Clause) -> Bool {
    guard clause.isQuestion || clause.length(.viewCart) > 2, let subject = scene.subject,
      scene.memory.lastIntent.map(Self.cartChanges.contains) != true,
      !scene.cart.lines.contains(where: { $0.productID == subject.id }),
      !clause.reading.words[clause.range].contains(where: clause.roles[.possessives].contains)
    else { return false }
    let title = ProductSpeech.stems(subject.title, clause.reading.language)
    return clause.reading.words[clause.range].last { clause.reading.language == .english && $0 != "?" && $0 != "." }
      .map { title.contains(Stemmer.stem($0, language: .english)) } ?? false
  }

  /// "no wait, give me the cheaper one instead", right after the other went in.
  func pointsInstead(_ clause: Clause) -> Bool {
    guard scene.memory.lastIntent == .add, clause.items.count == 1, clause.items[0].isUnnamed,
      clause.items[0].attributes.isEmpty, let reference = clause.items[0].reference, reference.picksOne,
      clause.reading.words[clause.range].contains(where: clause.roles[.instead].contains)
    else { return false }
    return scene.cart.lines.contains { $0.productID == scene.memory.focusProduct }
  }

  /// "hmm leave the bark", "no leave the bag", of what is in the cart: it is not wanted after all; beside what goes, it
  /// stays.
  func leavesOut(_ clause: Clause) -> Bool {
    let words = clause.reading.words[clause.range].drop { word in
      word == "," || [.interjections, .no, .agreeing, .selfSayings].contains { clause.roles[$0].contains(word) }
    }
    guard let verb = words.first, clause.roles[.leaving].contains(verb), !clause.isQuestion, previous != .remove,
      clause.leftover.allSatisfy(clause.roles[.leaving].contains), clause.items.count == 1,
      clause.items[0].quantity?.isExplicit != true, clause.facts.isEmpty,
      let last = words.last(where: { $0 != "." && $0 != "!" }),
      !clause.roles[.cartJoints].contains(last)
    else { return false }
    return clause.hasNamedGoods && names(clause, inCart: true)
  }
}
