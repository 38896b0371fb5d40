import Commerce

/// Amounts, bounds and lengths of lists.
extension QuestionScanner {
  /// "over $50", "more than 3 orders", "between $20 and $50".
  mutating func condition(_ index: Int, _ entry: Lexicon.Entry?) -> Int? {
    if words[index] == "between" || words[index] == "from", let first = amount(index + 1),
      index + 1 + first.length < words.count, ["and", "to"].contains(words[index + 1 + first.length]),
      let second = amount(index + 2 + first.length), first.isMoney || second.isMoney
    {
      add(.atLeast, first.value, isMoney: true, metric: nil)
      add(.atMost, second.value, isMoney: true, metric: nil)
      return 2 + first.length + second.length
    }
    if let length = once(index) ?? barePair(index) ?? orMore(index) { return length }
    let comparisons: [WordRole: AnalyticsCondition.Comparison] = [
      .over: .over, .under: .under, .atLeast: .atLeast, .atMost: .atMost, .equal: .equal,
    ]
    guard let entry,
      let comparison = entry.meanings.lazy.compactMap({ meaning in
        if case .role(let role) = meaning { comparisons[role] } else { nil }
      }).first, let amount = amount(index + entry.length)
    else { return nil }
    var length = entry.length + amount.length
    // "for over 90 days" is a time.
    if index + length < words.count, TimeWords.units[words[index + length]] != nil,
      lexicon.entry(words, at: index + length).map({ !$0.isFigure || $0.length == 1 }) ?? true
    {
      return nil
    }
    if !amount.isMoney, !amount.isPercent, figure(at: index + length) == nil, let things = things(index + length) {
      if let product = productsOfOrders(index, at: index + length) {
        add(comparison, amount.value, isMoney: false, metric: product)
        return length + things
      }
      // "orders with more than 3 products": no figure here counts those of an order.
      heard.unknown.append(HeardQuestion.Unknown(words: Array(words[index..<index + length + things])))
      return length + things
    }
    if !amount.isMoney, !amount.isPercent, let left = leftBehind(index + length) {
      add(comparison, amount.value, isMoney: false, metric: "stock_units")
      return length + left
    }
    let isTimes =
      ["once", "twice"].contains(words[index + length - 1]) || words.dropFirst(index + length).first == "times"
    let isSold = index > 0 && ["sold", "sell", "selling", "sells"].contains(words[index - 1]) && !isOfBuyers
    let isOfPieces = isSold && !amount.isMoney && words[index + entry.length - 1] == "than"
    let isPrice = isSold && !isOfPieces || lastNameEnd == index && AbsentRows.goods.contains(lastName?.dimension ?? "")
    if isPrice, !isTimes, metricBehind(end: index + length).map({ layer.metric($0)?.unit == .money }) ?? true {
      // "mugs under $20": what they cost, and not what was paid for all that went with them.
      heard.unknown.append(HeardQuestion.Unknown(words: ["the price of \(words[index - 1])"]))
      return length
    }
    var metric: String?
    let isOften = ["once", "twice"].contains(words[index + length - 1])
    if isOfPieces, metricBehind(end: index + length) == nil { metric = "units" }
    if metric != nil {
      // "products that sold more than 3"
    } else if !amount.isMoney, isOften || index + length < words.count && words[index + length] == "times" {
      metric = isOfBuyers ? "orders" : "units"
      if !isOften { length += 1 }
    } else if !amount.isMoney, let next = figure(at: index + length) {
      metric = next.name
      length += next.length
      noteItems(next.name, index)
    } else if let before = lastFigure, before.end == index {
      if before.name == "customers", !amount.isMoney, heard.dimensions.allSatisfy({ $0.name == "customer" }) {
        // "customers over 65" are not so many.
        heard.unknown.append(HeardQuestion.Unknown(words: Array(words[index..<index + length])))
        return length
      }
      metric = bounded(before.name, by: amount)
      if metric == "margin_rate" {
        heard.metrics = heard.metrics.map { $0.name == "margin" ? ("margin_rate", $0.index) : $0 }
      }
      if before.name == "orders", amount.isMoney { heard.orderBounds.insert(heard.conditions.count) }
    }
    add(comparison, amount.value, isMoney: amount.isMoney || layer.metric(metric ?? "")?.unit == .money, metric: metric)
    return length
  }

