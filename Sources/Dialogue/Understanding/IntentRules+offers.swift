import Commerce
import Language

/// What is ordered without a word of ordering: an answer to "Shall I add it?", or goods told so fully that nothing is
/// left to choose.
extension IntentRules {
  /// "walnut", "sage in large", said of goods that were just offered for the cart.
  func choosesOffered(_ clause: Clause) -> Bool {
    guard scene.memory.offer?.intent == .add, scene.expectation == .nothing, !clause.isQuestion, !clause.has(.find),
      clause.constraints.isEmpty, clause.facts.isEmpty, !clause.hasNamedGoods, let product = scene.subject
    else { return false }
    let items = clause.items
    let isAside = clause.labels.contains { ["details", "ask_price", "ask_stock", "remove", "browse"].contains($0) }
    return !isAside && !items.isEmpty
      && items.allSatisfy { item in
        [nil, .focus, .described, .both, .all].contains(item.reference) && !item.attributes.isEmpty
          && item.attributes.allSatisfy { Self.isOption($0, of: product) }
      }
  }

  /// "the first one", "that one please": the one thing that was offered for the cart.
  func pointsAtOffered(_ clause: Clause) -> Bool {
    guard scene.memory.offer?.intent == .add, scene.expectation == .nothing, !clause.isQuestion,
      clause.labels.isSubset(of: ["want", "confirm", "thanks", "change_quantity"]), !clause.hasExplicitQuantity,
      clause.constraints.isEmpty, clause.facts.isEmpty, clause.leftover.isEmpty, clause.items.count == 1
    else { return false }
    let item = clause.items[0]
    guard item.isUnnamed, item.attributes.isEmpty else { return false }
    if let subject = scene.subject, [.cheapest, .dearest].contains(item.reference) {
      return scene.memory.shownProducts.count < 2 && Set(subject.variants.map(\.price)).count > 1
    }
    return item.reference == .focus
      || scene.memory.shownProducts.count < 2 && [.ordinal(1), .ordinal(-1)].contains(item.reference)
  }

  /// "and a roller set", "the spirit level too": one more thing for a cart that is being filled.
  func addsOn(_ clause: Clause) -> Bool {
    guard !scene.cart.isEmpty, previous != .remove, clause.hasNamedGoods, !clause.isQuestion,
      clause.constraints.isEmpty, clause.labels.isSubset(of: ["want", "change_quantity"]),
      clause.items.allSatisfy({ !$0.candidates.isEmpty })
    else { return false }
    let words = clause.reading.words[clause.range].filter { ![".", "!", ","].contains($0) }
    // "plasters too, the small box"
    let comma = clause.reading.words[clause.range].prefix { $0 != "," }
    let isAlso = [words.last, comma.last].contains { $0.map(clause.roles[.tooWords].contains) == true }
    return isAlso || (isGoingOn && isContinued && !clause.has(.changeQuantity))
  }

  /// "hold on, also a headlamp", "a rope too", said to an order's summary: nobody looks around there, it is one thing
  /// more.
  func addsAtCheckout(_ clause: Clause) -> Bool {
    guard scene.isCheckingOut, clause.hasNamedGoods, !clause.isQuestion, clause.constraints.isEmpty,
      clause.labels.isSubset(of: ["want"]), !clause.items.contains(where: { $0.isOutgoing || $0.reference != nil })
    else { return false }
    let words = clause.reading.words[clause.range].filter { ![".", "!", ","].contains($0) }
    let isAlso = words.last.map(clause.roles[.alsoWords].contains) ?? false
    return isAlso || isGoingOn || clause.items.allSatisfy { $0.quantity != nil }
  }

  /// "I'd like the foaming cleanser and the day cream": two things told by name are not looked at, they are had.
  func wantsSeveral(_ clause: Clause) -> Bool {
    let named = clause.items.filter { !$0.isBare }
    guard !wantsToDo(clause) else { return false }
    return named.count > 1 && clause.constraints.isEmpty && !clause.isQuestion && !clause.has(.find)
      && named.allSatisfy { $0.candidates.count == 1 && $0.linkConfidence >= Self.plainly }
  }

