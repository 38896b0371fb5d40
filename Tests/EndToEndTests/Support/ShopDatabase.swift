import Foundation
import Logging
import Storage
import Testing

/// The engines this run can test: PostgreSQL only where a server is given.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
  case sqlite
  case postgres

  static let postgresServer = ProcessInfo.processInfo.environment["SOUK_TEST_POSTGRES_URL"]
  static let available: [Engine] = postgresServer == nil ? [.sqlite] : allCases

  var testDescription: String { rawValue }
}

/// The server's database, looked into from outside.
struct ShopDatabase: Sendable {
  /// As `SOUK_DATABASE_URL` takes it.
  let url: String
  private let database: any Database
  private static let logger = Logger(label: "end-to-end") { _ in SwiftLogNoOpLogHandler() }

  /// Runs `body` with the address of an empty database and removes it after.
  static func withEmpty(_ engine: Engine, folder: URL, _ body: (ShopDatabase) async throws -> Void) async throws {
    guard engine == .postgres else {
      let url = "sqlite:///" + folder.path + "/souk.db"
      let database = try await openDatabase(try DatabaseURL(url), logger: logger)
      try await body(ShopDatabase(url: url, database: database))
      return try await database.close()
    }
    let server = try #require(Engine.postgresServer)
    let schema = "e2e_" + UUID().uuidString.lowercased().replacing("-", with: "")
    let admin = try await openDatabase(.postgres(server), logger: logger, postgresConnections: 1)
    try await admin.write { try $0.script("CREATE SCHEMA \(schema)") }
    let url = server + "?options=-csearch_path%3D\(schema)"
    let database = try await openDatabase(.postgres(url), logger: logger, postgresConnections: 2)
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(ShopDatabase(url: url, database: database)))
    } catch {
      result = .failure(error)
    }
    try await database.close()
    try await admin.write { try $0.script("DROP SCHEMA \(schema) CASCADE") }
    try await admin.close()
    try result.get()
  }

  /// How the engine writes false.
  var falseText: String { database.engine == .postgres ? "FALSE" : "0" }

  func rows(_ sql: String) async throws -> [Row] { try await database.read { try $0.query(sql) } }

  func number(_ sql: String) async throws -> Int {
    let row = try #require(try await rows(sql).first)
    return try row.int("n")
  }

  func texts(_ sql: String) async throws -> [String] { try await rows(sql).map { try $0.text("t") } }

  func change(_ sql: String) async throws { try await database.write { try $0.script(sql) } }

  /// Pieces in stock, those reserved for orders taken off; nil where nobody counts them.
  func stock(_ sku: String) async throws -> Int? {
    let row = try await rows("SELECT stock - reserved AS n FROM variants WHERE sku = '\(sku)'").first
    return try #require(row, "no variant \(sku)").optionalInt("n")
  }

  /// Whether everything that came in was dealt with and everything that goes out has gone, or was given up.
  func isQuiet() async throws -> Bool {
    try await number(
      """
      SELECT (SELECT COUNT(*) FROM inbox WHERE status = 'pending')
        + (SELECT COUNT(*) FROM outbox WHERE settled_at IS NULL) AS n
      """) == 0
  }
}
