import Foundation

/// Days as a store counts them: whole numbers since 1970-01-01, in its zone and with its first day of the week.
package struct StoreCalendar: Hashable, Sendable {
  package let zone: TimeZone
  /// The zone as the store calls it; Foundation calls UTC GMT.
  package let name: String
  /// 1 is Monday, 7 Sunday.
  package let weekStart: Int

  private static let daySeconds = 86_400

  /// - Parameter name: IANA name; UTC where there is no such zone.
  package init(_ name: String, weekStart: Int = 1) {
    let zone = TimeZone(identifier: name)
    self.zone = zone ?? .gmt
    self.name = zone == nil ? "UTC" : name
    self.weekStart = weekStart
  }

  /// Seconds to add to UTC at a moment.
  package func shift(at seconds: Int) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
  }

  /// The day a moment falls on.
  package func day(of time: Timestamp) -> Int {
    let seconds = Self.floored(Int(time.milliseconds), 1_000)
    return Self.floored(seconds + shift(at: seconds), Self.daySeconds)
  }

  /// A day's first moment, also where its midnight is skipped or comes twice.
  package func start(of day: Int) -> Timestamp {
    let local = day * Self.daySeconds
    let shifts = Set([shift(at: local - Self.daySeconds), shift(at: local + Self.daySeconds), shift(at: local)])
    let candidates = shifts.map { local - $0 }.sorted()
    let start = candidates.first { $0 + shift(at: $0) >= local } ?? local - shift(at: local)
    return Timestamp(seconds: Int64(start))
  }

  /// The stretches of a period in which the zone's shift stays the same, to the second.
  package func shifts(from: Timestamp, to: Timestamp) -> [(from: Timestamp, to: Timestamp, shiftSeconds: Int)] {
    var out: [(from: Timestamp, to: Timestamp, shiftSeconds: Int)] = []
    var start = from
    while start < to {
      let seconds = Self.floored(Int(start.milliseconds), 1_000)
      let date = Date(timeIntervalSince1970: Double(seconds))
      let next = zone.nextDaylightSavingTimeTransition(after: date)
        .map { Timestamp(seconds: Int64($0.timeIntervalSince1970.rounded())) }
      let end = min(next.flatMap { $0 > start ? $0 : nil } ?? to, to)
      let shift = shift(at: seconds)
      if let last = out.last, last.shiftSeconds == shift {
        out[out.count - 1].to = end
      } else {
        out.append((start, end, shift))
      }
      start = end
    }
    return out
  }

  // MARK: Calendar dates

  /// The first day of the week, month, quarter or year that a day is in.
  package func first(_ unit: CalendarUnit, of day: Int) -> Int {
    let date = CivilDate(day: day)
    switch unit {
    case .day: return day
    case .week: return day - (Self.weekday(day) - weekStart + 7) % 7
    case .month: return CivilDate(year: date.year, month: date.month, day: 1).dayNumber
    case .quarter: return CivilDate(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1).dayNumber
    case .year: return CivilDate(year: date.year, month: 1, day: 1).dayNumber
    }
  }

  /// A day so many units later (earlier where negative); the month's last day where it has no such day.
  package func adding(_ count: Int, _ unit: CalendarUnit, to day: Int) -> Int {
    switch unit {
    case .day: return day + count
    case .week: return day + 7 * count
    case .month, .quarter, .year:
      let date = CivilDate(day: day)
      let months = date.year * 12 + date.month - 1 + count * (unit == .month ? 1 : unit == .quarter ? 3 : 12)
      let (year, month) = (Self.floored(months, 12), months - Self.floored(months, 12) * 12 + 1)
      return CivilDate(year: year, month: month, day: min(date.day, CivilDate.length(year: year, month: month)))
        .dayNumber
    }
  }

  /// 1 is Monday, 7 Sunday.
  package static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 + 1 }

  /// `2026-10-28`, a week by its first day, `2026-10`, `2026-Q4`, `2026`.
  package func label(_ unit: CalendarUnit, of day: Int) -> String {
    let date = CivilDate(day: first(unit, of: day))
    switch unit {
    case .day, .week: return date.text
    case .month: return String(date.text.prefix(7))
    case .quarter: return "\(date.year)-Q\((date.month + 2) / 3)"
    case .year: return String(date.year)
    }
  }

  /// `2026-11-20 13:50`
  package func clock(_ time: Timestamp) -> String {
    let day = day(of: time)
    let local = Self.floored(Int(time.milliseconds), 1_000) + shift(at: Int(time.milliseconds / 1_000))
    let minute = (local - Self.floored(local, Self.daySeconds) * Self.daySeconds) / 60
    return "\(CivilDate(day: day).text) \(Self.two(minute / 60)):\(Self.two(minute % 60))"
  }

  /// A date where it is midnight, else a time with the zone's shift.
  package func text(_ time: Timestamp) -> String {
    let day = day(of: time)
    if start(of: day) == time { return CivilDate(day: day).text }
    let shift = shift(at: Int(time.milliseconds / 1_000))
    let local = Self.floored(Int(time.milliseconds), 1_000) + shift
    let second = local - Self.floored(local, Self.daySeconds) * Self.daySeconds
    let sign = shift < 0 ? "-" : "+"
    let zone = shift == 0 ? "Z" : "\(sign)\(Self.two(abs(shift) / 3_600)):\(Self.two(abs(shift) / 60 % 60))"
    let clock = [second / 3_600, second / 60 % 60, second % 60].map(Self.two).joined(separator: ":")
    return "\(CivilDate(day: day).text)T\(clock)\(zone)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  static func floored(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }
}

package enum CalendarUnit: String, Codable, Sendable, CaseIterable {
  case day, week, month, quarter, year
}

/// A date of the Gregorian calendar without a zone.
package struct CivilDate: Hashable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// - Parameter day: since 1970-01-01. Howard Hinnant's algorithm, exact for every year.
  package init(day number: Int) {
    let shifted = number + 719_468
    let era = StoreCalendar.floored(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * part + 2) / 5 + 1
    month = part < 10 ? part + 3 : part - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  package var dayNumber: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = StoreCalendar.floored(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  package static func length(year: Int, month: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  package var isReal: Bool { (1...12).contains(month) && day >= 1 && day <= Self.length(year: year, month: month) }

  /// `2026-10-28`.
  package var text: String {
    let pad = { (number: Int, width: Int) in
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
  }
}
