import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct ChoiceTests {
  @Test(arguments: TestEngine.available)
  func `an order line leads back to the search it came from`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea", stock: 9))
      let salt = try await box.stocked(box.product("salt", stock: 9))
      let input = try await box.turn(id: "1")
      let search = SearchEvent(query: ProductQuery(text: "hot drink"), resultCount: 2, shown: [salt.id, tea.id])
      _ = try await box.commit(input, [.recordSearch(search)], replies: ["found"])
      let lines = [box.line(tea, quantity: 3)]
      guard case .committed = try await box.order(lines, id: "2") else {
        Issue.record("the order was not placed")
        return
      }
      #expect(try await box.count("search_events WHERE channel = 'telegram'") == 1)
      #expect(
        try await box.count(
          """
          order_lines l JOIN product_picks p ON p.store_id = l.store_id AND p.id = l.pick_id
          JOIN search_events s ON s.store_id = p.store_id AND s.id = p.search_id
          WHERE p.position = 1 AND l.product_id = p.product_id
          """) == 1)
      #expect(try await box.scope.catalog.product(tea.id)?.soldUnits == 3)
      #expect(try await box.scope.catalog.product(salt.id)?.soldUnits == 0)
      // An import brings no sales figures and takes none away.
      #expect(try await box.scope.catalog.upsert([box.product("tea", stock: 6)]).unchanged == 1)
      #expect(try await box.scope.catalog.product(tea.id)?.soldUnits == 3)
    }
  }

  @Test(arguments: TestEngine.available)
  func `what is not found is counted by its words`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      for (number, words) in ["Yoga mat!", "yoga  mat", "kite", ""].enumerated() {
        let input = try await box.turn(id: "\(number)")
        let search = SearchEvent(query: ProductQuery(text: words), resultCount: 0, shown: [])
        _ = try await box.commit(input, [.recordSearch(search)], replies: ["no"])
      }
      let demand = try await box.scope.choices.unmetDemand(limit: 10)
      #expect(demand.map(\.words) == ["yoga mat", "kite"])
      #expect(demand.map(\.times) == [2, 1])
    }
  }

  @Test(arguments: TestEngine.available)
  func `goods that several orders have in common go together`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea"))
      let mug = try await box.stocked(box.product("mug"))
      let salt = try await box.stocked(box.product("salt"))
      for (number, lines) in [[tea, mug], [tea, mug], [tea, salt], [mug]].enumerated() {
        guard case .committed = try await box.order(lines.map { box.line($0) }, id: "\(number)") else {
          Issue.record("order \(number) was not placed")
          return
        }
      }
      let together = try await box.scope.choices.boughtTogether(with: tea.id, support: 2, limit: 5)
      #expect(together.map(\.product) == [mug.id] && together.map(\.orders) == [2])
      let once = try await box.scope.choices.boughtTogether(with: tea.id, support: 1, limit: 5)
      #expect(once.map(\.product) == [mug.id, salt.id])
      // Two orders are no rule yet; the third makes one, for an index built anew and for one brought up to date.
      #expect(try await box.scope.catalog.snapshot().products.allSatisfy { $0.goesWith.isEmpty })
      _ = try await box.order([box.line(tea), box.line(mug)], id: "third")
      let anew = try await box.scope.catalog.snapshot().products
      #expect(anew.first { $0.id == tea.id }?.goesWith == [mug.id])
      #expect(anew.first { $0.id == salt.id }?.goesWith == [])
      let changes = try #require(await box.turn(id: "after").catalogChanges)
      #expect(changes.products.first { $0.id == mug.id }?.goesWith == [tea.id])
    }
  }

  @Test(arguments: TestEngine.available)
  func `a word by which several shoppers came to a product is learned`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea"))
      let salt = try await box.stocked(box.product("salt"))
      let words = ["Infusion!", "hot infusion", "infusion"]
      for (number, text) in words.enumerated() {
        #expect(try await box.scope.catalog.snapshot().products.allSatisfy { $0.pickedBy == [] }, "\(number) agree")
        let shopper = "shopper-\(number)"
        let input = try await box.turn(id: "s\(number)", user: shopper)
        let search = SearchEvent(query: ProductQuery(text: text), resultCount: 2, shown: [salt.id, tea.id])
        _ = try await box.commit(input, [.recordSearch(search)], replies: ["found"])
        _ = try await box.order([box.line(tea)], id: "o\(number)", user: shopper)
      }
      let products = try await box.scope.catalog.snapshot().products
      #expect(products.first { $0.id == tea.id }?.pickedBy == ["infusion"])
      #expect(products.first { $0.id == salt.id }?.pickedBy == [])
    }
  }
}
