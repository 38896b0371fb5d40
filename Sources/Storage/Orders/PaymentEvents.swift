import Commerce
import Dialogue

/// Applies what a provider told: logged raw, applied once, in whatever order it comes.
struct PaymentEvents {
  let transaction: Transaction
  let store: StoreID
  let provider: String

  fileprivate var connection: any Connection { transaction.connection }
  private var rows: PaymentRow.Rows { PaymentRow.Rows(transaction: transaction, store: store) }
  private var desk: OrderDesk { OrderDesk(transaction: transaction, store: store) }

  /// Characters of a body kept; what providers send is a few thousand.
  private static let maximumBodyLength = 65_536

  func take(_ event: PaymentEvent, body: String) throws -> PaymentEventOutcome {
    let id = transaction.ids.nextValue()
    let logged = try connection.execute(
      """
      INSERT INTO payment_events (store_id, id, provider, event_key, body, outcome, received_at)
      VALUES ($1, $2, $3, $4, $5, 'ignored', $6) ON CONFLICT (store_id, provider, event_key) DO NOTHING
      """,
      [
        .id(store), .integer(id), .text(provider), .text(event.key),
        .text(String(body.prefix(Self.maximumBodyLength))), .time(transaction.now),
      ])
    guard logged == 1 else { return .repeated }
    let (outcome, payment) = try apply(event)
    try connection.execute(
      "UPDATE payment_events SET outcome = $3, payment_id = $4 WHERE store_id = $1 AND id = $2",
      [.id(store), .integer(id), .text(outcome.rawValue), .maybe(payment)])
    return outcome
  }

  private func apply(_ event: PaymentEvent) throws -> (PaymentEventOutcome, Int64?) {
    if case .other = event.kind { return (.ignored, nil) }
    if let named = event.storeID, named != store.text, ID<StoreEntity>(text: named) != nil { return (.mismatch, nil) }
    if case .refundSettled(let providerID, let refund, let succeeded) = event.kind {
      return (try settle(providerID, refund, succeeded, event), nil)
    }
    guard let payment = try find(event) else { return (.unknown, nil) }
    switch event.kind {
    case .paid(let amount, let charge): return try paid(amount, charge, event, payment)
    case .failed(let final): return (try failed(final, payment, event), payment.id)
    case .expired: return (try applied(.paymentExpired(payment.id), payment, "its link ran out"), payment.id)
    case .refunded(let total): return (try refundedElsewhere(total, payment), payment.id)
    case .refundSettled, .other: return (.ignored, payment.id)
    }
  }

  /// By the link, by the charge, then by the order it is for.
  private func find(_ event: PaymentEvent) throws -> PaymentRow? {
    if let link = event.providerID, let found = try rows.payment(provider: provider, column: "provider_id", link) {
      return found
    }
    if let charge = event.chargeID,
      let found = try rows.payment(provider: provider, column: "provider_charge_id", charge)
    {
      return found
    }
    return try event.reference.flatMap { try rows.payments(provider: provider, reference: $0).first }
  }

  // MARK: Money in

  private func paid(
    _ amount: Money, _ charge: String?, _ event: PaymentEvent, _ payment: PaymentRow
  ) throws -> (PaymentEventOutcome, Int64?) {
    let order = try OrderCaseRows(transaction: transaction, store: store).lock(payment.order)
    let agrees = event.reference.map { $0 == PaymentRow.reference(order.number) } ?? true
    guard amount == payment.amount, agrees else {
      try desk.staffTask(
        "payment_mismatch",
        "order \(order.number): \(amount.text) came in by \(provider) where \(payment.amount.text) was asked for",
        order, "mismatch:\(payment.id)")
      return (.mismatch, payment.id)
    }
    let known = try adopted(payment, event)
    try connection.execute(
      """
      UPDATE payments SET provider_id = COALESCE(provider_id, $3), provider_charge_id = COALESCE($4, provider_charge_id)
      WHERE store_id = $1 AND id = $2
      """, [.id(store), .integer(known.id), .maybe(event.providerID), .maybe(charge)])
    if let reference = event.customerReference, !reference.isEmpty {
      try PaymentCustomers(transaction: transaction, store: store).keep(reference, of: order.customer, at: provider)
    }
    let outcome = try applied(.paymentReceived(known.id), known, "paid by \(provider)")
    return (outcome, known.id)
  }

