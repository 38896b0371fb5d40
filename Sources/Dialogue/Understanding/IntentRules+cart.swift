import Commerce
import Language

/// What is said of the cart and of what it comes to.
extension IntentRules {
  /// "listo", "pronto", "just those two": with a full cart, nothing asked and nothing else said, it is all.
  func saysDone(_ clause: Clause) -> Bool {
    guard !scene.cart.isEmpty, scene.expectation == .nothing, !clause.isQuestion, !clause.hasNamedGoods,
      clause.items.allSatisfy(\.attributes.isEmpty), clause.leftover.isEmpty
    else { return false }
    if clause.has("done"), clause.items.allSatisfy({ $0.quantity == nil }) {
      return scene.memory.offer?.intent != .add || !clause.has(.confirm)
    }
    return countsTheCart(clause)
  }

  /// "ok just the ball", of a football that is all there is in the cart.
  private func isKept(_ clause: Clause, _ product: Product) -> Bool {
    if clause.items.contains(where: { $0.candidates.contains(product.id) }) { return true }
    let title = Folding.fold(product.title)
    let said = clause.items.map(\.words) + [clause.leftover.joined(separator: " ")]
    return said.contains { !$0.isEmpty && title.contains(Folding.fold($0)) }
  }

  /// "keep the pots", "leave the rest", "the others stay as they are": nothing is done.
  func keepsTheRest(_ clause: Clause) -> Bool {
    if clause.has("keep"), names(clause, inCart: true), !clause.saysOnly { return true }
    return clause.has("keep") && !scene.cart.isEmpty && !clause.hasNamedGoods && !clause.isQuestion
      && !clause.hasExplicitQuantity && clause.items.allSatisfy(\.attributes.isEmpty)
      && (clause.reading.words[clause.range].contains(where: clause.roles[.rests].contains)
        || clause.labelLengths["keep"] ?? 0 > 2)
  }

  func keepsTheOne(_ clause: Clause) -> Bool {
    guard clause.has(.changeQuantity), clause.length(.changeQuantity) == 1, scene.cart.lines.count == 1,
      clause.items.count < 2, clause.items.allSatisfy({ $0.quantity == nil && $0.attributes.isEmpty }),
      clause.reading.words[clause.range].contains(where: clause.roles[.definiteArticles].contains), !clause.isQuestion,
      let product = scene.catalog.product(scene.cart.lines[0].productID)
    else { return false }
    return isKept(clause, product)
  }

  /// "change it to large" … "large black then": the form said next is for the same line, be it that the first could not
  /// be had.
  func swapsAgain(_ clause: Clause) -> Bool {
    // "go back to red. and size 9"
    let isNext = previous == .swap && !isContinued
    guard isNext || scene.memory.lastIntent == .swap, !clause.isQuestion, clause.labels.isSubset(of: ["show_more"]),
      clause.items.count == 1,
      let item = clause.items.first, item.isUnnamed, item.quantity == nil, !item.attributes.isEmpty,
      item.reference == nil || item.reference == .described, let focus = scene.memory.focusProduct
    else { return false }
    return (isNext || previous == nil || previous == .swap) && scene.cart.lines.contains { $0.productID == focus }
  }

  private static func says(_ phrases: WordSet, _ words: ArraySlice<String>) -> Bool {
    let said = " " + words.joined(separator: " ") + " "
    return phrases.words.contains { said.contains(" \($0) ") }
  }

  /// "how many plates do I have now?", of plates in the cart.
  func countsInCart(_ clause: Clause) -> Bool {
    let words = clause.reading.words[clause.range]
    return !scene.cart.isEmpty && clause.isQuestion && Self.says(clause.roles[.countQuestions], words)
      && Self.says(clause.roles[.ownings], words) && (!clause.hasNamedGoods || names(clause, inCart: true))
  }

