/// A question about a shop as a typed value. It has no way to name a store: whoever runs it is one store's already.
package struct AnalyticsQuery: Hashable, Codable, Sendable {
  /// At least one, by the layer's names.
  package var metrics: [String]
  /// By the layer's names, the first the slowest to change.
  package var dimensions: [String]
  package var filters: [AnalyticsFilter]
  package var conditions: [AnalyticsCondition]
  /// nil from is since the shop's first record.
  package var from: Timestamp?
  package var to: Timestamp
  /// The period it is compared with.
  package var comparison: AnalyticsPeriod?
  package var calculation: AnalyticsCalculation?
  /// By the first metric; nil is the natural order of the dimensions (time forwards).
  package var descending: Bool?
  package var limit: Int?
  /// Rows at the head of the order that are passed over: one for the second best; nil is none.
  package var skip: Int?
  /// One of the dimensions, in each value of which the limit holds: three products of each category.
  package var limitWithin: String?
  /// Each of these must hold of an order: it has this and that in it.
  package var together: AnalyticsTogether?

  /// Whether its answer says what single customers did, which not everybody of a shop may know.
  package var tellsOfCustomers: Bool {
    dimensions.contains("customer") || filters.contains { $0.dimension == "customer" }
  }

  package init(metrics: [String], from: Timestamp? = nil, to: Timestamp) {
    self.metrics = metrics
    self.from = from
    self.to = to
    (dimensions, filters, conditions) = ([], [], [])
  }
}

/// What orders, or customers, must all have: coffee and filters in one order, orders on the web and at the till.
package struct AnalyticsTogether: Hashable, Codable, Sendable {
  /// Whose one order has all of them, or whose orders have.
  package enum Of: String, Codable, Sendable {
    case order = "id"
    case customer
  }

  package var of: Of
  /// Two or more.
  package var filters: [AnalyticsFilter]

  package init(of: Of, filters: [AnalyticsFilter]) {
    (self.of, self.filters) = (of, filters)
  }
}

/// Which values of a dimension count.
package struct AnalyticsFilter: Hashable, Codable, Sendable {
  package var dimension: String
  package var values: [String]
  /// All but these.
  package var isExcluding: Bool

  package init(dimension: String, values: [String], isExcluding: Bool = false) {
    self.dimension = dimension
    self.values = values
    self.isExcluding = isExcluding
  }
}

/// A bound on a figure: on each order's total, or on a metric of each row of the answer.
package struct AnalyticsCondition: Hashable, Codable, Sendable {
  package enum Comparison: String, Codable, Sendable {
    case over, atLeast = "at_least", under, atMost = "at_most", equal
  }

  /// In place of a metric: by how much the first one has changed against the period compared with.
  package static let change = "change"

  /// nil is the total of each order.
  package var metric: String?
  package var comparison: Comparison
  /// Minor units where it is of money, whole percents of a percentage.
  package var value: Int64

  package init(metric: String?, comparison: Comparison, value: Int64) {
    self.metric = metric
    self.comparison = comparison
    self.value = value
  }

  package func holds(_ figure: Double) -> Bool {
    switch comparison {
    case .over: figure > Double(value)
    case .atLeast: figure >= Double(value)
    case .under: figure < Double(value)
    case .atMost: figure <= Double(value)
    case .equal: figure == Double(value)
    }
  }
}

/// From inclusive to exclusive.
package struct AnalyticsPeriod: Hashable, Codable, Sendable {
  package var from: Timestamp
  package var to: Timestamp

  package init(from: Timestamp, to: Timestamp) {
    self.from = from
    self.to = to
  }
}

/// What is worked out of the figures.
package enum AnalyticsCalculation: Hashable, Codable, Sendable {
  /// Each row's part of the whole, in percent.
  case share
  /// Against the row before, in percent.
  case growth
  /// Added up from the first row on.
  case runningTotal
  /// The figure divided by the number of days, weeks or months of the period.
  case average(per: String)
  /// How many rows there are: the customers who spent more than so much.
  case count
}

/// A value bound to a statement or found in its rows.
package enum AnalyticsValue: Hashable, Sendable {
  case none
  case integer(Int64)
  case real(Double)
  case text(String)
}

/// SQL for one store: `$1` is the store's id, which only the runner binds; the parameters follow from `$2` on.
package struct AnalyticsStatement: Hashable, Sendable {
  package var sql: String
  package var parameters: [AnalyticsValue]
  /// The names of the columns, in order.
  package var columns: [String]

  package init(sql: String, parameters: [AnalyticsValue], columns: [String]) {
    self.sql = sql
    self.parameters = parameters
    self.columns = columns
  }
}

/// Runs statements on one store's data, read-only and within limits of time and rows.
package protocol AnalyticsRunner: Sendable {
  /// All statements on one snapshot of the data.
  func run(_ statements: [AnalyticsStatement]) async throws -> [[[AnalyticsValue]]]
}
