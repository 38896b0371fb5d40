import Commerce
import HTTPTypes
import Storage

extension View<StockMovement> {
  static let movement = View(
    "StockMovement",
    [
      .init("id", .number) { .text(String($0.id)) },
      .init("variant_id", .id(VariantEntity.self)) { .id($0.variant) },
      .init("order_id", .id(OrderEntity.self).orNull) { .maybe($0.order) },
      .init("delta", .integer(-1_000_000_000_000...1_000_000_000_000)) { .int($0.delta) },
      .init("cause", .oneOf(StockCause.allCases.map(\.rawValue))) { .text($0.cause.rawValue) },
      .init("reason", .text(0...10_000)) { .text($0.reason) },
      .init("at", .time()) { .time($0.at) },
    ])
}

extension View<Reservation> {
  static let reservation = View(
    "Reservation",
    [
      .init("order_id", .id(OrderEntity.self)) { .id($0.order) },
      .init("variant_id", .id(VariantEntity.self)) { .id($0.variant) },
      .init("quantity", .integer(1...1_000_000)) { .int($0.quantity) },
      .init("state", .oneOf(["held", "taken", "released"])) { .text($0.state) },
      .init("until", .time()) { .time($0.until) },
      .init("created_at", .time()) { .time($0.createdAt) },
    ])
}

/// Where a store's pieces went and come from, and what is held.
enum StockOperations {
  static let all = [movements, reservations]

  private static let movements = Operation(
    .get, "/stock-movements", "listStockMovements", "List every change of stock with its cause", for: .store(.staff),
    answer: .page(.movement)
  ) { call in
    let page = call.page
    let moves = try await call.rows.catalog.movements(
      of: call.query.id("variant"), before: page.before, limit: page.readLimit)
    return page.answer(.movement, moves) { $0.id }
  }.with {
    $0.note = "A variant's stock is the sum of its movements."
    $0.query = Page.parameters + [.optional("variant", .id(VariantEntity.self))]
  }

  /// A page is so many orders; each brings its lines.
  private static let reservations = Operation(
    .get, "/reservations", "listReservations", "List goods held for orders that are not paid yet", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "The reservations of a page of orders, the newest orders first",
      schema: .body(
        "ReservationPage",
        [
          .needed("data", .list(View<Reservation>.reservation.schema, 0...10_000)),
          .needed("next_cursor", .text(0...13, "of the next page; null on the last one").orNull),
        ]))
  ) { call in
    let page = call.page
    let found = try await call.rows.catalog.reservations(
      heldOnly: call.query.text("state") != "all", before: page.before(), limit: page.limit)
    let orders = Set(found.map(\.order))
    let next = orders.count == page.limit ? orders.min().map { Base32.encode($0.rawValue) } : nil
    return APIAnswer(
      status: .ok,
      body: .object([("data", View<Reservation>.reservation.list(found)), ("next_cursor", .maybe(next))]))
  }.with {
    $0.query = Page.parameters + [.optional("state", .oneOf(["held", "all"], "held where not given"))]
  }
}
