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

  let compiler: AnalyticsCompiler
  let query: AnalyticsQuery
  let period: AnalyticsPeriod
  private var sums: [[Key]: [String: Int64]] = [:]
  /// Of medians: each value with how often it occurs.
  private var values: [[Key]: [String: [(value: Int64, count: Int64)]]] = [:]
  private var shown: [[Key]: [String]] = [:]
  private(set) var rowsRead = 0

  init(
    compiler: AnalyticsCompiler, query: AnalyticsQuery, period: AnalyticsPeriod, parts: [AnalyticsCompiler.Part],
    rows: [[[AnalyticsValue]]]
  ) {
    self.compiler = compiler
    self.query = query
    self.period = period
    for (part, rows) in zip(parts, rows) { take(part, rows) }
  }

  private mutating func take(_ part: AnalyticsCompiler.Part, _ rows: [[AnalyticsValue]]) {
    let width = query.dimensions.count
    for row in rows {
      var keys: [Key] = []
      var labels: [String] = []
      for (index, name) in query.dimensions.enumerated() {
        let isPeriod = compiler.layer.dimension(name)?.isTime == true
        let key = part.bucket.map { isPeriod ? Key(number: Int64($0)) : Self.key(row[2 * index]) }
        keys.append(key ?? Self.key(row[2 * index]))
        labels.append(label(name, row[2 * index], row[2 * index + 1]))
      }
      for (index, leaf) in part.leaves.enumerated() {
        guard case .integer(let value) = row[2 * width + index] else { continue }
        if part.isOfValues, case .integer(let count)? = row.last {
          values[keys, default: [:]][leaf, default: []].append((value, count))
        } else {
          sums[keys, default: [:]][leaf, default: 0] += value
        }
      }
      if sums[keys] == nil { sums[keys] = [:] }
      shown[keys] = labels
      if case .integer(let count)? = row.last { rowsRead += Int(count) }
    }
  }

  private static func key(_ value: AnalyticsValue) -> Key {
    switch value {
    case .integer(let number): Key(number: number)
    case .text(let text): Key(text: text)
    case .real, .none: Key()
    }
  }

  private func label(_ name: String, _ value: AnalyticsValue, _ label: AnalyticsValue) -> String {
    guard let dimension = compiler.layer.dimension(name), !dimension.isTime else { return "" }
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
    for (keys, labels) in other.shown where sums[keys] == nil {
      sums[keys] = [:]
      shown[keys] = labels
    }
  }

  /// Adds a row of zeros for a value of the one dimension that has none.
  mutating func addMissing(_ value: String) {
    let keys = [Key(text: value)]
    guard sums[keys] == nil else { return }
    sums[keys] = [:]
    shown[keys] = [value]
  }

  // MARK: Lines

  /// Every line with its figures, empty pieces of time among them, in the dimensions' own order.
  func lines() -> [Line] {
    var known = sums
    let times = query.dimensions.enumerated().compactMap { index, name in
      timeKeys(name).map { (index: index, keys: $0) }
    }
    for time in times {
      // Each combination of the other dimensions that occurs has all pieces of time.
      for keys in query.dimensions.count == 1 ? [[Key()]] : Array(known.keys) {
        for key in time.keys {
          var filled = keys
          filled[time.index] = key
          if known[filled] == nil { known[filled] = [:] }
        }
      }
    }
    if query.dimensions.isEmpty, known.isEmpty { known[[]] = [:] }
    let buckets = compiler.buckets(of: query, in: period)
    // Folded once a line and not once a comparison: there may be ten thousand of them.
    let lines = known.map { keys, sums in
      (
        line: Line(
          keys: keys, labels: labels(keys, buckets),
          figures: query.metrics.map { figure($0, sums, values[keys] ?? [:]) }),
        folded: keys.map { $0.text.isEmpty ? "" : $0.text.lowercased() }
      )
    }
    return lines.sorted { left, right in
      for index in left.line.keys.indices where left.line.keys[index] != right.line.keys[index] {
        let (first, second) = (left.line.keys[index], right.line.keys[index])
        let isTime = first.text.isEmpty && second.text.isEmpty
        return isTime ? first < second : left.folded[index] < right.folded[index]
      }
      return false
    }.map(\.line)
  }

  private func timeKeys(_ name: String) -> [Key]? {
    switch compiler.layer.dimension(name)?.source {
    case .period: compiler.buckets(of: query, in: period).indices.map { Key(number: Int64($0)) }
    case .cycle(.hour): (0..<24).map { Key(number: Int64($0)) }
    case .cycle(.weekday): (0..<7).map { Key(number: Int64($0)) }
    case .cycle(.dayType): Self.dayTypes.indices.map { Key(number: Int64($0)) }
    case .column, nil: nil
    }
  }

  static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  static func weekday(of day: Int) -> String { weekdays[StoreCalendar.weekday(day) - 1] }

  static let dayTypes = ["weekday", "weekend"]

  private func labels(_ keys: [Key], _ buckets: [AnalyticsCompiler.Bucket]) -> [String] {
    // A line that was filled in takes the names of one that has the same key.
    return query.dimensions.enumerated().map { index, name in
      let number = Int(keys[index].number)
      switch compiler.layer.dimension(name)?.source {
      case .period: return buckets.indices.contains(number) ? buckets[number].label : ""
      case .cycle(.hour): return (number < 10 ? "0" : "") + "\(number):00"
      case .cycle(.weekday): return Self.weekdays.indices.contains(number) ? Self.weekdays[number] : ""
      case .cycle(.dayType): return Self.dayTypes.indices.contains(number) ? Self.dayTypes[number] : ""
      case .column, nil:
        if let own = shown[keys] { return own[index] }
        return shown.first { $0.key[index] == keys[index] }?.value[index] ?? ""
      }
    }
  }

  private func figure(
    _ name: String, _ sums: [String: Int64], _ values: [String: [(value: Int64, count: Int64)]]
  ) -> Figure {
    let part = { (name: String) in figure(name, sums, values).numerator }
    return switch compiler.layer.metric(name)?.formula {
    case .sums, nil: Figure(numerator: sums[name] ?? 0)
    case .median: Self.median(values[name] ?? [])
    case .ratio(let first, let second): Figure(numerator: part(first), denominator: part(second))
    case .difference(let first, let second): Figure(numerator: part(first) - part(second))
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
