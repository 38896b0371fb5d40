import GRDB

/// GRDB's connection behind ``Connection``, for as long as GRDB's closure runs.
final class SQLiteConnection: Connection {
  let engine = DatabaseEngine.sqlite

  private let database: GRDB.Database
  private let placeholders: PlaceholderRewriter

  init(_ database: GRDB.Database, _ placeholders: PlaceholderRewriter) {
    self.database = database
    self.placeholders = placeholders
  }

  @discardableResult
  func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
    try mapped {
      try prepared(sql).execute(arguments: arguments(parameters))
      return database.changesCount
    }
  }

  func query(_ sql: String, _ parameters: [SQLValue]) throws -> [Row] {
    try mapped {
      let statement = try prepared(sql)
      let columns = Dictionary(
        statement.columnNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let rows = try GRDB.Row.fetchCursor(statement, arguments: arguments(parameters))
      var result: [Row] = []
      while let row = try rows.next() {
        result.append(Row(columns: columns, values: try row.databaseValues.map(Self.value)))
      }
      return result
    }
  }

  func script(_ sql: String) throws {
    try mapped { try database.execute(sql: sql) }
  }

  private func prepared(_ sql: String) throws -> Statement {
    try database.cachedStatement(sql: placeholders.numbered(sql))
  }

  private func arguments(_ parameters: [SQLValue]) -> StatementArguments {
    StatementArguments(
      parameters.map { value -> DatabaseValue in
        switch value {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): SQLValue.storable(value).databaseValue
        case .bool(let value): value.databaseValue
        }
      })
  }

  private static func value(_ value: DatabaseValue) throws -> SQLValue {
    switch value.storage {
    case .null: .null
    case .int64(let value): .integer(value)
    case .double(let value): .real(value)
    case .string(let value): .text(value)
    case .blob: throw StorageError.badValue(column: "?", expected: "text or a number", found: "a blob")
    }
  }

  private func mapped<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError { throw StorageError(error) }
  }
}
