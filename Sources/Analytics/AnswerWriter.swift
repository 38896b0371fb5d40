import Commerce
import Foundation

/// Puts an answer into words: title, sentence and receipt.
package struct AnswerWriter: Sendable {
  let layer: AnalyticsLayer
  let calendar: StoreCalendar
  let currency: Currency

  private static let shownRows = 12

  /// `Revenue by month, 1–21 November 2026`.
  func title(_ query: AnalyticsQuery, _ period: AnalyticsPeriod, _ names: ShopNames) -> String {
    title(query) + ", " + range(period)
  }

  /// The same without its period.
  func title(_ query: AnalyticsQuery) -> String {
    let metrics = query.metrics.compactMap { layer.metric($0)?.title }
    var title = metrics.enumerated().map { $0.offset == 0 ? $0.element : $0.element.lowercased() }
      .joined(separator: " and ")
    // "Latest orders" are told with their totals.
    let isOfOrders = query.dimensions.first == "order_number" && layer.metric(query.metrics[0])?.unit == .date
    if isOfOrders { title = query.descending == false ? "First orders" : "Latest orders" }
    if query.calculation == .share { title = "Share of " + title.lowercased() }
    if query.calculation == .runningTotal { title += ", added up" }
    if case .average(let per) = query.calculation { title += " a \(per)" }
    let dimensions = query.dimensions.compactMap { layer.dimension($0)?.title.lowercased() }
    if query.calculation == .count {
      let counted = AnswerBuilder.plural(query.dimensions.last ?? "").replacing("_", with: " ")
      title = counted.prefix(1).uppercased() + counted.dropFirst()
    } else if !dimensions.isEmpty, !isOfOrders {
      title += " by " + dimensions.joined(separator: " and ")
    }
    for filter in filters(query) { title += ", " + filter }
    return title
  }

  /// `9–15 November 2026`, `November 2026`, `2026-10-01 to 2026-11-21 12:30`.
  func range(_ period: AnalyticsPeriod) -> String {
    let first = calendar.day(of: period.from)
    let last = max(first, calendar.day(of: period.to.adding(milliseconds: -1)))
    let (from, to) = (CivilDate(day: first), CivilDate(day: last))
    if first == last { return Self.words(from, year: true) }
    if from.year == to.year, from.month == to.month {
      let isWhole = from.day == 1 && to.day == CivilDate.length(year: to.year, month: to.month)
      return isWhole ? "\(Self.months[to.month - 1]) \(to.year)" : "\(from.day)–\(Self.words(to, year: true))"
    }
    return "\(Self.words(from, year: from.year != to.year)) – \(Self.words(to, year: true))"
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  private static func words(_ date: CivilDate, year: Bool) -> String {
    "\(date.day) \(months[date.month - 1])" + (year ? " \(date.year)" : "")
  }

  // MARK: The answer

  func text(
    _ query: AnalyticsQuery, _ period: AnalyticsPeriod, _ columns: [AnalyticsAnswer.Column],
    _ rows: [[AnalyticsAnswer.Cell]], _ notes: [String]
  ) -> String {
    let width = query.dimensions.count
    var lines: [String] = []
    let title = title(query, period, ShopNames(currency: currency))
    if rows.isEmpty {
      lines.append(query.asksForNone ? "\(title): none of them. Each had some." : "\(title): nothing in that time.")
    } else if width == 0 || query.calculation == .count, let row = rows.first {
      let isNothing = query.comparison == nil && row.allSatisfy { $0.number == 0 }
      lines.append("\(title): \(figures(row[...], columns[...]))." + (isNothing ? " Nothing in that time." : ""))
    } else {
      lines.append(title + ":")
      for (index, row) in rows.prefix(Self.shownRows).enumerated() {
        let name = row.prefix(width).map(shown).joined(separator: ", ")
        let rank = query.limit == nil || query.limitWithin != nil ? "" : "\(index + 1 + (query.skip ?? 0)). "
        lines.append("\(rank)\(name): \(figures(row.dropFirst(width), columns.dropFirst(width)))")
      }
      if rows.count > Self.shownRows { lines.append("and \(rows.count - Self.shownRows) more") }
    }
    if let comparison = query.comparison { lines.append("Compared with \(range(comparison)).") }
    return (lines + notes).joined(separator: "\n")
  }

  private func figures(
    _ cells: ArraySlice<AnalyticsAnswer.Cell>, _ columns: ArraySlice<AnalyticsAnswer.Column>
  ) -> String {
    zip(cells, columns).enumerated().map { index, pair in
      let (cell, column) = pair
      let text = figure(cell, column)
      if column.name.hasSuffix("_before") { return "before: \(text)" }
      if ["change", "growth"].contains(column.name) || column.name.hasSuffix("_change") {
        return (cell.number ?? 0) > 0 ? "+\(text)" : text
      }
      if column.name == "running_total" { return "in all \(text)" }
      let isPlain = index == 0 && cells.count == 1 || column.kind != .count
      return isPlain ? text : "\(text) \(column.name.replacing("_", with: " "))"
    }.joined(separator: ", ")
  }

  /// `$1,234.50`, `12`, `3.4 %`.
  package func figure(_ cell: AnalyticsAnswer.Cell, _ column: AnalyticsAnswer.Column) -> String {
    switch (cell, column.kind) {
    case (.none, _): "–"
    case (.integer(let value), .money): Money(minorUnits: value, currency: currency).text
    case (_, .percent): "\(Self.trimmed(cell.number ?? 0)) %"
    default: shown(cell)
    }
  }

  private func shown(_ cell: AnalyticsAnswer.Cell) -> String {
    switch cell {
    case .text(let text): text
    case .integer(let value): Self.grouped(value)
    case .decimal(let value): Self.trimmed(value)
    case .none: "–"
    }
  }

  private static func trimmed(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  private static func grouped(_ value: Int64) -> String {
    let digits = Array(String(value.magnitude))
    let parts = digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
    }
    return (value < 0 ? "-" : "") + parts.joined()
  }

  // MARK: The receipt

  func definition(_ query: AnalyticsQuery) -> String {
    query.metrics.compactMap { layer.metric($0).map { "\($0.title): \($0.definition)" } }.joined(separator: " ")
  }

  func filters(_ query: AnalyticsQuery) -> [String] {
    let names = query.filters.map { filter in
      let title = layer.dimension(filter.dimension)?.title.lowercased() ?? filter.dimension
      let shown = filter.values.prefix(3).joined(separator: ", ")
      let more = filter.values.count > 3 ? " and \(filter.values.count - 3) more" : ""
      return "\(title) \(filter.isExcluding ? "not " : "")\(shown)\(more)"
    }
    let bounds = query.conditions.map { condition -> String in
      if condition.metric == AnalyticsCondition.change, condition.value == 0 {
        return condition.comparison == .over ? "what grew" : "what fell"
      }
      let metric = condition.metric.flatMap(layer.metric)
      let isMoney = condition.metric == nil || metric?.unit == .money
      let value = isMoney ? Money(minorUnits: condition.value, currency: currency).text : "\(condition.value)"
      let comparison = condition.comparison.rawValue.replacing("_", with: " ")
      let name = metric?.title.lowercased() ?? condition.metric ?? "order total"
      return "\(name) \(comparison) \(value)"
    }
    return names + bounds + (query.together.map { [held($0)] } ?? [])
  }

  /// `with Salmon Kibble and Dental Chews in one order`
  private func held(_ together: AnalyticsTogether) -> String {
    let parts = together.filters.map { $0.values.prefix(3).joined(separator: " or ") }
    return "with " + parts.joined(separator: " and ") + (together.of == .order ? " in one order" : " from one customer")
  }

  /// Equal queries have equal ids.
  func id(_ query: AnalyticsQuery) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(query)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return "qry_" + Base32.encode(Int64(bitPattern: hash))
  }
}
