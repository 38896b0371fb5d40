import Commerce

/// Questions about a row of the last answer: "how many orders did she make?" after the best customer.
extension QuestionReader {
  private static let people: Set<String> = ["he", "she", "him", "her", "his", "hers", "they", "them", "their"]
  /// What else may stand for a row that is no person.
  private static let things: Set<String> = ["they", "them", "their", "there", "its"]
  private static let pointing: Set<String> = ["that", "this", "the", "those"]
  private static let kinds: [String: Set<String>] = [
    "customer": ["customer", "client", "buyer", "shopper", "person", "guy", "lady", "one"],
    "staff": ["person", "guy", "girl", "one", "employee", "member"], "city": ["city", "town", "place", "one"],
    "country": ["country", "place", "one"], "day": ["day", "date", "one"], "week": ["week", "one"],
    "month": ["month", "one"], "quarter": ["quarter", "one"], "year": ["year", "one"],
    "weekday": ["day", "weekday", "one"], "hour": ["hour", "time", "one"],
  ]

  /// - Parameter told: the rows of the answer to the question before.
  func read(_ text: String, after previous: AnalyticsQuery?, told: AnalyticsTold?) throws -> ReadQuestion {
    guard let previous, let told else { return try read(text, after: previous) }
    if let place = placeBehind(text, told), previous.descending != nil {
      var query = previous
      (query.skip, query.limit) = (place, 1)
      var read = ReadQuestion(query: query, isFollowUp: true)
      read.isOfTold = true
      return read
    }
    guard told.values.count == 1, let rest = withoutReference(text, to: told) else {
      return try read(text, after: previous)
    }
    return try read(rest, of: told, previous)
  }

  /// "who is next after Nashville": how many rows stand before the one that is asked for.
  private func placeBehind(_ text: String, _ told: AnalyticsTold) -> Int? {
    let words = QuestionTokens(text).words
    let asking: Set<String> = [
      "who", "whos", "what", "whats", "which", "is", "comes", "came", "and", "next", "second", "the", "one", "top",
      "best", "then", "right", "just", "biggest", told.dimension,
    ]
    guard let link = words.firstIndex(where: { ["after", "behind", "following", "below", "under"].contains($0) }),
      link > 0, words[..<link].allSatisfy(asking.contains)
    else { return nil }
    let name = words[(link + 1)...].joined(separator: " ")
    let place = told.values.firstIndex { value in
      let own = QuestionTokens(value).words
      return own.joined(separator: " ") == name || own.first == name
    }
    if place == nil, told.values.count == 1, ["it", "him", "her", "them", "that", "that one"].contains(name) {
      return 1
    }
    return place.map { $0 + 1 }
  }

  /// The words without those that stand for the row; nil where none do.
  private func withoutReference(_ text: String, to told: AnalyticsTold) -> String? {
    var words = QuestionTokens(text).words
    let isPerson = ["customer", "staff"].contains(told.dimension)
    let isTime = isStretch(told)
    let kinds = (Self.kinds[told.dimension] ?? ["one"]).union([told.dimension, "thing"])
    for index in words.indices.dropLast() where Self.pointing.contains(words[index]) {
      // "on the day" of a day, but "the city" may be any.
      guard kinds.contains(words[index + 1]), words[index] != "the" || isTime && index > 0 && words[index - 1] == "on"
      else { continue }
      let isBehind = index > 0 && ["on", "in", "during", "at", "for", "from"].contains(words[index - 1]) && isTime
      words.removeSubrange((isBehind ? index - 1 : index)...index + 1)
      return words.joined(separator: " ")
    }
    if isTime {
      guard words.last == "then", words.count > 2 else { return nil }
      return words.dropLast().joined(separator: " ")
    }
    let stand = isPerson ? Self.people : Self.things
    if let index = words.firstIndex(where: stand.contains) {
      // "how many of them were online" goes on with the question itself.
      if ["them", "there"].contains(words[index]), index > 0, ["of", "are", "is", "were"].contains(words[index - 1]) {
        return nil
      }
      words.remove(at: index)
      return words.joined(separator: " ")
    }
    let verbs: Set<String> = ["did", "does", "has", "is", "was", "of", "from", "on", "for"]
    guard let it = words.indices.dropFirst().first(where: { words[$0] == "it" && verbs.contains(words[$0 - 1]) }),
      !isPerson
    else { return nil }
    words.remove(at: it)
    return words.joined(separator: " ")
  }

