import Commerce
import Language

/// What is told around an act: why, on what condition, and without which part of it.
extension Interpreter {
  /// The acts without what only tells of them.
  func withoutRemarks(_ acts: [Act], _ scene: Scene) -> [Act] {
    withoutParts(withoutConditions(withoutCauses(withoutAssent(acts))), scene).map { unsettled($0, scene) }
  }

  /// "i'm usually a medium but between M and L": two values of which one fits are not both had; what there is is shown.
  private func unsettled(_ act: Act, _ scene: Scene) -> Act {
    guard let product = scene.subject, [.add, .find, .narrow, .pick].contains(act.intent), act.items.count == 1,
      act.items[0].candidates.isEmpty, act.items[0].category == nil, act.items[0].quantity?.isExplicit != true,
      isBetween(act.items[0].attributes, act.text)
    else { return act }
    return Act(
      .details, confidence: act.confidence, source: act.source, text: act.text,
      items: [ItemPhrase(candidates: [product.id], linkConfidence: 1)], isQuestion: true)
  }

  private func isBetween(_ values: [AttributeFilter], _ text: String) -> Bool {
    let named = Dictionary(grouping: values.filter { !$0.name.isEmpty }, by: \.name)
    // "S and M" may be written as one.
    guard named.values.contains(where: { Set($0).count == 2 || $0.contains { $0.value.contains("/") } }) else {
      return false
    }
    return grammar.prices.matches(in: Tokenizer.tokens(in: text).map(\.text)).contains { $0.labels.contains("between") }
  }

  /// "remove the press, keep the rest": what only leaves things as they are is said beside what is done.
  private func withoutAssent(_ acts: [Act]) -> [Act] {
    guard acts.contains(where: { Self.mends.contains($0.intent) || [.add, .checkout].contains($0.intent) }) else {
      return acts
    }
    return acts.filter { $0.intent != .acknowledge }
  }

  private static let looks: Set<Intent> = [.find, .narrow, .pick]

  /// Beside these nobody shops: what cannot be taken back, and trouble.
  private static let serious: Set<Intent> = [.cancelOrder, .returnOrder, .complain, .human, .checkout, .stop]

  /// "my party got called off. can i cancel the order?": why it is cancelled is not looked for, and no more is what
  /// stands before "checkout" and only tells of it.
  private func withoutCauses(_ acts: [Act]) -> [Act] {
    guard acts.count > 1, acts.contains(where: { Self.serious.contains($0.intent) }) else { return acts }
    let cancels = acts.contains { $0.intent == .cancelOrder }
    return acts.filter { act in
      guard Self.looks.contains(act.intent), !act.isQuestion, cancels || act.constraints.isEmpty, !looksOpenly(act),
        !act.items.contains(where: { $0.quantity?.isExplicit == true })
      else { return true }
      // "the chocolate cake. checkout" orders it; a story does not.
      return !cancels && !tellsAStory(act) && !tellsWhatFor(act)
    }
  }

  /// "it's for my sister's birthday"
  private func tellsWhatFor(_ act: Act) -> Bool {
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
    return words.count > 1 && grammar.roles[.remarkOpeners].contains(words[0])
      && grammar.roles[.purposes].contains(words[1])
  }

  /// A phrase of looking, wishing or ordering stands in it.
  private func looksOpenly(_ act: Act) -> Bool {
    grammar.acts.matches(in: Tokenizer.tokens(in: act.text).map(\.text)).contains { phrase in
      phrase.labels.contains { ["find", "want", "add", "browse", "swap"].contains($0) }
    }
  }

  /// "if I buy plates and don't like them, can I bring them back?": a case that is only thought of orders nothing.
  private func withoutConditions(_ acts: [Act]) -> [Act] {
    guard acts.count > 1, acts.dropFirst().contains(where: { $0.isQuestion || Self.asksOfShop.contains($0.intent) })
    else { return acts }
    return acts.enumerated().filter { index, act in
      guard index + 1 < acts.count, [.add, .find, .pick, .changeQuantity].contains(act.intent) else { return true }
      let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
      let first = words.first { !grammar.roles[.interjections].contains($0) }
      return first.map(grammar.roles[.ifs].contains) != true
    }.map(\.element)
  }

  private static let asksOfShop: Set<Intent> = [.askReturns, .askDelivery, .askPayment, .askHours, .askDiscount]

  /// "the classic box, but without the jam": a part of what is ordered takes nothing out of the cart; whether it can be
  /// left out only a person knows.
  private func withoutParts(_ acts: [Act], _ scene: Scene) -> [Act] {
    var ordered: ItemPhrase?
    return acts.map { act in
      if act.intent == .add, let item = act.items.last { ordered = item }
      guard act.intent == .remove, let whole = ordered, isPart(act, scene), let product = product(of: whole, scene),
        product.bundles.isEmpty
      else { return act }
      var asked = Act(
        .askAbout, confidence: act.confidence, text: act.text,
        items: [ItemPhrase(candidates: [product.id], linkConfidence: 1)])
      asked.answer = ProductAnswer(product: product.id)
      return asked
    }
  }

  /// Told by "without", of what is no goods in the cart and no form of any.
  private func isPart(_ act: Act, _ scene: Scene) -> Bool {
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
    let first = words.firstIndex { !grammar.roles[.contrasts].contains($0) } ?? 0
    guard grammar.negations.longestMatch(in: words, from: first) != nil else { return false }
    let inTheCart = Set(scene.cart.lines.map(\.productID))
    return !act.items.contains { item in
      !inTheCart.isDisjoint(with: item.candidates) || !item.attributes.isEmpty || item.reference != nil
    }
  }

  private func product(of item: ItemPhrase, _ scene: Scene) -> Product? {
    guard item.isUnnamed else { return item.candidates.count == 1 ? scene.catalog.product(item.candidates[0]) : nil }
    return item.reference == .focus || item.isBare ? scene.subject : nil
  }
}
