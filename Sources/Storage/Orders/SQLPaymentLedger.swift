import Commerce
import Dialogue

/// Payments in SQL: each call is one transaction.
package struct SQLPaymentLedger: PaymentLedger {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  // MARK: Links

  package func wantedPayment(_ id: PaymentID, store: StoreID) async throws -> PaymentRequest? {
    let now = context.time.now()
    return try await context.database.read { connection in
      let row = try connection.first(
        """
        SELECT p.amount_minor, p.currency, p.expires_at, p.provider, o.number, o.customer_id FROM payments p
        JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
        WHERE p.store_id = $1 AND p.id = $2 AND p.state = 'wanted' AND o.state IN ('pending', 'confirmed')
        """, [.id(store), .id(id)])
      guard let row else { return nil }
      let shop = try StoreRows.store(store, connection)
      let number = try row.text("number")
      var request = PaymentRequest(
        id: id, storeID: store, reference: PaymentRow.reference(number),
        amount: Money(minorUnits: try row.int64("amount_minor"), currency: try row.currency("currency")),
        title: "\(shop.name), order \(number)", returnURL: shop.settings.website ?? "https://example.com/",
        expiresAt: try row.optionalTime("expires_at") ?? now, now: now)
      request.customerReference = try PaymentCustomers.reference(
        of: try row.id("customer_id"), at: try row.text("provider"), store: store, connection)
      return request
    }
  }

  package func opened(_ id: PaymentID, store: StoreID, link: PaymentLink) async throws {
    try await write(store) { transaction in
      let rows = PaymentRow.Rows(transaction: transaction, store: store)
      guard let payment = try rows.payment(id.rawValue), payment.state == .wanted else { return }
      try transaction.connection.execute(
        """
        UPDATE payments SET state = 'open', provider_id = $3, url = $4, updated_at = $5 WHERE store_id = $1 AND id = $2
        """, [.id(store), .id(id), .text(link.providerID), .text(link.url), .time(transaction.now)])
      let order = try OrderCaseRows(transaction: transaction, store: store).lock(payment.order)
      guard [.pending, .confirmed].contains(order.order.state) else { return }
      try NoticeRows(transaction: transaction, store: store).tell(
        OrderNotice(.paymentLink, subject: order.number, amount: payment.amount, url: link.url),
        in: order.conversation, key: "link:\(id.rawValue)")
    }
  }

  package func refused(_ id: PaymentID, store: StoreID, reason: String) async throws {
    try await write(store) { transaction in
      let rows = PaymentRow.Rows(transaction: transaction, store: store)
      guard let payment = try rows.payment(id.rawValue), payment.state == .wanted else { return }
      let desk = OrderDesk(transaction: transaction, store: store)
      let applied = try desk.apply(
        .paymentFailed(payment.id, final: true), to: payment.order, .init(who: payment.provider, why: reason))
      try transaction.connection.execute(
        "UPDATE payments SET reason = $3 WHERE store_id = $1 AND id = $2", [.id(store), .id(id), .text(reason)])
      try desk.tell(.linkRefused, applied.order, key: "link-refused:\(id.rawValue)")
    }
  }

  // MARK: Events

  package func take(
    _ event: PaymentEvent, from provider: String, body: String, store: StoreID
  ) async throws -> PaymentEventOutcome {
    try await write(store) { transaction in
      try PaymentEvents(transaction: transaction, store: store, provider: provider).take(event, body: body)
    }
  }

  package func uncertain(
    provider: String, store: StoreID, checkedBefore: Timestamp, limit: Int
  ) async throws -> [PaymentLookup] {
    try await write(store) { transaction in
      let rows = try transaction.connection.query(
        """
        SELECT p.id, p.provider_id, p.currency, o.number FROM payments p
        JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
        WHERE p.store_id = $1 AND p.provider = $2 AND p.state IN ('open', 'expired', 'failed')
          AND p.checked_at < $3 AND p.created_at > $4 ORDER BY p.checked_at, p.id LIMIT $5
        """,
        [
          .id(store), .text(provider), .time(checkedBefore),
          .time(transaction.now.adding(milliseconds: -Self.doubtMilliseconds)), .int(limit),
        ])
      return try rows.map { row in
        try transaction.connection.execute(
          "UPDATE payments SET checked_at = $3 WHERE store_id = $1 AND id = $2",
          [.id(store), .integer(try row.int64("id")), .time(transaction.now)])
        return PaymentLookup(
          providerID: try row.optionalText("provider_id"), reference: PaymentRow.reference(try row.text("number")),
          currency: try row.currency("currency"))
      }
    }
  }

  /// As long as Stripe repeats a webhook: after that nothing more is to come.
  private static let doubtMilliseconds: Int64 = 3 * 86_400_000

  package func expire(_ order: OrderID, store: StoreID) async throws -> Bool {
    try await write(store) { transaction in
      let applied = try OrderDesk(transaction: transaction, store: store)
        .apply(.expire, to: order, .init(who: "the clock", why: "not paid in time"))
      guard !applied.consequences.isEmpty else { return false }
      for payment in applied.order.order.payments where [.open, .wanted].contains(payment.state) {
        _ = try OrderDesk(transaction: transaction, store: store)
          .apply(.paymentExpired(payment.id), to: order, .init(who: "the clock", why: "not paid in time"))
      }
      try CatalogRows(connection: transaction.connection, store: store).note(applied.changedProducts)
      try StockWatches(transaction: transaction, store: store).tell(of: applied.changedProducts)
      return true
    }
  }

  package func links(of order: OrderID, store: StoreID) async throws -> [OpenLink] {
    try await context.database.read { connection in
      try connection.query(
        """
        SELECT p.provider, p.provider_id, p.currency, o.number FROM payments p
        JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
        WHERE p.store_id = $1 AND p.order_id = $2 AND p.state = 'open'
        """, [.id(store), .id(order)]
      ).map {
        OpenLink(
          provider: try $0.text("provider"),
          lookup: PaymentLookup(
            providerID: try $0.optionalText("provider_id"), reference: PaymentRow.reference(try $0.text("number")),
            currency: try $0.currency("currency")))
      }
    }
  }

  package func isPayable(
    _ providerID: String, provider: String, amount: Money, store: StoreID
  ) async throws -> Bool {
    try await context.database.read { connection in
      let row = try connection.first(
        """
        SELECT p.amount_minor, p.currency FROM payments p
        JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
        WHERE p.store_id = $1 AND p.provider = $2 AND p.provider_id = $3 AND p.state = 'open'
          AND o.state IN ('pending', 'confirmed')
        """, [.id(store), .text(provider), .text(providerID)])
      guard let row else { return false }
      return amount == Money(minorUnits: try row.int64("amount_minor"), currency: try row.currency("currency"))
    }
  }

  package func provider(of payment: PaymentID, store: StoreID) async throws -> String? {
    try await context.database.read { connection in
      try connection.first(
        "SELECT provider FROM payments WHERE store_id = $1 AND id = $2", [.id(store), .id(payment)])?
        .text("provider")
    }
  }

  // MARK: Refunds

  package func wantedRefund(_ id: RefundID, store: StoreID) async throws -> WantedRefund? {
    try await context.database.read { connection in
      let row = try connection.first(
        """
        SELECT r.amount_minor, r.currency, r.reason, p.provider, p.provider_id, p.provider_charge_id FROM refunds r
        JOIN payments p ON p.store_id = r.store_id AND p.id = r.payment_id
        WHERE r.store_id = $1 AND r.id = $2 AND r.state = 'wanted'
        """, [.id(store), .id(id)])
      guard let row, let providerID = try row.optionalText("provider_id") else { return nil }
      return WantedRefund(
        provider: try row.text("provider"),
        request: RefundRequest(
          id: id, providerID: providerID, chargeID: try row.optionalText("provider_charge_id"),
          amount: Money(minorUnits: try row.int64("amount_minor"), currency: try row.currency("currency")),
          reason: try row.text("reason")))
    }
  }

  package func settled(_ id: RefundID, store: StoreID, report: RefundReport) async throws {
    try await write(store) { transaction in
      try transaction.connection.execute(
        """
        UPDATE refunds SET provider_id = $3, state = CASE WHEN state = 'wanted' THEN 'pending' ELSE state END,
          updated_at = $4 WHERE store_id = $1 AND id = $2
        """, [.id(store), .id(id), .text(report.providerID), .time(transaction.now)])
      guard report.state == .succeeded || report.state == .failed else { return }
      try settle(id, store, succeeded: report.state == .succeeded, why: "the provider says so", transaction)
    }
  }

  package func refundRefused(_ id: RefundID, store: StoreID, reason: String) async throws {
    try await write(store) { transaction in
      try transaction.connection.execute(
        "UPDATE refunds SET error = $3 WHERE store_id = $1 AND id = $2", [.id(store), .id(id), .text(reason)])
      try settle(id, store, succeeded: false, why: reason, transaction)
    }
  }

  private func settle(
    _ id: RefundID, _ store: StoreID, succeeded: Bool, why: String, _ transaction: Transaction
  ) throws {
    let row = try transaction.connection.first(
      "SELECT order_id, provider FROM refunds WHERE store_id = $1 AND id = $2", [.id(store), .id(id)])
    guard let row else { throw StorageError.notFound("refund \(id.text)") }
    let applied = try OrderDesk(transaction: transaction, store: store).apply(
      .refundSettled(id.rawValue, succeeded: succeeded), to: try row.id("order_id"),
      .init(who: try row.text("provider"), why: why))
    try CatalogRows(connection: transaction.connection, store: store).note(applied.changedProducts)
  }

  private func write<Value: Sendable>(
    _ store: StoreID, _ body: @escaping @Sendable (Transaction) throws -> Value
  ) async throws -> Value {
    let context = context
    return try await context.database.write { try body(Transaction($0, context)) }
  }
}
