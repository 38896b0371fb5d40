import Commerce

/// The figures of a query over one period, put together from its statements' rows.
struct AnswerTable {
  /// A figure that is exact until it is shown: a fraction of whole numbers.
  struct Figure: Hashable {
    var numerator: Int64 = 0
    /// nil where it is no ratio.
    var denominator: Int64?

    var value: Double {
      guard let denominator else { return Double(numerator) }
      return denominator == 0 ? 0 : Double(numerator) / Double(denominator)
    }
  }

  struct Key: Hashable, Comparable {
    /// A bucket's, hour's or weekday's number, or 0.
    var number: Int64 = 0
    var text = ""

    static func < (left: Key, right: Key) -> Bool { (left.number, left.text) < (right.number, right.text) }
  }

  struct Line {
    var keys: [Key]
    var labels: [String]
    var figures: [Figure]
  }

  /// What the rows of one combination of keys add up to.
  private struct Group {
    var keys: [Key]
    var labels: [String]?
    /// By the place of the leaf.
    var sums: [Int64]
    /// Of medians: each value with how often it occurs.
    var values: [Int: [(value: Int64, count: Int64)]] = [:]
  }

  let compiler: AnalyticsCompiler
  let query: AnalyticsQuery
  let period: AnalyticsPeriod
  // Looked up once and not once a row: there may be ten thousand of them.
  private let dimensions: [AnalyticsLayer.Dimension?]
  private let leaves: [String: Int]
  private let formulas: [FigureFormula]
  private var groups: [Group] = []
  private var places: [[Key]: Int] = [:]
  private(set) var rowsRead = 0

  init(
    compiler: AnalyticsCompiler, query: AnalyticsQuery, period: AnalyticsPeriod, parts: [AnalyticsCompiler.Part],
    rows: [[[AnalyticsValue]]]
  ) {
    self.compiler = compiler
    self.query = query
    self.period = period
    dimensions = query.dimensions.map(compiler.layer.dimension)
    let all = query.metrics.flatMap(compiler.leaves).uniqued
    let leaves = Dictionary(uniqueKeysWithValues: zip(all, all.indices))
    self.leaves = leaves
    formulas = query.metrics.map { FigureFormula($0, compiler.layer, leaves) }
    for (part, rows) in zip(parts, rows) { take(part, rows) }
  }

  private mutating func take(_ part: AnalyticsCompiler.Part, _ rows: [[AnalyticsValue]]) {
    let width = dimensions.count
    let own = part.leaves.map { leaves[$0] }
    for row in rows {
      let keys = dimensions.indices.map { index in
        if let bucket = part.bucket, dimensions[index]?.isTime == true { return Key(number: Int64(bucket)) }
        return Self.key(row[2 * index])
      }
      let place = place(of: keys)
      groups[place].labels = dimensions.indices.map { label(dimensions[$0], row[2 * $0], row[2 * $0 + 1]) }
      for (index, leaf) in own.enumerated() {
        guard let leaf, case .integer(let value) = row[2 * width + index] else { continue }
        if part.isOfValues, case .integer(let count)? = row.last {
          groups[place].values[leaf, default: []].append((value, count))
        } else {
          groups[place].sums[leaf] += value
        }
      }
      if !part.isCut, case .integer(let count)? = row.last { rowsRead += Int(count) }
    }
    if part.isCut, case .integer(let count)? = rows.first?.last { rowsRead += Int(count) }
  }

  /// Of the group of these keys, which is made where there is none.
  private mutating func place(of keys: [Key]) -> Int {
    if let known = places[keys] { return known }
    places[keys] = groups.count
    groups.append(Group(keys: keys, sums: [Int64](repeating: 0, count: leaves.count)))
    return groups.count - 1
  }

  private static func key(_ value: AnalyticsValue) -> Key {
    switch value {
    case .integer(let number): Key(number: number)
    case .text(let text): Key(text: text)
    case .real, .none: Key()
    }
  }

  private func label(
    _ dimension: AnalyticsLayer.Dimension?, _ value: AnalyticsValue, _ label: AnalyticsValue
  ) -> String {
    guard let dimension, !dimension.isTime else { return "" }
    if dimension.labelColumn != nil {
      if case .text(let text) = label, !text.isEmpty { return text }
      if case .integer(let id) = value { return CustomerID(id).text }
    }
    switch value {
    case .text(let text): return compiler.names.label(text, of: dimension)
    case .integer(let number): return String(number)
    case .real, .none: return ShopNames.unknown
    }
  }

  /// Adds a row of zeros for what another table has and this one has not.
  mutating func addMissing(of other: AnswerTable) {
    for group in other.groups where places[group.keys] == nil { groups[place(of: group.keys)].labels = group.labels }
  }

  /// Adds a row of zeros for a value of the one dimension that has none.
  mutating func addMissing(_ value: String) {
    let keys = [Key(text: value)]
    if places[keys] == nil { groups[place(of: keys)].labels = [value] }
  }

  // MARK: Lines

  /// Every line with its figures, empty pieces of time among them, in the dimensions' own order.
  func lines() -> [Line] {
    var filled = self
    filled.fillTimes()
    return filled.sortedLines()
  }

