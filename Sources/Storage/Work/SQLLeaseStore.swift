import Commerce
import Dialogue

/// Named leases in SQL.
package struct SQLLeaseStore: LeaseStore {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package func hold(_ name: String, store: StoreID, owner: Int64, milliseconds: Int64) async throws -> Bool {
    let now = context.time.now()
    return try await context.database.write { connection in
      try connection.execute(
        """
        INSERT INTO leases (store_id, name, owner, until) VALUES ($1, $2, $3, $4)
        ON CONFLICT (store_id, name) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE leases.owner = excluded.owner OR leases.until <= $5
        """,
        [.id(store), .text(name), .integer(owner), .time(now.adding(milliseconds: milliseconds)), .time(now)]) == 1
    }
  }

  package func release(_ name: String, store: StoreID, owner: Int64) async throws {
    try await context.database.write { connection in
      _ = try connection.execute(
        "DELETE FROM leases WHERE store_id = $1 AND name = $2 AND owner = $3",
        [.id(store), .text(name), .integer(owner)])
    }
  }
}