  private func isStretch(_ told: AnalyticsTold) -> Bool {
    if case .period? = layer.dimension(told.dimension)?.source { true } else { false }
  }

  /// The question of that row alone, over the same time and of the same orders as before.
  private func read(_ text: String, of told: AnalyticsTold, _ previous: AnalyticsQuery) throws -> ReadQuestion {
    var base = previous
    base.dimensions.removeAll { $0 == told.dimension }
    (base.limit, base.skip, base.descending, base.calculation, base.comparison) = (nil, nil, nil, nil, nil)
    base.conditions.removeAll { $0.metric != nil }
    let span = isStretch(told) ? told.values.first.flatMap { stretch($0, told.dimension) } : nil
    if let span {
      (base.from, base.to) = (calendar.start(of: span.from), min(calendar.start(of: span.to), now))
    } else {
      base.filters.removeAll { $0.dimension == told.dimension }
      base.filters.append(AnalyticsFilter(dimension: told.dimension, values: told.values))
    }
    var read: ReadQuestion
    do {
      read = try self.read(text)
    } catch AnalyticsError.notUnderstood(let words, let nearest) {
      guard words.isEmpty else { throw AnalyticsError.notUnderstood(words: words, nearest: nearest) }
      return try self.read(text, after: base)
    }
    let isOfTimes = read.query.metrics.contains(where: Self.orderTimes.contains)
    if span != nil || read.query.from == nil && !isOfTimes { (read.query.from, read.query.to) = (base.from, base.to) }
    read.query.dimensions.removeAll { $0 == told.dimension && span == nil }
    read.query.filters += base.filters.filter { filter in
      !read.query.filters.contains { $0.dimension == filter.dimension }
    }
    if read.query.dimensions.isEmpty { (read.query.limit, read.query.skip, read.query.descending) = (nil, nil, nil) }
    try AnalyticsCompiler(layer: layer, calendar: calendar, names: ShopNames(currency: .usd)).check(read.query)
    (read.namesFigure, read.namesMetric, read.isOfTold) = (true, true, true)
    return read
  }

  /// `2026-11-03`, `2026-10`, `2026-Q3`, `2026`, and a week by its first day.
  func stretch(_ label: String, _ dimension: String) -> TimeSpan? {
    let parts = label.split(separator: "-")
    guard let unit = CalendarUnit(rawValue: dimension), let year = parts.first.flatMap({ Int($0) }) else { return nil }
    let second = parts.dropFirst().first.map(String.init) ?? "1"
    let month = second.hasPrefix("Q") ? Int(second.dropFirst()).map { 3 * $0 - 2 } : Int(second)
    let date = CivilDate(year: year, month: month ?? 1, day: parts.count > 2 ? Int(parts[2]) ?? 1 : 1)
    guard date.isReal else { return nil }
    return TimeSpan(from: date.dayNumber, to: calendar.adding(1, unit, to: date.dayNumber), unit: unit)
  }
}

extension Analyst {
  /// The day, week or month that was told as the one that was asked for; nil where it was none.
  package func stretch(told: AnalyticsTold, now: Timestamp) -> AnalyticsPeriod? {
    guard told.values.count == 1,
      let span = reader(ShopNames(currency: .usd), now).stretch(told.values[0], told.dimension)
    else { return nil }
    return AnalyticsPeriod(from: calendar.start(of: span.from), to: min(calendar.start(of: span.to), now))
  }
}
