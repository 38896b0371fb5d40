import Foundation

/// A measure with what must be reached and what is aimed at, as a row of a Markdown table.
struct Goal {
  let row: String
  let isMet: Bool

  static let header = """
    | measure | must | aim | measured | |
    | --- | --: | --: | --: | --- |
    """

  /// A mean over queries, with its interval.
  init(_ name: String, _ values: [Double], must: Double, aim: Double) {
    self.init(name, Measures.mean(values), Measures.interval(values), must: must, aim: aim)
  }

  /// How much of one mean another has; there may be several values a query of the whole, one round after another.
  init(_ name: String, of values: [Double], in whole: [Double], must: Double, aim: Double) {
    let rounds = max(1, values.count / max(1, whole.count))
    let byQuery = whole.indices.map { query in
      Measures.mean((0..<rounds).map { values[$0 * whole.count + query] })
    }
    self.init(
      name, Measures.mean(byQuery) / Measures.mean(whole), Measures.shareInterval(of: byQuery, in: whole), must: must,
      aim: aim)
  }

  /// A share that shall be small.
  init(_ name: String, _ values: [Double], atMost must: Double, aim: Double) {
    let mean = Measures.mean(values)
    let interval = Measures.interval(values)
    isMet = mean <= must
    let place = Self.place(isMet: isMet, isAimed: mean <= aim)
    row = Self.line(
      name, "≤ \(Self.text(must))", "≤ \(Self.text(aim))",
      "\(Self.text(mean)) [\(Self.text(interval.low)), \(Self.text(interval.high))]", place)
  }

  /// A time or a size that shall be small; it is of this machine at this moment.
  init(_ name: String, _ value: Double, unit: String, atMost must: Double, aim: Double?, note: String = "") {
    isMet = value <= must
    let place = Self.place(isMet: isMet, isAimed: aim.map { value <= $0 } ?? false)
    let aim = aim.map { "\(Self.short($0)) \(unit)" } ?? ""
    row = Self.line(name, "\(Self.short(must)) \(unit)", aim, "\(Self.short(value)) \(unit)\(note)", place)
  }

  private init(
    _ name: String, _ value: Double, _ interval: (low: Double, high: Double), must: Double, aim: Double
  ) {
    isMet = value >= must
    row = Self.line(
      name, Self.text(must), Self.text(aim),
      "\(Self.text(value)) [\(Self.text(interval.low)), \(Self.text(interval.high))]",
      Self.place(isMet: isMet, isAimed: value >= aim))
  }

  private static func place(isMet: Bool, isAimed: Bool) -> String {
    isAimed ? "aim" : isMet ? "must" : "missed"
  }

  private static func line(_ cells: String...) -> String { "| " + cells.joined(separator: " | ") + " |" }

  private static func text(_ value: Double) -> String { String(format: "%.3f", value) }

  private static func short(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.0f", value) }
}
