import Commerce

/// A stretch of whole days in the store's calendar, as a question names it.
struct TimeSpan: Hashable {
  /// From the shop's first day where it is `Int.min`.
  var from: Int
  var to: Int
  /// What it is one of; the period before it is the one before of these.
  var unit: CalendarUnit?
  var hasYear = false
  /// Both ends, where it was named by them.
  var firstEnd: ClosedRange<Int>?
  var lastEnd: ClosedRange<Int>?
  /// "last 3 months": so many units, which a series counts as whole ones.
  var rolling: (unit: CalendarUnit, count: Int)?
  /// A month or quarter of which no year was said.
  var lacksYear = false
  /// "since last month": that month.
  var since: CalendarUnit?
  /// "last 24 hours": up to this moment.
  var hours: Int?
  /// "vs last month", "up on last year": what something else is compared with.
  var isCompared = false
  /// The same feast a year before, whose date is another.
  var yearBefore: Range<Int>?
  /// The days of a feast in any year, with its name.
  var feast: (name: String, inYear: (Int) -> Range<Int>)?
  /// "Monday": one day, or with a longer time beside it all of that name.
  var isWeekday = false

  static func == (left: Self, right: Self) -> Bool { left.from == right.from && left.to == right.to }
  func hash(into hasher: inout Hasher) {
    hasher.combine(from)
    hasher.combine(to)
  }
}

/// Reads times out of a question's words.
struct TimeReader {
  enum Relative: Hashable { case yearBefore, periodBefore(CalendarUnit?) }

  enum Found {
    case span(TimeSpan)
    case relative(Relative)
    /// "on Saturdays", "at weekends"
    case weekdays([String])
    /// "after 6 pm", "this morning"
    case hours([Int], TimeSpan?)
    /// "the last 5 Fridays"
    case someDays([String], TimeSpan)
  }

  private static let typical: Set<String?> = ["average", "typical", "avg", "normal", "usual", "regular"]

  let words: [String]
  let calendar: StoreCalendar
  let today: Int

  var thisYear: Int { CivilDate(day: today).year }

  /// What begins at a word, with its length in words.
  func read(at index: Int) -> (found: Found, length: Int)? {
    if let days = lastDays(at: index) { return days }
    if let days = weekdayRange(at: index) ?? everyWeekday(at: index) { return days }
    if let before = beforeLast(at: index) { return (.span(before.0), before.1) }
    if let hours = hours(at: index) { return (.hours(hours.hours, hours.span), hours.length) }
    if let relative = relative(at: index) { return (.relative(relative.0), relative.1) }
    if let range = around(at: index) ?? overTheWeekend(at: index) ?? range(at: index) {
      return (.span(range.0), range.1)
    }
    if Self.typical.contains(word(index - 1)), let days = weekdays(at: index) {
      return (.weekdays(days), 1)
    }
    guard let point = point(at: index) else { return weekdays(at: index).map { (.weekdays($0), 1) } }
    let links: Set<String> = ["vs", "versus", "v", "with", "to", "than", "against"]
    if word(index + point.1) == "to", word(index + point.1 + 1) == "date", links.contains(word(index - 1) ?? "") {
      // "vs last month to date": the same part of it.
      return (.span(point.0), point.1 + 2)
    }
    let compares = words.contains("compare") || words.contains("comparing")
    if compares, word(index + point.1) == "to" { return (.span(point.0), point.1) }
    // "January to March", "Jan - Mar"
    if let link = word(index + point.1), ["to", "till", "until", "through", "thru"].contains(link),
      let other = end(at: index + point.1 + 1, after: point.0)
    {
      return (.span(joined(point.0, other.0)), point.1 + 1 + other.1)
    }
    return (.span(point.0), point.1)
  }

  private func lastDays(at index: Int) -> (found: Found, length: Int)? {
    if ["over", "in", "during", "for", "on"].contains(word(index) ?? ""), word(index + 1) == "the",
      let found = lastDays(at: index + 2)
    {
      return (found.found, found.length + 2)
    }
    guard ["last", "past", "previous"].contains(word(index) ?? ""),
      let count = word(index + 1).flatMap(TimeWords.number), (1...200).contains(count),
      let text = word(index + 2), text.hasSuffix("s")
    else { return nil }
    if text == "weekends" {
      let saturday = today - (StoreCalendar.weekday(today) + 1) % 7
      return (.someDays(["Saturday", "Sunday"], TimeSpan(from: saturday - 7 * (count - 1), to: saturday + 2)), 3)
    }
    guard let weekday = TimeWords.weekdays[String(text.dropLast())] else { return nil }
    let latest = today - (StoreCalendar.weekday(today) - weekday + 7) % 7
    let span = TimeSpan(from: latest - 7 * (count - 1), to: latest + 1)
    return (.someDays([AnswerTable.weekdays[weekday - 1]], span), 3)
  }

