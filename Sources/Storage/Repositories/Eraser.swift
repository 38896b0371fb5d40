import Commerce

/// Deletes what has been kept long enough: settled messages, searches, dead jobs.
package struct Eraser: Sendable {
  /// Rows of one table in one transaction, so that turns are not held up.
  static let batchSize = 1_000

  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  /// Erases what was settled before the moment given. Message ids go with their rows, so that it lies at least as far
  /// back as channels deliver again (Meta: 7 days).
  /// - Returns: the number of rows erased.
  package func erase(settledBefore moment: Timestamp) async throws -> Int {
    var erased = 0
    for statement in Self.statements {
      var last = Self.batchSize
      while last == Self.batchSize {
        last = try await context.database.write { connection in
          try connection.execute(statement, [.time(moment), .int(Self.batchSize)])
        }
        erased += last
      }
    }
    return erased
  }

  private static let statements = [
    """
    DELETE FROM inbox WHERE (store_id, conversation_id, sequence) IN (
      SELECT store_id, conversation_id, sequence FROM inbox WHERE handled_at < $1 LIMIT $2)
    """,
    "DELETE FROM outbox WHERE (store_id, id) IN (SELECT store_id, id FROM outbox WHERE settled_at < $1 LIMIT $2)",
    "DELETE FROM search_events WHERE (store_id, id) IN (SELECT store_id, id FROM search_events WHERE at < $1 LIMIT $2)",
    "DELETE FROM product_picks WHERE (store_id, id) IN (SELECT store_id, id FROM product_picks WHERE at < $1 LIMIT $2)",
    """
    DELETE FROM unmet_demand WHERE (store_id, words) IN (
      SELECT store_id, words FROM unmet_demand WHERE last_at < $1 LIMIT $2)
    """,
    """
    DELETE FROM jobs WHERE (store_id, key) IN (
      SELECT store_id, key FROM jobs WHERE status = 'dead' AND run_at < $1 LIMIT $2)
    """,
  ]
}
