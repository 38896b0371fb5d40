import CatalogImport
import Commerce
import Foundation
import Testing

@Suite struct MerchantFeedTests {
  @Test func itemsOfOneGroupAreVariantsOfAProduct() throws {
    let result = try parse(fixture("merchant.tsv"))
    let jacket = try result.product("A")
    #expect(result.format == .merchantFeed)
    #expect(jacket.title == "Rain jacket")
    #expect(jacket.optionNames == ["Color", "Size"])
    #expect(jacket.variants.map(\.options) == [["blue", "M"], ["red", "S"]])
    #expect(jacket.variants.map(\.sku) == ["A-BLU-M", "A-RED-S"])
    #expect(jacket.attributes["material"] == "nylon")
    #expect(jacket.attributes["gender"] == "unisex")
    #expect(jacket.categoryPath == ["Clothing", "Jackets"])
    #expect(jacket.description == "Dry & light")
    #expect(jacket.imageURLs.count == 4)
    #expect(jacket.variants[0].barcode == "5012345678900")
  }

  @Test func availabilityDecidesStock() throws {
    let result = try parse(fixture("merchant.tsv"))
    #expect(try result.product("A").variants.map(\.available) == [nil, 0])
    #expect(try result.product("B").variants.map(\.available) == [12])
    #expect(try result.product("C").variants.map(\.available) == [nil])
    #expect(try result.product("C").attributes["availability"] == "preorder")
  }

  @Test func aSaleCountsWithinItsDates() throws {
    let bytes = try fixture("merchant.tsv")
    let jacket = try parse(bytes).product("A").variants[0]
    #expect(jacket.price.minorUnits == 7_900 && jacket.compareAtPrice?.minorUnits == 9_800)
    let tea = try parse(bytes).product("B").variants[0]
    #expect(tea.price.minorUnits == 950 && tea.compareAtPrice == nil)
    let later = Timestamp(seconds: 1_800_000_000)
    #expect(try parse(bytes, now: later).product("A").variants[0].price.minorUnits == 9_800)
  }

  @Test func itemsInAnotherCurrencyOrWithoutTheirPartsAreProblems() throws {
    let problems = try parse(fixture("merchant.tsv")).problems
    #expect(problems.map(\.line) == [6, 7, 8, 9])
    #expect(problems[0].reason == "price '9.50 EUR' is in EUR and the store sells in USD")
    #expect(problems[1].reason.contains("'sometimes'"))
    #expect(problems[2].reason.contains("'B' is already used on line 4"))
    #expect(problems[3].reason == "title is empty")
  }

  @Test func rssIsRead() throws {
    let result = try parse(fixture("merchant.rss.xml"))
    let jacket = try result.product("A")
    #expect(result.format == .merchantFeedXML)
    #expect(jacket.title == "Rain jacket - Blue")
    #expect(jacket.optionNames == ["Size"])
    #expect(jacket.variants.map(\.price.minorUnits) == [9_800, 9_800])
    #expect(jacket.link == "https://example.com/a?c=blue&s=m")
    #expect(jacket.imageURLs.count == 3)
    #expect(jacket.description == "Dry & light")
    #expect(jacket.attributes["water column"] == "10,000 mm")
    #expect(jacket.categoryPath == ["Clothing", "Jackets"])
    #expect(result.problems.map(\.line) == [37])
  }

  @Test func atomIsRead() throws {
    let tea = try parse(fixture("merchant.atom.xml")).product("TEA")
    #expect(tea.description == "Fresh mint.")
    #expect(tea.link == "https://example.com/tea")
  }

  @Test func itemsThatDifferInNothingAreToldApartByTheirIds() throws {
    let result = try parse("id,title,price,link,item_group_id\nx1,Rope,5 USD,,R\nx2,Rope,6 USD,,R")
    #expect(result.problems.isEmpty)
    #expect(result.products.first?.optionNames == ["Item"])
    #expect(result.products.first?.variants.map(\.options) == [["x1"], ["x2"]])
  }

  @Test func aFeedThatBreaksOffKeepsWhatCameBefore() throws {
    let whole = String(decoding: try fixture("merchant.rss.xml"), as: UTF8.self)
    let result = try parse(whole.replacingOccurrences(of: "<title>No price</title>", with: "<title>No price"))
    #expect(result.products.count == 1)
    #expect(result.problems.map(\.line) == [41])
    #expect(result.problems.first?.reason.contains("</item> closes nothing; <title> is open") == true)
  }

  @Test func markUpWithinADescriptionIsPartOfIt() throws {
    let feed =
      "<feed><entry><id>1</id><title>A</title><price>1 USD</price>"
      + "<content type='xhtml'><div><p>One</p><p>two</p></div></content></entry></feed>"
    #expect(try parse(feed).products.first?.description == "One two")
  }

  @Test func aBareAmpersandIsTakenAsItStands() throws {
    let feed =
      "<rss><channel><item><id>1</id><title>Salt & pepper &amp; oil&nbsp;&eacute;</title>"
      + "<price>1 USD</price></item></channel></rss>"
    #expect(try parse(feed).products.first?.title == "Salt & pepper & oil\u{a0}é")
  }

  @Test func aFeedThatDeclaresEntitiesIsRefused() {
    let bomb = """
      <?xml version="1.0"?>
      <!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <rss><channel><item><id>1</id><title>&b;</title><price>1 USD</price></item></channel></rss>
      """
    #expect(throws: ImportError.self) { try parse(bomb) }
  }

  @Test func xmlThatIsNoFeedIsNamed() {
    #expect(throws: ImportError.unknownXML(root: "html")) { try parse("<html><body/></html>") }
  }
}
