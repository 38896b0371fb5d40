import Commerce
import Dialogue
import Testing

@testable import Analytics
@testable import Storage

/// Every figure of the layer by everything it can be split by, over several periods, equals a recount of a shop in
/// which all of it happens. A figure that is new in the layer fails until it is recounted.
@Suite(.serialized) struct LayerRecountTests {
  @Test(arguments: RecountTests.engines)
  func `the whole layer equals a recount`(_ engine: String) async throws {
    // Half an hour from all others, with clocks that change.
    let (zone, seed) = ("America/St_Johns", UInt64(16))
    let history = GeneratedHistory(seed: seed, zone: zone)
    let world = ShopWorld(history: history, seed: seed)
    try await HistoryBox.with(engine, world, noise: ShopWorld(history: history, seed: seed + 1)) { runner in
      let analyst = try HistoryBox.analyst(zone, runner)
      let names = try await analyst.names(until: history.now)
      let first = try #require(names.firstOrder)
      let calendar = StoreCalendar(zone)
      let ever = AnalyticsPeriod(from: calendar.start(of: calendar.day(of: first)), to: history.now)
      var recounted: Set<String> = []
      for period in history.periods + [ever] {
        let recount = WorldRecount(world: world, period: period, zone: zone)
        for metric in analyst.layer.metrics.map(\.name) {
          for dimension in [nil] + analyst.layer.dimensions.map({ Optional($0.name) }) {
            var query = AnalyticsQuery(metrics: [metric], from: period == ever ? nil : period.from, to: period.to)
            query.dimensions = dimension.map { [$0] } ?? []
            guard Self.isTold(query, analyst, names) else { continue }
            let answer = try await analyst.answer(ReadQuestion(query: query), names: names)
            let expected = recount.table(metric, by: dimension)
            #expect(Recount.table(answer) == expected, "\(metric) by \(dimension ?? "nothing") in \(zone), \(period)")
            recounted.insert(metric)
          }
        }
      }
      #expect(recounted == Set(analyst.layer.metrics.map(\.name)), "each figure is told of something")
    }
  }

  /// The database leaves out what cannot be among them.
  @Test(arguments: RecountTests.engines)
  func `the first of each are those of the whole list`(_ engine: String) async throws {
    let (zone, seed) = ("Europe/Lisbon", UInt64(23))
    let history = GeneratedHistory(seed: seed, zone: zone)
    let world = ShopWorld(history: history, seed: seed)
    try await HistoryBox.with(engine, world, noise: ShopWorld(history: history, seed: seed + 1)) { runner in
      let analyst = try HistoryBox.analyst(zone, runner)
      let names = try await analyst.names(until: history.now)
      for (metric, outer, inner) in [
        ("revenue", "city", "product"), ("units", "channel", "brand"), ("orders", "coupon", "city"),
        ("revenue", "customer", "product"),
      ] {
        for descending in [true, false] {
          var query = AnalyticsQuery(metrics: [metric], to: history.now)
          (query.dimensions, query.descending) = ([outer, inner], descending)
          let whole = try await analyst.answer(ReadQuestion(query: query), names: names)
          (query.limit, query.limitWithin) = (2, outer)
          let cut = try await analyst.answer(ReadQuestion(query: query), names: names)
          var first: [String: [[AnalyticsAnswer.Cell]]] = [:]
          for row in whole.rows where first["\(row[0])"]?.count ?? 0 < 2 { first["\(row[0])", default: []].append(row) }
          let expected = Set(first.values.joined().map { "\($0)" })
          #expect(!cut.rows.isEmpty)
          #expect(Set(cut.rows.map { "\($0)" }) == expected, "\(metric) of \(inner) in each \(outer)")
          #expect(cut.receipt.rowsRead == whole.receipt.rowsRead)
        }
      }
    }
  }

