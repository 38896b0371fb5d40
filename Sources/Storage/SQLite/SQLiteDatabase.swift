import Foundation
import GRDB

/// SQLite through GRDB: one writer and a few readers in WAL mode, each commit synced to disk.
final class SQLiteDatabase: Database {
  let engine = DatabaseEngine.sqlite

  /// Another command's write is over long before; beyond it something is wrong and the caller is told.
  private static let busyTimeoutSeconds = 10.0
  /// SQLite's own 2 MB of pages a connection are read anew again and again once a shop has some thousand conversations;
  /// this many (in KiB) hold the pages that turns touch.
  private static let memory = "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY"
  /// More readers than cores gain nothing.
  private static let maximumReaders = 4

  let path: String
  private let pool: DatabasePool
  private let texts: SQLiteTexts
  private let commits: SharedCommits

  /// - Parameter path: the file; its directory must exist, the file is made where it does not.
  /// - Parameter isReadOnly: SQLite itself refuses every write; the file must be there.
  init(path: String, isReadOnly: Bool = false) async throws {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
    configuration.maximumReaderCount = Self.maximumReaders
    configuration.label = "souk"
    configuration.prepareDatabase { try $0.execute(sql: Self.memory) }
    self.path = path
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      texts = SQLiteTexts()
      commits = SharedCommits(pool: pool, texts: texts)
      guard !isReadOnly else { return }
      // GRDB sets NORMAL after `prepareDatabase`; only what is set on the open pool stays.
      try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    } catch let error as DatabaseError {
      throw StorageError.unavailable("\(path): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")")
    }
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
    let texts = texts
    do {
      return try await pool.read { try body(SQLiteConnection($0, texts)) }
    } catch let error as DatabaseError {
      throw StorageError(error)
    }
  }

  func write<Value: Sendable>(
    _ durability: Durability, _ body: @escaping @Sendable (any Connection) throws -> Value
  ) async throws -> Value {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { answer in
      commits.add(
        WaitingWrite(
          durability: durability,
          run: { connection in
            let value = try body(connection)
            return { answer.resume(returning: value) }
          }, fail: { answer.resume(throwing: $0) }))
    }
  }

  func close() async throws {
    do {
      try pool.close()
    } catch let error as DatabaseError {
      throw StorageError(error)
    }
  }
}

extension StorageError {
  /// - Parameter error: as GRDB reports it. Its arguments are left out: they hold what shoppers wrote.
  init(_ error: DatabaseError) {
    self.init(sqliteCode: error.extendedResultCode.rawValue, message: error.message, sql: error.sql ?? "")
  }

  /// - Parameter sqliteCode: plain or extended.
  init(sqliteCode: Int32, message: String?, sql: String) {
    let message = message ?? "SQLite error \(sqliteCode)"
    self =
      switch ResultCode(rawValue: sqliteCode & 0xff) {
      case .SQLITE_CONSTRAINT: .constraintViolation(message)
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(message)
      case .SQLITE_FULL: .diskFull(message)
      case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_NOMEM:
        .unavailable(message)
      default: .statementFailed(message, sql: sql)
      }
  }
}
