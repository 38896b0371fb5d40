import Commerce
import Dialogue
import HTTPTypes
import Storage

/// Orders come into being and move along. Every move goes through the machine that the chat uses; no price, total or
/// stock is taken from a request.
enum OrderChanges {
  static let all = [create, update, move, exchange, supplierStep]

  private static let item = Schema(
    .object([
      .needed("variant_id", .id(VariantEntity.self)),
      .needed("quantity", .integer(1...Int64(Cart.maximumQuantity))),
      .optional(
        "without", .list(.id(VariantEntity.self), 0...Bundle.maximumItems, "parts of a bundle that stay out")),
      .optional("swaps", .list(swap, 0...Bundle.maximumItems, "what comes in the place of a bundle's parts")),
    ]))

  private static let swap = Schema(
    .object([.needed("part", .id(VariantEntity.self)), .needed("for", .id(VariantEntity.self))]))

  private static func choice(_ item: Fields) -> BundleChoice {
    var choice = BundleChoice()
    for part in item.texts("without") ?? [] {
      if let variant = VariantID(text: part) { choice.leaveOut(variant) }
    }
    for swap in item.list("swaps") {
      if let part: VariantID = swap.id("part"), let other: VariantID = swap.id("for") {
        choice.swap(part, for: other)
      }
    }
    return choice
  }

  private static let create = Operation(
    .post, "/orders", "createOrder", "Make an order for a customer, at today's prices", for: .store(.staff),
    answer: .created(.order)
  ) { call in
    let body = call.body
    let method: PaymentMethod = body.raw("payment") ?? .cashOnDelivery
    let fulfilment: Fulfilment = body.raw("fulfilment") ?? .delivery
    if fulfilment != .inStore {
      for name in ["customer_id", "recipient_name"] where body.text(name) == nil {
        throw APIError(.invalidBody, "`\(name)` is needed: only an order in the store may be a stranger's.")
      }
    }
    let delivery = OrderDelivery(
      recipientName: body.text("recipient_name") ?? "", fulfilment: fulfilment,
      address: fulfilment == .delivery ? body.text("address") : nil, payment: method, note: body.text("note"))
    var wish = OrderWish(
      customer: body.id("customer_id"),
      items: body.list("items").compactMap { item in
        item.id("variant_id").map {
          OrderWish.Item(variant: $0, quantity: item.int("quantity") ?? 1, choice: choice(item))
        }
      }, couponCodes: body.texts("coupon_codes") ?? [], delivery: delivery,
      provider: try method == .online ? call.parts.shop.paymentProvider(call.store.id) : nil)
    if fulfilment == .inStore, let place: LocationID = body.id("location_id") {
      guard try await call.rows.stock.locations().contains(where: { $0.id == place }) else {
        throw APIError.notFound(.locationNotFound, "location")
      }
      wish.place = place
    }
    do {
      let id = try await call.rows.orders.place(wish, who: call.who)
      guard let order = try await call.rows.orders.order(id) else { throw OrderOperations.missing }
      return .created(.order, order)
    } catch let refusal as OrderWishRefusal {
      throw APIError(refusal)
    }
  }.with {
    $0.note =
      "Prices, discounts, taxes, the fee and stock are the store's own, as at a checkout in the chat. An order that is "
      + "`in_store` is paid (`pay_in_store`) and handed over at once: it comes back `delivered`, and needs no customer."
    $0.body = .body(
      "NewOrder",
      [
        .optional("customer_id", Schema.id(CustomerEntity.self, "needed but in the store").orNull),
        .needed("items", .list(item, 1...Cart.maximumLines)),
        .optional("recipient_name", .text(1...200, "needed but in the store")),
        .needed("fulfilment", .oneOf(Fulfilment.allCases.map(\.rawValue))),
        .needed("payment", .oneOf(PaymentMethod.allCases.map(\.rawValue))),
        .optional("address", Schema.text(1...500, "needed for a delivery").orNull),
        .optional(
          "location_id",
          Schema.id(LocationEntity.self, "in the store: the place whose stock it is taken from first").orNull),
        .optional("coupon_codes", .list(.text(1...50), 0...Cart.maximumCoupons)),
        .optional("note", Schema.text(0...2_000).orNull),
      ])
    $0.errors = [
      .customerNotFound, .notSold, .outOfStock, .couponRefused, .outsideDeliveryZones, .fulfilmentNotOffered,
      .paymentNotOffered, .ageNotConfirmed, .addressRequired, .bundleChoiceRefused, .locationNotFound,
      .editConflict,
    ]
  }

  private static let update = Operation(
    .patch, "/orders/{order}", "updateOrder", "Change who gets an order and where, until it is packed",
    for: .store(.staff), answer: .ok(.order)
  ) { call in
    let id: OrderID = try call.id("order", else: OrderOperations.missing)
    let orders = try call.rows.orders
    let store = try call.store
    return try await call.edit(.order, else: OrderOperations.missing) {
      try await orders.order(id)
    } change: { order in
      guard order.state.isCancellableByShopper else {
        throw APIError(.orderNotChangeable, "The order is \(order.state.words): it stays as it is.")
      }
      try apply(call.body, to: &order, store)
    } save: { old, new in
      try await orders.replace(old, with: new, who: call.who)
    }
  }.with {
    $0.pathValues = OrderOperations.pathValues
    $0.body = .body(
      "OrderChange",
      [
        .optional("recipient_name", .text(1...200)), .optional("address", .text(1...500)),
        .optional("note", Schema.text(0...2_000).orNull),
      ])
    $0.errors = [.orderNotFound, .orderNotChangeable, .outsideDeliveryZones, .fulfilmentNotOffered, .editConflict]
    $0.isEdit = true
  }

