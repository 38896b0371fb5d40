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
        if case .integer(let value) = row[2 * width + index] { sums[keys, default: [:]][leaf, default: 0] += value }
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
    let lines = known.map { keys, sums in
      Line(keys: keys, labels: labels(keys), figures: query.metrics.map { figure($0, sums) })
    }
    return lines.sorted { left, right in
      for (first, second) in zip(left.keys, right.keys) where first != second {
        let isTime = first.text.isEmpty && second.text.isEmpty
        return isTime ? first < second : first.text.lowercased() < second.text.lowercased()
      }
      return false
    }
  }

  private func timeKeys(_ name: String) -> [Key]? {
    switch compiler.layer.dimension(name)?.source {
    case .period: compiler.buckets(of: query, in: period).indices.map { Key(number: Int64($0)) }
    case .cycle(.hour): (0..<24).map { Key(number: Int64($0)) }
    case .cycle(.weekday): (0..<7).map { Key(number: Int64($0)) }
    case .column, nil: nil
    }
  }

  static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  private func labels(_ keys: [Key]) -> [String] {
    let buckets = compiler.buckets(of: query, in: period)
    // A line that was filled in takes the names of one that has the same key.
    return query.dimensions.enumerated().map { index, name in
      let number = Int(keys[index].number)
      switch compiler.layer.dimension(name)?.source {
      case .period: return buckets.indices.contains(number) ? buckets[number].label : ""
      case .cycle(.hour): return (number < 10 ? "0" : "") + "\(number):00"
      case .cycle(.weekday): return Self.weekdays.indices.contains(number) ? Self.weekdays[number] : ""
      case .column, nil:
        if let own = shown[keys] { return own[index] }
        return shown.first { $0.key[index] == keys[index] }?.value[index] ?? ""
      }
    }
  }

  private func figure(_ name: String, _ sums: [String: Int64]) -> Figure {
    switch compiler.layer.metric(name)?.formula {
    case .sums, nil: Figure(numerator: sums[name] ?? 0)
    case .ratio(let first, let second):
      Figure(numerator: figure(first, sums).numerator, denominator: figure(second, sums).numerator)
    case .difference(let first, let second):
      Figure(numerator: figure(first, sums).numerator - figure(second, sums).numerator)
    }
  }
}
