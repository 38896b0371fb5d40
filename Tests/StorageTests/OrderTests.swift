import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct OrderTests {
  @Test(arguments: TestEngine.available)
  func `an order takes stock, closes the cart and keeps every figure`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 1_999, stock: 5))
      let salt = try await box.stocked(box.product("salt", price: 1, stock: nil))
      let lines = [box.line(tea, quantity: 3), box.line(salt, quantity: 2)]
      guard case .committed(let facts, let calls) = try await box.order(lines, id: "1") else {
        Issue.record("the order was not placed")
        return
      }
      #expect(Array(facts.orderNumbers.values) == ["1001"])
      #expect(calls.map(\.body) == ["order 1001"])
      let order = try #require(await box.scope.orders.order(number: "1001"))
      #expect(order.lines == lines)
      #expect(order.total == Money(minorUnits: 3 * 1_999 + 2 + 250, currency: .usd))
      #expect(order.deliveryFee.minorUnits == 250 && order.delivery.note == "ring" && order.channel == "telegram")
      #expect(try await box.available(tea) == 2)
      #expect(try await box.available(salt) == nil)
      let next = try await box.turn(id: "2")
      #expect(next.orders == [order])
      #expect(next.cart.isEmpty)
      #expect(next.catalogChanges?.products.first { $0.id == tea.id }?.variants.first?.available == 2)
      let steps = try await box.scope.orders.history(of: order.id)
      #expect(steps.map(\.to) == [.confirmed] && steps.first?.from == nil && steps.first?.who == "customer")
      #expect(try await box.count("stock_movements WHERE delta = -3") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a refused order leaves nothing and keeps the lease`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 5))
      let cup = try await box.stocked(box.product("cup", stock: 1))
      let jar = try await box.stocked(box.product("jar", stock: 0))
      let input = try await box.turn(id: "1")
      let lines = [box.line(tea, quantity: 2), box.line(cup, quantity: 2), box.line(jar)]
      let effects: [Effect] = [
        .updateCustomer(CustomerChange(name: "Bo")), .saveCart(box.cart(input.cart.id, lines)),
        .placeOrder(box.draft(input.cart.id, lines)),
      ]
      let outcome = try await box.commit(input, effects, replies: ["done"])
      #expect(outcome == .refused(.insufficientStock([cup.variants[0].id: 1, jar.variants[0].id: 0])))
      #expect(try await box.available(tea) == 5)
      for table in [
        "orders", "order_lines", "order_history", "stock_movements WHERE cause = 'order'", "outbox", "carts",
        "cart_lines",
      ] {
        #expect(try await box.count(table) == 0, "\(table)")
      }
      #expect(try await box.count("customers WHERE name IS NOT NULL") == 0)
      guard case .committed = try await box.commit(input, replies: ["only 1 left"]) else {
        Issue.record("the lease was not kept")
        return
      }
    }
  }

  @Test(arguments: TestEngine.available)
  func `changed prices, goods no longer sold and changed carts are refused`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 500))
      let cup = try await box.stocked(box.product("cup"))
      _ = try await box.scope.catalog.upsert([box.product("tea", price: 600)])
      let dearer = Money(minorUnits: 600, currency: .usd)
      #expect(try await box.order([box.line(tea)], id: "1") == .refused(.priceChanged([tea.variants[0].id: dearer])))
      try await box.scope.catalog.archive([cup.id])
      box.clock.advance(30_001)
      let archived = try await box.order([box.line(tea), box.line(cup)], id: "2")
      #expect(archived == .refused(.unavailable([cup.variants[0].id])))
      box.clock.advance(30_001)
      let input = try await box.turn(id: "3")
      let now = try #require(await box.scope.catalog.product(tea.id))
      let other = try await box.commit(
        input,
        [
          .saveCart(box.cart(input.cart.id, [box.line(now, quantity: 2)])),
          .placeOrder(box.draft(input.cart.id, [box.line(now, quantity: 1)])),
        ])
      #expect(other == .refused(.cartChanged))
      #expect(try await box.count("orders") == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a cart is ordered once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea"))
      let input = try await box.turn(id: "1")
      let lines = [box.line(tea)]
      try await box.commit(
        input,
        [
          .saveCart(box.cart(input.cart.id, lines)), .placeOrder(box.draft(input.cart.id, lines)),
          .saveCart(Cart(id: input.cart.id)),
        ])
      let next = try await box.turn(id: "2")
      #expect(next.cart.id != input.cart.id)
      #expect(try await box.commit(next, [.placeOrder(box.draft(input.cart.id, lines))]) == .refused(.cartChanged))
      #expect(
        try await box.commit(next, [.saveCart(box.cart(input.cart.id, lines))]) == .refused(.cartChanged))
      #expect(try await box.count("orders") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `of many shoppers who want the last one, one gets it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 1))
      let cup = try await box.stocked(box.product("cup", stock: 100))
      var inputs: [TurnInput] = []
      for user in 0..<24 { inputs.append(try await box.turn(id: "m\(user)", user: "\(user)")) }
      let outcomes = try await withThrowingTaskGroup(of: TurnOutcome.self) { group in
        for (number, input) in inputs.enumerated() {
          let turns = number.isMultiple(of: 2) ? box.storage.turns : box.secondProcess.turns
          let both = [box.line(tea), box.line(cup)]
          let lines = number.isMultiple(of: 3) ? both : both.reversed()
          let effects: [Effect] = [
            .saveCart(box.cart(input.cart.id, lines)), .placeOrder(box.draft(input.cart.id, lines)),
          ]
          group.addTask { try await turns.commit(box.result(of: input, effects), of: input) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let refused = outcomes.filter { $0 == .refused(.insufficientStock([tea.variants[0].id: 0])) }
      #expect(refused.count == 23)
      #expect(try await box.count("orders") == 1)
      #expect(try await box.available(tea) == 0)
      #expect(try await box.available(cup) == 99)
    }
  }

  @Test(arguments: TestEngine.available)
  func `orders placed at once have different numbers without gaps`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 50))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for user in 0..<12 {
          group.addTask { _ = try await box.order([box.line(tea)], id: "m\(user)", user: "\(user)") }
        }
        try await group.waitForAll()
      }
      let numbers = try await box.scope.orders.list(limit: 50).map(\.number).sorted()
      #expect(numbers == (1_001...1_012).map(String.init))
      #expect(try await box.available(tea) == 38)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a shopper cancels until the order is packed, and the goods come back`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 5))
      _ = try await box.order([box.line(tea, quantity: 2)], id: "1")
      _ = try await box.order([box.line(tea, quantity: 1)], id: "2")
      let orders = try await box.scope.orders.list(limit: 5)
      #expect(orders.map(\.number) == ["1002", "1001"])
      let first = try #require(await box.scope.orders.order(number: "1001"))
      let input = try await box.turn(id: "3")
      guard case .committed = try await box.commit(input, [.cancelOrder(first.id, reason: "changed my mind")]) else {
        Issue.record("the order was not cancelled")
        return
      }
      #expect(try await box.available(tea) == 4)
      let again = try await box.turn(id: "4")
      #expect(
        try await box.commit(again, [.cancelOrder(first.id, reason: "x")])
          == .refused(.orderMoved(first.id, .cancelled)))
      #expect(try await box.available(tea) == 4)
      let packed = try await box.scope.orders.move(number: "1002", to: .packed, who: "sam", why: "ready")
      #expect(
        try await box.commit(again, [.cancelOrder(packed.id, reason: "x")]) == .refused(.orderMoved(packed.id, .packed))
      )
      await #expect(throws: StorageError.self) {
        try await box.scope.orders.move(number: "1002", to: .delivered, who: "sam", why: "too fast")
      }
      _ = try await box.scope.orders.move(number: "1002", to: .cancelled, who: "sam", why: "broken")
      #expect(try await box.available(tea) == 5)
      let steps = try await box.scope.orders.history(of: packed.id)
      #expect(steps.map(\.to) == [.confirmed, .packed, .cancelled])
      #expect(steps.map(\.who) == ["customer", "sam", "sam"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `nobody cancels another customer's order`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea"))
      _ = try await box.order([box.line(tea)], id: "1", user: "owner")
      let order = try #require(await box.scope.orders.order(number: "1001"))
      let thief = try await box.turn(id: "2", user: "thief")
      await #expect(throws: StorageError.self) { try await box.commit(thief, [.cancelOrder(order.id, reason: "x")]) }
      #expect(try await box.scope.orders.order(number: "1001")?.state == .confirmed)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a merged customer has the orders and the cart of both`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 9))
      _ = try await box.order([box.line(tea)], id: "1", user: "a")
      box.clock.advance(10)
      _ = try await box.order([box.line(tea)], id: "2", user: "b")
      let filling = try await box.turn(id: "3", user: "b")
      try await box.commit(filling, [.saveCart(box.cart(filling.cart.id, [box.line(tea, quantity: 4)]))])
      let both = box.message("x", id: "4", identities: [box.identity("a"), box.identity("b")])
      let key = try #require(await box.receive(both).first)
      let input = try await box.begin(key)
      #expect(input.orders.map(\.number) == ["1002", "1001"])
      #expect(input.cart.pieceCount == 4)
      let listing = try await box.scope.orders.list(limit: 5)
      #expect(listing.map(\.customer.identities) == [["telegram:a", "telegram:b"], ["telegram:a", "telegram:b"]])
      #expect(listing.first?.items.first?.sku == "tea-1" && listing.first?.totalMinor == 750)
    }
  }
}
