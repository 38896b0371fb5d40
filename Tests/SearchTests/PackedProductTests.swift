import Commerce
import Testing

@testable import Search

@Suite("Packing products")
struct PackedProductTests {
  private func text(_ generator: inout SeededGenerator) -> String {
    let scraps = ["", "Tent", "Crème brûlée", "日本", "🙂", "a b", String(repeating: "long ", count: 60)]
    return scraps[Int.random(in: scraps.indices, using: &generator)]
  }

  private func variant(_ id: Int64, _ generator: inout SeededGenerator) -> Variant {
    let currency = [Currency.usd, Currency(code: "IDR") ?? .usd][Int.random(in: 0...1, using: &generator)]
    let price = Int64.random(in: -5...10_000_000_000, using: &generator)
    return Variant(
      id: VariantID(id * 7_919), sku: text(&generator),
      barcode: Bool.random(using: &generator) ? nil : text(&generator),
      options: [text(&generator), text(&generator)], price: Money(minorUnits: price, currency: currency),
      compareAtPrice: Bool.random(using: &generator) ? nil : Money(minorUnits: price + 1, currency: currency),
      available: Bool.random(using: &generator) ? nil : Int.random(in: -3...300, using: &generator),
      imageURL: Bool.random(using: &generator) ? nil : text(&generator))
  }

  private func product(_ id: Int64, _ generator: inout SeededGenerator) -> Product {
    var product = Product(
      id: ProductID(id * 1_000_003 - 50_000_000), externalID: text(&generator), title: text(&generator),
      brand: Bool.random(using: &generator) ? nil : text(&generator), categoryPath: [text(&generator)],
      description: text(&generator), attributes: ["Material": text(&generator), text(&generator): "yes"],
      tags: [text(&generator), text(&generator)], imageURLs: [text(&generator)],
      link: Bool.random(using: &generator) ? nil : text(&generator), optionNames: ["Size", "Colour"],
      variants: (0...(id % 3)).map { variant(id + $0, &generator) }, status: [.active, .draft, .archived][Int(id % 3)],
      soldUnits: Int(id))
    product.goesWith = [ProductID(-1), ProductID(.max)]
    return product
  }

  @Test("What is unpacked is what was packed")
  func roundTrip() {
    var generator = SeededGenerator(state: 11)
    for id in 1...300 {
      let product = product(Int64(id), &generator)
      let entry = CatalogEntry(product)
      #expect(entry.product == product)
      #expect(entry.offers.map(\.price) == product.variants.map(\.price.minorUnits))
      #expect(entry.offers.map(\.isInStock) == product.variants.map(\.isInStock))
      #expect(entry.offers.map(\.compareAtPrice) == product.variants.map { $0.compareAtPrice?.minorUnits })
      #expect(entry.variantKeys.map(\.id) == product.variants.map(\.id))
      #expect(entry.variantKeys.map(\.sku) == product.variants.map(\.sku))
    }
  }

  @Test("A title's name ends before measures, brackets, commas and what the thing is for")
  func nameOfTitle() {
    func name(_ title: String) -> String {
      String(title[..<TitleName.end(of: title, words: .english)])
    }
    #expect(name("HP Compaq 6530b Notebook PC 35.8 cm (14.1\") 1440 x 900") == "HP Compaq 6530b Notebook PC")
    #expect(name("Epson Enhanced Matte Paper, 24\" x 30,5 m") == "Epson Enhanced Matte Paper")
    #expect(name("Sleeve for iPad") == "Sleeve")
    #expect(name("For the road") == "For the road")
    #expect(name("500 ml Bottle") == "500 ml Bottle")
    #expect(name("Tea – loose leaf") == "Tea")
    #expect(name("iPad/notebook stand") == "iPad/notebook stand")
    #expect(name("Rain-proof Crème 5-pack") == "Rain-proof Crème 5-pack")
    #expect(name("") == "")
    #expect(name("—") == "—")
  }

  @Test("Keys find all of their documents")
  func sortedKeys() {
    let keys = SortedKeys([
      (key: 9, document: 1), (key: 2, document: 4), (key: 9, document: 0), (key: .max, document: 7),
    ])
    #expect(Array(keys.documents(of: 9)) == [0, 1])
    #expect(keys.first(of: .max) == 7)
    #expect(keys.first(of: 3) == nil)
  }
}
