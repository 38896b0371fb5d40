import CatalogImport
import Commerce
import Testing

@Suite struct ShopifyProblemTests {
  @Test(arguments: [
    (4, "title is empty"), (5, "price is empty"), (6, "negative"), (7, "'ten' is not a price"), (8, "too fine for USD"),
    (9, "'lots' is not a whole number"), (10, "SKU 'G-1' is already used on line 2"), (12, "'free' is not a price"),
    (14, "options 'L' are already on line 13"), (15, "option 'Size' is empty"), (16, "handle and title are empty"),
    (17, "4 cells and the header has 10"), (18, "12 cells and the header has 10"),
    (20, "opened on line 20 is never closed"),
  ])
  func eachBadRowIsReportedWithItsOwnLine(_ expected: (line: Int, reason: String)) throws {
    let result = try parse(fixture("shopify-nasty.csv"))
    let problem = try result.problem(line: expected.line)
    #expect(problem.reason.contains(expected.reason))
    #expect(!problem.hint.isEmpty)
  }

  @Test func theGoodRowsAreKept() throws {
    let result = try parse(fixture("shopify-nasty.csv"))
    #expect(result.problems.count == 14)
    #expect(result.products.map(\.externalID) == ["good", "half", "after"])
    #expect(try result.product("half").variants.map(\.sku) == ["H-S", "H-L"])
    #expect(result.counts.rows == 18)
    #expect(result.counts.rowsLeftOut == 14)
  }

  @Test func aProductKeepsItsTitleWhenItsFirstVariantIsBad() throws {
    let result = try parse(
      "Handle,Title,Option1 Name,Option1 Value,Variant Price\na,Apple,Size,S,\na,,,M,2.00")
    #expect(result.problems.map(\.line) == [2])
    #expect(result.products.map(\.title) == ["Apple"])
    #expect(result.products.first?.variants.map(\.options) == [["M"]])
  }

  @Test func aProductOfPicturesAloneHasNothingToSell() throws {
    let result = try parse("Handle,Title,Variant Price,Image Src\na,,,https://example.com/a.jpg")
    #expect(result.products.isEmpty)
    #expect(result.problems.map(\.line) == [2])
  }

  @Test func aProblemReadsAsOneLine() throws {
    let problem = try parse("Handle,Title,Variant Price\nx,X,").problem(line: 2)
    #expect(problem.description == "line 2: price is empty; give it a price such as 12.50 (product 'x')")
  }

  @Test func aReportShowsFiftyProblemsAndCountsTheRest() throws {
    let rows = (1...80).map { "p\($0),P,bad" }.joined(separator: "\n")
    let lines = ImportReport(try parse("Handle,Title,Variant Price\n" + rows)).text.split(separator: "\n")
    #expect(lines.count == 52)
    #expect(lines[0] == "Shopify product CSV: 0 products with 0 variants from 80 rows; 80 rows left out")
    #expect(lines[1].hasPrefix("line 2: price 'bad' is not a price"))
    #expect(lines[51] == "and 30 more problems")
  }
}
