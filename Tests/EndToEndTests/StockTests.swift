import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Goods that change while shoppers have them in hand.
  @Suite struct StockTests {
    @Test(arguments: Engine.available)
    func `two shoppers never both get the last one`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine, catalog: nil)) { shop in
        try await shop.stock("mug,Blue mug,SKU-1,1,12.50")
        let phones: [any Phone] = [try shop.whatsAppPhone(), shop.telegramPhone()]
        for phone in phones {
          for text in ["add a blue mug", "checkout", "deliver to 12 Market Street, Springfield"] {
            _ = try await shop.ask(text, on: phone)
          }
        }
        for phone in phones { try await phone.tap("Place order") }
        try await shop.settle()
        let orders = try await shop.orders()
        #expect(orders.count == 1)
        #expect(try await shop.database.stock("SKU-1") == 0)
        let last = phones.compactMap(\.shown.last)
        #expect(last.count { $0.text.contains("is confirmed") } == 1, "\(last)")
        #expect(phones.flatMap(\.shown).contains { $0.text.contains("sold out") }, "\(last)")
      }
    }

    @Test(arguments: Engine.available)
    func `what is imported while the server runs is found, and a new price is said before it is ordered`(
      engine: Engine
    ) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine, catalog: nil)) { shop in
        let phone = shop.telegramPhone()
        _ = try await shop.ask("do you have a blue mug?", on: phone)
        try await shop.stock("mug,Blue mug,SKU-1,5,12.50")
        let found = try await shop.ask("do you have a blue mug?", on: phone)
        #expect(found.contains { $0.text.contains("$12.50") }, "\(found)")
        for text in ["add 2 of it", "checkout", "deliver to 12 Market Street, Springfield"] {
          _ = try await shop.ask(text, on: phone)
        }
        try await shop.stock("mug,Blue mug,SKU-1,5,13.00")
        let tapped = try await shop.press("Place order", on: phone)
        #expect(tapped.contains { $0.text.contains("$26.00") }, "\(tapped)")
        #expect(try await shop.orders().isEmpty)
        _ = try await shop.press("Place order", on: phone)
        #expect(try await shop.orders().map(\.total_minor) == [2_600])
      }
    }
  }
}

extension TestShop {
  /// Imports one product: `handle,title,SKU,pieces,price`.
  func stock(_ row: String, store: String = "main") async throws {
    let cells = row.split(separator: ",").map(String.init)
    let file = folder.appendingPathComponent("\(store)-\(UUID().uuidString).csv")
    let lines = [
      "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
        + "Variant Price,Status",
      "\(cells[0]),\(cells[1]),Title,Default Title,\(cells[2]),shopify,\(cells[3]),\(cells[4]),active",
    ]
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    let imported = try await souk("import", file.path, "--store", store)
    try #require(imported.status == 0, "\(imported.errors)")
  }
}