  /// "spent between 100 and 200", "orders between 50 and 100", "between 2 and 5 orders": amounts without a sign.
  private mutating func barePair(_ index: Int) -> Int? {
    guard words[index] == "between", let first = amount(index + 1),
      words.indices.contains(index + 1 + first.length), ["and", "to"].contains(words[index + 1 + first.length]),
      let second = amount(index + 2 + first.length), first.value < second.value
    else { return nil }
    var length = 2 + first.length + second.length
    var metric: String?
    let spends: Set<String> = ["spent", "spend", "spends", "spending", "worth", "paid", "totalling", "totaling"]
    let before = index > 0 ? words[index - 1] : ""
    if words.indices.contains(index + length), words[index + length] == "times" {
      (metric, length) = (isOfBuyers ? "orders" : "units", length + 1)
    } else if let next = figure(at: index + length) {
      (metric, length) = (next.name, length + next.length)
      noteItems(next.name, index)
    } else if let figure = lastFigure, figure.end == index, second.isPercent || figure.name != "orders" {
      metric = bounded(figure.name, by: second)
      guard metric != nil else { return nil }
    } else {
      // "orders between 10 and 12" may be hours or dates.
      let isOfOrders = lastFigure.map { $0.name == "orders" && $0.end == index } ?? false
      guard spends.contains(before) || isOfOrders && first.value > 31 else { return nil }
    }
    let isMoney = metric == nil || layer.metric(metric ?? "")?.unit == .money
    add(.atLeast, first.value, isMoney: isMoney, metric: metric)
    add(.atMost, second.value, isMoney: isMoney, metric: metric)
    return length
  }

  /// "orders with more than 3 items": the pieces of each order.
  private mutating func noteItems(_ metric: String, _ index: Int) {
    let links = Self.contents
    guard metric == "units", index > 0, links.contains(words[index - 1]) || links.contains(words[index]),
      let before = lastFigure, before.name == "orders", before.end >= index - 2
    else { return }
    heard.boundsItems = true
  }

  private static let contents: Set<String> = [
    "with", "of", "containing", "having", "have", "had", "has", "contain", "contained", "contains",
  ]

  /// "orders with 2 items": just so many pieces in each.
  private mutating func exactItems(_ index: Int, _ amount: Amount) -> Int? {
    guard !amount.isMoney, !amount.isPercent, index > 0, Self.contents.contains(words[index - 1]),
      let before = lastFigure, before.name == "orders", before.end >= index - 2,
      let next = figure(at: index + amount.length), next.name == "units"
    else { return nil }
    noteItems(next.name, index)
    add(.equal, amount.value, isMoney: false, metric: next.name)
    return amount.length + next.length
  }

  /// "orders with more than 3 products": the different ones in each.
  private mutating func productsOfOrders(_ index: Int, at place: Int) -> String? {
    guard let before = lastFigure, before.name == "orders", before.end >= index - 2,
      lexicon.entry(words, at: place)?.meanings.contains(where: { $0 == .dimension("product", isPlural: true) })
        ?? false
    else { return nil }
    heard.boundsItems = true
    return "distinct_products"
  }

  /// What is counted by no figure and stands behind an amount, by its length: "products", "cities".
  private func things(_ index: Int) -> Int? {
    guard words.indices.contains(index), let next = lexicon.entry(words, at: index), !next.isFigure else { return nil }
    let isOfThings = next.meanings.contains { meaning in
      switch meaning {
      case .dimension(let name, let isPlural): isPlural && layer.dimension(name)?.isTime == false
      case .name(let dimension, _): AbsentRows.goods.contains(dimension)
      case .metric, .role: false
      }
    }
    return isOfThings ? next.length : nil
  }

