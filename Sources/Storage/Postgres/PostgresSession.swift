#if SOUK_POSTGRES
  import CPQ
  import Foundation
  import Logging

  /// One connection to PostgreSQL, used by one thread only. It connects again after it was lost.
  final class PostgresSession: Connection {
    enum Mode: String {
      case read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
      case write = "BEGIN"
      case unsyncedWrite = "BEGIN; SET LOCAL synchronous_commit = off"
    }

    let engine = DatabaseEngine.postgres

    /// Runs of one transaction in all, first run included.
    private static let maximumRuns = 6
    private static let firstPauseSeconds = 0.005
    /// Far more statements than the program has; beyond it all are forgotten and prepared anew.
    private static let maximumStatements = 500
    /// No statement of ours takes long; a lock held longer than this is an error on the other side.
    private static let settings = """
      SET client_encoding = 'UTF8'; SET statement_timeout = '60s'; SET lock_timeout = '30s';
      SET idle_in_transaction_session_timeout = '60s'
      """

    private let address: String
    private let logger: Logger
    private var handle: OpaquePointer?
    private var statements: [String: String] = [:]

    init(address: String, logger: Logger) {
      self.address = address
      self.logger = logger
    }

    /// Runs the body in a transaction, again where two crossed or the connection was lost before the commit.
    func transaction<Value>(_ mode: Mode, _ body: (any Connection) throws -> Value) throws -> Value {
      var pause = Self.firstPauseSeconds
      for _ in 1..<Self.maximumRuns {
        do {
          return try transactionOnce(mode, body)
        } catch let error as StorageError where error.isWorthRepeating {
          logger.debug("transaction runs again", metadata: ["reason": "\(error)"])
          // This thread is the connection's own; transactions that crossed part by an uneven wait.
          Thread.sleep(forTimeInterval: pause * Double.random(in: 0.5...1.5))
          pause *= 2
        }
      }
      return try transactionOnce(mode, body)
    }

    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
      try run(sql, parameters) { Int(String(cString: PQcmdTuples($0))) ?? 0 }
    }

    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [Row] {
      try run(sql, parameters, PostgresResult.rows)
    }

    func script(_ sql: String) throws {
      let result = PQexec(handle, sql)
      defer { PQclear(result) }
      try check(result, sql)
    }

    func disconnect() {
      PQfinish(handle)
      handle = nil
      statements.removeAll()
    }

    private func transactionOnce<Value>(_ mode: Mode, _ body: (any Connection) throws -> Value) throws -> Value {
      try connect()
      try script(mode.rawValue)
      let value: Value
      do {
        value = try body(self)
      } catch {
        rollBack()
        throw error
      }
      try commit()
      return value
    }

    private func commit() throws {
      let result = PQexec(handle, "COMMIT")
      defer { PQclear(result) }
      do {
        try check(result, "COMMIT")
      } catch StorageError.lostConnection(let detail) {
        throw StorageError.commitUnknown(detail)
      }
      guard String(cString: PQcmdStatus(result)) == "COMMIT" else {
        throw StorageError.statementFailed("an earlier statement of the transaction had failed", sql: "COMMIT")
      }
    }

    private func rollBack() {
      let result = PQexec(handle, "ROLLBACK")
      let isDone = PQresultStatus(result) == PGRES_COMMAND_OK
      PQclear(result)
      // A connection that cannot even roll back is of no more use; the server rolls back when it goes.
      if !isDone { disconnect() }
    }

    private func connect() throws {
      if handle != nil, PQstatus(handle) == CONNECTION_OK { return }
      disconnect()
      handle = PostgresResult.withParameters(["dbname", "application_name", "connect_timeout", nil]) { keywords in
        PostgresResult.withParameters([address, "souk", "10", nil]) { PQconnectdbParams(keywords, $0, 1) }
      }
      guard PQstatus(handle) == CONNECTION_OK else {
        let detail = PostgresResult.message(PQerrorMessage(handle))
        disconnect()
        throw StorageError.unavailable(detail)
      }
      PQsetNoticeProcessor(handle, { _, _ in }, nil)
      try script(Self.settings)
    }

    private func run<Value>(
      _ sql: String, _ parameters: [SQLValue], _ read: (OpaquePointer?) throws -> Value
    ) throws -> Value {
      let name = try prepare(sql)
      let result = PostgresResult.withParameters(parameters.map(PostgresResult.text)) {
        PQexecPrepared(handle, name, Int32(parameters.count), $0, nil, nil, 0)
      }
      defer { PQclear(result) }
      try check(result, sql)
      return try read(result)
    }

    private func prepare(_ sql: String) throws -> String {
      if let known = statements[sql] { return known }
      if statements.count >= Self.maximumStatements {
        try script("DEALLOCATE ALL")
        statements.removeAll()
      }
      let name = "s\(statements.count + 1)"
      let result = PQprepare(handle, name, sql, 0, nil)
      defer { PQclear(result) }
      try check(result, sql)
      statements[sql] = name
      return name
    }

    private func check(_ result: OpaquePointer?, _ sql: String) throws {
      let status = PQresultStatus(result)
      if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK { return }
      let error = PostgresResult.error(result, sql: sql, isConnected: PQstatus(handle) == CONNECTION_OK)
      // Another process has migrated: the plans that were prepared before are of no more use.
      if PostgresResult.state(result) == PostgresResult.planChanged { disconnect() }
      throw error
    }
  }
#endif
