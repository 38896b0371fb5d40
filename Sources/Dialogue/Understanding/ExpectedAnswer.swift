import Commerce
import Language

/// Reads a message as the answer to what was asked.
struct ExpectedAnswer {
  let grammar: Grammar
  let scene: Scene
  let reading: Reading

  /// The whole message as one answer; nil where it is something else, too, or nothing was asked.
  func whole() -> Act? {
    if let choice = choice() ?? orderChoice() { return choice }
    if let details = details() ?? introducedName() ?? correctedName() ?? whyAsked() { return details }
    switch scene.expectation {
    case .option(_, _, let values): return option(values) ?? leftToUs(values) ?? ownDetails()
    case .choice where reading.links.isEmpty: return firstListed() ?? ownDetails()
    case .name where isWaiting, .address where isWaiting: return Act(.acknowledge, source: .expectation, text: text)
    case .name where !reading.fulfilments.isEmpty && !asks: return nameAndMore()
    case .yesOrNo: return courteousYes() ?? otherFact() ?? mendedFact() ?? ownName()
    case .address where otherFact() != nil: return otherFact()
    case .fulfilment: return addressInstead()
    case .name where facts.looksLikeAddress(0..<reading.tokens.count) && reading.tokens.contains { $0.kind == .number }:
      return address()
    case .name:
      return (facts.announcedName()?.text ?? facts.wholeName()).map {
        Act(.inform, source: .expectation, text: text, facts: Facts(name: $0))
      }
    case .address: return address()
    case .orderNumber: return orderNumber()
    case .quantity: return quantity()
    case .nothing: return anyOffered()
    case .payment, .choice: return nil
    }
  }

