import Foundation
import TestSupport
import Testing

/// Shoppers who buy while something breaks, and the oracle afterwards.
struct Crowd: Sendable {
  var subject: String
  var engine = Engine.sqlite
  var buyers = 6
  var environment: [String: String] = [:]
  static let lanterns = 100_000

  /// - Parameter nemesis: starts the servers and breaks things; shoppers stop buying when it returns.
  func prove(_ nemesis: @Sendable (Fleet, FakeWhatsApp) async throws -> Void) async throws {
    print("prove: \(engine.rawValue) | \(subject) | seed \(Proof.seed)")
    var plan = TestShop.Plan(engine: engine)
    plan.starts = false
    plan.environment = ["SOUK_LOG_LEVEL": "trace", "TELEGRAM_BOT_TOKEN": ""].merging(environment) { $1 }
    try await TestShop.with(plan) { shop in
      try await shop.database.change("UPDATE variants SET stock = \(Self.lanterns) WHERE sku = '\(Oracle.sku)'")
      let fleet = Fleet(environment: shop.environment, folder: shop.folder)
      let (whatsApp, buyers) = (shop.whatsApp, buyers)
      let crowd = Task { await Self.buy(buyers, whatsApp, fleet) }
      try await nemesis(fleet, whatsApp)
      await fleet.end()
      let done = await crowd.value
      #expect(done.failures.isEmpty, "\(done.failures)")
      let isQuiet = try await eventually(withinSeconds: 180) { try await shop.database.isQuiet() }
      let log = await fleet.logs.last ?? ""
      try #require(isQuiet, "not quiet; the log ends: \(log.suffix(1_500))")
      let oracle = Oracle(shop: shop, fleet: fleet, stock: Self.lanterns, confirmed: done.confirmed)
      report(subject, engine, try await oracle.invariants())
      try await fleet.stop()
    }
  }

  private static func buy(
    _ buyers: Int, _ whatsApp: FakeWhatsApp, _ fleet: Fleet
  ) async -> (confirmed: Int, failures: [String]) {
    await withTaskGroup(of: (confirmed: Int, failures: [String]).self) { group in
      for number in 0..<buyers {
        let buyer = Buyer(shopper: Buyer.shopper(number), whatsApp: whatsApp, fleet: fleet)
        group.addTask { await buyer.shop(seed: Proof.seed &+ UInt64(number)) }
      }
      return await group.reduce(into: (confirmed: 0, failures: [String]())) {
        $0.confirmed += $1.confirmed
        $0.failures += $1.failures
      }
    }
  }
}
