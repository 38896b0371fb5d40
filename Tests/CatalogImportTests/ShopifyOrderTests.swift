import CatalogImport
import Commerce
import Testing

@Suite struct ShopifyOrderTests {
  @Test func rowsOfOneNameAreOneOrder() throws {
    let result = try parse(fixture("shopify-orders.csv"))
    let order = try result.order("#1001")
    #expect(result.format == .shopifyOrders)
    #expect(order.items.map(\.sku) == ["FERN-1", "TOTE-1"])
    #expect(order.items.map(\.quantity) == [2, 1])
    #expect(order.items.map(\.unitPrice.minorUnits) == [1_600, 2_000])
    #expect(order.items.map(\.line) == [2, 4])
    #expect(order.email == "ada@example.com")
    #expect(order.customerName == "Ada Example")
    #expect(order.externalID == "5550000001")
    #expect(order.createdAt == Timestamp(seconds: 1_788_444_840))
    #expect(order.financialStatus == "paid" && order.fulfillmentStatus == "fulfilled")
    let figures = [order.subtotal, order.shipping, order.taxes, order.discount, order.total, order.refunded]
    #expect(figures.map(\.minorUnits) == [4_700, 600, 329, 500, 5_629, 0])
  }

  /// Shopify leaves the column blank until something is sent; a file without the column says nothing.
  @Test func aBlankFulfilmentIsUnfulfilled() throws {
    let rest = "#1,2026-03-01,1,Pin,5"
    let head = "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price"
    let blank = try parse("\(head),Fulfillment Status\n\(rest),")
    #expect(blank.orders.first?.fulfillmentStatus == "unfulfilled")
    #expect(try parse("\(head)\n\(rest)").orders.first?.fulfillmentStatus == "")
  }

  @Test func cancelledAndRefundedOrdersAreKeptAsSuch() throws {
    let order = try parse(fixture("shopify-orders.csv")).order("#1002")
    #expect(order.cancelledAt == Timestamp(seconds: 1_789_128_000))
    #expect(order.refunded.minorUnits == 2_500)
    #expect(order.email == nil)
    #expect(order.customerName == "Bo Placeholder")
  }

  @Test func missingTotalsAreWorkedOutInTheOrdersOwnCurrency() throws {
    let order = try parse(fixture("shopify-orders.csv")).order("#1003")
    #expect(order.currency.code == "EUR")
    #expect(order.total.minorUnits == 7_500 && order.total.currency.code == "EUR")
  }

  @Test func anOrderWithABadRowIsLeftOutAsAWhole() throws {
    let result = try parse(fixture("shopify-orders.csv"))
    #expect(result.orders.map(\.name) == ["#1001", "#1002", "#1003"])
    #expect(result.problems.map(\.line) == [8, 9])
    #expect(result.problems[0].description.contains("order '#1004'"))
    #expect(result.counts.orders == 3)
  }

  @Test(arguments: [
    ("2026-03-01 10:39:02 -0400", 1_772_375_942), ("2026-03-01T10:39:02Z", 1_772_361_542),
    ("2026-03-01T10:39:02.250+01:00", 1_772_357_942), ("2026-03-01 10:39", 1_772_361_540),
    ("2026-03-01", 1_772_323_200),
    ("2024-02-29 00:00:00 UTC", 1_709_164_800),
  ])
  func datesAreReadToTheSecond(_ row: (text: String, seconds: Int64)) throws {
    let result = try parse("Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1,\(row.text),1,Pin,5")
    #expect(result.orders.first?.createdAt == Timestamp(seconds: row.seconds))
  }

  @Test(arguments: [
    "", "2026-13-01", "2026-02-30", "yesterday", "2026-03-01 25:00:00", "2026-03-01 10:00 PST", "20260301",
  ])
  func whatIsNoDateIsAProblem(_ text: String) throws {
    let result = try parse("Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1,\(text),1,Pin,5")
    #expect(result.orders.isEmpty)
    #expect(result.problems.map(\.line) == [2])
  }

  @Test func localTimesAreInTheStoresZone() throws {
    let text = "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1,2026-07-01 12:00:00,1,Pin,5"
    let result = try parse(Array(text.utf8), timeZone: "America/Denver")
    #expect(result.orders.first?.createdAt == Timestamp(seconds: 1_782_928_800))
  }

  @Test func itemsTakenOffTheOrderAgainAreLeftOut() throws {
    let header = "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price"
    let result = try parse("\(header)\n#1,2026-07-01,2,Pin,5\n#1,,0,Badge,4")
    #expect(result.problems.isEmpty)
    #expect(result.orders.first?.items.map(\.name) == ["Pin"])
  }

  @Test func absurdQuantitiesAreProblemsAndNoOverflow() throws {
    let text =
      "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1,2026-07-01,1000000000,Pin,99999999999"
    #expect(try parse(text).problems.count == 1)
  }
}
