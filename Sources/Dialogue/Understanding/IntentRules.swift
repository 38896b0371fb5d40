import Commerce
import Language

/// Decides a clause's intent from its phrases and what stands in it; the first rule that fits counts. nil where the
/// phrases say too little, and the trained classifier is asked.
struct IntentRules {
  let scene: Scene
  /// The intent of the clause before, which a bare list item inherits.
  let previous: Intent?
  /// The clause before was another message.
  var isContinued = false
  /// The message begins with "and", "also".
  var isGoingOn = false

  func intent(of clause: Clause) -> Intent? {
    if isTold(clause) { return .details }
    // "and sunday?", after the opening hours
    if clause.namesOnlyADay, clause.facts.isEmpty, (previous ?? scene.memory.lastIntent) == .askHours,
      clause.labels.isSubset(of: ["find"])
    {
      return .askHours
    }
    return talk(clause) ?? orders(clause) ?? cart(clause) ?? questions(clause) ?? goods(clause) ?? smallTalk(clause)
  }

  private func orders(_ clause: Clause) -> Intent? {
    if clause.has(.cancelOrder), clause.length(.cancelOrder) > 1 { return .cancelOrder }
    if cancelsTheOrder(clause) || cancelsAnOrder(clause) { return .cancelOrder }
    if clause.facts.orderNumber != nil {
      if clause.has(.stop) || clause.has(.remove) { return .cancelOrder }
      if clause.has(.reorder) { return .reorder }
      if clause.has(.returnOrder) { return .returnOrder }
      if clause.has(.changeOrder) { return .changeOrder }
      return .orderStatus
    }
    // "the same again but in red", of what just went in: one more.
    if clause.has(.reorder), clause.items.contains(where: { !$0.attributes.isEmpty }), !clause.hasNamedGoods,
      scene.cart.lines.contains(where: { $0.productID == scene.memory.focusProduct })
    {
      return .add
    }
    if clause.has(.reorder) { return .reorder }
    if clause.has(.askReturns), clause.length(.askReturns) >= clause.length(.returnOrder) { return .askReturns }
    if clause.has(.returnOrder) { return .returnOrder }
    if clause.has(.changeOrder), !clause.hasNamedGoods { return .changeOrder }
    if clause.has(.askDelivery), clause.length(.askDelivery) > clause.length(.orderStatus) { return .askDelivery }
    // "is it ready today?", before anything was ordered; "if i order today when does it arrive"
    let isThought = clause.roles[.ifs].contains(clause.reading.words[clause.range.lowerBound])
    if clause.has(.orderStatus), scene.orderNumbers.isEmpty && !scene.cart.isEmpty || isThought { return .askDelivery }
    if clause.has(.orderStatus) { return .orderStatus }
    if clause.has("my_order") { return scene.orderNumbers.isEmpty && !scene.cart.isEmpty ? .viewCart : .orderStatus }
    if clause.has(.listOrders) { return .listOrders }
    return nil
  }

  /// "cancel it", with nothing in the cart and nothing asked, is about the order there is.
  private func cancelsTheOrder(_ clause: Clause) -> Bool {
    let isAsked = scene.memory.lastQuestion?.hasPrefix("cancel:") == true && scene.expectation == .yesOrNo
    if isAsked { return clause.reading.words[clause.range].contains(where: clause.roles[.cancelling].contains) }
    return clause.has(.stop) && clause.reading.words[clause.range].contains(where: clause.roles[.cancelling].contains)
      && scene.cart.isEmpty
      && scene.expectation == .nothing && !scene.orderNumbers.isEmpty && !clause.hasNamedGoods
  }

