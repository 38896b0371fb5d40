import Commerce

/// Which rows of a fact count.
extension AnalyticsCompiler {
  func conditions(
    _ query: AnalyticsQuery, _ text: inout StatementText, local: String, start: String
  ) throws -> [String] {
    var out: [String] = []
    for filter in query.filters where !filter.values.isEmpty {
      out.append(try condition(filter, &text, local: local, start: start))
    }
    for condition in query.conditions where condition.metric == nil {
      let signs: [AnalyticsCondition.Comparison: String] = [
        .over: ">", .atLeast: ">=", .under: "<", .atMost: "<=", .equal: "=",
      ]
      out.append("f.total \(signs[condition.comparison] ?? "=") \(condition.value)")
    }
    for name in query.dimensions {
      guard let dimension = layer.dimension(name), dimension.dropsEmpty, case .column(let column) = dimension.source
      else { continue }
      out.append("f.\(column) <> ''")
    }
    if query.dimensions.contains("customer") { out.append("f.customer IS NOT NULL") }
    return out + (try query.together.map { try held($0, &text, local: local, start: start) } ?? [])
  }

  /// Of an order, or a customer, that has all of what is named.
  private func held(
    _ together: AnalyticsTogether, _ text: inout StatementText, local: String, start: String
  ) throws -> [String] {
    let column = together.of.rawValue
    return try together.filters.map { filter in
      let isOfGoods = AbsentRows.goods.contains(filter.dimension)
      let rows = text.rows(of: !isOfGoods ? "orders" : together.of == .order ? "goods" : "lines")
      let own = try condition(filter, &text, local: local, start: start)
      return "f.\(column) IN (SELECT f.\(column) FROM (\(rows)) f WHERE \(own))"
    }
  }

  private func condition(
    _ filter: AnalyticsFilter, _ text: inout StatementText, local: String, start: String
  ) throws -> String {
    guard let dimension = layer.dimension(filter.dimension) else {
      throw AnalyticsError.unknownName(filter.dimension)
    }
    let sign = filter.isExcluding ? "NOT IN" : "IN"
    switch dimension.source {
    case .column(let column):
      let stored = filter.values.flatMap { names.stored($0, of: filter.dimension) }
      let list = stored.map { text.bind(.text($0)) }.joined(separator: ", ")
      // A customer is spoken of by name.
      let named = dimension.labelColumn ?? column
      let value = dimension.expression?.replacing("{start}", with: start) ?? "COALESCE(f.\(named), '')"
      return "\(value) \(sign) (\(list))"
    case .cycle(.weekday):
      let days = filter.values.compactMap { AnswerTable.weekdays.firstIndex(of: $0) }.map(String.init)
      return "(\(local) / \(Self.millisecondsOfDay) + 3) % 7 \(sign) (\(days.joined(separator: ", ")))"
    case .cycle(.hour):
      let hours = filter.values.compactMap { Int($0.prefix(2)) }.map(String.init)
      return "(\(local) / 3600000) % 24 \(sign) (\(hours.joined(separator: ", ")))"
    case .cycle(.dayType), .cycle(.dayPart), .cycle(.dayHalf), .period:
      throw AnalyticsError.cannotSplit("a figure", by: [dimension.title])
    }
  }
}
