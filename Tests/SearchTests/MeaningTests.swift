import Commerce
import Foundation
import Language
import Search
import Testing

/// With the shipped embedding table.
@Suite("Finding by meaning")
struct MeaningTests {
  private let catalog: any CatalogSnapshot
  private let lexis: Lexis

  init() throws {
    let prompts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("prompts")
    lexis = Lexis(
      synonyms: try Synonyms.load(path: prompts.appendingPathComponent("synonyms/en.yaml").path),
      vectors: try StaticVectors(folder: prompts.appendingPathComponent("embeddings")))
    let indexes = CatalogIndexes(lexis: lexis)
    // In two writes, so that vectors are also carried over by a merge.
    indexes.apply(Array(ShopFixture.products.prefix(40)), removed: [], sequence: 1, store: ShopFixture.store)
    indexes.apply(Array(ShopFixture.products.dropFirst(40)), removed: [], sequence: 2, store: ShopFixture.store)
    catalog = try #require(indexes.snapshot(of: ShopFixture.store))
  }

  private func titles(_ text: String) -> [String] {
    catalog.search(ProductQuery(text: text, limit: 100)).hits.map(\.product.title)
  }

  @Test("Words that the catalogue lacks find what is near in meaning")
  func wordsThatTheCatalogueLacks() {
    #expect(Set(titles("footwear")).isSuperset(of: ["Hiking Boots", "Trail Running Shoes"]))
    #expect(titles("something to drink").contains("Green Tea"))
    #expect(titles("hiking gear").contains("Hiking Boots"))
  }

  @Test(
    "Nearness by chance is no find",
    arguments: [
      "unicorn", "purple dinosaur", "helicopter", "refrigerator magnets", "piano lessons", "hello", "car tires",
      "guitar strings", "toothpaste", "red wine", "laptop", "iphone charger",
    ])
  func nearnessByChanceIsNoFind(query: String) {
    #expect(titles(query) == [])
  }

  @Test("What is named by its words stays first", arguments: ["Rain Jacket", "Headlamp", "Trail Mix", "Green Tea"])
  func whatIsNamedStaysFirst(title: String) {
    #expect(titles(title.lowercased()).first == title)
  }

  @Test("Right words are not taken for misspelt ones")
  func rightWordsStay() {
    #expect(catalog.search(ProductQuery(text: "trial")).corrections.isEmpty)
    #expect(catalog.search(ProductQuery(text: "lantren")).corrections == ["lantren": "lantern"])
  }

  @Test("A long title's measures do not put the thing itself behind its accessories")
  func theThingComesFirst() {
    let titles = [
      "Acme SP17 Classic Laptop Sleeve", "Acme Black USB Powered Laptop Cooler",
      "Acme Laptop Privacy Filter Screen 15\"",
      "Acme 6530b Notebook PC 35.8 cm (14.1\") 1440 x 900 pixels Core 2 Duo 2 GB DDR2 250 GB Windows Vista",
    ]
    let products = titles.enumerated().map { number, title in
      Product(
        id: ProductID(Int64(number + 1)), externalID: title, title: title, brand: "Acme",
        variants: [Variant(id: VariantID(Int64(number + 1)), sku: "", price: Money(minorUnits: 100, currency: .usd))])
    }
    let indexes = CatalogIndexes(lexis: lexis)
    indexes.apply(products, removed: [], sequence: 1, store: ShopFixture.store)
    let first = indexes.snapshot(of: ShopFixture.store)?.search(ProductQuery(text: "laptop")).hits.first
    #expect(first?.product.title == titles.last)
  }
}
