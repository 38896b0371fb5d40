import Commerce
import Dialogue

/// Staff move orders along by writing it; each customer is told in their own chat.
///
///     staff: mark 1042 shipped UPS 1Z999AA10123456784
///     souk:  Order 1042 is shipped now. The customer has been told.
///     staff: refund 1042
///     souk:  $48.00 of order 1042 goes back. The customer has been told.
struct StaffOrders: Workflow {
  let name = "staff_orders"
  let intents: [Intent] = [.staffOrder]
  let texts: [TextKey] = ["staff.moved", "staff.refunding", "staff.partly", "staff.refused", "staff.not_staff"]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard context.standing.role.isStaff, let command = StaffCommand(act.text, currency: context.store.currency) else {
      return Step([Reply("staff.not_staff")])
    }
    if case .actionRefused(let refusal)? = context.refusal {
      return Step([Reply("staff.refused", ["reason": .text(refusal.description)])])
    }
    let arguments: [String: ReplyFact] = [
      "number": .text(command.number), "state": .actionState(command.number), "amount": .actionRefund(command.number),
      "count": .actionPieces(command.number), "worth": .actionWorth(command.number),
    ]
    let key: TextKey =
      switch command.action {
      case .refund: "staff.refunding"
      case .ship(_, let picks) where !picks.isEmpty: "staff.partly"
      case .takeBack(let picks) where !picks.isEmpty: "staff.partly"
      default: "staff.moved"
      }
    return Step([Reply(key, arguments)], effects: [.orderAction(command.action, number: command.number)])
  }
}
