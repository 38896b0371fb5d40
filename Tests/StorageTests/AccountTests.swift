import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct AccountTests {
  @Test(arguments: TestEngine.available)
  func `a refresh token is renewed once, however many try at once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let user = try #require(
        try await box.storage.users.create(email: "a@example.com", name: nil, passwordHash: "x"))
      #expect(try await box.secondProcess.users.create(email: "a@example.com", name: nil, passwordHash: "y") == nil)
      try await box.storage.sessions.begin(user.id, tokenHash: "t0", lifetimeMilliseconds: 1_000)
      let renewals = try await withThrowingTaskGroup(of: SessionRepository.Renewal.self) { group in
        for number in 0..<8 {
          let storage = number.isMultiple(of: 2) ? box.storage : box.secondProcess
          group.addTask {
            try await storage.sessions.renew("t0", with: "t1-\(number)", lifetimeMilliseconds: 1_000)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(renewals.filter { $0 == .renewed(user.id) }.count == 1)
      #expect(renewals.contains(.reused(user.id)))
      // Whoever won has lost the session with the others.
      for number in 0..<8 {
        let later = try await box.storage.sessions.renew("t1-\(number)", with: "t2", lifetimeMilliseconds: 1_000)
        #expect(later == .unknown)
      }
    }
  }

  @Test(arguments: TestEngine.available)
  func `two owners who remove each other at one moment leave one`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var owners: [UserID] = []
      for name in ["a", "b"] {
        let user = try #require(
          try await box.storage.users.create(email: "\(name)@example.com", name: nil, passwordHash: "x"))
        try await box.scope.members.set(.owner, of: user.id, who: "test")
        owners.append(user.id)
      }
      let (first, second) = (owners[0], owners[1])
      async let one = box.scope.members.remove(first, who: "test")
      async let two = box.secondProcess.store(box.store.id).members.remove(second, who: "test")
      let done = try await [one, two]
      #expect(done.filter { $0 == true }.count == 1)
      #expect(try await box.scope.members.page(before: nil, limit: 9).count == 1)
      let left = try #require(try await box.scope.members.page(before: nil, limit: 9).first)
      let isKept = try await box.scope.members.set(.staff, of: left.user.id, keepingAnOwner: true, who: "test")
      #expect(!isKept)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a claimed key lets its own request write again, and no other`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      func claim(_ request: Int64) -> WriteClaim {
        WriteClaim(principal: "usr_1", key: "k", fingerprint: "f", requestID: request)
      }
      func make(_ request: Int64, _ storage: SoukStorage) async throws {
        _ = try await storage.store(box.store.id, once: claim(request)).customers.create(
          Customer(id: CustomerID(0), name: "Ada"), email: nil)
      }
      try await make(1, box.storage)
      try await make(1, box.storage)
      await #expect(throws: KeyTaken.self) { try await make(2, box.secondProcess) }
      #expect(try await box.scope.customers.list(limit: 9).count == 2)
      let known = try await box.storage.idempotency.known(claim(2), store: box.store.id)
      #expect(known?.answer == nil && known?.fingerprint == "f")
      try await box.storage.idempotency.keep(.init(status: 201, body: "{}"), of: claim(2), store: box.store.id)
      #expect(try await box.storage.idempotency.known(claim(1), store: box.store.id)?.answer == nil)
      try await box.storage.idempotency.keep(.init(status: 201, body: "{}"), of: claim(1), store: box.store.id)
      #expect(try await box.storage.idempotency.known(claim(2), store: box.store.id)?.answer?.status == 201)
      // After a day the key is anybody's again.
      box.clock.advance(86_400_001)
      #expect(try await box.storage.idempotency.known(claim(2), store: box.store.id) == nil)
      try await make(2, box.storage)
    }
  }

  @Test(arguments: TestEngine.available)
  func `an order by wish is priced here and takes stock once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let product = Product(
        id: ProductID(5), externalID: "tent", title: "Tent", categoryPath: ["Camping"],
        variants: [
          Variant(id: VariantID(6), sku: "T", price: Money(minorUnits: 2_500, currency: .usd), available: 3)
        ])
      #expect(try await box.scope.catalog.create(product) == ProductID(5))
      await #expect(throws: CatalogRefusal.skuTaken("T")) {
        var copy = product
        (copy.id, copy.externalID) = (ProductID(7), "copy")
        copy.variants[0].id = VariantID(8)
        _ = try await box.scope.catalog.create(copy)
      }
      let customer = try await box.scope.customers.create(
        Customer(id: CustomerID(0), name: "Ada", phone: "15035550142"), email: "Ada@Example.com")
      let found = try await box.scope.customers.page(before: nil, limit: 9, CustomerFilter(email: "ada@example.com"))
      #expect(found.map(\.customer.id) == [customer])
      let wish = OrderWish(
        customer: customer, items: [.init(variant: VariantID(6), quantity: 1)], couponCodes: [],
        delivery: OrderDelivery(recipientName: "Ada", fulfilment: .pickup, payment: .payAtPickup), provider: nil)
      let results = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<6 {
          let storage = number.isMultiple(of: 2) ? box.storage : box.secondProcess
          group.addTask {
            do {
              _ = try await storage.store(box.store.id).orders.place(wish, who: "key_1")
              return true
            } catch { return false }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.filter { $0 }.count == 3)
      let orders = try await box.scope.orders.page(before: nil, limit: 9, OrderFilter(customer: customer))
      #expect(orders.map(\.total.minorUnits) == [2_500, 2_500, 2_500])
      #expect(try await box.scope.catalog.product(ProductID(5))?.variants.first?.available == 0)
      let moves = try await box.scope.catalog.movements(of: VariantID(6), before: nil, limit: 9)
      #expect(moves.map(\.delta).reduce(0, +) == 0)
      let order = try #require(orders.first)
      var amended = order
      amended.delivery.recipientName = "Grace"
      #expect(try await box.scope.orders.replace(order, with: amended, who: "key_1"))
      #expect(try await !box.scope.orders.replace(order, with: amended, who: "key_1"))
      #expect(try await box.scope.customers.forget(customer, who: "test")?["customer_emails"] == 1)
      #expect(try await box.scope.customers.record(customer) == nil)
    }
  }
}
