import Commerce
import Foundation
import GRDB

/// Runs analytics on one store's rows: on SQLite over a connection of its own that is opened read-only, on PostgreSQL
/// in a read-only transaction.
package struct SQLAnalyticsRunner: AnalyticsRunner {
  private static let maximumRows = 50_000

  private let database: any Database
  private let storeID: StoreID

  /// - Parameter database: opened by ``openReadOnly(_:logger:)``.
  package init(_ database: any Database, store: StoreID) {
    self.database = database
    storeID = store
  }

  package func run(_ statements: [AnalyticsStatement]) async throws -> [[[AnalyticsValue]]] {
    let store = storeID
    return try await database.read { connection in
      try connection.limitTime()
      return try statements.map { statement in
        let rows = try connection.query(statement.sql, [.id(store)] + statement.parameters.map(Self.bound))
        guard rows.count <= Self.maximumRows else { throw StorageError.busy("more than \(Self.maximumRows) rows") }
        return try rows.map { row in try statement.columns.map { Self.value(try row.value($0)) } }
      }
    }
  }

  private static func bound(_ value: AnalyticsValue) -> SQLValue {
    switch value {
    case .none: .null
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .text(let value): .text(value)
    }
  }

  private static func value(_ value: SQLValue) -> AnalyticsValue {
    switch value {
    case .null: .none
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .text(let value): .text(value)
    case .bool(let value): .integer(value ? 1 : 0)
    }
  }
}

extension Connection {
  /// No question of an owner takes longer; SQLite is kept within it by the rows of one store.
  fileprivate func limitTime() throws {
    if engine == .postgres { try script("SET LOCAL statement_timeout = '8s'") }
  }
}
