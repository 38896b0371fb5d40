import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct StoreTests {
  @Test(arguments: TestEngine.available)
  func `a store keeps its settings and its slug is its own`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var store = box.store
      #expect(store.currency == .usd && store.timeZone == "UTC" && store.settings == StoreSettings())
      #expect(try await box.storage.stores.create(slug: "main", name: "Other") == store)
      store.name = "Corner shop"
      store.settings.openingHours = [1: [OpeningInterval(opensMinute: 540, closesMinute: 1_020)]]
      store.settings.deliveryFeeMinor = .max
      try await box.storage.stores.update(store)
      #expect(try await box.storage.stores.store(slug: "main") == store)
      #expect(try await box.storage.stores.store(slug: "none") == nil)
      await #expect(throws: StorageError.self) { try await box.storage.stores.create(slug: "No Slug", name: "x") }
    }
  }

  @Test(arguments: TestEngine.available)
  func `two stores with equal ids and numbers do not see each other`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let other = try await box.storage.stores.create(slug: "other", name: "Other")
      let scopes = [box.scope, box.storage.store(other.id)]
      for (scope, price) in zip(scopes, [Int64(100), 900]) {
        var product = box.product("tea", price: price)
        product.id = ProductID(5)
        product.variants[0].id = VariantID(6)
        _ = try await scope.catalog.upsert([product])
      }
      for store in [box.store, other] {
        let message = box.message("hi", id: "same", user: "same", name: store.slug, in: store)
        let key = try #require(await box.receive(message).first)
        let input = try await box.begin(key, known: nil)
        #expect(input.customer.name == store.slug)
        #expect(input.orders.isEmpty && input.catalogChanges?.products.count == 1)
        let product = try #require(input.catalogChanges?.products.first)
        #expect(product.id == ProductID(5) && product.variants[0].id == VariantID(6))
        let cart = CartID(9)
        let lines = [box.line(product)]
        var draft = box.draft(cart, lines)
        draft.id = OrderID(3)
        guard case .committed = try await box.commit(input, [.saveCart(box.cart(cart, lines)), .placeOrder(draft)])
        else {
          Issue.record("store \(store.slug) could not sell")
          return
        }
      }
      for (scope, total) in zip(scopes, [Int64(350), 1_150]) {
        let orders = try await scope.orders.list(limit: 10)
        #expect(orders.map(\.number) == ["1001"] && orders.map(\.totalMinor) == [total])
        #expect(try await scope.catalog.product(ProductID(5))?.variants.first?.available == 4)
        #expect(try await scope.customers.list(limit: 10).count == 1)
        #expect(try await scope.conversations.list(limit: 10).count == 1)
      }
    }
  }

  @Test(arguments: TestEngine.available)
  func `credentials are encrypted and open only with their key`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let accounts = box.storage.channelAccounts(key: try SecretKey(hex: SecretKey.randomHex()))
      let account = ChannelAccount(key: box.account, credentials: ["bot_token": "123:canary"])
      try await accounts.save(account)
      let raw = try await box.storage.database.read { try $0.first("SELECT credentials FROM channel_accounts") }
      #expect(try raw?.text("credentials").contains("canary") == false)
      let directory = StoredChannelAccounts(accounts)
      try await directory.reload()
      let found = try #require(directory.account(of: box.account.channel, externalID: "bot"))
      #expect(found.key == account.key && found.credentials == account.credentials)
      let wrong = box.storage.channelAccounts(key: try SecretKey(hex: SecretKey.randomHex()))
      let failure = await #expect(throws: StorageError.self) { try await wrong.all() }
      #expect(failure?.description.contains("SOUK_SECRET_KEY") == true)
      #expect(try await accounts.remove(box.account))
      #expect(try await accounts.all().isEmpty)
    }
  }

  @Test(arguments: [
    "", "zz", String(repeating: "0", count: 63), String(repeating: "0", count: 66),
    "g" + String(repeating: "0", count: 63),
  ])
  func `a key that is none is refused`(_ hex: String) {
    #expect(throws: StorageError.self) { try SecretKey(hex: hex) }
  }

  @Test(arguments: TestEngine.available)
  func `what is too much for one run is erased in the next`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let most = Eraser.batchSize * Eraser.maximumBatches
      let store = box.store.id
      try await box.storage.database.write { connection in
        for key in 0...most {
          try connection.execute(
            """
            INSERT INTO jobs (store_id, key, kind, payload, run_at, status, created_at)
            VALUES ($1, $2, 'old', '', 0, 'dead', 0)
            """, [.id(store), .text("job \(key)")])
        }
      }
      let eraser = box.storage.eraser
      #expect(try await eraser.erase(in: store, keeping: Retention()) == .init(erased: most, isComplete: false))
      #expect(try await eraser.erase(in: store, keeping: Retention()) == .init(erased: 1, isComplete: true))
    }
  }

  @Test(arguments: TestEngine.available)
  func `what was settled long ago is erased, what waits is kept`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.commit(try await box.turn(id: "1"), replies: ["a", "b"])
      let item = try #require(await box.claim().first)
      try await box.storage.outbox.settle(item, as: .sent(providerMessageID: nil))
      let other = try await box.storage.stores.create(slug: "other", name: "Other")
      let kept = Retention(messageDays: 9, searchDays: 1, jobDays: 1)
      box.clock.advance(9 * 86_400_000)
      #expect(try await box.storage.eraser.erase(in: box.store.id, keeping: kept) == .init())
      box.clock.advance(1)
      try await box.receive(box.message("waits", id: "2"))
      #expect(try await box.storage.eraser.erase(in: other.id, keeping: kept) == .init())
      #expect(try await box.storage.eraser.erase(in: box.store.id, keeping: kept).erased == 2)
      #expect(try await box.count("inbox") == 1)
      #expect(try await box.count("outbox") == 1)
    }
  }
}