  private func weekdays(at index: Int) -> [String]? {
    let text = words[index]
    if ["weekend", "weekends"].contains(text) { return ["Saturday", "Sunday"] }
    if Self.typical.contains(word(index - 1)), let day = TimeWords.weekdays[text] {
      return [AnswerTable.weekdays[day - 1]]
    }
    guard text.hasSuffix("s"), TimeWords.weekdays[String(text.dropLast())] != nil else { return nil }
    return [text.prefix(1).uppercased() + text.dropFirst().dropLast()]
  }

  func word(_ index: Int) -> String? { words.indices.contains(index) ? words[index] : nil }

  func starts(_ index: Int, _ phrase: String) -> Int? {
    let parts = phrase.split(separator: " ").map(String.init)
    guard index + parts.count <= words.count, Array(words[index..<index + parts.count]) == parts else { return nil }
    return parts.count
  }

  // MARK: Ranges

  private func range(at index: Int) -> (TimeSpan, Int)? {
    switch words[index] {
    case "since", "starting", "beginning":
      if let ever = toDate(at: index) { return ever }
      var start = index + 1
      if let count = word(start).flatMap(TimeWords.number), let unit = word(start + 1), TimeWords.units[unit] != nil,
        word(start + 2) != "ago", let found = rolling(count, at: start + 1, from: index)
      {
        // "since two months" is said for the last two of them.
        return found
      }
      if word(start) == "from" || word(start) == "in" || word(start) == "on" { start += 1 }
      for phrase in ["the beginning of", "the start of", "beginning of", "start of"] {
        if let length = starts(start, phrase) { start += length }
      }
      if word(start) == "the", word(start + 1) != "last" { start += 1 }
      if start > index + 1, let unit = word(start).flatMap(CalendarUnit.init) {
        return (TimeSpan(from: calendar.first(unit, of: today), to: today + 1), start + 1 - index)
      }
      guard words[index] == "since" || start > index + 1, let point = point(at: start) else { return nil }
      var span = TimeSpan(from: point.0.from, to: today + 1)
      if let unit = point.0.unit, unit != .day, point.0.to <= today { span.since = unit }
      return (span, start + point.1 - index)
    case "after":
      guard let point = point(at: index + 1) else { return nil }
      return (TimeSpan(from: point.0.to, to: today + 1), 1 + point.1)
    case "before":
      guard let point = point(at: index + 1) else { return nil }
      return (TimeSpan(from: .min, to: point.0.from), 1 + point.1)
    case "until", "till", "through", "up":
      var start = index + 1
      if words[index] == "up" {
        guard let link = word(start), ["to", "until", "till"].contains(link) else { return nil }
        start += 1
      }
      for phrase in ["the end of", "end of"] { start += starts(start, phrase) ?? 0 }
      guard let point = point(at: start) else { return nil }
      // "until June this year" begins with the year.
      let isOfYear = words[start..<start + point.1].suffix(2) == ["this", "year"] && point.0.unit != .year
      let from = isOfYear ? calendar.first(.year, of: point.0.from) : .min
      return (TimeSpan(from: from, to: point.0.to), start - index + point.1)
    case "between", "from":
      return pair(at: index + 1).map { ($0.0, 1 + $0.1) }
    default:
      // "3 to 9 March"
      return Int(words[index]) != nil ? pair(at: index) : nil
    }
  }

  /// Two ends with a word between.
  private func pair(at start: Int) -> (TimeSpan, Int)? {
    let links: Set<String> = ["and", "to", "till", "until", "through", "thru"]
    var first = word(start) == "the" ? start + 1 : start
    for phrase in ["start of", "beginning of"] { first += starts(first, phrase) ?? 0 }
    if let point = point(at: first), let link = word(first + point.1), links.contains(link) {
      let next = word(first + point.1 + 1) == "the" ? first + point.1 + 2 : first + point.1 + 1
      if let other = end(at: next, after: point.0) {
        return (joined(point.0, other.0), next + other.1 - start)
      }
    }
    // "between 3 and 9 March", "3rd to 9th of March 2026": the month stands with the second.
    guard let day = word(first).flatMap(TimeWords.dayOfMonth), let link = word(first + 1), links.contains(link)
    else { return nil }
    let next = word(first + 2) == "the" ? first + 3 : first + 2
    guard let other = point(at: next), other.0.unit == .day else { return nil }
    let date = CivilDate(day: other.0.from)
    let from = CivilDate(year: date.year, month: date.month, day: day)
    guard from.isReal, from.dayNumber <= other.0.from else { return nil }
    return (TimeSpan(from: from.dayNumber, to: other.0.to), next + other.1 - start)
  }

