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
    guard isCut(query, part), let limit = query.limit.map({ $0 + (query.skip ?? 0) }), let within = query.limitWithin,
      let outer = query.dimensions.firstIndex(of: within)
    else { return part }
    var part = part
    let columns = part.statement.columns.map { "q.\($0)" }.joined(separator: ", ")
    let (key, isMost) = ("r.k\(outer)", query.descending == true)
    // Ranking sorts all rows. Those beyond a bound are ranked only where fewer than the limit are within it, so that
    // any bound leaves the ranks as they are; one that some rows in ten are within leaves least to sort.
    let bound = isMost ? "2 * AVG(r.v0)" : "AVG(r.v0) / 2"
    let isWithin = isMost ? ">=" : "<="
    part.statement.sql = """
      WITH r AS MATERIALIZED (\(part.statement.sql)),
      b AS MATERIALIZED (SELECT \(bound) AS v, CAST(SUM(r.n) AS BIGINT) AS counted FROM r),
      c AS MATERIALIZED (SELECT \(key) AS k FROM r JOIN b ON r.v0 \(isWithin) b.v WHERE \(key) IS NOT NULL
        GROUP BY \(key) HAVING COUNT(*) >= \(limit))
      SELECT \(columns), b.counted FROM (
      SELECT r.*, RANK() OVER (PARTITION BY \(key) ORDER BY r.v0 \(isMost ? "DESC" : "ASC")) AS place FROM r
      WHERE r.v0 \(isWithin) (SELECT v FROM b) OR \(key) IS NULL OR \(key) NOT IN (SELECT k FROM c)) q
      JOIN b ON q.place <= \(limit)
      """
    part.statement.columns.append("counted")
    part.isCut = true
    return part
  }
}
