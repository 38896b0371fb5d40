/// What the rows of an answer are of, so that the next question may speak of them: "how many orders did she make?"
package struct AnalyticsTold: Hashable, Codable, Sendable {
  /// So many rows at most are kept.
  private static let maximumRows = 10

  package var dimension: String
  /// As they were told, the first first.
  package var values: [String]

  package init(dimension: String, values: [String]) {
    self.dimension = dimension
    self.values = values
  }

  /// nil where the rows are of no one thing each.
  package init?(_ answer: AnalyticsAnswer) {
    guard answer.query.dimensions.count == 1, answer.query.calculation != .count else { return nil }
    let values = answer.rows.prefix(Self.maximumRows).compactMap { row -> String? in
      if case .text(let name)? = row.first { name } else { nil }
    }
    guard !values.isEmpty, values.count == min(answer.rows.count, Self.maximumRows) else { return nil }
    self.init(dimension: answer.query.dimensions[0], values: values)
  }
}
