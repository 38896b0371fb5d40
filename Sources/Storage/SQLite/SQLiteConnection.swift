import GRDB
import GRDBSQLite

/// GRDB's connection behind ``Connection``, for as long as GRDB's closure runs.
///
/// GRDB keeps the connections and the prepared statements; binding, stepping and reading go straight to SQLite: a turn
/// runs some forty short statements, and rows copied twice would cost more than running them.
final class SQLiteConnection: Connection {
  let engine = DatabaseEngine.sqlite

  private let database: GRDB.Database
  private let texts: SQLiteTexts

  init(_ database: GRDB.Database, _ texts: SQLiteTexts) {
    self.database = database
    self.texts = texts
  }

  /// Whether SQLite itself has not ended the transaction, as it does where a disk is full.
  var isInTransaction: Bool { database.isInsideTransaction }

  @discardableResult
  func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
    try run(sql, parameters) { _, statement in
      while try step(statement, sql) {}
      return Int(sqlite3_changes(database.sqliteConnection))
    }
  }

  func query(_ sql: String, _ parameters: [SQLValue]) throws -> [Row] {
    try run(sql, parameters) { text, statement in
      let columns = text.columns { Self.columns(statement) }
      var rows: [Row] = []
      while try step(statement, sql) { rows.append(Row(columns: columns, values: try Self.values(statement))) }
      return rows
    }
  }

  func script(_ sql: String) throws {
    do { try database.execute(sql: sql) } catch let error as DatabaseError { throw StorageError(error) }
  }

  private func run<Value>(
    _ sql: String, _ parameters: [SQLValue], _ body: (SQLiteText, OpaquePointer) throws -> Value
  ) throws -> Value {
    let text = texts.text(sql)
    let statement: OpaquePointer
    do {
      statement = try database.cachedStatement(sql: text.numbered).sqliteStatement
    } catch let error as DatabaseError {
      throw StorageError(error)
    }
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    try bind(parameters, to: statement, sql)
    return try body(text, statement)
  }

  private func bind(_ parameters: [SQLValue], to statement: OpaquePointer, _ sql: String) throws {
    let expected = Int(sqlite3_bind_parameter_count(statement))
    guard parameters.count == expected else {
      throw StorageError.statementFailed("\(parameters.count) values for \(expected) parameters", sql: sql)
    }
    for (index, value) in zip(Int32(1)..., parameters) {
      let code =
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): sqlite3_bind_int64(statement, index, value)
        case .real(let value): sqlite3_bind_double(statement, index, value)
        case .bool(let value): sqlite3_bind_int64(statement, index, value ? 1 : 0)
        case .text(let value): Self.bind(SQLValue.storable(value), to: statement, index)
        }
      guard code == SQLITE_OK else { throw failure(code, sql) }
    }
  }

  private static func bind(_ text: String, to statement: OpaquePointer, _ index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        // An empty string may have no address, which SQLite would take for NULL.
        guard let start = characters.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copied) }
        return sqlite3_bind_text(statement, index, start, Int32(characters.count), copied)
      }
    }
  }

  /// `SQLITE_TRANSIENT`, a macro that Swift does not see: SQLite makes its own copy.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// - Returns: whether there is a row.
  private func step(_ statement: OpaquePointer, _ sql: String) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw failure(code, sql)
    }
  }

  private func failure(_ code: Int32, _ sql: String) -> StorageError {
    let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
    return StorageError(sqliteCode: code, message: message, sql: sql)
  }

  private static func columns(_ statement: OpaquePointer) -> [String: Int] {
    var columns: [String: Int] = [:]
    for index in 0..<sqlite3_column_count(statement) {
      guard let name = sqlite3_column_name(statement, index).map({ String(cString: $0) }) else { continue }
      if columns[name] == nil { columns[name] = Int(index) }
    }
    return columns
  }

  private static func values(_ statement: OpaquePointer) throws -> [SQLValue] {
    try (0..<sqlite3_column_count(statement)).map { index in
      switch sqlite3_column_type(statement, index) {
      case SQLITE_NULL: .null
      case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, index))
      case SQLITE_FLOAT: .real(sqlite3_column_double(statement, index))
      case SQLITE_TEXT: .text(text(statement, index))
      default: throw StorageError.badValue(column: "?", expected: "text or a number", found: "a blob")
      }
    }
  }

  private static func text(_ statement: OpaquePointer, _ index: Int32) -> String {
    guard let start = sqlite3_column_text(statement, index) else { return "" }
    let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
    return String(decoding: bytes, as: UTF8.self)
  }
}
