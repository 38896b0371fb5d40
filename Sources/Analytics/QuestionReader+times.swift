import Commerce

/// Which period a question is of, and which it is compared with.
extension QuestionReader {
  func settleTimes(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    var heard = heard
    settleYears(&heard)
    let said = sameYear(heard.spans).map { whole($0, query) }
    if settleYearBefore(heard, said, &query) || settleEachUnit(heard, said, &query) || settleSince(heard, said, &query)
    {
      return
    }
    let ends = fromOneToTheOther(heard, said, query)
    if settleRow(heard, ends, &query) { return }
    let spans = joined(heard, ends, query)
    guard let main = spans.first else {
      compare(heard, &query, with: nil, main: nil)
      return
    }
    if settleCurrent(heard, spans, main, &query) { return }
    if let part = narrowed(heard, spans) {
      set(part, &query)
      return
    }
    set(main, &query)
    compare(heard, &query, with: spans.count > 1 ? spans[1] : nil, main: main)
  }

  /// "same month last year", with nothing it is compared with.
  private func settleYearBefore(_ heard: HeardQuestion, _ spans: [TimeSpan], _ query: inout AnalyticsQuery) -> Bool {
    guard spans.isEmpty, !heard.isComparing, !heard.roles.contains(.growth), let unit = heard.sameUnit,
      heard.relatives == [.yearBefore]
    else { return false }
    set(TimeReader(words: [], calendar: calendar, today: today).aYearBefore(unit), &query)
    return true
  }

  /// "growth month over month this year": its months, each against the one before.
  private func settleEachUnit(_ heard: HeardQuestion, _ spans: [TimeSpan], _ query: inout AnalyticsQuery) -> Bool {
    guard let unit = heard.eachUnit, let whole = spans.first, whole.from > .min,
      calendar.adding(1, unit, to: whole.from) < whole.to, !query.dimensions.contains(where: isOfTime)
    else { return false }
    query.dimensions.insert(unit.rawValue, at: 0)
    query.calculation = .growth
    set(self.whole(whole, query), &query)
    return true
  }

  /// "what grew since last month": this month against it.
  private func settleSince(_ heard: HeardQuestion, _ spans: [TimeSpan], _ query: inout AnalyticsQuery) -> Bool {
    guard heard.roles.contains(.growth), spans.count == 1, let unit = spans[0].since,
      !query.dimensions.contains(where: isOfTime)
    else { return false }
    let first = calendar.first(unit, of: today)
    let current = TimeSpan(from: first, to: calendar.adding(1, unit, to: first), unit: unit)
    set(current, &query)
    query.comparison = samePart(of: span(.periodBefore(unit), before: current), as: current)
    return true
  }

  /// "how did it change from February to March": the later against the earlier.
  private func fromOneToTheOther(_ heard: HeardQuestion, _ spans: [TimeSpan], _ query: AnalyticsQuery) -> [TimeSpan] {
    guard spans.count == 1, heard.roles.contains(.growth), let first = spans[0].firstEnd, let last = spans[0].lastEnd,
      !query.dimensions.contains(where: isOfTime)
    else { return spans }
    return [
      TimeSpan(from: last.lowerBound, to: last.upperBound + 1),
      TimeSpan(from: first.lowerBound, to: first.upperBound + 1),
    ]
  }

  /// "Jan vs Feb vs Mar": side by side.
  private func settleRow(_ heard: HeardQuestion, _ spans: [TimeSpan], _ query: inout AnalyticsQuery) -> Bool {
    guard spans.count > 2, heard.isComparing, !query.dimensions.contains(where: isOfTime), let whole = row(of: spans)
    else { return false }
    query.dimensions.insert(whole.unit.rawValue, at: 0)
    set(whole.span, &query)
    return true
  }

  /// "in January, February and March" is one stretch; "all time" beside a period says no more than the period.
  private func joined(_ heard: HeardQuestion, _ spans: [TimeSpan], _ query: AnalyticsQuery) -> [TimeSpan] {
    var spans = spans
    // "Geneva vs Lyon in September and October" compares the cities.
    let comparesNames = heard.saysAnd && query.filters.contains { $0.values.count > 1 && !$0.isExcluding }
    if spans.count >= 2, !heard.isComparing || comparesNames, !heard.roles.contains(.growth) {
      let sorted = spans.sorted { $0.from < $1.from }
      let isOne = zip(sorted, sorted.dropFirst()).allSatisfy { $0.to == $1.from }
      if isOne, let last = sorted.last { spans = [TimeSpan(from: sorted[0].from, to: last.to)] }
    }
    if spans.count > 1 { spans.removeAll { $0.from == .min && $0.to > today } }
    return spans
  }

