import Commerce
import Foundation

/// Answers questions about one store: from words to a query, from a query to figures.
package struct Analyst: Sendable {
  private let layer: AnalyticsLayer
  private let words: QuestionWords
  private let calendar: StoreCalendar
  private let storeCurrency: Currency
  private let runner: any AnalyticsRunner

  /// - Parameter runner: of the store whose zone and currency these are.
  package init(
    layer: AnalyticsLayer, words: QuestionWords, calendar: StoreCalendar, currency: Currency,
    runner: any AnalyticsRunner
  ) {
    self.layer = layer
    self.words = words
    self.calendar = calendar
    self.storeCurrency = currency
    self.runner = runner
  }

  /// The shop's own names, out of its data.
  package func names(until now: Timestamp) async throws -> ShopNames {
    let rows = try await runner.run(ShopNames.statements(layer, until: now))
    return ShopNames.read(rows, layer, storeCurrency: storeCurrency)
  }

  /// A question as a query, and what was taken for granted in reading it.
  /// - Throws: ``AnalyticsError/notUnderstood(words:nearest:)``.
  package func read(
    _ question: String, names: ShopNames, now: Timestamp, after previous: AnalyticsQuery? = nil
  ) throws -> ReadQuestion {
    let lexicon = Lexicon(layer: layer, words: words, names: names)
    let reader = QuestionReader(layer: layer, lexicon: lexicon, calendar: calendar, now: now)
    return try reader.read(question, after: previous)
  }

  /// - Throws: ``AnalyticsError``, and what the runner throws.
  package func answer(_ read: ReadQuestion, names: ShopNames) async throws -> AnalyticsAnswer {
    let query = read.query
    let compiler = AnalyticsCompiler(layer: layer, calendar: calendar, names: names)
    let period = AnalyticsPeriod(from: query.from ?? start(names, query), to: query.to)
    let main = try compiler.parts(of: query, in: period)
    let old = try query.comparison.map { try compiler.parts(of: query, in: $0) } ?? []
    var unfiltered = query
    unfiltered.filters = []
    unfiltered.conditions = []
    let needsWhole = query.calculation == .share && query.dimensions.isEmpty
    let whole = needsWhole ? try compiler.parts(of: unfiltered, in: period) : []
    let rows = try await runner.run((main + old + whole).map(\.statement))
    let (first, second) = (main.count, main.count + old.count)
    let table = AnswerTable(
      compiler: compiler, query: query, period: period, parts: main, rows: Array(rows[..<first]))
    let before = query.comparison.map {
      AnswerTable(compiler: compiler, query: query, period: $0, parts: old, rows: Array(rows[first..<second]))
    }
    let all =
      needsWhole
      ? AnswerTable(compiler: compiler, query: unfiltered, period: period, parts: whole, rows: Array(rows[second...]))
      : nil
    let built = AnswerBuilder(compiler: compiler, query: query, main: table, before: before, whole: all).build()
    let writer = AnswerWriter(layer: layer, calendar: calendar, currency: names.currency)
    return AnalyticsAnswer(
      title: writer.title(query, period, names),
      text: writer.text(query, period, built.columns, built.rows, read.notes),
      query: query, columns: built.columns, rows: built.rows,
      receipt: AnalyticsAnswer.Receipt(
        id: writer.id(query), definition: writer.definition(query), from: calendar.text(period.from),
        to: calendar.text(period.to), timeZone: calendar.name, filters: writer.filters(query),
        rowsRead: table.rowsRead, sql: main.map(\.statement.sql)))
  }

  /// The day of the shop's first order, or today's where there is none.
  private func start(_ names: ShopNames, _ query: AnalyticsQuery) -> Timestamp {
    let first = names.firstOrder ?? query.to
    return calendar.start(of: calendar.day(of: min(first, query.to)))
  }
}

/// A question as it was read.
package struct ReadQuestion: Sendable {
  package var query: AnalyticsQuery
  /// What was taken for granted: "sales" read as revenue.
  package var notes: [String]
  /// A picture is asked for.
  package var asksForChart: Bool

  package init(query: AnalyticsQuery, notes: [String] = [], asksForChart: Bool = false) {
    self.query = query
    self.notes = notes
    self.asksForChart = asksForChart
  }
}
