import Commerce
import Dialogue

/// Reads an order's case under its lock and writes what an event made of it.
struct OrderCaseRows {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  struct Found {
    var order: OrderCase
    let id: OrderID
    let number: String
    let customer: CustomerID
    let conversation: Int64
    let currency: Currency
  }

  /// Holds the order's row until the commit, so that events take turns.
  func lock(_ order: OrderID) throws -> Found {
    let row = try connection.first(
      """
      SELECT number, state, customer_id, conversation_id, currency, total_minor FROM orders
      WHERE store_id = $1 AND id = $2
      """ + connection.forUpdate, [.id(store), .id(order)])
    guard let row else { throw StorageError.notFound("order \(order.text)") }
    return Found(
      order: OrderCase(
        state: try row.raw("state"), totalMinor: try row.int64("total_minor"), payments: try payments(of: order),
        refunds: try refunds(of: order)),
      id: order, number: try row.text("number"), customer: try row.id("customer_id"),
      conversation: try row.int64("conversation_id"), currency: try row.currency("currency"))
  }

  func id(number: String) throws -> OrderID? {
    try connection.first(
      "SELECT id FROM orders WHERE store_id = $1 AND number = $2", [.id(store), .text(number)])?.id("id")
  }

  private func payments(of order: OrderID) throws -> [CasePayment] {
    try connection.query(
      "SELECT id, provider, amount_minor, state FROM payments WHERE store_id = $1 AND order_id = $2 ORDER BY id",
      [.id(store), .id(order)]
    ).map {
      CasePayment(
        id: try $0.int64("id"), provider: try $0.text("provider"), amountMinor: try $0.int64("amount_minor"),
        state: try $0.raw("state"))
    }
  }

  private func refunds(of order: OrderID) throws -> [CaseRefund] {
    try connection.query(
      "SELECT id, payment_id, amount_minor, state FROM refunds WHERE store_id = $1 AND order_id = $2 ORDER BY id",
      [.id(store), .id(order)]
    ).map {
      CaseRefund(
        id: try $0.int64("id"), paymentID: try $0.optionalInt64("payment_id") ?? 0,
        amountMinor: try $0.int64("amount_minor"), state: try $0.raw("state"))
    }
  }

  // MARK: Writing

  func save(_ found: Found, from state: OrderState) throws {
    let (order, now) = (found.order, transaction.now)
    try connection.execute(
      """
      UPDATE orders SET state = $3, paid_minor = $4, refunded_minor = $5, updated_at = $6,
        held_until = CASE WHEN $7 THEN held_until END,
        paid_at = CASE WHEN $9 THEN COALESCE(paid_at, $6) END,
        delivered_at = CASE WHEN $8 THEN COALESCE(delivered_at, $6) ELSE delivered_at END
      WHERE store_id = $1 AND id = $2
      """,
      [
        .id(store), .id(found.id), .text(order.state.rawValue), .integer(order.paidMinor),
        .integer(order.refundedMinor), .time(now), .bool(order.state == .pending),
        .bool(order.state == .delivered && state != .delivered), .bool(order.paidMinor > 0),
      ])
  }

  func setPayment(_ id: Int64, _ state: PaymentState) throws {
    try connection.execute(
      """
      UPDATE payments SET state = $3, updated_at = $4, paid_at = CASE WHEN $5 THEN $4 ELSE paid_at END
      WHERE store_id = $1 AND id = $2
      """,
      [.id(store), .integer(id), .text(state.rawValue), .time(transaction.now), .bool(state == .paid)])
  }

  func addPayment(
    _ id: Int64, of order: OrderID, provider: String, state: PaymentState, amount: Money, expiresAt: Timestamp?
  ) throws {
    try connection.execute(
      """
      INSERT INTO payments (store_id, id, order_id, provider, state, amount_minor, currency, expires_at, paid_at,
        created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
      """,
      [
        .id(store), .integer(id), .id(order), .text(provider), .text(state.rawValue), .integer(amount.minorUnits),
        .text(amount.currency.code), .maybe(expiresAt), state == .paid ? .time(transaction.now) : .null,
        .time(transaction.now),
      ])
  }

  func addRefund(
    _ id: Int64, of order: OrderID, payment: CasePayment, amount: Money, who: String, why: String
  ) throws {
    let isCash = payment.provider == CasePayment.cash
    try connection.execute(
      """
      INSERT INTO refunds (store_id, id, order_id, payment_id, provider, state, amount_minor, currency, reason, who,
        created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 'wanted', $6, $7, $8, $9, $10, $10)
      """,
      [
        .id(store), .integer(id), .id(order), .integer(payment.id), .text(payment.provider),
        .integer(amount.minorUnits), .text(amount.currency.code), .text(why), .text(who), .time(transaction.now),
      ])
    guard !isCash else { return }
    try NoticeRows(transaction: transaction, store: store).enqueue(
      Job(
        storeID: store, key: "refund:\(id)", kind: OrderJobs.refund, payload: String(id), runAt: transaction.now))
  }

  /// What counts for another order is settled as it is made, and no provider hears of it.
  func addCredit(_ id: Int64, of order: OrderID, payment: Int64, amount: Money, who: String, why: String) throws {
    try connection.execute(
      """
      INSERT INTO refunds (store_id, id, order_id, payment_id, provider, state, amount_minor, currency, reason, who,
        created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 'wanted', $6, $7, $8, $9, $10, $10)
      """,
      [
        .id(store), .integer(id), .id(order), .integer(payment), .text(CasePayment.exchange),
        .integer(amount.minorUnits), .text(amount.currency.code), .text(why), .text(who), .time(transaction.now),
      ])
    try setRefund(id, succeeded: true)
  }

  func setRefund(_ id: Int64, succeeded: Bool) throws {
    try connection.execute(
      """
      UPDATE refunds SET state = $3, settled_at = $4, updated_at = $4 WHERE store_id = $1 AND id = $2
      """, [.id(store), .integer(id), .text(succeeded ? "succeeded" : "failed"), .time(transaction.now)])
    try connection.execute(
      """
      UPDATE payments SET refunded_minor = (SELECT CAST(COALESCE(SUM(r.amount_minor), 0) AS BIGINT) FROM refunds r
          WHERE r.store_id = payments.store_id AND r.payment_id = payments.id AND r.state = 'succeeded')
      WHERE store_id = $1 AND id = (SELECT payment_id FROM refunds WHERE store_id = $1 AND id = $2)
      """, [.id(store), .integer(id)])
  }
}

/// The kinds of later work that orders need.
package enum OrderJobs {
  /// Payload: the payment's id. Makes its link.
  package static let link = "payment.link"
  /// Payload: the order's id. Releases what was not paid in time.
  package static let expire = "order.expire"
  /// Payload: the refund's id. Tells the provider.
  package static let refund = "payment.refund"
  /// Payload: a ``ProviderCustomer``. Has the provider delete who was erased here.
  package static let forget = "payment.forget"
}
