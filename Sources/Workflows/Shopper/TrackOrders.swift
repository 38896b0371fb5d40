import Commerce
import Dialogue

/// Where an order is, and which there were.
///
///     shopper: where's my order?
///     souk:    Order 1001 is confirmed; we are getting it ready. 2 × Lantern — total $48.00.
struct TrackOrders: Workflow {
  let name = "track_orders"
  let intents: [Intent] = [.orderStatus, .listOrders]
  let texts: [TextKey] =
    [
      "order.none", "order.unknown_number", "order.status", "order.list", "order.state_confirmed", "order.state_packed",
      "order.state_shipped", "order.state_ready_for_pickup", "order.state_delivered", "order.state_cancelled",
      "order.state_pending", "order.state_paid", "order.state_partly_shipped", "order.state_expired",
      "order.state_returned", "order.state_refunded", "button.pay_now", "button.cancel_order", "button.order_again",
      "button.show_products", "label.orders",
    ] + OrderText.names

  static let listed = 5

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard !context.orders.isEmpty else {
      // "is it ready today?" of what is about to be ordered: how and when it comes.
      if !context.cart.isEmpty, act.facts.orderNumber == nil, act.intent == .orderStatus {
        return Step(next: .handOn(Act(.askDelivery, source: act.source, text: act.text)))
      }
      return Step([Reply("order.none", choices: [ReplyChoice(.act(.browse), .text("button.show_products"))])])
    }
    if let number = act.facts.orderNumber {
      guard let order = OrderText.order(number, context) else {
        return Step([
          Reply("order.unknown_number", ["number": .text(number), "numbers": .text(OrderText.numbers(context))])
        ])
      }
      return status(order, context)
    }
    if act.intent == .listOrders { return list(context) }
    return status(context.orders.first { $0.state.isOpen } ?? context.orders[0], context)
  }

  private func status(_ order: Order, _ context: Context) -> Step<NoState> {
    var reply = Reply("order.status", OrderText.facts(order, context))
    reply.arguments["state"] = .text("")
    if let url = order.paymentURL {
      reply.link = ReplyLink(title: "button.pay_now", url: url)
      reply.arguments["url"] = .text(url)
    }
    if order.state.isCancellableByShopper {
      reply.choices = [ReplyChoice(.order(.cancelOrder, order.number), .text("button.cancel_order"))]
    } else if !order.state.isOpen {
      reply.choices = [ReplyChoice(.order(.reorder, order.number), .text("button.order_again"))]
    }
    return Step([reply, Reply(OrderText.stateKey(order.state), OrderText.facts(order, context))].reversed())
  }

  private func list(_ context: Context) -> Step<NoState> {
    let orders = context.orders.prefix(Self.listed)
    let rows = orders.enumerated().map { index, order in
      OrderText.facts(order, context).merging(["index": .count(index + 1)]) { $1 }
    }
    return Step([
      Reply(
        "order.list", ["rows": .rows(rows), "count": .count(context.orders.count)],
        choices: orders.map {
          ReplyChoice(.order(.orderStatus, $0.number), .literal($0.number), detail: .money($0.total))
        },
        choicesLabel: "label.orders", listsItsChoices: true)
    ])
  }
}

/// How an order is spoken of.
enum OrderText {
  static func order(_ number: String, _ context: Context) -> Order? {
    context.orders.first { $0.number == number || $0.number.hasSuffix("-" + number) }
  }

  static func numbers(_ context: Context) -> String {
    context.orders.prefix(3).map(\.number).joined(separator: ", ")
  }

  /// With what depends on the shop's clock, and the last parcel.
  static func facts(_ order: Order, _ context: Context) -> [String: ReplyFact] {
    var facts: [String: ReplyFact] = [
      "number": .text(order.number), "total": .money(order.total), "items": .text(items(order)),
      "delivery": .flag(order.delivery.fulfilment == .delivery), "address": .text(order.delivery.address ?? ""),
      "in_store": .flag(order.delivery.fulfilment == .inStore),
      "date": .text(CivilDate(order.createdAt, timeZone: context.store.timeZone).text),
      "state_name": .words(stateName(order.state)),
    ]
    if let until = order.heldUntil { facts["until"] = .text(ClockText.time(until, in: context.store)) }
    if order.refunded.minorUnits > 0 { facts["refunded"] = .money(order.refunded) }
    if let parcel = order.shipments.last {
      facts["tracking"] = .text([parcel.carrier, parcel.trackingNumber].compactMap { $0 }.joined(separator: " "))
      facts["tracking_url"] = .text(parcel.trackingURL ?? "")
    }
    return facts
  }

  /// `2 × Brass camp lantern, 1 × 72-hour kit (1 × Pocket gas stove, 2 × Trail mix)`
  static func items(_ order: Order) -> String {
    var told: Set<ProductID> = []
    return order.lines.compactMap { line -> String? in
      guard let bundle = line.origin?.bundleID else { return piece(line) }
      guard told.insert(bundle).inserted else { return nil }
      let parts = order.lines.filter { $0.origin?.bundleID == bundle }.map(piece).joined(separator: ", ")
      return "\(line.origin?.bundleCount ?? 1) × \(line.origin?.bundleTitle ?? "") (\(parts))"
    }.joined(separator: ", ")
  }

  private static func piece(_ line: OrderLine) -> String { "\(line.quantity) × \(line.name)" }

  static func stateKey(_ state: OrderState) -> TextKey { TextKey(rawValue: "order.state_\(state.rawValue)") }

  private static func stateName(_ state: OrderState) -> TextKey {
    TextKey(rawValue: "order.name_\(state.rawValue)")
  }

  /// What ``facts(_:_:)`` may say of a state; a workflow that uses them lists these.
  static let names: [TextKey] = [
    "order.name_pending", "order.name_confirmed", "order.name_paid", "order.name_packed", "order.name_partly_shipped",
    "order.name_shipped", "order.name_ready_for_pickup", "order.name_delivered", "order.name_cancelled",
    "order.name_expired", "order.name_returned", "order.name_refunded",
  ]
}
