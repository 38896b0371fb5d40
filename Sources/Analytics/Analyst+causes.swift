import Commerce

extension Analyst {
  /// What a period's revenue was made of, of the same orders that a query counts. The analyst's layer is that of the
  /// causes.
  package func side(
    of query: AnalyticsQuery, in period: AnalyticsPeriod, names: ShopNames
  ) async throws -> RevenueBridge.Side {
    var totals = AnalyticsQuery(metrics: ["kept_value", "placed_value"], from: period.from, to: period.to)
    totals.filters = query.filters
    totals.conditions = query.conditions.filter { $0.metric == nil }
    var lines = totals
    lines.metrics = ["placed_units", "line_value"]
    lines.dimensions = ["variant"]
    let compiler = AnalyticsCompiler(layer: layer, calendar: calendar, names: names)
    let (first, second) = (try compiler.parts(of: totals, in: period), try compiler.parts(of: lines, in: period))
    let rows = try await runner.run((first + second).map(\.statement))
    let sums = AnswerTable(
      compiler: compiler, query: totals, period: period, parts: first, rows: Array(rows[..<first.count]))
    let goods = AnswerTable(
      compiler: compiler, query: lines, period: period, parts: second, rows: Array(rows[first.count...]))
    let total = sums.lines().first?.figures.map(\.numerator) ?? [0, 0]
    return RevenueBridge.Side(
      revenueMinor: total[0], cancelledMinor: total[1] - total[0],
      lines: Dictionary(
        goods.lines().map {
          (
            $0.labels.first ?? "",
            RevenueBridge.Line(units: $0.figures[0].numerator, amountMinor: $0.figures[1].numerator)
          )
        },
        uniquingKeysWith: {
          RevenueBridge.Line(units: $0.units + $1.units, amountMinor: $0.amountMinor + $1.amountMinor)
        }))
  }

  /// `16–22 February 2026`
  package func rangeText(_ period: AnalyticsPeriod, currency: Currency) -> String {
    AnswerWriter(layer: layer, calendar: calendar, currency: currency).range(period)
  }
}
