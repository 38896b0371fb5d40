/// Where an order export keeps what: a row for each line item, the order's own figures on its first.
struct OrderColumns {
  let name, id, email, currency, createdAt, cancelledAt, fulfilledAt: Int?
  let financialStatus, fulfillmentStatus: Int?
  /// WooCommerce's one status for both of them.
  let status: Int?
  let itemName, itemQuantity, itemPrice, itemSKU, itemDiscount, vendor: Int?
  /// The columns a buyer's name is joined of, the best first.
  let names: [[Int]]
  let phones, cities, countries: [Int]
  let discountCode, paymentMethod, source, staff: Int?
  /// The columns of an order's amounts, by ``OrderFigures/Name``.
  let figures: [OrderFigures.Name: Int]

  /// Shopify's own export.
  init(shopify header: TableHeader) {
    name = header.column("name")
    id = header.column("id")
    email = header.column("email")
    financialStatus = header.column("financial status")
    fulfillmentStatus = header.column("fulfillment status")
    status = nil
    createdAt = header.column("created at")
    cancelledAt = header.column("cancelled at")
    fulfilledAt = header.column("fulfilled at")
    currency = header.column("currency")
    names = ["billing name", "shipping name"].compactMap { header.column($0) }.map { [$0] }
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
    staff = header.column("employee")
    figures = Self.figures([
      .subtotal: header.column("subtotal"), .shipping: header.column("shipping"), .taxes: header.column("taxes"),
      .discount: header.column("discount amount"), .total: header.column("total"),
      .refunded: header.column("refunded amount"),
    ])
  }

  /// WooCommerce's exports of a row for each item, under the names its export plugins give the columns.
  init(woo header: TableHeader) {
    name = header.column("order number", "order_number", "order id", "order_id")
    id = header.column("order id", "order_id")
    email = header.column("email (billing)", "billing_email", "billing email", "customer_email", "email")
    (financialStatus, fulfillmentStatus, cancelledAt, vendor, staff) = (nil, nil, nil, nil, nil)
    status = header.column("order status", "order_status", "status")
    createdAt = header.column("order date", "order_date", "date", "date_created")
    fulfilledAt = header.column("completed date", "completed_date", "date_completed")
    currency = header.column("order currency", "order_currency", "currency")
    names = [
      ["first name (billing)", "last name (billing)"], ["billing_first_name", "billing_last_name"],
      ["billing first name", "billing last name"], ["first name (shipping)", "last name (shipping)"],
    ].map { $0.compactMap { header.column($0) } }.filter { !$0.isEmpty }
    itemName = header.column("item name", "item_name", "product name", "product_name")
    itemQuantity = header.column("quantity", "quantity (- refund)", "item_quantity", "item quantity", "qty")
    itemPrice = header.column("item cost", "item_cost", "item_price", "item price")
    itemSKU = header.column("sku", "item_sku", "product sku")
    itemDiscount = header.column("item discount amount", "item_discount")
    phones = ["phone (billing)", "billing_phone", "billing phone"].compactMap { header.column($0) }
    cities = ["city (shipping)", "shipping_city", "shipping city", "city (billing)", "billing_city", "billing city"]
      .compactMap { header.column($0) }
    countries = [
      "country code (shipping)", "shipping_country", "shipping country", "country code (billing)", "billing_country",
      "billing country",
    ].compactMap { header.column($0) }
    discountCode = header.column("coupon code", "coupon_code", "coupons", "coupon_codes")
    paymentMethod = header.column("payment method title", "payment_method_title", "payment method", "payment_method")
    source = header.column("created via", "created_via", "origin", "source")
    figures = Self.figures([
      .shipping: header.column("order shipping amount", "shipping_total", "order_shipping"),
      .taxes: header.column("order total tax amount", "order_total_tax", "tax_total", "total_tax"),
      .discount: header.column("cart discount amount", "discount_total", "cart_discount"),
      .total: header.column("order total amount", "order_total", "total"),
      .refunded: header.column("order refund amount", "refunded_total", "total_refunded", "order_refund_amount"),
    ])
  }

  private static func figures(_ columns: [OrderFigures.Name: Int?]) -> [OrderFigures.Name: Int] {
    columns.compactMapValues { $0 }
  }
}

/// What WooCommerce's one status says of the payment and of the goods.
enum WooOrderStatus {
  /// - Parameter text: `wc-completed`, `On hold` …
  static func states(_ text: String) -> (financial: String, fulfilment: String) {
    let plain = text.lowercased().replacing("wc-", with: "").replacing(" ", with: "-")
    return switch plain {
    case "completed": ("paid", "fulfilled")
    case "processing": ("paid", "unfulfilled")
    case "on-hold", "pending", "pending-payment", "checkout-draft", "draft": ("pending", "unfulfilled")
    case "refunded": ("refunded", "fulfilled")
    case "cancelled", "canceled": ("cancelled", "unfulfilled")
    case "failed", "trash": (plain, "unfulfilled")
    default: (plain, "")
    }
  }
}
