import Commerce

/// A day as a shopper names it. In `prompts/grammar` it goes by its English name, `today` or `tomorrow`.
package enum AskedDay: Hashable, Codable, Sendable {
  /// 1 is Monday, 7 Sunday.
  case weekday(Int)
  case today
  case tomorrow

  package init?(name: String) {
    switch name {
    case "today": self = .today
    case "tomorrow": self = .tomorrow
    default:
      guard let place = Self.names.firstIndex(of: name) else { return nil }
      self = .weekday(place + 1)
    }
  }

  private static let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// 1 is Monday, 7 Sunday.
  package func weekday(at now: Timestamp, in calendar: StoreCalendar) -> Int {
    switch self {
    case .weekday(let day): day
    case .today: StoreCalendar.weekday(calendar.day(of: now))
    case .tomorrow: StoreCalendar.weekday(calendar.day(of: now) + 1)
    }
  }
}
