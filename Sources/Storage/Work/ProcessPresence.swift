import Commerce

/// A serving process's sign of life, and what is done about those that give none any more.
///
/// A lease protects against two that work at once, not against one that is dead: waiting for each of its leases to
/// lapse would leave shoppers without an answer for minutes after a crash. So every serving process renews one lease of
/// its own, and what is held by a process without one is free again.
package struct ProcessPresence: Sendable {
  /// A process that gave no sign for so long is dead; renewed four times as often.
  package static let lapseMilliseconds: Int64 = 8_000
  /// A send in a dead process's hand may have gone out: its delivery report is waited for so long before it goes again.
  static let reportWaitMilliseconds: Int64 = 10_000
  /// Presence belongs to no store.
  private static let store = StoreID(rawValue: 0)
  private static let prefix = "process:"

  private let context: StorageContext

  init(_ context: StorageContext) { self.context = context }

  package func renew(owner: Int64) async throws {
    _ = try await SQLLeaseStore(context).hold(
      Self.prefix + String(owner), store: Self.store, owner: owner, milliseconds: Self.lapseMilliseconds)
  }

  /// Gives back every lease by name of a process that ends, so that the next need not wait for them.
  package func end(owner: Int64) async throws {
    try await context.database.write { connection in
      _ = try connection.execute("DELETE FROM leases WHERE owner = $1", [.integer(owner)])
    }
  }

  /// Frees the conversations, jobs and named leases of the dead, and makes what they were sending due.
  /// - Parameter isAlone: no other process can be serving, so that nobody's sign has to be waited for.
  package func reclaim(owner: Int64, isAlone: Bool = false) async throws {
    let now = context.time.now()
    try await context.database.write { connection in
      let present =
        try isAlone
        ? []
        : connection.query(
          "SELECT owner FROM leases WHERE store_id = $1 AND name LIKE '\(Self.prefix)%' AND until > $2",
          [.id(Self.store), .time(now)]
        ).map { try $0.int64("owner") }
      let alive = Set(present + [owner, 0]).sorted().map(String.init).joined(separator: ", ")
      try connection.execute(
        """
        UPDATE conversations SET lease_owner = 0, lease_until = 0
        WHERE work_since IS NOT NULL AND lease_until > $1 AND lease_owner NOT IN (\(alive))
        """, [.time(now)])
      try connection.execute(
        """
        UPDATE outbox SET lease_owner = 0, next_attempt_at = $1
        WHERE settled_at IS NULL AND state = 'sending' AND next_attempt_at > $1 AND lease_owner NOT IN (\(alive))
        """, [.time(now.adding(milliseconds: Self.reportWaitMilliseconds))])
      try connection.execute(
        "UPDATE jobs SET lease_owner = 0, lease_until = 0 WHERE status = 'waiting' AND lease_owner NOT IN (\(alive))",
        [])
      try connection.execute("DELETE FROM leases WHERE owner NOT IN (\(alive))", [])
    }
  }
}
