import CatalogImport
import Commerce
import Foundation
import Testing

@Suite struct DemoShopTests {
  private var directory: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("prompts/demo").path
  }

  @Test func theDemoShopOpensWithoutAProblem() throws {
    let shop = try DemoShop.load(directory: directory)
    let result = try parse(shop.catalog, currency: shop.currency)
    #expect(shop.slug == "demo" && shop.currency == .usd)
    #expect(shop.settings.openingHours?[1] == [OpeningInterval(opensMinute: 540, closesMinute: 1_110)])
    #expect(shop.settings.openingHours?[7] == nil)
    #expect(shop.settings.deliveryFeeMinor == 600 && shop.settings.freeDeliveryFromMinor == 6_000)
    #expect(shop.store(id: StoreID(1)).settings == shop.settings)
    #expect(result.problems.isEmpty && result.notes.isEmpty)
    #expect(result.products.count >= 60)
  }

  @Test func theDemoShopShowsEveryStateOfStockAndSale() throws {
    let shop = try DemoShop.load(directory: directory)
    let products = try parse(shop.catalog, currency: shop.currency).products
    let variants = products.flatMap(\.variants)
    #expect(products.filter { $0.status == .draft }.count == 1)
    #expect(products.filter { $0.status == .archived }.count == 1)
    #expect(products.filter { $0.variants.contains { $0.compareAtPrice != nil } }.count == 2)
    #expect(variants.contains { $0.available == 0 } && variants.contains { $0.available == nil })
    #expect(variants.contains { (1...3).contains($0.available ?? 0) })
    let jacket = try #require(products.first { $0.externalID == "rain-jacket" })
    #expect(jacket.variants.count == 12)
    #expect(products.allSatisfy { !$0.description.isEmpty && !$0.imageURLs.isEmpty && !$0.categoryPath.isEmpty })
  }

  @Test(arguments: [
    ("slug: a\nname: A\ncurrency: dollars\ntime_zone: UTC", "shop.yaml:3"),
    ("slug: a\nname: A\ncurrency: USD\ntime_zone: Mars/Base", "shop.yaml:4"),
    ("slug: a\nname: A\ncurrency: USD\ntime_zone: UTC\nphon: 1", "shop.yaml:5"),
    ("slug: a\nname: A\ncurrency: USD\ntime_zone: UTC\nopening_hours:\n  monday: [\"9 to 5\"]", "shop.yaml:6"),
    ("slug: a\nname: A\ncurrency: USD\ntime_zone: UTC\nopening_hours:\n  monday: banana", "shop.yaml:6"),
    ("slug: a\nname: A\ncurrency: USD\ntime_zone: UTC\nopening_hours:\n  monday: {from: 9}", "shop.yaml:6"),
    ("slug: a\nname: A\ncurrency: USD\ntime_zone: UTC\ndelivery_fee_minor: -1", "shop.yaml:5"),
    ("name: A", "'slug' is missing"), ("- a", "keys and values"), ("a: [", "shop.yaml"),
  ])
  func aMistakeInTheShopsFileIsNamedWithItsLine(_ row: (yaml: String, expected: String)) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { _ = try? FileManager.default.removeItem(at: folder) }
    try row.yaml.write(to: folder.appendingPathComponent("shop.yaml"), atomically: true, encoding: .utf8)
    try "Handle,Title,Variant Price\n".write(
      to: folder.appendingPathComponent("catalog.csv"), atomically: true, encoding: .utf8)
    let error = #expect(throws: ImportError.self) { try DemoShop.load(directory: folder.path) }
    #expect(error?.description.contains(row.expected) == true)
  }
}
