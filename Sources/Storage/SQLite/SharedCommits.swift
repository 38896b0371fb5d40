import GRDB
import GRDBSQLite
import Synchronization

/// One caller's transaction, waiting for SQLite's writer.
struct WaitingWrite: Sendable {
  let durability: Durability
  /// Does the caller's work and gives what tells it so, to be called once the commit is done.
  let run: @Sendable (SQLiteConnection) throws -> (@Sendable () -> Void)
  let fail: @Sendable (any Error) -> Void
}

/// Lets transactions that wait for SQLite's one writer share a commit: a synced commit costs the same for one as for
/// fifty. Each is whole or not there at all, and each caller hears only after the shared commit.
///
/// All run one after the other, first without savepoints; where one throws, everything is undone and run again, each
/// in a savepoint of its own, so that what one refuses does not touch the others.
final class SharedCommits: Sendable {
  /// Callers that may wait; beyond it they are told to come again, instead of a queue that grows without end.
  static let maximumWaiting = 4_096
  /// Transactions of one commit: the first of them waits for the last.
  static let maximumTogether = 64
  /// Of them, how many at most are no acknowledgements while such wait.
  static let maximumBesideAcknowledgements = 16

  private struct State {
    /// Acknowledgements: a channel waits for each.
    var ahead: [WaitingWrite] = []
    var waiting: [WaitingWrite] = []
    var isCommitting = false

    var count: Int { ahead.count + waiting.count }

    mutating func add(_ write: WaitingWrite) {
      if write.durability == .syncedAhead { ahead.append(write) } else { waiting.append(write) }
    }

    mutating func nextGroup() -> [WaitingWrite] {
      let first = ahead.prefix(SharedCommits.maximumTogether)
      let room = first.isEmpty ? SharedCommits.maximumTogether : SharedCommits.maximumBesideAcknowledgements
      let then = waiting.prefix(room)
      defer {
        ahead.removeFirst(first.count)
        waiting.removeFirst(then.count)
      }
      return Array(first + then)
    }
  }

  /// Carries a caller's error out of the run without savepoints.
  private struct NeedsSavepoints: Error {}

  private let pool: DatabasePool
  private let texts: SQLiteTexts
  private let state = Mutex(State())
  /// Whether SQLite syncs each commit now.
  private let isSyncing = Mutex(true)

  /// - Parameter pool: its writer syncs each commit (`synchronous = FULL`).
  init(pool: DatabasePool, texts: SQLiteTexts) {
    self.pool = pool
    self.texts = texts
  }

  func add(_ write: WaitingWrite) {
    let (refusal, isFirst) = state.withLock { state -> (StorageError?, Bool) in
      guard state.count < Self.maximumWaiting else { return (.overloaded(waiting: state.count), false) }
      state.add(write)
      defer { state.isCommitting = true }
      return (nil, !state.isCommitting)
    }
    if let refusal { return write.fail(refusal) }
    if isFirst { pool.asyncWriteWithoutTransaction { self.commitAll($0) } }
  }

  private func commitAll(_ database: GRDB.Database) {
    while true {
      let group = state.withLock { state -> [WaitingWrite] in
        let group = state.nextGroup()
        if group.isEmpty { state.isCommitting = false }
        return group
      }
      if group.isEmpty { return }
      commit(group, database)
    }
  }

  private func commit(_ group: [WaitingWrite], _ database: GRDB.Database) {
    let connection = SQLiteConnection(database, texts)
    do {
      try setSyncing(group.contains { $0.durability != .unsynced }, database)
      let answers = try inTransaction(connection) { try runAll(group, connection) }
      for answer in answers { answer() }
    } catch is NeedsSavepoints {
      commitWithSavepoints(group, connection)
    } catch {
      for write in group { write.fail(error) }
    }
  }

  private func runAll(
    _ group: [WaitingWrite], _ connection: SQLiteConnection
  ) throws -> [@Sendable () -> Void] {
    if let only = group.first, group.count == 1 { return [try only.run(connection)] }
    do {
      return try group.map { try $0.run(connection) }
    } catch {
      // SQLite itself ended the transaction: nothing of this kind would go better in a second run.
      if !connection.isInTransaction { throw error }
      throw NeedsSavepoints()
    }
  }

  private func commitWithSavepoints(_ group: [WaitingWrite], _ connection: SQLiteConnection) {
    do {
      let answers = try inTransaction(connection) {
        try group.map { write -> @Sendable () -> Void in
          do {
            return try connection.savepoint { try write.run(connection) }
          } catch {
            if !connection.isInTransaction { throw error }
            return { write.fail(error) }
          }
        }
      }
      for answer in answers { answer() }
    } catch {
      for write in group { write.fail(error) }
    }
  }

  private func inTransaction<Value>(_ connection: SQLiteConnection, _ body: () throws -> Value) throws -> Value {
    try connection.execute("BEGIN IMMEDIATE", [])
    do {
      let value = try body()
      try connection.execute("COMMIT", [])
      return value
    } catch {
      let cause = error
      do {
        if connection.isInTransaction { try connection.execute("ROLLBACK", []) }
      } catch {
        // The first error tells why; a connection that cannot roll back fails at the next transaction too.
        throw cause
      }
      throw cause
    }
  }

  /// Straight to SQLite: GRDB would look at what this selects and observes, which takes longer than doing it.
  private static func run(_ sql: String, _ database: GRDB.Database) throws {
    let code = sqlite3_exec(database.sqliteConnection, sql, nil, nil, nil)
    guard code != SQLITE_OK else { return }
    let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
    throw StorageError(
      sqliteCode: sqlite3_extended_errcode(database.sqliteConnection), message: message, sql: sql)
  }

  /// Set between transactions only; SQLite takes it at once.
  private func setSyncing(_ isWanted: Bool, _ database: GRDB.Database) throws {
    let isNew = isSyncing.withLock { isSyncing in
      defer { isSyncing = isWanted }
      return isSyncing != isWanted
    }
    guard isNew else { return }
    do {
      try Self.run(isWanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", database)
    } catch {
      isSyncing.withLock { $0 = !isWanted }
      throw error
    }
  }
}
