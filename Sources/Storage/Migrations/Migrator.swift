import Commerce

/// Where a database's schema stands against this program's.
package enum SchemaStatus: Hashable, Sendable {
  case empty
  case outdated(found: Int, known: Int)
  case current(Int)
  case tooNew(found: Int, known: Int)
}

/// Brings the schema up to date, however many processes try at once.
struct Migrator: Sendable {
  let database: any Database
  let time: TimeSource
  var migrations = Migration.all

  /// Any number of ours, the same in every version: who migrates holds this lock.
  private static let advisoryLock = "7685100170"

  private var known: Int { migrations.last?.number ?? 0 }

  func status() async throws -> SchemaStatus {
    let applied = try await database.read { try Self.hasTable($0) ? Self.applied($0) : [] }
    guard let found = applied.max() else { return .empty }
    if found > known { return .tooNew(found: found, known: known) }
    return migrations.allSatisfy { applied.contains($0.number) }
      ? .current(found) : .outdated(found: found, known: known)
  }

  /// Applies what is missing in one transaction; with nothing missing it changes nothing.
  /// - Returns: the numbers applied.
  /// - Throws: ``StorageError/schemaTooNew(found:known:)``.
  @discardableResult
  func migrate() async throws -> [Int] {
    let (migrations, known, now) = (migrations, known, time.now())
    return try await database.write { connection in
      try Self.lock(connection)
      try connection.script(
        SchemaMacros.expand(Self.ownTable, for: connection.engine))
      let applied = try Self.applied(connection)
      if let found = applied.max(), found > known { throw StorageError.schemaTooNew(found: found, known: known) }
      let missing = migrations.filter { !applied.contains($0.number) }
      for migration in missing {
        try connection.script(SchemaMacros.expand(migration.text, for: connection.engine))
        try connection.execute(
          "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)",
          [.int(migration.number), .text(migration.name), .time(now)])
      }
      return missing.map(\.number)
    }
  }

  private static let ownTable = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
      number {INT} PRIMARY KEY, name TEXT NOT NULL, applied_at {INT} NOT NULL
    ) {ROWS}
    """

  /// SQLite's write transaction is alone already.
  private static func lock(_ connection: any Connection) throws {
    guard connection.engine == .postgres else { return }
    try connection.script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
    try connection.script("SELECT pg_advisory_xact_lock(\(advisoryLock))")
  }

  private static func hasTable(_ connection: any Connection) throws -> Bool {
    switch connection.engine {
    case .sqlite:
      try connection.first("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'") != nil
    case .postgres:
      try connection.first("SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL") != nil
    }
  }

  private static func applied(_ connection: any Connection) throws -> Set<Int> {
    Set(try connection.query("SELECT number FROM schema_migrations").map { try $0.int("number") })
  }
}
