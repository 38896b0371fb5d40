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
  func `what was spent is counted once more, less what went back`(_ engine: TestEngine) async throws {
    try await StorageBox.withEmptyDatabase(engine) { (url) async throws in
      let database = try await openDatabase(url, logger: StorageBox.logger)
      let before = Migration.all.filter { $0.number < 17 }
      try await Migrator(database: database, time: time, migrations: before).migrate()
      try await database.write { connection in
        try connection.script(
          """
          INSERT INTO stores (id, slug, name, currency, time_zone, language, settings, created_at, updated_at)
            VALUES (1, 'main', 'Main', 'USD', 'UTC', 'en', '{}', 0, 0);
          INSERT INTO customer_spending (store_id, customer_id, orders, total_minor, segment, segment_since,
            segment_reason, next_change_at, updated_at)
            VALUES (1, 7, 4, 9999, 'new', 0, '', 500, 0), (1, 8, 1, 1000, 'new', 0, '', 500, 0);
          """)
        let orders: [(id: Int, customer: Int, state: String, currency: String, paid: Int, back: Int)] = [
          (1, 7, "delivered", "USD", 1_000, 300), (2, 7, "cancelled", "USD", 1_000, 1_000),
          // Paid twice, and one of the two given back.
          (3, 7, "paid", "USD", 2_000, 1_000), (4, 7, "refunded", "USD", 1_000, 1_000),
          (5, 7, "paid", "EUR", 1_000, 0), (6, 7, "confirmed", "USD", 0, 0), (7, 8, "paid", "USD", 1_000, 0),
        ]
        for order in orders {
          try connection.execute(
            """
            INSERT INTO orders (store_id, id, number, state, customer_id, conversation_id, cart_id, channel,
              recipient_name, fulfilment, payment, currency, delivery_fee_minor, total_minor, created_at, updated_at,
              paid_minor, refunded_minor)
            VALUES (1, $1, $2, $3, $4, 0, $1, 'api', '', 'pickup', 'online', $5, 0, 1000, 0, 0, $6, $7)
            """,
            [
              .int(order.id), .text("\(order.id)"), .text(order.state), .int(order.customer), .text(order.currency),
              .int(order.paid), .int(order.back),
            ])
        }
      }
      #expect(try await Migrator(database: database, time: time).migrate().contains(17))
      let rows = try await database.read { connection in
        try connection.query("SELECT total_minor, next_change_at FROM customer_spending ORDER BY customer_id").map {
          [try $0.int("total_minor"), try $0.int("next_change_at")]
        }
      }
      #expect(rows == [[2_700, 0], [1_000, 500]])
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
