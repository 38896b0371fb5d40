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
    // "second-best"
    if let dash = word.firstIndex(of: "-"), TimeWords.places[String(word[..<dash])] != nil {
      return [String(word[..<dash]), String(word[word.index(after: dash)...])]
    }
    for part in ["mid", "early", "late"] where word.hasPrefix(part + "-") {
      let rest = String(word.dropFirst(part.count + 1))
      if TimeWords.months[rest] != nil || TimeWords.year(rest) != nil { return [part, rest] }
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
    let tokens = TimeWords.winterYears(QuestionTokens(text).words)
    let said = TimeWords.plainDays(TimeWords.spelledOut(tokens)).flatMap(Self.apart)
    let corrected = Self.withoutLoneSigns(said).map { word in
      guard let fixed = lexicon.corrected(word) else { return word }
      heard.corrections.append("'\(word)' taken as '\(fixed)'")
      return fixed
    }
    words = corrected
    makePlain()
    words = DayTypes.joined(lexicon.rewrites.applied(to: words))
    takeHighestDegree()
    listenForPlace()
    listenForMore()
    listenForOrdering()
    askHowLong()
    askHowItGoes()
    let goods: Set<String> = ["sold", "sell", "sells", "buy", "buys", "bought", "purchased", "buying", "ordering"]
    heard.asksWhatWasSold =
      words.first == "what" && !goods.isDisjoint(with: words) || words.starts(with: ["whats", "selling"])
    let begins: Set<String> = [
      "and", "only", "just", "by", "what", "in", "as", "per", "same", "without", "excluding", "after", "before",
      "minus",
      "less", "excl", "ex", "net",
    ]
    let goesOn = ["in", "by", "as", "for", "only", "just", "with", "without", "the"].contains(words.dropFirst().first)
    heard.beginsAsFollowUp =
      begins.contains(words.first ?? "") || goesOn && ["now", "but", "then", "ok", "okay"].contains(words.first)
    let moved = Self.falls.union(["rise", "increase", "growth", "gain", "jump", "drop", "decrease", "change"])
    heard.saysGreatest = zip(words, words.dropFirst()).contains { first, second in
      ["biggest", "largest", "greatest", "steepest", "smallest", "highest"].contains(first) && moved.contains(second)
    }
    heard.saysThose = zip(words, words.dropFirst()).contains { $0 == "of" && ["those", "them", "these"].contains($1) }
    heard.namesKind = zip(words, words.dropFirst()).contains { first, second in
      ["from", "of", "by", "only", "just", "to", "for"].contains(first)
        && ["new", "returning", "repeat"].contains(second)
    }
    heard.movesOn =
      ["and", "what", "how", "same"].contains(words.first ?? "") && !words.contains("only") && !words.contains("just")
    heard.saysInstead = words.contains("instead") || words.contains("rather")
    heard.saysEach = words.contains("each") || words.contains("every") || words.contains("per")
    heard.isListOfSellers = ["sellers", "bestsellers", "hits", "movers", "best-sellers"].contains(where: words.contains)
    heard.isOneSeller = ["seller", "bestseller", "best-seller"].contains(where: words.contains)
    heard.asksWhen = words.first == "when"
    // "orders where shipping was charged" asks for no place.
    let things: Set<String> = ["orders", "order", "ones", "those", "products", "days", "customers", "sales"]
    heard.asksWhere = words.indices.contains { words[$0] == "where" && ($0 == 0 || !things.contains(words[$0 - 1])) }
    if let start = words.indices.first(where: { words[$0...].starts(with: ["how", "much", "of"]) }) {
      // "how much of our revenue comes from …"
      let rest = start + 3..<min(start + 7, words.count)
      if rest.contains(where: { lexicon.entry(words, at: $0)?.isFigure == true }) { heard.roles.insert(.share) }
    }
    let goes: Set<String> = ["doing", "going", "business", "things"]
    let subjects: Set<String> = ["we", "business", "shop", "store", "things", "sales"]
    heard.asksHowItGoes =
      heard.asksHowItGoes
      || ["how", "hows"].contains(words.first ?? "") && !goes.isDisjoint(with: words)
        && !subjects.isDisjoint(with: words)
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
    // "what are the best" are several, "what hour are we busiest" is one.
    let ourselves: Set<String> = ["we", "you", "they", "people", "customers", "sales", "things"]
    heard.asksForSeveral = words.indices.contains { index in
      ["are", "were"].contains(words[index])
        && !(words.indices.contains(index + 1) && ourselves.contains(words[index + 1]))
    }
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
    if let length = place(index) ?? ranking(index, entry) { return length }
    if let entry { return take(entry, index) }
    if let length = little(index) { return length }
    // "in pounds": what the figure is told in.
    if index > 0, words[index - 1] == "in", Self.moneyWords.contains(words[index]) { return 1 }
    // "how many bags of House Blend": a measure of goods.
    if last == .howMany, index + 1 < words.count, words[index + 1] == "of" {
      heard.roles.insert(.sells)
      return 2
    }
    // "than locks last month" compares locks and no month.
    if last == .versus || last == .except { last = nil }
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
      heard.hoursSaid.append(hours)
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

  mutating func filter(_ dimension: String, _ values: [String]) {
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

  /// Verbs of goods, which count pieces or money.
  private static let ofGoods = ["sold", "sell", "buy", "bought", "purchas", "mov"]

  private static func isBad(_ phrase: String) -> Bool {
    ["isnt", "arent", "doesnt", "dont", "not", "slow"].contains { phrase.hasPrefix($0) }
      || ["worst", "slow", "least", "poor", "bad", "weak"].contains { phrase.contains($0) }
  }

  private mutating func take(_ role: WordRole, _ phrase: String, _ index: Int) {
    if [.sells, .popular].contains(role), Self.ofGoods.contains(where: phrase.contains) { heard.saysSold = true }
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
