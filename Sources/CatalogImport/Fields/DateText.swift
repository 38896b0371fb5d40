internal import Commerce
import Foundation

/// A date as exports write it: `2026-03-01`, `2026-03-01 10:39:02 -0400`, `2026-03-01T10:39:02.5Z`.
struct DateText: Sendable {
  let timestamp: Timestamp
  /// Whether no time of day was given; the timestamp is then the day's start.
  let isDateOnly: Bool

  /// nil where it is no such date; one without an offset is in `zone`.
  init?(_ text: String, zone: TimeZone) {
    var scanner = Scanner(Array(text.utf8))
    guard let year = scanner.number(digits: 4), scanner.skip(UInt8(ascii: "-")),
      let month = scanner.number(digits: 2), scanner.skip(UInt8(ascii: "-")), let day = scanner.number(digits: 2),
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, year)
    else { return nil }
    let midnight = Self.daysSince1970(year, month, day) * 86_400
    isDateOnly = scanner.isAtEnd
    guard !scanner.isAtEnd else {
      timestamp = Timestamp(seconds: Self.utc(midnight, in: zone))
      return
    }
    guard let second = scanner.timeOfDay() else { return nil }
    let local = midnight + second
    switch scanner.offset() {
    case .none: timestamp = Timestamp(seconds: Self.utc(local, in: zone))
    case .seconds(let offset): timestamp = Timestamp(seconds: local - offset)
    case .unreadable: return nil
    }
  }

  /// The moment a day-only date ends, or the moment itself.
  var end: Timestamp { isDateOnly ? timestamp.adding(milliseconds: 86_400_000) : timestamp }

  private static func days(in month: Int64, _ year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Howard Hinnant's days_from_civil, for years from 0.
  private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The second look catches a clock change between the guess and the moment.
  private static func utc(_ local: Int64, in zone: TimeZone) -> Int64 {
    func offset(_ moment: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment))))
    }
    return local - offset(local - offset(local))
  }

  private enum Offset {
    case none
    case seconds(Int64)
    case unreadable
  }

  private struct Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func skip(_ byte: UInt8) -> Bool {
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    mutating func number(digits: Int) -> Int64? {
      guard position + digits <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[position..<position + digits] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      position += digits
      return value
    }

    /// `T10:39`, ` 10:39:02`, ` 10:39:02.123`, in seconds.
    mutating func timeOfDay() -> Int64? {
      guard skip(UInt8(ascii: "T")) || skip(UInt8(ascii: " ")), let hour = number(digits: 2), hour < 24,
        skip(UInt8(ascii: ":")), let minute = number(digits: 2), minute < 60
      else { return nil }
      guard skip(UInt8(ascii: ":")) else { return hour * 3_600 + minute * 60 }
      guard let second = number(digits: 2), second <= 60 else { return nil }
      if skip(UInt8(ascii: ".")) { while number(digits: 1) != nil {} }
      return hour * 3_600 + minute * 60 + second
    }

    /// `Z`, `UTC`, `-0400`, `+01:00`, `+01`, or nothing.
    mutating func offset() -> Offset {
      while skip(UInt8(ascii: " ")) {}
      guard !isAtEnd else { return .none }
      if ["Z", "UTC", "GMT"].contains(String(decoding: bytes[position...], as: UTF8.self)) { return .seconds(0) }
      let isEast = skip(UInt8(ascii: "+"))
      guard isEast || skip(UInt8(ascii: "-")), let hours = number(digits: 2), hours < 24 else { return .unreadable }
      _ = skip(UInt8(ascii: ":"))
      let minutes = isAtEnd ? 0 : number(digits: 2)
      guard let minutes, minutes < 60, isAtEnd else { return .unreadable }
      let seconds = hours * 3_600 + minutes * 60
      return .seconds(isEast ? seconds : -seconds)
    }
  }
}
