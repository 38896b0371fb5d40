import Commerce

/// Times told from today: "last week", "the past 90 days", "two weeks ago".
extension TimeReader {
  func lastOrThis(at index: Int) -> (TimeSpan, Int)? {
    guard words.indices.contains(index) else { return nil }
    let isThis = ["this", "current", "thiss", "todays"].contains(words[index])
    let isLast = ["last", "previous", "past", "prior", "preceding", "trailing", "rolling", "recent", "latest"].contains(
      words[index])
    guard isThis || isLast, index + 1 < words.count else { return nil }
    if words[index] == "this", ["past", "last"].contains(words[index + 1]), let found = lastOrThis(at: index + 1) {
      return (found.0, found.1 + 1)
    }
    let next = words[index + 1]
    if words[index] == "past", ["week", "month", "quarter", "year", "fortnight"].contains(next) {
      return rolling(1, at: index + 1, from: index)
    }
    if isLast, let count = count(at: index + 1) {
      return rolling(count.value, at: index + 1 + count.length, from: index)
    }
    if let weekday = TimeWords.weekdays[next] {
      var back = (StoreCalendar.weekday(today) - weekday + 7) % 7
      if isLast, back == 0 { back = 7 }
      // "this Tuesday than last Tuesday"
      let saysThis = zip(words, words.dropFirst()).contains { $0 == "this" && $1 == next }
      if isLast, saysThis, today - back >= calendar.first(.week, of: today) { back += 7 }
      if isThis {
        let day = calendar.first(.week, of: today) + (weekday - calendar.weekStart + 7) % 7
        return (TimeSpan(from: day, to: day + 1, unit: .day), 2)
      }
      return (TimeSpan(from: today - back, to: today - back + 1, unit: .day), 2)
    }
    guard let name = TimeWords.units[next] else { return nil }
    if name == "fortnight", isLast { return rolling(1, at: index + 1, from: index) }
    if name == "weekend" { return (weekend(isThis ? 0 : -1), 2) }
    if isLast, next == "hour" { return rolling(1, at: index + 1, from: index) }
    guard let unit = CalendarUnit(rawValue: name) else { return nil }
    if isLast, next.hasSuffix("s"), !isPossessive(index + 2) {
      return rolling(unit == .day ? 7 : 3, at: index + 1, from: index)
    }
    if let found = sameLastYear(at: index, unit) { return found }
    let first = calendar.first(unit, of: today)
    let from = isThis ? first : calendar.adding(-1, unit, to: first)
    var span = TimeSpan(from: from, to: calendar.adding(1, unit, to: from), unit: unit)
    if unit == .day { span = TimeSpan(from: isThis ? today : today - 1, to: isThis ? today + 1 : today, unit: .day) }
    return (span, 2)
  }

  /// "last weeks numbers" is of one week, "in the last weeks" of some.
  private func isPossessive(_ index: Int) -> Bool {
    let others: Set<String> = [
      "by", "per", "and", "vs", "versus", "v", "than", "compared", "with", "in", "on", "of", "for", "from", "only",
      "split", "broken", "to", "as", "did", "we", "i", "was", "were", "is", "are", "without", "except", "please",
    ]
    return word(index).map { !others.contains($0) } ?? false
  }

  /// "this month last year", "last year same week": that one of the year before.
  private func sameLastYear(at index: Int, _ unit: CalendarUnit) -> (TimeSpan, Int)? {
    var (named, length) = (unit, 0)
    if ["this", "current"].contains(words[index]), unit != .year {
      for phrase in ["last year", "a year ago", "of last year", "one year ago", "the year before"] {
        if let found = starts(index + 2, phrase) { length = 2 + found }
      }
    } else if unit == .year, ["last", "previous"].contains(words[index]), let same = word(index + 2),
      ["same", "this"].contains(same), let other = word(index + 3).flatMap(CalendarUnit.init), other != .year
    {
      (named, length) = (other, 4)
    }
    return length == 0 ? nil : (aYearBefore(named), length)
  }

  /// The unit that is on, a year before.
  func aYearBefore(_ unit: CalendarUnit) -> TimeSpan {
    let now = unit == .day ? day(today) : span(unit, of: today)
    if unit == .week { return TimeSpan(from: now.from - 364, to: now.to - 364, unit: unit) }
    return TimeSpan(
      from: calendar.adding(-1, .year, to: now.from), to: calendar.adding(-1, .year, to: now.to), unit: unit)
  }

