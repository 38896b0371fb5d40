import Commerce
import Dialogue
import Language

/// What is said while a question about goods is open and that is not its answer.
extension BuildCart {
  /// Not the answer, but about the same thing: how many, not at all, or on to the checkout.
  func asideFromTheQuestion(_ act: Act, _ state: State, _ context: Context) -> Step<State>? {
    var pass = CartPass(context: context)
    var wishes = state.wishes
    switch act.intent {
    case .changeQuantity where act.items.count == 1 && act.items[0].isBare && act.items[0].attributes.isEmpty:
      guard let count = count(act.items[0]), !isFewer(state.asking) else { return nil }
      wishes[0].quantity = count
      // "how tall does it get?" … "make it 5 then": of several, the one that was asked about.
      if case .which(let ids) = state.asking, let focus = context.memory.focusProduct, ids.contains(focus) {
        wishes[0].phrase = ItemPhrase(candidates: [focus], linkConfidence: 1)
      }
      return pass.run(wishes)
    // "2 of them", while their size is asked.
    case .add where isCountAlone(act):
      guard let count = count(act.items[0]), !isFewer(state.asking) else { return nil }
      wishes[0].quantity = count
      return pass.run(wishes)
    case .swap:
      // "mint tea instead", while the chai's size is asked: the wish is another.
      let about = Set(products(state.asking))
      guard let new = act.items.first(where: { !$0.isOutgoing && !$0.candidates.isEmpty }),
        about.isDisjoint(with: new.candidates),
        !context.cart.lines.contains(where: { new.candidates.contains($0.productID) }),
        context.cart.lines.allSatisfy({ !about.contains($0.productID) }),
        LineFinder(context: context).lines(for: act.items.first(where: \.isOutgoing) ?? new).isEmpty
      else { return nil }
      wishes[0] = Wish(phrase: new, quantity: count(new) ?? wishes[0].quantity)
      return pass.run(wishes)
    case .remove:
      let about = Set(products(state.asking))
      guard
        act.items.isEmpty
          || act.items.contains(where: {
            $0.isBare && $0.attributes.isEmpty || !about.isDisjoint(with: $0.candidates)
              || names($0, about, context)
          }),
        context.cart.lines.allSatisfy({ !about.contains($0.productID) })
      else { return nil }
      pass.say("cart.not_added")
      return pass.run(Array(wishes.dropFirst()))
    // One thing that was only offered is left for whatever comes next, and so is what nobody looks at any more.
    case .checkout where !context.cart.isEmpty && (isOfOne(state.asking) || hasMovedOn(state, context)),
      .inform
    where (isOfOne(state.asking) || isThere(state.asking, context)) && !context.cart.isEmpty && tellsOfDelivery(act):
      return leaving(act, context)
    // What is still open is settled first, once; then it goes on without.
    case .checkout where timesAsked(context) < 2 || context.cart.isEmpty && !isStuck(context),
      .inform where !context.cart.isEmpty && timesAsked(context) < 2:
      guard act.intent == .checkout || tellsOfDelivery(act) else { return paying(act, state, context) }
      let isTold = act.facts.name != nil || act.facts.address != nil
      if isTold, !context.cart.isEmpty, !isOption(state.asking) { return leaving(act, context) }
      return askingFirst(act, state, context)
    case .checkout: return leaving(act, context)
    // "yes", to a question of which, by who has told all else: it goes on without.
    case .confirm
    where isOption(state.asking) && (context.memory.lastQuestionCount > 1 || isAllTold(context))
      && !context.cart.isEmpty && context.memory.told.name != nil:
      return leaving(act, context)
    // "ship it to 5 Elm Road": whoever tells where it goes has done with choosing.
    case .inform where tellsOfDelivery(act):
      guard context.cart.isEmpty else { return leaving(act, context) }
      return askingFirst(act, state, context)
    case .inform where act.facts.payment != nil: return paying(act, state, context)
    // "only one more is left, shall I add it?" is settled by whatever else is ordered.
    case .add, .find, .inform, .viewCart:
      guard isFewer(state.asking) || isOfOne(state.asking), state.wishes.count == 1,
        !isAboutTheSame(act, state, context)
      else { return nil }
      return Step(next: .handOn(act))
    default: return nil
    }
  }