  /// "orders with both": of one order, or of all orders of one customer.
  @Test(arguments: RecountTests.engines)
  func `what belongs together is in one order or from one customer`(_ engine: String) async throws {
    let (zone, seed) = ("Asia/Kathmandu", UInt64(31))
    let history = GeneratedHistory(seed: seed, zone: zone)
    let world = ShopWorld(history: history, seed: seed)
    try await HistoryBox.with(engine, world, noise: ShopWorld(history: history, seed: seed + 1)) { runner in
      let analyst = try HistoryBox.analyst(zone, runner)
      let names = try await analyst.names(until: history.now)
      let ever = AnalyticsPeriod(from: Timestamp(milliseconds: 0), to: history.now)
      let lines = try #require(WorldRecount(world: world, period: ever, zone: zone).rows("units", by: nil))
      let goods = Set(lines.compactMap { $0.keys["product"] }).sorted()
      var found = 0
      for (first, second) in zip(goods, goods.dropFirst()) {
        let having = { (name: String) in lines.filter { $0.keys["product"] == name } }
        let orders = Set(having(first).map(\.id)).intersection(having(second).map(\.id))
        let people = Set(having(first).compactMap(\.customer)).intersection(having(second).compactMap(\.customer))
        for (holder, metric, expected) in [
          (AnalyticsTogether.Of.order, "orders", orders.count), (.customer, "customers", people.count),
        ] {
          var query = AnalyticsQuery(metrics: [metric], to: history.now)
          query.together = AnalyticsTogether(
            of: holder, filters: [first, second].map { AnalyticsFilter(dimension: "product", values: [$0]) })
          let answer = try await analyst.answer(ReadQuestion(query: query), names: names)
          #expect(answer.rows == [[.integer(Int64(expected))]], "\(metric) with \(first) and \(second)")
        }
        found += orders.count
      }
      #expect(found > 0)
    }
  }

  /// What was bought before and not since has fallen furthest, and has no rows of the period.
  @Test func `what is gone since is compared too`() async throws {
    let (zone, seed) = ("UTC", UInt64(5))
    let history = GeneratedHistory(seed: seed, zone: zone)
    let world = ShopWorld(history: history, seed: seed)
    try await HistoryBox.with("sqlite", world, noise: ShopWorld(history: history, seed: seed + 1)) { runner in
      let analyst = try HistoryBox.analyst(zone, runner)
      let names = try await analyst.names(until: history.now)
      var query = AnalyticsQuery(metrics: ["orders"], from: history.now, to: history.now)
      (query.dimensions, query.descending) = (["channel"], false)
      query.comparison = AnalyticsPeriod(from: Timestamp(milliseconds: 0), to: history.now)
      let answer = try await analyst.answer(ReadQuestion(query: query), names: names)
      #expect(!answer.rows.isEmpty)
      #expect(answer.rows.allSatisfy { $0[1] == .integer(0) && ($0[2].number ?? 0) > 0 })
    }
  }

  /// A catalogue in another currency than the orders is worth what its own says.
  @Test func `stock is valued in the currency that it is priced in`() {
    let read = { (rows: [[AnalyticsValue]]) in ShopNames.read([rows, [], []], Self.noLayer, storeCurrency: .usd) }
    let orders: [AnalyticsValue] = [.text("history"), .text("GBP"), .integer(7), .integer(1)]
    let own = read([
      orders, [.text("stock"), .text("GBP"), .integer(1), .none], [.text("stock"), .text("EUR"), .integer(9), .none],
    ])
    #expect(own.currency.code == "GBP")
    #expect(own.stockCurrency.code == "GBP")
    #expect(own.otherStockCurrencies == ["EUR"])
    let other = read([orders, [.text("stock"), .text("USD"), .integer(4), .none]])
    #expect(other.currency.code == "GBP")
    #expect(other.stockCurrency.code == "USD")
    #expect(other.otherStockCurrencies.isEmpty)
  }

  private static let noLayer = AnalyticsLayer(facts: [:], metrics: [], dimensions: [])

  private static func isTold(_ query: AnalyticsQuery, _ analyst: Analyst, _ names: ShopNames) -> Bool {
    let compiler = AnalyticsCompiler(layer: analyst.layer, calendar: analyst.calendar, names: names)
    do {
      _ = try compiler.parts(of: query, in: AnalyticsPeriod(from: query.from ?? query.to, to: query.to))
      return true
    } catch {
      return false
    }
  }
}
