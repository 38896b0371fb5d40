import Commerce
import Dialogue
import Foundation
import Logging
import Testing

@testable import Analytics
@testable import Storage

/// Every figure, by every dimension, over several periods, equals a slow recount of the same history written apart from
/// the layer: on both engines, in zones with and without daylight saving.
@Suite(.serialized) struct RecountTests {
  static let engines: [String] =
    ProcessInfo.processInfo.environment["SOUK_TEST_POSTGRES_URL"] == nil ? ["sqlite"] : ["sqlite", "postgres"]
  static let zones = [
    "UTC", "Europe/Lisbon", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham", "America/St_Johns",
    "America/Sao_Paulo", "Africa/Cairo", "Asia/Tokyo", "Asia/Jakarta", "Europe/London", "Africa/Casablanca",
    "America/Santiago", "Pacific/Kiritimati", "Asia/Beirut",
  ]

  @Test(arguments: engines, zones)
  func `the layer equals a recount`(_ engine: String, _ zone: String) async throws {
    let history = GeneratedHistory(seed: UInt64(zone.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xffff), zone: zone)
    try await HistoryBox.with(engine, history.orders) { (runner) async throws in
      let analyst = try HistoryBox.analyst(zone, runner)
      let names = try await analyst.names(until: history.now)
      // A zone changes nothing but times.
      let dimensions = Recount.times + (zone == "UTC" ? Recount.others : [])
      for period in history.periods {
        let recount = Recount(history: history, period: period, zone: zone)
        for dimension in dimensions {
          let metrics = Self.share(of: Recount.metrics(by: dimension), zone: zone)
          let expected = recount.count(metrics, by: dimension)
          for metric in metrics {
            var query = AnalyticsQuery(metrics: [metric], from: period.from, to: period.to)
            query.dimensions = dimension.map { [$0] } ?? []
            let answer = try await analyst.answer(ReadQuestion(query: query), names: names)
            let found = Recount.table(answer)
            #expect(found == expected[metric], "\(metric) by \(dimension ?? "nothing") in \(zone), \(period)")
          }
        }
      }
    }
  }
}

extension RecountTests {
  @Test(arguments: engines) func `a share of one product is its row among the shares of all`(
    _ engine: String
  ) async throws {
    let history = GeneratedHistory(seed: 11, zone: "UTC")
    try await HistoryBox.with(engine, history.orders) { (runner) async throws in
      let analyst = try HistoryBox.analyst("UTC", runner)
      let names = try await analyst.names(until: history.now)
      var query = AnalyticsQuery(metrics: ["revenue"], to: history.now)
      query.calculation = .share
      query.dimensions = ["product"]
      let all = try await analyst.answer(ReadQuestion(query: query), names: names)
      #expect(all.rows.count > 1)
      query.dimensions = []
      for row in all.rows {
        guard case .text(let product)? = row.first else { continue }
        query.filters = [AnalyticsFilter(dimension: "product", values: [product])]
        let one = try await analyst.answer(ReadQuestion(query: query), names: names)
        #expect(one.rows.first?.last == row.last, "\(product)")
      }
    }
  }

  /// Everything in UTC; elsewhere every fourth figure, in turn, so that the zones together have each several times.
  private static func share(of metrics: [String], zone: String) -> [String] {
    guard let place = zones.firstIndex(of: zone), place > 0 else { return metrics }
    return metrics.enumerated().filter { $0.offset % 4 == place % 4 }.map(\.element)
  }
}

/// Orders of two years with everything that makes figures hard: days on which clocks change, cancellations, refunds,
/// orders without an address, coupons.
struct GeneratedHistory {
  let orders: [PastOrder]
  let now: Timestamp
  let periods: [AnalyticsPeriod]

  init(seed: UInt64, zone: String) {
    var random = Lottery(seed: seed)
    let start: Int64 = 1_735_689_600
    var orders: [PastOrder] = []
    // Around both changes of the clock orders come every quarter of an hour, elsewhere every day or two.
    let changes: [Int64] = [1_743_296_400, 1_761_440_400, 1_741_503_600, 1_762_063_200, 1_743_865_200, 1_759_593_600]
    var moments: [Int64] = changes.flatMap { change in (-24...24).map { change + $0 * 900 } }
    var moment = start
    while moment < start + 500 * 86_400 {
      moment += Int64(random.below(150_000))
      moments.append(moment)
    }
    for (index, moment) in moments.sorted().enumerated() {
      orders.append(Self.order(index, moment, &random))
    }
    self.orders = orders
    now = Timestamp(seconds: start + 500 * 86_400)
    let calendar = StoreCalendar(zone)
    let day = { (text: (Int, Int, Int)) in
      calendar.start(of: CivilDate(year: text.0, month: text.1, day: text.2).dayNumber)
    }
    periods = [
      AnalyticsPeriod(from: day((2025, 3, 1)), to: day((2025, 5, 1))),
      AnalyticsPeriod(from: day((2025, 9, 15)), to: Timestamp(seconds: 1_762_300_000)),
    ]
  }

