import Commerce
import Language

/// Reads a message as the answer to what was asked.
struct ExpectedAnswer {
  let grammar: Grammar
  let scene: Scene
  let reading: Reading

  /// The whole message as one answer; nil where it is something else, too, or nothing was asked.
  func whole() -> Act? {
    if let choice = choice() { return choice }
    switch scene.expectation {
    case .option(_, let values): return option(values)
    case .name:
      return (facts.announcedName()?.text ?? facts.wholeName()).map {
        Act(.inform, source: .expectation, text: text, facts: Facts(name: $0))
      }
    case .address: return address()
    case .orderNumber: return orderNumber()
    case .quantity: return quantity()
    case .fulfilment, .payment, .yesOrNo, .choice, .nothing: return nil
    }
  }

  /// Fills what a clause alone could not know: "yes" is an answer only where one was asked for.
  func completing(_ acts: [Act]) -> [Act] {
    switch scene.expectation {
    case .name, .address:
      guard acts.count == 1, acts[0].intent == .inform || acts[0].intent == .unclear || acts[0].intent == .outOfScope
      else { return acts }
      return acts
    case .fulfilment, .payment, .yesOrNo:
      return acts.map { act in
        var act = act
        if act.intent == .askDelivery || act.intent == .askPayment, !act.isQuestion, !act.facts.isEmpty {
          act.intent = .inform
        }
        return act
      }
    case .choice, .option, .orderNumber, .quantity, .nothing: return acts
    }
  }

  private var facts: FactReader { FactReader(grammar: grammar, reading: reading) }

  private var text: String { reading.original(0..<reading.tokens.count) }

  /// Tokens that are neither marks nor courtesies.
  private var meaningful: [Int] {
    let courtesies: Set<String> = [
      "please", "pls", "plz", "thanks", "the", "one", "i", "ill", "take", "want", "a", "an", "ok", "okay", "option",
      "number", "yes", "just", "would", "like", "id", "have", "of", "in", "size", "with", "it",
    ]
    return reading.words.indices.filter { reading.tokens[$0].kind != .mark && !courtesies.contains(reading.words[$0]) }
  }

  /// "2", "the second one", or a choice's title.
  private func choice() -> Act? {
    let choices = scene.memory.choices
    guard !choices.isEmpty else { return nil }
    if let index = choiceIndex(count: choices.count) { return act(choices[index]) }
    let said = meaningful.map { reading.words[$0] }
    guard !said.isEmpty, said.count <= 8 else { return nil }
    let matches = choices.filter { title($0) == said || folded($0) == reading.words.filter { $0 != "," && $0 != "." } }
    return matches.count == 1 ? act(matches[0]) : nil
  }

  private func choiceIndex(count: Int) -> Int? {
    let asksForOne = scene.expectation == .choice || scene.choicesAreNumbered
    guard asksForOne else { return nil }
    let covered = meaningful
    if reading.quantities.count == 1, scene.choicesAreNumbered,
      covered.allSatisfy({ reading.quantities[0].range.contains($0) }),
      case .count(let number) = reading.quantities[0].quantity.value, reading.quantities[0].quantity.isExplicit,
      reading.quantities[0].range.count == 1, number <= count, !isOption
    {
      return number - 1
    }
    if reading.references.count == 1, covered.allSatisfy({ reading.references[0].range.contains($0) }),
      case .ordinal(let number) = reading.references[0].reference,
      scene.memory.shownProducts.isEmpty || scene.expectation == .choice
    {
      if number == -1 { return count - 1 }
      return number >= 1 && number <= count ? number - 1 : nil
    }
    return nil
  }

  /// "8" asked for a size of 7, 8 or 9 is the size.
  private var isOption: Bool {
    guard case .option(_, let values) = scene.expectation else { return false }
    return values.contains { Folding.fold($0) == reading.words.first }
  }

  private func title(_ choice: Choice) -> [String] { folded(choice).filter { $0 != "," && $0 != "." && $0 != "the" } }

  private func folded(_ choice: Choice) -> [String] { Tokenizer.tokens(in: choice.title).map(\.text) }

  private func act(_ choice: Choice) -> Act {
    ChoiceCode(id: choice.id)?.act(title: choice.title, source: .expectation)
      ?? Act(.unclear, source: .expectation, text: choice.title)
  }

  private func option(_ values: [String]) -> Act? {
    let said = meaningful.map { reading.words[$0] }
    guard !said.isEmpty, said.count <= 4 else { return nil }
    let exact = values.filter { Tokenizer.tokens(in: $0).map(\.text) == said }
    guard exact.count == 1 else { return nil }
    return Act(
      .pick, source: .expectation, text: text, items: [ItemPhrase(attributes: [AttributeFilter(value: exact[0])])])
  }

  private func address() -> Act? {
    guard reading.fulfilments.isEmpty || reading.tokens.count > 4, let address = facts.wholeAddress() else {
      return nil
    }
    return Act(.inform, source: .expectation, text: text, facts: Facts(address: address))
  }

  private func orderNumber() -> Act? {
    guard let number = reading.tokens.first(where: { $0.kind == .number }), meaningful.count <= 2 else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: Facts(orderNumber: number.text))
  }

  private func quantity() -> Act? {
    guard reading.quantities.count == 1, meaningful.allSatisfy({ reading.quantities[0].range.contains($0) }) else {
      return nil
    }
    return Act(
      .changeQuantity, source: .expectation, text: text,
      items: [ItemPhrase(quantity: reading.quantities[0].quantity)])
  }
}
