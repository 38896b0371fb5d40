import Commerce
import Dialogue

/// Later work in SQL. A job done is deleted; a dead one stays with its reason until its key is enqueued again.
package struct SQLJobStore: JobStore {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package func enqueue(_ job: Job) async throws {
    let now = context.time.now()
    try await context.database.write { try Self.enqueue(job, at: now, $0) }
  }

  /// As part of another transaction, such as the turn's that needs the job.
  static func enqueue(_ job: Job, at now: Timestamp, _ connection: any Connection) throws {
    try connection.execute(
      """
      INSERT INTO jobs (store_id, key, kind, payload, run_at, attempts, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (store_id, key) DO UPDATE SET
        kind = excluded.kind, payload = excluded.payload, run_at = excluded.run_at, attempts = excluded.attempts,
        status = 'waiting', reason = NULL, lease_owner = 0, lease_until = 0, created_at = excluded.created_at
      WHERE jobs.status = 'dead'
      """,
      [
        .id(job.storeID), .text(job.key), .text(job.kind), .text(job.payload), .time(job.runAt),
        .int(job.attempts), .time(now),
      ])
  }

  package func claimJobs(owner: Int64, limit: Int, leaseMilliseconds: Int64) async throws -> [Job] {
    let now = context.time.now()
    let leaseEnd = now.adding(milliseconds: leaseMilliseconds)
    return try await context.database.write { connection in
      let due = try connection.query(
        """
        SELECT store_id, key, kind, payload, run_at, attempts FROM jobs
        WHERE status = 'waiting' AND run_at <= $1 AND lease_until <= $1 ORDER BY run_at LIMIT $2
        """ + connection.skipLocked, [.time(now), .int(limit)])
      return try due.map { row in
        let job = try Self.job(row)
        try connection.execute(
          "UPDATE jobs SET lease_owner = $3, lease_until = $4 WHERE store_id = $1 AND key = $2",
          [.id(job.storeID), .text(job.key), .integer(owner), .time(leaseEnd)])
        return job
      }
    }
  }

  package func complete(_ job: Job) async throws {
    try await context.database.write { connection in
      _ = try connection.execute(
        "DELETE FROM jobs WHERE store_id = $1 AND key = $2 AND status = 'waiting'", [.id(job.storeID), .text(job.key)])
    }
  }

  package func reschedule(_ job: Job, at moment: Timestamp) async throws {
    try await context.database.write { connection in
      _ = try connection.execute(
        """
        UPDATE jobs SET attempts = 0, run_at = $3, reason = NULL, lease_owner = 0, lease_until = 0
        WHERE store_id = $1 AND key = $2 AND status = 'waiting'
        """, [.id(job.storeID), .text(job.key), .time(moment)])
    }
  }

  /// A second report of the same attempt changes nothing.
  package func retry(_ job: Job, at: Timestamp, reason: String, maximumAttempts: Int) async throws {
    let attempts = job.attempts + 1
    try await context.database.write { connection in
      _ = try connection.execute(
        """
        UPDATE jobs SET attempts = $4, run_at = $5, reason = $6, status = $7, lease_owner = 0, lease_until = 0
        WHERE store_id = $1 AND key = $2 AND attempts = $3 AND status = 'waiting'
        """,
        [
          .id(job.storeID), .text(job.key), .int(job.attempts), .int(attempts), .time(at), .text(reason),
          attempts >= maximumAttempts ? "dead" : "waiting",
        ])
    }
  }

  private static func job(_ row: Row) throws -> Job {
    Job(
      storeID: try row.id("store_id"), key: try row.text("key"), kind: try row.text("kind"),
      payload: try row.text("payload"), runAt: try row.time("run_at"), attempts: try row.int("attempts"))
  }
}
