import Commerce
import Dialogue
import Testing

@testable import Storage

/// What products are beyond their listing, and where they lie, on both engines.
@Suite(.serialized) struct ProductModelTests {
  @Test(arguments: TestEngine.available)
  func `a product inherits from its master item and its strain`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("flower"))
      let other = try await box.storage.stores.create(slug: "other", name: "Other")
      let master = MasterItem(
        id: MasterID(1), slug: "flower", barcode: "400", title: "Flower", brand: "Mesa", attributes: ["size": "3.5 g"],
        tags: ["smoke"], fit: ProductFit(scenarios: ["evening"], climates: ["dry"]))
      try await box.storage.shared.save(master)
      let strain = Strain(
        id: StrainID(2), slug: "gdp", name: "Granddaddy Purple", kind: .indica,
        effects: [
          .init("sleep", weight: 0.9, confidence: 0.8, source: "survey"),
          .init("energy", weight: 0.2, confidence: 0.3, source: "survey"),
        ])
      try await box.storage.shared.save(strain)
      var details = ProductDetails()
      details.slug = "purple-flower"
      details.masterID = master.id
      details.strainID = strain.id
      details.thc = PartsPerMillion(rawValue: 185_000)
      details.fit.climates = []
      try await box.scope.details.save(details, of: tea.id)
      #expect(try await box.scope.details.details(tea.id) == details)
      #expect(try await box.scope.details.product(slug: "purple-flower") == tea.id)
      #expect(try await box.storage.store(other.id).details.product(slug: "purple-flower") == nil)
      #expect(try await box.storage.shared.master(barcode: "400") == master)
      let indexed = try #require(try await box.scope.catalog.snapshot().products.first { $0.id == tea.id })
      #expect(indexed.attribute("thc")?.share?.lowerBound == PartsPerMillion(rawValue: 185_000))
      #expect(indexed.attributes["type"] == "Indica" && indexed.attributes["strain"] == "Granddaddy Purple")
      #expect(indexed.tags.contains("sleep") && indexed.tags.contains("evening") && !indexed.tags.contains("energy"))
      #expect(!indexed.tags.contains("dry") && indexed.attributes["size"] == "3.5 g")
      // The listing itself has nothing of it, so that an import still finds it unchanged.
      #expect(try await box.scope.catalog.upsert([box.product("flower")]).unchanged == 1)
      let before = try await box.scope.catalog.snapshot().sequence
      var changed = strain
      changed.kind = .hybrid
      try await box.storage.shared.save(changed)
      #expect(try await box.scope.catalog.snapshot().sequence > before)
      var taken = ProductDetails()
      taken.slug = "purple-flower"
      let cup = try await box.stocked(box.product("cup"))
      await #expect(throws: StorageError.self) { try await box.scope.details.save(taken, of: cup.id) }
      taken.slug = "Not A Slug"
      await #expect(throws: StorageError.self) { try await box.scope.details.save(taken, of: cup.id) }
    }
  }

  @Test(arguments: TestEngine.available)
  func `products are mapped to what their strain and their barcode name, once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var flower = box.product("flower")
      flower.attributes["Strain"] = "blue dream"
      flower.variants[0].barcode = "400"
      let stored = try await box.stocked(flower)
      let cup = try await box.stocked(box.product("cup"))
      #expect(try await box.scope.details.mapToShared() == 0)
      let strain = Strain(id: StrainID(2), slug: "blue-dream", name: "Blue Dream", kind: .hybrid)
      try await box.storage.shared.save(strain)
      try await box.storage.shared.save(MasterItem(id: MasterID(1), slug: "flower", barcode: "400", title: "Flower"))
      #expect(try await box.storage.shared.strains() == [strain])
      #expect(try await box.storage.shared.masters().map(\.slug) == ["flower"])
      #expect(try await box.storage.shared.master(slug: "flower")?.id == MasterID(1))
      #expect(try await box.scope.details.mapToShared() == 1)
      let details = try await box.scope.details.details(stored.id)
      #expect(details.strainID == strain.id && details.masterID == MasterID(1))
      #expect(try await box.scope.details.details(cup.id) == ProductDetails())
      #expect(try await box.scope.details.mapToShared() == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a deleted product stays deleted whatever its source says`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 500))
      try await box.scope.details.delete(tea.id, at: box.clock.now)
      _ = try await box.scope.catalog.upsert([box.product("tea", price: 600)])
      #expect(try await box.scope.catalog.product(tea.id)?.status == .archived)
      #expect(try await box.scope.details.categories().isEmpty)
    }
  }

  @Test(arguments: TestEngine.available)
  func `prices are kept over time`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", price: 500))
      for price: Int64 in [500, 700, 650] {
        box.clock.advance(1_000)
        _ = try await box.scope.catalog.upsert([box.product("tea", price: price)])
      }
      let prices = try await box.scope.details.prices(of: tea.variants[0].id)
      #expect(prices.map(\.price.minorUnits) == [500, 700, 650])
      try await box.scope.details.setCost(300, of: tea.variants[0].id)
      #expect(try await box.scope.details.cost(of: tea.variants[0].id) == 300)
      let supplier = Supplier(id: SupplierID(1), name: "Leaf & Co")
      try await box.scope.suppliers.save(supplier)
      for (index, cost) in [400, 300].enumerated() {
        try await box.scope.suppliers.save(
          SupplierOffer(
            supplierID: SupplierID(Int64(index + 1)), variantID: tea.variants[0].id,
            cost: Money(minorUnits: Int64(cost), currency: .usd), isPreferred: cost == 400))
      }
      #expect(try await box.scope.suppliers.list(limit: 5) == [supplier])
      #expect(try await box.scope.suppliers.offers(for: tea.variants[0].id).map(\.cost.minorUnits) == [400, 300])
    }
  }

  @Test(arguments: TestEngine.available)
  func `orders take from the main place first and give back where they took`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 2))
      let variant = tea.variants[0].id
      let shop = StockLocation(id: LocationID(1), name: "Shop", isDefault: true)
      let depot = StockLocation(id: LocationID(2), name: "Depot")
      for place in [shop, depot] { try await box.scope.stock.save(place) }
      try await box.scope.stock.setLevel(3, of: variant, at: shop.id, why: "counted")
      try await box.scope.stock.setLevel(4, of: variant, at: depot.id, why: "counted")
      #expect(try await box.available(tea) == 9)
      _ = try await box.order([box.line(tea, quantity: 8)], id: "1")
      func levels() async throws -> [Int64: Int] {
        Dictionary(
          try await box.scope.stock.levels(of: variant).map { ($0.location?.rawValue ?? 0, $0.stock) },
          uniquingKeysWith: { $1 })
      }
      #expect(try await levels() == [1: 0, 2: 0, 0: 1])
      _ = try await box.scope.orders.perform(.cancel, on: "1001", who: "sam", why: "test")
      #expect(try await levels() == [1: 3, 2: 4, 0: 2])
      try await box.scope.stock.transfer(2, of: variant, from: depot.id, to: shop.id, why: "moved")
      #expect(try await levels() == [1: 5, 2: 2, 0: 2])
      await #expect(throws: StorageError.self) {
        try await box.scope.stock.transfer(9, of: variant, from: depot.id, to: shop.id, why: "too many")
      }
      // Counted anew: what is missing is missing in the shop itself first, then in the last place.
      try await box.scope.catalog.setStock(variant, to: 6, why: "counted")
      #expect(try await levels() == [1: 5, 2: 1])
      let wrong = try await box.count(
        """
        stock_levels l WHERE l.stock <> (SELECT COALESCE(SUM(m.delta), 0) FROM stock_movements m
          WHERE m.store_id = l.store_id AND m.variant_id = l.variant_id AND m.location_id = l.location_id)
        """)
      #expect(wrong == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `staff hear once each time that something runs out`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 5))
      let variant = tea.variants[0].id
      try await box.scope.staff.set(.staff, for: box.identity("9"), name: "Sam")
      let hello = try await box.turn(id: "0", user: "9")
      try await box.commit(hello, [])
      try await box.scope.stock.setLowStock(3, of: variant)
      func told() async throws -> Int { try await box.count("inbox WHERE message_id LIKE 'souk:low:%'") }
      _ = try await box.order([box.line(tea)], id: "1")
      #expect(try await told() == 0)
      _ = try await box.order([box.line(tea)], id: "2")
      _ = try await box.order([box.line(tea)], id: "3")
      #expect(try await told() == 1)
      #expect(try await box.scope.stock.low(limit: 5).map(\.available) == [2])
      box.clock.advance(1_000)
      try await box.scope.catalog.setStock(variant, to: 9, why: "delivery")
      try await box.scope.catalog.setStock(variant, to: 1, why: "sold in the shop")
      #expect(try await told() == 2)
    }
  }

  @Test(arguments: TestEngine.available)
  func `an operator exports a person and erases them`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 5))
      _ = try await box.order([box.line(tea)], id: "1")
      let customer = try #require(await box.scope.customers.list(limit: 1).first)
      let data = try await box.scope.customers.export(customer.id)
      #expect(data["orders"]?.count == 1 && data["order_lines"]?.count == 1 && data["messages_in"]?.count == 1)
      await #expect(throws: StorageError.self) { try await box.scope.customers.erase(customer.id, who: "operator") }
      _ = try await box.scope.orders.perform(.cancel, on: "1001", who: "sam", why: "test")
      let receipt = try await box.scope.customers.erase(customer.id, who: "operator")
      #expect(receipt["customers"] == 1 && receipt["orders"] == 1)
      #expect(try await box.scope.customers.erasures(limit: 5).map(\.who) == ["operator"])
      #expect(try await box.count("orders WHERE recipient_name <> 'erased'") == 0)
    }
  }
}
