import Commerce

/// What the words of a question say, one after the other, before it is decided what they ask for together.
struct HeardQuestion {
  struct Dimension {
    var name: String
    var isPlural: Bool
    /// Something says that it splits the figure: "by", "which", "top 5".
    var isSplit: Bool
    var index: Int
    /// The word may as well be this figure ("customers").
    var metric: String?
    /// What the word before it does: "by", "top", "how many".
    var cue: WordRole?
  }

  var metrics: [(name: String, index: Int)] = []
  var dimensions: [Dimension] = []
  var filters: [AnalyticsFilter] = []
  var conditions: [AnalyticsCondition] = []
  var conditionMetrics: [String?] = []
  var spans: [TimeSpan] = []
  var relatives: [TimeReader.Relative] = []
  var roles: Set<WordRole> = []
  var limit: Int?
  var isBottom = false
  var isComparing = false
  var unknown: [[String]] = []
  var corrections: [String] = []
  /// What "how many" stands before: "how many customers spent more than $50".
  var counted: String?
  /// "in each category"
  var saysEach = false
  /// "best sellers", not "best seller"
  var isListOfSellers = false
  /// "products nobody bought"
  var asksForNone = false
  /// Set where the sentence begins as a list does: "who are", "what are".
  var asksForSeveral = false
  /// "and by units?"
  var beginsAsFollowUp = false
  /// "what did Lisbon buy?"
  var asksWhatWasSold = false
}

/// Goes through a question's words once.
struct QuestionScanner {
  let layer: AnalyticsLayer
  let lexicon: Lexicon
  let calendar: StoreCalendar
  let today: Int
  let minorUnits: Int64

  private var words: [String] = []
  private var heard = HeardQuestion()
  private var isExcluding = false
  /// The role of the last word that was not ignored.
  private var last: WordRole?
  private var lastName: (dimension: String, index: Int)?
  /// The last figure, and the word after it and what is ignored behind it.
  private var lastFigure: (name: String, end: Int)?
  private var isAfterUnknown = false

  init(layer: AnalyticsLayer, lexicon: Lexicon, calendar: StoreCalendar, today: Int, minorUnits: Int64) {
    self.layer = layer
    self.lexicon = lexicon
    self.calendar = calendar
    self.today = today
    self.minorUnits = minorUnits
  }

  mutating func scan(_ text: String) -> HeardQuestion {
    words = DayTypes.joined(
      QuestionTokens(text).words.map { word in
        guard let fixed = lexicon.corrected(word) else { return word }
        heard.corrections.append("'\(word)' taken as '\(fixed)'")
        return fixed
      })
    let goods: Set<String> = ["sold", "sell", "buy", "buys", "bought", "purchased", "buying", "ordering"]
    heard.asksWhatWasSold = words.first == "what" && !goods.isDisjoint(with: words)
    heard.beginsAsFollowUp = ["and", "only", "just", "by", "what", "in", "as", "per", "same"].contains(
      words.first ?? "")
    heard.saysEach = words.contains("each") || words.contains("every") || words.contains("per")
    heard.isListOfSellers = ["sellers", "bestsellers", "hits", "movers", "best-sellers"].contains(where: words.contains)
    heard.asksForSeveral = words.contains("are") || words.contains("were")
    var index = 0
    while index < words.count {
      let length = step(index)
      isAfterUnknown = length == 0
      index += max(1, length)
    }
    return heard
  }

  /// - Returns: how many words were taken; 0 where the word is not known.
  private mutating func step(_ index: Int) -> Int {
    let time = TimeReader(words: words, calendar: calendar, today: today).read(at: index)
    let entry = lexicon.entry(words, at: index)
    if DayTypes.isFilter(words, at: index, followedBy: followers(index)) {
      filter("weekday", AnswerTable.weekdays.dropLast(2))
      return 1
    }
    if let time, time.length >= entry?.length ?? 0 { return take(time.found, time.length) }
    if let length = condition(index, entry) { return length }
    if let length = ranking(index, entry) { return length }
    if let entry { return take(entry, index) }
    if isAfterUnknown, !heard.unknown.isEmpty {
      heard.unknown[heard.unknown.count - 1].append(words[index])
    } else {
      heard.unknown.append([words[index]])
    }
    return 0
  }

