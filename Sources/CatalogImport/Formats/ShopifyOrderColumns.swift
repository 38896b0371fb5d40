/// Where a Shopify order export keeps what.
struct ShopifyOrderColumns {
  let name, id, email, financialStatus, fulfillmentStatus, createdAt, cancelledAt, currency: Int?
  let billingName, shippingName, itemName, itemQuantity, itemPrice, itemSKU, itemDiscount, vendor: Int?
  let phones, cities, countries: [Int]
  let discountCode, paymentMethod, source, fulfilledAt: Int?
  /// The columns of an order's amounts, by ``ShopifyOrderFigures/Name``.
  let figures: [ShopifyOrderFigures.Name: Int?]

  init(_ header: TableHeader) {
    name = header.column("name")
    id = header.column("id")
    email = header.column("email")
    financialStatus = header.column("financial status")
    fulfillmentStatus = header.column("fulfillment status")
    createdAt = header.column("created at")
    cancelledAt = header.column("cancelled at")
    currency = header.column("currency")
    billingName = header.column("billing name")
    shippingName = header.column("shipping name")
    itemName = header.column("lineitem name")
    itemQuantity = header.column("lineitem quantity")
    itemPrice = header.column("lineitem price")
    itemSKU = header.column("lineitem sku")
    itemDiscount = header.column("lineitem discount")
    vendor = header.column("vendor")
    phones = ["phone", "shipping phone", "billing phone"].compactMap { header.column($0) }
    cities = ["shipping city", "billing city"].compactMap { header.column($0) }
    countries = ["shipping country", "billing country"].compactMap { header.column($0) }
    discountCode = header.column("discount code")
    paymentMethod = header.column("payment method")
    source = header.column("source")
    fulfilledAt = header.column("fulfilled at")
    figures = Dictionary(
      uniqueKeysWithValues: ShopifyOrderFigures.Name.allCases.map { ($0, header.column($0.rawValue)) })
  }
}