  /// "revenue vs last month", "revenue by channel vs yesterday": of the month or day that is on.
  private func settleCurrent(
    _ heard: HeardQuestion, _ spans: [TimeSpan], _ main: TimeSpan, _ query: inout AnalyticsQuery
  ) -> Bool {
    let isAlone =
      heard.isComparing && query.dimensions.isEmpty && query.metrics.count == 1 && isPast(main)
      && heard.filters.allSatisfy { $0.values.count < 2 }
    guard spans.count == 1, heard.relatives.isEmpty,
      isAlone || main.isCompared && main.unit != nil && main.to <= today
    else { return false }
    let unit = main.unit ?? .month
    let first = unit == .day ? today : calendar.first(unit, of: today)
    let current = TimeSpan(from: first, to: calendar.adding(1, unit, to: first), unit: unit)
    set(current, &query)
    query.comparison = samePart(of: main, as: current)
    return true
  }

  /// What two stretches say together: "before Christmas last December", "since August this year", and "4/20 sales this
  /// year", which is the day and not the day against the year.
  private func narrowed(_ heard: HeardQuestion, _ spans: [TimeSpan]) -> TimeSpan? {
    guard spans.count == 2, !heard.isComparing else { return nil }
    if let part = common(spans[0], spans[1]) { return part }
    return heard.roles.contains(.growth) ? nil : Self.inner(spans[0], spans[1])
  }

  /// Units of one kind that follow each other without a gap.
  func row(of spans: [TimeSpan]) -> (span: TimeSpan, unit: CalendarUnit)? {
    let sorted = spans.sorted { $0.from < $1.from }
    guard let unit = sorted[0].unit, sorted.allSatisfy({ $0.unit == unit }),
      zip(sorted, sorted.dropFirst()).allSatisfy({ $0.to == $1.from }), let last = sorted.last
    else { return nil }
    return (TimeSpan(from: sorted[0].from, to: last.to), unit)
  }

  /// What two periods have in common, where one of them is open at an end.
  private func common(_ first: TimeSpan, _ second: TimeSpan) -> TimeSpan? {
    let isOpen = { (span: TimeSpan) in span.from == .min || span.to == today + 1 && span.unit == nil }
    let (from, to) = (max(first.from, second.from), min(first.to, second.to))
    guard isOpen(first) != isOpen(second), from > .min, from < to, first.hours == nil, second.hours == nil else {
      return nil
    }
    return TimeSpan(from: from, to: to)
  }

  /// The one of two periods that lies within the other.
  private static func inner(_ first: TimeSpan, _ second: TimeSpan) -> TimeSpan? {
    if first.from >= second.from, first.to <= second.to { return first }
    return second.from >= first.from && second.to <= first.to ? second : nil
  }

  private func isOfTime(_ dimension: String) -> Bool { layer.dimension(dimension)?.isTime == true }

  /// "Black Friday vs last year": the year before of what is shorter than a year.
  func settleYears(_ heard: inout HeardQuestion) {
    shareYear(&heard)
    takeYears(&heard)
    guard heard.spans.count == 2, heard.isComparing || heard.roles.contains(.growth), heard.relatives.isEmpty,
      heard.spans[1].unit == .year, !heard.spans[1].hasYear, heard.spans[1].to <= calendar.first(.year, of: today),
      heard.spans[0].from > .min, heard.spans[0].to - heard.spans[0].from < 360
    else { return }
    heard.spans.removeLast()
    heard.relatives = [.yearBefore]
  }

  /// "October orders 2025", "summer sales 2026 vs 2025": the years stand apart from what they are the years of.
  private func takeYears(_ heard: inout HeardQuestion) {
    if heard.spans.count == 3, heard.spans[0] == heard.spans[1], heard.spans[2].unit == .year, heard.isComparing {
      // "4/20 vs 4/20 last year"
      let (day, year) = (heard.spans[0], CivilDate(day: heard.spans[2].from).year)
      let years = year - CivilDate(day: day.from).year
      heard.spans = [
        day,
        TimeSpan(
          from: calendar.adding(years, .year, to: day.from), to: calendar.adding(years, .year, to: day.to),
          unit: day.unit, hasYear: true),
      ]
      return
    }
    guard heard.spans.count >= 2, let first = heard.spans.first, first.unit != .year, first.from > .min,
      !first.hasYear || heard.spans.count == 2, first.rolling == nil, first.to - first.from < 360,
      first.unit != nil || first.lacksYear || first.to - first.from > 27,
      heard.spans.dropFirst().allSatisfy({ $0.unit == .year && $0.hasYear })
    else { return }
    let moved = heard.spans.dropFirst().map { year -> TimeSpan in
      // A winter is of the year in which it ends.
      let years = CivilDate(day: year.from).year - CivilDate(day: first.to - 1).year
      return TimeSpan(
        from: calendar.adding(years, .year, to: first.from), to: calendar.adding(years, .year, to: first.to),
        unit: first.unit, hasYear: true)
    }
    let compares = heard.isComparing || heard.roles.contains(.growth)
    if first.hasYear, compares {
      heard.spans = [first] + moved
    } else if !first.hasYear, moved.count == 1 && !compares || moved.count == 2 {
      heard.spans = moved
    }
  }