  /// "fewer than 10 left", "less than 5 in stock": what is there, by the length of what says so.
  private func leftBehind(_ index: Int) -> Int? {
    let ways = [["left", "in", "stock"], ["in", "stock"], ["on", "hand"], ["left"], ["remaining"], ["available"]]
    let start =
      words.indices.contains(index) && ["pieces", "units", "items"].contains(words[index]) ? index + 1 : index
    return ways.first { words.dropFirst(start).starts(with: $0) }.map { $0.count + start - index }
  }

  /// "every 2 weeks": pieces of time are one of their kind.
  mutating func everyFew(_ index: Int) -> Int? {
    guard ["every", "each", "per"].contains(words[index]), words.indices.contains(index + 2),
      let count = TimeWords.number(words[index + 1]), count > 1, TimeWords.units[words[index + 2]] != nil
    else { return nil }
    heard.unknown.append(HeardQuestion.Unknown(words: Array(words[index...index + 2])))
    return 3
  }

  private func metricBehind(end: Int) -> String? {
    guard words.indices.contains(end) else { return nil }
    return words[end] == "times" ? "units" : figure(at: end)?.name
  }

  /// The figure that stands behind an amount. "5 items in April" is of items, though "items in" may say nothing alone.
  private func figure(at index: Int) -> (name: String, length: Int)? {
    guard words.indices.contains(index) else { return nil }
    let entry = lexicon.entry(words, at: index)
    let isSaid = entry?.isFigure ?? false
    let alone = [words[index], words[index] + "s"].lazy.map(lexicon.meanings)
    let meanings = isSaid ? entry?.meanings ?? [] : alone.first { !$0.isEmpty } ?? []
    for case .metric(let name) in meanings { return (name, isSaid ? entry?.length ?? 1 : 1) }
    return nil
  }

  /// "10 or more orders", "$500 and up", "100+ units": the bound stands behind the amount.
  private mutating func orMore(_ index: Int) -> Int? {
    guard let amount = amount(index) else { return nil }
    if let length = exactItems(index, amount) { return length }
    var end = index + amount.length
    let ways: [(phrase: [String], comparison: AnalyticsCondition.Comparison)] = [
      (["or", "more"], .atLeast), (["or", "over"], .atLeast), (["or", "above"], .atLeast),
      (["or", "higher"], .atLeast),
      (["and", "more"], .atLeast), (["and", "up"], .atLeast), (["and", "over"], .atLeast),
      (["and", "above"], .atLeast),
      (["plus"], .atLeast), (["or", "less"], .atMost), (["or", "fewer"], .atMost), (["or", "under"], .atMost),
      (["or", "below"], .atMost), (["and", "under"], .atMost), (["and", "less"], .atMost), (["and", "below"], .atMost),
    ]
    guard let way = ways.first(where: { words[end...].starts(with: $0.phrase) }) else { return nil }
    end += way.phrase.count
    var metric: String?
    if words.indices.contains(end), words[end] == "times" {
      (metric, end) = (isOfBuyers ? "orders" : "units", end + 1)
    } else if let next = figure(at: end) {
      (metric, end) = (next.name, end + next.length)
      noteItems(next.name, index)
    } else if !amount.isMoney, let left = leftBehind(end) {
      (metric, end) = ("stock_units", end + left)
    } else if let before = lastFigure, before.end == index {
      metric = bounded(before.name, by: amount)
      if before.name == "orders", amount.isMoney { heard.orderBounds.insert(heard.conditions.count) }
    }
    guard amount.isMoney || metric != nil else { return nil }
    add(
      way.comparison, amount.value, isMoney: amount.isMoney || layer.metric(metric ?? "")?.unit == .money,
      metric: metric)
    return end - index
  }

  /// "customers who ordered only once"
  private mutating func once(_ index: Int) -> Int? {
    let isOnly = ["only", "just"].contains(words[index])
    let place = isOnly ? index + 1 : index
    guard isOfBuyers, words.indices.contains(place), words[place] == "once" else { return nil }
    add(.equal, 1, isMoney: false, metric: "orders")
    return place + 1 - index
  }