  private mutating func take(_ time: TimeReader.Found, _ length: Int) -> Int {
    switch time {
    case .span(let span): heard.spans.append(span)
    case .relative(let relative): heard.relatives.append(relative)
    case .weekdays(let days): filter("weekday", days)
    case .hours(let hours, let span):
      filter("hour", hours.map { ($0 < 10 ? "0" : "") + "\($0):00" })
      if let span { heard.spans.append(span) }
    }
    return length
  }

  private mutating func filter(_ dimension: String, _ values: [String]) {
    let known = heard.filters.firstIndex { $0.dimension == dimension && $0.isExcluding == isExcluding }
    if let known {
      heard.filters[known].values += values
    } else {
      heard.filters.append(AnalyticsFilter(dimension: dimension, values: values, isExcluding: isExcluding))
    }
  }

  /// Whether a figure's word follows.
  private func followers(_ index: Int) -> Bool {
    guard index + 1 < words.count, let next = lexicon.entry(words, at: index + 1) else { return false }
    return next.isFigure
  }

  // MARK: Numbers

  /// "over $50", "more than 3 orders", "between $20 and $50".
  private mutating func condition(_ index: Int, _ entry: Lexicon.Entry?) -> Int? {
    if words[index] == "between" || words[index] == "from", let first = amount(index + 1),
      index + 1 + first.length < words.count, ["and", "to"].contains(words[index + 1 + first.length]),
      let second = amount(index + 2 + first.length), first.isMoney || second.isMoney
    {
      add(.atLeast, first.value, isMoney: true, metric: nil)
      add(.atMost, second.value, isMoney: true, metric: nil)
      return 2 + first.length + second.length
    }
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
    if index + length < words.count, TimeWords.units[words[index + length]] != nil { return nil }
    var metric: String?
    let isOften = ["once", "twice"].contains(words[index + length - 1])
    if !amount.isMoney, isOften || index + length < words.count && words[index + length] == "times" {
      metric = isOfBuyers ? "orders" : "units"
      if !isOften { length += 1 }
    } else if !amount.isMoney, let next = lexicon.entry(words, at: min(index + length, words.count)), next.isFigure {
      for case .metric(let name) in next.meanings {
        metric = name
        length += next.length
        break
      }
    } else if let before = lastFigure, before.end == index {
      metric = bounded(before.name, by: amount)
    }
    add(comparison, amount.value, isMoney: amount.isMoney || layer.metric(metric ?? "")?.unit == .money, metric: metric)
    return length
  }

  /// The figure before an amount, where it is what is bounded; nil bounds each order's total.
  private func bounded(_ figure: String, by amount: Amount) -> String? {
    switch layer.metric(figure)?.unit {
    case .percent: return amount.isPercent ? figure : nil
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
    let isCount = metric.flatMap(layer.metric)?.unit == .count
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
    "dollars", "dollar", "euros", "euro", "pounds", "pound", "bucks", "quid", "yen", "rupees", "reais", "pesos", "dinar",
    "dinars", "rupiah", "francs", "kronor", "kroner", "rand", "lira", "won", "baht", "dirhams", "rp", "kr", "r",
  ])

  private static func isCurrency(_ word: String) -> Bool {
    currencies.contains(word) || word.utf8.count == 3 && Currency(code: word.uppercased()) != nil
  }

