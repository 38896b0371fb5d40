import Commerce

/// What a picture needs: more than one figure.
extension QuestionReader {
  /// "chart of our growth this year": its pieces, each against the one before.
  func settleGrowthChart(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard heard.roles.isSuperset(of: [.chart, .growth]), query.dimensions.isEmpty, heard.spans.count < 2,
      heard.relatives.isEmpty, !heard.isComparing
    else { return }
    query.dimensions = [grain(heard)]
  }

  /// One figure makes no picture.
  func settleChart(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard heard.roles.contains(.chart), query.dimensions.isEmpty, query.comparison == nil, query.calculation == nil
    else { return }
    query.dimensions = heard.saysHeatMap ? ["hour", "weekday"] : [grain(heard)]
  }

  /// "best seller as a chart": one bar tells nothing without those it is better than.
  func settleChartOfOne(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard heard.roles.contains(.chart), query.limit == 1, heard.limit == nil, heard.place == nil,
      query.calculation != .count
    else { return }
    let isOfTime = query.dimensions.contains { layer.dimension($0)?.isTime == true }
    if isOfTime { query.descending = nil }
    query.limit = isOfTime ? nil : Self.listLength
  }
}
