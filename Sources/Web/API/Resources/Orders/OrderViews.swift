import Commerce
import Storage

extension Schema {
  static let supplierStatus = Schema.oneOf(
    SupplierStatus.allCases.map(\.rawValue), "where another sends the line stands with it; null for own goods")
  static let orderState = Schema.oneOf(OrderState.allCases.map(\.rawValue))
}

extension View<Order> {
  static let order = View("Order", who + lines + money)

  private static let who: [Field] = [
    .init("id", .id(OrderEntity.self)) { .id($0.id) },
    .init("number", .text(1...32, "readable, unique in the store")) { .text($0.number) },
    .init("status", .orderState) { .text($0.state.rawValue) },
    .init("channel", .text(0...64)) { .text($0.channel) },
    .init("customer_id", .id(CustomerEntity.self)) { .id($0.customerID) },
    .init("recipient_name", .text(0...1_000)) { .text($0.delivery.recipientName) },
    .init("fulfilment", .oneOf(Fulfilment.allCases.map(\.rawValue))) { .text($0.delivery.fulfilment.rawValue) },
    .init("address", .text(0...10_000).orNull) { .maybe($0.delivery.address) },
    .init("payment", .oneOf(PaymentMethod.allCases.map(\.rawValue))) { .text($0.delivery.payment.rawValue) },
    .init("note", .text(0...10_000).orNull) { .maybe($0.delivery.note) },
  ]

  private static let lines: [Field] = [
    .init("lines", .list(View<NumberedLine>.line.schema, 0...1_000)) { order in
      View<NumberedLine>.line.list(order.lines.enumerated().map { NumberedLine(position: $0, line: $1) })
    }
  ]

  private static let money: [Field] = [
    .init("currency", .currency) { .text($0.total.currency.code) },
    .init("discount_minor", .amount()) { .integer($0.discount.minorUnits) },
    .init("delivery_fee_minor", .amount()) { .integer($0.deliveryFee.minorUnits) },
    .init("tax_minor", .amount()) { .integer($0.tax.minorUnits) },
    .init("tax_in_prices", .flag) { .bool($0.taxIsInPrices) },
    .init("total_minor", .amount()) { .integer($0.total.minorUnits) },
    .init("paid_minor", .amount()) { .integer($0.paid.minorUnits) },
    .init("refunded_minor", .amount()) { .integer($0.refunded.minorUnits) },
    .init("payment_url", .text(0...10_000, "the page to pay on, while it can be paid").orNull) {
      .maybe($0.paymentURL)
    },
    .init("held_until", .time("until when the goods of a pending order are held").orNull) { .maybe($0.heldUntil) },
    .init("created_at", .time()) { .time($0.createdAt) },
    .init("delivered_at", .time().orNull) { .maybe($0.deliveredAt) },
  ]
}

/// A line with its place in the order, by which shipments and returns name it.
struct NumberedLine: Sendable {
  let position: Int
  let line: OrderLine
}

extension View<NumberedLine> {
  static let line = View(
    "OrderLine",
    [
      .init("position", .integer(0...1_000)) { .int($0.position) },
      .init("product_id", .id(ProductEntity.self)) { .id($0.line.productID) },
      .init("variant_id", .id(VariantEntity.self)) { .id($0.line.variantID) },
      .init("sku", .text(0...1_000)) { .text($0.line.sku) },
      .init("name", .text(0...10_000)) { .text($0.line.name) },
      .init("quantity", .integer(1...1_000_000)) { .int($0.line.quantity) },
      .init("unit_price_minor", .amount()) { .integer($0.line.unitPrice.minorUnits) },
      .init("shipped", .integer(0...1_000_000)) { .int($0.line.shipped) },
      .init("returned", .integer(0...1_000_000)) { .int($0.line.returned) },
      .init("bundle_id", .id(ProductEntity.self, "the bundle it is a part of").orNull) {
        .maybe($0.line.origin?.bundleID)
      },
      .init("supplier_status", .supplierStatus.orNull) { .maybe($0.line.supplierStatus?.rawValue) },
      .init("original_product_id", .id(ProductEntity.self, "what stood in its place before it was swapped").orNull) {
        .maybe($0.line.origin?.originalProductID)
      },
      .init("suggested_by", .text(0...100, "the search that put it before the shopper").orNull) {
        .maybe($0.line.origin?.suggestedBy)
      },
      .init("is_substitute", .flag) { .bool($0.line.origin?.isSubstitute ?? false) },
    ])
}

extension View<OrderStep> {
  static let step = View(
    "OrderStep",
    [
      .init("from", .orderState.orNull) { .maybe($0.from?.rawValue) },
      .init("to", .orderState) { .text($0.to.rawValue) },
      .init("who", .text(0...1_000)) { .text($0.who) },
      .init("why", .text(0...10_000)) { .text($0.why) },
      .init("at", .time()) { .time($0.at) },
    ])
}
