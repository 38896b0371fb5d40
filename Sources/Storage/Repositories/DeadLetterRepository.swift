import Commerce

/// What was given up: messages whose turns failed again and again, and answers a channel would not take.
package struct DeadLetterRepository: Sendable {
  package struct Letter: Hashable, Sendable {
    /// `in` for a shopper's message, `out` for an answer.
    package let direction: String
    package let conversationID: Int64
    package let sequence: Int64
    package let reason: String
    package let at: Timestamp
  }

  private let scope: StoreScope

  package init(_ scope: StoreScope) { self.scope = scope }

  /// The newest first, at most `limit`.
  package func list(limit: Int) async throws -> [Letter] {
    let store = scope.storeID
    return try await scope.context.database.read { connection in
      let rows = try connection.query(
        """
        SELECT 'in' AS direction, conversation_id, sequence, reason, handled_at AS at FROM inbox
        WHERE store_id = $1 AND status = 'dead' AND handled_at IS NOT NULL
        UNION ALL
        SELECT 'out' AS direction, conversation_id, sequence, reason, settled_at AS at FROM outbox
        WHERE store_id = $1 AND state = 'dead' AND settled_at IS NOT NULL
        ORDER BY at DESC LIMIT $2
        """, [.id(store), .int(limit)])
      return try rows.map {
        Letter(
          direction: try $0.text("direction"), conversationID: try $0.int64("conversation_id"),
          sequence: try $0.int64("sequence"), reason: try $0.optionalText("reason") ?? "no reason was kept",
          at: try $0.time("at"))
      }
    }
  }

  /// Makes the store's dead letters due again, each with all its attempts; a running server finds them by itself.
  /// - Returns: how many messages and how many answers.
  package func replay(who: String) async throws -> (messages: Int, answers: Int) {
    let (store, context) = (scope.storeID, scope.context)
    return try await context.database.write { connection in
      let transaction = Transaction(connection, context)
      let messages = try connection.execute(
        """
        UPDATE inbox SET status = 'pending', attempts = 0, reason = NULL, handled_at = NULL
        WHERE store_id = $1 AND status = 'dead'
        """, [.id(store)])
      try connection.execute(
        """
        UPDATE conversations SET not_before = 0, work_since = COALESCE(work_since, $2)
        WHERE store_id = $1 AND id IN (SELECT conversation_id FROM inbox WHERE store_id = $1 AND status = 'pending')
        """, [.id(store), .time(transaction.now)])
      let answers = try connection.execute(
        """
        UPDATE outbox SET state = 'pending', attempts = 0, reason = NULL, settled_at = NULL, next_attempt_at = $2
        WHERE store_id = $1 AND state = 'dead'
        """, [.id(store), .time(transaction.now)])
      if messages + answers > 0 {
        try AuditTrail(transaction: transaction, store: store).note(
          "dead letters replayed", of: "\(messages) in, \(answers) out", who: who, why: "souk retry")
      }
      return (messages, answers)
    }
  }
}
