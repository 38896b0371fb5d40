import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct CatalogTests {
  @Test(arguments: TestEngine.available)
  func `products come back as they were written`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var product = box.product("tea", price: 1, stock: 0, skus: ["a", "b"])
      product.brand = nil
      product.link = "https://shop.test/tea?a=1&b='2'"
      product.title = "Thé «bleu» 🫖 \"x\""
      let stored = try await box.stocked(product)
      #expect(stored.id.rawValue != 0)
      #expect(Set(stored.variants.map(\.id)).count == 2)
      var expected = product
      expected.id = stored.id
      expected.variants[0].id = stored.variants[0].id
      expected.variants[1].id = stored.variants[1].id
      #expect(stored == expected)
      #expect(try await box.scope.catalog.product(stored.id) == expected)
    }
  }

  @Test(arguments: TestEngine.available)
  func `importing twice changes nothing`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let products = (0..<250).map { box.product("p\($0)") }
      #expect(try await box.scope.catalog.upsert(products).created == 250)
      let before = try await box.scope.catalog.snapshot()
      #expect(before.sequence == 250)
      let again = try await box.scope.catalog.upsert(products)
      #expect(again == CatalogRepository.Report(created: 0, updated: 0, unchanged: 250))
      let after = try await box.scope.catalog.snapshot()
      #expect(after.sequence == 250 && after.products == before.products)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a change keeps ids, and a variant that is gone is not sold`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let before = try await box.stocked(box.product("tea", skus: ["a", "b"]))
      let after = try await box.stocked(box.product("tea", price: 900, skus: ["c", "b"]))
      #expect(after.id == before.id)
      #expect(after.variants[1].id == before.variants[1].id)
      #expect(after.variants[0].id != before.variants[0].id)
      let outcome = try await box.order([box.line(before, variant: 0)], id: "1")
      #expect(outcome == .refused(.unavailable([before.variants[0].id])))
      let back = try await box.stocked(box.product("tea", price: 900, skus: ["a", "b"]))
      #expect(back.variants.map(\.id) == before.variants.map(\.id))
    }
  }

  @Test(arguments: TestEngine.available)
  func `a source with other keys finds products by their SKU`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let old = try await box.stocked(box.product("handle", skus: ["sku-1"]))
      let moved = try await box.stocked(box.product("woo-17", skus: ["sku-1"]))
      #expect(moved.id == old.id && moved.variants[0].id == old.variants[0].id)
      let both = [box.product("x", skus: ["same"]), box.product("y", skus: ["same"])]
      #expect(try await box.scope.catalog.upsert(both).created == 2)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a turn brings what changed since the index's sequence`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea"))
      let cup = try await box.stocked(box.product("cup"))
      let known = try await box.scope.catalog.snapshot().sequence
      try await box.scope.catalog.setStock(tea.variants[0].id, to: 77, why: "count")
      try await box.scope.catalog.archive([cup.id])
      let key = try #require(await box.receive(box.message("x", id: "1")).first)
      let changes = try #require(await box.begin(key, known: known).catalogChanges)
      #expect(changes.products.map(\.id) == [tea.id])
      #expect(changes.products.first?.variants.first?.available == 77)
      #expect(changes.removed == [cup.id])
      #expect(try await box.begin(key, known: changes.sequence).catalogChanges == nil)
      let whole = try #require(await box.begin(key, known: nil).catalogChanges)
      #expect(whole.products.map(\.id) == [tea.id] && whole.sequence == changes.sequence)
      #expect(try await box.count("stock_movements WHERE delta = 72 AND reason = 'count'") == 1)
    }
  }
}
