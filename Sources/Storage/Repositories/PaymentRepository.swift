import Commerce

/// What providers told a store of its payments.
package struct PaymentRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  package struct Event: Hashable, Sendable {
    package var at: Timestamp
    package var provider: String
    package var key: String
    package var outcome: PaymentEventOutcome
    package var orderNumber: String?

    /// No webhook told it: it was found by asking.
    package var isFoundByAsking: Bool { key.hasPrefix("asked:") }
  }

  /// The newest first.
  /// - Parameter healedOnly: what asking found that changed something.
  package func events(healedOnly: Bool = false, limit: Int) async throws -> [Event] {
    try await scope.read { connection, store in
      let healed = healedOnly ? " AND e.event_key LIKE 'asked:%' AND e.outcome IN ('applied', 'late', 'mismatch')" : ""
      return try connection.query(
        """
        SELECT e.provider, e.event_key, e.outcome, e.received_at, o.number FROM payment_events e
        LEFT JOIN payments p ON p.store_id = e.store_id AND p.id = e.payment_id
        LEFT JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
        WHERE e.store_id = $1\(healed) ORDER BY e.received_at DESC, e.id DESC LIMIT $2
        """, [.id(store), .int(limit)]
      ).map {
        Event(
          at: try $0.time("received_at"), provider: try $0.text("provider"), key: try $0.text("event_key"),
          outcome: try $0.raw("outcome"), orderNumber: try $0.optionalText("number"))
      }
    }
  }
}
