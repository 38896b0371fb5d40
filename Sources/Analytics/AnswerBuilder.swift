import Commerce

/// Makes the answer's columns and rows of the figures: the order, the calculation, the rounding.
struct AnswerBuilder {
  let compiler: AnalyticsCompiler
  let query: AnalyticsQuery
  let main: AnswerTable
  let before: AnswerTable?
  /// The same without filters, where a share of it is asked for.
  let whole: AnswerTable?

  private typealias Cell = AnalyticsAnswer.Cell
  private typealias Column = AnalyticsAnswer.Column

  func build() -> (columns: [AnalyticsAnswer.Column], rows: [[AnalyticsAnswer.Cell]]) {
    let old = Dictionary(
      (before?.lines() ?? []).map { ($0.keys, $0) }, uniquingKeysWith: { first, _ in first })
    var lines = kept(main.lines(), old)
    let all = lines
    if query.calculation == .count { return (columns(), [[.integer(Int64(lines.count))]]) }
    let steps = steps(all)
    if let descending = query.descending {
      // The sort is stable by name where figures are equal; what has not grown from anything comes last.
      let ranks = lines.map { rank($0, old, steps) }
      let places = lines.indices.sorted { left, right in
        guard let (first, second) = ranks[left].flatMap({ first in ranks[right].map { (first, $0) } }) else {
          return ranks[left] != nil && ranks[right] == nil
        }
        if first == second { return left < right }
        return (first < second) != descending
      }
      lines = places.map { lines[$0] }
    }
    if let limit = query.limit { lines = limited(lines, to: limit) }
    return (columns(), rows(lines, of: all, old, steps))
  }

  /// So many in all, or in each value of one dimension, which then stand together in its own order.
  private func limited(_ lines: [AnswerTable.Line], to limit: Int) -> [AnswerTable.Line] {
    let skip = query.skip ?? 0
    guard let index = query.limitWithin.flatMap(query.dimensions.firstIndex) else {
      return Array(lines.dropFirst(skip).prefix(limit))
    }
    var taken: [AnswerTable.Key: Int] = [:]
    let kept = lines.filter { line in
      taken[line.keys[index], default: 0] += 1
      // The best of a month without sales is none.
      let place = taken[line.keys[index], default: 0]
      return place > skip && place <= skip + limit && line.figures.contains { $0.numerator != 0 }
    }
    return kept.enumerated().sorted { left, right in
      let (first, second) = (left.element, right.element)
      if first.keys[index] == second.keys[index] { return left.offset < right.offset }
      let isTime = compiler.layer.dimension(query.dimensions[index])?.isTime == true
      if isTime || first.labels[index] == second.labels[index] { return first.keys[index] < second.keys[index] }
      return first.labels[index].lowercased() < second.labels[index].lowercased()
    }.map(\.element)
  }

  /// The line of the piece of time before each, of the same things: what a series grows from.
  private func steps(_ all: [AnswerTable.Line]) -> [[AnswerTable.Key]: AnswerTable.Line] {
    guard query.calculation == .growth, before == nil, let time = timeIndex else { return [:] }
    var seen: [[AnswerTable.Key]: AnswerTable.Line] = [:]
    var steps: [[AnswerTable.Key]: AnswerTable.Line] = [:]
    for line in all.sorted(by: { $0.keys[time] < $1.keys[time] }) {
      var things = line.keys
      things.remove(at: time)
      steps[line.keys] = seen[things]
      seen[things] = line
    }
    return steps
  }

  /// nil where there is nothing to rank by.
  private func rank(
    _ line: AnswerTable.Line, _ old: [[AnswerTable.Key]: AnswerTable.Line],
    _ steps: [[AnswerTable.Key]: AnswerTable.Line]
  ) -> Double? {
    let now = line.figures.first?.value ?? 0
    guard query.calculation == .growth else { return now }
    guard before != nil else {
      return timeIndex == nil ? now : steps[line.keys].flatMap { Self.growth(now, $0.figures[0].value).number }
    }
    return Self.growth(now, old[line.keys]?.figures.first?.value ?? 0).number ?? 0
  }

