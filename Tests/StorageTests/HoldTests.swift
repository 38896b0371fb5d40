import Commerce
import Dialogue
import Testing

@testable import Storage

/// Holds, coupons and staff's moves, on both engines.
@Suite(.serialized) struct HoldTests {
  private func online(_ box: StorageBox, _ cart: CartID, _ lines: [OrderLine]) -> OrderDraft {
    var draft = box.draft(cart, lines)
    draft.delivery.payment = .online
    draft.provider = "stripe"
    return draft
  }

  private func place(_ box: StorageBox, _ lines: [OrderLine], id: String, user: String = "7") async throws -> OrderDraft
  {
    let input = try await box.turn(id: id, user: user)
    let draft = online(box, input.cart.id, lines)
    guard
      case .committed = try await box.commit(input, [.saveCart(box.cart(input.cart.id, lines)), .placeOrder(draft)])
    else { throw StorageError.notFound("the order") }
    return draft
  }

  /// Stock is the sum of its movements, and what is reserved the sum of what is held.
  private func books(_ box: StorageBox) async throws -> Int {
    try await box.count(
      """
      variants v WHERE v.stock IS NOT NULL AND (v.stock <> (SELECT COALESCE(SUM(m.delta), 0) FROM stock_movements m
        WHERE m.store_id = v.store_id AND m.variant_id = v.id)
      OR v.reserved <> (SELECT COALESCE(SUM(r.quantity), 0) FROM reservations r
        WHERE r.store_id = v.store_id AND r.variant_id = v.id AND r.state = 'held'))
      """)
  }