  /// "same but bigger please", of what is in the cart; "the smaller one", "too big, the small one", right after it went
  /// in.
  func wantsBigger(_ clause: Clause) -> Bool {
    let isExcess = clause.reading.words[clause.range].contains(where: clause.roles[.excess].contains)
    let isMended =
      scene.memory.lastIntent == .add && !isGoingOn && clause.items.first?.quantity == nil
      && scene.memory.focusVariant.flatMap { scene.cart.line($0) } != nil && !clause.has(.add) && !clause.has(.find)
      && (clause.leftover.isEmpty || isExcess && clause.leftover.count < 3)
    guard clause.keepsOptions || isMended, !clause.isQuestion, !clause.hasExplicitQuantity, clause.items.count == 1,
      let item = clause.items.first, item.isUnnamed, !item.attributes.isEmpty, item.quantity?.isAdditional != true,
      isMended && isExcess
        || clause.reading.words[clause.range].contains(where: clause.roles[.comparatives].contains)
    else { return false }
    return scene.cart.lines.contains { $0.productID == scene.subject?.id }
  }

  /// "make it two of the 6 kg instead", "change to 250 ml then, still 2": another form of what is talked about and in
  /// the cart.
  func changesForm(_ clause: Clause) -> Bool {
    let isInstead = clause.reading.words[clause.range].contains(where: clause.roles[.instead].contains)
    // "no sorry, I mean the 25 pack, still 3", right after it went in.
    let isMended = clause.isCorrection && scene.memory.lastIntent == .add
    guard clause.has(.swap) && isInstead || clause.length(.changeQuantity) > 1 || isMended,
      let item = clause.items.first,
      item.isUnnamed, !item.attributes.isEmpty,
      clause.items.dropFirst().allSatisfy({ $0.isUnnamed && $0.attributes.isEmpty }), clause.items.count < 3,
      let subject = scene.subject
    else { return false }
    let lines = scene.cart.lines.filter { $0.productID == subject.id }
    return !lines.isEmpty && !(clause.hasExplicitQuantity && isInTheCart(item))
  }

  /// "just the headlamp", of several things in the cart: all others are to go.
  func keepsOnly(_ clause: Clause) -> Bool {
    guard scene.cart.lines.count > 1, !clause.isQuestion, !clause.items.isEmpty, !clause.hasExplicitQuantity,
      clause.labels.isSubset(of: ["change_quantity", "want", "remove", "keep", "confirm", "acknowledge", "done"]),
      clause.constraints.isEmpty, clause.leftover.isEmpty, clause.items.allSatisfy({ $0.quantity == nil })
    else { return false }
    return clause.saysOnly && clause.items.allSatisfy(isInTheCart)
  }

  /// "cancel the white one", of a white one in the cart.
  func cancelsALine(_ clause: Clause) -> Bool {
    clause.has(.stop) && !clause.items.isEmpty && clause.leftover.isEmpty && !clause.isQuestion
      && clause.items.allSatisfy(isInTheCart)
  }

  /// By nothing but values of what is in the cart.
  func tellsOfTheCart(_ clause: Clause) -> Bool {
    !clause.items.isEmpty && clause.items.allSatisfy { $0.isUnnamed && isInTheCart($0) }
  }

  /// "no sorry I mean the 25 pack, still 3": of what is in the cart in another form.
  func mendsForm(_ clause: Clause) -> Bool {
    guard let item = clause.items.first, item.isUnnamed, !item.attributes.isEmpty, !tellsOfTheCart(clause),
      clause.items.dropFirst().allSatisfy({ $0.isUnnamed && $0.attributes.isEmpty }), let subject = scene.subject
    else { return false }
    return scene.cart.lines.contains { $0.productID == subject.id } && clause.choosesForm(of: subject)
  }

  /// "no just 2 bottles prosecco", of a case of it in the cart.
  func mendsForm(ofTheNamed clause: Clause) -> Bool {
    guard clause.isCorrection || clause.has(.changeQuantity), !clause.isQuestion, clause.items.count == 1,
      clause.items[0].candidates.count == 1, !clause.items[0].attributes.isEmpty,
      clause.items[0].quantity?.isAdditional != true, clause.items[0].quantity?.change == nil,
      let product = scene.catalog.product(clause.items[0].candidates[0])
    else { return false }
    func comesSo(_ variant: Variant) -> Bool {
      clause.items[0].attributes.allSatisfy { Self.fits(variant, $0, of: product) }
    }
    let lines = scene.cart.lines.filter { $0.productID == product.id }
    return lines.count == 1 && product.variants.contains(where: comesSo)
      && product.variant(lines[0].variantID).map { !comesSo($0) } ?? false
  }