  private func amount(_ index: Int) -> Amount? {
    var place = index
    var isMoney = false
    while words.indices.contains(place), Self.isCurrency(words[place]), place < index + 2 {
      (isMoney, place) = (true, place + 1)
    }
    guard words.indices.contains(place) else { return nil }
    var text = words[place].replacing(",", with: "")
    var scale = 1.0
    for (suffix, factor) in [("k", 1_000.0), ("m", 1_000_000.0)] where text.hasSuffix(suffix) && text.count > 1 {
      (text, scale) = (String(text.dropLast()), factor)
    }
    guard let value = Double(text) ?? TimeWords.numbers[text].map({ Double($0) }) else { return nil }
    place += 1
    if words.indices.contains(place), Self.isCurrency(words[place]) { (isMoney, place) = (true, place + 1) }
    let isPercent = words.indices.contains(place) && ["%", "percent"].contains(words[place])
    if isPercent { place += 1 }
    return Amount(value: value * scale, length: place - index, isMoney: isMoney, isPercent: isPercent)
  }

  /// "top 5", "5 best", "best three", "the 10 products".
  private mutating func ranking(_ index: Int, _ entry: Lexicon.Entry?) -> Int? {
    if let entry, let role = role(of: entry, among: [.top, .bottom]) {
      heard.roles.insert(role)
      if role == .bottom { heard.isBottom = true }
      last = role
      let next = index + entry.length
      if words.indices.contains(next), let count = TimeWords.number(words[next]), (1...1_000).contains(count) {
        heard.limit = count
        return entry.length + 1
      }
      return entry.length
    }
    guard let count = TimeWords.number(words[index]), (1...1_000).contains(count), index + 1 < words.count,
      let next = lexicon.entry(words, at: index + 1)
    else { return nil }
    let isCounted = next.meanings.contains {
      switch $0 {
      case .dimension(_, let isPlural): isPlural
      case .role(let role): [.top, .bottom, .bestSellers, .popular, .sells, .busiest].contains(role)
      case .metric, .name: false
      }
    }
    guard isCounted, entry == nil || Int(words[index]) != nil || TimeWords.numbers[words[index]] != nil else {
      return nil
    }
    heard.limit = count
    return 1
  }

  private func role(of entry: Lexicon.Entry, among roles: Set<WordRole>) -> WordRole? {
    for case .role(let role) in entry.meanings where roles.contains(role) { return role }
    return nil
  }

  // MARK: Words

  private mutating func take(_ entry: Lexicon.Entry, _ index: Int) -> Int {
    var metric: String?
    var dimension: (name: String, isPlural: Bool)?
    var role: WordRole?
    var names: [(dimension: String, value: String)] = []
    for meaning in entry.meanings {
      switch meaning {
      case .metric(let name): metric = metric ?? name
      case .dimension(let name, let isPlural): dimension = dimension ?? (name, isPlural)
      case .role(let found): role = role == nil || role == .ignored ? found : role
      case .name(let dimension, let value): names.append((dimension, value))
      }
    }
    if !names.isEmpty, isName(names, index, entry, isFigure: metric != nil, isWord: dimension != nil || role != nil) {
      add(names, index)
      last = nil
    } else if metric != nil || dimension != nil {
      if let metric { lastFigure = (metric, index + entry.length) }
      take(metric, dimension, index, entry.length)
      if role == .who { heard.roles.insert(.who) }
      last = nil
      // "excluding orders under $20" still excludes.
      if metric != "orders" || index == 0 || !["excluding", "except", "without"].contains(words[index - 1]) {
        isExcluding = false
      }
    } else if let role {
      take(role, words[index..<index + entry.length].joined(separator: " "))
      if role == .ignored || role == .used, lastFigure?.end == index { lastFigure?.end = index + entry.length }
    } else {
      add(names, index)
    }
    return entry.length
  }

