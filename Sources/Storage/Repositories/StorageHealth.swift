import Commerce

/// What `souk doctor` shows of the database.
package struct StorageHealth: Hashable, Sendable {
  package struct DeadItem: Hashable, Sendable {
    package let storeID: StoreID
    package let reason: String
    package let at: Timestamp
  }

  package let schema: SchemaStatus
  package let inboxPending: Int
  package let inboxDead: Int
  /// The newest, at most ``HealthRepository/maximumReasons``.
  package let inboxDeadReasons: [DeadItem]
  /// By the outbox's states: pending, sending, sent, maybe_sent, dead.
  package let outbox: [String: Int]
  package let outboxDeadReasons: [DeadItem]
  package let jobsWaiting: Int
  package let jobsDead: Int
  package let jobsDeadReasons: [DeadItem]
  package let openStaffTasks: Int
}

/// How long the queues are, over all stores.
package struct QueueLengths: Hashable, Sendable {
  package let inboxPending: Int
  package let inboxDead: Int
  package let outboxUnsettled: Int
  package let outboxDead: Int
  /// How long ago the oldest answer that has not gone was written.
  package let outboxOldestMilliseconds: Int64
  package let jobsWaiting: Int
}

/// Counts over all stores, for the operator.
package struct HealthRepository: Sendable {
  package static let maximumReasons = 5

  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  /// Each counted over an index of what is open, however much is done.
  package func queues() async throws -> QueueLengths {
    let now = context.time.now()
    return try await context.database.read { connection in
      let row = try connection.first(
        """
        SELECT (SELECT COUNT(*) FROM inbox WHERE status = 'pending') AS pending,
          (SELECT COUNT(*) FROM inbox WHERE status = 'dead') AS inbox_dead,
          (SELECT COUNT(*) FROM outbox WHERE settled_at IS NULL) AS unsettled,
          (SELECT COUNT(*) FROM outbox WHERE state = 'dead') AS outbox_dead,
          (SELECT MIN(created_at) FROM outbox WHERE settled_at IS NULL) AS oldest,
          (SELECT COUNT(*) FROM jobs WHERE status = 'waiting') AS jobs
        """)
      guard let row else { throw StorageError.notFound("the queues") }
      let oldest = try row.optionalInt64("oldest") ?? now.milliseconds
      return QueueLengths(
        inboxPending: try row.int("pending"), inboxDead: try row.int("inbox_dead"),
        outboxUnsettled: try row.int("unsettled"), outboxDead: try row.int("outbox_dead"),
        outboxOldestMilliseconds: max(0, now.milliseconds - oldest), jobsWaiting: try row.int("jobs"))
    }
  }

  package func report() async throws -> StorageHealth {
    let schema = try await Migrator(database: context.database, time: context.time).status()
    return try await context.database.read { connection in
      let inbox = try Self.counts("SELECT status AS name, COUNT(*) AS count FROM inbox GROUP BY status", connection)
      let jobs = try Self.counts("SELECT status AS name, COUNT(*) AS count FROM jobs GROUP BY status", connection)
      let tasks = try connection.first("SELECT COUNT(*) AS count FROM staff_tasks WHERE closed_at IS NULL")
      return StorageHealth(
        schema: schema, inboxPending: inbox["pending"] ?? 0, inboxDead: inbox["dead"] ?? 0,
        inboxDeadReasons: try Self.reasons(
          "SELECT store_id, reason, handled_at AS at FROM inbox WHERE status = 'dead' AND handled_at IS NOT NULL",
          connection),
        outbox: try Self.counts("SELECT state AS name, COUNT(*) AS count FROM outbox GROUP BY state", connection),
        outboxDeadReasons: try Self.reasons(
          "SELECT store_id, reason, settled_at AS at FROM outbox WHERE state = 'dead' AND settled_at IS NOT NULL",
          connection),
        jobsWaiting: jobs["waiting"] ?? 0, jobsDead: jobs["dead"] ?? 0,
        jobsDeadReasons: try Self.reasons(
          "SELECT store_id, reason, run_at AS at FROM jobs WHERE status = 'dead'", connection),
        openStaffTasks: try tasks?.int("count") ?? 0)
    }
  }

  private static func counts(_ sql: String, _ connection: any Connection) throws -> [String: Int] {
    try Dictionary(
      connection.query(sql).map { (try $0.text("name"), try $0.int("count")) }, uniquingKeysWith: { $0 + $1 })
  }

  private static func reasons(_ sql: String, _ connection: any Connection) throws -> [StorageHealth.DeadItem] {
    try connection.query(sql + " ORDER BY at DESC LIMIT $1", [.int(maximumReasons)]).map { row in
      StorageHealth.DeadItem(
        storeID: try row.id("store_id"), reason: try row.optionalText("reason") ?? "no reason was kept",
        at: try row.time("at"))
    }
  }
}