  /// The second end; a bare number is a day of the first one's month.
  private func end(at index: Int, after first: TimeSpan) -> (TimeSpan, Int)? {
    if ["now", "date", "today"].contains(word(index) ?? "") {
      return (TimeSpan(from: today, to: today + 1, unit: .day), 1)
    }
    if first.unit == .day, let text = word(index), let day = TimeWords.dayOfMonth(text),
      point(at: index).map({ $0.1 == 1 && $0.0.unit != .day }) ?? true
    {
      let date = CivilDate(day: first.from)
      let last = CivilDate(year: date.year, month: date.month, day: day)
      guard last.isReal else { return nil }
      return (TimeSpan(from: last.dayNumber, to: last.dayNumber + 1, unit: .day), 1)
    }
    return point(at: index)
  }

  private func joined(_ first: TimeSpan, _ last: TimeSpan) -> TimeSpan {
    var start = first
    if last.hasYear, !first.hasYear {
      // "from January to March 2025": the year is said once.
      let years = CivilDate(day: last.from).year - CivilDate(day: first.from).year
      start.from = calendar.adding(years, .year, to: first.from)
      start.to = calendar.adding(years, .year, to: first.to)
    }
    // "Monday to Friday" on a Thursday are of the last week.
    let unit: CalendarUnit = first.isWeekday ? .week : .year
    while start.from > last.from {
      start.from = calendar.adding(-1, unit, to: start.from)
      start.to = calendar.adding(-1, unit, to: start.to)
    }
    var span = TimeSpan(from: start.from, to: last.to)
    span.firstEnd = start.from...max(start.from, start.to - 1)
    span.lastEnd = last.from...max(last.from, last.to - 1)
    span.hasYear = first.hasYear || last.hasYear
    span.isWeekday = first.isWeekday && last.isWeekday && span.to - span.from <= 7
    return span
  }

  // MARK: One stretch

  func point(at index: Int) -> (TimeSpan, Int)? {
    guard let text = word(index) else { return nil }
    if let found = running(at: index) { return found }
    var start = text == "the" ? index + 1 : index
    // "the month of August", "the year 2025"
    if let unit = word(start).flatMap(CalendarUnit.init), unit != .day, unit != .week {
      let next = word(start + 1) == "of" ? start + 2 : start + 1
      if let found = plainPoint(at: next), found.0.unit == unit || unit == .month && found.0.unit == .month {
        start = next
      }
    }
    guard let found = plainPoint(at: start) else { return nil }
    return (found.0, found.1 + start - index)
  }

  /// "of the month", "for the year so far": the one that is on.
  func running(at index: Int) -> (TimeSpan, Int)? {
    let isOf = ["of", "for", "in", "during"].contains(word(index) ?? "")
    let start = isOf ? index + 1 : index
    guard word(start) == "the", isOf || index > 0 && ["of", "for", "in", "during"].contains(words[index - 1]),
      let unit = word(start + 1).flatMap(CalendarUnit.init), unit != .day || word(start - 1) == "for",
      !["of", "before", "after", "starting", "to", "commencing", "beginning", "ending"].contains(word(start + 2) ?? ""),
      word(start + 2).map({ TimeWords.months[$0] == nil && TimeWords.year($0) == nil }) ?? true
    else { return nil }
    return (span(unit, of: today), start + 2 - index)
  }

  func plainPoint(at index: Int) -> (TimeSpan, Int)? {
    guard let text = word(index) else { return nil }
    if let found = isoDate(text) { return (found, 1) }
    if let found = toDate(at: index) ?? holiday(at: index) ?? quarter(at: index) { return found }
    if let found = firstUnits(at: index) ?? partOfMonth(at: index) ?? third(at: index) { return found }
    if let found = weekByNumber(at: index) ?? weekOfDay(at: index) ?? weekdayOfDate(at: index) { return found }
    if let found = monthOrDay(at: index) ?? lastOrThis(at: index) ?? ago(at: index) { return found }
    if let found = stretch(at: index) { return found }
    switch text {
    case "today", "todays": return (day(today), 1)
    case "yesterday", "yesterdays": return (day(today - 1), 1)
    default: break
    }
    for phrase in ["day before yesterday"] {
      if let length = starts(index, phrase) { return (day(today - 2), length) }
    }
    for (phrase, unit) in [
      ("a year ago today", CalendarUnit.year), ("one year ago today", .year), ("today last year", .year),
      ("today a year ago", .year), ("a month ago today", .month), ("a week ago today", .week),
    ] {
      if let length = starts(index, phrase) { return (day(calendar.adding(-1, unit, to: today)), length) }
    }
    if let year = TimeWords.year(text), let part = quarter(at: index + 1, of: year) { return part }
    if let year = TimeWords.year(text) {
      return (span(.year, of: CivilDate(year: year, month: 1, day: 1).dayNumber, hasYear: true), 1)
    }
    if let weekday = TimeWords.weekdays[text] {
      var found = day(today - (StoreCalendar.weekday(today) - weekday + 7) % 7)
      found.isWeekday = true
      return (found, 1)
    }
    return dayAlone(at: index)
  }