  private func cart(_ clause: Clause) -> Intent? {
    if clause.has(.askDiscount), !clause.has(.add) || !clause.hasNamedGoods { return .askDiscount }
    // Portuguese "retirar" takes something out of the cart and is how an order is fetched.
    if scene.expectation == .fulfilment, clause.facts.fulfilment != nil, !clause.hasNamedGoods, !clause.isQuestion,
      clause.has(.remove) || clause.has("want")
    {
      return .inform
    }
    if clause.has(.emptyCart) { return .emptyCart }
    if clause.has(.undo), !clause.has(.askReturns) { return .undo }
    if let exchange = exchange(clause) { return exchange }
    // "whats the size when done" asks.
    // "quita una caja": a word for the till is a box, too.
    let isBox = clause.has(.remove) && clause.length(.checkout) == 1
    let isDone = clause.has(.checkout) && !isBox && !(clause.has(.details) && clause.length(.checkout) == 1)
    if isDone || saysDone(clause) { return clause.hasNamedGoods ? .add : .checkout }
    // "… and 1 cedar one in my cart"
    let isCounted = clause.hasExplicitQuantity && clause.items.contains { !$0.attributes.isEmpty }
    let views = clause.has(.viewCart) && !clause.hasNamedGoods && !clause.has(.add) && !clause.has(.remove)
    if views, looksInto(clause) { return .details }
    if views && !isCounted || countsInCart(clause) { return .viewCart }
    if refusesForm(clause) { return .swap }
    if excludesFromCart(clause) || takesOut(clause) || cancelsALine(clause) || leavesOut(clause) { return .remove }
    if declines(clause) { return .acknowledge }
    if mendsForm(ofTheNamed: clause) || changesSome(clause) { return .swap }
    if buysWhatIsThere(clause) { return .checkout }
    if mendsQuantity(clause) { return .changeQuantity }
    // "remove the hanger, keep the pots"
    if keepsTheRest(clause) || keepsTheOne(clause) { return .acknowledge }
    if keepsOnly(clause) { return .keepOnly }
    // "she dont want to get high", before anything is in the cart, takes nothing out.
    if clause.has(.remove), !(scene.cart.isEmpty && clause.leftover.count > 2), !asksForLess(clause) {
      if clause.hasGoods || clause.hasExplicitQuantity || !clause.leftover.isEmpty || clause.length(.remove) == 1 {
        return .remove
      }
    }
    if clause.has(.changeQuantity), clause.hasExplicitQuantity, !clause.hasNamedGoods || names(clause, inCart: true) {
      return .changeQuantity
    }
    // "do you do gift bags? just for one bottle": of what is looked for, not of the cart.
    let isOfAnother = previous == .find && !isContinued && !clause.hasNamedGoods
    if clause.has(.changeQuantity) || clause.has(.swap), !isOfAnother, !clause.hasExplicitQuantity, !scene.cart.isEmpty,
      clause.hasNamedGoods || scene.memory.focusProduct != nil || scene.memory.shownProducts.isEmpty,
      clause.items.contains(where: { !$0.attributes.isEmpty }), !clause.hasNamedGoods || names(clause, inCart: true),
      !tellsOfWhatWasNamed(clause)
    {
      return .swap
    }
    return nil
  }

  /// One thing, option or count for another.
  private func exchange(_ clause: Clause) -> Intent? {
    // "do you have anything cheaper instead of the charger" looks first.
    if clause.has(.swap), clause.has(.find), clause.isQuestion,
      clause.reading.words[clause.range].contains(where: clause.roles[.indefinites].contains)
    {
      return .find
    }
    if clause.items.contains(where: \.isOutgoing) {
      return clause.items.contains { !$0.isOutgoing } || clause.has(.swap) ? .swap : nil
    }
    // "the kit, without the stove, swap the lantern": what was said before in the same message is in the cart by then.
    guard !scene.cart.isEmpty || (previous != nil && !isContinued && clause.has(.swap)) else { return nil }
    let countsOnly = clause.items.count == 1 && clause.items[0].isBare && clause.items[0].attributes.isEmpty
    let isRelative = clause.items.contains { $0.quantity?.change != nil }
    if isRelative, !clause.has(.find), countsOnly || !clause.hasNamedGoods || names(clause, inCart: true) {
      return .changeQuantity
    }
    if swapsAgain(clause) || wantsBigger(clause) { return .swap }
    if changesForm(clause) || pointsInstead(clause) { return .swap }
    if clause.mendsCount, countsOnly || names(clause, inCart: true) { return .changeQuantity }
    guard clause.has(.swap) || clause.has(.changeQuantity) else { return nil }
    if clause.has(.swap), mendsQuantity(clause) { return .changeQuantity }
    // "how about a tool kit instead, what's in it" looks first.
    if clause.has(.swap), clause.hasNamedGoods, clause.isQuestion, clause.has(.find),
      isContinued == false || previous == nil
    {
      return .find
    }
    if clause.has(.swap), clause.hasNamedGoods { return .swap }
    if clause.length(.changeQuantity) > 1, clause.hasNamedGoods, !clause.hasExplicitQuantity,
      !names(clause, inCart: true)
    {
      return .swap
    }
    guard clause.has(.swap) else { return nil }
    let namesOptions =
      (clause.hasGoods || clause.choosesForm(of: scene.subject)) && !clause.items.allSatisfy(\.attributes.isEmpty)
    return clause.items.count >= 2 || namesOptions ? .swap : nil
  }