  private static func order(_ index: Int, _ moment: Int64, _ random: inout Lottery) -> PastOrder {
    let lines = (0...random.below(3)).map { _ in
      PastOrderLine(
        sku: "", name: ["Tea", "Mug", "Tote", "Print"][random.below(4)], vendor: ["Fern", "Clay", ""][random.below(3)],
        quantity: 1 + random.below(3), unitPriceMinor: Int64(100 + random.below(5_000)),
        discountMinor: random.below(4) == 0 ? 50 : 0)
    }
    let usd = { (minor: Int64) in Money(minorUnits: minor, currency: .usd) }
    let goods = lines.reduce(0) { $0 + $1.amountMinor }
    let coupon = ["", "", "SAVE", "HELLO"][random.below(4)]
    let discount = coupon.isEmpty ? 0 : goods / 10
    let (shipping, tax) = (Int64(random.below(2) * 500), goods / 13)
    let total = goods - discount + shipping + tax
    let refunded = random.below(8) == 0 ? (random.below(2) == 0 ? total : total / 3) : 0
    var order = PastOrder(
      number: "#\(index)", placedAt: Timestamp(seconds: moment), subtotal: usd(goods - discount),
      discount: usd(discount), shipping: usd(shipping), tax: usd(tax), total: usd(total), refunded: usd(refunded),
      lines: lines)
    order.email = random.below(10) == 0 ? nil : "p\(random.below(60))@example.com"
    order.cancelledAt = random.below(12) == 0 ? Timestamp(seconds: moment + 3_600) : nil
    order.financialStatus = ["paid", "pending", "voided", "paid"][random.below(4)]
    order.fulfilmentStatus = ["fulfilled", "partial", "unfulfilled"][random.below(3)]
    if order.fulfilmentStatus == "fulfilled", random.below(2) == 0 {
      order.fulfilledAt = Timestamp(seconds: moment + Int64(random.below(4 * 86_400)))
    }
    order.channel = ["web", "pos"][random.below(2)]
    order.paymentMethod = ["PayPal", "Card"][random.below(2)]
    order.city = ["Lisbon", "Porto", ""][random.below(3)]
    order.country = ["PT", "ES"][random.below(2)]
    order.coupon = coupon
    order.staff = ["", "Ana", "Ben"][Int(total) % 3]
    return order
  }
}

/// Chance that repeats itself.
struct Lottery {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 11) % limit
  }
}

/// A database with one shop's history in it, and a second shop whose orders must never be seen.
enum HistoryBox {
  static let logger = Logger(label: "analytics-tests") { _ in SwiftLogNoOpLogHandler() }

  static func analyst(_ zone: String, _ runner: any AnalyticsRunner) throws -> Analyst {
    let folder = QuestionTests.root + "/prompts/analytics"
    return Analyst(
      layer: try AnalyticsLayer.load(directory: folder), words: try QuestionWords.load(directory: folder),
      calendar: StoreCalendar(zone), currency: .usd, runner: runner)
  }

  static func with(
    _ engine: String, _ orders: [PastOrder], _ body: (any AnalyticsRunner) async throws -> Void
  ) async throws {
    try await with(
      engine,
      filling: { storage, store, other in
        _ = try await storage.store(store).history.upsert(orders)
        let again = try await storage.store(store).history.upsert(orders)
        #expect(again == OrderHistoryRepository.Report(created: 0, updated: 0, unchanged: orders.count))
        _ = try await storage.store(other).history.upsert(Array(orders.prefix(50)))
      }, body)
  }

  /// - Parameter noise: what the second shop has.
  static func with(
    _ engine: String, _ world: ShopWorld, noise: ShopWorld, _ body: (any AnalyticsRunner) async throws -> Void
  ) async throws {
    try await with(
      engine,
      filling: { storage, store, other in
        try await world.write(storage, store)
        try await noise.write(storage, other)
      }, body)
  }

  private static func with(
    _ engine: String, filling fill: (SoukStorage, StoreID, StoreID) async throws -> Void,
    _ body: (any AnalyticsRunner) async throws -> Void
  ) async throws {
    let now = TimeSource { Timestamp(milliseconds: 1_790_000_000_000) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "souk-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var url = DatabaseURL.sqlite(path: folder + "/souk.db")
    if engine == "postgres" {
      let server = try #require(ProcessInfo.processInfo.environment["SOUK_TEST_POSTGRES_URL"])
      let schema = "ask_" + UUID().uuidString.lowercased().replacing("-", with: "")
      let admin = try await openDatabase(.postgres(server), logger: logger, postgresConnections: 1)
      try await admin.write { try $0.script("CREATE SCHEMA \(schema)") }
      try await admin.close()
      url = .postgres(server + "?options=-csearch_path%3D\(schema)")
    }
    let storage = try await SoukStorage.open(url, time: now, ids: IDGenerator(process: 1, now: now.now), logger: logger)
    let store = try await storage.stores.create(slug: "main", name: "Main")
    let other = try await storage.stores.create(slug: "other", name: "Other")
    try await fill(storage, store.id, other.id)
    let reader = try await openReadOnly(url, logger: logger)
    try await body(SQLAnalyticsRunner(reader, store: store.id))
    await #expect(throws: StorageError.self) {
      try await reader.read { connection in
        _ = try connection.execute("DELETE FROM history_orders WHERE store_id = 0", [])
      }
    }
    try await reader.close()
    try await storage.database.close()
    try FileManager.default.removeItem(atPath: folder)
  }
}
