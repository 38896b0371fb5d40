import Commerce

/// "the top 3 products of each city": of thousands of rows the database gives only those that may be among them.
extension AnalyticsCompiler {
  /// Whether a query's rows may be cut by rank before they are read: one plain sum by things that are no pieces of
  /// time, with nothing worked out of the rows that would be left out.
  private func isCut(_ query: AnalyticsQuery, _ part: Part) -> Bool {
    guard query.limitWithin != nil, query.limit != nil, query.descending != nil, query.calculation == nil,
      query.comparison == nil, query.conditions.allSatisfy({ $0.metric == nil }), query.metrics.count == 1,
      part.leaves == query.metrics, !part.isOfValues, part.bucket == nil
    else { return false }
    return query.dimensions.allSatisfy { name in
      if case .column? = layer.dimension(name)?.source { true } else { false }
    }
  }

  /// The part with its statement cut to the rows of a rank within the limit, all of an equal rank among them, and with
  /// how many rows all of them count.
  func cut(_ query: AnalyticsQuery, _ part: Part) -> Part {
    guard isCut(query, part), let limit = query.limit, let within = query.limitWithin,
      let outer = query.dimensions.firstIndex(of: within)
    else { return part }
    var part = part
    let direction = query.descending == true ? "DESC" : "ASC"
    let columns = part.statement.columns.map { "q.\($0)" }.joined(separator: ", ")
    part.statement.sql = """
      SELECT \(columns), q.counted FROM (
      SELECT r.*, RANK() OVER (PARTITION BY r.k\(outer) ORDER BY r.v0 \(direction)) AS place,
        CAST(SUM(r.n) OVER () AS BIGINT) AS counted
      FROM (\(part.statement.sql)) r) q
      WHERE q.place <= \(limit)
      """
    part.statement.columns.append("counted")
    part.isCut = true
    return part
  }
}
