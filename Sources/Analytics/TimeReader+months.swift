import Commerce

/// Months, days of them and parts of them.
extension TimeReader {
  private static let beforeMonths: Set<String> = [
    "in", "since", "of", "for", "during", "vs", "versus", "and", "from", "to", "between", "last", "this", "until",
    "till",
    "with", "than", "before", "after", "through", "against", "about", "only",
  ]

  private static let afterMay: Set<String> = ["i", "we", "you", "be", "have", "they", "it", "not", "need", "want"]

  func monthOrDay(at index: Int) -> (TimeSpan, Int)? {
    guard let text = word(index) else { return nil }
    // "3 March", "3rd of March"
    if let day = TimeWords.dayOfMonth(text) {
      let next = word(index + 1) == "of" ? index + 2 : index + 1
      if let month = word(next).flatMap({ TimeWords.months[$0] }) {
        let said = year(at: next + 1)
        return date(said?.year, month, day).map { ($0, next + 1 + (said?.length ?? 0) - index) }
      }
      return nil
    }
    let isLast = text == "last" || text == "this"
    let place = isLast ? index + 1 : index
    guard let name = word(place), let month = TimeWords.months[name] else { return nil }
    if ["may", "mar", "dec", "sun", "sat"].contains(name), place == index {
      let isDated = word(place + 1).map { TimeWords.year($0) != nil || TimeWords.dayOfMonth($0) != nil } ?? false
      let isAfter = index > 0 && Self.beforeMonths.contains(words[index - 1])
      // "we may have", "revenue May".
      let isVerb = word(place + 1).map(Self.afterMay.contains) ?? false
      guard isDated || isAfter || index == 0 || name != "may" || !isVerb else { return nil }
    }
    // "March 3rd 2026"
    if let day = word(place + 1).flatMap(TimeWords.dayOfMonth), TimeWords.year(word(place + 1) ?? "") == nil {
      let said = year(at: place + 2)
      if let found = date(said?.year, month, day) { return (found, place + 2 + (said?.length ?? 0) - index) }
    }
    let said = year(at: place + 1)
    var first = CivilDate(year: said?.year ?? thisYear, month: month, day: 1).dayNumber
    // "last May" said in May is the one before.
    let isOn = text == "last" && calendar.first(.month, of: today) == first
    if said == nil, first > today || isOn { first = calendar.adding(-1, .year, to: first) }
    let length = place + 1 + (said?.length ?? 0) - index
    var found = span(.month, of: first, hasYear: said != nil)
    found.lacksYear = said == nil
    return (found, length)
  }

  /// "on the 15th": the latest day of that number.
  func dayAlone(at index: Int) -> (TimeSpan, Int)? {
    guard let text = word(index), word(index - 1) == "the", Int(text) == nil, let day = TimeWords.dayOfMonth(text),
      !["quarter", "to", "and", "till", "until", "through", "of"].contains(word(index + 1) ?? "")
    else { return nil }
    var first = calendar.first(.month, of: today)
    for _ in 0..<12 {
      let date = first + day - 1
      if date <= today, calendar.first(.month, of: date) == first { return (self.day(date), 1) }
      first = calendar.adding(-1, .month, to: first)
    }
    return nil
  }

  private func date(_ year: Int?, _ month: Int, _ day: Int) -> TimeSpan? {
    guard let year else { return latest(month: month, day: day).map { self.day($0) } }
    let date = CivilDate(year: year, month: month, day: day)
    return date.isReal ? self.day(date.dayNumber).with(year: true) : nil
  }

  /// "the second week of October": its days from the eighth on.
  private func weekOfMonth(at index: Int) -> (TimeSpan, Int)? {
    guard let number = word(index).flatMap({ TimeWords.ordinals[$0] }), number > 1, word(index) != "final",
      word(index + 1) == "week", ["of", "in"].contains(word(index + 2) ?? ""),
      let month = monthOrDay(at: index + 3) ?? lastOrThis(at: index + 3), month.0.unit == .month
    else { return nil }
    let from = month.0.from + 7 * (number - 1)
    return (TimeSpan(from: from, to: min(from + 7, month.0.to)), 3 + month.1)
  }

  /// "the first week of March", "the last 10 days of October", "the first half of May"
  func partOfMonth(at index: Int) -> (TimeSpan, Int)? {
    if let found = weekOfMonth(at: index) { return found }
    guard let text = word(index), let isFirst = ["first": true, "1st": true, "last": false, "second": false][text]
    else {
      return nil
    }
    var next = index + 1
    var days = 0
    if let count = word(next).flatMap(TimeWords.number), word(next + 1) == "days" {
      (days, next) = (count, next + 2)
    } else if word(next) == "week", text != "second" {
      (days, next) = (7, next + 1)
    } else if word(next) == "half" {
      (days, next) = (-1, next + 1)
    } else {
      return nil
    }
    guard word(next) == "of",
      let month = monthOrDay(at: next + 1) ?? lastOrThis(at: next + 1) ?? running(at: next + 1),
      month.0.unit == .month
    else { return nil }
    let whole = month.0
    if days < 0 { days = isFirst ? 15 : whole.to - whole.from - 15 }
    let span =
      isFirst
      ? TimeSpan(from: whole.from, to: min(whole.to, whole.from + days))
      : TimeSpan(from: max(whole.from, whole.to - days), to: whole.to)
    return (span, next + 1 + month.1 - index)
  }
}
