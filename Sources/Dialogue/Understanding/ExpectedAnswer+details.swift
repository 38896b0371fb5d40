import Commerce
import Language

/// What a shopper tells of themselves where something else was asked for.
extension ExpectedAnswer {
  /// "it's 15 Birch Court, not 5": what it is not is no part of the address.
  func withoutContrast(_ act: Act) -> Act {
    guard let address = act.facts.address else { return act }
    let own = Reading(tokens: Tokenizer.tokens(in: address), language: reading.language)
    guard let cut = own.words.lastIndex(where: isNot), cut > 1, own.words[cut - 1] == "," else { return act }
    let rest = own.tokens[(cut + 1)...].filter { $0.kind != .mark }
    let told = Set(Tokenizer.tokens(in: scene.memory.told.address ?? "").map(\.text))
    guard (1...Self.contrastWords).contains(rest.count),
      rest.contains(where: { $0.kind == .number || told.contains($0.text) })
    else { return act }
    var plain = act
    plain.facts.address = own.original(0..<cut - 1)
    return plain
  }

  private static let contrastWords = 4

  /// "sorry, it's 17 Canal Walk", of 7 Canal Walk: the same street, be it called by no word for one.
  func isOfTheTold(_ range: Range<Int>) -> Bool {
    guard let told = scene.memory.told.address else { return false }
    let street = Set(Tokenizer.tokens(in: told).filter { $0.kind == .word }.map(\.text))
    return range.count { street.contains(reading.words[$0]) } > 1
  }

  private func isNot(_ word: String) -> Bool {
    grammar.negations.longestMatch(in: [word], from: 0) != nil && !grammar.roles[.numberSigns].contains(word)
  }

  /// "Elsa Park", "12 Elm Street, York", where an option was asked for: who and where are no answer to that.
  func ownDetails() -> Act? {
    // "Cora", right after a checkout that was answered with the question.
    let isCheckingOut = scene.memory.lastIntent == .checkout && reading.links.isEmpty && reading.acts.isEmpty
    let first = reading.tokens.first { $0.kind == .word }?.original.first
    if let name = facts.fullName() ?? (isCheckingOut && first?.isUppercase == true ? facts.wholeName() : nil) {
      return Act(.inform, source: .expectation, text: text, facts: Facts(name: name))
    }
    // "sam", "its kate brown", from whoever is telling who and where.
    if isTellingDetails, let name = facts.wholeName(), facts.isSmallName(name) {
      return Act(.inform, source: .expectation, text: text, facts: Facts(name: name))
    }
    guard !reading.words.contains("?"), facts.isStreetAddress(0..<reading.tokens.count) else { return nil }
    // "We'll need it delivered to 26 Willow Crescent"
    if let announced = facts.announcedAddress() {
      return Act(
        .inform, source: .expectation, text: text, facts: Facts(fulfilment: .delivery, address: announced.text))
    }
    return Act(.inform, source: .expectation, text: text, facts: Facts(address: text))
  }

  private var isTellingDetails: Bool { scene.memory.told.saysHow && scene.memory.told.name == nil }

  /// "Amy Tran", at the summary of an order for a school: whose it is.
  func ownName() -> Act? {
    guard scene.isCheckingOut, let name = facts.fullName(), name != scene.memory.told.name else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: Facts(name: name))
  }

  /// "Name: Gareth Price", whatever was asked and whatever the name means elsewhere.
  func introducedName() -> Act? {
    guard let name = facts.announcedName(), !reading.words.contains("?"),
      reading.tokens.indices.allSatisfy({ index in
        name.range.contains(index) || reading.tokens[index].kind == .mark
          || grammar.roles[.nameOpeners].contains(reading.words[index])
      })
    else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: Facts(name: name.text))
  }

  /// "pick-up, Budi": one word, in capitals, that the language does not need.
  func isName(_ word: String) -> Bool {
    word.first?.isUppercase == true && !grammar.words.contains(Folding.fold(word)) && reading.days.isEmpty
  }

  func isOfDelivery(_ phrase: LabelledRange) -> Bool {
    reading.fulfilments.contains { $0.range.meets(phrase.range) }
      || phrase.labels.contains { [Intent.askDelivery.rawValue, "checkout", "done"].contains($0) }
  }

  /// "2100 Yale Blvd SE, debit": where it goes and how it is paid, with something in the cart.
  func isSentPlainly(_ facts: Facts) -> Bool {
    guard let address = facts.address, facts.payment != nil || facts.name != nil,
      !scene.cart.isEmpty || scene.memory.offer?.intent == .add
    else { return false }
    let words = Tokenizer.tokens(in: address).map(\.text)
    return words.contains(where: grammar.streetWords.contains) && address.contains(where: \.isNumber)
      && !reading.links.contains { link in
        link.isGoods && link.confidence >= Self.plainName
          && !link.tokens.allSatisfy { grammar.streetWords.contains(reading.words[$0]) }
      }
      && !reading.acts.contains { $0.labels.contains { ["add", "remove", "swap"].contains($0) } }
  }

  func orderNumber() -> Act? {
    guard let number = reading.tokens.first(where: { $0.kind == .number }), meaningful.count <= 2 else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: Facts(orderNumber: number.text))
  }

  func quantity() -> Act? {
    guard reading.quantities.count == 1, meaningful.allSatisfy({ reading.quantities[0].range.contains($0) }) else {
      return nil
    }
    return Act(
      .changeQuantity, source: .expectation, text: text,
      items: [ItemPhrase(quantity: reading.quantities[0].quantity)])
  }
}
