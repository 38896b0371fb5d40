import Commerce
import Foundation

/// Turns a query into statements, always of the one store that runs them.
struct AnalyticsCompiler {
  let layer: AnalyticsLayer
  let calendar: StoreCalendar
  let names: ShopNames
  var segments = SegmentRules()

  /// What one statement's rows mean.
  struct Part: Sendable {
    var statement: AnalyticsStatement
    var leaves: [String]
    /// Its rows are values of the one leaf with how often each occurs.
    var isOfValues = false
    /// Set where the statement is of one bucket of the series only.
    var bucket: Int?
    /// Rows beyond a rank were left out; the last column counts all of them.
    var isCut = false
  }

  struct Bucket: Sendable, Hashable {
    var label: String
    var from: Int
    var to: Int
  }

  static let millisecondsOfDay = 86_400_000
  /// A series of more days than this is asked for by mistake.
  private static let maximumDays = 8_000
  private static let maximumRows = 50_000

  /// The metrics that are summed up of rows, of which a metric consists.
  func leaves(of metric: String) -> [String] {
    guard let found = layer.metric(metric) else { return [] }
    switch found.formula {
    case .sums, .median: return [metric]
    case .ratio(let first, let second), .difference(let first, let second):
      return leaves(of: first) + leaves(of: second)
    }
  }

  /// - Throws: ``AnalyticsError`` where a metric cannot be split or filtered as asked.
  func parts(of query: AnalyticsQuery, in period: AnalyticsPeriod) throws -> [Part] {
    let groups = try groups(of: query)
    let buckets = buckets(of: query, in: period)
    return try groups.flatMap { group -> [Part] in
      guard layer.facts[group.fact]?.isOnePeriod == true, !buckets.isEmpty else {
        return [cut(query, try part(query, group, period, buckets, of: nil))]
      }
      return try buckets.enumerated().map { index, bucket in
        let own = AnalyticsPeriod(
          from: max(period.from, calendar.start(of: bucket.from)), to: min(period.to, calendar.start(of: bucket.to)))
        return try part(query, group, own, [], of: index)
      }
    }
  }

  /// The leaves of a query that one statement answers.
  private struct Group {
    var fact: String
    var leaves: [String]
    var sql: [String]
    var isOfValues: Bool
  }

  /// - Throws: ``AnalyticsError/cannotSplit(_:by:)`` where no rows tell a figure as it is asked for.
  func check(_ query: AnalyticsQuery) throws { _ = try groups(of: query) }

  private func groups(of query: AnalyticsQuery) throws -> [Group] {
    var groups: [Group] = []
    for leaf in query.metrics.flatMap(leaves).uniqued {
      let source = try source(of: leaf, for: query)
      if case .median? = layer.metric(leaf)?.formula {
        groups.append(Group(fact: source.fact, leaves: [leaf], sql: [source.sql], isOfValues: true))
      } else if let known = groups.firstIndex(where: { $0.fact == source.fact && !$0.isOfValues }) {
        groups[known].leaves.append(leaf)
        groups[known].sql.append(source.sql)
      } else {
        groups.append(Group(fact: source.fact, leaves: [leaf], sql: [source.sql], isOfValues: false))
      }
    }
    return groups
  }

  /// The pieces of a query's series of time, the first and last cut to the period.
  func buckets(of query: AnalyticsQuery, in period: AnalyticsPeriod) -> [Bucket] {
    guard let unit = periodUnit(of: query), period.from < period.to else { return [] }
    let last = calendar.day(of: period.to.adding(milliseconds: -1)) + 1
    var start = calendar.day(of: period.from)
    var out: [Bucket] = []
    while start < last, out.count < Self.maximumDays {
      let next = min(last, calendar.adding(1, unit, to: calendar.first(unit, of: start)))
      out.append(Bucket(label: calendar.label(unit, of: start), from: start, to: next))
      start = next
    }
    return out
  }

  func periodUnit(of query: AnalyticsQuery) -> CalendarUnit? {
    for name in query.dimensions {
      if case .period(let unit)? = layer.dimension(name)?.source { return unit }
    }
    return nil
  }

  // MARK: One statement

  /// Where a figure's rows are told; those of its parts where it is worked out of others.
  static func sources(of metric: String, _ layer: AnalyticsLayer) -> [AnalyticsLayer.Source] {
    switch layer.metric(metric)?.formula {
    case .sums(let sources), .median(let sources): sources
    case .ratio(let first, let second), .difference(let first, let second):
      sources(of: first, layer) + sources(of: second, layer)
    case nil: []
    }
  }

