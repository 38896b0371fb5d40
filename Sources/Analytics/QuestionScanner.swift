import Commerce

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
  var lastName: (dimension: String, index: Int)?
  /// The last figure, and the word after it and what is ignored behind it.
  var lastFigure: (name: String, end: Int)?
  private var isAfterUnknown = false
  var lastNameEnd: Int?

  /// "lastweek" is two words.
  private static func apart(_ word: String) -> [String] {
    for first in ["last", "this"] where word.hasPrefix(first) && TimeWords.units[String(word.dropFirst(4))] != nil {
      return [first, String(word.dropFirst(4))]
    }
    // "octobers numbers"
    if word.count > 6, word.hasSuffix("s"), TimeWords.months[String(word.dropLast())] != nil {
      return [String(word.dropLast())]
    }
    if word.hasSuffix("-wise") { return [String(word.dropLast(5)), "wise"] }
    for link in ["-on-", "-over-", "-by-"] where word.contains(link) {
      let parts = word.split(separator: "-").map(String.init)
      if parts.count == 3, TimeWords.units[parts[0]] != nil { return parts }
    }
    return [word]
  }

  static let falls: Set<String> = [
    "drop", "drops", "dropped", "fall", "fell", "fallen", "decline", "declined", "declining", "decrease", "decreased",
    "decreasing", "shrank", "dip", "dipped", "falling", "dropping", "shrinking",
  ]

  init(layer: AnalyticsLayer, lexicon: Lexicon, calendar: StoreCalendar, today: Int, minorUnits: Int64) {
    self.layer = layer
    self.lexicon = lexicon
    self.calendar = calendar
    self.today = today
    self.minorUnits = minorUnits
  }

  mutating func scan(_ text: String) -> HeardQuestion {
    words = DayTypes.joined(
      TimeWords.plainDays(TimeWords.spelledOut(QuestionTokens(text).words)).flatMap(Self.apart).map { word in
        guard let fixed = lexicon.corrected(word) else { return word }
        heard.corrections.append("'\(word)' taken as '\(fixed)'")
        return fixed
      })
    listenForMore()
    listenForOrdering()
    askHowLong()
    askHowItGoes()
    let goods: Set<String> = ["sold", "sell", "buy", "buys", "bought", "purchased", "buying", "ordering"]
    heard.asksWhatWasSold =
      words.first == "what" && !goods.isDisjoint(with: words) || words.starts(with: ["whats", "selling"])
    heard.beginsAsFollowUp = ["and", "only", "just", "by", "what", "in", "as", "per", "same"].contains(
      words.first ?? "")
    heard.saysEach = words.contains("each") || words.contains("every") || words.contains("per")
    heard.isListOfSellers = ["sellers", "bestsellers", "hits", "movers", "best-sellers"].contains(where: words.contains)
    heard.isOneSeller = ["seller", "bestseller", "best-seller"].contains(where: words.contains)
    heard.asksWhen = words.first == "when"
    heard.asksWhere = words.contains("where")
    if let start = words.indices.first(where: { words[$0...].starts(with: ["how", "much", "of"]) }) {
      // "how much of our revenue comes from …"
      let rest = start + 3..<min(start + 7, words.count)
      if rest.contains(where: { lexicon.entry(words, at: $0)?.isFigure == true }) { heard.roles.insert(.share) }
    }
    let goes: Set<String> = ["doing", "going", "business", "things"]
    let subjects: Set<String> = ["we", "business", "shop", "store", "things", "sales"]
    heard.asksHowItGoes =
      ["how", "hows"].contains(words.first ?? "") && !goes.isDisjoint(with: words) && !subjects.isDisjoint(with: words)
    heard.saysFewest = words.contains("fewest")
    heard.saysLevels = words.contains("levels")
    heard.asksForRest = ["left", "remaining", "remain", "remains", "leftover"].contains(where: words.contains)
    heard.saysIn = ["in", "of"].contains(where: words.contains)
    let moves: Set<String> = [
      "up", "down", "growing", "grew", "falling", "rising", "rose", "changed", "dropping", "shrinking",
    ]
    heard.asksForMovers =
      ["what", "whats"].contains(words.first ?? "") && !moves.union(Self.falls).isDisjoint(with: words)
    heard.isFalling = !Self.falls.isDisjoint(with: words) || heard.asksForMovers && words.contains("down")
    let measures: Set<String> = ["revenue", "turnover", "income", "value", "money", "gross"]
    heard.saysSales =
      !measures.union(["units"]).contains(where: words.contains) && words.contains { $0 == "sales" || $0 == "sale" }
    heard.asksForSeveral = words.contains("are") || words.contains("were")
    listenAhead()
    var index = 0
    while index < words.count {
      let length = step(index)
      isAfterUnknown = length == 0
      index += max(1, length)
    }
    listenForTwo()
    listenForParts()
    let isOfGroups = heard.dimensions.contains { layer.dimension($0.name)?.isTime == false }
    if heard.direction != nil, isOfGroups, heard.spans.contains(where: \.isCompared) { heard.roles.insert(.growth) }
    return heard
  }

  /// - Returns: how many words were taken; 0 where the word is not known.
  private mutating func step(_ index: Int) -> Int {
    if saysNothing(index) {
      if words[index] == "better" { heard.isComparing = true }
      return 1
    }
    let time = TimeReader(words: words, calendar: calendar, today: today).read(at: index)
    let entry = lexicon.entry(words, at: index)
    if DayTypes.isFilter(words, at: index, followedBy: followers(index)) {
      filter("weekday", AnswerTable.weekdays.dropLast(2))
      return 1
    }
    // "the Summer Sampler" is no summer.
    let named = words[index] == "the" ? lexicon.entry(words, at: index + 1).map { $0.length + 1 } : nil
    if let time, time.length >= entry?.length ?? 0, time.length >= named ?? 0 {
      return take(time.found, index, time.length)
    }
    if let length = everyFew(index) { return length }
    if let length = condition(index, entry) { return length }
    if let length = ranking(index, entry) { return length }
    if let entry { return take(entry, index) }
    if let length = little(index) { return length }
    // "how many bags of House Blend": a measure of goods.
    if last == .howMany, index + 1 < words.count, words[index + 1] == "of" {
      heard.roles.insert(.sells)
      return 2
    }
    // "than locks last month" compares locks and no month.
    if last == .versus { last = nil }
    if isAfterUnknown, !heard.unknown.isEmpty {
      heard.unknown[heard.unknown.count - 1].words.append(words[index])
    } else {
      heard.unknown.append(HeardQuestion.Unknown(words: [words[index]], isExcluding: isExcluding))
    }
    noteMention(nil, index, index + 1)
    return 0
  }

  private mutating func take(_ time: TimeReader.Found, _ index: Int, _ length: Int) -> Int {
    switch time {
    case .span where last == .except, .relative where last == .except, .someDays where last == .except:
      // "not counting today": no period leaves out a part of itself.
      heard.unknown.append(HeardQuestion.Unknown(words: ["except"] + words[index..<index + length]))
    case .span(var span):
      // "up on last year": a change is told from it.
      let isFrom = index > 0 && ["on", "from", "over", "upon"].contains(words[index - 1])
      span.isCompared =
        last == .versus || index > 0 && words[index - 1] == "than" || isFrom && heard.roles.contains(.growth)
      heard.spans.append(span)
    case .relative(let relative):
      take(relative, words[index..<index + length])
    case .weekdays(let days):
      filter("weekday", days)
      noteWeekdays(index)
    case .someDays(let days, let span):
      filter("weekday", days)
      heard.spans.append(span)
    case .hours(let hours, let span):
      heard.partsOfDay += 1
      filter("hour", hours.map { ($0 < 10 ? "0" : "") + "\($0):00" })
      if let span { heard.spans.append(span) }
    }
    return length
  }

  private mutating func take(_ relative: TimeReader.Relative, _ phrase: ArraySlice<String>) {
    heard.relatives.append(relative)
    if phrase.count == 1, phrase.first != "before" { heard.roles.insert(.growth) }
    if phrase.contains("weekday"), case .periodBefore = relative {
      heard.sameUnit = .day
    } else if phrase.contains("same") {
      heard.sameUnit = phrase.lazy.compactMap { CalendarUnit(rawValue: $0) }.first
    }
    let isEach = phrase.contains("over") || phrase.contains("on") || ["mom", "wow", "qoq"].contains(phrase.first ?? "")
    if isEach, case .periodBefore(let unit?) = relative { heard.eachUnit = unit }
  }

  private mutating func filter(_ dimension: String, _ values: [String]) {
    let known = heard.filters.firstIndex { $0.dimension == dimension && $0.isExcluding == isExcluding }
    if let known {
      heard.filters[known].values += values.filter { !heard.filters[known].values.contains($0) }
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
    let isWord = dimension != nil || role != nil && role != .unanswered
    if !names.isEmpty, isName(names, index, entry, isFigure: metric != nil, isWord: isWord) {
      noteRanked(names, index)
      add(names, index, entry.length)
      lastNameEnd = index + entry.length
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
      let phrase = words[index..<index + entry.length].joined(separator: " ")
      // "cash taken": how much, and not how often.
      let isTaken = ["taken", "received", "collected"].contains(phrase)
      if isTaken, lastNameEnd == index, lastName?.dimension == "payment_method" { heard.roles.insert(.howMuch) }
      if phrase == "sold" || phrase.hasPrefix("sold "), isAfterUnknown || lastNameEnd == index { noteSold() }
      let isOfTime = words.indices.contains(index + 1) && TimeWords.units[words[index + 1]] != nil
      if phrase == "per", isOfTime, lastNameEnd == index, words[index - 1].hasSuffix("s") { heard.saysEachOf = true }
      take(role, phrase, index + entry.length)
      if role == .ignored || role == .used, lastFigure?.end == index { lastFigure?.end = index + entry.length }
    } else {
      noteRanked(names, index)
      add(names, index, entry.length)
      lastNameEnd = index + entry.length
    }
    return entry.length
  }

  private mutating func take(
    _ metric: String?, _ dimension: (name: String, isPlural: Bool)?, _ index: Int, _ length: Int
  ) {
    if let metric, deducts(metric, index) { return }
    if metric == "net_revenue", !heard.metrics.isEmpty, heard.metrics.last?.name != "revenue",
      ["excluding", "without", "minus", "less", "after", "excl", "ex", "before", "not"].contains(words[index])
    {
      // "average order value excluding refunds" is not what is left of revenue.
      heard.deducted.insert("refunds")
      return
    }
    if let dimension, last == .except, !(lexicon.entry(words, at: index + length)?.isName ?? false) {
      // "orders without a customer name"
      heard.unknown.append(HeardQuestion.Unknown(words: ["without", dimension.name.replacing("_", with: " ")]))
      return
    }
    // "by margin, not revenue"
    if metric != nil, index > 0, words[index - 1] == "not", !heard.metrics.isEmpty { return }
    if dimension?.name == "customer", index > 0, ["do", "did", "does"].contains(words[index - 1]) {
      heard.subjects.insert(index + length - 1)
    }
    let splits: Set<WordRole> = [.by, .which, .top, .bottom, .bestSellers, .popular, .busiest, .who, .sells]
    // "which products" splits by products, "what do people buy" not by people.
    let isNear =
      last != .which || index == 0 || ["which", "what", "of", "our", "my", "the", "whose"].contains(words[index - 1])
    // "categories that did better": each of them.
    let isQualified =
      dimension?.name != "customer" && words.indices.contains(index + length) && heard.direction != nil
      && ["that", "which", "whose", "where"].contains(words[index + length])
    let isSplit = isQualified || isNear && (last.map(splits.contains) ?? false)
    let isEach = ["each", "every"].contains(words[index]) || words[index].hasSuffix("ly")
    let things = ["customers": "customer", "orders": "order_number"]
    if last == .howMany { heard.counted = heard.counted ?? metric.flatMap { things[$0] } ?? dimension?.name }
    // "which city has the most customers" counts them.
    let saysWhose = index > 1 && ["with", "has", "have", "had"].contains(words[index - 2])
    let isOfOthers =
      last == .top
      && (heard.dimensions.contains { $0.cue == .which } || saysWhose && metric != nil && !heard.dimensions.isEmpty)
    if last == .howMany || isOfOthers, let metric {
      heard.metrics.append((metric, index))
    } else if let dimension {
      if dimension.name == "customer", lastNameEnd == index,
        ["segment", "loyalty_tier", "customer_type"].contains(lastName?.dimension)
      {
        heard.namedKinds.insert(index + length - 1)
      }
      if let name = lastName, name.dimension == dimension.name, index - name.index <= 4, last != .by { return }
      heard.dimensions.append(
        HeardQuestion.Dimension(
          name: dimension.name, isPlural: dimension.isPlural, isSplit: isSplit, index: index + length - 1,
          metric: isSplit ? nil : metric, cue: isEach ? .by : last, isListed: isListed(index)))
    } else if metric == "orders", heard.metrics.isEmpty, spendsPerOrder(index) {
      heard.metrics.append(("average_order_value", index))
    } else if metric == "orders", !heard.metrics.isEmpty, index > 0, length == 1,
      ["per", "an", "each", "every"].contains(words[index - 1])
    {
      heard.isPerOrder = true
    } else if metric == "orders", !heard.metrics.isEmpty, index > 0,
      lastNameEnd == index
        || ["from", "of", "on", "in", "for", "excluding", "except", "without"].contains(words[index - 1])
    {
      // "revenue from orders with a code" asks for no number of orders.
      if lastNameEnd == index { heard.ordersOfName = index }
      return
    } else if let metric, let kind = Self.priceKinds[metric], isPart(metric, index) {
      filter("price_kind", [kind])
    } else if let metric, isPart(metric, index) {
      // "revenue from refunded orders" is neither figure, and no filter tells one from the other.
      heard.unknown.append(HeardQuestion.Unknown(words: [words[index - 1]] + words[index..<index + length]))
    } else if let metric, !heard.metrics.contains(where: { $0.name == metric }) {
      let ranks: Set<WordRole> = [.top, .bottom, .which]
      let isListed = words.first == "list" && heard.metrics.isEmpty
      if metric == "orders", isListed || last.map(ranks.contains) ?? false, index > 0,
        !["most", "least", "fewest"].contains(words[index - 1])
      {
        heard.isOfSingleOrders = true
      }
      if last == .top || last == .bottom,
        ["largest", "biggest", "highest", "smallest", "lowest", "top", "best"]
          .contains(index > 0 ? words[index - 1] : "")
      {
        heard.rankedMetric = metric
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

  private static func isBad(_ phrase: String) -> Bool {
    ["isnt", "arent", "doesnt", "dont", "not", "slow"].contains { phrase.hasPrefix($0) }
      || ["worst", "slow", "least", "poor", "bad", "weak"].contains { phrase.contains($0) }
  }

  private mutating func take(_ role: WordRole, _ phrase: String, _ index: Int) {
    switch role {
    case .ignored:
      let place = words.indices.contains(index) && words[index] == "on" ? index + 1 : index
      if phrase.hasPrefix("since "), words.indices.contains(place),
        TimeReader(words: words, calendar: calendar, today: today).read(at: place) != nil
      {
        // "since we opened on Monday" begins then.
        heard.unknown.append(HeardQuestion.Unknown(words: phrase.split(separator: " ").map(String.init)))
      }
      return
    case .except: isExcluding = true
    case .only: isExcluding = false
    case .versus, .compare: heard.isComparing = true
    case .bestSellers where Self.isBad(phrase): heard.isBottom = true
    case .popular where phrase.contains("least") || phrase == "unpopular": heard.isBottom = true
    case .busiest where ["slow", "quiet", "calm", "least"].contains(where: phrase.hasPrefix): heard.isBottom = true
    case .and: return
    case .over, .under, .atLeast, .atMost: noteBound(phrase, index)
    case .unsold:
      heard.asksForNone = true
      return
    case .unanswered:
      heard.unknown.append(HeardQuestion.Unknown(words: [phrase]))
      return
    default: break
    }
    heard.roles.insert(role)
    last = role
  }
}
