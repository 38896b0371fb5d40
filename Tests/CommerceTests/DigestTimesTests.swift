import Commerce
import Testing

/// What comes again comes at its time on the shop's own clock, whatever the clocks do.
@Suite struct DigestTimesTests {
  private static let zones = [
    "America/Denver", "Europe/Lisbon", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Asia/Tehran",
  ]

  private static func clock(_ moment: Timestamp, _ calendar: StoreCalendar) -> (day: Int, minute: Int) {
    let local = Int(moment.milliseconds / 1_000) + calendar.shift(at: Int(moment.milliseconds / 1_000))
    return (calendar.day(of: moment), (local % 86_400 + 86_400) % 86_400 / 60)
  }

  @Test(arguments: zones) func `every day of two years has its one time`(zone: String) {
    let calendar = StoreCalendar(zone)
    let times = DigestTimes(days: .daily, minute: 9 * 60)
    var moment = calendar.start(of: CivilDate(year: 2026, month: 1, day: 1).dayNumber)
    var days: [Int] = []
    for _ in 0..<730 {
      moment = times.next(after: moment, in: calendar)
      let clock = Self.clock(moment, calendar)
      #expect(clock.minute == 540)
      days.append(clock.day)
    }
    #expect(zip(days, days.dropFirst()).allSatisfy { $1 == $0 + 1 })
  }

  @Test func `a time that the clocks leave out comes an hour later, one that comes twice comes once`() {
    let calendar = StoreCalendar("America/Denver")
    let gap = CivilDate(year: 2026, month: 3, day: 8).dayNumber
    let missing = calendar.moment(day: gap, minute: 150)
    #expect(Self.clock(missing, calendar) == (gap, 210))
    let twice = CivilDate(year: 2026, month: 11, day: 1).dayNumber
    let times = DigestTimes(days: .daily, minute: 90)
    let first = times.next(after: calendar.start(of: twice), in: calendar)
    #expect(Self.clock(first, calendar) == (twice, 90))
    #expect(calendar.day(of: times.next(after: first, in: calendar)) == twice + 1)
  }

  @Test func `weekdays and days of the month`() {
    let calendar = StoreCalendar("Europe/Lisbon")
    let friday = calendar.moment(day: CivilDate(year: 2026, month: 2, day: 27).dayNumber, minute: 600)
    func date(_ days: DigestTimes.Days) -> String {
      CivilDate(day: calendar.day(of: DigestTimes(days: days, minute: 540).next(after: friday, in: calendar))).text
    }
    #expect(date(.weekly([1])) == "2026-03-02")
    #expect(date(.weekly([5])) == "2026-03-06")
    #expect(date(.weekly([1, 6])) == "2026-02-28")
    #expect(date(.monthly(31)) == "2026-02-28")
    #expect(date(.monthly(1)) == "2026-03-01")
  }
}
