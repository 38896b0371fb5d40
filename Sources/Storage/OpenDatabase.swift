import Logging

/// Opens a database; nothing of its schema is looked at.
/// - Parameter postgresConnections: upper bound of connections to PostgreSQL, each with its own thread.
package func openDatabase(
  _ url: DatabaseURL, logger: Logger, postgresConnections: Int = 8
) async throws -> any Database {
  switch url {
  case .sqlite(let path):
    return try await SQLiteDatabase(path: path)
  case .postgres(let address):
    #if SOUK_POSTGRES
      return PostgresDatabase(address: address, connections: postgresConnections, logger: logger)
    #else
      _ = address
      throw StorageError.engineMissing(.postgres)
    #endif
  }
}

/// Opens a database for questions only: SQLite read-only, PostgreSQL for read-only transactions.
package func openReadOnly(_ url: DatabaseURL, logger: Logger) async throws -> any Database {
  switch url {
  case .sqlite(let path): try await SQLiteDatabase(path: path, isReadOnly: true)
  case .postgres: try await openDatabase(url, logger: logger, postgresConnections: 2)
  }
}
