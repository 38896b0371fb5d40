import Commerce
import Foundation
import Language

/// Turns a language model's proposal into acts, believing nothing that the shopper's own words do not bear out.
///
/// - Only intents that change nothing for good are taken: no order is confirmed, cancelled or repeated, no cart
///   emptied, nobody called, nobody opted out. A price, a discount or a state has no place in an act.
/// - Goods must be named by words of the message, and the product must be one that the store's catalogue finds by them.
/// - A number (how many, up to what price) must stand in the message.
/// - A fact about the shopper is taken only as a masked place, so that it is what they wrote.
package struct ProposalReader {
  let question: ModelQuestion
  let scene: Scene

  package static let permitted: Set<Intent> = [
    .greet, .help, .thanks, .goodbye, .find, .showMore, .browse, .details, .askPrice, .askStock, .add, .remove,
    .changeQuantity, .viewCart, .checkout, .inform, .orderStatus, .listOrders, .askHours, .askLocation, .askDelivery,
    .askReturns, .askPayment, .askContact, .aboutShop, .aboutBot, .repeatThat, .outOfScope,
  ]

  /// A product counts as named where the catalogue has it among so many for the words.
  static let searchDepth = 8
  /// What a model says is never as sure as a plain phrase.
  private static let confidence = 0.7
  private static let needsGoods: Set<Intent> = [.add, .remove, .changeQuantity, .details, .askPrice, .askStock]
  private static let concernsCart: Set<Intent> = [.remove, .changeQuantity]

  private let words: [String]
  private let numbers: Set<Int>
  private let decimals: Set<Double>

  package init(question: ModelQuestion, scene: Scene) {
    self.question = question
    self.scene = scene
    let tokens = Tokenizer.tokens(in: question.message)
    words = tokens.map(\.text)
    let language = LanguageCode(tag: question.language) ?? .english
    let values = NumberWords.mentions(in: tokens, language: language).map(\.value)
    numbers = Set(values.compactMap { if case .whole(let value) = $0 { value } else { nil } })
    decimals = Set(values.compactMap(\.double))
  }

  /// - Returns: what is left of the proposal; the built-in understanding, with a note, where that is nothing.
  package func read(_ proposal: ModelProposal?, instead builtIn: Understanding) -> Understanding {
    var result = builtIn
    guard let proposal else {
      result.notes.append("language model: no answer; the built-in reading stands")
      return result
    }
    let acts = proposal.acts.compactMap(act)
    let refused = proposal.acts.count - acts.count + proposal.dropped
    if refused > 0 { result.notes.append("language model: \(refused) of its proposals refused") }
    guard !acts.isEmpty else {
      result.notes.append("language model: nothing usable; the built-in reading stands")
      return result
    }
    result.acts = acts
    result.isUnfinished = false
    result.notes.append("language model: \(acts.map(\.intent.rawValue).joined(separator: ", "))")
    return result
  }

  private func act(_ proposed: ModelProposal.ProposedAct) -> Act? {
    guard Self.permitted.contains(proposed.intent) else { return nil }
    let items = proposed.items.compactMap { item($0, for: proposed.intent) }
    // Half of what was named is not what was meant.
    guard items.count == proposed.items.count else { return nil }
    if Self.needsGoods.contains(proposed.intent), items.isEmpty { return nil }
    let facts = facts(proposed.facts)
    if proposed.intent == .inform, facts.isEmpty { return nil }
    var act = Act(
      proposed.intent, confidence: Self.confidence, source: .languageModel,
      text: question.mask.unmasked(question.message), items: items, facts: facts)
    act.constraints.minimumPrice = price(proposed.minimumPrice)
    act.constraints.maximumPrice = price(proposed.maximumPrice)
    act.constraints.sort = proposed.sort.flatMap(ProductSort.init).flatMap {
      [.cheapest, .dearest].contains($0) ? $0 : nil
    }
    if proposed.intent == .find, items.isEmpty, act.constraints.isEmpty { return nil }
    return act
  }

  private func item(_ proposed: ModelProposal.ProposedItem, for intent: Intent) -> ItemPhrase? {
    guard stands(proposed.words), let phrase = named(proposed, for: intent) else { return nil }
    var item = phrase
    if let quantity = proposed.quantity, quantity != 1 || numbers.contains(1) {
      guard numbers.contains(quantity), (1...Cart.maximumQuantity).contains(quantity) else { return nil }
      item.quantity = QuantityPhrase(.count(quantity))
    }
    return item
  }

  /// The words stand in the message as they are.
  private func stands(_ phrase: String) -> Bool {
    let sought = Tokenizer.tokens(in: phrase).map(\.text)
    guard !sought.isEmpty, sought.count <= words.count else { return false }
    return (0...words.count - sought.count).contains { Array(words[$0..<$0 + sought.count]) == sought }
  }

  private func named(_ proposed: ModelProposal.ProposedItem, for intent: Intent) -> ItemPhrase? {
    let text = question.mask.unmasked(proposed.words)
    var item = ItemPhrase(words: text)
    let found = found(by: text)
    if let handle = proposed.handle {
      guard let goods = question.goods.first(where: { $0.handle == handle }), found.contains(goods.product) else {
        return nil
      }
      item.candidates = [goods.product]
    } else {
      item.candidates = mentioned(text)
    }
    if Self.concernsCart.contains(intent) {
      item.candidates = item.candidates.filter { id in scene.cart.lines.contains { $0.productID == id } }
    }
    if intent != .find, item.candidates.isEmpty { return nil }
    guard !item.candidates.isEmpty || !found.isEmpty else { return nil }
    item.linkConfidence = item.candidates.isEmpty ? 0 : Self.confidence
    return item
  }

  /// By the words together, and by each that tells something alone ("french" of "french sticks").
  private func found(by text: String) -> [ProductID] {
    let words = Tokenizer.tokens(in: text).filter { $0.kind == .word && $0.text.utf8.count > 3 }.map(\.text)
    return ([text] + words.prefix(Self.searchDepth)).flatMap {
      scene.catalog.search(ProductQuery(text: $0, limit: Self.searchDepth)).hits.map(\.product.id)
    }
  }

  private func mentioned(_ text: String) -> [ProductID] {
    for mention in scene.catalog.mentions(in: Tokenizer.tokens(in: text).map(\.text)) {
      if case .products(let ids) = mention.target { return ids }
    }
    return []
  }

  private func price(_ major: Double?) -> Int64? {
    guard let major, major > 0, major < 1e9, decimals.contains(major) else { return nil }
    return Int64((major * Double(scene.currency.minorUnitsPerMajor)).rounded())
  }

  private func facts(_ proposed: [String: String]) -> Facts {
    let mask = question.mask
    func place(_ name: String, _ kind: Mask.Kind) -> String? { proposed[name].flatMap { mask.original(of: $0, kind) } }
    return Facts(
      name: place("name", .name), address: place("address", .address),
      phone: place("phone", .phone), email: place("email", .email),
      orderNumber: place("order_number", .order)?.filter(\.isNumber))
  }
}
