import Commerce
import Testing

@testable import Storage

@Suite(.serialized) struct MigrationTests {
  private let time = TestClock().source

  @Test(arguments: TestEngine.available)
  func `an empty database is filled once, however many try at once`(_ engine: TestEngine) async throws {
    try await StorageBox.withEmptyDatabase(engine) { (url) async throws in
      let databases = [
        try await openDatabase(url, logger: StorageBox.logger), try await openDatabase(url, logger: StorageBox.logger),
      ]
      #expect(try await Migrator(database: databases[0], time: time).status() == .empty)
      let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
        for number in 0..<6 {
          let migrator = Migrator(database: databases[number % 2], time: time)
          group.addTask { try await migrator.migrate() }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(applied == Migration.all.map(\.number))
      #expect(try await Migrator(database: databases[1], time: time).status() == .current(Migration.newest))
      for database in databases { try await database.close() }
    }
  }

  @Test(arguments: TestEngine.available)
  func `a newer schema is refused`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.storage.database.write { connection in
        _ = try connection.execute(
          "INSERT INTO schema_migrations (number, name, applied_at) VALUES (99, 'later', 0)", [])
      }
      let expected = StorageError.schemaTooNew(found: 99, known: Migration.newest)
      await #expect(throws: expected) { try await box.storage.migrate() }
      await #expect(throws: expected) {
        try await SoukStorage.open(
          box.url, time: time, ids: IDGenerator(process: 1) { Timestamp(milliseconds: 0) }, logger: StorageBox.logger)
      }
    }
  }

  @Test(arguments: TestEngine.available)
  func `a step that comes later with a lower number is applied too`(_ engine: TestEngine) async throws {
    try await StorageBox.withEmptyDatabase(engine) { (url) async throws in
      let database = try await openDatabase(url, logger: StorageBox.logger)
      let high = Migration(number: 97, name: "high", text: "CREATE TABLE high (y {INT})")
      let low = Migration(number: 96, name: "low", text: "CREATE TABLE low (y {INT})")
      try await Migrator(database: database, time: time, migrations: Migration.all + [high]).migrate()
      let both = Migrator(database: database, time: time, migrations: Migration.all + [low, high])
      #expect(try await both.status() == .outdated(found: 97, known: 97))
      #expect(try await both.migrate() == [96])
      #expect(try await both.status() == .current(97))
      try await database.close()
    }
  }

  @Test(arguments: TestEngine.available)
  func `a step that fails leaves the schema as it was`(_ engine: TestEngine) async throws {
    try await StorageBox.withEmptyDatabase(engine) { (url) async throws in
      let database = try await openDatabase(url, logger: StorageBox.logger)
      let broken = Migrator(
        database: database, time: time,
        migrations: Migration.all + [Migration(number: 98, name: "broken", text: "CREATE TABLE x (y {INT}); NONSENSE")])
      await #expect(throws: StorageError.self) { try await broken.migrate() }
      #expect(try await broken.status() == .empty)
      try await Migrator(database: database, time: time).migrate()
      #expect(try await broken.status() == .outdated(found: Migration.newest, known: 98))
      try await database.close()
    }
  }
}
