import CatalogImport
import Commerce
import Testing

@Suite struct WooProductTests {
  @Test func variationsJoinTheirParentByIdOrSKUInAnyOrder() throws {
    let result = try parse(fixture("woocommerce-products.csv"))
    let hoodie = try result.product("12")
    #expect(result.format == .wooCommerceProducts)
    #expect(hoodie.optionNames == ["Color", "Logo"])
    #expect(hoodie.variants.map(\.sku) == ["HOOD-RED-NO", "hood-blue-yes"])
    #expect(hoodie.variants.map(\.options) == [["Red", "No"], ["Blue", "Yes"]])
    #expect(hoodie.variants[0].price.minorUnits == 4_200)
    #expect(hoodie.variants[0].compareAtPrice?.minorUnits == 4_500)
    #expect(hoodie.variants[0].imageURL == "https://cdn.example.com/hoodie-red.jpg")
  }

  @Test func whatIsSaidOfTheProductIsKept() throws {
    let hoodie = try parse(fixture("woocommerce-products.csv")).product("12")
    #expect(hoodie.description == "Soft & warm.\nA hoodie.\nWith a pocket.")
    #expect(hoodie.categoryPath == ["Clothing", "Hoodies"])
    #expect(hoodie.tags == ["cotton", "cosy, warm"])
    #expect(hoodie.imageURLs.count == 2)
    #expect(hoodie.brand == "Caravan")
    #expect(hoodie.attributes["material"] == "Cotton")
    #expect(hoodie.attributes["weight"] == "1.5 kg")
    #expect(hoodie.attributes["color"] == nil)
  }

  @Test func aDatedSaleCountsOnlyOnItsDays() throws {
    let bytes = try fixture("woocommerce-products.csv")
    let during = try parse(bytes).product("30").variants[0]
    #expect(during.price.minorUnits == 1_200 && during.compareAtPrice?.minorUnits == 1_500)
    #expect(during.barcode == "4006381333931")
    let lastMoment = Timestamp(seconds: 1_796_083_199)
    #expect(try parse(bytes, now: lastMoment).product("30").variants[0].price.minorUnits == 1_200)
    let after = try parse(bytes, now: lastMoment.adding(milliseconds: 1_000)).product("30").variants[0]
    #expect(after.price.minorUnits == 1_500 && after.compareAtPrice == nil)
    #expect(try parse(bytes).product("31").variants[0].price.minorUnits == 800)
  }

  @Test func aSalesDaysAreThoseOfTheStoresZone() throws {
    let bytes = try fixture("woocommerce-products.csv")
    let eveningInDenver = Timestamp(seconds: 1_796_083_200 + 3_600)
    let variant = try parse(bytes, now: eveningInDenver, timeZone: "America/Denver").product("30").variants[0]
    #expect(variant.price.minorUnits == 1_200)
  }

  @Test func stockFollowsItsThreeColumns() throws {
    let result = try parse(fixture("woocommerce-products.csv"))
    #expect(try result.product("30").variants[0].available == nil)
    #expect(try result.product("31").variants[0].available == 7)
    #expect(try result.product("32").variants[0].available == 0)
    #expect(try result.product("33").variants[0].available == nil)
    #expect(try result.product("12").variants.map(\.available) == [4, nil])
  }

  @Test func aVariationMayShareItsParentsStock() throws {
    let result = try parse(
      """
      ID,Type,Name,Regular price,Stock,Parent,Attribute 1 name,Attribute 1 value(s)
      1,variable,Shirt,,9,,Size,"S, M"
      2,variation,Shirt,5,parent,id:1,Size,S
      3,variation,Shirt,5,2,id:1,Size,
      """)
    #expect(result.products.first?.variants.map(\.available) == [9, 2])
    #expect(result.products.first?.variants.map(\.options) == [["S"], ["Any"]])
  }

  @Test func whatIsNotPublicIsADraft() throws {
    let result = try parse(fixture("woocommerce-products.csv"))
    #expect(try result.product("33").status == .draft)
    #expect(try result.product("31").status == .active)
    let hidden = try parse("ID,Type,Name,Published,Visibility in catalog,Regular price\n1,simple,A,1,hidden,1")
    #expect(hidden.products.first?.status == .draft)
  }

  @Test func anExternalProductKeepsItsLink() throws {
    #expect(try parse(fixture("woocommerce-products.csv")).product("34").link == "https://example.com/book")
  }

  @Test func otherCategoriesBecomeTags() throws {
    let mug = try parse(fixture("woocommerce-products.csv")).product("31")
    #expect(mug.categoryPath == ["Kitchen", "Cups"])
    #expect(mug.tags == ["Gifts"])
  }

  @Test func whatCannotBeTakenIsReported() throws {
    let result = try parse(fixture("woocommerce-products.csv"))
    #expect(result.problems.map(\.line) == [12, 13, 14, 15])
    #expect(result.problems[0].reason == "parent 'id:999' is not in this file")
    #expect(result.problems[1].reason.contains("nothing to sell"))
    #expect(result.problems[2].reason == "regular price is empty")
    #expect(result.problems[3].reason.contains("'subscription'"))
    #expect(result.notes.isEmpty)
  }

  @Test func aGroupedProductIsABundleOfWhatItGroups() throws {
    let bundle = try #require(try parse(fixture("woocommerce-products.csv")).bundles.first)
    #expect(bundle.sku == "SET" && bundle.title == "Kitchen set" && bundle.priceMinor == nil)
    #expect(bundle.items.map(\.sku) == ["MUG", "BOWL"] && bundle.items.allSatisfy { !$0.isRequired })
    let lone = try parse(
      """
      ID,Type,SKU,Name,Regular price,Grouped products
      1,simple,A,Cup,5,
      2,grouped,B,Set,,"id:1, id:9"
      """)
    #expect(lone.bundles.isEmpty && lone.notes.map(\.line) == [3, 3])
  }

  @Test func unreadableSaleDatesLeaveTheRegularPriceAndANote() throws {
    let result = try parse(
      "ID,Type,Name,Regular price,Sale price,Date sale price starts\n1,simple,A,10,5,next week")
    #expect(result.products.first?.variants.first?.price.minorUnits == 1_000)
    #expect(result.notes.map(\.line) == [2])
  }
}
