import Commerce
import Language

/// What is said to the shop or the bot, goods and orders aside.
extension IntentRules {
  func talk(_ clause: Clause) -> Intent? {
    if clause.has(.optOut) { return .optOut }
    if clause.has(.aboutBot), clause.length(.aboutBot) >= clause.length(.human) { return .aboutBot }
    // "a gift for a colleague who can't have nuts" looks for something.
    let isSought = clause.has(.find) && clause.length(.human) < 3
    if clause.has(.human), !isSought, clause.length(.human) > 1 || !clause.hasNamedGoods && clause.leftover.count < 3 {
      return .human
    }
    if clause.has(.outOfScope) { return .outOfScope }
    if clause.has(.askAdvice) { return .askAdvice }
    // "can I send it back if it's faulty?" complains of nothing.
    let asksOfGoods = clause.isQuestion && scene.subject != nil && clause.length(.complain) < 3
    if clause.has(.complain), !clause.has(.askReturns), !opensAsQuestion(clause), !asksOfGoods { return .complain }
    if clause.has(.optIn) { return .optIn }
    return nil
  }

  func smallTalk(_ clause: Clause) -> Intent? {
    guard clause.leftover.count <= 1 else { return nil }
    let talk: [Intent] = [
      .deny, .stop, .goBack, .undo, .repeatThat, .confirm, .goodbye, .thanks, .help, .greet, .remove,
    ]
    // "whats good for hay fever" greets nobody: a greeting stands at the beginning.
    let known = talk.filter {
      clause.has($0) && ($0 != .greet || clause.opens(with: .greet))
    }
    // "no worries" answers nothing: it is said to whoever said sorry.
    if clause.has(.deny),
      clause.reading.words[clause.range].dropFirst().contains(where: clause.roles[.reassurances].contains)
    {
      return .acknowledge
    }
    if scene.expectation == .yesOrNo, clause.has(.confirm), !clause.has(.deny) { return .confirm }
    // "which one is ok in pregnancy?"
    if known.contains(.confirm), opensAsQuestion(clause), !clause.leftover.isEmpty { return nil }
    // "ok thanks bye"
    if clause.has(.goodbye), known.allSatisfy({ [.thanks, .goodbye, .confirm].contains($0) }) { return .goodbye }
    guard let longest = known.max(by: { clause.length($0) < clause.length($1) }) else { return nil }
    return known.first { clause.length($0) == clause.length(longest) }
  }
}