  /// "take off the lamb one", while the size of the lamb chops is asked.
  private func names(_ item: ItemPhrase, _ about: Set<ProductID>, _ context: Context) -> Bool {
    !item.words.isEmpty
      && about.compactMap(context.catalog.product).contains { TitleWords.shares($0, item.words) }
  }

  /// Which form it shall be is asked once more; what was told is kept, and then it goes on by itself.
  private func askingFirst(_ act: Act, _ state: State, _ context: Context) -> Step<State> {
    var memory = context.memory
    let heard = act.intent == .inform ? Checkout.told(act.facts) : []
    // What was told was understood, though it is no answer.
    if heard.isEmpty || !isOption(state.asking) { memory.misunderstandings += 1 }
    memory.told.fill(from: act.facts)
    var step = Step(heard + question(of: state, in: context), memory: memory, next: .waiting(state))
    step.later = [Act(.checkout, source: .expectation)]
    return step
  }

  /// "cash", while a size is asked: kept; whoever has told who and how, too, is not asked again.
  private func paying(_ act: Act, _ state: State, _ context: Context) -> Step<State>? {
    let told = context.memory.told
    guard act.intent == .inform, act.facts == Facts(payment: act.facts.payment),
      told.name != nil || told.fulfilment != nil || told.address != nil
    else { return nil }
    if !context.cart.isEmpty, context.memory.lastQuestionCount > 1 || isAllTold(context) {
      return leaving(act, context)
    }
    return askingFirst(act, state, context)
  }

  /// "I take black, one piece", asked for once more: the thing is in the cart in some form.
  private func isThere(_ asking: Asking, _ context: Context) -> Bool {
    let about = products(asking)
    return isOption(asking) && context.cart.lines.contains { about.contains($0.productID) }
  }

  /// Who and how it comes: nothing but the form is missing.
  private func isAllTold(_ context: Context) -> Bool {
    let told = context.memory.told
    return told.name != nil && (told.fulfilment != nil || told.address != nil)
  }

  private func isOption(_ asking: Asking) -> Bool { if case .option = asking { true } else { false } }

  private func isCountAlone(_ act: Act) -> Bool {
    act.items.count == 1 && act.items[0].isUnnamed && act.items[0].reference == .focus
      && act.items[0].attributes.isEmpty && act.items[0].quantity?.isAdditional == false
  }

  /// What was asked about stays out, and it is said so.
  private func leaving(_ act: Act, _ context: Context) -> Step<State> {
    var pass = CartPass(context: context)
    pass.say("cart.not_added")
    var step = pass.run([])
    var next = act
    next.intent = .checkout
    step.next = .handOn(next)
    return step
  }

  private func tellsOfDelivery(_ act: Act) -> Bool {
    act.facts.address != nil || act.facts.fulfilment != nil || act.facts.name != nil && act.source == .expectation
  }

  private func isAboutTheSame(_ act: Act, _ state: State, _ context: Context) -> Bool {
    let asked =
      switch state.asking {
      case .fewer(let variant, _): context.catalog.product(ofVariant: variant)
      default: isOfOne(state.asking) ? products(state.asking).first.flatMap(context.catalog.product) : nil
      }
    guard let product = asked else { return true }
    return act.items.allSatisfy { $0.isUnnamed || $0.candidates.contains(product.id) } && act.facts.isEmpty
      && act.intent != .viewCart
  }

  /// Since it was asked first, what was put again behind something else counted.
  private func timesAsked(_ context: Context) -> Int {
    context.memory.lastQuestionCount + (context.memory.digressions ?? 0)
  }

  private func isStuck(_ context: Context) -> Bool { context.memory.lastQuestionCount > 2 }