  func day(_ number: Int) -> TimeSpan { TimeSpan(from: number, to: number + 1, unit: .day) }

  func span(_ unit: CalendarUnit, of day: Int, hasYear: Bool = false) -> TimeSpan {
    let first = calendar.first(unit, of: day)
    return TimeSpan(from: first, to: calendar.adding(1, unit, to: first), unit: unit, hasYear: hasYear)
  }

  private func isoDate(_ text: String) -> TimeSpan? {
    let dash = text.split(separator: "-").map { Int($0) }
    if dash.count == 3, let year = dash[0], let month = dash[1], let date = dash[2], year > 1_900 {
      let civil = CivilDate(year: year, month: month, day: date)
      return civil.isReal ? day(civil.dayNumber).with(year: true) : nil
    }
    if dash.count == 2, let year = dash[0], let month = dash[1], year > 1_900, (1...12).contains(month) {
      return span(.month, of: CivilDate(year: year, month: month, day: 1).dayNumber, hasYear: true)
    }
    let slash = text.split(separator: "/").map { Int($0) }
    guard slash.count == 3 || slash.count == 2, let first = slash[0], let second = slash[1] else { return nil }
    if slash.count == 3, let last = slash[2] {
      let year = last < 100 ? 2_000 + last : last
      let civil =
        first > 1_900
        ? CivilDate(year: first, month: second, day: last)
        : isDayFirst
          ? CivilDate(year: year, month: second, day: first) : CivilDate(year: year, month: first, day: second)
      return civil.isReal ? day(civil.dayNumber).with(year: true) : nil
    }
    let civil = isDayFirst ? latest(month: second, day: first) : latest(month: first, day: second)
    return civil.map { day($0) }
  }

  /// Whether one of the dates cannot be read with its month first, so that none is.
  private var isDayFirst: Bool {
    words.contains { word in
      let parts = word.split(separator: "/")
      return (2...3).contains(parts.count) && word.contains("/") && parts.allSatisfy { Int($0) != nil }
        && Int(parts[0]).map { (13...31).contains($0) } ?? false
    }
  }

  /// The last such date that is not to come.
  func latest(month: Int, day: Int) -> Int? {
    for year in stride(from: thisYear, through: thisYear - 8, by: -1) {
      let date = CivilDate(year: year, month: month, day: day)
      if date.isReal, date.dayNumber <= today { return date.dayNumber }
    }
    return nil
  }

  private func toDate(at index: Int) -> (TimeSpan, Int)? {
    let short: [String: CalendarUnit] = ["ytd": .year, "mtd": .month, "qtd": .quarter, "wtd": .week]
    if let unit = short[words[index]] { return (span(unit, of: today), 1) }
    for phrase in [
      "to date", "since the beginning", "since the start", "since day one", "of all time", "all time", "all-time",
      "lifetime",
    ] {
      // "last quarter to date" is of that quarter.
      let isOfUnit = TimeWords.units[word(index - 1) ?? ""] != nil || TimeWords.year(word(index - 1) ?? "") != nil
      // "since the start of September" begins there.
      guard let length = starts(index, phrase), word(index + length) != "of" else { continue }
      if !isOfUnit { return (TimeSpan(from: .min, to: today + 1), length) }
    }
    for unit in CalendarUnit.allCases {
      // "our best month so far" is one of many.
      let isRanked = TimeWords.ranks.contains(word(index - 1) ?? "")
      if !isRanked, let length = starts(index, "\(unit.rawValue) to date") ?? starts(index, "\(unit.rawValue) so far") {
        return (span(unit, of: today), length)
      }
    }
    return nil
  }

  /// The year that follows a month, quarter or feast: "of 2025", "last year"; nil where none does.
  func year(at index: Int) -> (year: Int, length: Int)? {
    var next = index
    if word(next) == "of" || word(next) == "in" { next += 1 }
    if let text = word(next), let year = TimeWords.year(text) { return (year, next + 1 - index) }
    for (phrase, year) in [
      ("last year", thisYear - 1), ("this year", thisYear), ("the year", thisYear), ("the previous year", thisYear - 1),
    ] {
      if let length = starts(next, phrase) { return (year, next + length - index) }
    }
    return nil
  }
}

extension TimeSpan {
  func with(year: Bool) -> TimeSpan {
    var span = self
    span.hasYear = year
    return span
  }
}