  /// "Monday sales this month": its Mondays.
  func settleWeekdays(_ heard: inout HeardQuestion) {
    if heard.spans.count == 1, heard.spans[0].isWeekday,
      heard.dimensions.contains(where: { ["week", "month", "quarter", "year"].contains($0.name) })
    {
      // "Sunday revenue by month"
      heard.filters.append(AnalyticsFilter(dimension: "weekday", values: Self.weekdays(in: heard.spans[0])))
      heard.spans = []
      return
    }
    let days = heard.spans.filter(\.isWeekday)
    let isWithin = heard.spans.count == days.count + 1 && (heard.isComparing || heard.comparesNames)
    // "Tuesday or Thursday, which is busier" is of all of them.
    if days.count > 1, isWithin || heard.spans.count == days.count && heard.comparesNames {
      // "Tuesday vs Wednesday this month"
      let names = days.flatMap(Self.weekdays)
      heard.filters.append(AnalyticsFilter(dimension: "weekday", values: names))
      heard.spans.removeAll(where: \.isWeekday)
      heard.isComparing = false
      heard.dimensions.append(
        HeardQuestion.Dimension(name: "weekday", isPlural: true, isSplit: true, index: 0, metric: nil))
      return
    }
    if heard.saysEachWeekday, heard.dimensions.isEmpty,
      heard.roles.isDisjoint(with: [.average, .top, .bottom, .bestSellers, .popular, .busiest, .share])
    {
      heard.dimensions.append(
        HeardQuestion.Dimension(name: "day", isPlural: true, isSplit: true, index: 0, metric: nil, cue: .by))
    }
    guard heard.spans.count == 2, !heard.isComparing, !heard.roles.contains(.growth),
      let index = heard.spans.firstIndex(where: \.isWeekday), heard.spans[1 - index].unit != .day
    else { return }
    heard.filters.append(AnalyticsFilter(dimension: "weekday", values: Self.weekdays(in: heard.spans[index])))
    heard.spans.remove(at: index)
  }

  /// "Monday to Friday": all of them.
  private static func weekdays(in span: TimeSpan) -> [String] {
    (span.from..<span.to).map { AnswerTable.weekdays[StoreCalendar.weekday($0) - 1] }
  }

  /// Before all of a shop's history there is nothing that anybody could return from.
  func settleReturning(_ query: inout AnalyticsQuery, _ notes: inout [String]) {
    let again = ["returning_customers": "repeat_customers", "returning_rate": "repeat_rate"]
    guard query.from == nil, query.metrics.count == 1, let other = query.metrics.first.flatMap({ again[$0] }),
      !query.dimensions.contains(where: isOfTime)
    else { return }
    query.metrics = [other]
    notes.append("Where no period is said, those who ordered twice or more.")
  }

  /// What is in the shop is known as it is now.
  func settleNow(_ query: inout AnalyticsQuery, _ notes: inout [String]) {
    let isOfNow = query.metrics.allSatisfy { name in
      AnalyticsCompiler.sources(of: name, layer).allSatisfy { layer.facts[$0.fact]?.isOfNow == true }
    }
    guard isOfNow, !query.dimensions.contains(where: isOfTime) else { return }
    if query.from != nil || query.to != now { notes.append("Stock is told as it is now.") }
    (query.from, query.to, query.comparison) = (nil, now, nil)
  }

  /// "H1 vs H2 2025" says the year once; "October vs October 2025" does not.
  private func sameYear(_ spans: [TimeSpan]) -> [TimeSpan] {
    if spans.count == 2, spans[0] == spans[1], let before = spans[1].yearBefore {
      return [spans[0], TimeSpan(from: before.lowerBound, to: before.upperBound, unit: spans[1].unit)]
    }
    if spans.count == 2, spans[0] == spans[1], spans[0].unit == nil, spans[0].from > .min {
      // "last 30 days vs previous 30 days"
      let length = min(spans[0].to, today + 1) - spans[0].from
      return [spans[0], TimeSpan(from: spans[0].from - length, to: spans[0].from)]
    }
    if spans.count == 2, spans[0] == spans[1], spans[0].unit != nil, spans[0].unit != .day {
      // "this October with last October"
      var before = spans[1]
      before.from = calendar.adding(-1, .year, to: before.from)
      before.to = calendar.adding(-1, .year, to: before.to)
      return [spans[0], before]
    }
    guard spans.count == 2, let named = spans.first(where: \.hasYear), let open = spans.firstIndex(where: \.lacksYear)
    else { return spans }
    let years = CivilDate(day: named.from).year - CivilDate(day: spans[open].from).year
    var moved = spans[open]
    moved.from = calendar.adding(years, .year, to: moved.from)
    moved.to = calendar.adding(years, .year, to: moved.to)
    guard moved.from != named.from else { return spans }
    var out = spans
    out[open] = moved
    return out
  }