  /// "make one of the laces brown", of two black ones.
  func changesSome(_ clause: Clause) -> Bool {
    let words = clause.reading.words[clause.range].drop {
      clause.roles[.interjections].contains($0) || clause.roles[.actOpeners].contains($0)
    }
    guard let first = words.first, clause.roles[.making].contains(first), clause.items.count == 1,
      case .count(let count)? = clause.items[0].quantity?.value, clause.items[0].quantity?.isExplicit == true,
      !clause.items[0].attributes.isEmpty, words.contains(where: clause.roles[.partitives].contains)
    else { return false }
    let item = clause.items[0]
    return scene.cart.lines.contains { line in
      guard line.quantity > count, let product = scene.catalog.product(line.productID),
        item.candidates.isEmpty ? product.id == scene.subject?.id : item.candidates.contains(product.id),
        let variant = product.variant(line.variantID)
      else { return false }
      return !item.attributes.allSatisfy { Self.fits(variant, $0, of: product) }
    }
  }

  /// "do you do gift bags? just for one bottle, in burgundy": of what was named before it, where nothing in the cart
  /// comes so.
  func tellsOfWhatWasNamed(_ clause: Clause) -> Bool {
    guard !isContinued, let previous, [.find, .pick, .details, .askStock].contains(previous), !clause.hasNamedGoods
    else { return false }
    let own = scene.cart.lines.compactMap { scene.catalog.product($0.productID) }
    return !clause.items.flatMap(\.attributes).allSatisfy { filter in
      own.contains { product in product.variants.contains { Self.fits($0, filter, of: product) } }
    }
  }

  /// Goods that are in the cart by name, or a form that only something there has.
  private func isInTheCart(_ item: ItemPhrase) -> Bool {
    let products = scene.cart.lines.compactMap { line in
      scene.catalog.product(line.productID).map { (line, $0) }
    }
    // "then only the first", of a list of which it went in
    if case .ordinal(let place)? = item.reference, item.candidates.isEmpty {
      let shown = scene.memory.shownProducts
      let index = place < 0 ? shown.count + place : place - 1
      return shown.indices.contains(index) && products.contains { $0.0.productID == shown[index] }
    }
    if !item.candidates.isEmpty { return products.contains { item.candidates.contains($0.0.productID) } }
    guard item.isUnnamed, !item.attributes.isEmpty else { return false }
    return products.contains { line, product in
      product.variant(line.variantID).map { variant in
        item.attributes.allSatisfy { Self.fits(variant, $0, of: product) }
      } ?? false
    }
  }

  /// "no jalapeños", of extra toppings of which one is jalapeños.
  private func isFormInCart(_ filter: AttributeFilter) -> Bool {
    scene.cart.lines.contains { line in
      guard let product = scene.catalog.product(line.productID), product.variants.count > 1,
        let variant = product.variant(line.variantID)
      else { return false }
      return Self.fits(variant, filter, of: product)
    }
  }

  /// "an eighth of that": so much of what is talked about is ordered.
  func takesAnAmount(_ clause: Clause) -> Bool {
    guard !clause.isQuestion, clause.labels.isEmpty, clause.items.count == 1, clause.items[0].reference == .focus,
      clause.choosesForm(of: scene.subject)
    else { return false }
    return clause.range.contains { index in
      clause.roles[.partitives].contains(clause.reading.words[index])
        && clause.reading.references.contains { $0.range.contains(index) || $0.range.lowerBound == index + 1 }
    }
  }

  /// "just those two", of two things in the cart.
  private func countsTheCart(_ clause: Clause) -> Bool {
    // "make it two of both" says how many there shall be.
    guard clause.has(.changeQuantity), clause.saysOnly || clause.length(.changeQuantity) == 1, clause.items.count == 1,
      let item = clause.items.first, item.isUnnamed,
      clause.reading.words[clause.range].contains(where: clause.roles[.determiners].contains)
        || item.reference == .both,
      item.quantity?.isAdditional != true
    else { return false }
    let lines = scene.cart.lines.count
    guard case .count(let count)? = item.quantity?.value else { return item.reference == .both && lines == 2 }
    return lines > 1 && (count == lines || count == scene.cart.pieceCount)
  }

  /// "he likes" in "he likes red": words that the shop has nothing for, beside what was said of a list.
  func isChatter(_ words: [String]) -> Bool {
    (!scene.memory.shownProducts.isEmpty || scene.memory.focusProduct != nil)
      && scene.catalog.search(ProductQuery(text: words.joined(separator: " "), limit: 1)).total == 0
  }

