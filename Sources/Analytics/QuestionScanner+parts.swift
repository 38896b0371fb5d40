import Commerce

/// Words that say something of a figure that was named apart from them.
extension QuestionScanner {
  private static let deductions: Set<String> = ["tax", "shipping", "refunds", "discounts", "refunded_orders"]
  private static let deducting: Set<String> = [
    "without", "excluding", "before", "after", "minus", "less", "of", "excl", "ex", "exclusive", "not", "sans",
  ]

  /// "what did we take last month without tax": what the figure is to be less, however far it stands from it.
  mutating func deducts(_ metric: String, _ index: Int) -> Bool {
    guard Self.deductions.contains(metric), index > 0 else { return false }
    let before = words[index - 1] == "the" && index > 1 ? index - 2 : index - 1
    let isNet = words[before] == "of" && before > 0 && words[before - 1] == "net"
    let isNear = Self.deducting.contains(words[before]) && (words[before] != "of" || isNet)
    let isListed = !heard.deducted.isEmpty && ["and", "or"].contains(words[before])
    guard isNear || isListed || last == .except && words[before] != "of" else { return false }
    heard.deducted.insert(metric)
    isExcluding = false
    last = nil
    return true
  }

  /// "top candle", "best selling mug": what is ranked is of that name.
  mutating func noteRanked(_ names: [(dimension: String, value: String)], _ index: Int) {
    let ranks: Set<WordRole> = [.top, .bottom, .bestSellers, .popular]
    let isSelling = last == .sells && (heard.roles.contains(.top) || heard.roles.contains(.bottom))
    guard isSelling || last.map(ranks.contains) ?? false,
      names.contains(where: { ["category", "brand"].contains($0.dimension) })
    else { return }
    let isPlural = words[index].hasSuffix("s") || heard.limit.map { $0 > 1 } ?? false
    heard.rankedName = (isPlural, index)
  }

  /// Small words whose meaning depends on those around them; nil where it is not such a one.
  mutating func little(_ index: Int) -> Int? {
    let next = words.indices.contains(index + 1) ? words[index + 1] : ""
    switch words[index] {
    case "name" where index == 0: return 1
    case "but":
      // "all channels but web" leaves web out, "but only web" does not.
      if ["only", "just", "for", "by", "in", "with"].contains(next) { return 1 }
      let all: Set<String> = ["all", "every", "everything", "everyone", "each", "any"]
      guard !all.isDisjoint(with: words[max(0, index - 3)..<index]) else { return nil }
      isExcluding = true
      last = .except
      return 1
    default: return nil
    }
  }

  /// "what does Ana usually buy" asks for no average, "sells better than" for no rank.
  func saysNothing(_ index: Int) -> Bool {
    let next = words.indices.contains(index + 1) ? words[index + 1] : ""
    switch words[index] {
    case "usually", "normally", "typically": return ["buy", "order", "purchase", "get", "go"].contains(next)
    case "better": return words.contains("than") || heard.comparesNames
    default: return false
    }
  }

  /// "revenue from orders with a coupon" is of one kind of orders.
  static let priceKinds = ["discounted_orders": "discounted", "undiscounted_orders": "full price"]

  /// Whether a word goes on a list of figures: "revenue, orders and customers".
  func isListed(_ index: Int) -> Bool {
    guard index > 0, !heard.metrics.isEmpty, !heard.dimensions.contains(where: { $0.cue == .by }) else { return false }
    return ["and", "plus", "&"].contains(words[index - 1]) || heard.metrics.count > 1 && lastFigure?.end == index
  }

  /// What a question says as a whole, wherever its words stand.
  mutating func listenAhead() {
    let all = Set(words)
    if all.contains("when") || all.contains("date") { heard.asksForItself.insert("day") }
    if all.contains("who") || all.contains("whose") { heard.asksForItself.insert("customer") }
    heard.saysVersus = !all.isDisjoint(with: ["vs", "versus", "against", "v"])
    heard.asksWhatGot = words.first == "what" && words.count > 1 && ["got", "gets"].contains(words[1])
    heard.saysWithout = all.contains("without")
    heard.saysTimes = all.contains("times") || all.contains("often")
    let isAmount = zip(words, words.dropFirst()).contains { $0 == "or" && ["more", "less", "fewer"].contains($1) }
    let compares: Set<String> = ["more", "better", "less", "fewer", "bigger", "higher", "stronger", "worse", "most"]
    heard.comparesNames = all.contains("or") && !isAmount && !compares.isDisjoint(with: all)
    guard all.contains("than") else { return }
    let (up, down): (Set<String>, Set<String>) = (["more", "better", "higher"], ["less", "fewer", "worse", "lower"])
    if !up.isDisjoint(with: all) { heard.direction = .over }
    if !down.isDisjoint(with: all) { heard.direction = .under }
  }
}
