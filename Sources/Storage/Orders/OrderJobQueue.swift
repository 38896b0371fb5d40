import Commerce
import Dialogue

/// Due jobs of some kinds only, so that those who run other kinds do not take them.
package struct OrderJobQueue: Sendable {
  let context: StorageContext

  package func claim(
    kinds: [String], owner: Int64, limit: Int, leaseMilliseconds: Int64
  ) async throws -> [Job] {
    let now = context.time.now()
    let leaseEnd = now.adding(milliseconds: leaseMilliseconds)
    return try await context.database.write { connection in
      let names = kinds.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
      let due = try connection.query(
        """
        SELECT store_id, key, kind, payload, run_at, attempts FROM jobs
        WHERE status = 'waiting' AND run_at <= $1 AND lease_until <= $1 AND kind IN (\(names))
        ORDER BY run_at LIMIT $2
        """ + connection.skipLocked, [.time(now), .int(limit)] + kinds.map { .text($0) })
      return try due.map { row in
        let job = Job(
          storeID: try row.id("store_id"), key: try row.text("key"), kind: try row.text("kind"),
          payload: try row.text("payload"), runAt: try row.time("run_at"), attempts: try row.int("attempts"))
        try connection.execute(
          "UPDATE jobs SET lease_owner = $3, lease_until = $4 WHERE store_id = $1 AND key = $2",
          [.id(job.storeID), .text(job.key), .integer(owner), .time(leaseEnd)])
        return job
      }
    }
  }
}

extension SoukStorage {
  package var orderJobs: OrderJobQueue { OrderJobQueue(context: context) }
}