  /// "how much would that be" right after filling the cart means all of it.
  func asksForTheTotal(_ clause: Clause) -> Bool {
    guard !scene.cart.isEmpty, !clause.hasNamedGoods, clause.leftover.isEmpty,
      clause.items.allSatisfy(\.attributes.isEmpty)
    else { return false }
    let isInCart =
      scene.memory.focusProduct.map { focus in scene.cart.lines.contains { $0.productID == focus } } ?? false
    let isCheckingOut = [.yesOrNo, .name, .address, .fulfilment].contains(scene.expectation)
    if isInCart || isCheckingOut, clause.onlyPointsAtFocus { return true }
    let isAfterChange = scene.memory.lastIntent.map(Self.cartChanges.contains) ?? false
    let pointsElsewhere = clause.items.contains { ![nil, .focus, .all, .both].contains($0.reference) }
    return isAfterChange && !pointsElsewhere
  }

  /// "how much caffeine does it have": of what a product's own words speak of, no price is asked.
  func asksHowMuchIsIn(_ clause: Clause) -> Bool {
    // What is also a mark of goods in the shop, like "caffeine", is no name.
    let marks = clause.reading.links.filter { !$0.isGoods && clause.range.contains($0.tokens.lowerBound) }
      .flatMap { clause.reading.words[$0.tokens] }.filter { Int($0) == nil }
    let asked = clause.leftover + marks
    guard clause.isQuestion, !asked.isEmpty else { return false }
    let named = clause.items.first { $0.candidates.count == 1 }.flatMap { scene.catalog.product($0.candidates[0]) }
    guard let product = named ?? (clause.hasNamedGoods ? nil : scene.subject) else { return false }
    let title = ProductSpeech.stems(product.title, clause.reading.language)
    let said = asked.filter { word in
      !title.contains(Stemmer.stem(word, language: clause.reading.language))
        && !product.variants.contains { $0.options.contains { Folding.fold($0) == word } }
    }
    return ProductSpeech.mentions(product, said, language: clause.reading.language)
  }

  /// "how much is it in total", "how much does that make".
  func saysTotal(_ clause: Clause) -> Bool {
    !scene.cart.isEmpty && !clause.hasNamedGoods
      && clause.reading.words[clause.range].contains(where: clause.roles[.totals].contains)
  }

  /// "i will come to the shop and take it": told of how, with something in the cart.
  func comesForIt(_ clause: Clause) -> Bool {
    clause.facts.fulfilment != nil && !scene.cart.isEmpty && !clause.isQuestion && !clause.hasNamedGoods
      && !clause.hasExplicitQuantity
      && clause.items.allSatisfy { $0.isUnnamed && $0.attributes.isEmpty && $0.reference == .focus }
      && (clause.labels.isEmpty || clause.has(.add) || clause.labels == ["want"])
  }

  /// "the 8-9 years one would fit him I should think", of a shirt that comes so.
  func pointsAtForm(_ clause: Clause) -> Bool {
    guard !clause.isQuestion, clause.labels.isEmpty, clause.items.count == 1, let item = clause.items.first,
      item.isUnnamed, item.reference == .described, item.quantity?.isExplicit != true, !clause.leftover.isEmpty,
      clause.constraints.isEmpty
    else { return false }
    return !item.attributes.isEmpty && clause.choosesForm(of: scene.subject)
  }

  static let cartChanges: Set<Intent> = [.add, .changeQuantity, .remove, .swap, .reorder, .viewCart, .undo]

  /// "3 baguettes instead", "3, not 2", "sorry, I meant 3 baguettes": how many of what is in the cart already.
  func mendsQuantity(_ clause: Clause) -> Bool {
    // "2 females and 1 male", of what is there as such.
    guard clause.hasExplicitQuantity,
      names(clause, inCart: true) || clause.isCorrection && tellsOfTheCart(clause),
      !clause.items.contains(where: { $0.quantity?.isAdditional == true })
    else { return false }
    let words = clause.reading.words[clause.range]
    let others = clause.items.dropFirst().filter { !$0.isBare }
    // "12 tuna and 24 chicken", of what is all there.
    if clause.isCorrection, clause.items.allSatisfy({ $0.quantity?.isExplicit == true && isInTheCart($0) }) {
      return true
    }
    return others.isEmpty
      && (clause.isCorrection || words.contains(where: clause.roles[.instead].contains) || clause.has(.changeQuantity))
  }