  /// The figure before an amount, where it is what is bounded; nil bounds each order's total.
  private func bounded(_ figure: String, by amount: Amount) -> String? {
    switch layer.metric(figure)?.unit {
    case .percent: return amount.isPercent ? figure : nil
    case .money where amount.isPercent: return figure == "margin" ? "margin_rate" : nil
    case .money: return figure == "revenue" && heard.dimensions.isEmpty ? nil : figure
    case .count: return amount.isMoney || figure == "orders" && heard.dimensions.isEmpty ? nil : figure
    case .text, .date, nil: return nil
    }
  }

  /// "customers who ordered more than twice" counts orders, "products sold more than twice" pieces.
  private var isOfBuyers: Bool {
    heard.counted == "customer" || heard.roles.contains(.who) || heard.dimensions.contains { $0.name == "customer" }
      || heard.metrics.contains { $0.name == "customers" }
  }

  private mutating func add(
    _ comparison: AnalyticsCondition.Comparison, _ value: Double, isMoney: Bool, metric: String?
  ) {
    let unit = metric.flatMap(layer.metric)?.unit
    let isCount = unit == .count || unit == .percent
    let scaled = isCount ? value : value * Double(minorUnits)
    let opposites: [AnalyticsCondition.Comparison: AnalyticsCondition.Comparison] = [
      .over: .atMost, .atMost: .over, .under: .atLeast, .atLeast: .under,
    ]
    let comparison = isExcluding ? opposites[comparison] ?? comparison : comparison
    heard.conditions.append(
      AnalyticsCondition(metric: metric, comparison: comparison, value: Int64(scaled.rounded())))
  }

  private struct Amount {
    var value: Double
    var length: Int
    var isMoney: Bool
    var isPercent = false
  }

  private static let signs: Set<String> = ["$", "€", "£", "¥", "₹", "₩", "₺", "₽", "₫", "₱", "₦", "₪", "฿"]
  private static let currencies: Set<String> = signs.union([
    "dollars", "dollar", "euros", "euro", "pounds", "pound", "bucks", "quid", "yen", "rupees", "reais", "pesos",
    "dinar", "dinars", "kd", "bd", "jd", "dhs", "rs", "zl", "rupiah", "francs", "kronor", "kroner", "rand", "lira",
    "won", "baht", "dirhams", "rp", "kr", "r",
  ])

  /// Those of ISO 4217 that are no words.
  private static let codes: Set<String> = [
    "usd", "eur", "gbp", "jpy", "kwd", "bhd", "omr", "chf", "aud", "cad", "nzd", "inr", "brl", "mxn", "cop", "clp",
    "ars", "krw", "cny", "hkd", "sgd", "myr", "thb", "idr", "php", "vnd", "zar", "ngn", "kes", "egp", "aed", "sar",
    "qar",
    "jod", "ils", "pln", "czk", "huf", "sek", "nok", "dkk", "uah", "rub", "tnd", "mad", "twd", "isk", "ugx", "xof",
  ]

  /// Amounts that are words: "a tenner".
  private static let amounts: [String: Double] = ["fiver": 5, "tenner": 10, "fivers": 5, "tenners": 10]
  /// "2 grand", "5 thousand"
  private static let scales: [String: Double] = [
    "hundred": 100, "grand": 1_000, "thousand": 1_000, "million": 1_000_000,
  ]

  /// None of which is misspelt.
  static let moneyWords: Set<String> = currencies.union(codes).union(amounts.keys).union(scales.keys)
    .union(["money", "cash"])

  /// "$$$ today", "$ by channel": a sign without an amount is money taken.
  static func withoutLoneSigns(_ words: [String]) -> [String] {
    let isNumber = { (index: Int) in words.indices.contains(index) && words[index].first?.isNumber ?? false }
    var out: [String] = []
    for (index, word) in words.enumerated() {
      guard signs.contains(word), !isNumber(index + 1), !isNumber(index - 1) else {
        out.append(word)
        continue
      }
      if out.last != "revenue" { out.append("revenue") }
    }
    return out
  }

