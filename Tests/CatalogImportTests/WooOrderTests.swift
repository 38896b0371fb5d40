import CatalogImport
import Commerce
import Testing

@Suite struct WooOrderTests {
  /// As Advanced Order Export for WooCommerce writes it.
  private static let header =
    "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Email (Billing),City (Shipping),"
    + "Country Code (Shipping),Payment Method Title,Cart Discount Amount,Order Refund Amount,Order Shipping Amount,"
    + "Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,Quantity (- Refund),Item Cost,Coupon Code"

  private static func file(_ rows: String...) -> String { ([header] + rows).joined(separator: "\n") }

  @Test func rowsOfOneNumberAreOneOrder() throws {
    let result = try parse(
      Self.file(
        "71,Completed,2026-03-01 10:39,Ada,Example,ada@example.com,Lisboa,PT,PayPal,5.00,0,4.00,44.00,7.00,TEE-M,1,Tee,2,18.00,SPRING",
        "71,Completed,2026-03-01 10:39,Ada,Example,ada@example.com,Lisboa,PT,PayPal,5.00,0,4.00,44.00,7.00,MUG,2,Mug,1,9.00,SPRING"
      ))
    let order = try result.order("71")
    #expect(result.format == .wooCommerceOrders)
    #expect(order.items.map(\.sku) == ["TEE-M", "MUG"] && order.items.map(\.quantity) == [2, 1])
    #expect(order.customerName == "Ada Example" && order.email == "ada@example.com")
    #expect(order.city == "Lisboa" && order.country == "PT" && order.discountCode == "SPRING")
    #expect([order.total, order.shipping, order.taxes, order.discount].map(\.minorUnits) == [4_400, 400, 700, 500])
    #expect(order.financialStatus == "paid" && order.fulfillmentStatus == "fulfilled")
  }

  @Test(arguments: [
    ("Processing", "paid", "unfulfilled"), ("wc-on-hold", "pending", "unfulfilled"),
    ("Failed", "failed", "unfulfilled"),
    ("Cancelled", "cancelled", "unfulfilled"), ("Refunded", "refunded", "fulfilled"),
  ])
  func oneStatusIsTwo(_ row: (status: String, financial: String, fulfilment: String)) throws {
    let result = try parse(Self.file("72,\(row.status),2026-03-01 10:39,,,,,,,,,,20.00,,,1,Mug,1,20.00,"))
    let order = try result.order("72")
    #expect(order.financialStatus == row.financial && order.fulfillmentStatus == row.fulfilment)
  }

  @Test func aBadRowLeavesItsOrderOutAndSaysWhy() throws {
    let result = try parse(
      Self.file(
        "73,Completed,2026-03-01 10:39,,,,,,,,,,20.00,,,1,Mug,one,20.00,",
        "74,Completed,2026-03-01 10:39,,,,,,,,,,20.00,,,1,Mug,1,20.00,"))
    #expect(result.orders.map(\.name) == ["74"])
    #expect(result.problems.map(\.line) == [2])
  }
}
