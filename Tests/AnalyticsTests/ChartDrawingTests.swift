import Charts
import Commerce
import Testing

/// What is drawn of an answer, before anything is.
@Suite struct ChartDrawingTests {
  private typealias Cell = AnalyticsAnswer.Cell
  private typealias Column = AnalyticsAnswer.Column

  private static func drawing(_ dimensions: [String], _ columns: [Column], _ rows: [[Cell]]) -> ChartDrawing? {
    var query = AnalyticsQuery(metrics: ["revenue"], to: Timestamp(milliseconds: 0))
    query.dimensions = dimensions
    let receipt = AnalyticsAnswer.Receipt(
      id: "", definition: "", from: "", to: "", timeZone: "UTC", filters: [], rowsRead: 0, sql: [])
    return ChartDrawing(
      AnalyticsAnswer(title: "T, 2026", text: "", query: query, columns: columns, rows: rows, receipt: receipt),
      currency: .usd)
  }

  private static let money = Column(name: "revenue", kind: .money, currency: "GBP")

  @Test func `the time of an order is no bar`() throws {
    let drawing = try #require(
      Self.drawing(
        ["order_number"],
        [Column(name: "order_number", kind: .text), Column(name: "last_order", kind: .date), Self.money],
        [
          [.text("#2"), .text("2026-11-20 13:50"), .integer(4_490)],
          [.text("#1"), .text("2026-11-20 11:00"), .integer(800)],
        ]))
    #expect(drawing.form == .bars)
    #expect(drawing.labels == ["#2", "#1"])
    #expect(drawing.series.map(\.values) == [[4_490, 800]])
    // In the answer's own currency; pence are told whole or not at all.
    #expect(drawing.short(4_490) == "£44.90")
    #expect(drawing.short(800) == "£8")
    #expect(drawing.short(-650) == "-£6.50")
    #expect(drawing.short(12_345) == "£123")
  }

  @Test func `bars of several parts stand by their whole`() throws {
    let parts = [("Beds", "web", 50), ("Leads", "web", 60), ("Beds", "pos", 40), ("Leads", "pos", 10)]
    let drawing = try #require(
      Self.drawing(
        ["category", "channel"],
        [Column(name: "category", kind: .text), Column(name: "channel", kind: .text), Self.money],
        parts.map { [.text($0.0), .text($0.1), .integer(Int64($0.2))] }.sorted { "\($0)" > "\($1)" }))
    #expect(drawing.form == .stackedBars)
    #expect(drawing.labels == ["Beds", "Leads"])
    #expect(drawing.series.map(\.name) == ["web", "pos"])
    #expect(drawing.series.map(\.values) == [[50, 60], [40, 10]])
  }

  @Test func `a figure alone makes no picture`() {
    #expect(Self.drawing([], [Self.money], [[.integer(1)]]) == nil)
    #expect(
      Self.drawing(["city"], [Column(name: "city", kind: .text), Self.money], [[.text("A"), .integer(1)]]) == nil)
  }
}