  private static func apply(_ body: Fields, to order: inout Order, _ store: Store) throws {
    if let name = body.text("recipient_name") { order.delivery.recipientName = name }
    body.set("note", &order.delivery.note)
    guard let address = body.text("address") else { return }
    guard order.delivery.fulfilment == .delivery else {
      throw APIError(.fulfilmentNotOffered, "The order is picked up: it has no address.")
    }
    let rules = store.settings.selling ?? SellingRules()
    if rules.zones?.isEmpty == false, rules.zone(of: address) == nil {
      throw APIError(.outsideDeliveryZones, "The store does not deliver to this address.")
    }
    order.delivery.address = address
  }

  private static let targets: [OrderState] = [
    .confirmed, .paid, .packed, .readyForPickup, .delivered, .cancelled,
  ]

  private static let move = Operation(
    .post, "/orders/{order}/moves", "moveOrder", "Move an order along; its customer is told in the chat",
    for: .store(.staff), answer: .created(.order)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    guard let state: OrderState = call.body.raw("to"), let action = OrderAction(to: state) else {
      throw APIError(.orderMoveIllegal, "Nobody makes that of an order by hand.")
    }
    // Money goes back by it, where some came in.
    if state == .cancelled, order.paid.minorUnits > order.refunded.minorUnits {
      try call.require(.admin, to: "cancel an order that is paid")
    }
    try await act(action, on: order, call)
    return .created(.order, try await OrderOperations.order(of: call))
  }.with {
    $0.note = "Shipping, giving money back and taking goods back are shipments, refunds and returns."
    $0.pathValues = OrderOperations.pathValues
    $0.body = .body(
      "OrderMove", [.needed("to", .oneOf(targets.map(\.rawValue))), .optional("reason", .text(1...500))])
    $0.errors = [.orderNotFound, .orderMoveIllegal]
  }

  private static let exchange = Operation(
    .post, "/orders/{order}/exchanges", "exchangeOrder", "Give other goods for those that came back of an order",
    for: .store(.staff), answer: .created(.order)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    let exchange = GoodsExchange(
      id: call.newID(), number: order.number, picks: OrderRecordOperations.picks(call),
      items: call.body.list("items").compactMap { item in
        item.id("variant_id").map { CounterSale.Item(variant: $0, quantity: item.int("quantity") ?? 1) }
      })
    do {
      try await call.rows.orders.exchange(exchange, who: call.who)
    } catch let refusal as OrderActionRefusal {
      throw APIError(refusal)
    } catch let refusal as OrderWishRefusal {
      throw APIError(refusal)
    }
    guard let made = try await call.rows.orders.order(exchange.id) else { throw OrderOperations.missing }
    return .created(.order, made)
  }.with {
    $0.note =
      "Answers with the new order. What was paid for the goods that came back counts for it (a payment by `exchange`); "
      + "what is missing is paid with the goods, what is over can be refunded of the old order. It costs no delivery."
    $0.pathValues = OrderOperations.pathValues
    $0.body = .body(
      "NewExchange",
      [
        .optional("lines", OrderRecordOperations.pieces),
        .needed("items", .list(exchanged, 1...Cart.maximumLines, "what goes out")),
      ])
    $0.errors = [
      .orderNotFound, .orderMoveIllegal, .lineNotFound, .quantityTooLarge, .notSold, .outOfStock, .customerNotFound,
      .editConflict,
    ]
  }

  private static let exchanged = Schema(
    .object([
      .needed("variant_id", .id(VariantEntity.self)),
      .needed("quantity", .integer(1...Int64(Cart.maximumQuantity))),
    ]))

  private static let supplierStep = Operation(
    .post, "/orders/{order}/lines/{position}/supplier-steps", "moveOrderLine",
    "Say where the supplier stands with a line that others send", for: .store(.staff), answer: .created(.order)
  ) { call in
    let order = try await OrderOperations.order(of: call)
    guard let position = call.path["position"].flatMap({ Int($0) }), let to: SupplierStatus = call.body.raw("to") else {
      throw APIError(.lineNotFound, "The order has no such line.")
    }
    do {
      try await call.rows.orders.setSupplierStatus(
        to, ofLine: position, of: order.id, who: call.who, why: call.body.text("reason") ?? "")
    } catch let refusal as SupplierRefusal {
      throw APIError(refusal)
    }
    return .created(.order, try await OrderOperations.order(of: call))
  }.with {
    $0.note = "Lines of drop-shipped and affiliates' goods begin as `wanted`. A refusal becomes a task for staff."
    $0.pathValues = OrderOperations.pathValues.merging(["position": .number]) { first, _ in first }
    $0.body = .body("SupplierStep", [.needed("to", .supplierStatus), .optional("reason", .text(1...500))])
    $0.errors = [.orderNotFound, .lineNotFound, .orderMoveIllegal]
  }

  static func act(_ action: OrderAction, on order: Order, _ call: APICall) async throws {
    do {
      _ = try await call.rows.orders.act(
        action, on: order.number, who: call.who, why: call.body.text("reason") ?? "by the API")
    } catch let refusal as OrderActionRefusal {
      throw APIError(refusal)
    }
  }
}
