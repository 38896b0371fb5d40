import Commerce

/// Periods told from another one.
extension TimeReader {
  /// Words between two things that are set beside each other.
  private static let comparing: Set<String> = ["vs", "versus", "v", "than", "to", "with", "against"]

  func relative(at index: Int) -> (Relative, Int)? {
    sameTime(at: index) ?? asLongBefore(at: index) ?? dayBefore(at: index) ?? namedBefore(at: index)
      ?? unitBefore(at: index)
  }

  /// "same week last year", "the same day last month"
  private func sameTime(at index: Int) -> (Relative, Int)? {
    let start = word(index) == "the" ? index + 1 : index
    // "at this time last year"
    let isThis = word(start) == "this" && ["time", "point"].contains(word(start + 1) ?? "")
    guard word(start) == "same" || isThis else { return nil }
    let units = ["day", "week", "month", "quarter", "period", "time", "days", "weekday", "point"]
    for unit in units where word(start + 1) == unit {
      for ending in [
        "last year", "a year ago", "the year before", "the previous year", "previous year", "of last year",
        "in the previous year", "a year earlier", "one year ago", "of the previous year",
      ] {
        if let length = starts(start + 2, ending) { return (.yearBefore, start + 2 + length - index) }
      }
    }
    guard ["day", "weekday", "time", "period", "days", "point"].contains(word(start + 1) ?? "") else { return nil }
    for unit in CalendarUnit.allCases where unit != .day && unit != .year {
      for ending in [
        "last \(unit.rawValue)", "a \(unit.rawValue) ago", "the \(unit.rawValue) before",
        "the previous \(unit.rawValue)", "of last \(unit.rawValue)", "a \(unit.rawValue) earlier",
      ] {
        if let length = starts(start + 2, ending) { return (.periodBefore(unit), start + 2 + length - index) }
      }
    }
    return nil
  }

  /// "vs the weekend before", "the Tuesday before", "the same time yesterday"
  private func dayBefore(at index: Int) -> (Relative, Int)? {
    if Self.comparing.contains(word(index - 1) ?? "") {
      for phrase in [
        "the weekend before", "weekend before", "the previous weekend", "previous weekend", "the prior weekend",
      ] {
        if let length = starts(index, phrase) { return (.periodBefore(.week), length) }
      }
    }
    if word(index) == "the", TimeWords.weekdays[word(index + 1) ?? ""] != nil, word(index + 2) == "before",
      plainPoint(at: index + 3) == nil
    {
      return (.periodBefore(.week), 3)
    }
    for phrase in ["the same time yesterday", "same time yesterday", "this time yesterday"] {
      if let length = starts(index, phrase) { return (.periodBefore(.day), length) }
    }
    return nil
  }

  /// "a year earlier", "the previous period", "MoM"
  private func namedBefore(at index: Int) -> (Relative, Int)? {
    for phrase in [
      "a year earlier", "the year before", "year on year", "year over year", "the prior year", "a year before",
      "one year earlier", "yoy",
    ] {
      if let length = starts(index, phrase) { return (.yearBefore, length) }
    }
    for phrase in [
      "the previous period", "previous period", "the period before", "the prior period", "prior period",
      "the one before", "before that", "the preceding period", "preceding period", "the previous one",
      "the previous ones", "the ones before",
    ] {
      if let length = starts(index, phrase) { return (.periodBefore(nil), length) }
    }
    let short: [String: CalendarUnit] = ["mom": .month, "wow": .week, "qoq": .quarter]
    return word(index).flatMap { short[$0] }.map { (.periodBefore($0), 1) }
  }

  /// "the week before", "a month earlier", "week on week"
  private func unitBefore(at index: Int) -> (Relative, Int)? {
    for unit in CalendarUnit.allCases {
      if Self.comparing.contains(word(index - 1) ?? ""), let length = starts(index, "\(unit.rawValue) before"),
        plainPoint(at: index + length) == nil
      {
        return (.periodBefore(unit), length)
      }
      for phrase in [
        "the \(unit.rawValue) before", "a \(unit.rawValue) earlier", "the preceding \(unit.rawValue)",
        "one \(unit.rawValue) earlier", "a \(unit.rawValue) before", "the prior \(unit.rawValue)",
        "\(unit.rawValue) over \(unit.rawValue)", "\(unit.rawValue) on \(unit.rawValue)",
      ] {
        if let length = starts(index, phrase), word(index + length) != "yesterday", word(index + length) != "last",
          !phrase.hasSuffix("before") || plainPoint(at: index + length) == nil
        {
          return (.periodBefore(unit), length)
        }
      }
    }
    return nil
  }

  /// "vs the 30 days before", "vs previous 30", "vs before": as long a time, just before the one that was named.
  private func asLongBefore(at index: Int) -> (Relative, Int)? {
    let start = word(index) == "the" ? index + 1 : index
    let before: Set<String> = ["before", "prior", "earlier", "previous", "preceding"]
    if word(start).flatMap(TimeWords.number) != nil, TimeWords.units[word(start + 1) ?? ""] != nil,
      before.contains(word(start + 2) ?? ""), plainPoint(at: start + 3) == nil
    {
      let isThat = ["that", "those", "it", "them"].contains(word(start + 3) ?? "")
      return (.periodBefore(nil), start + (isThat ? 4 : 3) - index)
    }
    guard Self.comparing.contains(word(index - 1) ?? "") else { return nil }
    // "last 30 days vs the 30 before"
    if word(start).flatMap(TimeWords.number) != nil, before.contains(word(start + 1) ?? ""),
      plainPoint(at: start + 2) == nil
    {
      return (.periodBefore(nil), start + 2 - index)
    }
    // "October vs prior month"
    if before.contains(word(start) ?? ""), let unit = word(start + 1).flatMap(CalendarUnit.init), unit != .day {
      return (.periodBefore(unit), start + 2 - index)
    }
    // "this year compared with the last one"
    if word(start) == "last", word(start + 1) == "one", start + 2 == words.count {
      return (.periodBefore(nil), start + 2 - index)
    }
    // "this month than last"
    if word(start) == "last", start + 1 == words.count { return (.periodBefore(nil), start + 1 - index) }
    guard before.contains(word(start) ?? "") else { return nil }
    if word(start + 1).flatMap(TimeWords.number) != nil, TimeWords.units[word(start + 2) ?? ""] == nil {
      return (.periodBefore(nil), start + 2 - index)
    }
    return start + 1 == words.count ? (.periodBefore(nil), start + 1 - index) : nil
  }
}