  /// Whether the goods named are in the cart already.
  func names(_ clause: Clause, inCart: Bool) -> Bool {
    let inTheCart = Set(scene.cart.lines.map(\.productID))
    return clause.items.contains { !inTheCart.isDisjoint(with: $0.candidates) }
  }

  private func questions(_ clause: Clause) -> Intent? {
    if asksAboutIt(clause) { return .details }
    let about: [Intent] = [.askHours, .askPayment, .askDelivery, .askLocation, .askContact, .aboutShop]
    for intent in about where clause.has(intent) {
      if intent == .askPayment, clause.facts.payment != nil, !clause.isQuestion, clause.length(intent) < 2 { continue }
      if intent == .askDelivery, clause.length(intent) == 1, !clause.isQuestion, scene.expectation == .fulfilment {
        continue
      }
      return intent
    }
    if asksWhetherFree(clause) { return .askDelivery }
    if clause.isQuestion, clause.facts.payment != nil, !clause.hasNamedGoods,
      !clause.has(.add) || clause.items.isEmpty && clause.leftover.isEmpty
    {
      return .askPayment
    }
    // "when can I pick it up?"
    if isQuestionOfDelivery(clause), clause.facts.fulfilment == .pickup, !clause.hasNamedGoods { return .askHours }
    if clause.has(.askStock), clause.hasGoods || scene.memory.focusProduct != nil || clause.length(.askStock) > 2 {
      return clause.has(.find) && clause.onlyPointsAtFocus == false && clause.constraints.inStockOnly
        ? .find : .askStock
    }
    if clause.has(.add), clause.hasExplicitQuantity, clause.hasGoods, !clause.has(.askPrice) { return .add }
    // "how much was delivery?"
    if clause.has(.askPrice), clause.facts.fulfilment == .delivery, !clause.hasNamedGoods { return .askDelivery }
    if clause.has(.askPrice), asksHowMuchIsIn(clause) || asksHowMuchOf(clause) { return .details }
    // "how much is all that", with something in the cart
    if clause.has(.askPrice), !scene.cart.isEmpty, clause.leftover.isEmpty, !clause.hasNamedGoods,
      clause.items.contains(where: { $0.reference == .all })
    {
      return .viewCart
    }
    if clause.has(.askPrice), asksForTheTotal(clause) || saysTotal(clause) { return .viewCart }
    if clause.has(.askPrice), !clause.hasGoods || clause.onlyPointsAtFocus, clause.leftover.isEmpty,
      previous == .askDelivery || (scene.memory.lastIntent == .askDelivery && scene.memory.focusProduct == nil)
    {
      return .askDelivery
    }
    if clause.has(.askPrice), clause.hasGoods || scene.memory.focusProduct != nil || !clause.leftover.isEmpty {
      return .askPrice
    }
    if asksOfTheNamed(clause) { return .details }
    if asksMeasure(clause), clause.hasNamedGoods || scene.subject != nil { return .details }
    // "what's good for camping": of a whole group there is nothing to tell but what is in it.
    if clause.has(.details), clause.items.contains(where: { $0.category != nil }),
      clause.items.allSatisfy({ $0.candidates.isEmpty && $0.reference == nil })
    {
      return .find
    }
    if clause.has(.details), !clause.has(.add), clause.hasGoods || scene.memory.focusProduct != nil {
      if clause.length(.details) > 1 || !clause.has(.find) { return .details }
    }
    return nil
  }

