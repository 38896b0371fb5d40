import Commerce
import Dialogue

/// Staff move orders along by writing it; each customer is told in their own chat.
///
///     staff: mark 1042 shipped UPS 1Z999AA10123456784
///     souk:  Order 1042 is shipped now. The customer has been told.
///     staff: refund 1042
///     souk:  $48.00 of order 1042 goes back. The customer has been told.
///     staff: open orders
///     souk:  2 orders wait: …
struct StaffOrders: Workflow {
  let name = "staff_orders"
  let intents: [Intent] = [.staffOrder]
  let texts: [TextKey] =
    ["staff.moved", "staff.returned", "staff.refunding", "staff.partly", "staff.refused", "staff.not_staff"]
    + ["staff.address", "staff.order", "staff.no_order", "staff.waiting", "staff.nothing_waits"] + OrderText.names

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    if context.standing.role.isStaff, let question = StaffQuestion(act.text) {
      return Step([answer(question, context)])
    }
    guard context.standing.role.isStaff, let command = StaffCommand(act.text, currency: context.store.currency) else {
      return Step([Reply("staff.not_staff")])
    }
    if case .actionRefused(let refusal)? = context.refusal {
      return Step([Reply("staff.refused", ["reason": .text(refusal.description)])])
    }
    let arguments: [String: ReplyFact] = [
      "number": .text(command.number), "state": .actionState(command.number), "amount": .actionRefund(command.number),
      "count": .actionPieces(command.number), "worth": .actionWorth(command.number),
      "told": .actionTold(command.number),
    ]
    if case .changeAddress(let address) = command.action {
      return Step(
        [
          Reply(
            "staff.address",
            ["number": .text(command.number), "address": .text(address), "told": .actionTold(command.number)])
        ],
        effects: [.orderAction(command.action, number: command.number)])
    }
    let key: TextKey =
      switch command.action {
      case .refund: "staff.refunding"
      case .ship(_, let picks) where !picks.isEmpty: "staff.partly"
      case .takeBack(let picks): picks.isEmpty ? "staff.returned" : "staff.partly"
      default: "staff.moved"
      }
    return Step([Reply(key, arguments)], effects: [.orderAction(command.action, number: command.number)])
  }

  private func answer(_ question: StaffQuestion, _ context: Context) -> Reply {
    let orders = context.standing.shopOrders
    switch question {
    case .order(let number):
      guard let order = orders.first(where: { $0.number == number }) else {
        return Reply("staff.no_order", ["number": .text(number)])
      }
      return Reply("staff.order", facts(order, context))
    case .waiting:
      let waiting = orders.filter { Self.waits.contains($0.state) }
      guard !waiting.isEmpty else { return Reply("staff.nothing_waits") }
      return Reply(
        "staff.waiting",
        ["rows": .rows(waiting.map { facts($0, context) }), "count": .count(waiting.count)])
    }
  }

  private static let waits: Set<OrderState> = [.confirmed, .paid, .packed, .partlyShipped, .readyForPickup]

  private func facts(_ order: Order, _ context: Context) -> [String: ReplyFact] {
    var facts = OrderText.facts(order, context)
    facts["name"] = .text(order.delivery.recipientName)
    facts["note"] = .text(order.delivery.note ?? "")
    if order.paid.minorUnits > 0 { facts["paid"] = .money(order.paid) }
    return facts
  }
}