  /// "actually just one pack", of what is in the cart.
  func countsAnew(_ clause: Clause) -> Bool {
    clause.isCorrection && !scene.cart.isEmpty && clause.hasExplicitQuantity && clause.items.count == 1
      && clause.items[0].isBare && clause.items[0].attributes.isEmpty && clause.leftover.isEmpty && !clause.isQuestion
  }

  /// "take the baguettes off", "baguettes out".
  func takesOut(_ clause: Clause) -> Bool {
    let said = clause.reading.words[clause.range].filter { ![".", "!", ","].contains($0) }
    // "al final el pantalón no"
    if said.count > 1, said.last.map(clause.roles[.no].contains) == true, names(clause, inCart: true) { return true }
    if takesOutOpenly(clause) { return true }
    guard
      let last = clause.reading.words[clause.range].last(where: {
        $0 != "." && $0 != "!" && !clause.roles[.courtesies].contains($0) && !clause.roles[.tooWords].contains($0)
      }),
      clause.roles[.outParticles].contains(last)
    else { return false }
    let first = said.first { !clause.roles[.agreeing].contains($0) && !clause.roles[.interjections].contains($0) }
    // "on second thought take one out"
    let startsSo =
      first.map(clause.roles[.outVerbs].contains) ?? false
      || clause.isCorrection && !clause.hasNamedGoods && said.contains(where: clause.roles[.outVerbs].contains)
    return !scene.cart.isEmpty && (names(clause, inCart: true) || startsSo)
  }

  /// "take the mug out, i have enough mugs": the particle right behind what goes.
  private func takesOutOpenly(_ clause: Clause) -> Bool {
    // "hmm no, leave the charger out"
    let first = clause.range.first { index in
      clause.reading.tokens[index].kind != .mark
        && ![.interjections, .no, .agreeing].contains { clause.roles[$0].contains(clause.reading.words[index]) }
    }
    guard let first, clause.roles[.outVerbs].contains(clause.reading.words[first]), names(clause, inCart: true) else {
      return false
    }
    return clause.reading.links.contains { link in
      let next = link.tokens.upperBound
      return link.isGoods && clause.range.contains(link.tokens.lowerBound) && next < clause.range.upperBound
        && clause.roles[.outParticles].contains(clause.reading.words[next])
    }
  }

  /// What a few words name.
  private func called(_ words: Set<String>) -> Set<ProductID> {
    Set(
      scene.catalog.mentions(in: words.sorted()).flatMap { mention -> [ProductID] in
        guard case .products(let ids) = mention.target, ids.count <= Self.fewNamed else { return [] }
        return ids
      })
  }

  private static let fewNamed = 3

  /// "oh okay no kite then", of a kite that was just said to be sold out: nothing is looked for.
  func declines(_ clause: Clause) -> Bool {
    let words = clause.constraints.excludedWords
    guard !words.isEmpty, !clause.hasGoods, clause.labels.isSubset(of: ["confirm", "acknowledge", "deny", "done"]),
      !clause.isQuestion, clause.items.allSatisfy({ $0.attributes.isEmpty }), let focus = scene.memory.focusProduct
    else { return false }
    return called(words).contains(focus)
  }

  /// "no frother", when there is one in the cart.
  func excludesFromCart(_ clause: Clause) -> Bool {
    let words = clause.constraints.excludedWords
    guard !words.isEmpty, !clause.hasGoods, !clause.has(.find) else { return false }
    // "sin velas", of birthday candles
    let meant = called(words)
    if scene.cart.lines.contains(where: { meant.contains($0.productID) }) { return true }
    if let forms = clause.excludedForms, !clause.isQuestion { return forms.allSatisfy(isFormInCart) }
    return scene.cart.lines.contains { line in
      guard let product = scene.catalog.product(line.productID) else { return false }
      let title = Set(
        Tokenizer.tokens(in: product.title).map { Stemmer.stem($0.text, language: clause.reading.language) })
      return words.allSatisfy { title.contains(Stemmer.stem($0, language: clause.reading.language)) }
    }
  }
}