  private func goods(_ clause: Clause) -> Intent? {
    if asksForOptions(clause) || asksOfUse(clause) { return .details }
    if countsAnew(clause) { return .changeQuantity }
    if choosesOffered(clause) || pointsAtOffered(clause) { return .add }
    if comesForIt(clause) { return .inform }
    if sendsIt(clause) { return .inform }
    // "no thats too dear leave it"
    if clause.length(.stop) > 1, !clause.constraints.isEmpty, !clause.isQuestion, clause.items.allSatisfy(\.isBare),
      !clause.has(.find),
      !clause.has(.add)
    {
      return .stop
    }
    if let again = asksOn(clause) { return again }
    if pointsAtForm(clause) { return .pick }
    // "how much would the racket and two cans be together?"
    if previous == .askPrice, !isContinued, clause.isQuestion, clause.labels.isEmpty, clause.hasNamedGoods,
      clause.hasExplicitQuantity
    {
      return .askPrice
    }
    if let decided = decided(clause) { return decided }
    if isOrderOfTheCart(clause) { return .checkout }
    // "what do you have for dry skin" looks for something; "what do you have" looks around.
    if clause.has(.browse), !clause.hasNamedGoods, clause.leftover.count < 2, clause.constraints.isEmpty,
      clause.items.allSatisfy({ $0.attributes.isEmpty }), clause.length(.browse) >= clause.length(.find)
    {
      return .browse
    }
    if clause.has(.add), !wantsSomething(clause),
      clause.hasGoods || clause.hasExplicitQuantity || clause.length(.add) > 2 || !clause.leftover.isEmpty
        || (clause.asksOfIt && scene.subject != nil)
    {
      return .add
    }
    // "anything else I need to know, are they dimmable?"
    if clause.has(.showMore), !clause.has(.goodbye), !clause.hasNamedGoods, clause.leftover.count < 2,
      clause.length(.showMore) >= clause.length(.find), !clause.hasExplicitQuantity,
      clause.items.allSatisfy(\.attributes.isEmpty)
    {
      return .showMore
    }
    if let sought = sought(clause) { return sought }
    if clause.isCorrection, let mended = correction(clause) { return mended }
    let asksWithoutOrdering = clause.isQuestion && !clause.has(.add) && !clause.has("want")
    if clause.hasExplicitQuantity, clause.hasGoods, !clause.has(.find), !asksWithoutOrdering {
      return inherited(clause) ?? .add
    }
    if clause.hasExplicitQuantity, clause.items.contains(where: { !$0.attributes.isEmpty }), !clause.has(.find),
      // "plus one pair in green size S for my daughter"
      clause.leftover.allSatisfy(clause.roles[.persons].contains),
      scene.subject != nil || previous.map(Self.namesBefore.contains) == true || !scene.memory.shownProducts.isEmpty
    {
      return inherited(clause) ?? .add
    }
    if clause.items.contains(where: { $0.reference == .all }), clause.has(.find), scene.memory.shownProducts.isEmpty {
      return .browse
    }
    let wants = clause.has("want") && !opensAsQuestion(clause) && !tellsANeed(clause)
    if wants, clause.hasReference, !clause.onlyPointsAtFocus { return .add }
    if wants, clause.hasReference, clause.leftover.isEmpty, !clause.hasNamedGoods { return .add }
    if wants, clause.ordersByName(in: scene.catalog) || wantsSeveral(clause) { return .add }
    if ordersInFull(clause) { return .add }
    if wants, clause.hasExplicitQuantity, !clause.hasGoods, clause.leftover.isEmpty, !clause.has(.find) {
      return .changeQuantity
    }
    if addsAtCheckout(clause) { return .add }
    // "do you have 5 of them?" orders nothing.
    if clause.has(.find), clause.isQuestion, clause.hasExplicitQuantity, clause.hasReference, !clause.hasNamedGoods {
      return .askStock
    }
    if clause.has(.find) || clause.has("want") {
      let found = found(clause)
      // "I want delivery: 5 Elm Road"
      if found != nil || clause.facts.isEmpty { return found }
    }
    if addsOn(clause) || namesForms(clause) { return .add }
    if clause.hasNamedGoods { return inherited(clause) ?? (namesShown(clause) ? chosen(clause) : .find) }
    if takesAnAmount(clause) { return .add }
    if clause.hasGoods, clause.hasReference { return referred(clause) }
    if !clause.constraints.isEmpty || clause.items.contains(where: { !$0.attributes.isEmpty }) {
      return clause.leftover.isEmpty || isChatter(clause.leftover) ? .narrow : .find
    }
    if !clause.facts.isEmpty, !isQuestionOfDelivery(clause) {
      return asksWhether(clause) ? .askDelivery : .inform
    }
    if clause.hasExplicitQuantity, clause.leftover.isEmpty { return .changeQuantity }
    return nil
  }

  /// What may have named the goods of which a form is counted next: "socks in black L, 2 pairs, and 1 pair in beige S".
  private static let namesBefore: Set<Intent> = [.add, .changeQuantity, .find, .pick]

