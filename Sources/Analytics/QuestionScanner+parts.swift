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
    let before = index > 0 ? words[index - 1] : ""
    // "which candle sells best"; "best sellers in candles" are some of them, whatever the number of the name.
    let isAsked =
      before == "which" && words.contains(where: ["best", "most", "worst", "least", "more", "better", "less"].contains)
    if ["in", "of", "for", "from", "within", "among", "on", "the", "our", "with"].contains(before) { return }
    let isSelling = isAsked || last == .sells && (heard.roles.contains(.top) || heard.roles.contains(.bottom))
    guard isSelling || last.map(ranks.contains) ?? false,
      names.contains(where: { ["category", "brand"].contains($0.dimension) })
    else { return }
    let isPlural = words[index].hasSuffix("s") || heard.limit.map { $0 > 1 } ?? false
    heard.rankedName = (isPlural, index)
  }

  /// "gift cards sold": goods, unless only a way of paying has that name.
  mutating func noteSold() {
    heard.saysGoodsSold = true
    let isPayment = heard.filters.last?.dimension == "payment_method" && lastName?.dimension == "payment_method"
    if isPayment { heard.sellsPayment = heard.filters.last?.values.last }
  }

  /// Whether a name goes on with the one before it: "muffins and cookies", "mugs or candles".
  mutating func noteMention(_ dimension: String?, _ index: Int, _ end: Int) {
    let before = index > 0 && ["a", "an", "the", "our"].contains(words[index - 1]) ? index - 2 : index - 1
    if words.indices.contains(before), ["with", "alongside"].contains(words[before]),
      dimension.map(AbsentRows.goods.contains) ?? true
    {
      heard.saysWith = words[before..<end].joined(separator: " ")
    }
    let links: Set<String> = ["and", "or", "plus", "&", "vs", "versus", "against", "the", "also", "a", "an", "some"]
    if let before = heard.mentions.last, dimension == nil, before.dimension == nil, before.end == index {
      heard.mentions[heard.mentions.count - 1] = (before.words + [words[index]], nil, end)
      return
    }
    let between = heard.mentions.last.map { words[min($0.end, index)..<index] } ?? []
    let isBoth = between.contains { ["and", "&", "plus"].contains($0) } && between.count < 4
    if isBoth, let first = heard.mentions.last, isBought(first.end - first.words.count) {
      heard.saysBoth = (first.words + ["and"] + words[index..<end]).joined(separator: " ")
    }
    if !between.isEmpty, between.allSatisfy(links.contains) { heard.linked.insert(heard.mentions.count) }
    heard.mentions.append((Array(words[index..<end]), dimension, end))
  }

  /// "did Instagram bring more than web" compares; "sold under cost" has a bound that is no amount.
  mutating func noteBound(_ phrase: String, _ next: Int) {
    guard phrase.hasSuffix("than") else {
      if phrase != "over" { heard.unknown.append(HeardQuestion.Unknown(words: [phrase])) }
      return
    }
    // "than people in Glasgow", "than the ones from Leeds"
    let between: Set<String> = [
      "people", "customers", "shoppers", "buyers", "clients", "those", "ones", "orders", "in", "from", "the", "on",
    ]
    var next = next
    while words.indices.contains(next), between.contains(words[next]) { next += 1 }
    let isName = lexicon.entry(words, at: min(next, words.count))?.meanings.contains { meaning in
      if case .name = meaning { true } else { false }
    }
    if isName ?? false { heard.comparesNames = true }
  }

  /// "what did Houston order most" is what was bought, "how many mugs do we have" what is there.
  mutating func listenForOrdering() {
    if words.first == "what", words.count > 3, ["did", "do", "does"].contains(words[1]),
      let verb = words.indices.dropFirst(3).first(where: { words[$0] == "order" }),
      !["per", "an", "average", "the", "each", "every", "by", "our"].contains(words[verb - 1])
    {
      words[verb] = "buy"
    }
    if words.starts(with: ["how", "many"]), words.count > 4,
      !["times", "orders", "customers", "people", "clients", "buyers", "shoppers"].contains(words[2]),
      let verb = words.indices.dropFirst(5).first(where: { words[$0] == "order" }),
      words[3..<verb].contains(where: { ["did", "do", "does", "have"].contains($0) }),
      !["per", "an", "average", "the", "each", "every", "by", "our"].contains(words[verb - 1])
    {
      // "how many soaps did Leeds order"
      words[verb] = "buy"
    }
    let ends = [
      ["do", "we", "have"], ["do", "i", "have"], ["have", "we", "got"], ["have", "i", "got"], ["we", "have", "still"],
      ["we", "still", "have"],
    ]
    let asksIf = [["do", "we"], ["do", "i"], ["have", "we"], ["have", "i"]].contains(Array(words.prefix(2)))
    let isThere = asksIf && words.dropFirst(2).prefix(2).contains { ["have", "got"].contains($0) }
    heard.asksWhatIsThere =
      isThere || words.first == "how" && ends.contains { words.suffix(4).joined().contains($0.joined()) }
  }

  /// "which city spends most per order"
  func spendsPerOrder(_ index: Int) -> Bool {
    let spends: Set<String> = ["spend", "spends", "spent", "pay", "pays", "paid"]
    return index > 0 && ["per", "each", "every"].contains(words[index - 1])
      && words[..<index].contains(where: spends.contains)
  }

  /// "the biggest spender and what they bought"
  mutating func listenForMore() {
    guard
      let index = words.indices.dropFirst().dropLast().first(where: { index in
        words[index] == "and" && ["what", "which", "where"].contains(words[index + 1])
      }),
      !words.indices[(index + 2)...].contains(where: { lexicon.entry(words, at: $0)?.isFigure ?? false })
    else { return }
    heard.asksMore = words[index...].joined(separator: " ")
  }

  /// "every Saturday", "our busiest Saturday": each of them by itself.
  mutating func noteWeekdays(_ index: Int) {
    if ["every", "each", "per"].contains(words[index]) {
      heard.saysEachWeekday = true
    } else if index > 0, !words[index].hasSuffix("s"), TimeWords.ranks.contains(words[index - 1]) {
      heard.dimensions.append(
        HeardQuestion.Dimension(
          name: "day", isPlural: false, isSplit: true, index: index, metric: nil, cue: last ?? .which))
      last = nil
    }
  }

  /// "how's the week going": the one that is on.
  mutating func askHowItGoes() {
    askHowGood()
    let goes: Set<String> = ["going", "doing", "looking", "shaping", "been", "treating"]
    defer {
      // "how's November looking against October"
      if ["how", "hows"].contains(words.first ?? "") { words.removeAll { ["looking", "shaping"].contains($0) } }
    }
    guard ["how", "hows"].contains(words.first ?? ""), !goes.isDisjoint(with: words),
      let index = words.indices.dropLast(2).first(where: { words[$0] == "the" || words[$0] == "our" }),
      CalendarUnit(rawValue: words[index + 1]) != nil, goes.contains(words[index + 2])
    else { return }
    words[index] = "this"
  }

  /// "did we have a good week", "was yesterday any good": how it went, against the time before.
  private mutating func askHowGood() {
    let verbs: Set<String> = ["did", "do", "was", "were", "is", "are", "has", "have", "had", "how"]
    let good: Set<String> = ["good", "bad", "great", "decent", "strong", "weak", "terrible", "poor", "rough", "slow"]
    guard verbs.contains(words.first ?? ""), let index = words.firstIndex(where: good.contains),
      !words.contains(where: { lexicon.isFigure($0) })
    else { return }
    var start = index
    while start > 0, ["a", "an", "any", "so", "very", "really", "pretty"].contains(words[start - 1]) { start -= 1 }
    let unit = words.indices.contains(index + 1) ? CalendarUnit(rawValue: words[index + 1]) : nil
    let rest = words[..<start] + words[(index + (unit == nil ? 1 : 2))...]
    let saysWhen = rest.indices.contains { place in
      TimeReader(words: Array(rest), calendar: calendar, today: today).read(at: place - rest.startIndex) != nil
    }
    guard saysWhen || unit != nil else { return }
    words = Array(rest) + (saysWhen ? [] : ["this", words[index + 1]])
    (heard.asksHowItGoes, heard.asksHowGood) = (true, true)
  }

  /// "how long will our mugs last" asks for how many days there are enough of them.
  mutating func askHowLong() {
    let ends = [
      ["till", "we", "run", "out", "of"], ["until", "we", "run", "out", "of"], ["before", "we", "run", "out", "of"],
    ]
    if words.count > 7, words.starts(with: ["how", "long"]), ends.contains(Array(words[2..<7])) {
      heard.asksHowLong = true
      words = ["days", "of", "stock", "for"] + words[7...]
      return
    }
    if askWhenGone() || askDaysLeft() { return }
    guard words.count > 4, words.starts(with: ["how", "long"]), words.last == "last",
      ["will", "do", "does", "would", "can", "should"].contains(words[2])
    else { return }
    heard.asksHowLong = true
    let rest = words[3..<words.count - 1].filter { !["stock", "inventory", "supply", "supplies"].contains($0) }
    words = ["days", "of", "stock", "for"] + rest
  }

  /// "how many days of brake pads do we have left"
  private mutating func askDaysLeft() -> Bool {
    let ends: [[String]] = [["do", "we", "have"], ["do", "i", "have"], ["have", "we", "got"], ["are"], ["is"]]
    guard words.count > 5, words.starts(with: ["how", "many", "days", "of"]) else { return false }
    let said = words.last == "left" ? Array(words[4...].dropLast()) : Array(words[4...])
    guard let end = ends.first(where: { said.suffix($0.count).elementsEqual($0) }), said.count > end.count else {
      return false
    }
    heard.asksHowLong = true
    words = ["days", "of", "stock", "for"] + said.dropLast(end.count)
    return true
  }

  /// "when will the sunscreen run out": in how many days.
  private mutating func askWhenGone() -> Bool {
    let ends = [
      ["run", "out"], ["sell", "out"], ["be", "gone"], ["be", "sold", "out"], ["be", "out", "of", "stock"],
    ]
    guard words.count > 4, words[0] == "when", ["will", "do", "does", "would"].contains(words[1]),
      let end = ends.first(where: { words.suffix($0.count).elementsEqual($0) }), words.count > end.count + 2
    else { return false }
    heard.asksHowLong = true
    words = ["days", "of", "stock", "for"] + words[2..<words.count - end.count]
    return true
  }

  /// Small words whose meaning depends on those around them; nil where it is not such a one.
  mutating func little(_ index: Int) -> Int? {
    let next = words.indices.contains(index + 1) ? words[index + 1] : ""
    switch words[index] {
    case "name" where index == 0: return 1
    case "bank" where next == "holiday":
      // The date behind it says which.
      let time = TimeReader(words: words, calendar: calendar, today: today)
      return words.indices.contains(index + 2) && time.weekdayOfDate(at: index + 2) != nil ? 2 : nil
    case "no" where lexicon.entry(words, at: index + 1)?.isName ?? false:
      isExcluding = true
      last = .except
      return 1
    case "but":
      // "all channels but web" leaves web out, "but only web" does not.
      let bounds: Set<String> = ["under", "over", "below", "above", "less", "more", "fewer"]
      if bounds.contains(next), !heard.conditions.isEmpty { return 1 }
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
    case "bigger", "larger", "greater": return heard.comparesNames
    // "ordered less in October than in September": which way it went is heard as a whole.
    case "less", "fewer": return words[(index + 1)...].contains("than") && next != "than" && !next.isEmpty
    default: return false
    }
  }

  /// "revenue from orders with a coupon" is of one kind of orders.
  static let priceKinds = ["discounted_orders": "discounted", "undiscounted_orders": "full price"]
  static let shippingKinds = ["free_shipping_orders": "free shipping", "paid_shipping_orders": "paid shipping"]

  /// Whether a word goes on a list of figures: "revenue, orders and customers".
  func isListed(_ index: Int) -> Bool {
    guard index > 0, !heard.metrics.isEmpty, !heard.dimensions.contains(where: { $0.cue == .by }) else { return false }
    return ["and", "plus", "&"].contains(words[index - 1]) || heard.metrics.count > 1 && lastFigure?.end == index
  }

  /// "without our top customer", "Instagram revenue minus WhatsApp revenue": nothing here takes such a part away.
  mutating func listenForParts() {
    for index in words.indices.dropFirst() {
      let isArticle = ["the", "our", "my", "for"].contains(words[index - 1]) && index > 1
      let before = words[isArticle ? index - 2 : index - 1]
      let ranks: Set<String> = ["top", "best", "biggest", "worst", "largest", "bottom", "highest", "lowest"]
      if ranks.contains(words[index]), ["excluding", "except", "without", "minus", "excl", "ex"].contains(before) {
        heard.unknown.append(HeardQuestion.Unknown(words: [before, words[index]]))
      }
      guard words[index] == "minus", lexicon.entry(words, at: index - 1)?.isFigure ?? false,
        lexicon.entry(words, at: index + 1)?.isName ?? false
      else { continue }
      if words[(index + 2)...].contains(words[index - 1]) {
        heard.unknown.append(HeardQuestion.Unknown(words: ["minus"]))
      }
    }
  }

  /// Whether what stands before a name says that somebody bought it, or that an order has it.
  private func isBought(_ index: Int) -> Bool {
    let verbs: Set<String> = [
      "bought", "buy", "buys", "ordered", "order", "with", "containing", "had", "got", "both", "holding", "hold",
      "have",
      "has", "contain", "contains", "contained", "include", "including", "included", "purchased",
    ]
    return words[max(0, index - 2)..<index].contains(where: verbs.contains)
  }

  /// "units of kits and margin on power": a figure and a name on both sides of "and", and not the same ones.
  mutating func listenForTwo() {
    for index in words.indices.dropFirst() where ["and", "&", "plus", "also"].contains(words[index]) {
      let first = heard.metrics.filter { $0.index < index }
      let second = heard.metrics.filter { $0.index > index }
      let (before, after) = (heard.mentions.filter { $0.end <= index }, heard.mentions.filter { $0.end > index + 1 })
      let isInName = heard.mentions.contains { $0.end > index && $0.end - $0.words.count <= index }
      // "soap revenue and candle orders", but "revenue from web and WhatsApp orders"
      let isOther =
        first.contains { $0.name != "orders" } && heard.ordersOfName.map { $0 > index } ?? false
        && lexicon.entry(words, at: index - 1)?.isFigure ?? false
      guard !first.isEmpty, !second.isEmpty || isOther, !before.isEmpty, !after.isEmpty, !isInName else { continue }
      if Set(before.map(\.words)) != Set(after.map(\.words)) { heard.asksTwice = true }
    }
  }

  private static let rises: Set<String> = [
    "grew", "grow", "grown", "growing", "rose", "risen", "rising", "increased", "increasing", "improved", "improving",
    "gained", "climbed", "jumped", "surged",
  ]

  /// "which products declined": those only, where no rank says how many.
  private mutating func listenForMoves(_ all: Set<String>) {
    let asks: Set<String> = ["which", "what", "whats", "who", "any", "list", "show", "wich"]
    let ranks: Set<String> = [
      "most", "fastest", "least", "best", "top", "biggest", "strongest", "worst", "hardest", "steepest", "how", "much",
      "quickest", "furthest",
    ]
    guard asks.contains(words.first ?? "") || all.contains("that"), ranks.isDisjoint(with: all),
      words.indices.contains(1), words.first != "what" || !["is", "are", "did", "went"].contains(words[1])
    else { return }
    let (rises, falls) = (!Self.rises.isDisjoint(with: all), !Self.falls.isDisjoint(with: all))
    if rises != falls { heard.direction = rises ? .over : .under }
  }

  /// What a question says as a whole, wherever its words stand.
  mutating func listenAhead() {
    let all = Set(words)
    if all.contains("when") || all.contains("date") { heard.asksForItself.insert("day") }
    if all.contains("who") || all.contains("whose") { heard.asksForItself.insert("customer") }
    heard.saysRungUp = !all.isDisjoint(with: ["rang", "ring", "rung", "rings", "served", "serve", "handled", "handle"])
    heard.saysVersus = !all.isDisjoint(with: ["vs", "versus", "against", "v"])
    // "sold any tubes today?"
    heard.saysGoodsSold = zip(words, words.dropFirst()).contains { ["sold", "sell"].contains($0) && $1 == "any" }
    heard.asksWhatGot = words.first == "what" && words.count > 1 && ["got", "gets"].contains(words[1])
    let sells = ["sellers", "seller", "selling", "sells", "sell", "sold", "sales"]
    heard.saysBest = all.contains("best") && all.isDisjoint(with: sells)
    heard.saysWorst = !all.isDisjoint(with: ["worst", "poorest", "worse"])
    // "should I reorder this" asks for advice.
    if words.first == "should" { heard.unknown.append(HeardQuestion.Unknown(words: ["should"])) }
    if ["do", "does", "did"].contains(words.first ?? ""), let like = words.firstIndex(of: "like"), like > 1,
      !["look", "looks", "looked", "would", "we", "i"].contains(words[like - 1])
    {
      // "do people in Tulsa like tarps"
      heard.unknown.append(HeardQuestion.Unknown(words: ["like"]))
    }
    heard.saysHeatMap = !all.isDisjoint(with: ["heatmap", "heat-map", "heat"])
    heard.saysInMoney = zip(words, words.dropFirst()).contains { $0 == "in" && Self.moneyWords.contains($1) }
    heard.saysInPercent = zip(words, words.dropFirst()).contains {
      $0 == "in" && ["percent", "%", "percentage", "pct"].contains($1)
    }
    heard.saysWithout = all.contains("without")
    heard.asksForList = all.contains("list")
    heard.saysTimes = all.contains("times") || all.contains("often")
    let isAmount = zip(words, words.dropFirst()).contains { $0 == "or" && ["more", "less", "fewer"].contains($1) }
    let compares: Set<String> = [
      "more", "better", "less", "fewer", "bigger", "higher", "stronger", "worse", "most", "wins", "win", "winning",
      "busier", "quieter", "slower",
    ]
    heard.comparesNames = all.contains("or") && !isAmount && !compares.isDisjoint(with: all)
    heard.saysWhole = !all.isDisjoint(with: ["whole", "entire", "full", "all"])
    if all.contains("lost"), !all.isDisjoint(with: ["most", "revenue", "sales"]), words.first == "which" {
      // "which products lost the most since last month"
      heard.isFalling = true
      heard.roles.insert(.growth)
    }
    heard.saysOn = all.contains("on")
    heard.saysPay = !all.isDisjoint(with: ["pay", "pays", "paid", "paying"])
    heard.saysAnd = !all.isDisjoint(with: ["and", "&", "plus"])
    heard.asksWhyToo = words.dropFirst().contains("why")
    listenForMoves(all)
    guard all.contains("than") else { return }
    let (up, down): (Set<String>, Set<String>) = (["more", "better", "higher"], ["less", "fewer", "worse", "lower"])
    if !up.isDisjoint(with: all) { heard.direction = .over }
    if !down.isDisjoint(with: all) { heard.direction = .under }
  }
}