  private func kept(
    _ lines: [AnswerTable.Line], _ old: [[AnswerTable.Key]: AnswerTable.Line]
  ) -> [AnswerTable.Line] {
    lines.filter { line in
      query.conditions.allSatisfy { condition in
        if condition.metric == AnalyticsCondition.change {
          return condition.holds((line.figures.first?.value ?? 0) - (old[line.keys]?.figures.first?.value ?? 0))
        }
        guard let name = condition.metric, let index = query.metrics.firstIndex(of: name) else { return true }
        let isPercent = compiler.layer.metric(name)?.unit == .percent
        return condition.holds(line.figures[index].value * (isPercent ? 100 : 1))
      }
    }
  }

  // MARK: Columns

  private func columns() -> [AnalyticsAnswer.Column] {
    if query.calculation == .count {
      return [Column(name: Self.plural(query.dimensions.last ?? "row"), kind: .count)]
    }
    var columns = query.dimensions.map { name -> Column in
      if case .period? = compiler.layer.dimension(name)?.source { return Column(name: name, kind: .date) }
      return Column(name: name, kind: .text)
    }
    for name in query.metrics {
      let unit = compiler.layer.metric(name)?.unit ?? .count
      switch query.calculation {
      case .share:
        columns.append(Column(name: query.metrics.count == 1 ? "share" : "share_of_\(name)", kind: .percent))
        continue
      case .runningTotal:
        columns.append(column(name, unit))
        columns.append(column("running_total", unit))
        continue
      case .average(let per):
        columns.append(column("\(name)_per_\(per)", unit))
      case .growth, .count, nil: columns.append(column(name, unit))
      }
      if before != nil {
        columns.append(column(name + "_before", unit))
        columns.append(Column(name: query.metrics.count == 1 ? "change" : "\(name)_change", kind: .percent))
      } else if query.calculation == .growth {
        columns.append(Column(name: "growth", kind: .percent))
      }
    }
    return columns
  }

  static func plural(_ name: String) -> String {
    name.hasSuffix("y") && !name.hasSuffix("day")
      ? name.dropLast() + "ies" : name.hasSuffix("s") ? name + "es" : name == "order_number" ? "orders" : name + "s"
  }

  private func column(_ name: String, _ unit: AnalyticsAnswer.Kind) -> Column {
    Column(name: name, kind: unit, currency: unit == .money ? compiler.names.currency.code : nil)
  }

  // MARK: Rows

  private func rows(
    _ lines: [AnswerTable.Line], of all: [AnswerTable.Line], _ old: [[AnswerTable.Key]: AnswerTable.Line],
    _ steps: [[AnswerTable.Key]: AnswerTable.Line]
  ) -> [[AnalyticsAnswer.Cell]] {
    let totals = query.calculation == .share ? totals() : [:]
    let wholes = query.calculation == .share ? pieceTotals(all) : [:]
    let sums = query.metrics.indices.map { index in all.reduce(0) { $0 + $1.figures[index].value } }
    var running = [Int64](repeating: 0, count: query.metrics.count)
    return lines.map { line in
      var row: [Cell] = line.labels.map { .text($0) }
      for (index, name) in query.metrics.enumerated() {
        let unit = compiler.layer.metric(name)?.unit ?? .count
        let figure = line.figures[index]
        switch query.calculation {
        case .share:
          row.append(
            Self.percent(
              figure.value,
              of: wholes[pieceKey(line)]?[index] ?? (whole == nil ? sums[index] : totals[line.keys]?[index] ?? 0)))
          continue
        case .runningTotal:
          running[index] += figure.numerator
          row += [Self.cell(figure, unit), .integer(running[index])]
          continue
        case .average(let per):
          let average = Self.average(figure, pieces(per, line, in: main.period))
          row.append(Self.cell(average, unit))
          if let before {
            let other = Self.average(old[line.keys]?.figures[index] ?? .init(), pieces(per, line, in: before.period))
            row += [Self.cell(other, unit), Self.growth(average.value, other.value)]
          }
          continue
        case .growth, .count, nil: row.append(unit == .date ? moment(figure) : Self.cell(figure, unit))
        }
        if before != nil {
          let other = old[line.keys]?.figures[index] ?? .init(denominator: figure.denominator.map { _ in 0 })
          row += [Self.cell(other, unit), Self.growth(figure.value, other.value)]
        } else if query.calculation == .growth {
          row.append(steps[line.keys].map { Self.growth(figure.value, $0.figures[index].value) } ?? .none)
        }
      }
      return row
    }
  }

