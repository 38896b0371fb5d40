import Commerce
import Dialogue
import Testing

@testable import Storage

/// Orders that staff ring up at the counter, on both engines.
@Suite(.serialized) struct CounterSaleTests {
  private func wish(_ product: Product, _ count: Int, for customer: CustomerID? = nil) -> OrderWish {
    OrderWish(
      customer: customer, items: [.init(variant: product.variants[0].id, quantity: count)], couponCodes: [],
      delivery: OrderDelivery(recipientName: "", fulfilment: .inStore, payment: .payInStore), provider: nil)
  }

  @Test(arguments: TestEngine.available)
  func `it is paid and handed over at once, by legal moves`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      let id = try await box.scope.orders.place(wish(tea, 2), who: "sam")
      let order = try #require(await box.scope.orders.order(id))
      #expect(order.state == .delivered && order.channel == "counter" && order.delivery.address == nil)
      #expect(order.total.minorUnits == 2_000 && order.paid == order.total && order.deliveryFee.minorUnits == 0)
      #expect(try await box.available(tea) == 3)
      let steps = try await box.scope.orders.history(of: id)
      #expect(steps.map(\.to) == [.confirmed, .paid, .packed, .readyForPickup, .delivered])
      #expect(steps.allSatisfy { $0.who == "sam" && $0.why == "sold at the counter" })
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.to.canMove(to: $1.to) })
      // It comes back like any other.
      _ = try await box.scope.orders.perform(.takeBack([]), on: order.number, who: "sam", why: "test")
      _ = try await box.scope.orders.perform(.refund(amountMinor: nil), on: order.number, who: "sam", why: "test")
      #expect(try await box.scope.orders.order(id)?.state == .refunded)
      #expect(try await box.available(tea) == 5)
    }
  }

  @Test(arguments: TestEngine.available)
  func `it takes from the counter's own stock first`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 0))
      let variant = tea.variants[0].id
      let stock = box.scope.stock
      var places: [LocationID] = []
      for (name, count) in [("Main", 5), ("Corner", 2)] {
        let place = StockLocation(id: box.storage.context.ids.next(), name: name, isDefault: name == "Main")
        try await stock.save(place)
        try await stock.setLevel(count, of: variant, at: place.id, why: "test")
        places.append(place.id)
      }
      var sale = wish(tea, 3)
      sale.place = places[1]
      let id = try await box.scope.orders.place(sale, who: "sam")
      func levels() async throws -> [Int] {
        let found = try await stock.levels(of: variant)
        return places.map { place in found.first { $0.location == place }?.stock ?? -1 }
      }
      #expect(try await levels() == [4, 0])
      let number = try #require(await box.scope.orders.order(id)?.number)
      _ = try await box.scope.orders.perform(.takeBack([]), on: number, who: "sam", why: "test")
      #expect(try await levels() == [5, 2])
    }
  }

  @Test(arguments: TestEngine.available)
  func `strangers are one customer without points or kind`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var store = box.store
      store.settings.selling = SellingRules()
      store.settings.selling?.pointsPerUnit = 10
      try await box.storage.stores.update(store)
      let tea = try await box.stocked(box.product("tea", price: 100_000, stock: 99))
      for number in 0..<12 {
        let storage = number.isMultiple(of: 2) ? box.storage : box.secondProcess
        _ = try await storage.store(box.store.id).orders.place(wish(tea, 1), who: "sam")
      }
      #expect(try await box.count("(SELECT DISTINCT customer_id FROM orders) o") == 1)
      let stranger = try #require(await box.scope.orders.page(before: nil, limit: 1, OrderFilter()).first?.customerID)
      #expect(try await box.scope.spending.spending(of: stranger) == .none)
      _ = try await box.scope.spending.refreshDue(limit: 9)
      #expect(try await box.scope.spending.best(limit: 9).isEmpty)
      #expect(try await box.count("customers WHERE points <> 0") == 0)
      let other = try await box.storage.stores.create(slug: "other", name: "Other")
      #expect(try await box.storage.store(other.id).spending.spending(of: stranger) == .none)
    }
  }

  @Test(arguments: TestEngine.available)
  func `somebody known is thanked, and it is theirs`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      let first = try await box.turn(id: "1")
      try await box.commit(first, [.updateCustomer(CustomerChange(name: "Ana", phone: "15035550142"))])
      let staff = try await box.turn(id: "2", user: "sam")
      try await box.scope.staff.set(.staff, for: box.identity("sam"))
      try await box.commit(staff)
      let turn = try await box.turn(id: "3", user: "sam")
      let sale = CounterSale(
        id: box.storage.context.ids.next(), items: [.init(variant: tea.variants[0].id, quantity: 2)],
        contact: "+1 (503) 555-0142")
      guard case .committed(let facts, _) = try await box.commit(turn, [.counterSale(sale)]) else {
        Issue.record("it was not sold")
        return
      }
      #expect(facts.orderTotals[sale.id]?.minorUnits == 2_000)
      let order = try #require(await box.scope.orders.order(sale.id))
      #expect(order.customerID == first.customer.id && order.delivery.recipientName == "Ana")
      let heard = try await box.turn(id: "4")
      #expect(heard.messages.count == 2 && heard.standing.spending?.totalMinor == 2_000)
    }
  }

  @Test(arguments: TestEngine.available)
  func `what cannot be had is refused, and nothing is left of it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 1))
      try await box.scope.staff.set(.staff, for: box.identity("sam"))
      let variant = tea.variants[0].id
      func sell(_ count: Int, _ contact: String? = nil, id: String) async throws -> TurnOutcome {
        let turn = try await box.turn(id: id, user: "sam")
        let sale = CounterSale(
          id: box.storage.context.ids.next(), items: [.init(variant: variant, quantity: count)], contact: contact)
        let outcome = try await box.commit(turn, [.counterSale(sale)])
        if case .refused = outcome { try await box.commit(turn) }
        return outcome
      }
      #expect(try await sell(2, id: "1") == .refused(.insufficientStock([variant: 1])))
      #expect(try await sell(1, "+15035550142", id: "2") == .refused(.actionRefused(.noCustomer("+15035550142"))))
      for table in ["orders", "payments", "stock_movements WHERE cause = 'order'", "carts"] {
        #expect(try await box.count(table) == 0, "\(table)")
      }
      #expect(try await box.available(tea) == 1)
      await #expect(throws: OrderWishRefusal.paymentNotOffered) {
        var cash = wish(tea, 1)
        cash.delivery.payment = .cashOnDelivery
        _ = try await box.scope.orders.place(cash, who: "sam")
      }
    }
  }

  /// Twenty tills and chats, ten pieces.
  @Test(arguments: TestEngine.available)
  func `the counter and the chat never sell one piece twice`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 10))
      var inputs: [TurnInput] = []
      for user in 0..<10 { inputs.append(try await box.turn(id: "m\(user)", user: "\(user)")) }
      let counter = wish(tea, 1)
      let sold = try await withThrowingTaskGroup(of: Bool.self) { group in
        for input in inputs {
          let lines = [box.line(tea)]
          let effects: [Effect] = [
            .saveCart(box.cart(input.cart.id, lines)), .placeOrder(box.draft(input.cart.id, lines)),
          ]
          group.addTask {
            if case .committed = try await box.storage.turns.commit(box.result(of: input, effects), of: input) {
              return true
            }
            return false
          }
          group.addTask {
            do {
              _ = try await box.secondProcess.store(box.store.id).orders.place(counter, who: "sam")
              return true
            } catch OrderWishRefusal.outOfStock { return false }
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(sold == 10)
      #expect(try await box.available(tea) == 0)
      let wrong = try await box.count(
        """
        variants v WHERE v.stock <> (SELECT COALESCE(SUM(m.delta), 0) FROM stock_movements m
          WHERE m.store_id = v.store_id AND m.variant_id = v.id)
        """)
      #expect(wrong == 0)
    }
  }
}
