import Commerce
import Foundation
import Logging
import Storage

/// Shops with a year of orders each, in one SQLite file: written once, and found again by later runs.
struct Shops {
  static let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
  /// 2026-11-20 15:00 UTC.
  static let now = Timestamp(seconds: 1_795_186_800)
  private static let yearSeconds: Int64 = 365 * 86_400

  let url: DatabaseURL
  let stores: [Store]

  static func open(path: String, stores count: Int, lines: Int) async throws -> Shops {
    let isNew = !FileManager.default.fileExists(atPath: path)
    let url = DatabaseURL.sqlite(path: path)
    let time = TimeSource { now }
    let storage = try await SoukStorage.open(
      url, time: time,
      ids: IDGenerator(process: 1, now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }),
      logger: logger)
    var stores: [Store] = []
    for number in 0..<count {
      let store = try await storage.stores.create(slug: "s\(number)", name: "Shop \(number)")
      stores.append(store)
      guard isNew else { continue }
      let report = try await storage.store(store.id).history.upsert(orders(lines / count, seed: UInt64(number + 1)))
      print("shop \(number): \(report.created) orders")
    }
    try await storage.database.close()
    return Shops(url: url, stores: stores)
  }

  private static func orders(_ lines: Int, seed: UInt64) -> [PastOrder] {
    var random = Chance(state: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
    var orders: [PastOrder] = []
    var written = 0
    while written < lines {
      let order = order(orders.count, &random)
      written += order.lines.count
      orders.append(order)
    }
    return orders
  }

  private static func order(_ number: Int, _ random: inout Chance) -> PastOrder {
    let lines = (0...random.below(4)).map { _ in
      // The square favours a few products, as sales do.
      let product = random.below(500) * random.below(500) / 500
      return PastOrderLine(
        sku: "SKU\(product)", name: "Product \(product)", vendor: "Brand \(product % 20)",
        quantity: 1 + random.below(3),
        unitPriceMinor: Int64(1_000 + product), discountMinor: 0)
    }
    let usd = { (minor: Int64) in Money(minorUnits: minor, currency: .usd) }
    let goods = lines.reduce(0) { $0 + $1.amountMinor }
    let at = Timestamp(seconds: now.milliseconds / 1_000 - Int64(random.below(Int(yearSeconds))))
    var order = PastOrder(
      number: "#\(number)", placedAt: at, subtotal: usd(goods), discount: usd(0), shipping: usd(500), tax: usd(0),
      total: usd(goods + 500), refunded: usd(random.below(20) == 0 ? goods : 0), lines: lines)
    order.email = "c\(random.below(4_000))@mail.test"
    order.cancelledAt = random.below(30) == 0 ? at : nil
    (order.financialStatus, order.fulfilmentStatus) = ("paid", "fulfilled")
    order.channel = ["web", "pos", "whatsapp", "instagram"][random.below(4)]
    order.paymentMethod = ["Card", "PayPal", "Cash"][random.below(3)]
    (order.city, order.country) = ("City \(random.below(60))", "US")
    order.coupon = ["", "", "", "SAVE"][random.below(4)]
    return order
  }
}

/// Chance that repeats itself.
struct Chance {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 11) % limit
  }
}