  /// `2026-11-20 13:50` by the store's clock; nothing where there was none.
  private func moment(_ figure: AnswerTable.Figure) -> Cell {
    figure.numerator == 0
      ? .none : .text(compiler.calendar.clock(Timestamp(milliseconds: figure.numerator)))
  }

  /// "share of channels each month": each month is a whole, where things are split by time too.
  private func pieceTotals(_ all: [AnswerTable.Line]) -> [AnswerTable.Key: [Double]] {
    guard whole == nil, query.dimensions.count == 2, timeIndex != nil else { return [:] }
    var sums: [AnswerTable.Key: [Double]] = [:]
    for line in all {
      var sum = sums[pieceKey(line)] ?? query.metrics.map { _ in 0 }
      for index in sum.indices { sum[index] += line.figures[index].value }
      sums[pieceKey(line)] = sum
    }
    return sums
  }

  private var timeIndex: Int? {
    let places = query.dimensions.indices.filter { compiler.layer.dimension(query.dimensions[$0])?.isTime == true }
    return places.count == 1 ? places.first : nil
  }

  private func pieceKey(_ line: AnswerTable.Line) -> AnswerTable.Key {
    timeIndex.map { line.keys[$0] } ?? AnswerTable.Key()
  }

  /// Of the same piece of time, where a share of everything is asked for.
  private func totals() -> [[AnswerTable.Key]: [Double]] {
    Dictionary(
      (whole?.lines() ?? []).map { ($0.keys, $0.figures.map(\.value)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func average(_ figure: AnswerTable.Figure, _ pieces: Int) -> AnswerTable.Figure {
    AnswerTable.Figure(numerator: figure.numerator, denominator: Int64(pieces))
  }

  /// How many days, weeks, months … the period has, or a line of a cycle has; begun ones count.
  private func pieces(_ per: String, _ line: AnswerTable.Line, in period: AnalyticsPeriod) -> Int {
    var series = query
    series.dimensions = [per]
    var buckets = compiler.buckets(of: series, in: period)
    guard per == "day" else { return max(1, buckets.count) }
    for filter in query.filters where filter.dimension == "weekday" {
      buckets.removeAll { filter.values.contains(AnswerTable.weekday(of: $0.from)) == filter.isExcluding }
    }
    for (name, label) in zip(query.dimensions, line.labels) {
      if name == "weekday" { buckets.removeAll { AnswerTable.weekday(of: $0.from) != label } }
      if name == "day_type" { buckets.removeAll { (StoreCalendar.weekday($0.from) > 5) != (label == "weekend") } }
      if let unit = CalendarUnit(rawValue: name) {
        buckets.removeAll { compiler.calendar.label(unit, of: $0.from) != label }
      }
    }
    return max(1, buckets.count)
  }

  /// Money and counts are whole, ratios of counts have two digits, percents one; halves are rounded away from zero.
  static func cell(_ figure: AnswerTable.Figure, _ unit: AnalyticsAnswer.Kind) -> AnalyticsAnswer.Cell {
    guard let denominator = figure.denominator else { return .integer(figure.numerator) }
    let scale: Int64 = unit == .percent ? 1_000 : unit == .money ? 1 : 100
    let rounded = divided(figure.numerator, times: scale, by: denominator)
    switch unit {
    case .money: return .integer(rounded)
    case .percent: return .decimal(Double(rounded) / 10)
    case .count, .text, .date: return .decimal(Double(rounded) / 100)
    }
  }

  static func divided(_ numerator: Int64, times scale: Int64, by denominator: Int64) -> Int64 {
    guard denominator != 0 else { return 0 }
    let (top, bottom) = (Int128(numerator) * Int128(scale), Int128(denominator))
    let isNegative = (top < 0) != (bottom < 0)
    let magnitude = (top.magnitude * 2 + bottom.magnitude) / (bottom.magnitude * 2)
    return isNegative ? -Int64(magnitude) : Int64(magnitude)
  }

  private static func percent(_ part: Double, of whole: Double) -> AnalyticsAnswer.Cell {
    .decimal(whole == 0 ? 0 : (part / whole * 1_000).rounded() / 10)
  }

  /// none where there is nothing to compare with.
  private static func growth(_ now: Double, _ before: Double) -> AnalyticsAnswer.Cell {
    before == 0 ? (now == 0 ? .decimal(0) : .none) : .decimal(((now - before) / abs(before) * 1_000).rounded() / 10)
  }
}