  private func source(of leaf: String, for query: AnalyticsQuery) throws -> AnalyticsLayer.Source {
    guard let metric = layer.metric(leaf) else { throw AnalyticsError.unknownName(leaf) }
    let sources = Self.sources(of: metric.name, layer)
    var needed: Set<String> = []
    for name in query.dimensions + query.filters.map(\.dimension) {
      guard let dimension = layer.dimension(name) else { throw AnalyticsError.unknownName(name) }
      if case .column(let column) = dimension.source { needed.insert(column) }
      if let label = dimension.labelColumn { needed.insert(label) }
      if dimension.isTime { needed.insert("") }
    }
    if query.conditions.contains(where: { $0.metric == nil }) { needed.insert("total") }
    if let together = query.together { needed.insert(together.of.rawValue) }
    let isOfTime = needed.remove("") != nil
    let isCyclic = (query.dimensions + query.filters.map(\.dimension)).contains { name in
      if case .cycle? = layer.dimension(name)?.source { true } else { false }
    }
    let found = sources.first { source in
      guard let fact = layer.facts[source.fact] else { return false }
      if fact.isWholeHistory, isOfTime || query.from != nil { return false }
      return needed.isSubset(of: fact.columns) && !(isCyclic && fact.isOnePeriod)
    }
    guard let found else {
      let asked = (query.dimensions + query.filters.map(\.dimension)).compactMap { layer.dimension($0)?.title }
      throw AnalyticsError.cannotSplit(metric.title, by: asked)
    }
    return found
  }

  private func part(
    _ query: AnalyticsQuery, _ group: Group, _ period: AnalyticsPeriod, _ buckets: [Bucket], of bucket: Int?
  ) throws -> Part {
    let (fact, sums) = (group.fact, group.sql)
    var text = StatementText(layer: layer, period: period, currency: names.currency, kinds: names.kinds)
    text.segments = segments
    let rows = text.rows(of: fact)
    let dimensions = query.dimensions.compactMap(layer.dimension)
    let ofTime = dimensions + query.filters.compactMap { layer.dimension($0.dimension) }
    let local = "(f.at + \(shift(in: period)))"
    // A value that no text uses must not be bound.
    let usesStart = (sums + ofTime.compactMap(\.expression)).contains { $0.contains("{start}") }
    let start = !buckets.isEmpty ? "b.start" : usesStart ? text.bound("from") : ""
    var keys: [String] = []
    var selected: [String] = []
    for dimension in dimensions {
      switch dimension.source {
      case .period: keys.append(bucket.map(String.init) ?? (buckets.isEmpty ? "0" : "b.i"))
      case .cycle(.hour): keys.append("(\(local) / 3600000) % 24")
      case .cycle(.dayPart): keys.append("((\(local) / 3600000) % 24) / \(AnswerTable.hoursOfPart)")
      case .cycle(.dayHalf): keys.append("((\(local) / 3600000) % 24) / \(AnswerTable.hoursOfHalf)")
      case .cycle(.weekday): keys.append("(\(local) / \(Self.millisecondsOfDay) + 3) % 7")
      case .cycle(.dayType):
        keys.append("CASE WHEN (\(local) / \(Self.millisecondsOfDay) + 3) % 7 >= 5 THEN 1 ELSE 0 END")
      case .column(let column):
        keys.append(dimension.expression?.replacing("{start}", with: start) ?? "f.\(column)")
      }
      let index = keys.count - 1
      selected.append("\(keys[index]) AS k\(index)")
      selected.append("\(dimension.labelColumn.map { "MAX(f.\($0))" } ?? "NULL") AS l\(index)")
    }
    for (index, sum) in sums.enumerated() {
      selected.append("CAST(\(sum.replacing("{start}", with: start)) AS BIGINT) AS v\(index)")
    }
    selected.append("COUNT(*) AS n")
    var sql = Self.tables(buckets, calendar)
    sql += "SELECT \(selected.joined(separator: ", "))\nFROM (\(rows)) f"
    if !buckets.isEmpty { sql += "\nJOIN b ON b.day = \(local) / \(Self.millisecondsOfDay)" }
    let conditions = try conditions(query, &text, local: local, start: start)
    if !conditions.isEmpty { sql += "\nWHERE " + conditions.joined(separator: " AND ") }
    // A constant is no column: PostgreSQL would take it for a position.
    var groups = keys.filter { Int($0) == nil }
    if group.isOfValues { groups += sums }
    if !groups.isEmpty { sql += "\nGROUP BY " + groups.joined(separator: ", ") }
    sql += "\nLIMIT \(Self.maximumRows)"
    let columns = dimensions.indices.flatMap { ["k\($0)", "l\($0)"] } + sums.indices.map { "v\($0)" } + ["n"]
    return Part(
      statement: AnalyticsStatement(sql: sql, parameters: text.parameters, columns: columns), leaves: group.leaves,
      isOfValues: group.isOfValues, bucket: bucket)
  }

