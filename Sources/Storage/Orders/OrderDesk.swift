import Commerce
import Dialogue

/// Lets events happen to orders: the case decides, and everything that follows is written in the caller's transaction.
struct OrderDesk {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }
  private var rows: OrderCaseRows { OrderCaseRows(transaction: transaction, store: store) }
  private var notices: NoticeRows { NoticeRows(transaction: transaction, store: store) }

  /// Who did it and why, for the order's history.
  struct Cause {
    var who: String
    var why: String
    /// The shopper knows already: it is their own turn.
    var isShoppersOwn = false
    /// A step on the way that is not worth a message.
    var isQuiet = false
  }

  struct Applied {
    var order: OrderCaseRows.Found
    var consequences: [OrderConsequence]
    /// For the catalogue's sequence.
    var changedProducts: Set<ProductID>
  }

  /// - Throws: ``OrderRefusal`` for what cannot be; nothing is changed then.
  func apply(_ event: OrderEvent, to id: OrderID, _ cause: Cause) throws -> Applied {
    try apply(event, to: rows.lock(id), cause)
  }

  /// The order is locked.
  func apply(_ event: OrderEvent, to locked: OrderCaseRows.Found, _ cause: Cause) throws -> Applied {
    var found = locked
    let before = found.order.state
    let consequences = try found.order.apply(event) { transaction.ids.nextValue() }
    var changed: Set<ProductID> = []
    for consequence in consequences { changed.formUnion(try follow(consequence, found, cause)) }
    if !consequences.isEmpty { try rows.save(found, from: before) }
    try settleCashRefunds(consequences, &found, cause)
    try loyalty(found, before: locked.order)
    if found.order.state != before || found.order.refundedMinor != locked.order.refundedMinor
      || found.order.paidMinor != locked.order.paidMinor
    {
      try SpendingRows(connection: connection, store: store).refresh(found.customer, at: transaction.now)
    }
    return Applied(order: found, consequences: consequences, changedProducts: changed)
  }

  // MARK: Consequences

  private func follow(
    _ consequence: OrderConsequence, _ found: OrderCaseRows.Found, _ cause: Cause
  ) throws -> Set<ProductID> {
    let (number, currency) = (found.number, found.currency)
    let stock = StockClaim(transaction: transaction, store: store)
    switch consequence {
    case .moved(let from, let to):
      try OrderMoves(transaction: transaction, store: store)
        .record(found.id, from: from, to: to, who: cause.who, why: cause.why)
      if to.goods == .back { try CouponRows(transaction: transaction, store: store).release(found.id) }
      try tellMove(to, found, cause)
    case .goodsTaken: return try stock.takeHeld(found.id, number: number)
    case .goodsReleased: return try stock.release(found.id)
    case .goodsGivenBack:
      return try stock.giveBack(
        found.id, reason: "order \(number) \(found.order.state.words)",
        cause: found.order.state == .returned ? .returned : .cancellation)
    case .cashTaken(let id, let amount):
      let money = Money(minorUnits: amount, currency: currency)
      try rows.addPayment(id, of: found.id, provider: CasePayment.cash, state: .paid, amount: money, expiresAt: nil)
    case .refundWanted(let id, let payment, let amount):
      guard let payment = found.order.payments.first(where: { $0.id == payment }) else { break }
      let money = Money(minorUnits: amount, currency: currency)
      try rows.addRefund(id, of: found.id, payment: payment, amount: money, who: cause.who, why: cause.why)
      if !cause.isShoppersOwn { try tell(.refundBegun, found, amount: money, key: "refund-begun:\(id)") }
    case .refundSettled(let id, let succeeded):
      try rows.setRefund(id, succeeded: succeeded)
      guard succeeded, let refund = found.order.refunds.first(where: { $0.id == id }) else { break }
      let money = Money(minorUnits: refund.amountMinor, currency: currency)
      try tell(.refunded, found, amount: money, key: "refunded:\(id)")
      try closeTasks("refund", found, by: "the refund")
    case .credited(let id, let payment, let amount):
      let money = Money(minorUnits: amount, currency: currency)
      try rows.addCredit(id, of: found.id, payment: payment, amount: money, who: cause.who, why: cause.why)
    case .paymentSettled(let id, let state): try rows.setPayment(id, state)
    case .refundDue(let amount): try refundDue(Money(minorUnits: amount, currency: currency), found)
    case .refundStuck(let id):
      try staffTask("refund_failed", "the refund of order \(number) failed: give it back another way", found, "\(id)")
    }
    return []
  }

  /// Money for an order that is no more, or money twice: nobody is left in silence.
  private func refundDue(_ amount: Money, _ found: OrderCaseRows.Found) throws {
    let id = transaction.ids.nextValue()
    try tell(.latePayment, found, amount: amount, key: "late:\(id)")
    try staffTask(
      "refund",
      "order \(found.number) is \(found.order.state.words) and \(amount.text) came in: give it back with "
        + "\"refund \(found.number)\"", found, "late:\(id)")
  }

  func staffTask(_ kind: String, _ reason: String, _ found: OrderCaseRows.Found, _ key: String) throws {
    try notices.task(kind, reason: reason, conversation: found.conversation)
    try notices.tellStaff(OrderNotice(.task, subject: found.number, detail: reason), key: "task:\(key)")
  }

  /// Those of one kind that are about an order: what they ask for is done.
  func closeTasks(_ kind: String, _ found: OrderCaseRows.Found, by: String) throws {
    try connection.execute(
      """
      UPDATE staff_tasks SET closed_at = $5, closed_by = $6
      WHERE store_id = $1 AND conversation_id = $2 AND kind = $3 AND closed_at IS NULL
        AND (reason LIKE $4 OR reason LIKE $7)
      """,
      [
        .id(store), .integer(found.conversation), .text(kind), .text("order \(found.number) %"),
        .time(transaction.now), .text(by), .text("order \(found.number): %"),
      ])
  }

  func tell(_ kind: OrderNotice.Kind, _ found: OrderCaseRows.Found, amount: Money? = nil, key: String) throws {
    try notices.tell(OrderNotice(kind, subject: found.number, amount: amount), in: found.conversation, key: key)
  }

  /// The customer's message for each move; their own moves are answered in their turn.
  private func tellMove(_ next: OrderState, _ found: OrderCaseRows.Found, _ cause: Cause) throws {
    let kind: OrderNotice.Kind? =
      switch next {
      case .paid: .paid
      case .expired: .expired
      case .packed: .packed
      case .readyForPickup: .readyForPickup
      case .delivered: .delivered
      case .cancelled: cause.isShoppersOwn ? nil : .cancelled
      case .returned: .returned
      // Shipments are told with their tracking, refunds with their sums.
      case .partlyShipped, .shipped, .refunded, .pending, .confirmed: nil
      }
    guard let kind, !cause.isQuiet else { return }
    let amount = kind == .paid ? Money(minorUnits: found.order.totalMinor, currency: found.currency) : nil
    try tell(kind, found, amount: amount, key: "\(kind.rawValue):\(found.id.rawValue)")
  }

  /// Cash goes back in hand, at once.
  private func settleCashRefunds(
    _ consequences: [OrderConsequence], _ found: inout OrderCaseRows.Found, _ cause: Cause
  ) throws {
    for case .refundWanted(let id, let payment, _) in consequences
    where found.order.payments.first(where: { $0.id == payment })?.provider == CasePayment.cash {
      found = try apply(.refundSettled(id, succeeded: true), to: found, cause).order
    }
  }

  /// Points come with delivery of what was paid and go with what is given back.
  private func loyalty(_ found: OrderCaseRows.Found, before: OrderCase) throws {
    let loyalty = LoyaltyRows(transaction: transaction, store: store)
    guard found.order.state != before.state else {
      if found.order.refundedMinor > before.refundedMinor { try loyalty.trim(found) }
      return
    }
    switch found.order.state {
    case .delivered: try loyalty.earn(found)
    case .returned, .refunded: try loyalty.takeBack(found)
    default: break
    }
  }
}
