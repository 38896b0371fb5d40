import Commerce
import Dialogue
import Foundation
import Logging
import Synchronization
import Testing

@testable import Storage

/// The engines this run can test: PostgreSQL only where a server is given.
enum TestEngine: String, CaseIterable, CustomTestStringConvertible {
  case sqlite
  case postgres

  static let postgresURL = ProcessInfo.processInfo.environment["SOUK_TEST_POSTGRES_URL"]
  static let available: [TestEngine] = postgresURL == nil ? [.sqlite] : allCases

  var testDescription: String { rawValue }
}

@Suite struct PostgresHalf {
  @Test(.enabled(if: TestEngine.postgresURL != nil, "SOUK_TEST_POSTGRES_URL is not set: run scripts/with-postgres"))
  func `the suite runs on PostgreSQL too`() {
    #expect(TestEngine.available == [.sqlite, .postgres])
  }
}

/// A clock that only the test turns.
final class TestClock: Sendable {
  private let milliseconds = Mutex<Int64>(1_790_000_000_000)

  var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
  var source: TimeSource { TimeSource { self.now } }

  func advance(_ more: Int64) { milliseconds.withLock { $0 += more } }
}

/// A fresh database with one store, gone after the test.
struct StorageBox: Sendable {
  let engine: TestEngine
  let url: DatabaseURL
  let clock: TestClock
  let storage: SoukStorage
  let store: Store
  let secondProcess: SoukStorage

  var scope: StoreScope { storage.store(store.id) }
  var account: ChannelAccountKey { account(of: store) }

  func account(of store: Store) -> ChannelAccountKey {
    ChannelAccountKey(storeID: store.id, channel: ChannelName(rawValue: "telegram"), externalID: "bot")
  }

  static let logger = Logger(label: "storage-tests") { _ in SwiftLogNoOpLogHandler() }

  static func with(_ engine: TestEngine, _ body: (StorageBox) async throws -> Void) async throws {
    try await withEmptyDatabase(engine) { (url) async throws in
      let clock = TestClock()
      let storage = try await SoukStorage.open(
        url, time: clock.source, ids: IDGenerator(process: 1) { clock.now }, logger: logger)
      let second = try await SoukStorage.open(
        url, time: clock.source, ids: IDGenerator(process: 2) { clock.now }, logger: logger)
      let store = try await storage.stores.create(slug: "main", name: "Main")
      try await body(
        StorageBox(engine: engine, url: url, clock: clock, storage: storage, store: store, secondProcess: second))
      try await storage.database.close()
      try await second.database.close()
    }
  }

  static func withEmptyDatabase(_ engine: TestEngine, _ body: (DatabaseURL) async throws -> Void) async throws {
    switch engine {
    case .sqlite:
      let folder = FileManager.default.temporaryDirectory.appending(path: "souk-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
      try await body(.sqlite(path: folder.path + "/souk.db"))
    case .postgres:
      let server = try #require(TestEngine.postgresURL)
      let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
      let admin = try await openDatabase(.postgres(server), logger: logger, postgresConnections: 1)
      try await admin.write { try $0.script("CREATE SCHEMA \(schema)") }
      do {
        try await body(.postgres(server + "?options=-csearch_path%3D\(schema)"))
      } catch {
        try await drop(schema, admin)
        throw error
      }
      try await drop(schema, admin)
    }
  }

  private static func drop(_ schema: String, _ admin: any Database) async throws {
    try await admin.write { try $0.script("DROP SCHEMA \(schema) CASCADE") }
    try await admin.close()
  }
}