  private func isFewer(_ asking: Asking) -> Bool { if case .fewer = asking { true } else { false } }

  /// "which shoes?" … "nude, size 7" found others, and those were looked at.
  private func hasMovedOn(_ state: State, _ context: Context) -> Bool {
    guard context.memory.offer?.intent == .add, let focus = context.memory.focusProduct else { return false }
    return !products(state.asking).contains(focus)
  }

  /// "this comes closest, shall I add it?"
  private func isOfOne(_ asking: Asking) -> Bool { if case .which(let ids) = asking { ids.count == 1 } else { false } }

  func products(_ asking: Asking) -> [ProductID] {
    switch asking {
    case .which(let ids): ids
    case .option(let id, _, _): [id]
    case .fewer: []
    }
  }

  /// "the cheapest duvet", of those that were asked about: the one that costs least in the form that is wanted.
  func extreme(_ act: Act, _ candidates: [ProductID], _ wish: Wish, _ context: Context) -> ProductID? {
    guard !act.isQuestion, [.find, .add, .pick, .narrow].contains(act.intent), act.items.count < 2,
      candidates.count > 1,
      act.items.allSatisfy({ $0.candidates.isEmpty || !Set($0.candidates).isDisjoint(with: candidates) })
    else { return nil }
    let isCheapest = act.constraints.sort == .cheapest || act.items.first?.reference == .cheapest
    guard isCheapest || act.constraints.sort == .dearest || act.items.first?.reference == .dearest else { return nil }
    let priced = candidates.compactMap(context.catalog.product).compactMap { product -> (ProductID, Int64)? in
      let fitting = product.variants.filter { variant in
        variant.isInStock
          && wish.phrase.attributes.allSatisfy { filter in OptionMatch.fits(variant, filter, of: product) }
      }
      return fitting.map(\.price.minorUnits).min().map { (product.id, $0) }
    }
    return isCheapest ? priced.min { $0.1 < $1.1 }?.0 : priced.max { $0.1 < $1.1 }?.0
  }

  /// "first one please", of a list that was shown since the form of another thing was asked for.
  func pointsAtNewer(_ product: ProductID, _ context: Context) -> Bool {
    context.memory.lastReplies.contains { $0.listsItsChoices && $0.products.count > 1 }
      && context.memory.shownProducts.count > 1 && !context.memory.shownProducts.contains(product)
  }

  /// "matching belt?" … "brown", while the colour of a dress is asked that does not come in brown: it is of what was
  /// shown since; so is "two packs", where no count was asked for.
  func isOfNewer(_ act: Act, _ state: State, _ context: Context) -> Bool {
    guard case .option(let asked, _, _) = state.asking, context.memory.offer?.intent == .add,
      let focus = context.memory.focusProduct, focus != asked, let newer = context.catalog.product(focus),
      let product = context.catalog.product(asked), act.items.count == 1, act.items[0].isUnnamed
    else { return false }
    let said = act.items[0].attributes
    if said.isEmpty { return act.intent == .changeQuantity && act.items[0].quantity?.isExplicit == true }
    return !said.allSatisfy { OptionMatch.anyFits(product, $0) } && said.allSatisfy { OptionMatch.anyFits(newer, $0) }
  }

  /// "one of each", "both", of the few values that were asked about.
  func ofEachValue(_ act: Act, _ product: ProductID, _ values: [String], _ wish: Wish) -> [Wish]? {
    guard act.items.count == 1, !act.isQuestion, let item = act.items.first, [.all, .both].contains(item.reference),
      item.attributes.isEmpty, item.candidates.isEmpty, (2...4).contains(values.count)
    else { return nil }
    return values.map { value in
      var phrase = wish.phrase
      (phrase.candidates, phrase.reference) = ([product], nil)
      phrase.attributes.append(AttributeFilter(value: value))
      return Wish(phrase: phrase, quantity: count(item) ?? 1)
    }
  }
}
