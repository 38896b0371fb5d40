import CatalogImport
import Commerce
import Testing

@Suite struct PriceTests {
  @Test(arguments: [
    ("12.50", 1_250), ("12,50", 1_250), ("12", 1_200), ("12.5", 1_250), ("0", 0), (".99", 99), ("$1,234.50", 123_450),
    ("1.234,56", 123_456), ("1 234,56", 123_456), ("1\u{a0}234.56", 123_456), ("1'234.50", 123_450),
    ("1,234", 123_400), ("1,234,567", 123_456_700), ("1.234.567", 123_456_700), ("12.50 USD", 1_250),
    ("USD 12.50", 1_250), ("12.500", 1_250), ("0,500", 50),
  ])
  func pricesAreReadExactly(_ row: (text: String, minor: Int64)) throws {
    let result = try shopify(price: row.text)
    #expect(result.problems.isEmpty)
    #expect(result.products.first?.variants.first?.price == Money(minorUnits: row.minor, currency: .usd))
  }

  @Test(arguments: [
    "ten", "12.345", "1.2.3", "1,23,4", "-1", "(5)", "1e3", "12.50 EUR", "€12", "12%", "--", ",", "NaN", "0x10",
    "99999999999999999999", "12.34.56,78", "1,2345", "1..2",
  ])
  func whatIsNoPriceIsAProblem(_ text: String) throws {
    let result = try shopify(price: text)
    #expect(result.products.isEmpty)
    #expect(result.problems.map(\.line) == [2])
  }

  @Test func aCurrencyWithoutMinorUnitsTakesWholeAmounts() throws {
    let yen = try #require(Currency(code: "JPY"))
    #expect(try shopify(price: "1,200", currency: yen).products.first?.variants.first?.price.minorUnits == 1_200)
    #expect(try shopify(price: "1200.50", currency: yen).problems.first?.reason.contains("too fine") == true)
  }

  @Test func whatCouldBeTwoAmountsIsRefusedInAThreeDigitCurrency() throws {
    let dinar = try #require(Currency(code: "KWD"))
    #expect(try shopify(price: "1,234", currency: dinar).problems.count == 1)
    #expect(try shopify(price: "1.234", currency: dinar).products.first?.variants.first?.price.minorUnits == 1_234)
    #expect(
      try shopify(price: "1,234.500", currency: dinar).products.first?.variants.first?.price.minorUnits == 1_234_500)
  }

  @Test func aBareDollarSignIsTheStoresOwnDollar() throws {
    let canadian = try #require(Currency(code: "CAD"))
    #expect(try shopify(price: "$5.00", currency: canadian).products.first?.variants.first?.price.minorUnits == 500)
    #expect(try shopify(price: "CA$5.00", currency: canadian).problems.isEmpty)
    #expect(try shopify(price: "£5.00", currency: canadian).problems.count == 1)
  }

  @Test func anUnreadableCompareAtPriceIsOnlyNoted() throws {
    let result = try shopify(compareAt: "was more")
    #expect(result.products.count == 1)
    #expect(result.notes.map(\.line) == [2])
  }
}