  @Test(arguments: TestEngine.available)
  func `held goods are nobody else's until time is up`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 3))
      let draft = try await place(box, [box.line(tea, quantity: 2)], id: "1")
      #expect(try await box.available(tea) == 1)
      let other = try await box.order([box.line(tea, quantity: 2)], id: "2", user: "8")
      #expect(other == .refused(.insufficientStock([tea.variants[0].id: 1])))
      #expect(try await box.storage.payments.expire(draft.id, store: box.store.id))
      #expect(try await !box.storage.payments.expire(draft.id, store: box.store.id))
      #expect(try await box.available(tea) == 3)
      #expect(try await box.scope.orders.order(number: "1001")?.state == .expired)
      #expect(try await books(box) == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `staff take an order to its end and the books stay right`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var store = box.store
      store.settings.selling = SellingRules()
      store.settings.selling?.pointsPerUnit = 10
      try await box.storage.stores.update(store)
      let tea = try await box.stocked(box.product("tea", price: 1_000, stock: 5))
      _ = try await box.order([box.line(tea, quantity: 3)], id: "1")
      let orders = box.scope.orders
      let part = try await orders.perform(
        .ship(ShipmentNote(carrier: "UPS", trackingNumber: "1Z9"), [LinePick(words: "tea", quantity: 1)]), on: "1001",
        who: "sam", why: "test")
      #expect(part.state == .partlyShipped && part.pieces == 1)
      _ = try await orders.perform(.ship(ShipmentNote(), []), on: "1001", who: "sam", why: "test")
      _ = try await orders.perform(.deliver, on: "1001", who: "sam", why: "test")
      let delivered = try #require(await orders.order(number: "1001"))
      #expect(delivered.paid == delivered.total && delivered.shipments.count == 2)
      #expect(delivered.shipments[0].trackingURL?.contains("1Z9") == true)
      #expect(try await box.count("customers WHERE points = 320") == 1)
      _ = try await orders.perform(
        .takeBack([LinePick(words: "tea", quantity: 1)]), on: "1001", who: "sam", why: "test")
      #expect(try await box.available(tea) == 3)
      _ = try await orders.perform(.takeBack([]), on: "1001", who: "sam", why: "test")
      #expect(try await box.available(tea) == 5)
      _ = try await orders.perform(.refund(amountMinor: nil), on: "1001", who: "sam", why: "test")
      let order = try #require(await orders.order(number: "1001"))
      #expect(order.state == .refunded && order.refunded == order.paid)
      #expect(try await box.count("customers WHERE points = 0") == 1)
      #expect(try await books(box) == 0)
      #expect(try await orders.history(of: order.id).allSatisfy { !$0.who.isEmpty && !$0.why.isEmpty })
    }
  }

  @Test(arguments: TestEngine.available)
  func `of many who use a coupon's last use, one has it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 100))
      let coupon = Coupon(id: CouponID(5), code: "LAST", value: .fixed(100), totalLimit: 1)
      try await box.scope.coupons.save(coupon)
      let lines = [box.line(tea)]
      var inputs: [TurnInput] = []
      for user in 0..<16 { inputs.append(try await box.turn(id: "m\(user)", user: "\(user)")) }
      #expect(inputs[0].standing.coupons == [coupon])
      let quote = Quoter(settings: StoreSettings(), now: box.clock.now, coupons: [coupon])
        .quote([QuotedGoods(product: tea.id, categories: [], totalMinor: 500)], fulfilment: .pickup, address: nil)
      let outcomes = try await withThrowingTaskGroup(of: TurnOutcome.self) { group in
        for (number, input) in inputs.enumerated() {
          let turns = number.isMultiple(of: 2) ? box.storage.turns : box.secondProcess.turns
          var draft = box.draft(input.cart.id, lines)
          draft.quote = quote
          let effects: [Effect] = [.saveCart(box.cart(input.cart.id, lines)), .placeOrder(draft)]
          group.addTask { try await turns.commit(box.result(of: input, effects), of: input) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.filter { $0 == .refused(.couponRefused("LAST")) }.count == 15)
      #expect(try await box.scope.coupons.list(limit: 5).map(\.used) == [1])
      _ = try await box.scope.orders.perform(.cancel, on: "1001", who: "sam", why: "test")
      #expect(try await box.scope.coupons.list(limit: 5).map(\.used) == [0])
      #expect(try await books(box) == 0)
    }
  }

  /// A thousand shoppers and one piece: sixty-four commit at a time, over two processes.
  @Test(arguments: TestEngine.available)
  func `a thousand shoppers and one piece`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 1))
      var inputs: [TurnInput] = []
      for user in 0..<1_000 { inputs.append(try await box.turn(id: "m\(user)", user: "\(user)")) }
      var outcomes: [TurnOutcome] = []
      for start in stride(from: 0, to: inputs.count, by: 64) {
        outcomes += try await withThrowingTaskGroup(of: TurnOutcome.self) { group in
          for (number, input) in inputs[start..<min(start + 64, inputs.count)].enumerated() {
            let turns = number.isMultiple(of: 2) ? box.storage.turns : box.secondProcess.turns
            let lines = [box.line(tea)]
            let draft = number.isMultiple(of: 3) ? online(box, input.cart.id, lines) : box.draft(input.cart.id, lines)
            let effects: [Effect] = [.saveCart(box.cart(input.cart.id, lines)), .placeOrder(draft)]
            group.addTask { try await turns.commit(box.result(of: input, effects), of: input) }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(outcomes.filter { $0 == .refused(.insufficientStock([tea.variants[0].id: 0])) }.count == 999)
      #expect(try await box.count("orders") == 1)
      #expect(try await box.available(tea) == 0)
      #expect(try await books(box) == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a person is erased with a receipt, and the books stay`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 5))
      _ = try await box.order([box.line(tea)], id: "1")
      _ = try await box.scope.orders.perform(.cancel, on: "1001", who: "sam", why: "test")
      let named = try await box.turn(id: "2")
      try await box.commit(named, [.updateCustomer(CustomerChange(name: "Ana", phone: "1", address: "here"))])
      let input = try await box.turn(id: "3")
      guard case .committed(let facts, _) = try await box.commit(input, [.eraseCustomer]) else {
        Issue.record("not erased")
        return
      }
      #expect(facts.erased["customers"] == 1 && facts.erased["orders"] == 1)
      #expect(try await box.count("customers WHERE name IS NOT NULL OR phone IS NOT NULL") == 0)
      #expect(try await box.count("orders WHERE address IS NOT NULL OR recipient_name <> 'erased'") == 0)
      #expect(try await box.count("erasures") == 1)
      #expect(try await box.count("orders WHERE total_minor > 0") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `age, role and watches are kept`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 0))
      try await box.scope.staff.set(.owner, for: box.identity("7"))
      let first = try await box.turn(id: "1")
      #expect(first.standing.role == .owner && first.standing.age == .unknown)
      try await box.commit(first, [.setAgeConfirmed(true), .watchStock(tea.variants[0].id)])
      try await box.scope.catalog.setStock(tea.variants[0].id, to: 2, why: "delivery")
      try await box.scope.catalog.setStock(tea.variants[0].id, to: 3, why: "delivery")
      let second = try await box.turn(id: "2")
      #expect(second.standing.age == .confirmed)
      #expect(second.messages.count == 2)
      #expect(try await books(box) == 0)
    }
  }
}
