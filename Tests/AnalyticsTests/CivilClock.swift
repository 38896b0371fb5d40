import Commerce
import Foundation

/// Pieces of time by Foundation's calendar, apart from the store's own.
struct CivilClock {
  private let calendar: Calendar

  init(zone: String) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
    calendar.firstWeekday = 2
    self.calendar = calendar
  }

  static let dimensions = [
    "hour", "weekday", "day_type", "day_part", "day_half", "day", "week", "month", "quarter", "year",
  ]

  static func isTime(_ dimension: String?) -> Bool { dimensions.contains(dimension ?? "") }

  func label(_ dimension: String, _ time: Timestamp) -> String {
    let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000)
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .weekday], from: date)
    let (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    switch dimension {
    case "hour": return "\(two(parts.hour ?? 0)):00"
    case "day_half": return (parts.hour ?? 0) < 12 ? "before noon" : "after noon"
    case "day_part": return ["night", "morning", "afternoon", "evening"][(parts.hour ?? 0) / 6]
    case "weekday":
      return ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][(parts.weekday ?? 1) - 1]
    case "day": return "\(year)-\(two(month))-\(two(day))"
    case "day_type": return [1, 7].contains(parts.weekday ?? 1) ? "weekend" : "weekday"
    case "week":
      let first = calendar.dateInterval(of: .weekOfYear, for: date)?.start ?? date
      return label("day", Timestamp(milliseconds: Int64(first.timeIntervalSince1970 * 1_000) + 7_200_000))
    case "month": return "\(year)-\(two(month))"
    case "quarter": return "\(year)-Q\((month + 2) / 3)"
    default: return "\(year)"
    }
  }

  /// `2025-03-30 16:10`
  func moment(_ milliseconds: Int64) -> String {
    let time = Timestamp(milliseconds: milliseconds)
    let minute = calendar.component(.minute, from: Date(timeIntervalSince1970: Double(milliseconds) / 1_000))
    return "\(label("day", time)) \(label("hour", time).prefix(3))\(minute < 10 ? "0" : "")\(minute)"
  }

  /// Every piece of time with when it begins, also where nothing happened.
  func starts(of dimension: String?, in period: AnalyticsPeriod) -> [String: Timestamp] {
    guard let dimension, Self.isTime(dimension) else { return [:] }
    if dimension == "hour" {
      return Dictionary(uniqueKeysWithValues: (0..<24).map { (($0 < 10 ? "0" : "") + "\($0):00", period.from) })
    }
    if dimension == "day_part" {
      return Dictionary(uniqueKeysWithValues: ["night", "morning", "afternoon", "evening"].map { ($0, period.from) })
    }
    if dimension == "day_half" {
      return Dictionary(uniqueKeysWithValues: ["before noon", "after noon"].map { ($0, period.from) })
    }
    var starts: [String: Timestamp] = [:]
    var moment = period.from.milliseconds
    while moment < period.to.milliseconds {
      let time = Timestamp(milliseconds: moment)
      let key = label(dimension, time)
      let isCycle = ["weekday", "day_type"].contains(dimension)
      if starts[key] == nil { starts[key] = isCycle ? period.from : time }
      moment += 1_800_000
    }
    return starts
  }
}
