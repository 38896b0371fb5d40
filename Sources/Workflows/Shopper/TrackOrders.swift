import Commerce
import Dialogue

/// Where an order is, and which there were.
///
///     shopper: where's my order?
///     souk:    Order 1001 is confirmed; we are getting it ready. 2 × Lantern — total $48.00.
struct TrackOrders: Workflow {
  let name = "track_orders"
  let intents: [Intent] = [.orderStatus, .listOrders]
  let texts: [TextKey] = [
    "order.none", "order.unknown_number", "order.status", "order.list", "order.state_confirmed", "order.state_packed",
    "order.state_shipped", "order.state_ready_for_pickup", "order.state_delivered", "order.state_cancelled",
    "button.cancel_order", "button.order_again", "button.show_products", "label.orders",
  ]

  static let listed = 5

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard !context.orders.isEmpty else {
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
    var reply = Reply("order.status", OrderText.facts(order))
    reply.arguments["state"] = .text("")
    if order.state.isCancellableByShopper {
      reply.choices = [ReplyChoice(.order(.cancelOrder, order.number), .text("button.cancel_order"))]
    } else if !order.state.isOpen {
      reply.choices = [ReplyChoice(.order(.reorder, order.number), .text("button.order_again"))]
    }
    return Step([reply, Reply(OrderText.stateKey(order.state), OrderText.facts(order))].reversed())
  }

  private func list(_ context: Context) -> Step<NoState> {
    let orders = context.orders.prefix(Self.listed)
    let rows = orders.enumerated().map { index, order in
      OrderText.facts(order).merging(["index": .count(index + 1)]) { $1 }
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

  static func facts(_ order: Order) -> [String: ReplyFact] {
    [
      "number": .text(order.number), "total": .money(order.total), "items": .text(items(order)),
      "delivery": .flag(order.delivery.fulfilment == .delivery), "address": .text(order.delivery.address ?? ""),
      "date": .text(CivilDate(order.createdAt).text), "state_name": .text(stateName(order.state)),
    ]
  }

  static func items(_ order: Order) -> String {
    order.lines.map { "\($0.quantity) × \($0.name)" }.joined(separator: ", ")
  }

  static func stateKey(_ state: OrderState) -> TextKey { TextKey(rawValue: "order.state_\(state.rawValue)") }

  private static func stateName(_ state: OrderState) -> String {
    state.rawValue.split(separator: "_").joined(separator: " ")
  }
}

/// A day in UTC; stores' zones come with the analytics.
struct CivilDate {
  let text: String

  /// Days to civil date by Howard Hinnant's algorithm (proleptic Gregorian).
  init(_ moment: Timestamp) {
    let days = Int((Double(moment.milliseconds) / 86_400_000).rounded(.down)) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    text = "\(year)-\(two(month))-\(two(day))"
  }
}