  /// "heels for a party but comfortable ones", in a shop with comfort insoles: one word of a long name tells a quality.
  private static let plainly = 0.5

  /// "any puzzles with less pieces" takes nothing out.
  func asksForLess(_ clause: Clause) -> Bool {
    clause.has(.find) && clause.length(.remove) == 1
      && clause.reading.words[clause.range].contains(where: clause.roles[.fewer].contains)
  }

  /// "50 mm or longer" is a bound, and no form that is chosen.
  private func isBound(_ clause: Clause) -> Bool {
    clause.reading.words[clause.range].contains { word in
      clause.roles[.comparatives].contains(word)
        && (clause.roles[.big].contains(word) || clause.roles[.small].contains(word))
    }
  }

  /// "and something for a sore throat": what is not named yet is looked for, never bought.
  func sought(_ clause: Clause) -> Intent? {
    if comparesShown(clause) { return .narrow }
    guard clause.reading.words[clause.range].contains(where: clause.roles[.indefinites].contains),
      !clause.hasExplicitQuantity
    else { return nil }
    return clause.hasNamedGoods || !clause.leftover.isEmpty || looksForAQuality(clause) ? .find : nil
  }

  /// "something smaller?", "anything lighter": more or less of something than what was shown.
  private func comparesShown(_ clause: Clause) -> Bool {
    guard scene.subject != nil || !scene.memory.shownProducts.isEmpty, !clause.hasNamedGoods,
      !clause.hasExplicitQuantity, clause.labels.isSubset(of: ["find", "want"]), !clause.leftover.isEmpty,
      clause.items.allSatisfy({
        $0.isUnnamed && $0.attributes.isEmpty && [nil, .focus, .described].contains($0.reference)
      })
    else { return false }
    return clause.leftover.allSatisfy { word in
      [WordRole.comparatives, .big, .small].contains { clause.roles[$0].contains(word) }
    }
  }

  /// "something warm to go over it": a quality, of what is not named yet; what is talked about is only what it goes
  /// with.
  private func looksForAQuality(_ clause: Clause) -> Bool {
    clause.items.contains { item in
      item.isUnnamed && [nil, .focus].contains(item.reference)
        && item.attributes.contains { filter in
          !(scene.subject.map { Self.isOption(filter, of: $0) } ?? false)
        }
    }
  }

  /// "I need heels for a party but comfortable ones": goods without so much as an article, and what they are for.
  func tellsANeed(_ clause: Clause) -> Bool {
    guard clause.has("want"), !clause.hasExplicitQuantity,
      clause.items.contains(where: { !$0.isUnnamed && $0.quantity == nil && $0.attributes.isEmpty })
    else { return false }
    let words = clause.reading.words[clause.range]
    guard !words.contains(where: clause.roles[.definiteArticles].contains) else { return false }
    return words.dropLast().contains { word in
      clause.roles[.contrasts].contains(word) || clause.roles[.purposes].contains(word)
    }
  }

  /// "need to hang a shelf on drywall": something is to be done, and nothing named to be had for it.
  func wantsToDo(_ clause: Clause) -> Bool {
    clause.reading.acts.contains { act in
      clause.range.contains(act.range.lowerBound) && act.labels.contains("want")
        && act.range.upperBound < clause.range.upperBound
        && clause.roles[.infinitives].contains(clause.reading.words[act.range.upperBound])
    }
  }

  /// "matte lipstick in plum and in ruby red": nobody looks at two forms of one thing so.
  func namesForms(_ clause: Clause) -> Bool {
    guard !clause.isQuestion, clause.labels.isSubset(of: ["want"]), clause.constraints.isEmpty else { return false }
    return clause.items.contains { item in
      item.candidates.count == 1
        && Dictionary(grouping: item.attributes.filter { !$0.name.isEmpty }, by: \.name).values
          .contains { Set($0).count > 1 }
    }
  }

