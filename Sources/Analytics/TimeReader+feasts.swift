import Commerce

/// Feasts, and periods told from another one.
extension TimeReader {
  func relative(at index: Int) -> (Relative, Int)? {
    for unit in ["day", "week", "month", "quarter", "period", "time", "days", "weekday"] {
      for ending in [
        "last year", "a year ago", "the year before", "the previous year", "previous year", "of last year",
        "in the previous year", "a year earlier", "one year ago", "of the previous year",
      ] {
        for start in ["the same \(unit) \(ending)", "same \(unit) \(ending)"] {
          if let length = starts(index, start) { return (.yearBefore, length) }
        }
      }
    }
    for unit in CalendarUnit.allCases where unit != .day && unit != .year {
      for start in ["day", "weekday", "time", "period", "days"] {
        for ending in [
          "last \(unit.rawValue)", "a \(unit.rawValue) ago", "the \(unit.rawValue) before",
          "the previous \(unit.rawValue)", "of last \(unit.rawValue)", "a \(unit.rawValue) earlier",
        ] {
          for phrase in ["the same \(start) \(ending)", "same \(start) \(ending)"] {
            if let length = starts(index, phrase) { return (.periodBefore(unit), length) }
          }
        }
      }
    }
    for phrase in ["the same time yesterday", "same time yesterday", "this time yesterday"] {
      if let length = starts(index, phrase) { return (.periodBefore(.day), length) }
    }
    for phrase in [
      "a year earlier", "the year before", "year on year", "year over year", "the prior year", "a year before",
      "one year earlier", "yoy",
    ] {
      if let length = starts(index, phrase) { return (.yearBefore, length) }
    }
    for phrase in [
      "the previous period", "previous period", "the period before", "the prior period", "prior period",
      "the one before", "before that", "the preceding period", "preceding period",
    ] {
      if let length = starts(index, phrase) { return (.periodBefore(nil), length) }
    }
    for (short, unit) in [("mom", CalendarUnit.month), ("wow", .week), ("qoq", .quarter)] where word(index) == short {
      return (.periodBefore(unit), 1)
    }
    for unit in CalendarUnit.allCases {
      for phrase in [
        "the \(unit.rawValue) before", "a \(unit.rawValue) earlier", "the preceding \(unit.rawValue)",
        "one \(unit.rawValue) earlier", "a \(unit.rawValue) before", "the prior \(unit.rawValue)",
        "\(unit.rawValue) over \(unit.rawValue)", "\(unit.rawValue) on \(unit.rawValue)",
      ] {
        if let length = starts(index, phrase), word(index + length) != "yesterday", word(index + length) != "last" {
          return (.periodBefore(unit), length)
        }
      }
    }
    return nil
  }

  func holiday(at index: Int) -> (TimeSpan, Int)? {
    let days: [(phrase: String, day: (Int) -> Int)] = [
      ("black friday", { TimeReader.thanksgiving($0) + 1 }), ("cyber monday", { TimeReader.thanksgiving($0) + 4 }),
      ("thanksgiving", { TimeReader.thanksgiving($0) }),
      ("christmas eve", { CivilDate(year: $0, month: 12, day: 24).dayNumber }),
      ("christmas day", { CivilDate(year: $0, month: 12, day: 25).dayNumber }),
      ("christmas", { CivilDate(year: $0, month: 12, day: 25).dayNumber }),
      ("boxing day", { CivilDate(year: $0, month: 12, day: 26).dayNumber }),
      ("new year eve", { CivilDate(year: $0, month: 12, day: 31).dayNumber }),
      ("new year day", { CivilDate(year: $0, month: 1, day: 1).dayNumber }),
      ("new year", { CivilDate(year: $0, month: 1, day: 1).dayNumber }),
      ("valentine day", { CivilDate(year: $0, month: 2, day: 14).dayNumber }),
      ("valentines day", { CivilDate(year: $0, month: 2, day: 14).dayNumber }),
      ("valentines", { CivilDate(year: $0, month: 2, day: 14).dayNumber }),
      ("halloween", { CivilDate(year: $0, month: 10, day: 31).dayNumber }),
      ("singles day", { CivilDate(year: $0, month: 11, day: 11).dayNumber }),
    ]
    for (phrase, find) in days {
      var begin = index
      let isLast = word(index) == "last"
      if isLast { begin += 1 }
      guard begin < words.count, let length = starts(begin, phrase) else { continue }
      if let year = year(at: begin + length) {
        return (day(find(year.year)).with(year: true), begin + length + year.length - index)
      }
      let number = find(thisYear) <= today ? find(thisYear) : find(thisYear - 1)
      return (day(number), begin + length - index)
    }
    return nil
  }

  /// The fourth Thursday of November.
  private static func thanksgiving(_ year: Int) -> Int {
    let first = CivilDate(year: year, month: 11, day: 1).dayNumber
    return first + (4 - StoreCalendar.weekday(first) + 7) % 7 + 21
  }
}
