import Commerce
import Language

/// Answers that leave the choice to the shop: "you choose", "whatever's cheapest", "normal size".
extension ExpectedAnswer {
  /// Of the values that were asked for, the one that is meant or will do.
  func leftToUs(_ values: [String]) -> Act? {
    // "and your cheapest usb stick" is something else.
    let namesMore = reading.links.contains { $0.isGoods } || namesUnknown
    guard let product = scene.subject, !reading.words.contains("?"), reading.words.count <= Self.shortAnswer, !namesMore
    else {
      return nil
    }
    let priced = values.compactMap { value in price(of: value, product).map { (value: value, price: $0) } }
    let reference = reading.references.first?.reference
    let chosen: String? =
      if wantsCheapest {
        priced.min { $0.price < $1.price }?.value
      } else if reference == .dearest || sortsBy("dearest") {
        priced.max { $0.price < $1.price }?.value
      } else {
        middle(of: values) ?? (leavesTheChoice ? priced.first?.value : nil)
      }
    return chosen.map {
      Act(.pick, source: .expectation, text: text, items: [ItemPhrase(attributes: [AttributeFilter(value: $0)])])
    }
  }

  /// Two words side by side that no phrase has, and no catalogue.
  private var namesUnknown: Bool {
    func isUnknown(_ index: Int) -> Bool {
      reading.tokens[index].kind == .word && !grammar.words.contains(reading.words[index])
        && !reading.links.contains { $0.tokens.contains(index) }
    }
    return reading.words.indices.dropLast().contains { isUnknown($0) && isUnknown($0 + 1) }
  }

  /// "small with oat milk", to what size it shall be; "both large", of two things that are asked about.
  func withMore(_ value: String, than values: [String]) -> ItemPhrase {
    var item = ItemPhrase(attributes: [AttributeFilter(value: value)])
    for link in reading.links {
      guard case .attribute(let filter) = link.target, !filter.name.isEmpty, !values.contains(filter.value),
        !item.attributes.contains(filter),
        scene.subject?.variants.contains(where: { $0.options.contains(filter.value) }) == true
      else { continue }
      item.attributes.append(filter)
    }
    item.reference = reading.references.map(\.reference).first { $0 == .both || $0 == .all }
    return item
  }

  /// "any of those", to a list of which one was to be named: the first that is there.
  func firstListed() -> Act? {
    guard leavesTheChoice, scene.memory.shownProducts.count > 1,
      let product = scene.memory.shownProducts.lazy.compactMap(scene.catalog.product).first(where: \.isInStock)
    else { return nil }
    return Act(
      .pick, source: .expectation, text: text, items: [ItemPhrase(candidates: [product.id], linkConfidence: 1)])
  }

  /// "you choose", "whatever's cheapest", to "Shall I add it?" of a thing that comes in several forms: the first of its
  /// options is settled, and the next is asked for.
  func anyOffered() -> Act? {
    guard let offer = scene.memory.offer, offer.intent == .add, offer.items.count == 1,
      let product = scene.subject, offer.items[0].candidates.isEmpty || offer.items[0].candidates.contains(product.id),
      product.variants.count > 1, reading.prices.isEmpty, !reading.words.contains("?"),
      !reading.links.contains(where: \.isGoods),
      leavesTheChoice
        || wantsCheapest && Set(product.variants.map(\.price)).count == 1 && scene.memory.shownProducts.count < 2
    else { return nil }
    let said = scene.memory.focusAttributes + offer.items[0].attributes
    let fitting = product.variants.filter { variant in
      variant.isInStock && said.allSatisfy { IntentRules.fits(variant, $0, of: product) }
    }
    guard let variant = fitting.min(by: { $0.price.minorUnits < $1.price.minorUnits }) else { return nil }
    let open = product.optionNames.indices.filter { place in
      Set(fitting.compactMap { place < $0.options.count ? $0.options[place] : nil }).count > 1
    }
    var item = ItemPhrase(quantity: offer.items[0].quantity, candidates: [product.id], linkConfidence: 1)
    item.attributes = said
    if open.count > 1 {
      let name = product.optionNames[open[0]].lowercased()
      item.attributes.append(AttributeFilter(name: name, value: variant.options[open[0]]))
    } else {
      item.variant = variant.id
    }
    return Act(.add, source: .expectation, text: text, items: [item])
  }

