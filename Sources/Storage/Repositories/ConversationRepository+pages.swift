import Commerce
import Dialogue

extension ConversationRepository {
  /// By id, the newest first. - Parameter before: the last conversation of the page before.
  package func page(before: Int64?, limit: Int, waitingOnly: Bool) async throws -> [ConversationSummary] {
    try await scope.read { connection, store in
      try connection.query(
        """
        \(Self.columns) WHERE store_id = $1 AND id < $2 \(waitingOnly ? "AND handed_over_at IS NOT NULL " : "")
        ORDER BY id DESC LIMIT $3
        """, [.id(store), .integer(before ?? .max), .int(limit)]
      ).map { try Self.summary($0, store, connection) }
    }
  }

  /// - Returns: nil where there is no such conversation in the store.
  package func find(_ conversation: Int64) async throws -> ConversationSummary? {
    do { return try await summary(conversation) } catch StorageError.notFound { return nil }
  }
}

extension StaffTaskRepository {
  /// Newest first. - Parameter before: the last task of the page before.
  package func page(before: Int64?, limit: Int) async throws -> [StaffTask] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT id, conversation_id, kind, reason, created_at FROM staff_tasks
        WHERE store_id = $1 AND closed_at IS NULL AND id < $2 ORDER BY id DESC LIMIT $3
        """, [.id(store), .integer(before ?? .max), .int(limit)]
      ).map { row in
        StaffTask(
          id: try row.int64("id"),
          conversation: ConversationKey(storeID: store, conversationID: try row.int64("conversation_id")),
          kind: try row.text("kind"), reason: try row.text("reason"), createdAt: try row.time("created_at"))
      }
    }
  }
}