  private static func isCurrency(_ word: String) -> Bool { currencies.contains(word) || codes.contains(word) }

  private func amount(_ index: Int) -> Amount? {
    var place = index
    var isMoney = false
    while words.indices.contains(place), Self.isCurrency(words[place]), place < index + 2 {
      (isMoney, place) = (true, place + 1)
    }
    guard words.indices.contains(place) else { return nil }
    let isArticle = words[place] == "a" || words[place] == "an"
    if isArticle, let value = words.indices.contains(place + 1) ? Self.amounts[words[place + 1]] : nil {
      return Amount(value: value, length: place + 2 - index, isMoney: true)
    }
    if isArticle, let scale = words.indices.contains(place + 1) ? Self.scales[words[place + 1]] : nil {
      // "over a thousand dollars"
      let isSaid = words.indices.contains(place + 2) && Self.isCurrency(words[place + 2])
      return Amount(value: scale, length: place + (isSaid ? 3 : 2) - index, isMoney: isMoney || isSaid)
    }
    if let value = Self.amounts[words[place]] { return Amount(value: value, length: place + 1 - index, isMoney: true) }
    var text = words[place].replacing(",", with: "")
    var scale = 1.0
    for (suffix, factor) in [("k", 1_000.0), ("m", 1_000_000.0)] where text.hasSuffix(suffix) && text.count > 1 {
      (text, scale) = (String(text.dropLast()), factor)
    }
    guard let value = Double(text) ?? TimeWords.numbers[text].map({ Double($0) }) else { return nil }
    place += 1
    if words.indices.contains(place), let factor = Self.scales[words[place]] { (scale, place) = (factor, place + 1) }
    if words.indices.contains(place), Self.isCurrency(words[place]) { (isMoney, place) = (true, place + 1) }
    let isPercent = words.indices.contains(place) && ["%", "percent"].contains(words[place])
    if isPercent { place += 1 }
    return Amount(value: value * scale, length: place - index, isMoney: isMoney, isPercent: isPercent)
  }

  /// "top 5", "5 best", "best three", "the 10 products".
  mutating func ranking(_ index: Int, _ entry: Lexicon.Entry?) -> Int? {
    if let entry, let role = role(of: entry, among: [.top, .bottom]) {
      heard.roles.insert(role)
      if role == .bottom { heard.isBottom = true }
      last = role
      let next = index + entry.length
      if words.indices.contains(next), let count = TimeWords.number(words[next]), (1...1_000).contains(count) {
        if words.indices.contains(next + 1), ["%", "percent", "pct"].contains(words[next + 1]) {
          // "top 10 % of customers": how many those are is not known before they are counted.
          heard.unknown.append(HeardQuestion.Unknown(words: Array(words[index...next + 1])))
          return entry.length + 2
        }
        (heard.limit, heard.limitIndex) = (count, index)
        return entry.length + 1
      }
      return entry.length
    }
    guard let count = TimeWords.number(words[index]), (1...1_000).contains(count), index + 1 < words.count,
      let next = lexicon.entry(words, at: index + 1)
    else { return nil }
    let isCounted = next.meanings.contains {
      switch $0 {
      // "the three product who sell most"
      case .dimension(let name, let isPlural): isPlural || (2...20).contains(count) && AbsentRows.goods.contains(name)
      case .role(let role): [.top, .bottom, .bestSellers, .popular, .sells, .busiest].contains(role)
      case .metric(let name): QuestionReader.orderTimes.contains(name)
      case .name: false
      }
    }
    guard isCounted, entry == nil || Int(words[index]) != nil || TimeWords.numbers[words[index]] != nil else {
      return nil
    }
    (heard.limit, heard.limitIndex) = (count, index)
    return 1
  }

  private func role(of entry: Lexicon.Entry, among roles: Set<WordRole>) -> WordRole? {
    for case .role(let role) in entry.meanings where roles.contains(role) { return role }
    return nil
  }
}
