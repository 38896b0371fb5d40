import Commerce
import Dialogue
import Testing

@testable import Storage

/// Goods that come back for others, on both engines.
@Suite(.serialized) struct ExchangeTests {
  /// An order of three teas at 10.00, delivered and paid in cash, with the fee of 2.50.
  private func delivered(_ box: StorageBox, _ tea: Product) async throws -> Order {
    _ = try await box.order([box.line(tea, quantity: 3)], id: "1")
    for action in [OrderAction.ship(ShipmentNote(), []), .deliver] {
      _ = try await box.scope.orders.perform(action, on: "1001", who: "sam", why: "test")
    }
    return try #require(await box.scope.orders.order(number: "1001"))
  }

  private func exchange(_ box: StorageBox, _ picks: [LinePick], _ product: Product, _ count: Int = 1) -> GoodsExchange {
    GoodsExchange(
      id: box.storage.context.ids.next(), number: "1001", picks: picks,
      items: [.init(variant: product.variants[0].id, quantity: count)])
  }

  /// Stock is the sum of its movements, and no order gives back more than came in.
  private func wrong(_ box: StorageBox) async throws -> Int {
    let overdrawn = try await box.count("orders WHERE refunded_minor > paid_minor")
    return try await overdrawn
      + box.count(
        """
        variants v WHERE v.stock <> (SELECT COALESCE(SUM(m.delta), 0) FROM stock_movements m
          WHERE m.store_id = v.store_id AND m.variant_id = v.id)
        """)
  }

  @Test(arguments: TestEngine.available)
  func `for dearer goods the difference is paid with them`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      let pot = try await box.stocked(box.product("pot", price: 2_600, stock: 5))
      let old = try await delivered(box, tea)
      let swap = exchange(box, [LinePick(words: "tea", quantity: 1)], pot)
      try await box.scope.orders.exchange(swap, who: "sam")
      let new = try #require(await box.scope.orders.order(swap.id))
      // No fee a second time, and the tea's price is in it.
      #expect(new.total.minorUnits == 2_600 && new.paid.minorUnits == 1_000 && new.state == .confirmed)
      #expect(new.delivery.address == old.delivery.address && new.customerID == old.customerID)
      #expect(try await [box.available(tea), box.available(pot)] == [3, 4])
      let after = try #require(await box.scope.orders.order(old.id))
      #expect(after.state == .delivered && after.paid.minorUnits == 3_250 && after.refunded.minorUnits == 1_000)
      let spent = try await box.scope.spending.spending(of: old.customerID)
      #expect(spent.totalMinor == 3_250 - 1_000 + 2_600)
      for action in [OrderAction.ship(ShipmentNote(), []), .deliver] {
        _ = try await box.scope.orders.perform(action, on: new.number, who: "sam", why: "test")
      }
      let paid = try await box.scope.orders.payments(of: swap.id, before: nil, limit: 9)
      #expect(paid.map(\.amount.minorUnits) == [1_600, 1_000] && paid.map(\.provider) == ["cash", "exchange"])
      #expect(try await box.count("jobs WHERE kind = 'payment.refund'") == 0)
      #expect(try await wrong(box) == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `for cheaper goods the rest is still the customer's`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      let cup = try await box.stocked(box.product("cup", price: 400, stock: 5))
      let old = try await delivered(box, tea)
      let swap = exchange(box, [], cup, 2)
      try await box.scope.orders.exchange(swap, who: "sam")
      let new = try #require(await box.scope.orders.order(swap.id))
      #expect(new.state == .paid && new.paid == new.total && new.total.minorUnits == 800)
      #expect(try await box.scope.orders.order(old.id)?.state == .returned)
      _ = try await box.scope.orders.perform(.refund(amountMinor: nil), on: "1001", who: "sam", why: "the rest")
      let after = try #require(await box.scope.orders.order(old.id))
      #expect(after.state == .refunded && after.refunded == after.paid)
      #expect(try await box.scope.spending.spending(of: old.customerID).totalMinor == 800)
      #expect(try await [box.available(tea), box.available(cup)] == [5, 3])
      #expect(try await wrong(box) == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `what a shopper asked for is done with it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      let old = try await delivered(box, tea)
      for (id, isExchange) in [("2", true), ("3", false)] {
        let ask = ShopperAction.askReturn(lines: [], reason: "too small", isExchange: isExchange)
        try await box.commit(box.turn(id: id), [.shopperAction(ask, old.id)])
        #expect(try await box.count("staff_tasks WHERE closed_at IS NULL") == 1)
        if isExchange {
          try await box.scope.orders.exchange(exchange(box, [LinePick(words: "tea", quantity: 1)], tea), who: "sam")
        } else {
          _ = try await box.scope.orders.perform(.takeBack([]), on: "1001", who: "sam", why: "test")
        }
        #expect(try await box.count("staff_tasks WHERE closed_at IS NULL") == 0)
        #expect(try await box.count("returns WHERE state = 'asked' AND closed_at IS NULL") == 0)
      }
      #expect(try await box.count("staff_tasks WHERE closed_by = 'sam'") == 2)
    }
  }

  @Test(arguments: TestEngine.available)
  func `one that cannot be leaves nothing`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      let pot = try await box.stocked(box.product("pot", price: 2_600, stock: 1))
      let old = try await delivered(box, tea)
      await #expect(throws: OrderWishRefusal.outOfStock([pot.variants[0].id: 1])) {
        try await box.scope.orders.exchange(exchange(box, [], pot, 2), who: "sam")
      }
      await #expect(throws: OrderActionRefusal.self) {
        try await box.scope.orders.exchange(exchange(box, [LinePick(words: "tea", quantity: 4)], pot), who: "sam")
      }
      #expect(try await box.scope.orders.order(old.id) == old)
      #expect(try await [box.count("orders"), box.count("returns"), box.count("refunds")] == [1, 0, 0])
      #expect(try await [box.available(tea), box.available(pot)] == [2, 1])
    }
  }

  /// One piece, and eight who want it in exchange for what they have.
  @Test(arguments: TestEngine.available)
  func `the last piece is exchanged for once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      let pot = try await box.stocked(box.product("pot", price: 2_600, stock: 1))
      _ = try await delivered(box, tea)
      let swaps = (0..<8).map { _ in exchange(box, [LinePick(words: "tea", quantity: 1)], pot) }
      let done = try await withThrowingTaskGroup(of: Bool.self) { group in
        for (number, swap) in swaps.enumerated() {
          let storage = number.isMultiple(of: 2) ? box.storage : box.secondProcess
          group.addTask {
            do {
              try await storage.store(box.store.id).orders.exchange(swap, who: "sam")
              return true
            } catch is OrderWishRefusal { return false }
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(done == 1)
      #expect(try await [box.available(pot), box.available(tea)] == [0, 3])
      #expect(try await wrong(box) == 0)
    }
  }
}
