import Commerce
import Storage

extension View<ShipmentRecord> {
  static let shipment = View(
    "Shipment",
    [
      .init("id", .number) { .text(String($0.id)) },
      .init("order_id", .id(OrderEntity.self)) { .id($0.order) },
      .init("carrier", .text(0...1_000).orNull) { .maybe($0.carrier) },
      .init("tracking_number", .text(0...1_000).orNull) { .maybe($0.trackingNumber) },
      .init("tracking_url", .text(0...10_000).orNull) { .maybe($0.trackingURL) },
      .init("who", .text(0...1_000)) { .text($0.who) },
      .init("created_at", .time()) { .time($0.createdAt) },
      .init("lines", .list(pieces, 0...1_000)) { shipment in
        .list(
          shipment.pieces.map { .object([("position", .int($0.position)), ("quantity", .int($0.quantity))]) })
      },
    ])

  private static let pieces = Schema(
    .object([
      .needed("position", .integer(0...1_000, "the line's place in the order")),
      .needed("quantity", .integer(1...1_000_000)),
    ]))
}

extension View<PaymentRecord> {
  static let payment = View(
    "Payment",
    [
      .init("id", .id(PaymentEntity.self)) { .id($0.id) },
      .init("order_id", .id(OrderEntity.self)) { .id($0.order) },
      .init("provider", .text(0...100)) { .text($0.provider) },
      .init("state", .oneOf(PaymentState.allCases.map(\.rawValue))) { .text($0.state.rawValue) },
      .init("amount_minor", .amount()) { .integer($0.amount.minorUnits) },
      .init("currency", .currency) { .text($0.amount.currency.code) },
      .init("refunded_minor", .amount()) { .integer($0.refundedMinor) },
      .init("url", .text(0...10_000, "the page to pay on; null until the provider has made it").orNull) {
        .maybe($0.url)
      },
      .init("reason", .text(0...10_000, "why it came to nothing").orNull) { .maybe($0.reason) },
      .init("created_at", .time()) { .time($0.createdAt) },
      .init("paid_at", .time().orNull) { .maybe($0.paidAt) },
    ])
}

extension View<RefundRecord> {
  static let refund = View(
    "Refund",
    [
      .init("id", .id(RefundEntity.self)) { .id($0.id) },
      .init("order_id", .id(OrderEntity.self)) { .id($0.order) },
      .init("provider", .text(0...100)) { .text($0.provider) },
      .init("state", .oneOf(RefundState.allCases.map(\.rawValue))) { .text($0.state.rawValue) },
      .init("amount_minor", .amount()) { .integer($0.amount.minorUnits) },
      .init("currency", .currency) { .text($0.amount.currency.code) },
      .init("reason", .text(0...10_000)) { .text($0.reason) },
      .init("error", .text(0...10_000, "why the provider did not give it back").orNull) { .maybe($0.error) },
      .init("who", .text(0...1_000)) { .text($0.who) },
      .init("created_at", .time()) { .time($0.createdAt) },
      .init("settled_at", .time().orNull) { .maybe($0.settledAt) },
    ])
}

extension View<ReturnRecord> {
  static let goodsReturn = View(
    "Return",
    [
      .init("id", .number) { .text(String($0.id)) },
      .init("order_id", .id(OrderEntity.self)) { .id($0.order) },
      .init("kind", .oneOf(["return", "exchange"])) { .text($0.kind) },
      .init("state", .text(0...100, "asked, or received")) { .text($0.state) },
      .init("reason", .text(0...10_000)) { .text($0.reason) },
      .init("lines", .list(pieces, 0...1_000, "none: all of the order")) { back in
        .list(
          back.pieces.map {
            .object([
              ("position", .maybe($0.position)), ("words", .maybe($0.words)), ("quantity", .maybe($0.quantity)),
            ])
          })
      },
      .init("who", .text(0...1_000)) { .text($0.who) },
      .init("created_at", .time()) { .time($0.createdAt) },
    ])

  private static let pieces = Schema(
    .object([
      .needed("position", Schema.integer(0...1_000, "the line's place in the order, once it is known").orNull),
      .needed("words", Schema.text(0...10_000, "as the shopper named it").orNull),
      .needed("quantity", Schema.integer(0...1_000_000, "null: all of them").orNull),
    ]))
}
