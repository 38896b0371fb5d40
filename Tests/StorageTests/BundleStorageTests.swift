import Commerce
import Dialogue
import Testing

@testable import Storage

/// Bundles in storage, on both engines: their stock is that of their parts.
@Suite(.serialized) struct BundleStorageTests {
  private struct Kit {
    var product: Product
    var variant: VariantID { product.variants[0].id }
  }

  private func kit(_ box: StorageBox, _ name: String, _ parts: [Product], price: Int64? = nil) async throws -> Kit {
    let product = try await box.stocked(box.product(name, stock: nil))
    let items = parts.map { BundleItem(BundlePart(productID: $0.id, variantID: $0.variants[0].id)) }
    try await box.scope.bundles.save(Bundle(priceMinor: price, items: items), as: product.variants[0].id)
    return Kit(product: try #require(await box.scope.catalog.product(product.id)))
  }

  /// As the chat orders it.
  private func draft(_ box: StorageBox, _ cart: CartID, _ kit: Kit, _ shelf: [Product]) throws -> (Cart, OrderDraft) {
    let cart = Cart(id: cart, lines: [CartLine(productID: kit.product.id, variantID: kit.variant, quantity: 1)])
    let pricing = CartPricing(cart) { variant in (shelf + [kit.product]).first { $0.variant(variant) != nil } }
    var draft = box.draft(cart.id, pricing.lines)
    draft.bundles = pricing.bundles
    return (cart, draft)
  }

  private func order(
    _ box: StorageBox, _ kit: Kit, _ shelf: [Product], id: String, user: String = "7"
  ) async throws -> TurnOutcome {
    let input = try await box.turn(id: id, user: user)
    let (cart, draft) = try draft(box, input.cart.id, kit, shelf)
    return try await box.commit(input, [.saveCart(cart), .placeOrder(draft)])
  }

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
  func `a bundle has the price and the stock of its parts`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 500, stock: 3))
      let cup = try await box.stocked(box.product("cup", price: 900, stock: 8))
      let kit = try await kit(box, "kit", [tea, cup])
      #expect(kit.product.variants[0].price.minorUnits == 1_400 && kit.product.variants[0].available == 3)
      let before = try await box.scope.catalog.snapshot().sequence
      try await box.scope.catalog.setStock(tea.variants[0].id, to: 1, why: "counted")
      let changes = try await box.storage.database.read { connection in
        try CatalogRows(connection: connection, store: box.store.id).changes(since: before)
      }
      #expect(changes?.products.first { $0.id == kit.product.id }?.variants[0].available == 1)
      // An import of the same goods leaves the bundle alone.
      let again = try await box.scope.catalog.upsert([box.product("kit", stock: nil)])
      #expect(again.unchanged == 1)
      try await box.scope.bundles.save(
        Bundle(priceMinor: 1_000, items: kit.product.bundles[kit.variant]?.items ?? []), as: kit.variant)
      #expect(try await box.scope.catalog.product(kit.product.id)?.variants[0].price.minorUnits == 1_000)
      try await box.scope.bundles.remove(kit.variant)
      #expect(try await box.scope.catalog.product(kit.product.id)?.bundles.isEmpty == true)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a bundle is ordered as its parts and keeps where they came from`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 500, stock: 3))
      let cup = try await box.stocked(box.product("cup", price: 900, stock: 8))
      let kit = try await kit(box, "kit", [tea, cup], price: 1_001)
      guard case .committed = try await order(box, kit, [tea, cup], id: "1") else {
        Issue.record("not ordered")
        return
      }
      let order = try #require(await box.scope.orders.order(number: "1001"))
      #expect(order.total.minorUnits == 1_001 + 250 && order.discount.minorUnits == 399)
      #expect(order.lines.allSatisfy { $0.origin?.bundleID == kit.product.id && $0.origin?.bundleCount == 1 })
      let worth = order.lines.map { $0.worth(of: 1, taxIsInPrices: true) }
      #expect(worth.reduce(0, +) == 1_001)
      #expect(try await box.available(tea) == 2)
      #expect(try await box.available(cup) == 7)
      #expect(try await box.count("products WHERE sold_units = 1") == 3)
      let orders = box.scope.orders
      _ = try await orders.perform(.ship(ShipmentNote(), []), on: "1001", who: "sam", why: "test")
      let back = try await orders.perform(
        .takeBack([LinePick(words: "cup", quantity: 1)]), on: "1001", who: "sam", why: "test")
      // Nothing was paid yet that could go back.
      #expect(back.worth?.minorUnits == 0 && back.pieces == 1)
      #expect(try await box.available(cup) == 8)
      #expect(try await books(box) == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `an order is of the bundle that was seen`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 500, stock: 3))
      let cup = try await box.stocked(box.product("cup", price: 900, stock: 8))
      let kit = try await kit(box, "kit", [tea, cup], price: 1_000)
      try await box.scope.bundles.save(
        Bundle(priceMinor: 1_200, items: kit.product.bundles[kit.variant]?.items ?? []), as: kit.variant)
      #expect(try await order(box, kit, [tea, cup], id: "1") == .refused(.priceChanged([:])))
      try await box.scope.bundles.remove(kit.variant)
      box.clock.advance(30_001)
      #expect(try await order(box, kit, [tea, cup], id: "2") == .refused(.unavailable([kit.variant])))
      #expect(try await box.count("orders") == 0)
      await #expect(throws: StorageError.self) {
        try await box.scope.bundles.save(
          Bundle(items: [BundleItem(BundlePart(productID: kit.product.id, variantID: kit.variant))]), as: kit.variant)
      }
    }
  }

  /// Two bundles share one part of which there is one: a thousand shoppers, sixty-four at a time, over two processes.
  @Test(arguments: TestEngine.available)
  func `a thousand shoppers, two bundles and one piece of the part they share`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let radio = try await box.stocked(box.product("radio", stock: 1))
      let tea = try await box.stocked(box.product("tea", stock: 5_000))
      let cup = try await box.stocked(box.product("cup", stock: 5_000))
      let kits = [try await kit(box, "big", [tea, radio], price: 700), try await kit(box, "small", [radio, cup])]
      let shelf = [radio, tea, cup]
      var inputs: [TurnInput] = []
      for user in 0..<1_000 { inputs.append(try await box.turn(id: "m\(user)", user: "\(user)")) }
      var outcomes: [TurnOutcome] = []
      for start in stride(from: 0, to: inputs.count, by: 64) {
        outcomes += try await withThrowingTaskGroup(of: TurnOutcome.self) { group in
          for (number, input) in inputs[start..<min(start + 64, inputs.count)].enumerated() {
            let turns = number.isMultiple(of: 2) ? box.storage.turns : box.secondProcess.turns
            var (cart, draft) = try draft(box, input.cart.id, kits[number % 4 / 2], shelf)
            if number.isMultiple(of: 3) {
              draft.delivery.payment = .online
              draft.provider = "stripe"
            }
            let effects: [Effect] = [.saveCart(cart), .placeOrder(draft)]
            group.addTask { try await turns.commit(box.result(of: input, effects), of: input) }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(outcomes.filter { $0 == .refused(.insufficientStock([radio.variants[0].id: 0])) }.count == 999)
      #expect(try await box.count("orders") == 1)
      #expect(try await box.available(radio) == 0)
      let others = [try await box.available(tea), try await box.available(cup)].compactMap { $0 }
      #expect(others.reduce(0, +) == 9_999)
      #expect(try await books(box) == 0)
    }
  }
}