  /// What the zone's clocks are ahead by when a row happened, in milliseconds. A joined table of the shifts would have
  /// SQLite go through the rows once for each.
  private func shift(in period: AnalyticsPeriod) -> String {
    let shifts = calendar.shifts(from: period.from, to: period.to)
    let milliseconds = shifts.map { "\($0.shiftSeconds * 1_000)" }
    guard shifts.count > 1 else { return milliseconds.first ?? "0" }
    let cases = zip(shifts, milliseconds).dropLast().map { "WHEN f.at < \($0.to.milliseconds) THEN \($1)" }
    return "CASE \(cases.joined(separator: " ")) ELSE \(milliseconds[shifts.count - 1]) END"
  }

  private static func tables(_ buckets: [Bucket], _ calendar: StoreCalendar) -> String {
    var tables: [String] = []
    if !buckets.isEmpty {
      let values = buckets.enumerated().flatMap { index, bucket in
        let start = calendar.start(of: bucket.from).milliseconds
        return (bucket.from..<bucket.to).map { "(\($0), \(index), \(start))" }
      }
      tables.append("b(day, i, start) AS (VALUES \(values.joined(separator: ", ")))")
    }
    return tables.isEmpty ? "" : "WITH \(tables.joined(separator: ",\n"))\n"
  }
}

/// A statement's text while it is written, with the numbers of its parameters.
struct StatementText {
  let layer: AnalyticsLayer
  let period: AnalyticsPeriod
  let currency: Currency
  /// Where the store's orders are from; what it has none of is left out, which spares the database a union.
  let kinds: Set<AnalyticsLayer.Fact.Kind>
  var segments = SegmentRules()
  /// From `$2` on; `$1` is the store, bound by the runner.
  private(set) var parameters: [AnalyticsValue] = []
  private var numbers: [String: String] = [:]

  init(
    layer: AnalyticsLayer, period: AnalyticsPeriod, currency: Currency, kinds: Set<AnalyticsLayer.Fact.Kind>
  ) {
    self.kinds = kinds
    self.layer = layer
    self.period = period
    self.currency = currency
  }

  /// A fact's rows with its facts put in.
  mutating func rows(of fact: String, ever: Bool = false) -> String {
    var out = ""
    let branches = layer.facts[fact]?.branches ?? []
    let own = branches.count < 2 ? branches : branches.filter { kinds.contains($0.kind) }
    var rest = (own.isEmpty ? branches : own).map(\.sql).joined(separator: "\nUNION ALL\n")[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      out += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
      switch name {
      case "store": out += "$1"
      case "from": out += ever ? "0" : bound("from")
      case "to", "currency": out += bound(name)
      case let own where SegmentRules.values.contains { $0.name == own }: out += bound(own)
      default:
        let isEver = name.hasSuffix(".ever")
        out += rows(of: isEver ? String(name.dropLast(".ever".count)) : name, ever: ever || isEver)
      }
    }
    return out + rest
  }

  /// One of the values that all facts share; each is bound once.
  mutating func bound(_ name: String) -> String {
    if let known = numbers[name] { return known }
    let value: AnalyticsValue =
      switch name {
      case "from": .integer(period.from.milliseconds)
      case "to": .integer(period.to.milliseconds)
      case "currency": .text(currency.code)
      default: .integer(SegmentRules.values.first { $0.name == name }?.value(segments, currency) ?? 0)
      }
    let number = bind(value)
    numbers[name] = number
    return number
  }

  mutating func bind(_ value: AnalyticsValue) -> String {
    parameters.append(value)
    return "$\(parameters.count + 1)"
  }
}

/// What keeps a question from being answered.
package enum AnalyticsError: Error, CustomStringConvertible, Equatable {
  case unknownName(String)
  case cannotSplit(String, by: [String])
  /// The words that are not known, and questions that are.
  case notUnderstood(words: [String], nearest: [String])

  package var description: String {
    switch self {
    case .unknownName(let name): return "there is no '\(name)' in prompts/analytics"
    case .cannotSplit(let metric, let dimensions):
      return "\(metric) cannot be split by \(dimensions.joined(separator: " and "))"
    case .notUnderstood(let words, let nearest):
      let what = words.isEmpty ? "the question was not understood" : "not understood: \(words.joined(separator: ", "))"
      return what + "\nhint: try " + nearest.map { "\"\($0)\"" }.joined(separator: ", or ")
    }
  }
}

extension SegmentRules {
  /// A store's thresholds as facts name them.
  static let values: [(name: String, value: @Sendable (SegmentRules, Currency) -> Int64)] = [
    ("vip_minor", { $0.vipSpent * $1.minorUnitsPerMajor }), ("vip_orders", { rules, _ in Int64(rules.vipOrders) }),
    ("loyal_orders", { rules, _ in Int64(rules.loyalOrders) }), ("loyal_ms", { rules, _ in days(rules.loyalDays) }),
    ("churned_ms", { rules, _ in days(rules.churnedDays) }), ("at_risk_ms", { rules, _ in days(rules.atRiskDays) }),
    ("returning_orders", { rules, _ in Int64(rules.returningOrders) }),
  ]

  private static func days(_ count: Int) -> Int64 { Int64(count) * 86_400_000 }
}
