import Commerce

/// Reads goods that staff name, by SKU or the way shoppers do.
struct StaffGoods {
  let scene: Scene
  let interpreter: Interpreter

  func items(_ text: String) -> [ItemPhrase] {
    var plain = Scene(catalog: scene.catalog, currency: scene.currency, cart: Cart(id: scene.cart.id))
    plain.standing = scene.standing
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let items = taken(bySKU: &words)
    let isOver = words.allSatisfy { ["and", ",", "&", "x"].contains($0.lowercased()) }
    guard !isOver else { return items }
    return items
      + interpreter.interpret("add \(words.joined(separator: " "))", in: plain).acts.flatMap(\.items)
      .filter { !$0.isBare }
  }

  /// What is named by its SKU needs no reading: "2 LAN-BR" is two of just that.
  private func taken(bySKU words: inout [String]) -> [ItemPhrase] {
    var items: [ItemPhrase] = []
    var place = words.count
    while place > 0 {
      place -= 1
      let sku = words[place].filter { $0 != "," && $0 != ";" }
      guard let product = scene.catalog.product(sku: sku),
        let variant = product.variants.first(where: { $0.sku == sku })
      else { continue }
      var phrase = ItemPhrase(candidates: [product.id], linkConfidence: 1, variant: variant.id, words: product.title)
      words.remove(at: place)
      if place > 0, let count = Int(words[place - 1].filter { $0 != "x" }) {
        phrase.quantity = QuantityPhrase(count > 0 ? .count(count) : .impossible(words[place - 1]))
        place -= 1
        words.remove(at: place)
      }
      items.insert(phrase, at: 0)
    }
    return items
  }
}

/// What staff write to exchange goods that came back.
///
///     exchange 1042 1 lantern for 1 headlamp      swap 1042 for 2 TENT-GRN
package struct ExchangePhrase: Sendable {
  package let number: String
  /// What comes back; all of the order where there are none.
  package let picks: [LinePick]
  private let goods: String
  private let text: String

  private static let verbs: Set<String> = ["exchange", "exchanged", "swap", "swapped"]
  /// Characters; a longer message says more than this.
  private static let longest = 300

  /// nil for what is no such phrase.
  package init?(_ text: String) {
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard text.count <= Self.longest, !text.hasSuffix("?"), words.count >= 4,
      Self.verbs.contains(words.removeFirst().lowercased())
    else { return nil }
    if ["order", "of"].contains(words[0].lowercased()) { words.removeFirst() }
    guard let number = words.first, StaffCommand.isNumber(number),
      let split = words.firstIndex(where: { $0.lowercased() == "for" }), split + 1 < words.count
    else { return nil }
    self.number = number.filter { $0 != "#" }
    picks = StaffCommand.picks(words[1..<split].filter { !["the", "a", "an", "and"].contains($0.lowercased()) })
    goods = words[(split + 1)...].joined(separator: " ")
    self.text = text
  }

  /// nil where no goods are named.
  func act(_ interpreter: Interpreter, in scene: Scene) -> Act? {
    let items = StaffGoods(scene: scene, interpreter: interpreter).items(goods)
    guard !items.isEmpty else { return nil }
    return Act(.staffExchange, source: .structure, text: text, items: items, facts: Facts(orderNumber: number))
  }
}
