import Commerce

/// An account of a turn: what was understood, which workflow acted, what changed. Shown by `/debug` and to staff.
struct TurnTrace: Encodable {
  var understood: [String]
  var layers: [String]
  var workflows: [String]
  var changes: [String]
  var waiting: [String]

  init(understanding: Understanding, decision: Decider.Decision, replies: [Reply]) {
    understood = understanding.acts.map { "\($0.intent) (\($0.source.rawValue), \(Int($0.confidence * 100)) %)" }
    layers = understanding.notes
    workflows = decision.notes
    changes = decision.effects.map(Self.describe)
    waiting = decision.frames.map(\.name)
  }

  /// In the order in which they are written.
  private enum CodingKeys: CodingKey {
    case changes, layers, understood, waiting, workflows
  }

  var json: String {
    do { return try JSONLine.encode(self) } catch { return "{}" }
  }

  /// Names what changed without personal data.
  private static func describe(_ effect: Effect) -> String {
    switch effect {
    case .saveCart(let cart): "cart: \(cart.lines.count) lines, \(cart.pieceCount) pieces"
    case .placeOrder(let draft): "order placed: \(draft.lines.count) lines, \(draft.total.text)"
    case .cancelOrder: "order cancelled"
    case .updateCustomer: "customer facts"
    case .handOver(let reason, _): "handed over: \(reason)"
    case .handBack: "handed back"
    case .setOptedOut(let out): out ? "opted out" : "opted in"
    case .recordSearch(let event): "search: \(event.resultCount) found"
    case .enqueue(let job): "job enqueued: \(job.kind)"
    case .orderAction(_, let number): "order \(number) moved by staff"
    case .shopperAction: "order changed"
    case .setAgeConfirmed(let isConfirmed): isConfirmed ? "age confirmed" : "too young"
    case .watchStock: "stock watched"
    case .exchangeGoods(let exchange): "goods of order \(exchange.number) exchanged"
    case .counterSale(let sale): "counter sale of \(sale.items.count) goods"
    case .eraseCustomer: "customer erased"
    case .redeemStaffCode: "staff code"
    case .desk(let change): "desk: \(Mirror(reflecting: change).children.first?.label ?? "change")"
    }
  }
}
