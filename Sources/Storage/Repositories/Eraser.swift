import Commerce

/// Deletes what a store has kept long enough: settled messages, searches, dead jobs.
package struct Eraser: Sendable {
  /// Rows of one table in one transaction, so that turns are not held up.
  static let batchSize = 500
  /// Of one table in one run; the rest is left for the next.
  static let maximumBatches = 40

  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package struct Outcome: Hashable, Sendable {
    package var erased = 0
    /// Nothing old enough is left.
    package var isComplete = true
  }

  /// Erases what is older than the times given. What still waits (unhandled, unsent) is kept whatever its age.
  /// - Throws: ``StorageError``, or `CancellationError` between two batches.
  package func erase(in store: StoreID, keeping retention: Retention) async throws -> Outcome {
    let now = context.time.now()
    var outcome = Outcome()
    for table in Self.tables {
      let end = now.adding(milliseconds: -Int64(max(0, table.days(retention))) * 86_400_000)
      let erased = try await erase(table, in: store, before: end)
      outcome.erased += erased.erased
      outcome.isComplete = outcome.isComplete && erased.isComplete
    }
    return outcome
  }

  fileprivate struct Table: Sendable {
    var name: String
    /// Besides the store's, in the key's order.
    var key: [String]
    /// What is erased, with the moment as `$2`.
    var condition: String
    var days: @Sendable (Retention) -> Int
  }

  private static let tables = [
    Table(name: "inbox", key: ["conversation_id", "sequence"], condition: "handled_at < $2") { $0.keptMessageDays },
    Table(name: "outbox", key: ["id"], condition: "settled_at < $2") { $0.keptMessageDays },
    Table(name: "search_events", key: ["id"], condition: "at < $2") { $0.searchDays },
    Table(name: "product_picks", key: ["id"], condition: "at < $2") { $0.searchDays },
    Table(name: "demand_voices", key: ["words", "customer_id"], condition: "at < $2") { $0.searchDays },
    Table(name: "unmet_demand", key: ["words"], condition: "last_at < $2") { $0.searchDays },
    Table(name: "jobs", key: ["key"], condition: "status = 'dead' AND run_at < $2") { $0.jobDays },
    Table(name: "idempotency_keys", key: ["principal", "key"], condition: "created_at < $2") { _ in 1 },
  ]

  /// Finds by reading, batch after batch along the key, and deletes by key: no transaction that writes scans a table.
  private func erase(_ table: Table, in store: StoreID, before end: Timestamp) async throws -> Outcome {
    var outcome = Outcome()
    var last: [SQLValue] = []
    for _ in 0..<Self.maximumBatches {
      try Task.checkCancellation()
      let (after, found) = (last, try await find(table, in: store, before: end, after: last))
      guard let newest = found.last, newest != after else { return outcome }
      last = newest
      outcome.erased += try await context.database.write { connection in
        try found.reduce(0) { $0 + (try connection.execute(table.deletion, [.id(store)] + $1)) }
      }
      guard found.count == Self.batchSize else { return outcome }
    }
    outcome.isComplete = false
    return outcome
  }

  private func find(
    _ table: Table, in store: StoreID, before end: Timestamp, after last: [SQLValue]
  ) async throws -> [[SQLValue]] {
    let columns = table.key.joined(separator: ", ")
    let places = last.indices.map { "$\($0 + 4)" }.joined(separator: ", ")
    let start = last.isEmpty ? "" : "AND (\(columns)) > (\(places)) "
    return try await context.database.read { connection in
      try connection.query(
        "SELECT \(columns) FROM \(table.name) WHERE store_id = $1 AND \(table.condition) \(start)"
          + "ORDER BY \(columns) LIMIT $3", [.id(store), .time(end), .int(Self.batchSize)] + last
      ).map { row in try table.key.map(row.value) }
    }
  }
}

extension Eraser.Table {
  fileprivate var deletion: String {
    let conditions = key.enumerated().map { "\($1) = $\($0 + 2)" }.joined(separator: " AND ")
    return "DELETE FROM \(name) WHERE store_id = $1 AND \(conditions)"
  }
}

extension Retention {
  fileprivate var keptMessageDays: Int { max(messageDays, Self.leastMessageDays) }
}