  /// "the week before Christmas", "3 days after Black Friday"
  func around(at index: Int) -> (TimeSpan, Int)? {
    guard !["by", "per", "each", "every"].contains(word(index - 1) ?? "") else { return nil }
    var next = word(index) == "the" ? index + 1 : index
    var count = 1
    if let number = word(next).flatMap(TimeWords.number) { (count, next) = (number, next + 1) }
    guard (1...1_000).contains(count), let unit = word(next).flatMap({ TimeWords.units[$0] }).flatMap(CalendarUnit.init)
    else { return nil }
    next += 1
    let ways: [(phrase: String, isAfter: Bool)] = [
      ("before", false), ("leading up to", false), ("up to", false), ("prior to", false), ("after", true),
      ("following", true), ("to the end of", false), ("to end of", false), ("ending on", false), ("ending", false),
    ]
    guard let way = ways.first(where: { starts(next, $0.phrase) != nil }) else { return nil }
    next += starts(next, way.phrase) ?? 0
    if word(next) == "the" { next += 1 }
    guard let (point, length) = plainPoint(at: next), point.unit != nil, point.from != .min else { return nil }
    let moved = { (day: Int, sign: Int) in
      switch unit {
      case .day: day + sign * count
      case .week: day + 7 * sign * count
      case .month, .quarter, .year: calendar.adding(sign * count, unit, to: day)
      }
    }
    // "three months to the end of February" has all of February in it.
    let isThrough = way.phrase.hasPrefix("to ") || way.phrase.hasPrefix("ending")
    if isThrough { return (TimeSpan(from: moved(point.to, -1), to: point.to), next + length - index) }
    let span =
      way.isAfter
      ? TimeSpan(from: point.to, to: moved(point.to, 1)) : TimeSpan(from: moved(point.from, -1), to: point.from)
    return (span, next + length - index)
  }

  private func count(at index: Int) -> (value: Int, length: Int)? {
    guard words.indices.contains(index) else { return nil }
    if words[index] == "couple", index + 1 < words.count, words[index + 1] == "of" { return (2, 2) }
    return TimeWords.number(words[index]).map { ($0, 1) }
  }

  /// So many units up to today, today among them.
  func rolling(_ count: Int, at index: Int, from start: Int) -> (TimeSpan, Int)? {
    var place = index
    if words.indices.contains(place), ["full", "calendar", "complete", "whole"].contains(words[place]) { place += 1 }
    guard words.indices.contains(place), let name = TimeWords.units[words[place]], (1...4_000).contains(count) else {
      return nil
    }
    let length = place + 1 - start
    if place > index, let unit = CalendarUnit(rawValue: name) {
      let to = calendar.first(unit, of: today)
      return (TimeSpan(from: calendar.adding(-count, unit, to: to), to: to), length)
    }
    switch name {
    case "hour":
      var span = TimeSpan(from: today - (count + 23) / 24, to: today + 1)
      span.hours = count
      return (span, length)
    case "weekend": return (weekend(-1), length)
    case "fortnight": return (TimeSpan(from: today - 14 * count + 1, to: today + 1), length)
    default:
      guard let unit = CalendarUnit(rawValue: name) else { return nil }
      let from = calendar.adding(-count, unit, to: today) + 1
      var span = TimeSpan(from: from, to: today + 1)
      span.rolling = (unit, count)
      return (span, length)
    }
  }

  /// "in 90 days", "for two weeks": as many up to today.
  func stretch(at index: Int) -> (TimeSpan, Int)? {
    guard let text = word(index), ["in", "for", "within", "over"].contains(text) else { return nil }
    let start = word(index + 1) == "over" ? index + 2 : index + 1
    guard let count = word(start).flatMap(TimeWords.number), let unit = word(start + 1), unit.hasSuffix("s"),
      unit != "hours", TimeWords.units[unit] != nil
    else { return nil }
    return rolling(count, at: start + 1, from: index)
  }

  /// "over the weekend": the one that is on, or the one before.
  func overTheWeekend(at index: Int) -> (TimeSpan, Int)? {
    guard
      let length = starts(index, "over the weekend") ?? starts(index, "during the weekend")
        ?? starts(index, "for the weekend") ?? starts(index, "this past weekend") ?? starts(index, "of the weekend")
    else { return nil }
    return (weekend(StoreCalendar.weekday(today) > 5 ? 0 : -1), length)
  }

  /// Saturday and Sunday; of this week, or so many weeks from it.
  func weekend(_ weeks: Int) -> TimeSpan {
    let monday = today - (StoreCalendar.weekday(today) - 1)
    // On a Sunday "last weekend" is the one before the one that is on.
    let saturday = monday + 5 + 7 * weeks
    return TimeSpan(from: saturday, to: saturday + 2)
  }

  /// "3 days ago", "a week ago": that day, week, month.
  func ago(at index: Int) -> (TimeSpan, Int)? {
    guard words.indices.contains(index) else { return nil }
    let isOne = words[index] == "a" || words[index] == "an"
    guard let count = isOne ? (value: 1, length: 1) : count(at: index) else { return nil }
    let place = index + count.length
    guard place + 1 < words.count, words[place + 1] == "ago",
      let unit = TimeWords.units[words[place]].flatMap(CalendarUnit.init)
    else { return nil }
    let day = calendar.adding(-count.value, unit, to: today)
    let first = calendar.first(unit, of: day)
    return (TimeSpan(from: first, to: calendar.adding(1, unit, to: first), unit: unit), count.length + 2)
  }
}
