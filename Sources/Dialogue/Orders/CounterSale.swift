import Commerce

/// Goods that staff sell over the counter: paid and handed over at once, at the shop's own prices.
package struct CounterSale: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package var variant: VariantID
    package var quantity: Int

    package init(variant: VariantID, quantity: Int) {
      self.variant = variant
      self.quantity = quantity
    }
  }

  /// The order's, made before it is.
  package var id: OrderID
  package var items: [Item]
  package var couponCodes: [String]
  /// The telephone number or e-mail address of somebody the shop knows; nil for whoever walks in.
  package var contact: String?

  package init(id: OrderID, items: [Item], couponCodes: [String] = [], contact: String? = nil) {
    self.id = id
    self.items = items
    self.couponCodes = couponCodes
    self.contact = contact
  }
}

/// Goods of an order that come back, and what goes out for them as an order of its own.
package struct GoodsExchange: Hashable, Sendable {
  /// The new order's.
  package var id: OrderID
  /// The old one's.
  package var number: String
  /// All of it where there are none.
  package var picks: [LinePick]
  package var items: [CounterSale.Item]

  package init(id: OrderID, number: String, picks: [LinePick], items: [CounterSale.Item]) {
    self.id = id
    self.number = number
    self.picks = picks
    self.items = items
  }
}

/// What staff write to ring something up. The goods are named as shoppers name them.
///
///     ring up 2 brass lanterns and a fire steel      sold 1 tent at the counter
///     ring up 2 LAN-BR for +15035550142 code SPRING10
package struct CounterPhrase: Sendable {
  package private(set) var goods: String
  /// Whom it is for, by telephone number or e-mail address.
  package private(set) var contact: String?
  package private(set) var code: String?
  private let text: String
  private let scene: Scene

  /// Characters; a longer message says more than this.
  private static let longest = 300
  private static let openings = [["ring", "up"], ["ring-up"], ["rang", "up"], ["sell"], ["sold"]]
  /// "sold out", "sell them" and "sold how many" are no such thing: behind these words stands how many.
  private static let counting: Set<String> = ["sell", "sold"]
  private static let numbers: Set<String> = [
    "a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
  ]
  /// How staff say that it is at the counter, which goes without saying.
  private static let places: [[String]] = [
    ["at", "the", "counter"], ["over", "the", "counter"], ["at", "the", "till"], ["in", "the", "store"],
    ["in", "the", "shop"], ["in", "store"], ["in-store"], ["for", "cash"], ["in", "cash"], ["cash"], ["by", "card"],
    ["please"],
  ]

  /// nil for what is no such phrase, and for shoppers.
  package init?(_ text: String, in scene: Scene) {
    guard scene.standing.role.isStaff, text.count <= Self.longest, !text.hasSuffix("?") else { return nil }
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let opening = Self.openings.first(where: { Self.lower(words).starts(with: $0) }) else { return nil }
    words.removeFirst(opening.count)
    guard let first = words.first?.lowercased() else { return nil }
    if Self.counting.contains(opening[0]), first.first?.isNumber != true, !Self.numbers.contains(first) { return nil }
    (self.text, self.scene) = (text, scene)
    goods = ""
    take(&words)
    goods = words.joined(separator: " ")
  }

  /// nil where no goods are named.
  package func act(_ interpreter: Interpreter) -> Act? {
    let items = StaffGoods(scene: scene, interpreter: interpreter).items(goods)
    guard !items.isEmpty else { return nil }
    var facts = Facts()
    facts.note = code
    facts.phone = contact
    return Act(.counterSale, source: .structure, text: text, items: items, facts: facts)
  }

  /// Takes off the end what is not goods.
  private mutating func take(_ words: inout [String]) {
    while true {
      let count = words.count
      if count > 2, ["code", "coupon"].contains(words[count - 2].lowercased()) {
        code = Coupon.normal(words.removeLast())
        words.removeLast()
      } else if let link = words.lastIndex(where: { ["for", "to"].contains($0.lowercased()) }), link > 0,
        contact == nil, Self.isContact(words[(link + 1)...])
      {
        let text = words[(link + 1)...].joined()
        contact = text.contains("@") ? text : "+" + text.filter(\.isNumber)
        words.removeSubrange(link...)
      } else if let place = Self.places.first(where: { Self.lower(words.suffix($0.count)) == $0 }), count > place.count
      {
        words.removeLast(place.count)
      } else {
        return
      }
    }
  }

  /// The least digits that are a telephone number rather than a count.
  private static let leastDigits = 7

  /// "+1 503 555 0142" is one, however it is spaced.
  private static func isContact(_ words: ArraySlice<String>) -> Bool {
    let text = words.joined()
    return words.count == 1 && text.contains("@")
      || text.filter(\.isNumber).count >= leastDigits && !text.contains(where: \.isLetter)
  }

  private static func lower(_ words: some Sequence<String>) -> [String] {
    words.map { $0.lowercased().filter { $0 != "," && $0 != "." && $0 != "!" } }
  }
}