  private func isName(
    _ names: [(dimension: String, value: String)], _ index: Int, _ entry: Lexicon.Entry, isFigure: Bool, isWord: Bool
  ) -> Bool {
    guard isWord || isFigure else { return true }
    if let dimension = heard.dimensions.last, index - dimension.index <= 2,
      names.contains(where: { $0.dimension == dimension.name })
    {
      return true
    }
    let next = index + entry.length
    let isStatus = names.contains { $0.dimension.hasSuffix("status") }
    if isStatus, words.indices.contains(next), ["orders", "order"].contains(words[next]) { return true }
    // "paid with PayPal" says how, not whether.
    if words.indices.contains(next), ["with", "by", "via", "in", "through", "using"].contains(words[next]) {
      return false
    }
    return isStatus && !isFigure && index > 0
      && ["are", "is", "were", "still", "status", "currently"].contains(words[index - 1])
  }

  private mutating func take(
    _ metric: String?, _ dimension: (name: String, isPlural: Bool)?, _ index: Int, _ length: Int
  ) {
    let splits: Set<WordRole> = [.by, .which, .top, .bottom, .bestSellers, .popular, .busiest, .who, .sells]
    // "which products" splits by products, "what do people buy" not by people.
    let isNear =
      last != .which || index == 0 || ["which", "what", "of", "our", "my", "the", "whose"].contains(words[index - 1])
    let isSplit = isNear && (last.map(splits.contains) ?? false)
    let things = ["customers": "customer", "orders": "order_number"]
    if last == .howMany { heard.counted = heard.counted ?? metric.flatMap { things[$0] } ?? dimension?.name }
    if last == .howMany, let metric {
      heard.metrics.append((metric, index))
    } else if let dimension {
      if let name = lastName, name.dimension == dimension.name, index - name.index <= 4, last != .by { return }
      heard.dimensions.append(
        HeardQuestion.Dimension(
          name: dimension.name, isPlural: dimension.isPlural, isSplit: isSplit, index: index + length - 1,
          metric: isSplit ? nil : metric, cue: last))
    } else if metric == "orders", !heard.metrics.isEmpty, index > 0,
      ["from", "of", "on", "in", "for", "excluding", "except", "without"].contains(words[index - 1])
    {
      // "revenue from orders with a code" asks for no number of orders.
      return
    } else if let metric, !heard.metrics.contains(where: { $0.name == metric }) {
      heard.metrics.append((metric, index))
    }
  }

  private mutating func add(_ names: [(dimension: String, value: String)], _ index: Int) {
    let asked = heard.dimensions.last { index - $0.index <= 2 }
    let chosen = names.first { $0.dimension == asked?.name } ?? names.first
    guard let chosen else { return }
    if let asked, asked.name == chosen.dimension, !isExcluding {
      heard.dimensions.removeAll { $0.index == asked.index }
    }
    let values = names.filter { $0.dimension == chosen.dimension }.map(\.value)
    lastName = (chosen.dimension, index)
    let known = heard.filters.firstIndex { $0.dimension == chosen.dimension && $0.isExcluding == isExcluding }
    if let known {
      heard.filters[known].values += values.filter { !heard.filters[known].values.contains($0) }
    } else {
      heard.filters.append(AnalyticsFilter(dimension: chosen.dimension, values: values, isExcluding: isExcluding))
    }
  }

  private mutating func take(_ role: WordRole, _ phrase: String) {
    switch role {
    case .ignored: return
    case .except: isExcluding = true
    case .only: isExcluding = false
    case .versus, .compare: heard.isComparing = true
    case .bestSellers where phrase.contains("worst") || phrase.hasPrefix("slow"): heard.isBottom = true
    case .bestSellers where ["isnt", "arent", "doesnt", "dont", "not"].contains { phrase.hasPrefix($0) }:
      heard.isBottom = true
    case .popular where phrase.contains("least"): heard.isBottom = true
    case .busiest where ["slowest", "quietest"].contains(phrase): heard.isBottom = true
    case .and: return
    case .unsold:
      heard.asksForNone = true
      return
    case .unanswered:
      heard.unknown.append([phrase])
      return
    default: break
    }
    heard.roles.insert(role)
    last = role
  }
}