  /// "I'd like to order", with nothing named: what is in the cart is meant.
  private func isOrderOfTheCart(_ clause: Clause) -> Bool {
    guard clause.has(.add), !clause.hasGoods, !clause.hasExplicitQuantity, clause.leftover.isEmpty else { return false }
    let words = clause.reading.words[clause.range]
    return !scene.cart.isEmpty && words.contains(where: clause.roles[.ordering].contains)
  }

  /// A name alone is looked at; a name with its option is chosen.
  private func chosen(_ clause: Clause) -> Intent {
    clause.items.contains { !$0.attributes.isEmpty } && !clause.isQuestion ? .add : .pick
  }

  /// The name of something in the list that was just shown.
  private func namesShown(_ clause: Clause) -> Bool {
    let shown = Set(scene.memory.shownProducts)
    return shown.count > 1 && clause.labels.isEmpty
      && clause.items.allSatisfy { item in
        !item.candidates.isEmpty && !shown.isDisjoint(with: item.candidates)
      }
  }

  /// A list goes on as it began: "add 2 lanterns and a tent".
  private func inherited(_ clause: Clause) -> Intent? {
    guard let previous, clause.labels.isEmpty || clause.has(previous), !opensAsQuestion(clause), !asksInside(clause)
    else { return nil }
    // "I take in mint color, and also the face painting kit", to "which colour?"
    if case .option = scene.expectation, [.narrow, .pick].contains(previous), !isContinued { return .add }
    if previous == .remove, clause.isCorrection { return .add }
    // "yes please, and a mascara"
    if previous == .confirm, scene.memory.offer?.intent == .add { return .add }
    if previous == .remove {
      let isThere = names(clause, inCart: true) || (clause.hasReference && !clause.hasNamedGoods)
      return !isContinued || (isThere && !clause.hasExplicitQuantity) ? .remove : .add
    }
    if previous == .changeQuantity, clause.hasExplicitQuantity, names(clause, inCart: true) || tellsOfTheCart(clause) {
      return .changeQuantity
    }
    return Self.cartChanges.contains(previous) && previous != .viewCart ? .add : nil
  }

  private func referred(_ clause: Clause) -> Intent? {
    // "my son broke the last one"
    let first = clause.reading.words[clause.range].first { !clause.roles[.interjections].contains($0) }
    if previous == .add, first.map(clause.roles[.storyOpeners].contains) == true, clause.leftover.count > 1 {
      return .acknowledge
    }
    if clause.hasExplicitQuantity || clause.items.contains(where: { $0.quantity?.isAdditional == true }) { return .add }
    if let inherited = inherited(clause) { return inherited }
    // "the cheaper one too", with something in the cart
    let last = clause.range.last { clause.reading.tokens[$0].kind == .word }
    if !scene.cart.isEmpty, !clause.isQuestion,
      last.map({ clause.roles[.alsoWords].contains(clause.reading.words[$0]) }) == true
    {
      return .add
    }
    return clause.onlyPointsAtFocus && !clause.leftover.isEmpty ? nil : .pick
  }

  private func correction(_ clause: Clause) -> Intent? {
    if mendsForm(clause) { return .swap }
    if clause.hasExplicitQuantity, !clause.hasNamedGoods { return .changeQuantity }
    if clause.items.contains(where: { !$0.attributes.isEmpty }), !clause.hasNamedGoods { return .swap }
    let isAfterAdd = scene.memory.lastIntent.map { [.add, .swap, .changeQuantity].contains($0) } ?? false
    if isAfterAdd, clause.hasNamedGoods, !clause.has(.find), !clause.has("want"), !scene.cart.isEmpty { return .swap }
    return nil
  }

  private func found(_ clause: Clause) -> Intent? {
    if clause.hasGoods, clause.hasReference, !clause.hasNamedGoods {
      if clause.onlyPointsAtFocus, clause.items.contains(where: { !$0.attributes.isEmpty }) { return .narrow }
      return clause.leftover.isEmpty ? .pick : .find
    }
    if asksOfSoldOut(clause) { return .askStock }
    if clause.hasNamedGoods || !clause.leftover.isEmpty { return .find }
    if clause.has(.find), !clause.hasReference, clause.items.contains(where: \.hasTagLikeAttribute) { return .find }
    // "plus one more turquoise in large", of what is in the cart
    let isMore = clause.items.contains { $0.quantity?.isAdditional == true && !$0.attributes.isEmpty }
    if isMore, !scene.cart.isEmpty { return .add }
    if !clause.constraints.isEmpty || clause.items.contains(where: { !$0.attributes.isEmpty }) { return .narrow }
    return nil
  }
}
