import Commerce
import Foundation

/// A day of the calendar in a store's own zone, as `2026-11-21`.
struct CivilDate: Hashable {
  let text: String

  /// - Parameter timeZone: an IANA name; UTC where this machine does not know it.
  init(_ moment: Timestamp, timeZone: String) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
    let day = calendar.dateComponents([.year, .month, .day], from: date)
    let parts = [day.year ?? 1970, day.month ?? 1, day.day ?? 1]
    text = parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
  }
}
