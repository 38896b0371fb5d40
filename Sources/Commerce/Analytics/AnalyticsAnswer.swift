/// The answer to a question: a table, a sentence, and how it came about.
package struct AnalyticsAnswer: Hashable, Sendable {
  package enum Kind: String, Codable, Sendable {
    case money, count, percent, text, date
  }

  package struct Column: Hashable, Sendable {
    package var name: String
    package var kind: Kind
    package var currency: String?

    package init(name: String, kind: Kind, currency: String? = nil) {
      self.name = name
      self.kind = kind
      self.currency = currency
    }
  }

  package enum Cell: Hashable, Sendable {
    case integer(Int64)
    case decimal(Double)
    case text(String)
    case none

    package var number: Double? {
      switch self {
      case .integer(let value): Double(value)
      case .decimal(let value): value
      case .text, .none: nil
      }
    }
  }

  /// How it came about. The same id over the same data gives the same figures.
  package struct Receipt: Hashable, Sendable {
    package var id: String
    package var definition: String
    /// ISO dates in the store's zone, or times where it is no midnight.
    package var from: String
    package var to: String
    package var timeZone: String
    package var filters: [String]
    package var rowsRead: Int
    package var sql: [String]

    package init(
      id: String, definition: String, from: String, to: String, timeZone: String, filters: [String], rowsRead: Int,
      sql: [String]
    ) {
      self.id = id
      self.definition = definition
      self.from = from
      self.to = to
      self.timeZone = timeZone
      self.filters = filters
      self.rowsRead = rowsRead
      self.sql = sql
    }
  }

  package var title: String
  package var text: String
  package var query: AnalyticsQuery
  package var columns: [Column]
  package var rows: [[Cell]]
  package var receipt: Receipt
  /// `October 2026`: the period of the figures.
  package var range: String
  /// That of those they are compared with.
  package var comparedRange: String?

  package init(
    title: String, text: String, query: AnalyticsQuery, columns: [Column], rows: [[Cell]], receipt: Receipt,
    range: String = "", comparedRange: String? = nil
  ) {
    self.title = title
    self.text = text
    self.query = query
    self.columns = columns
    self.rows = rows
    self.receipt = receipt
    self.range = range
    self.comparedRange = comparedRange
  }
}
