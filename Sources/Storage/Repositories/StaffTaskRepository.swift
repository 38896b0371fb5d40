import Commerce
import Dialogue

/// Something that waits for a person.
package struct StaffTask: Hashable, Sendable {
  package let id: Int64
  package let conversation: ConversationKey
  package let kind: String
  package let reason: String
  package let createdAt: Timestamp
}

/// A store's open tasks for its staff.
package struct StaffTaskRepository: Sendable {
  let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Oldest first.
  package func open(limit: Int) async throws -> [StaffTask] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT id, conversation_id, kind, reason, created_at FROM staff_tasks
        WHERE store_id = $1 AND closed_at IS NULL ORDER BY created_at, id LIMIT $2
        """, [.id(store), .int(limit)]
      ).map { row in
        StaffTask(
          id: try row.int64("id"),
          conversation: ConversationKey(storeID: store, conversationID: try row.int64("conversation_id")),
          kind: try row.text("kind"), reason: try row.text("reason"), createdAt: try row.time("created_at"))
      }
    }
  }

  /// - Returns: whether it was open.
  package func close(_ task: Int64, by who: String) async throws -> Bool {
    try await scope.write { transaction, store in
      try transaction.connection.execute(
        "UPDATE staff_tasks SET closed_at = $3, closed_by = $4 WHERE store_id = $1 AND id = $2 AND closed_at IS NULL",
        [.id(store), .integer(task), .time(transaction.now), .text(who)]) == 1
    }
  }
}