  /// "which stove is lighter", while a width was asked for.
  var asksOfAnother: Bool {
    let first = reading.words.first ?? ""
    return [WordRole.openQuestions, .optionQuestions].contains { grammar.roles[$0].contains(first) }
      || reading.links.contains { link in
        guard case .products(let ids) = link.target else { return false }
        return scene.subject.map { !ids.contains($0.id) } ?? true
      }
  }

  /// "large oat for all", while the size is asked: the milk is told, too.
  func tellsAnotherOption(than values: [String]) -> Bool {
    reading.links.contains { link in
      guard case .attribute(let filter) = link.target, !values.contains(filter.value) else { return false }
      return scene.subject?.variants.contains { $0.options.contains(filter.value) } == true
    }
  }

  /// "the big one": of values that are not called so, the one that costs most.
  func extreme(of values: [String], _ said: [String]) -> String? {
    let isBig = said.contains(where: grammar.roles[.big].contains)
    let isSmall = said.contains(where: grammar.roles[.small].contains)
    guard isBig || isSmall, let product = scene.subject else { return nil }
    guard Set(product.variants.map(\.price)).count > 1 else { return nil }
    let priced = values.compactMap { value in
      product.variants.filter { $0.options.contains(value) }.map(\.price.minorUnits).min().map { (value, $0) }
    }
    return (isBig ? priced.max { $0.1 < $1.1 } : priced.min { $0.1 < $1.1 })?.0
  }

  private var wantsCheapest: Bool { reading.references.first?.reference == .cheapest || sortsBy("cheapest") }

  private static let shortAnswer = 8
  /// Words beside a phrase of one word that else means more than a choice: "any red one".
  private static let plainAnswer = 4

  private var leavesTheChoice: Bool {
    guard !reading.words.contains("?"), reading.words.count <= Self.shortAnswer,
      !reading.links.contains(where: \.isGoods),
      // "is there anything spicier"
      !reading.words.contains(where: { $0 != "better" && grammar.roles[.comparatives].contains($0) }),
      !reading.acts.contains(where: { $0.range.count > 1 && $0.labels.contains("find") })
    else { return false }
    let words = reading.tokens.filter { $0.kind == .word }.map(\.text)
    let said = " " + words.joined(separator: " ") + " "
    return grammar.roles[.anyChoices].words.contains { phrase in
      said.contains(" \(phrase) ") && (phrase.contains(" ") || words.count <= Self.plainAnswer && reading.links.isEmpty)
    }
  }

  private func sortsBy(_ label: String) -> Bool { reading.sorts.contains { $0.labels.contains(label) } }

  /// What the cheapest that there is of a value costs; nil where none is.
  private func price(of value: String, _ product: Product) -> Int64? {
    product.variants.filter { variant in
      variant.isInStock && variant.options.contains(value)
    }.map(\.price.minorUnits).min()
  }

  /// "normal", of small, medium and large: the value that is called so, else the one between.
  private func middle(of values: [String]) -> String? {
    let said = meaningful.map { reading.words[$0] }
    guard said.contains(where: grammar.roles[.middles].contains),
      said.allSatisfy({ word in [.middles, .sizeWords].contains { grammar.roles[$0].contains(word) } || said.count < 3 }
      )
    else { return nil }
    let own = values.filter { value in
      Tokenizer.tokens(in: value).contains {
        grammar.roles[.middles].contains($0.text) || Self.middleLetters.contains($0.text)
      }
    }
    if own.isEmpty, let product = scene.subject, reading.words.count <= Self.plainAnswer {
      return OptionValues(of: product, grammar: grammar).middle(among: values)
    }
    return own.count == 1 ? own[0] : nil
  }

  private static let middleLetters: Set<String> = ["m"]

  /// "unsliced", of whole and sliced: of two values the one that is not so.
  func opposite(of said: [String], _ values: [String]) -> String? {
    guard values.count == 2, said.count <= 2, let word = said.last else { return nil }
    let isDenied = said.count == 2 && grammar.roles[.refusals].contains(said[0])
    let denied = values.filter { value in
      let own = Folding.fold(value)
      return isDenied ? own == word : Self.denyingPrefixes.contains { word == $0 + own }
    }
    return denied.count == 1 ? values.first { $0 != denied[0] } : nil
  }

  /// What says "not" at the beginning of a word, in the languages spoken here.
  private static let denyingPrefixes = ["un", "non", "in", "des", "dis"]
}
