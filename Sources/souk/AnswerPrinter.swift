import Commerce
import Foundation

/// A query as JSON: names, ISO times in the store's zone.
struct QueryJSON: Encodable {
  struct Period: Encodable {
    var from: String
    var to: String
  }

  struct Filter: Encodable {
    var dimension: String
    var is_not: Bool
    var values: [String]
  }

  struct Condition: Encodable {
    var metric: String
    var comparison: String
    var value: Int64
  }

  var metrics: [String]
  var dimensions: [String]
  var filters: [Filter]
  var conditions: [Condition]
  var from: String?
  var to: String
  var compared_with: Period?
  var calculation: String?
  var order: String?
  var limit: Int?
  var skip: Int?
  var limit_within: String?
  /// What each order, or customer, must have all of.
  var together: [Filter]?
  var together_of: String?

  init(_ query: AnalyticsQuery, _ calendar: StoreCalendar) {
    metrics = query.metrics
    dimensions = query.dimensions
    filters = query.filters.map { Filter(dimension: $0.dimension, is_not: $0.isExcluding, values: $0.values) }
    conditions = query.conditions.map {
      Condition(metric: $0.metric ?? "order_total", comparison: $0.comparison.rawValue, value: $0.value)
    }
    from = query.from.map(calendar.text)
    to = calendar.text(query.to)
    compared_with = query.comparison.map { Period(from: calendar.text($0.from), to: calendar.text($0.to)) }
    calculation =
      switch query.calculation {
      case .share: "share"
      case .growth: "growth"
      case .runningTotal: "running_total"
      case .average(let per): "average_per_\(per)"
      case .count: "count"
      case nil: nil
      }
    order = query.descending.map { $0 ? "descending" : "ascending" }
    limit = query.limit
    skip = query.skip
    limit_within = query.limitWithin
    together = query.together?.filters.map {
      Filter(dimension: $0.dimension, is_not: $0.isExcluding, values: $0.values)
    }
    together_of = query.together.map { $0.of == .order ? "order" : "customer" }
  }
}

/// An answer in its public forms (DESIGN, contracts).
enum AnswerPrinter {
  static func text(_ answer: AnalyticsAnswer) -> String {
    let receipt = answer.receipt
    let range = "\(receipt.from) to \(receipt.to) (\(receipt.timeZone))"
    return answer.text + "\n\n\(receipt.definition)\n\(range), \(receipt.rowsRead) rows, \(receipt.id)"
  }

  private struct Body: Encodable {
    struct Column: Encodable {
      var name: String
      var kind: String
      var currency: String?
    }

    struct Receipt: Encodable {
      var id: String
      var definition: String
      var from: String
      var to: String
      var time_zone: String
      var filters: [String]
      var rows_read: Int
    }

    var text: String
    var query: QueryJSON
    var columns: [Column]
    var rows: [[Cell]]
    var receipt: Receipt
  }

  private struct Cell: Encodable {
    var cell: AnalyticsAnswer.Cell

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch cell {
      case .integer(let value): try container.encode(value)
      case .decimal(let value): try container.encode(value)
      case .text(let value): try container.encode(value)
      case .none: try container.encodeNil()
      }
    }
  }

  static func json(_ answer: AnalyticsAnswer, _ calendar: StoreCalendar) throws -> String {
    let receipt = answer.receipt
    let body = Body(
      text: answer.text, query: QueryJSON(answer.query, calendar),
      columns: answer.columns.map { Body.Column(name: $0.name, kind: $0.kind.rawValue, currency: $0.currency) },
      rows: answer.rows.map { $0.map(Cell.init) },
      receipt: Body.Receipt(
        id: receipt.id, definition: receipt.definition, from: receipt.from, to: receipt.to, time_zone: receipt.timeZone,
        filters: receipt.filters, rows_read: receipt.rowsRead))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(body), as: UTF8.self)
  }

  static func csv(_ answer: AnalyticsAnswer) -> String {
    let head = answer.columns.map(\.name)
    let rows = answer.rows.map { row in
      row.map { cell in
        switch cell {
        case .integer(let value): String(value)
        case .decimal(let value): String(value)
        case .text(let value): value
        case .none: ""
        }
      }
    }
    return ([head] + rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { "\",\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