  private func isPast(_ span: TimeSpan) -> Bool { span.to <= today && span.unit != nil && span.unit != .day }

  /// A series of months of "the last 3 months" has three of them.
  private func whole(_ span: TimeSpan, _ query: AnalyticsQuery) -> TimeSpan {
    guard var rolling = span.rolling, rolling.unit != .day else { return span }
    let months = ["quarter": 3, "year": 12]
    if let each = months[rolling.unit.rawValue], query.dimensions.contains("month") {
      rolling = (.month, rolling.count * each)
    }
    guard query.dimensions.contains(rolling.unit.rawValue) else { return span }
    let first = calendar.adding(1 - rolling.count, rolling.unit, to: calendar.first(rolling.unit, of: today))
    return TimeSpan(from: first, to: today + 1)
  }

  private func set(_ span: TimeSpan, _ query: inout AnalyticsQuery) {
    if let hours = span.hours {
      query.from = now.adding(milliseconds: Int64(-hours) * 3_600_000)
      query.to = now
      return
    }
    query.from = span.from == .min ? nil : calendar.start(of: span.from)
    query.to = min(calendar.start(of: span.to), max(now, query.from ?? now))
  }

  func compare(
    _ heard: HeardQuestion, _ query: inout AnalyticsQuery, with other: TimeSpan?, main: TimeSpan?
  ) {
    let isSeries = query.dimensions.contains { layer.dimension($0)?.isTime == true }
    var unit = CalendarUnit.month
    if case .periodBefore(let named?)? = heard.relatives.first { unit = named }
    // "orders vs same day last week": of the day that is on; "same week last year" of the week.
    if let same = heard.sameUnit, same != .year { unit = same }
    // "growth by month against last year": the months of this year.
    if isSeries, main == nil, heard.relatives == [.yearBefore] { unit = .year }
    let first = calendar.first(unit, of: today)
    // Before the beginning there is nothing to compare with.
    if main?.from == .min || other?.from == .min { return }
    let main = main ?? TimeSpan(from: first, to: calendar.adding(1, unit, to: first), unit: unit)
    if let other {
      query.comparison = samePart(of: other, as: main)
    } else if let relative = heard.relatives.first {
      if query.from == nil { set(main, &query) }
      query.comparison = samePart(of: span(relative, before: main), as: main)
    } else if heard.roles.contains(.growth), !isSeries {
      if query.from == nil { set(main, &query) }
      query.comparison = samePart(of: span(.periodBefore(nil), before: main), as: main)
    }
  }

  private func span(_ relative: TimeReader.Relative, before main: TimeSpan) -> TimeSpan {
    switch relative {
    case .yearBefore where main.yearBefore != nil:
      return TimeSpan(
        from: main.yearBefore?.lowerBound ?? main.from, to: main.yearBefore?.upperBound ?? main.to, unit: main.unit)
    case .yearBefore where main.unit == .week:
      // The week of the same number, which begins on the same weekday.
      return TimeSpan(from: main.from - 364, to: main.to - 364, unit: .week)
    case .yearBefore:
      return TimeSpan(
        from: calendar.adding(-1, .year, to: main.from), to: calendar.adding(-1, .year, to: main.to), unit: main.unit)
    case .periodBefore(let unit):
      if let unit = unit ?? main.unit {
        let from = calendar.adding(-1, unit, to: main.from)
        let to = unit == main.unit ? main.from : calendar.adding(-1, unit, to: main.to)
        return TimeSpan(from: from, to: to, unit: main.unit)
      }
      return TimeSpan(from: main.from - (min(main.to, today + 1) - main.from), to: main.from)
    }
  }

  /// Where the first period is not over yet, the same part of the other: as many days, to the same time of day.
  private func samePart(of other: TimeSpan, as main: TimeSpan) -> AnalyticsPeriod {
    let from = calendar.start(of: other.from)
    guard calendar.start(of: main.to) > now, main.from <= today, other.unit == main.unit || main.unit == nil else {
      return AnalyticsPeriod(from: from, to: calendar.start(of: other.to))
    }
    let day = other.from + (today - main.from)
    let intoDay = now.milliseconds - calendar.start(of: today).milliseconds
    let part = calendar.start(of: day).adding(milliseconds: intoDay)
    return AnalyticsPeriod(from: from, to: min(part, calendar.start(of: other.to)))
  }
}