  /// "I want a black hoodie, medium", "a box of 12 macarons": one product, and one form of it.
  func ordersInFull(_ clause: Clause) -> Bool {
    guard !clause.isQuestion, !clause.has(.find), clause.constraints.isEmpty, !clause.items.isEmpty, !wantsToDo(clause),
      !isBound(clause),
      clause.labels.isSubset(of: ["want", "greet", "thanks", "confirm", "change_quantity"])
    else { return false }
    return clause.items.allSatisfy { item in
      guard item.candidates.count == 1, item.reference == nil, item.quantity != nil || clause.has("want"),
        let product = scene.catalog.product(item.candidates[0])
      else { return false }
      guard product.variants.count > 1, !item.attributes.isEmpty, item.linkConfidence >= Self.likely else {
        return false
      }
      return product.variants.count { variant in item.attributes.allSatisfy { Self.fits(variant, $0, of: product) } }
        == 1
    }
  }

  private static let likely = 0.3

  private static func isOption(_ filter: AttributeFilter, of product: Product) -> Bool {
    product.variants.count > 1 && product.variants.contains { fits($0, filter, of: product) }
  }

  /// "do you have the salmon food in the 14 kg bag?", of which there is none left: that is what is to be said.
  func asksOfSoldOut(_ clause: Clause) -> Bool {
    guard clause.isQuestion, clause.items.count == 1, clause.items[0].candidates.count == 1,
      !clause.items[0].attributes.isEmpty, let product = scene.catalog.product(clause.items[0].candidates[0])
    else { return false }
    let told = product.variants.filter { variant in
      clause.items[0].attributes.allSatisfy { Self.fits(variant, $0, of: product) }
    }
    return told.count == 1 && !told[0].isInStock && product.variants.count > 1
  }

  static func fits(_ variant: Variant, _ filter: AttributeFilter, of product: Product) -> Bool {
    let wanted = Folding.fold(filter.value)
    return variant.options.enumerated().contains { place, value in
      guard Folding.fold(value) == wanted else { return false }
      guard !filter.name.isEmpty, product.optionNames.indices.contains(place),
        product.optionNames.contains(where: { Folding.fold($0) == Folding.fold(filter.name) })
      else { return true }
      return Folding.fold(product.optionNames[place]) == Folding.fold(filter.name)
    }
  }

  /// "and a gallon?", "and in blue?": the last question again, of another form of the same.
  func asksOn(_ clause: Clause) -> Intent? {
    guard let last = scene.memory.lastIntent, [.askPrice, .askStock].contains(last), clause.isQuestion,
      clause.labels.isEmpty, clause.constraints.isEmpty, !clause.items.isEmpty, clause.leftover.isEmpty,
      scene.subject != nil || clause.hasNamedGoods
    else { return nil }
    return clause.items.allSatisfy { !$0.attributes.isEmpty || !$0.candidates.isEmpty } ? last : nil
  }

  /// "ok buy it", of what is in the cart: it is paid for, not had once more.
  func buysWhatIsThere(_ clause: Clause) -> Bool {
    clause.has(.add) && !clause.isQuestion && !clause.hasExplicitQuantity && clause.onlyPointsAtFocus
      && clause.leftover.isEmpty && clause.items.allSatisfy { $0.attributes.isEmpty && $0.quantity == nil }
      && clause.reading.words[clause.range].contains(where: clause.roles[.ordering].contains)
      && scene.cart.lines.contains { $0.productID == scene.subject?.id }
  }

  /// "khaki please", "the dark one then": chosen among what is being talked about, or named to be had.
  func decided(_ clause: Clause) -> Intent? {
    guard clause.isDecided || clause.settlesOnForm, !clause.has(.find), !clause.has("want") else { return nil }
    // "too much, the small bag then"
    let isPlain = clause.constraints.isEmpty || clause.choosesForm(of: scene.subject)
    guard isPlain else { return nil }
    let hasChoice =
      clause.items.contains { !$0.attributes.isEmpty }
      && (scene.subject != nil || clause.hasReference || !scene.memory.shownProducts.isEmpty)
    guard clause.hasGoods || hasChoice, !clause.onlyPointsAtFocus || hasChoice else { return nil }
    if clause.has(.details) || clause.has(.askPrice) || clause.has(.askStock) || clause.has(.browse) { return nil }
    return clause.isCorrection ? nil : .add
  }
}