  /// "Tom Baker, 12 Elm St, Portland": more than was asked for, at once.
  private func details() -> Act? {
    let isAsked = [.name, .address, .fulfilment].contains(scene.expectation)
    // Delivery or pick-up is asked when the name is known.
    let expectsName = scene.expectation != .address && scene.expectation != .fulfilment
    let reader = DetailsReader(
      grammar: grammar, reading: reading, expectsName: expectsName, asksName: scene.expectation == .name)
    guard let facts = reader.facts(), isAsked || isPlainly(facts) || isSentPlainly(facts) else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: facts)
  }

  /// "Nora Fink, Torstr. 9, 10119 Berlin", whatever was asked: a full name and where it goes, and nothing to be bought.
  private func isPlainly(_ facts: Facts) -> Bool {
    // "pickup, name's Carl Dean, 970-555-0161"
    if facts.name != nil, facts.phone != nil, facts.fulfilment != nil { return true }
    // "pickup, Moe Hart"
    if let name = facts.name, facts.address == nil, facts.fulfilment == .pickup,
      !scene.cart.isEmpty || scene.memory.offer?.intent == .add
    {
      // "with oat milk, to go", to what was only offered
      let isSpelled = name.split(separator: " ").allSatisfy { $0.first?.isUppercase == true }
      return
        (name.contains(" ") && (isSpelled || !scene.cart.isEmpty) || isName(name)
        || grammar.roles[.givenNames].contains(Folding.fold(name)))
        && !reading.links.contains { $0.isGoods && $0.confidence >= Self.plainName }
    }
    guard let name = facts.name, let address = facts.address,
      reading.acts.allSatisfy({ $0.range.count == 1 || isOfDelivery($0) }),
      !reading.links.contains(where: { $0.isGoods && $0.confidence >= Self.plainName })
    else { return false }
    let words = name.split(separator: " ")
    // "pesan, Rudi, Jl. Anggrek 9, diantar"
    let isWhole =
      words.count > 1 || grammar.roles[.givenNames].contains(Folding.fold(name))
      || self.facts.announcedName()?.text == name
    return isWhole && words.allSatisfy { $0.first?.isUppercase == true } && address.contains(where: \.isNumber)
  }

  /// From here on a name of goods is no part of an address.
  static let plainName = 0.9

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
        let answersAnyway =
          scene.expectation == .fulfilment && act.intent == .askDelivery && act.facts.fulfilment != nil
          && Tokenizer.tokens(in: act.text).first.map { grammar.roles[.requests].contains($0.text) } ?? false
        if act.intent == .askDelivery || act.intent == .askPayment, !act.isQuestion || answersAnyway, !act.facts.isEmpty
        {
          act.intent = .inform
        }
        return act
      }
    case .choice, .option, .orderNumber, .quantity, .nothing: return acts
    }
  }

  var facts: FactReader { FactReader(grammar: grammar, reading: reading) }

  var text: String { reading.original(0..<reading.tokens.count) }

  /// Tokens that are neither marks nor courtesies.
  var meaningful: [Int] {
    return reading.words.indices.filter {
      reading.tokens[$0].kind != .mark && !grammar.roles[.answerFillers].contains(reading.words[$0])
    }
  }

  /// "2", "the second one", or a choice's title.
  private func choice() -> Act? {
    let choices = scene.memory.choices
    guard !choices.isEmpty else { return nil }
    if let index = choiceIndex(count: choices.count) { return act(choices[index]) }
    let said = meaningful.map { reading.words[$0] }
    guard !said.isEmpty, said.count <= 8 else { return nil }
    let matches = choices.filter { title($0) == said || folded($0) == reading.words.filter { $0 != "," && $0 != "." } }
    // "one avocado toast please" orders what "avocado toast" would show.
    let isCounted = reading.quantities.contains { $0.quantity.isExplicit }
    return matches.count == 1 && !isCounted ? act(matches[0]) : nil
  }

  /// "cancel the first one", of the orders just listed.
  private func orderChoice() -> Act? {
    let numbers = scene.memory.choices.compactMap { choice -> String? in
      guard case .order(_, let number)? = ChoiceCode(id: choice.id) else { return nil }
      return number
    }
    guard numbers.count > 1, case .ordinal(let place)? = reading.references.first?.reference,
      reading.words.contains(where: grammar.roles[.cancelling].contains)
    else { return nil }
    let index = place < 0 ? numbers.count + place : place - 1
    guard numbers.indices.contains(index) else { return nil }
    return Act(.cancelOrder, source: .expectation, text: text, facts: Facts(orderNumber: numbers[index]))
  }

  private func choiceIndex(count: Int) -> Int? {
    let asksForOne = scene.expectation == .choice || scene.choicesAreNumbered
    guard asksForOne else { return nil }
    let covered = meaningful
    // A number alone; "another one" and "ok 2" count something.
    let isNumberAlone = reading.tokens.allSatisfy {
      $0.kind == .number || grammar.roles[.choiceWords].contains($0.text)
    }
    if isNumberAlone || scene.expectation == .choice, reading.quantities.count == 1, scene.choicesAreNumbered,
      !reading.quantities[0].quantity.isAdditional,
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
    guard case .option(_, _, let values) = scene.expectation else { return false }
    return values.contains { Folding.fold($0) == reading.words.first }
  }

  private func title(_ choice: Choice) -> [String] {
    folded(choice).filter { $0 != "," && $0 != "." && !grammar.roles[.definiteArticles].contains($0) }
  }

  private func folded(_ choice: Choice) -> [String] { Tokenizer.tokens(in: choice.title).map(\.text) }

  private func act(_ choice: Choice) -> Act {
    ChoiceCode(id: choice.id)?.act(title: choice.title, source: .expectation)
      ?? Act(.unclear, source: .expectation, text: choice.title)
  }

  private func option(_ values: [String]) -> Act? {
    let said = meaningful.map { reading.words[$0] }
    guard !said.isEmpty, said.count <= 4 else { return nil }
    var exact = values.filter { Tokenizer.tokens(in: $0).filter { $0.kind != .mark }.map(\.text) == said }
    if exact.isEmpty, let opposite = opposite(of: said, values) { exact = [opposite] }
    if exact.isEmpty { exact = values.filter { named($0, by: said) } }
    // "50", of 30 ml and 50 ml.
    if exact.isEmpty, said.count == 1, Int(said[0]) != nil {
      exact = values.filter { Tokenizer.tokens(in: $0).first?.text == said[0] }
    }
    // "large" is L where the sizes are letters; the catalogue's own comparison knows that.
    let isSize =
      said.contains(where: grammar.roles[.sizes].contains)
      && values.contains { ["s", "m", "l"].contains(Folding.fold($0)) }
    if exact.isEmpty, !isSize, !asksOfAnother, !tellsAnotherOption(than: values),
      let extreme = extreme(of: values, said)
    {
      exact = [extreme]
    }
    guard exact.count == 1 else { return nil }
    return Act(.pick, source: .expectation, text: text, items: [withMore(exact[0], than: values)])
  }

  /// "how much is shipping?"
  private var asks: Bool {
    reading.words.contains("?")
      || reading.acts.contains { $0.labels.contains { $0.hasPrefix("ask_") && $0 != "ask_delivery" } }
      || reading.words.first.map { grammar.roles[.asking].contains($0) }
        ?? false
  }

  /// "hold on": neither an answer nor anything else.
  private var isWaiting: Bool {
    !reading.words.isEmpty && !reading.words.contains("?")
      && reading.tokens.allSatisfy { $0.kind == .mark || grammar.roles[.waiting].contains($0.text) }
      && !reading.acts.contains { $0.range.count == reading.words.count && $0.labels.contains("checkout") }
  }

  /// "please", to a question of yes or no.
  private func courteousYes() -> Act? {
    let words = reading.tokens.filter { $0.kind != .mark }
    guard !words.isEmpty, words.allSatisfy({ grammar.roles[.courtesies].contains($0.text) }) else { return nil }
    return Act(.confirm, source: .expectation, text: text)
  }

  /// "a different address please", "the same address", "another name": what is told to change, not yet to what.
  private func otherFact() -> Act? {
    let isAddress = reading.words.contains(where: grammar.roles[.addressNouns].contains)
    guard isAddress || reading.words.contains(where: grammar.roles[.nameNouns].contains),
      !reading.tokens.contains(where: { $0.kind == .number }), !reading.words.contains("?")
    else { return nil }
    if isAddress, reading.words.contains(where: grammar.roles[.sameWords].contains) {
      return Act(.confirm, source: .expectation, text: text)
    }
    guard reading.words.contains(where: grammar.roles[.otherWords].contains), facts.announcedName() == nil else {
      return nil
    }
    let courteous = reading.tokens.filter { $0.kind == .word && $0.original.first?.isUppercase == true }
    guard courteous.count <= 1 else { return nil }
    return Act(isAddress ? .changeAddress : .changeName, source: .expectation, text: text)
  }

  /// "sorry, John Smith", after a name was given: the later one stands.
  private func correctedName() -> Act? {
    guard [.fulfilment, .address, .yesOrNo, .payment].contains(scene.expectation), !asks,
      scene.memory.told.name != nil,
      let cue = grammar.corrections.longestMatch(in: reading.words, from: 0)
    else { return nil }
    let rest = (cue.end..<reading.tokens.count).filter { reading.tokens[$0].kind != .mark }
    guard (1...4).contains(rest.count), let first = rest.first, let last = rest.last,
      rest.allSatisfy({ reading.tokens[$0].kind == .word && reading.tokens[$0].original.first?.isUppercase == true }),
      reading.fulfilments.isEmpty, !reading.acts.contains(where: { $0.range.lowerBound == first })
    else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: Facts(name: reading.original(first..<last + 1)))
  }

  /// "why do you need my name?"
  private func whyAsked() -> Act? {
    let nouns: WordRole
    switch scene.expectation {
    case .name: nouns = .nameNouns
    case .address: nouns = .addressNouns
    default: return nil
    }
    guard let first = reading.words.first, grammar.roles[.openQuestions].contains(first),
      reading.words.contains(where: grammar.roles[nouns].contains)
    else { return nil }
    return Act(.acknowledge, source: .expectation, text: text, isQuestion: true)
  }

  /// At the summary: "oops, it's 9 Right Road, York"; "the name is wrong, it's John Smith".
  private func mendedFact() -> Act? {
    // "wait, change the address to …" asks nothing.
    if !reading.words.contains("?"), let address = announcedChange() { return address }
    guard !asks else { return nil }
    if let start = reading.tokens.indices.first(where: { reading.tokens[$0].kind == .number }) {
      let range = start..<facts.endOfFact(from: start)
      let hasStreet = range.contains { grammar.streetWords.contains(reading.words[$0]) } || isOfTheTold(range)
      if hasStreet, facts.looksLikeAddress(range), reading.links.allSatisfy({ !$0.isGoods || $0.confidence < 0.9 }) {
        return Act(.inform, source: .expectation, text: text, facts: Facts(address: reading.original(range)))
      }
    }
    guard reading.words.contains(where: grammar.roles[.nameNouns].contains) else { return nil }
    var start = reading.tokens.count
    while start > 0, reading.tokens[start - 1].kind == .word,
      reading.tokens[start - 1].original.first?.isUppercase == true
    { start -= 1 }
    let range = start..<reading.tokens.count
    guard (1...4).contains(range.count), start > 0 else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: Facts(name: reading.original(range)))
  }

  /// "change the address to 200 Broadway, Boulder", "send it to 9 High Road instead".
  private func announcedChange() -> Act? {
    guard let announced = facts.announcedAddress(), announced.text.contains(where: \.isNumber),
      reading.words.contains(where: grammar.roles[.addressNouns].contains)
        || reading.words.contains(where: grammar.streetWords.contains)
    else { return nil }
    var words = announced.text.split(separator: " ")
    while let last = words.last, grammar.roles[.instead].contains(Folding.fold(String(last))) { words.removeLast() }
    return Act(
      .inform, source: .expectation, text: text,
      facts: Facts(fulfilment: .delivery, address: words.joined(separator: " ")))
  }

  /// "Tom Baker, delivery"; "I will pick it up. Ada Lovelace".
  private func nameAndMore() -> Act {
    var facts = Facts(fulfilment: reading.fulfilments[0].labels.contains("pickup") ? .pickup : .delivery)
    facts.name = self.facts.announcedName()?.text
    var start = 0
    for end in reading.words.indices.filter({ [",", ".", ";"].contains(reading.words[$0]) }) + [reading.words.count]
    where facts.name == nil {
      if start < end, !reading.fulfilments.contains(where: { $0.range.overlaps(start..<end) }) {
        facts.name = name(in: start..<end)
      }
      start = end + 1
    }
    facts.name = facts.name ?? nameBehind(reading.fulfilments[0].range.upperBound)
    // "jess pick up at 4"
    let before = 0..<reading.fulfilments[0].range.lowerBound
    if facts.name == nil, !before.isEmpty, let name = name(in: before), self.facts.isSmallName(name) {
      facts.name = name
    }
    return Act(.inform, source: .expectation, text: text, facts: facts)
  }

  /// "pickup for Sal Ortega".
  private func nameBehind(_ start: Int) -> String? {
    guard start + 1 < reading.tokens.count, grammar.roles[.purposes].contains(reading.words[start]) else { return nil }
    let range = start + 1..<reading.tokens.count
    let isName = range.allSatisfy {
      reading.tokens[$0].kind == .mark || reading.tokens[$0].original.first?.isUppercase == true
    }
    return isName ? name(in: range) : nil
  }

  private func name(in range: Range<Int>) -> String? {
    var part = Reading(tokens: Array(reading.tokens[range]))
    part.acts = reading.acts.filter { $0.range.overlaps(range) }.compactMap { phrase in
      let cut = phrase.range.clamped(to: range)
      return LabelledRange(
        range: cut.lowerBound - range.lowerBound..<cut.upperBound - range.lowerBound, labels: phrase.labels)
    }
    return FactReader(grammar: grammar, reading: part).wholeName()
  }

  /// Asked for delivery or pick-up, an address says delivery.
  private func addressInstead() -> Act? {
    guard !reading.words.contains("?") else { return nil }
    if reading.fulfilments.isEmpty, let announced = facts.announcedAddress() {
      return Act(
        .inform, source: .expectation, text: text, facts: Facts(fulfilment: .delivery, address: announced.text))
    }
    let after = reading.fulfilments.last { $0.labels.contains("delivery") }?.range.upperBound ?? 0
    guard reading.fulfilments.allSatisfy({ $0.labels.contains("delivery") }), after < reading.tokens.count else {
      return nil
    }
    let start =
      (after..<reading.tokens.count).first {
        reading.tokens[$0].kind != .mark && !grammar.roles[.deliveryJoints].contains(reading.words[$0])
      } ?? after
    // "31 Elm"
    let isShort =
      start == 0 && (2...3).contains(reading.tokens.count) && reading.tokens[0].kind == .number && reading.links.isEmpty
      && reading.tokens.dropFirst().allSatisfy { $0.original.first?.isUppercase == true }
    guard isShort || start == 0 && facts.isStreetAndTown || facts.looksLikeAddress(start..<reading.tokens.count) else {
      return nil
    }
    return Act(
      .inform, source: .expectation, text: text,
      facts: Facts(fulfilment: .delivery, address: reading.original(start..<reading.tokens.count)))
  }

  private func address() -> Act? {
    let hasNumber = reading.tokens.contains { $0.kind == .number }
    guard reading.fulfilments.isEmpty || hasNumber, let address = facts.wholeAddress() else {
      return nil
    }
    return Act(
      .inform, source: .expectation, text: text, facts: Facts(address: address, orderNote: facts.noteBehindAddress()))
  }

  /// "oat" is enough for "Oat milk".
  private func named(_ value: String, by said: [String]) -> Bool {
    let own = Tokenizer.tokens(in: value).filter { $0.kind != .mark }.map(\.text)
    return own.count > 1
      && said.allSatisfy { word in
        own.contains {
          $0 == word || Stemmer.stem($0, language: reading.language) == Stemmer.stem(word, language: reading.language)
        }
      }
  }
}
