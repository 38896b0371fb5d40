import CatalogImport
import Commerce
import Testing

@Suite struct ShopifyProductTests {
  @Test func variantsAndPicturesOfOneHandleBecomeOneProduct() throws {
    let result = try parse(fixture("shopify-products.csv"))
    let jacket = try result.product("rain-jacket")
    #expect(result.format == .shopifyProducts)
    #expect(result.problems.isEmpty)
    #expect(result.products.map(\.externalID) == ["rain-jacket", "mint-tea", "gift", "old-stove", "soon"])
    #expect(jacket.optionNames == ["Size", "Color"])
    #expect(jacket.variants.map(\.options) == [["S", "Blue"], ["M", "Blue"], ["M", "Green"]])
    #expect(jacket.imageURLs == [1, 2, 3].map { "https://cdn.example.com/rain-\($0).jpg" })
    #expect(jacket.variants[0].imageURL == "https://cdn.example.com/rain-blue.jpg")
    #expect(jacket.variants[0].barcode == "5012345678900")
    #expect(result.counts.rows == 9 && result.counts.products == 5 && result.counts.variants == 8)
  }

  @Test func whatIsSaidOfTheProductIsKept() throws {
    let jacket = try parse(fixture("shopify-products.csv")).product("rain-jacket")
    #expect(jacket.title == "Rain Jacket")
    #expect(jacket.brand == "Ridge")
    #expect(jacket.categoryPath == ["Apparel & Accessories", "Clothing", "Outerwear", "Jackets"])
    #expect(jacket.tags == ["rain", "hiking", "outdoor"])
    #expect(
      jacket.attributes == [
        "color": "blue, green", "care instructions": "Wash cold", "gender": "unisex", "age group": "adult",
        "mpn": "RJ-1", "condition": "new",
      ])
    #expect(
      jacket.description == """
        Dry, whatever comes
        Taped seams & a storm hood.
        Café‑proof: “coffee rolls off”.
        - 10,000 mm
        - "Pocket" packs
        """)
  }

  @Test func aHigherCompareAtPriceMeansASale() throws {
    let jacket = try parse(fixture("shopify-products.csv")).product("rain-jacket")
    #expect(jacket.variants[0].price == Money(minorUnits: 9_800, currency: .usd))
    #expect(jacket.variants[0].compareAtPrice == Money(minorUnits: 12_000, currency: .usd))
    #expect(jacket.variants[1].compareAtPrice == nil)
  }

  @Test func aMissingSKUIsMadeOfHandleAndOptionsAndStaysTheSame() throws {
    let bytes = try fixture("shopify-products.csv")
    let first = try parse(bytes).products.flatMap(\.variants).map(\.sku)
    #expect(first.contains("rain-jacket-m-green"))
    #expect(first.contains("gift-25-00"))
    #expect(try parse(bytes).products.flatMap(\.variants).map(\.sku) == first)
    #expect(Set(first).count == first.count)
  }

  @Test func aMadeSKUGivesWayToOneInTheFile() throws {
    let result = try parse(
      "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\na,A,Size,S,,1\nb,B,Size,S,a-s,1")
    #expect(result.problems.isEmpty)
    #expect(result.products.flatMap(\.variants).map(\.sku) == ["a-s-2", "a-s"])
  }

  @Test func madeSKUsThatFallTogetherAreNumbered() throws {
    let rows = (0..<4).map { "a,\($0 == 0 ? "A" : ""),Sign,\(String(repeating: "+", count: $0 + 1)),,1" }
    let header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    let result = try parse(header + rows.joined(separator: "\n"))
    #expect(result.products.flatMap(\.variants).map(\.sku) == ["a", "a-2", "a-3", "a-4"])
  }

  @Test(arguments: [
    ("shopify", "5", "deny", 5), ("shopify", "0", "deny", 0), ("shopify", "-2", "deny", 0), ("", "5", "deny", nil),
    ("shopify", "5", "continue", nil), ("shopify", "5", "CONTINUE", nil), ("shopify", "", "deny", nil),
    ("shopify", "5.0", "deny", 5), ("shopify", "1,200", "deny", 1_200),
  ])
  func stockIsCountedOnlyWhereTheShopCountsIt(_ row: (String, String, String, Int?)) throws {
    let result = try shopify(tracker: row.0, quantity: row.1, policy: row.2)
    #expect(result.problems.isEmpty)
    #expect(result.products.first?.variants.first?.available == row.3)
  }

  @Test func negativeStockIsTakenAsSoldOutWithANote() throws {
    let result = try parse(fixture("shopify-products.csv"))
    #expect(result.notes.map(\.line) == [10])
    #expect(result.notes.first?.reason.contains("-2") == true)
  }

  @Test func onlyPublishedActiveProductsAreShown() throws {
    let result = try parse(fixture("shopify-products.csv"))
    #expect(result.products.map(\.status) == [.active, .active, .active, .archived, .draft])
  }

  @Test func aDefaultTitleMeansNoOptions() throws {
    let tea = try parse(fixture("shopify-products.csv")).product("mint-tea")
    #expect(tea.optionNames.isEmpty)
    #expect(tea.variants.map(\.options) == [[]])
    #expect(tea.description == "Plain text & a line")
  }

  @Test func theNewerTemplateIsReadToo() throws {
    let result = try parse(fixture("shopify-products-2025.csv"))
    let hat = try result.product("wool-hat")
    #expect(result.problems.isEmpty)
    #expect(hat.variants.map(\.sku) == ["HAT-RED", "HAT-BLK"])
    #expect(hat.variants.map(\.available) == [4, nil])
    #expect(hat.variants[0].compareAtPrice?.minorUnits == 2_500)
    #expect(hat.description == "Warm.")
    #expect(hat.imageURLs == ["https://cdn.example.com/hat.jpg"])
    #expect(hat.attributes["mpn"] == "HAT-1")
    #expect(try result.product("camp-soap").status == .draft)
  }

  @Test func aFileWithoutHandlesMakesThemOfTheTitles() throws {
    let result = try parse("Title,Variant Price\nCafé au Lait,3\nTea (green),2")
    #expect(result.products.map(\.externalID) == ["café-au-lait", "tea-green"])
  }

  @Test func anUnknownStatusHidesTheProductAndIsNoted() throws {
    let result = try parse("Handle,Title,Variant Price,Status\na,A,1,sleeping")
    #expect(result.products.first?.status == .draft)
    #expect(result.notes.first?.reason.contains("sleeping") == true)
  }

  @Test func picturesThatAreNoWebAddressAreLeftOutWithANote() throws {
    let result = try parse("Handle,Title,Variant Price,Image Src\na,A,1,C:\\pictures\\a.jpg")
    #expect(result.products.first?.imageURLs == [])
    #expect(result.notes.map(\.line) == [2])
  }
}
