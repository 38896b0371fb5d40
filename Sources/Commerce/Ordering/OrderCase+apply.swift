extension OrderCase {
  /// Applies an event. One that was applied before, or that came too late to matter, changes nothing.
  /// - Parameter makeID: ids for what comes into being.
  /// - Throws: ``OrderRefusal`` where somebody asked for what cannot be; the case is then as it was.
  package mutating func apply(
    _ event: OrderEvent, makeID: () -> Int64
  ) throws(OrderRefusal) -> [OrderConsequence] {
    switch event {
    case .paymentReceived(let id): return try receive(id)
    case .paymentFailed(let id, let final): return try settle(id, as: final ? .failed : nil)
    case .paymentExpired(let id): return try settle(id, as: .expired)
    case .payInHand: return try payInHand()
    case .cancel: return try cancel(makeID)
    case .expire: return try state == .pending ? move(to: .expired) : []
    case .pack: return try move(to: .packed)
    case .ship(let isComplete):
      if state == .partlyShipped, !isComplete { return [] }
      return try move(to: isComplete ? .shipped : .partlyShipped)
    case .readyForPickup: return try move(to: .readyForPickup)
    case .deliver: return try deliver(makeID)
    case .takeBack: return try move(to: .returned)
    case .refund(let amount): return try refund(amount, makeID)
    case .refundSettled(let id, let succeeded): return try settleRefund(id, succeeded)
    case .credit(let amount): return try credit(amount, makeID)
    }
  }

  /// Moves along the table, and the goods with it.
  private mutating func move(to next: OrderState) throws(OrderRefusal) -> [OrderConsequence] {
    guard state.canMove(to: next) else { throw .illegal(state, wanted: next) }
    var consequences: [OrderConsequence] = [.moved(from: state, to: next)]
    let wanted = next == .refunded ? refundedGoods : next.goods
    switch (goods, wanted) {
    case (.held, .out): consequences.append(.goodsTaken)
    case (.held, .back): consequences.append(.goodsReleased)
    case (.out, .back): consequences.append(.goodsGivenBack)
    default: break
    }
    goods = wanted
    state = next
    return consequences
  }

  /// What was paid back before it left the shop is sold again; what has left is with the shopper.
  private var refundedGoods: OrderGoods {
    [.paid, .packed, .readyForPickup].contains(state) ? .back : goods
  }

  // MARK: Payments

  private func index(ofPayment id: Int64) throws(OrderRefusal) -> Int {
    guard let index = payments.firstIndex(where: { $0.id == id }) else { throw .unknownPayment }
    return index
  }

  private mutating func receive(_ id: Int64) throws(OrderRefusal) -> [OrderConsequence] {
    let index = try index(ofPayment: id)
    guard payments[index].state != .paid else { return [] }
    payments[index].state = .paid
    var consequences: [OrderConsequence] = [.paymentSettled(paymentID: id, .paid)]
    if isPaid, state == .pending || state == .confirmed { consequences += try move(to: .paid) }
    if excessMinor > 0 { consequences.append(.refundDue(amountMinor: min(excessMinor, payments[index].amountMinor))) }
    return consequences
  }

  /// Money that came in is never taken for lost by what comes after it.
  private mutating func settle(_ id: Int64, as next: PaymentState?) throws(OrderRefusal) -> [OrderConsequence] {
    let index = try index(ofPayment: id)
    guard let next, payments[index].state == .open || payments[index].state == .wanted else { return [] }
    payments[index].state = next
    return [.paymentSettled(paymentID: id, next)]
  }

  private mutating func payInHand() throws(OrderRefusal) -> [OrderConsequence] {
    state == .confirmed ? [] : try move(to: .confirmed)
  }

  private mutating func deliver(_ makeID: () -> Int64) throws(OrderRefusal) -> [OrderConsequence] {
    // What was given back on purpose is not asked for again at the door.
    let due = totalMinor - paidMinor
    var consequences = try move(to: .delivered)
    guard due > 0 else { return consequences }
    let cash = CasePayment(id: makeID(), provider: CasePayment.cash, amountMinor: due, state: .paid)
    payments.append(cash)
    consequences.append(.cashTaken(paymentID: cash.id, amountMinor: due))
    return consequences
  }

  // MARK: Money going back

  private mutating func cancel(_ makeID: () -> Int64) throws(OrderRefusal) -> [OrderConsequence] {
    var consequences = try move(to: .cancelled)
    consequences += giveBack(refundableMinor, makeID)
    return consequences
  }

  private mutating func refund(_ amount: Int64?, _ makeID: () -> Int64) throws(OrderRefusal) -> [OrderConsequence] {
    guard refundableMinor > 0 else { throw .nothingToRefund }
    let wanted = amount ?? (excessMinor > 0 ? excessMinor : refundableMinor)
    guard wanted > 0, wanted <= refundableMinor else { throw .tooMuch(refundableMinor: refundableMinor) }
    // All the money back for goods that are still in the shop is a cancellation.
    if wanted == refundableMinor, [.paid, .packed, .readyForPickup].contains(state) { return try cancel(makeID) }
    return giveBack(wanted, makeID)
  }

  private mutating func giveBack(_ amount: Int64, _ makeID: () -> Int64) -> [OrderConsequence] {
    spread(amount).map { payment, part in
      let refund = CaseRefund(id: makeID(), paymentID: payment, amountMinor: part, state: .wanted)
      refunds.append(refund)
      return .refundWanted(refundID: refund.id, paymentID: payment, amountMinor: part)
    }
  }

  private mutating func credit(_ amount: Int64, _ makeID: () -> Int64) throws(OrderRefusal) -> [OrderConsequence] {
    guard amount > 0, amount <= refundableMinor else { throw .tooMuch(refundableMinor: refundableMinor) }
    var consequences: [OrderConsequence] = spread(amount).map { payment, part in
      let refund = CaseRefund(id: makeID(), paymentID: payment, amountMinor: part, state: .succeeded)
      refunds.append(refund)
      return .credited(refundID: refund.id, paymentID: payment, amountMinor: part)
    }
    consequences += try endWhereAllIsBack()
    return consequences
  }

  /// Over the payments, the newest first, so that a second capture goes back where it came from.
  private func spread(_ amount: Int64) -> [(payment: Int64, part: Int64)] {
    var rest = amount
    var parts: [(payment: Int64, part: Int64)] = []
    for payment in payments.reversed() where payment.state == .paid && rest > 0 {
      let gone = refunds.reduce(0) {
        $0 + ($1.paymentID == payment.id && $1.state != .failed ? $1.amountMinor : 0)
      }
      let part = min(rest, payment.amountMinor - gone)
      guard part > 0 else { continue }
      rest -= part
      parts.append((payment.id, part))
    }
    return parts
  }

  private mutating func settleRefund(_ id: Int64, _ succeeded: Bool) throws(OrderRefusal) -> [OrderConsequence] {
    guard let index = refunds.firstIndex(where: { $0.id == id }) else { throw .unknownPayment }
    let now = refunds[index].state
    // A refund may fail after it was said to have gone well; once failed it stays so.
    guard now != .failed, succeeded ? now != .succeeded : true else { return [] }
    refunds[index].state = succeeded ? .succeeded : .failed
    var consequences: [OrderConsequence] = [.refundSettled(refundID: id, succeeded: succeeded)]
    if !succeeded { consequences.append(.refundStuck(refundID: id)) }
    consequences += try endWhereAllIsBack()
    return consequences
  }

  private mutating func endWhereAllIsBack() throws(OrderRefusal) -> [OrderConsequence] {
    let isAllBack =
      paidMinor > 0 && refundableMinor == 0 && refunds.allSatisfy { $0.state == .succeeded || $0.state == .failed }
    return isAllBack && state.canMove(to: .refunded) ? try move(to: .refunded) : []
  }
}