  /// Each combination of the other dimensions that occurs has all pieces of time.
  private mutating func fillTimes() {
    // An order is of one time only; for all others it would have rows without end.
    guard !query.dimensions.contains("order_number") else { return }
    for (index, name) in query.dimensions.enumerated() {
      guard let pieces = timeKeys(name) else { continue }
      for keys in query.dimensions.count == 1 ? [[Key()]] : groups.map(\.keys) {
        for piece in pieces {
          var filled = keys
          filled[index] = piece
          _ = place(of: filled)
        }
      }
    }
    if query.dimensions.isEmpty { _ = place(of: []) }
  }

  private func sortedLines() -> [Line] {
    let buckets = compiler.buckets(of: query, in: period)
    let ranks = dimensions.indices.map(ranks)
    let order = groups.map { group in zip(group.keys, ranks).map { $1[$0] ?? 0 } }
    return groups.indices.sorted { order[$0].lexicographicallyPrecedes(order[$1]) }.map { place in
      let group = groups[place]
      return Line(
        keys: group.keys, labels: labels(group, buckets),
        figures: formulas.map { $0.figure(group.sums) { Self.median(group.values[$0] ?? []) } })
    }
  }

  /// The places of a dimension's values in its order: a text is compared once a value and not once a line.
  private func ranks(of index: Int) -> [Key: Int] {
    let folded = Set(groups.lazy.map { $0.keys[index] }).map { (key: $0, text: $0.text.lowercased()) }
    let sorted = folded.sorted { left, right in
      left.text == right.text ? left.key < right.key : left.text < right.text
    }
    return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.key, $0) })
  }

  private func timeKeys(_ name: String) -> [Key]? {
    switch compiler.layer.dimension(name)?.source {
    case .period(.day): days().map { Key(number: Int64($0)) }
    case .period: compiler.buckets(of: query, in: period).indices.map { Key(number: Int64($0)) }
    case .cycle(.hour): (0..<24).filter { isAsked(Self.hour($0), of: "hour") }.map { Key(number: Int64($0)) }
    case .cycle(.weekday):
      (0..<7).filter { isAsked(Self.weekdays[$0], of: "weekday") }.map { Key(number: Int64($0)) }
    case .cycle(.dayPart):
      Self.dayParts.indices.filter { part in
        (0..<Self.hoursOfPart).contains { isAsked(Self.hour(Self.hoursOfPart * part + $0), of: "hour") }
      }.map { Key(number: Int64($0)) }
    case .cycle(.dayHalf): Self.dayHalves.indices.map { Key(number: Int64($0)) }
    case .cycle(.dayType): Self.dayTypes.indices.map { Key(number: Int64($0)) }
    case .column, nil: nil
    }
  }

  /// Those of the weekdays that are asked for: a list of Saturdays has no empty Sundays.
  private func days() -> [Int] {
    let buckets = compiler.buckets(of: query, in: period)
    return buckets.indices.filter { isAsked(Self.weekday(of: buckets[$0].from), of: "weekday") }
  }

  private func isAsked(_ value: String, of dimension: String) -> Bool {
    query.filters.allSatisfy { $0.dimension != dimension || $0.values.contains(value) != $0.isExcluding }
  }

  static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  static func weekday(of day: Int) -> String { weekdays[StoreCalendar.weekday(day) - 1] }

  private static func hour(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number):00" }

  static let dayTypes = ["weekday", "weekend"]

  /// From midnight on, each as many hours.
  static let dayParts = ["night", "morning", "afternoon", "evening"]
  static let hoursOfPart = 6

  static let dayHalves = ["before noon", "after noon"]
  static let hoursOfHalf = 12

  private func labels(_ group: Group, _ buckets: [AnalyticsCompiler.Bucket]) -> [String] {
    dimensions.indices.map { index in
      let number = Int(group.keys[index].number)
      switch dimensions[index]?.source {
      case .period: return buckets.indices.contains(number) ? buckets[number].label : ""
      case .cycle(.hour): return Self.hour(number)
      case .cycle(.weekday): return Self.weekdays.indices.contains(number) ? Self.weekdays[number] : ""
      case .cycle(.dayPart): return Self.dayParts.indices.contains(number) ? Self.dayParts[number] : ""
      case .cycle(.dayHalf): return Self.dayHalves.indices.contains(number) ? Self.dayHalves[number] : ""
      case .cycle(.dayType): return Self.dayTypes.indices.contains(number) ? Self.dayTypes[number] : ""
      case .column, nil:
        if let own = group.labels { return own[index] }
        // A line that was filled in takes the names of one that has the same key.
        return groups.first { $0.labels != nil && $0.keys[index] == group.keys[index] }?.labels?[index] ?? ""
      }
    }
  }

  /// The middle value, or half the sum of the middle two.
  private static func median(_ values: [(value: Int64, count: Int64)]) -> Figure {
    let sorted = values.sorted { $0.value < $1.value }
    let count = sorted.reduce(0) { $0 + $1.count }
    guard count > 0 else { return Figure(denominator: 0) }
    let value = { (place: Int64) -> Int64 in
      var seen: Int64 = 0
      return sorted.first { entry in
        seen += entry.count
        return seen > place
      }?.value ?? 0
    }
    return Figure(numerator: value((count - 1) / 2) + value(count / 2), denominator: 2)
  }
}
