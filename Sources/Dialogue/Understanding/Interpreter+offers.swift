import Commerce
import Language

/// What a message makes of the last reply's offer: it takes it, adds to it, or only hears it.
extension Interpreter {
  /// "checkout, I'll pick it up. Tom Hale": capitals that nothing else explains, behind what is told of an order.
  func withName(_ acts: [Act], _ reading: Reading) -> [Act] {
    guard acts.count > 1, let last = acts.last, [.unclear, .outOfScope, .greet, .find].contains(last.intent),
      last.source != .rule || last.items.isEmpty,
      acts.dropLast().contains(where: {
        $0.facts.fulfilment != nil || $0.facts.address != nil || $0.intent == .checkout
      }),
      !acts.contains(where: { $0.facts.name != nil })
    else { return acts }
    let words = Tokenizer.tokens(in: last.text)
    guard (2...4).contains(words.count),
      words.allSatisfy({ $0.kind == .word && $0.original.first?.isUppercase == true })
    else { return acts }
    return acts.dropLast() + [Act(.inform, text: last.text, facts: Facts(name: last.text))]
  }

  /// "ok", "nice" after something was put into the cart is no wish to check out; "yes" is.
  func acknowledged(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> [Act] {
    guard acts.map(\.intent) == [.confirm], scene.expectation != .yesOrNo,
      scene.memory.offer?.intent == .checkout || offersWhatIsThere(scene),
      reading.tokens.allSatisfy({ $0.kind != .word || grammar.roles[.acknowledging].contains($0.text) })
    else { return acts }
    return [Act(.acknowledge, confidence: acts[0].confidence, text: acts[0].text)]
  }

  /// "is that 18 tamales?" … "ok": what was only asked of, being in the cart, is not had once more.
  private func offersWhatIsThere(_ scene: Scene) -> Bool {
    guard let offer = scene.memory.offer, offer.intent == .add, !offer.items.isEmpty else { return false }
    let inTheCart = Set(scene.cart.lines.map(\.productID))
    return offer.items.allSatisfy { item in
      item.variant.map { scene.cart.line($0) != nil } ?? !inTheCart.isDisjoint(with: item.candidates)
    }
  }

  /// "yes, in M, red" takes what was offered, like that.
  func takingTheOffer(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard var offer = scene.memory.offer, offer.intent == .add, offer.items.count == 1 else { return acts }
    // "walnut", to "shall I add it?": as many as were spoken of.
    if acts.count == 1, acts[0].intent == .add, acts[0].items.count == 1, acts[0].items[0].quantity == nil,
      acts[0].items[0].isUnnamed, !acts[0].items[0].attributes.isEmpty,
      [nil, .described, .focus].contains(acts[0].items[0].reference)
    {
      var chosen = acts[0]
      chosen.items[0].quantity = offer.items[0].quantity
      return [chosen]
    }
    guard acts.count > 1, acts.contains(where: { $0.intent == .confirm }) else { return acts }
    let rest = acts.filter { $0.intent != .confirm }
    // "great, how much is the 8 inch?" asks.
    guard rest.allSatisfy({ !$0.isQuestion && !Self.asking.contains($0.intent) }),
      rest.allSatisfy({ $0.items.allSatisfy { $0.isUnnamed && !$0.attributes.isEmpty } && !$0.items.isEmpty })
    else { return acts }
    let told = rest.flatMap(\.items)
    offer.items[0].variant = nil
    // "great, 2 in mint and one in grey"
    if told.count > 1, told.allSatisfy({ $0.quantity?.isExplicit == true }) {
      let offered = offer.items[0]
      offer.items = told.map { item in
        var form = offered
        (form.attributes, form.quantity) = (form.attributes + item.attributes, item.quantity)
        return form
      }
      return [offer]
    }
    offer.items[0].attributes += told.flatMap(\.attributes)
    offer.items[0].quantity = told.first { $0.quantity?.isExplicit == true }?.quantity ?? offer.items[0].quantity
    return [offer]
  }

  private static let asking: Set<Intent> = [.askPrice, .askStock, .details, .askAbout, .askAdvice, .compare]

  /// "yes please, and a mascara": the first is an answer to "shall I add it?", "ok" and "great" are none.
  func takesTheOffer(_ act: Act, _ acts: [Act], _ scene: Scene) -> Bool {
    act.intent == .confirm && act == acts.first && scene.memory.offer?.intent == .add
      && acts.dropFirst().allSatisfy { $0.intent != .add || !$0.items.allSatisfy(\.isUnnamed) }
      && !Tokenizer.tokens(in: act.text).allSatisfy {
        $0.kind == .mark || grammar.roles[.acknowledging].contains($0.text)
      }
  }

  /// "ill take the serum. any discount?": an order that begins as one.
  func ordersOpenly(_ act: Act) -> Bool {
    act.intent == .add && !act.isQuestion
      && grammar.acts.longestMatch(in: Tokenizer.tokens(in: act.text).map(\.text), from: 0)?.labels.contains("add")
        == true
  }

  /// "so one Glen Torran and one gift bag, that's everything": what is there as said is not had once more.
  func withoutRecap(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard !scene.cart.isEmpty, acts.contains(where: { $0.intent == .checkout }),
      acts.filter({ $0.intent == .add }).flatMap(\.items).count > 1
    else { return acts }
    return acts.compactMap { act in
      guard act.intent == .add else { return act }
      var act = act
      act.items.removeAll { isThere($0, scene) }
      return act.items.isEmpty ? nil : act
    }
  }

  private func isThere(_ item: ItemPhrase, _ scene: Scene) -> Bool {
    guard item.candidates.count == 1, case .count(let count)? = item.quantity?.value,
      item.quantity?.isAdditional == false, let product = scene.catalog.product(item.candidates[0])
    else { return false }
    return scene.cart.lines.contains { line in
      guard line.productID == product.id, line.quantity == count, let variant = product.variant(line.variantID) else {
        return false
      }
      return item.attributes.allSatisfy { IntentRules.fits(variant, $0, of: product) }
    }
  }

  /// "fountain pen, fine nib" … "and violet ink": what was offered a moment ago is wanted, too.
  func goingOn(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> [Act] {
    guard scene.expectation == .nothing, let offer = scene.memory.offer, offer.intent == .add, offer.items.count == 1,
      !offersWhatIsThere(scene), !reading.words.contains(where: grammar.roles[.instead].contains),
      let first = acts.first(where: { $0.intent != .confirm }), addsToTheOffer(first, reading, scene),
      !first.items.contains(where: {
        $0.attributes.isEmpty && !Set($0.candidates).isDisjoint(with: offer.items[0].candidates)
      })
    else { return acts }
    var more = first
    more.intent = .add
    // "another one in L" is of the same kind as what was offered, and no more of it than said.
    if more.items.allSatisfy(\.isUnnamed) {
      more.items = more.items.map { item in
        var item = item
        item.candidates = offer.items[0].candidates
        item.linkConfidence = 1
        item.reference = nil
        item.quantity?.isAdditional = false
        return item
      }
    }
    more.items = offer.items + more.items
    return [more] + acts.filter { $0 != first && $0.intent != .confirm }
  }

  private func addsToTheOffer(_ act: Act, _ reading: Reading, _ scene: Scene) -> Bool {
    // "and something for a cough" is only looked for.
    let isSought = Tokenizer.tokens(in: act.text).contains { grammar.roles[.indefinites].contains($0.text) }
    guard [.find, .pick, .add, .narrow].contains(act.intent), !act.isQuestion, act.constraints.isEmpty, !isSought,
      act.isListItem || act.intent == .add || act.items.allSatisfy({ $0.isUnnamed && !$0.attributes.isEmpty }),
      !act.items.isEmpty, !act.items.contains(where: \.isOutgoing)
    else { return false }
    // "then the classic one" settles on it, in place of what was offered.
    func joins(_ index: Int) -> Bool {
      grammar.separators.longestMatch(in: reading.words, from: index) != nil
        && !grammar.roles[.decidingEnds].contains(reading.words[index])
    }
    let start = reading.words.indices.first { index in
      reading.tokens[index].kind != .mark
        && ![.agreeing, .interjections, .acknowledging].contains { grammar.roles[$0].contains(reading.words[index]) }
        || joins(index)
    }
    let opens = start.map(joins) ?? false
    let ends = reading.words.last { $0 != "." && $0 != "!" }.map(grammar.roles[.alsoWords].contains) ?? false
    let isNamed = act.items.contains { !$0.candidates.isEmpty || $0.category != nil }
    let isAnother = act.items.contains { $0.quantity?.isAdditional == true && !$0.attributes.isEmpty }
    // "the navy one" … "and one in black too": where a form was chosen, another form is one thing more.
    let isOther =
      scene.memory.focusVariant != nil && act.items.allSatisfy { $0.isUnnamed && !$0.attributes.isEmpty }
    return (opens || ends) && (isNamed || isAnother || isOther) || isAnother && !isNamed
  }

  /// "Marta Ruiz", with a full cart and nothing asked: whoever says their name has done with choosing.
  func namingThemselves(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> [Act] {
    // "under Sam Oduya please"
    if scene.expectation == .nothing, !scene.cart.isEmpty, acts.count == 1, acts[0].intent == .inform,
      acts[0].facts == Facts(name: acts[0].facts.name), acts[0].facts.name != nil
    {
      var told = acts[0]
      told.intent = .checkout
      return [told]
    }
    guard scene.expectation == .nothing, !scene.cart.isEmpty, acts.count == 1,
      [.unclear, .outOfScope, .find, .greet].contains(acts[0].intent),
      let name = FactReader(grammar: grammar, reading: reading).fullName()
    else { return acts }
    return [Act(.checkout, source: .expectation, text: acts[0].text, facts: Facts(name: name))]
  }

  /// "two headlamps and a canoe": what the shop has not is asked for like the rest, so that the answer says so.
  func isOneMore(_ clause: Clause, after previous: Intent, _ best: IntentScore) -> Bool {
    guard [.add, .find].contains(previous), [.outOfScope, .unclear].contains(best.intent), !clause.isQuestion,
      clause.labels.isSubset(of: ["want"]), clause.constraints.isEmpty, clause.facts.isEmpty,
      (1...3).contains(clause.leftover.count), clause.items.count == 1
    else { return false }
    let item = clause.items[0]
    guard item.isUnnamed, item.attributes.isEmpty, !item.isOutgoing, case .count? = item.quantity?.value else {
      return false
    }
    return true
  }
}
