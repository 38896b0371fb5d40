import Commerce

/// Parts of months and years that have no sharp bounds, and weeks by number or by a day of them.
extension TimeReader {
  /// A third of a month or of a year: its first, its middle or its last.
  private static let thirds: [(phrases: [String], third: Int)] = [
    (["the start of", "start of", "the beginning of", "beginning of", "early in", "early"], 0),
    (["the middle of", "middle of", "halfway through", "in the middle of", "mid of", "mid"], 1),
    (["the end of", "end of", "towards the end of", "late in", "late"], 2),
  ]
  private static let daysOfThird = 10
  private static let monthsOfThird = 4

  /// "early June", "mid April", "the end of last month", "start of 2026": ten days of a month, four months of a year.
  func third(at index: Int) -> (TimeSpan, Int)? {
    for (phrases, third) in Self.thirds {
      for phrase in phrases {
        guard let length = starts(index, phrase), let (whole, rest) = monthOrYear(at: index + length) else { continue }
        let span = whole.unit == .month ? partOfMonth(whole, third) : partOfYear(whole, third)
        return (span, length + rest)
      }
    }
    return nil
  }

  /// "the first six months of 2025", "the last two weeks of Q2": whole units from a longer stretch's beginning or end.
  func firstUnits(at index: Int) -> (TimeSpan, Int)? {
    guard let isFirst = ["first": true, "last": false, "final": false][word(index) ?? ""],
      let count = word(index + 1).flatMap(TimeWords.number), (1...60).contains(count),
      let unit = word(index + 2).flatMap({ TimeWords.units[$0] }).flatMap(CalendarUnit.init),
      ["of", "in"].contains(word(index + 3) ?? ""), let (whole, length) = longStretch(at: index + 4),
      whole.from > .min
    else { return nil }
    let moved = { (day: Int, sign: Int) in
      unit == .week ? day + 7 * sign * count : calendar.adding(sign * count, unit, to: day)
    }
    let span =
      isFirst
      ? TimeSpan(from: whole.from, to: min(whole.to, moved(whole.from, 1)), hasYear: whole.hasYear)
      : TimeSpan(from: max(whole.from, moved(whole.to, -1)), to: whole.to, hasYear: whole.hasYear)
    return (span, 4 + length)
  }

  private func longStretch(at index: Int) -> (TimeSpan, Int)? {
    let found =
      running(at: index) ?? quarter(at: index) ?? monthOrDay(at: index) ?? lastOrThis(at: index) ?? year(alone: index)
    guard let found, found.0.to - found.0.from > 1 else { return nil }
    return found
  }

  /// "the week before last": two back.
  func beforeLast(at index: Int) -> (TimeSpan, Int)? {
    let start = word(index) == "the" ? index + 1 : index
    guard let name = word(start), word(start + 1) == "before", word(start + 2) == "last" else { return nil }
    if name == "weekend" { return (weekend(-2), start + 3 - index) }
    if let weekday = TimeWords.weekdays[name] {
      let last = today - (StoreCalendar.weekday(today) - weekday + 6) % 7 - 1
      return (day(last - 7), start + 3 - index)
    }
    guard let unit = CalendarUnit(rawValue: name), unit != .day else { return nil }
    let from = calendar.adding(-2, unit, to: calendar.first(unit, of: today))
    return (TimeSpan(from: from, to: calendar.adding(1, unit, to: from), unit: unit), start + 3 - index)
  }

  private func monthOrYear(at index: Int) -> (TimeSpan, Int)? {
    let found = monthOrDay(at: index) ?? lastOrThis(at: index) ?? running(at: index) ?? year(alone: index)
    guard let found, found.0.unit == .month || found.0.unit == .year else { return nil }
    return found
  }

  private func year(alone index: Int) -> (TimeSpan, Int)? {
    guard let year = word(index).flatMap(TimeWords.year) else { return nil }
    return (span(.year, of: CivilDate(year: year, month: 1, day: 1).dayNumber, hasYear: true), 1)
  }

  private func partOfMonth(_ month: TimeSpan, _ third: Int) -> TimeSpan {
    let from = month.from + third * Self.daysOfThird
    let to = third == 2 ? month.to : from + Self.daysOfThird
    var span = TimeSpan(from: from, to: to, hasYear: month.hasYear)
    span.lacksYear = month.lacksYear
    return span
  }

  private func partOfYear(_ year: TimeSpan, _ third: Int) -> TimeSpan {
    let from = calendar.adding(third * Self.monthsOfThird, .month, to: year.from)
    return TimeSpan(from: from, to: calendar.adding(Self.monthsOfThird, .month, to: from), hasYear: true)
  }

  /// "week 18", "week 3 of 2025": as ISO 8601 numbers them, the first having the fourth of January.
  func weekByNumber(at index: Int) -> (TimeSpan, Int)? {
    guard word(index) == "week", let number = word(index + 1).flatMap({ Int($0) }), (1...53).contains(number) else {
      return nil
    }
    let said = year(at: index + 2)
    let week = { (year: Int) -> Int in
      calendar.first(.week, of: CivilDate(year: year, month: 1, day: 4).dayNumber) + 7 * (number - 1)
    }
    let latest = week(thisYear) <= today ? thisYear : thisYear - 1
    let from = week(said?.year ?? latest)
    return (
      TimeSpan(from: from, to: from + 7, unit: .week, hasYear: said != nil, lacksYear: said == nil),
      2 + (said?.length ?? 0)
    )
  }

  /// "the week of 3 March", "week commencing 4 May", "w/c 4 May", "week ending 10 May": the week of that day.
  func weekOfDay(at index: Int) -> (TimeSpan, Int)? {
    let links: Set<String> = ["of", "starting", "commencing", "beginning", "ending", "from", "with"]
    var next = index + 1
    if word(index) == "week" {
      guard let link = word(next), links.contains(link) else { return nil }
      next += 1
      if word(next) == "on" { next += 1 }
    } else if !["w/c", "w/e", "wc"].contains(word(index) ?? "") {
      return nil
    }
    guard let day = point(at: next), day.0.unit == .day else { return nil }
    return (span(.week, of: day.0.from, hasYear: day.0.hasYear), next + day.1 - index)
  }

  /// "Monday 4 May", "Fri 13th March 2026": the date, whose weekday says no more.
  func weekdayOfDate(at index: Int) -> (TimeSpan, Int)? {
    guard TimeWords.weekdays[word(index) ?? ""] != nil else { return nil }
    let next = word(index + 1) == "the" ? index + 2 : index + 1
    guard let date = monthOrDay(at: next), date.0.unit == .day else { return nil }
    return (date.0, next + date.1 - index)
  }
}
