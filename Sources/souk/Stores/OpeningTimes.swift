import Commerce

/// Opening hours as an operator writes them: `mon-fri 9:00-18:30, sat 10:00-13:00 14:00-17:00`.
enum OpeningTimes {
  static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// 1 = Monday; three letters are enough.
  static func day(_ text: String) -> Int? {
    let word = text.lowercased()
    guard word.count >= 3 else { return nil }
    return days.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
  }

  /// nil where it cannot be read, a day stands twice, or times of a day overlap.
  static func read(_ text: String) -> [Int: [OpeningInterval]]? {
    var hours: [Int: [OpeningInterval]] = [:]
    for part in text.split(separator: ",") {
      let words = part.split(separator: " ").map(String.init)
      guard let first = words.first, let named = range(first), words.count > 1 else { return nil }
      let intervals = words.dropFirst().compactMap(interval)
      guard intervals.count == words.count - 1,
        zip(intervals, intervals.dropFirst()).allSatisfy({ $0.closesMinute <= $1.opensMinute })
      else { return nil }
      for day in named.map({ ($0 - 1) % days.count + 1 }) {
        guard hours[day] == nil else { return nil }
        hours[day] = intervals
      }
    }
    return hours.isEmpty ? nil : hours
  }

  static func text(_ hours: [Int: [OpeningInterval]]) -> String {
    hours.sorted { $0.key < $1.key }.map { day, intervals in
      let times = intervals.map { "\(clock($0.opensMinute))-\(clock($0.closesMinute))" }.joined(separator: " ")
      return "\(days[(day - 1) % 7].prefix(3)) \(times)"
    }.joined(separator: ", ")
  }

  /// From Monday as 1; `sat-mon` goes on into the next week, up to 13.
  private static func range(_ text: String) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { day(String($0)) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
    return first...(first <= last ? last : last + days.count)
  }

  private static func interval(_ text: String) -> OpeningInterval? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minutes(String($0)) }
    guard ends.count == 2, let opens = ends[0], let closes = ends[1], opens < closes else { return nil }
    return OpeningInterval(opensMinute: opens, closesMinute: closes)
  }

  private static func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
      (0...59).contains(minute), hour * 60 + minute <= 24 * 60
    else { return nil }
    return hour * 60 + minute
  }

  private static func clock(_ minutes: Int) -> String {
    let rest = minutes % 60
    return "\(minutes / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
