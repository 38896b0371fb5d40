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
  /// "biggest orders", "which orders", "list the orders": each by itself.
  var isOfSingleOrders = false
  /// "when do we sell most"
  var asksWhen = false
  /// "worst seller"
  var isOneSeller = false
  /// "where do orders come from"
  var asksWhere = false
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

  var words: [String] = []
  var heard = HeardQuestion()
  var isExcluding = false
  /// The role of the last word that was not ignored.
  var last: WordRole?
  private var lastName: (dimension: String, index: Int)?
  /// The last figure, and the word after it and what is ignored behind it.
  var lastFigure: (name: String, end: Int)?
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
    heard.isOneSeller = ["seller", "bestseller", "best-seller"].contains(where: words.contains)
    heard.asksWhen = words.first == "when"
    heard.asksWhere = words.contains("where")
    if let start = words.indices.first(where: { words[$0...].starts(with: ["how", "much", "of"]) }) {
      // "how much of our revenue comes from …"
      let rest = (start + 3..<words.count).first { !["our", "the", "my", "all", "total", "its"].contains(words[$0]) }
      if let rest, lexicon.entry(words, at: rest)?.isFigure == true { heard.roles.insert(.share) }
    }
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
    // "how many bags of House Blend": a measure of goods.
    if last == .howMany, index + 1 < words.count, words[index + 1] == "of" {
      heard.roles.insert(.sells)
      return 2
    }
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
    case .relative(let relative):
      heard.relatives.append(relative)
      if length == 1 { heard.roles.insert(.growth) }
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
    // "cash sales", "paid in cash": ignored elsewhere.
    let prepositions: Set<String> = ["with", "via", "by", "using", "in", "from", "through", "excluding", "except"]
    if !isFigure, entry.meanings.contains(.role(.ignored)), words[index].count >= 4,
      next < words.count && lexicon.entry(words, at: next)?.isFigure == true
        || index > 0 && prepositions.contains(words[index - 1])
    {
      return true
    }
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
    let isEach = ["each", "every"].contains(words[index]) || words[index].hasSuffix("ly")
    let things = ["customers": "customer", "orders": "order_number"]
    if last == .howMany { heard.counted = heard.counted ?? metric.flatMap { things[$0] } ?? dimension?.name }
    // "which city has the most customers" counts them.
    let isOfOthers = last == .top && heard.dimensions.contains { $0.cue == .which }
    if last == .howMany || isOfOthers, let metric {
      heard.metrics.append((metric, index))
    } else if let dimension {
      if let name = lastName, name.dimension == dimension.name, index - name.index <= 4, last != .by { return }
      heard.dimensions.append(
        HeardQuestion.Dimension(
          name: dimension.name, isPlural: dimension.isPlural, isSplit: isSplit, index: index + length - 1,
          metric: isSplit ? nil : metric, cue: isEach ? .by : last))
    } else if metric == "orders", !heard.metrics.isEmpty, index > 0,
      ["from", "of", "on", "in", "for", "excluding", "except", "without"].contains(words[index - 1])
    {
      // "revenue from orders with a code" asks for no number of orders.
      return
    } else if let metric, isPart(metric, index) {
      // "revenue from refunded orders" is neither figure, and no filter tells one from the other.
      heard.unknown.append([words[index - 1]] + words[index..<index + length])
    } else if let metric, !heard.metrics.contains(where: { $0.name == metric }) {
      let ranks: Set<WordRole> = [.top, .bottom, .which]
      let isListed = words.first == "list" && heard.metrics.isEmpty
      if metric == "orders", isListed || last.map(ranks.contains) ?? false, index > 0,
        !["most", "least", "fewest"].contains(words[index - 1])
      {
        heard.isOfSingleOrders = true
      }
      heard.metrics.append((metric, index))
    }
  }

  /// Whether a figure only says of which orders or customers the first one is.
  private func isPart(_ metric: String, _ index: Int) -> Bool {
    let parts: Set<String> = [
      "discounted_orders", "undiscounted_orders", "refunded_orders", "cancelled_orders", "repeat_customers",
    ]
    guard parts.contains(metric), !heard.metrics.isEmpty, !heard.roles.contains(.share), index > 0 else { return false }
    let before = ["the", "our", "all"].contains(words[index - 1]) && index > 1 ? words[index - 2] : words[index - 1]
    return ["from", "of", "for", "by", "on", "in"].contains(before)
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