  /// Money on a link that we know nothing of (its answer was lost) is a payment of its own.
  private func adopted(_ payment: PaymentRow, _ event: PaymentEvent) throws -> PaymentRow {
    guard let link = event.providerID, let own = payment.providerID, link != own else { return payment }
    let id = transaction.ids.nextValue()
    try OrderCaseRows(transaction: transaction, store: store).addPayment(
      id, of: payment.order, provider: provider, state: .open, amount: payment.amount, expiresAt: nil)
    return try rows.payment(id) ?? payment
  }

  private func failed(_ final: Bool, _ payment: PaymentRow, _ event: PaymentEvent) throws -> PaymentEventOutcome {
    let order = try OrderCaseRows(transaction: transaction, store: store).lock(payment.order)
    guard payment.state != .paid, [.pending, .confirmed].contains(order.order.state) else { return .noChange }
    _ = try applied(.paymentFailed(payment.id, final: final), payment, "the payment failed")
    try desk.tell(.paymentFailed, order, amount: payment.amount, key: "failed:\(event.key)")
    return .applied
  }

  private func applied(_ event: OrderEvent, _ payment: PaymentRow, _ why: String) throws -> PaymentEventOutcome {
    let applied = try desk.apply(event, to: payment.order, .init(who: provider, why: why))
    try CatalogRows(connection: connection, store: store).note(applied.changedProducts)
    let isLate = applied.consequences.contains { if case .refundDue = $0 { true } else { false } }
    return isLate ? .late : applied.consequences.isEmpty ? .noChange : .applied
  }

  // MARK: Money back

  private func settle(
    _ providerID: String, _ refund: RefundID?, _ succeeded: Bool, _ event: PaymentEvent
  ) throws -> PaymentEventOutcome {
    let row = try connection.first(
      """
      SELECT id, order_id FROM refunds WHERE store_id = $1 AND provider = $2 AND (provider_id = $3 OR id = $4)
      """, [.id(store), .text(provider), .text(providerID), .integer(refund?.rawValue ?? 0)])
    guard let row else { return .unknown }
    let applied = try desk.apply(
      .refundSettled(try row.int64("id"), succeeded: succeeded), to: try row.id("order_id"),
      .init(who: provider, why: succeeded ? "the refund went through" : "the refund failed"))
    try CatalogRows(connection: connection, store: store).note(applied.changedProducts)
    return applied.consequences.isEmpty ? .noChange : .applied
  }

  /// Somebody gave money back at the provider's own pages: the books follow.
  private func refundedElsewhere(_ total: Money, _ payment: PaymentRow) throws -> PaymentEventOutcome {
    let order = try OrderCaseRows(transaction: transaction, store: store).lock(payment.order)
    guard total.currency == payment.amount.currency, total.minorUnits <= payment.amount.minorUnits else {
      return .mismatch
    }
    guard payment.state == .paid else { throw EarlyRefund(number: order.number) }
    let known = order.order.refunds.filter { $0.paymentID == payment.id && $0.state != .failed }
    let gone = known.reduce(0) { $0 + $1.amountMinor }
    // What counts for another order never went through the provider.
    let rest = total.minorUnits - gone + (try credited(payment))
    guard rest > 0 else { return .noChange }
    guard rest <= payment.amount.minorUnits - gone else {
      try desk.staffTask(
        "payment_mismatch",
        "order \(order.number): \(total.text) in all went back at \(provider), which is more than was left of its payment",
        order, "over:\(payment.id):\(total.minorUnits)")
      return .mismatch
    }
    let id = transaction.ids.nextValue()
    try connection.execute(
      """
      INSERT INTO refunds (store_id, id, order_id, payment_id, provider, state, amount_minor, currency, reason, who,
        created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, 'given back at the provider', $5, $8, $8)
      """,
      [
        .id(store), .integer(id), .id(payment.order), .integer(payment.id), .text(provider), .integer(rest),
        .text(total.currency.code), .time(transaction.now),
      ])
    return try applied(.refundSettled(id, succeeded: true), payment, "given back at \(provider)")
  }
}

extension PaymentEvents {
  fileprivate func credited(_ payment: PaymentRow) throws -> Int64 {
    try connection.first(
      """
      SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) AS total FROM refunds
      WHERE store_id = $1 AND payment_id = $2 AND provider = $3 AND state <> 'failed'
      """, [.id(store), .integer(payment.id), .text(CasePayment.exchange)])?.int64("total") ?? 0
  }
}

/// Money given back that nobody told us had come. Nothing of it is kept, so that the provider tells it again, after the
/// payment: taken now it would be forgotten, and the order would pass for paid in full.
struct EarlyRefund: Error, CustomStringConvertible {
  let number: String

  var description: String {
    "a refund for order \(number) came before its payment; it is taken when the provider sends it again"
  }
}
