import Commerce
import Dialogue
import Testing

@testable import Storage

/// What orders and chats leave in a customer's file, on both engines.
@Suite(.serialized) struct CustomerFileTests {
  @Test(arguments: TestEngine.available)
  func `points come with delivery and go in part with what goes back`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var shop = box.store
      shop.settings.selling = SellingRules()
      shop.settings.selling?.pointsPerUnit = 10
      try await box.storage.stores.update(shop)
      let tea = try await box.stocked(box.product("tea", price: 500))
      _ = try await box.order([box.line(tea, quantity: 2)], id: "1")
      let customer = try #require(await box.scope.customers.list(limit: 1).first).id
      func points() async throws -> Int64? { try await box.scope.customers.record(customer)?.points }
      func perform(_ action: OrderAction) async throws {
        box.clock.advance(1_000)
        _ = try await box.scope.orders.perform(action, on: "1001", who: "sam", why: "test")
      }
      for action: OrderAction in [.pack, .ship(ShipmentNote(), []), .deliver] {
        #expect(try await points() == 0)
        try await perform(action)
      }
      // 12.50 with delivery are twelve whole units, 8.00 are eight.
      #expect(try await points() == 120)
      try await perform(.refund(amountMinor: 450))
      #expect(try await points() == 80)
      try await perform(.refund(amountMinor: nil))
      #expect(try await points() == 0)
      #expect(try await box.count("loyalty_entries") == 3)
    }
  }

  @Test(arguments: TestEngine.available)
  func `addresses are kept once and in bounds, and stop is a consent taken back`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea"))
      for id in ["1", "2"] { _ = try await box.order([box.line(tea)], id: id) }
      let customers = box.scope.customers
      let customer = try #require(await customers.list(limit: 1).first).id
      #expect(try await customers.addresses(of: customer, before: nil, limit: 9)?.map(\.address) == ["1 Main St"])
      for number in 1...CustomerFileRows.maximumAddresses {
        box.clock.advance(1_000)
        _ = try await customers.keepAddress("\(number) Oak St", label: nil, of: customer)
      }
      // The one used longest ago made room.
      let kept = try #require(await customers.addresses(of: customer, before: nil, limit: 99)).map(\.address)
      #expect(kept.count == CustomerFileRows.maximumAddresses && !kept.contains("1 Main St"))

      for (id, isOut) in [("3", true), ("4", false)] {
        box.clock.advance(1_000)
        try await box.commit(box.turn("stop", id: id), [.setOptedOut(isOut)])
        let consents = try #require(await customers.consents(of: customer))
        #expect(consents.map(\.purpose) == [CustomerConsent.messages] && consents.map(\.isGiven) == [!isOut])
      }
      let other = box.storage.store(try await box.storage.stores.create(slug: "other", name: "Other").id)
      #expect(try await other.customers.addresses(of: customer, before: nil, limit: 9) == nil)
      #expect(try await other.customers.setConsent("marketing", isGiven: true, source: "x", of: customer) == nil)
    }
  }
}
