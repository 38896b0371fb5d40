import Commerce

/// Times told from today: "last week", "the past 90 days", "two weeks ago".
extension TimeReader {
  func lastOrThis(at index: Int) -> (TimeSpan, Int)? {
    guard words.indices.contains(index) else { return nil }
    let isThis = ["this", "current", "thiss", "todays"].contains(words[index])
    let isLast = ["last", "previous", "past", "prior", "preceding", "trailing", "recent", "latest"].contains(
      words[index])
    guard isThis || isLast, index + 1 < words.count else { return nil }
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
      if isThis {
        let day = calendar.first(.week, of: today) + (weekday - calendar.weekStart + 7) % 7
        return (TimeSpan(from: day, to: day + 1, unit: .day), 2)
      }
      return (TimeSpan(from: today - back, to: today - back + 1, unit: .day), 2)
    }
    guard let name = TimeWords.units[next] else { return nil }
    if name == "weekend" { return (weekend(isThis ? 0 : -1), 2) }
    guard let unit = CalendarUnit(rawValue: name) else { return nil }
    if isLast, next.hasSuffix("s") { return rolling(unit == .day ? 7 : 3, at: index + 1, from: index) }
    let first = calendar.first(unit, of: today)
    let from = isThis ? first : calendar.adding(-1, unit, to: first)
    var span = TimeSpan(from: from, to: calendar.adding(1, unit, to: from), unit: unit)
    if unit == .day { span = TimeSpan(from: isThis ? today : today - 1, to: isThis ? today + 1 : today, unit: .day) }
    return (span, 2)
  }

  private func count(at index: Int) -> (value: Int, length: Int)? {
    guard words.indices.contains(index) else { return nil }
    if words[index] == "couple", index + 1 < words.count, words[index + 1] == "of" { return (2, 2) }
    return TimeWords.number(words[index]).map { ($0, 1) }
  }

  /// So many units up to today, today among them.
  private func rolling(_ count: Int, at index: Int, from start: Int) -> (TimeSpan, Int)? {
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

  /// Saturday and Sunday; of this week, or so many weeks from it.
  private func weekend(_ weeks: Int) -> TimeSpan {
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
