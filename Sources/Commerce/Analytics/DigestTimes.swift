/// When something comes again, on a store's own clock.
package struct DigestTimes: Hashable, Codable, Sendable {
  package enum Days: Hashable, Codable, Sendable {
    case daily
    /// 1 is Monday, 7 Sunday; at least one.
    case weekly(Set<Int>)
    /// The month's last day where it has no such day.
    case monthly(Int)
  }

  package var days: Days
  /// Since midnight.
  package var minute: Int

  package init(days: Days, minute: Int) {
    self.days = days
    self.minute = minute
  }

  /// Days looked at: a month and a day hold every kind of day.
  private static let horizon = 33

  /// The first time after a moment. A time that a change of clocks leaves out comes later by what the clocks moved; one
  /// that comes twice is taken the first time.
  package func next(after moment: Timestamp, in calendar: StoreCalendar) -> Timestamp {
    let today = calendar.day(of: moment)
    for day in today...today + Self.horizon where includes(day) {
      let time = calendar.moment(day: day, minute: minute)
      if time > moment { return time }
    }
    // Every kind of day comes within the horizon; tomorrow stands for the impossible.
    return calendar.moment(day: today + 1, minute: minute)
  }

  private func includes(_ day: Int) -> Bool {
    switch days {
    case .daily: return true
    case .weekly(let weekdays): return weekdays.contains(StoreCalendar.weekday(day))
    case .monthly(let number):
      let date = CivilDate(day: day)
      return date.day == min(number, CivilDate.length(year: date.year, month: date.month))
    }
  }
}

extension StoreCalendar {
  /// The moment at which a day's clocks show so many minutes past midnight.
  package func moment(day: Int, minute: Int) -> Timestamp {
    let local = day * 86_400 + minute * 60
    let shifts = Set([shift(at: local - 86_400), shift(at: local), shift(at: local + 86_400)])
    let candidates = shifts.map { local - $0 }.sorted()
    // The earliest moment that shows the time; where none does, as far behind the gap as it is within.
    let exact = candidates.first { $0 + shift(at: $0) == local }
    let seconds = exact ?? candidates.first { $0 + shift(at: $0) > local } ?? local - shift(at: local)
    return Timestamp(seconds: Int64(seconds))
  }
}
