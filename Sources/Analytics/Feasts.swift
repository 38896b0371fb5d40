import Commerce

/// Days that shops speak of by name, whose dates are worked out anew each year.
enum Feasts {
  struct Feast: Sendable {
    let phrases: [String]
    let day: @Sendable (_ year: Int) -> Int
    /// Its weekend, in days from it; Saturday and Sunday of its week where none is said.
    var weekend: Range<Int>?
    /// What "over Christmas" means, in days from it; the weekend where none is said.
    var stretch: Range<Int>?
  }

  static let all: [Feast] = [
    Feast(phrases: ["black friday"], day: { thanksgiving($0) + 1 }, weekend: 0..<3),
    Feast(phrases: ["cyber monday"], day: { thanksgiving($0) + 4 }),
    Feast(phrases: ["small business saturday"], day: { thanksgiving($0) + 2 }),
    Feast(phrases: ["giving tuesday"], day: { thanksgiving($0) + 5 }),
    Feast(phrases: ["thanksgiving day", "thanksgiving"], day: { thanksgiving($0) }, weekend: 0..<4),
    fixed(["christmas eve", "xmas eve"], 12, 24),
    fixed(["christmas day", "christmas", "xmas day", "xmas"], 12, 25, stretch: -1..<2), fixed(["boxing day"], 12, 26),
    fixed(["new year eve", "new years eve", "nye"], 12, 31),
    fixed(["new year day", "new years day", "new year", "new years"], 1, 1, stretch: -1..<1),
    fixed(["epiphany", "three kings day", "three kings", "kings day", "day of kings", "day of the kings"], 1, 6),
    fixed(["valentine day", "valentines day", "valentines"], 2, 14),
    fixed(["st patricks day", "st patrick day", "saint patricks day"], 3, 17),
    fixed(["independence day"], 7, 4), fixed(["halloween"], 10, 31), fixed(["singles day"], 11, 11),
    Feast(phrases: ["good friday"], day: { easter($0) - 2 }),
    Feast(phrases: ["easter monday"], day: { easter($0) + 1 }),
    Feast(phrases: ["easter sunday", "easter"], day: { easter($0) }, weekend: -2..<2),
    Feast(phrases: ["mothers day", "mother day"], day: { weekday(7, number: 2, month: 5, year: $0) }),
    Feast(phrases: ["fathers day", "father day"], day: { weekday(7, number: 3, month: 6, year: $0) }),
    Feast(phrases: ["labor day", "labour day"], day: { weekday(1, number: 1, month: 9, year: $0) }),
    Feast(
      phrases: ["early may bank holiday", "may day bank holiday"],
      day: { weekday(1, number: 1, month: 5, year: $0) }),
    Feast(
      phrases: ["spring bank holiday", "late may bank holiday"],
      day: { weekday(1, number: 1, month: 6, year: $0) - 7 }),
    Feast(
      phrases: ["summer bank holiday", "august bank holiday"],
      day: { weekday(1, number: 1, month: 9, year: $0) - 7 }),
    Feast(phrases: ["memorial day"], day: { weekday(1, number: 1, month: 6, year: $0) - 7 }),
  ]

  private static func fixed(_ phrases: [String], _ month: Int, _ day: Int, stretch: Range<Int>? = nil) -> Feast {
    Feast(phrases: phrases, day: { CivilDate(year: $0, month: month, day: day).dayNumber }, stretch: stretch)
  }

  /// A month's first, second … Monday, Tuesday …
  private static func weekday(_ weekday: Int, number: Int, month: Int, year: Int) -> Int {
    let first = CivilDate(year: year, month: month, day: 1).dayNumber
    return first + (weekday - StoreCalendar.weekday(first) + 7) % 7 + 7 * (number - 1)
  }

  /// The fourth Thursday of November.
  private static func thanksgiving(_ year: Int) -> Int { weekday(4, number: 4, month: 11, year: year) }

