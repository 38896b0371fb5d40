import Commerce
import Foundation

/// Answers questions about one store: from words to a query, from a query to figures.
package struct Analyst: Sendable {
  let layer: AnalyticsLayer
  private let words: QuestionWords
  let calendar: StoreCalendar
  private let storeCurrency: Currency
  let runner: any AnalyticsRunner

  /// A store's own thresholds of its kinds of customers.
  package var segments = SegmentRules()
  /// So many pieces or fewer are low.
  package var lowStock = 5

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
    _ question: String, names: ShopNames, now: Timestamp, after previous: AnalyticsQuery? = nil,
    told: AnalyticsTold? = nil
  ) throws -> ReadQuestion {
    try reader(names, now).read(question, after: previous, told: told)
  }

  func reader(_ names: ShopNames, _ now: Timestamp) -> QuestionReader {
    let lexicon = Lexicon(layer: layer, words: words, names: names)
    var reader = QuestionReader(
      layer: layer, lexicon: lexicon, calendar: calendar, now: now,
      minorUnits: Int64(names.currency.minorUnitsPerMajor))
    reader.lowStock = Int64(lowStock)
    return reader
  }

  /// The query with the matching period before it to compare with, where it has a period and no comparison yet.
  package func comparing(_ query: AnalyticsQuery, now: Timestamp) -> AnalyticsQuery {
    guard query.comparison == nil, query.calculation == nil, let from = query.from else { return query }
    let (first, end) = (calendar.day(of: from), calendar.day(of: query.to.adding(milliseconds: -1)) + 1)
    // A period that was on when it was asked for is told of up to then, and still is what it was a moment later.
    let wasOn = query.to != calendar.start(of: calendar.day(of: query.to))
    let unit = CalendarUnit.allCases.first { unit in
      let whole = calendar.adding(1, unit, to: calendar.first(unit, of: first))
      return calendar.first(unit, of: first) == first && (whole == end || wasOn && whole > end)
    }
    var compared = query
    let to = unit.map { first - (first - calendar.adding(-1, $0, to: first)) } ?? first - (end - first)
    let start = calendar.start(of: to)
    let isOver = query.to == calendar.start(of: end)
    let intoDay = query.to.milliseconds - calendar.start(of: end - 1).milliseconds
    let last = isOver ? calendar.start(of: to + end - first) : calendar.start(of: to + end - 1 - first)
    let part = isOver ? last : last.adding(milliseconds: intoDay)
    let isWhole = isOver && query.to < now
    compared.comparison = AnalyticsPeriod(from: start, to: isWhole ? from : min(part, from))
    return compared
  }

  /// - Throws: ``AnalyticsError``, and what the runner throws.
  package func answer(_ read: ReadQuestion, names: ShopNames) async throws -> AnalyticsAnswer {
    let query = read.query
    var (names, notes) = (names, read.notes)
    if isOfStock(query) {
      names.currency = names.stockCurrency
      let others = names.otherStockCurrencies
      if query.metrics.contains("stock_value"), !others.isEmpty {
        notes.append("What is priced in \(others.joined(separator: ", ")) is left out.")
      }
    }
    let compiler = AnalyticsCompiler(layer: layer, calendar: calendar, names: names, segments: segments)
    let period = AnalyticsPeriod(from: query.from ?? start(names, query), to: query.to)
    let main = try compiler.parts(of: query, in: period)
    let old = try query.comparison.map { try compiler.parts(of: query, in: $0) } ?? []
    var unfiltered = query
    // A share of goods is one of all lines, whose sum is not that of the orders; so the whole is made of lines too.
    let ofGoods = query.filters.first { AbsentRows.goods.contains($0.dimension) }
    unfiltered.filters = ofGoods.map { [AnalyticsFilter(dimension: $0.dimension, values: [], isExcluding: true)] } ?? []
    unfiltered.conditions = []
    unfiltered.together = nil
    let needsWhole =
      query.calculation == .share
      && !(query.filters.isEmpty && query.conditions.isEmpty && query.together == nil)
      && query.dimensions.allSatisfy { layer.dimension($0)?.isTime == true }
    let whole = needsWhole ? try compiler.parts(of: unfiltered, in: period) : []
    let absent = AbsentRows(query: query, layer: layer)
    let ever = try absent.map { try compiler.parts(of: $0.ever, in: everything(names, query)) } ?? []
    let statements = (main + old + whole + ever).map(\.statement) + (absent?.onSale.map { [$0] } ?? [])
    let rows = try await runner.run(statements)
    let (first, second) = (main.count, main.count + old.count)
    let third = second + whole.count
    var table = AnswerTable(
      compiler: compiler, query: query, period: period, parts: main, rows: Array(rows[..<first]))
    if let absent {
      let rest = Array(rows[third..<third + ever.count])
      table.addMissing(
        of: AnswerTable(
          compiler: compiler, query: absent.ever, period: everything(names, query), parts: ever, rows: rest))
      for row in absent.onSale == nil ? [] : rows[third + ever.count] {
        if case .text(let title)? = row.first { table.addMissing(title) }
      }
    }
    let before = query.comparison.map {
      AnswerTable(compiler: compiler, query: query, period: $0, parts: old, rows: Array(rows[first..<second]))
    }
    if let before, !query.dimensions.contains(where: { layer.dimension($0)?.isTime == true }) {
      // What was sold before and not since has fallen furthest.
      table.addMissing(of: before)
    }
    let all =
      needsWhole
      ? AnswerTable(
        compiler: compiler, query: unfiltered, period: period, parts: whole, rows: Array(rows[second..<third]))
      : nil
    let built = AnswerBuilder(compiler: compiler, query: query, main: table, before: before, whole: all).build()
    let writer = AnswerWriter(layer: layer, calendar: calendar, currency: names.currency)
    return AnalyticsAnswer(
      title: writer.title(query, period, names),
      text: writer.text(query, period, built.columns, built.rows, notes),
      query: query, columns: built.columns, rows: built.rows,
      receipt: AnalyticsAnswer.Receipt(
        id: writer.id(query), definition: writer.definition(query), from: calendar.text(period.from),
        to: calendar.text(period.to), timeZone: calendar.name, filters: writer.filters(query),
        rowsRead: table.rowsRead, sql: main.map(\.statement.sql)),
      range: writer.range(period), comparedRange: query.comparison.map(writer.range))
  }

  /// Whether all figures are of what is in the shop now, which may be priced in another currency than orders are.
  private func isOfStock(_ query: AnalyticsQuery) -> Bool {
    query.metrics.allSatisfy { name in
      AnalyticsCompiler.sources(of: name, layer).allSatisfy { layer.facts[$0.fact]?.isOfNow ?? false }
    }
  }

  /// What is taken for granted where sales are asked for without a measure.
  package static let salesNote = "Sales are read as revenue; ask for units to count pieces."

  /// `$1,234.50`, `12`, `3.4 %`.
  package func figure(
    _ cell: AnalyticsAnswer.Cell, _ column: AnalyticsAnswer.Column, currency: Currency
  ) -> String {
    AnswerWriter(layer: layer, calendar: calendar, currency: currency).figure(cell, column)
  }

  /// `Revenue by category`: a title that holds for any period.
  package func shortTitle(_ query: AnalyticsQuery) -> String {
    let writer = AnswerWriter(layer: layer, calendar: calendar, currency: storeCurrency)
    return writer.title(query)
  }

  private func everything(_ names: ShopNames, _ query: AnalyticsQuery) -> AnalyticsPeriod {
    AnalyticsPeriod(from: start(names, query), to: query.to)
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
  /// A figure, or a word that stands for one, is named: it is no shopper's sentence.
  package var namesFigure: Bool
  /// A figure is named outright, not only by a verb such as "sold".
  package var namesMetric: Bool
  package var isFollowUp: Bool
  /// It speaks of a row of the answer before, so that its words alone do not say it again.
  package var isOfTold = false

  package init(
    query: AnalyticsQuery, notes: [String] = [], asksForChart: Bool = false, namesFigure: Bool = true,
    namesMetric: Bool = false, isFollowUp: Bool = false
  ) {
    self.query = query
    self.notes = notes
    self.asksForChart = asksForChart
    self.namesFigure = namesFigure
    self.namesMetric = namesMetric
    self.isFollowUp = isFollowUp
  }
}
