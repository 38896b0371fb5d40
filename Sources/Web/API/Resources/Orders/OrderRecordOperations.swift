import Commerce
import HTTPTypes
import Storage

/// What belongs to orders: parcels, payments, money and goods that go back.
enum OrderRecordOperations {
  static let all =
    [
      records("shipments", "Shipments", .shipment, id: { $0.id }) {
        try await $0.shipments(of: $1, before: $2, limit: $3)
      },
      records("payments", "Payments", .payment, id: { $0.id.rawValue }) {
        try await $0.payments(of: $1, before: $2, limit: $3)
      },
      records("refunds", "Refunds", .refund, id: { $0.id.rawValue }) {
        try await $0.refunds(of: $1, before: $2, limit: $3)
      },
      records("returns", "Returns", .goodsReturn, id: { $0.id }) {
        try await $0.returns(of: $1, before: $2, limit: $3)
      },
    ].flatMap { $0 } + [ship, askForLink, markPaid, refund, takeBack]

  private typealias Reader<Entity> = @Sendable (OrderRepository, OrderID?, Int64?, Int) async throws -> [Entity]

  /// The store's, and one order's.
  private static func records<Entity>(
    _ name: String, _ capital: String, _ view: View<Entity>, id: @escaping @Sendable (Entity) -> Int64,
    read: @escaping Reader<Entity>
  ) -> [Operation] {
    let every = Operation(
      .get, "/\(name)", "list\(capital)", "List the store's \(name)", for: .store(.staff), answer: .page(view)
    ) { call in
      let page = call.page
      let found = try await read(call.rows.orders, nil, page.before, page.readLimit)
      return page.answer(view, found, id: id)
    }.with { $0.query = Page.parameters }
    let own = Operation(
      .get, "/orders/{order}/\(name)", "listOrder\(capital)", "List an order's \(name)", for: .store(.staff),
      answer: .page(view)
    ) { call in
      let page = call.page
      let order = try await OrderOperations.order(of: call)
      let found = try await read(call.rows.orders, order.id, page.before, page.readLimit)
      return page.answer(view, found, id: id)
    }.with {
      $0.query = Page.parameters
      $0.pathValues = OrderOperations.pathValues
      $0.errors = [.orderNotFound]
    }
    return [every, own]
  }

  static let pieces = Schema.list(
    Schema(
      .object([
        .needed("position", .integer(0...1_000, "the line's place in the order")),
        .optional("quantity", .integer(1...1_000_000, "all that are left where not given")),
      ])), 1...100, "all that is left where not given")

  static func picks(_ call: APICall) -> [LinePick] {
    call.body.list("lines").map { line in
      let position = line.int("position") ?? 0
      return LinePick(words: "line \(position)", quantity: line.int("quantity"), position: position)
    }
  }

  private static let ship = Operation(
    .post, "/orders/{order}/shipments", "shipOrder", "Send an order, or some of its lines", for: .store(.staff),
    answer: .created(.shipment)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    let note = ShipmentNote(carrier: call.body.text("carrier"), trackingNumber: call.body.text("tracking_number"))
    try await OrderChanges.act(.ship(note, picks(call)), on: order, call)
    guard let made = try await call.rows.orders.shipments(of: order.id, before: nil, limit: 1).first else {
      throw OrderOperations.missing
    }
    return .created(.shipment, made)
  }.with {
    $0.pathValues = OrderOperations.pathValues
    $0.body = .body(
      "NewShipment",
      [
        .optional("carrier", .text(1...100)), .optional("tracking_number", .text(1...100)),
        .optional("lines", pieces), .optional("reason", .text(1...500)),
      ])
    $0.errors = [.orderNotFound, .orderMoveIllegal, .lineNotFound, .quantityTooLarge]
  }

  private static let askForLink = Operation(
    .post, "/orders/{order}/payment-links", "createPaymentLink",
    "Have a page made to pay an order on, where none is open", for: .store(.staff), answer: .created(.payment)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    guard let provider = try call.parts.shop.paymentProvider(call.store.id) else {
      throw APIError(.paymentNotOffered, "The store has no account with a payment provider.")
    }
    do { try await call.rows.orders.wantLink(for: order.id, provider: provider) } catch let refusal
      as OrderActionRefusal
    { throw APIError(refusal) }
    guard let made = try await call.rows.orders.payments(of: order.id, before: nil, limit: 1).first else {
      throw OrderOperations.missing
    }
    return .created(.payment, made)
  }.with {
    $0.note = "The provider makes the page in a moment: read the order's payments for its `url`. The chat gets it, too."
    $0.pathValues = OrderOperations.pathValues
    $0.errors = [.orderNotFound, .orderMoveIllegal, .paymentNotOffered]
  }

  private static let markPaid = Operation(
    .post, "/orders/{order}/payments", "recordPayment", "Say that all the money came another way, by bank or terminal",
    for: .store(.admin), answer: .created(.payment)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    try await OrderChanges.act(.markPaid, on: order, call)
    guard let made = try await call.rows.orders.payments(of: order.id, before: nil, limit: 1).first else {
      throw OrderOperations.missing
    }
    return .created(.payment, made)
  }.with {
    $0.note = "The amount is the order's own total."
    $0.pathValues = OrderOperations.pathValues
    $0.body = .body("NewPayment", [.optional("reason", .text(1...500))])
    $0.errors = [.orderNotFound, .orderMoveIllegal]
  }

  private static let refund = Operation(
    .post, "/orders/{order}/refunds", "refundOrder", "Give money back, all of it or some", for: .store(.admin),
    answer: .created(.refund)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    try await OrderChanges.act(.refund(amountMinor: call.body.integer("amount_minor")), on: order, call)
    guard let made = try await call.rows.orders.refunds(of: order.id, before: nil, limit: 1).first else {
      throw OrderOperations.missing
    }
    return .created(.refund, made)
  }.with {
    $0.note = "It goes back the way it came; where that was several payments, this is the last of several refunds."
    $0.pathValues = OrderOperations.pathValues
    $0.body = .body(
      "NewRefund",
      [
        .optional("amount_minor", .integer(1...1_000_000_000_000, "all that was paid where not given")),
        .optional("reason", .text(1...500)),
      ])
    $0.errors = [.orderNotFound, .nothingToRefund, .refundTooLarge, .orderMoveIllegal]
  }

  private static let takeBack = Operation(
    .post, "/orders/{order}/returns", "takeBackOrder", "Take goods back into stock, all of them or some",
    for: .store(.staff), answer: .created(.goodsReturn)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    try await OrderChanges.act(.takeBack(picks(call)), on: order, call)
    guard let made = try await call.rows.orders.returns(of: order.id, before: nil, limit: 1).first else {
      throw OrderOperations.missing
    }
    return .created(.goodsReturn, made)
  }.with {
    $0.note = "The money is a refund of its own."
    $0.pathValues = OrderOperations.pathValues
    $0.body = .body("NewReturn", [.optional("lines", pieces), .optional("reason", .text(1...500))])
    $0.errors = [.orderNotFound, .orderMoveIllegal, .lineNotFound, .quantityTooLarge]
  }
}
