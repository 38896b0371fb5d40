import Commerce
import Foundation

/// A picture of an answer: what is drawn, before anything is.
package struct ChartDrawing: Hashable, Sendable {
  package enum Form: String, Hashable, Sendable {
    /// Horizontal bars, the largest first.
    case bars
    /// Upright bars of a few pieces of time, hours or weekdays.
    case columns
    case line
    /// Columns of several parts.
    case stacked
    /// Bars of several parts, for things whose names are too long to stand below columns.
    case stackedBars
    /// Colours over two dimensions, such as hours by weekdays.
    case heatMap
  }

  package struct Series: Hashable, Sendable {
    package var name: String
    package var values: [Double]
  }

  package var form: Form
  package var title: String
  package var subtitle: String
  package var labels: [String]
  package var series: [Series]
  package var unit: AnalyticsAnswer.Kind
  package var currency: Currency

  private static let cycles: Set<String> = ["hour", "weekday"]
  /// More bars than this are not read on a phone.
  private static let maximumBars = 12
  private static let maximumSeries = 6
  /// More pieces of time are a line.
  private static let maximumColumns = 14

  /// nil where there is nothing to see: a single figure, or no rows.
  package init?(_ answer: AnalyticsAnswer, currency: Currency) {
    let width = answer.columns.prefix(answer.query.dimensions.count).count
    let isOfTwoPeriods = width == 0 && answer.comparedRange != nil
    guard let figure = Self.figure(answer, width), (1...2).contains(width) && answer.rows.count > 1 || isOfTwoPeriods
    else { return nil }
    let comma = answer.title.lastIndex(of: ",")
    title = comma.map { String(answer.title[..<$0]) } ?? answer.title
    subtitle =
      comma.map { String(answer.title[answer.title.index(after: $0)...]).trimmingCharacters(in: .whitespaces) } ?? ""
    self.currency = answer.columns[figure].currency.flatMap { Currency(code: $0) } ?? currency
    unit = answer.columns[figure].kind
    (form, labels, series) = (.bars, [], [])
    if isOfTwoPeriods {
      setTwoPeriods(answer, figure)
    } else if answer.columns[figure].name == "growth", width == 1 {
      setGrowth(answer, figure)
    } else if width == 1 {
      let isTime = answer.columns[0].kind == .date || Self.cycles.contains(answer.columns[0].name)
      let rows = isTime ? answer.rows[...] : answer.rows.prefix(Self.maximumBars)
      labels = rows.map { Self.text($0[0]) }
      let shown = answer.columns.indices.filter { $0 >= width && answer.columns[$0].kind == unit }.prefix(2)
      series = shown.map { index in
        Series(name: answer.columns[index].name, values: rows.map { $0[index].number ?? 0 })
      }
      let isLong = rows.count > Self.maximumColumns && answer.columns[0].kind == .date
      form = !isTime ? .bars : isLong ? .line : .columns
    } else {
      let first = answer.rows.map { Self.text($0[0]) }.uniqued
      let second = answer.rows.map { Self.text($0[1]) }.uniqued
      let isCross =
        Self.cycles.contains(answer.columns[0].name) && Self.cycles.contains(answer.columns[1].name)
      // A day's hours run along the picture, the weekdays stand beside it.
      let isTimeFirst =
        isCross
        ? first.count > second.count
        : answer.columns[0].kind == .date
          || answer.columns[1].kind != .date && !Self.cycles.contains(answer.columns[1].name)
      labels = isTimeFirst ? first : second
      let values = Dictionary(
        answer.rows.map { ([Self.text($0[0]), Self.text($0[1])], $0[figure].number ?? 0) },
        uniquingKeysWith: { first, _ in first })
      let shown = labels
      let all = (isTimeFirst ? second : first).map { name in
        Series(name: name, values: shown.map { values[isTimeFirst ? [$0, name] : [name, $0]] ?? 0 })
      }
      let adds = Self.addsUp(answer.columns[figure].name)
      series = isCross ? all : Self.grouped(all, adds: adds)
      let isOfTime = answer.columns.prefix(2).contains { $0.kind == .date || Self.cycles.contains($0.name) }
      form = isCross ? .heatMap : isOfTime ? adds ? .stacked : .line : .stackedBars
      if form == .stackedBars { sortBars() }
      if !isCross, answer.columns[0].kind != .date, answer.columns[1].kind != .date {
        self.labels = Array(self.labels.prefix(Self.maximumBars))
        let count = self.labels.count
        series = series.map { Series(name: $0.name, values: Array($0.values.prefix(count))) }
      }
    }
  }

  /// The column that is drawn. The time of an order is no length of a bar; what has grown is told by how much.
  private static func figure(_ answer: AnalyticsAnswer, _ width: Int) -> Int? {
    let figures = answer.columns.indices.dropFirst(width)
    let growth = width == 1 ? figures.first { answer.columns[$0].name == "growth" } : nil
    return growth ?? figures.first { ![.text, .date].contains(answer.columns[$0].kind) }
  }

  /// A figure beside that of the other period, the earlier one first.
  private mutating func setTwoPeriods(_ answer: AnalyticsAnswer, _ figure: Int) {
    let values = [figure + 1, figure].map { answer.rows.first?[$0].number ?? 0 }
    let isLater = answer.query.comparison.map { $0.from > answer.query.from ?? $0.from } ?? false
    labels = [answer.comparedRange ?? "", answer.range]
    series = [Series(name: answer.columns[figure].name, values: isLater ? values.reversed() : values)]
    if isLater { labels.reverse() }
    let change = answer.rows.first?[figure + 2].number
    subtitle = change.map { "Change: " + ($0 > 0 ? "+" : "") + Self.trimmed($0, decimals: 1) + " %" } ?? ""
  }

  /// Each piece of time with how much it has grown, from the second one on.
  private mutating func setGrowth(_ answer: AnalyticsAnswer, _ figure: Int) {
    let rows = answer.rows.drop { $0[figure].number == nil }
    labels = rows.map { Self.text($0[0]) }
    series = [Series(name: "growth", values: rows.map { $0[figure].number ?? 0 })]
    title = "Growth of " + title.prefix(1).lowercased() + title.dropFirst()
    form = answer.columns[0].kind != .date ? .bars : rows.count > Self.maximumColumns ? .line : .columns
  }

  /// The largest whole first, where rows stand in the order of their parts.
  private mutating func sortBars() {
    let sums = labels.indices.map { index in series.reduce(0) { $0 + $1.values[index] } }
    let places = labels.indices.sorted { sums[$0] == sums[$1] ? $0 < $1 : sums[$0] > sums[$1] }
    labels = places.map { labels[$0] }
    series = series.map { one in Series(name: one.name, values: places.map { one.values[$0] }) }
  }

  /// Averages and rates of parts are no parts of a whole.
  private static func addsUp(_ figure: String) -> Bool {
    let rates = ["average", "median", "largest", "smallest", "rate", "_per_", "value_of", "abandonment", "days_of"]
    return figure != "customer_value" && !rates.contains { figure.contains($0) }
  }

  /// The largest parts by name, the rest as one, which averages have none of.
  private static func grouped(_ all: [Series], adds: Bool) -> [Series] {
    let sorted = all.sorted { $0.values.reduce(0, +) > $1.values.reduce(0, +) }
    guard sorted.count > maximumSeries else { return sorted }
    guard adds else { return Array(sorted.prefix(maximumSeries)) }
    let rest = sorted.dropFirst(maximumSeries - 1)
    let sums = (rest.first?.values.indices ?? 0..<0).map { index in rest.reduce(0) { $0 + $1.values[index] } }
    return sorted.prefix(maximumSeries - 1) + [Series(name: "others", values: sums)]
  }

  private static func text(_ cell: AnalyticsAnswer.Cell) -> String {
    switch cell {
    case .text(let text): text.replacing("_", with: " ")
    case .integer(let value): String(value)
    case .decimal(let value): String(value)
    case .none: "–"
    }
  }

  /// `$1.2k`, `340`, `12.5 %`: short enough for an axis.
  package func short(_ value: Double) -> String {
    switch unit {
    case .money:
      let major = value / Double(currency.minorUnitsPerMajor)
      return (major < 0 ? "-" : "") + currency.symbol
        + (abs(major) < 100 && major != major.rounded()
          ? Self.trimmed(abs(major), decimals: 2, least: 2) : Self.abbreviated(abs(major), decimals: 0))
    case .percent: return Self.trimmed(value, decimals: 1) + " %"
    case .count, .text, .date: return Self.abbreviated(value, decimals: 1)
    }
  }

  private static func abbreviated(_ value: Double, decimals: Int) -> String {
    if abs(value) >= 1_000_000 { return trimmed(value / 1_000_000, decimals: 2) + "M" }
    if abs(value) >= 10_000 { return trimmed(value / 1_000, decimals: 1) + "k" }
    return trimmed(value, decimals: decimals)
  }

  private static func trimmed(_ value: Double, decimals: Int, least: Int = 0) -> String {
    let text = value.formatted(.number.precision(.fractionLength(least...decimals)).locale(Locale(identifier: "en_US")))
    return text
  }
}

extension Array where Element: Hashable {
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