  /// The Gregorian computus of Meeus, Jones and Butcher.
  private static func easter(_ year: Int) -> Int {
    let (golden, century, rest) = (year % 19, year / 100, year % 100)
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7
    let late = (golden + 11 * moon + 22 * sunday) / 451
    let (month, day) = (moon + sunday - 7 * late + 114).quotientAndRemainder(dividingBy: 31)
    return CivilDate(year: year, month: month, day: day + 1).dayNumber
  }
}

extension TimeReader {
  /// "Black Friday", "last Christmas", "Easter weekend 2025", "Christmas week".
  func holiday(at index: Int) -> (TimeSpan, Int)? {
    let begin = ["last", "this"].contains(word(index) ?? "") ? index + 1 : index
    for feast in Feasts.all {
      guard let length = feast.phrases.lazy.compactMap({ starts(begin, $0) }).first else { continue }
      var next = begin + length
      let kind = word(next)
      let span = { (year: Int) -> Range<Int> in
        let day = feast.day(year)
        let monday = day - (StoreCalendar.weekday(day) - 1)
        switch kind {
        case let kind where kind != "weekend" && kind != "week" && ["over", "during"].contains(word(index - 1) ?? ""):
          let own = feast.stretch ?? feast.weekend ?? 0..<1
          return day + own.lowerBound..<day + own.upperBound
        case "weekend":
          if let own = feast.weekend { return day + own.lowerBound..<day + own.upperBound }
          // A Monday or Friday makes it three days long.
          return day == monday ? day - 2..<day + 1 : day == monday + 4 ? day..<day + 3 : monday + 5..<monday + 7
        case "week": return monday..<monday + 7
        default: return day..<day + 1
        }
      }
      if ["weekend", "week"].contains(kind ?? "") { next += 1 }
      var found = feastSpan(span, begin: index, next: next)
      found.0.feast = (feast.phrases[0], span)
      return found
    }
    return season(at: begin, from: index)
  }

  private func feastSpan(_ days: (Int) -> Range<Int>, begin: Int, next: Int) -> (TimeSpan, Int) {
    let said = year(at: next)
    let latest = [thisYear + 1, thisYear].first { days($0).lowerBound <= today } ?? thisYear - 1
    let year = said?.year ?? latest
    let own = days(year)
    var span = TimeSpan(
      from: own.lowerBound, to: own.upperBound, unit: own.count == 1 ? .day : nil, hasYear: said != nil)
    span.yearBefore = days(year - 1)
    return (span, next + (said?.length ?? 0) - begin)
  }

  /// "in summer", "last winter", "autumn 2025": three whole months, south of the equator the other ones.
  private func season(at place: Int, from index: Int) -> (TimeSpan, Int)? {
    let firsts = ["winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9]
    guard let name = word(place), let first = firsts[name] else { return nil }
    let before: Set<String> = ["in", "during", "over", "of", "the", "for", "since", "vs"]
    let isNamed = place > index || before.contains(word(place - 1) ?? "") || year(at: place + 1) != nil
    guard isNamed || name == "summer" || name == "winter" else { return nil }
    let month = calendar.isSouthern ? (first + 5) % 12 + 1 : first
    let months = { (year: Int) -> Range<Int> in
      let start = CivilDate(year: month == 12 ? year - 1 : year, month: month, day: 1).dayNumber
      return start..<calendar.adding(3, .month, to: start)
    }
    // "last summer" on a day of summer is the one before.
    if word(index) == "last", months(thisYear).contains(today), year(at: place + 1) == nil {
      let own = months(thisYear - 1)
      return (TimeSpan(from: own.lowerBound, to: own.upperBound), place + 1 - index)
    }
    return feastSpan(months, begin: index, next: place + 1)
  }
}

extension StoreCalendar {
  /// Whether the zone's summer is in January.
  var isSouthern: Bool {
    let places = [
      "Australia/", "Antarctica/", "Pacific/Auckland", "Pacific/Fiji", "America/Argentina", "America/Buenos_Aires",
      "America/Sao_Paulo", "America/Santiago", "America/Montevideo", "America/Asuncion", "America/La_Paz",
      "America/Lima", "Africa/Johannesburg", "Africa/Harare", "Africa/Maputo", "Africa/Windhoek", "Indian/Mauritius",
    ]
    return places.contains { name.hasPrefix($0) }
  }
}
