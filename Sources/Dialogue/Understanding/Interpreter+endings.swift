import Commerce
import Language

/// How a message ends a talk: a yes with more words, all that there shall be, and what it comes to.
extension Interpreter {
  /// "yes, all correct": what only bears out the yes points at nothing.
  func plainYes(_ acts: [Act], _ scene: Scene) -> Act? {
    guard scene.expectation == .yesOrNo, acts.count > 1, acts[0].intent == .confirm,
      acts.dropFirst().allSatisfy(bearsOut)
    else { return nil }
    return acts[0]
  }

  private func bearsOut(_ act: Act) -> Bool {
    [.pick, .acknowledge, .confirm, .unclear].contains(act.intent) && !act.isQuestion && act.facts.isEmpty
      && act.constraints == .init()
      && act.items.allSatisfy { item in
        item.isUnnamed && item.attributes.isEmpty && item.quantity?.isExplicit != true
          && [nil, .all, .focus].contains(item.reference)
      }
  }

  /// "just those two then. whats the total": who asks what it comes to is told that before anything else is asked.
  func totalFirst(_ acts: [Act]) -> [Act] {
    guard
      let done = acts.firstIndex(where: {
        $0.intent == .checkout && $0.facts.isEmpty && $0.items.allSatisfy(\.isUnnamed)
      }),
      let asked = acts.indices.last(where: { $0 > done && acts[$0].intent == .viewCart })
    else { return acts }
    var acts = acts
    let total = acts.remove(at: asked)
    let ordersOpenly = Tokenizer.tokens(in: acts[done].text).contains { word in
      [.placing, .closing, .ordering].contains { grammar.roles[$0].contains(word.text) }
    }
    if ordersOpenly { acts.insert(total, at: done) } else { acts[done] = total }
    return acts
  }

  /// "that's too much food, remove the small one": a remark on what there is, before what shall be done about it.
  func withoutRemark(_ acts: [Act]) -> [Act] {
    guard acts.count > 1 else { return acts }
    return acts.enumerated().filter { index, act in
      guard [.find, .narrow, .pick].contains(act.intent), !act.isQuestion, opensWithExcess(act.text),
        act.items.allSatisfy({ $0.candidates.isEmpty && $0.quantity?.isExplicit != true })
      else { return true }
      return !acts[(index + 1)...].contains { later in
        Self.mends.contains(later.intent) || later.intent == .add
          // "that's too expensive, do you have a smaller one?"
          || [.pick, .askStock].contains(later.intent) && later.items.contains { !$0.attributes.isEmpty }
      }
    }.map(\.element)
  }

  private func opensWithExcess(_ text: String) -> Bool {
    let words = Tokenizer.tokens(in: text).filter { $0.kind == .word }.map(\.text)
    let first = words.first { word in
      ![.interjections, .remarkOpeners, .openQuestions].contains { grammar.roles[$0].contains(word) }
    }
    return first.map(grammar.roles[.excess].contains) ?? false
  }

  /// "never mind, checkout", "never mind. let me pay for that one"; "I don't want to buy today" is none.
  func isPlainCheckout(_ act: Act) -> Bool {
    guard act.intent == .checkout else { return false }
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
    let denies = words.indices.contains { grammar.negations.longestMatch(in: words, from: $0) != nil }
    return words.count <= Self.plainWords || act.source == .rule && !denies
  }

  private static let plainWords = 3
}
