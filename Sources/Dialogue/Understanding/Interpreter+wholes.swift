import Commerce
import Language

/// What a message says as a whole, whatever its clauses say one by one.
extension Interpreter {
  /// What is read of the acts together, once each is known.
  func takenAsAWhole(_ acts: [Act], _ scene: Scene) -> [Act] {
    withheld(formTold(beyondTheYes(complaining(acts), scene), scene), scene)
  }

  /// "it broke after 2 days!!": what is told beside a complaint asks nothing of the shop.
  private func complaining(_ acts: [Act]) -> [Act] {
    guard acts.contains(where: { $0.intent == .complain }) else { return acts }
    return acts.filter {
      $0.intent == .complain || $0.isQuestion || ![.askHours, .askDelivery, .narrow].contains($0.intent)
    }
  }

  /// "perfect, I'll finish later", "ok so I have to do it myself. I need a ladder": a word of agreeing that opens a
  /// sentence is no yes where something else is said.
  private func beyondTheYes(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard scene.expectation != .yesOrNo, acts.count > 1 else { return acts }
    let leaves = acts.contains { $0.intent == .goodbye && Tokenizer.tokens(in: $0.text).count > Self.plainGoodbye }
    return acts.filter { act in
      guard act.intent == .confirm else { return true }
      let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
      let isOpening = words.count > Self.longestYes && words.first.map(grammar.roles[.acknowledging].contains) == true
      return !leaves && !(isOpening && acts.contains { [.find, .add, .narrow].contains($0.intent) })
    }
  }

  private static let longestYes = 5
  private static let plainGoodbye = 2

  /// "actually no, don't place it. keep it in my cart": whoever says not to, never orders, whatever else is said.
  private func withheld(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard acts.contains(where: refuses) else { return acts }
    let stop = Act(scene.isCheckingOut ? .stop : .deny, source: .rule, text: acts.map(\.text).joined(separator: ", "))
    return [stop] + acts.filter { $0.isQuestion && !refuses($0) && ![.confirm, .checkout, .add].contains($0.intent) }
  }

  /// A word of refusing, right before what would order.
  private func refuses(_ act: Act) -> Bool {
    guard [.confirm, .checkout].contains(act.intent) || act.intent == .add && act.items.allSatisfy(\.isUnnamed) else {
      return false
    }
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    return grammar.acts.matches(in: words).contains { phrase in
      phrase.labels.contains(act.intent.rawValue)
        && words[max(0, phrase.range.lowerBound - Self.refusalWords)..<phrase.range.lowerBound].reversed()
          .prefix { !Self.marks.contains($0) }.contains { grammar.roles[.refusals].contains($0) }
    }
  }

  /// "don't want to pay yet"
  private static let refusalWords = 4
  private static let marks: Set<String> = [",", ".", "!", "?", ";"]

  /// "I need a harness for my dog. size large": a form told behind what is ordered, in a sentence of its own.
  private func formTold(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard acts.count > 1, let told = acts.last, let ordered = acts.dropLast().last,
      [.narrow, .pick].contains(told.intent),
      ordered.intent == .add, !told.isQuestion, told.constraints.isEmpty, told.facts.isEmpty, told.items.count == 1,
      told.items[0].isUnnamed, told.items[0].quantity?.isExplicit != true, !told.items[0].attributes.isEmpty,
      ordered.items.count == 1, ordered.items[0].candidates.count == 1,
      let product = scene.catalog.product(ordered.items[0].candidates[0]),
      told.items[0].attributes.allSatisfy({ filter in
        !ordered.items[0].attributes.contains { !$0.name.isEmpty && $0.name == filter.name }
          && product.variants.contains { IntentRules.fits($0, filter, of: product) }
      })
    else { return acts }
    var whole = ordered
    whole.items[0].attributes += told.items[0].attributes
    return acts.dropLast(2) + [whole]
  }
}
