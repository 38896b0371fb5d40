import Commerce
import Foundation
import Testing

@testable import Storage

@Suite(.serialized) struct DatabaseTests {
  @Test(arguments: TestEngine.available)
  func `values come back as they went in`(_ engine: TestEngine) async throws {
    try await StorageBox.withEmptyDatabase(engine) { (url) async throws in
      let database = try await openDatabase(url, logger: StorageBox.logger)
      let row = try await database.write { connection in
        try connection.script(
          SchemaMacros.expand("CREATE TABLE t (a {INT}, b TEXT, c {BOOL}, d TEXT)", for: connection.engine))
        try connection.execute(
          "INSERT INTO t (b, a, c, d) VALUES ($2, $1, $3, $4)", [.integer(.min), "naïve $1 'x' 🫖\0", true, nil])
        return try connection.first("SELECT a, b, c, d, COUNT(*) AS n FROM t WHERE c GROUP BY a, b, c, d")
      }
      let found = try #require(row)
      #expect(try found.int64("a") == .min)
      #expect(try found.text("b") == "naïve $1 'x' 🫖\u{FFFD}")
      #expect(try found.bool("c"))
      #expect(try found.optionalText("d") == nil)
      #expect(try found.int("n") == 1)
      #expect(throws: StorageError.badValue(column: "b", expected: "an integer", found: "text")) {
        try found.int64("b")
      }
      #expect(throws: StorageError.missingColumn("e")) { try found.text("e") }
      try await database.close()
    }
  }

  @Test(arguments: TestEngine.available)
  func `a write that throws leaves nothing and a savepoint only undoes its own`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let database = box.storage.database
      struct Stop: Error {}
      await #expect(throws: Stop.self) {
        try await database.write { connection in
          try connection.execute(
            "INSERT INTO leases (store_id, name, owner, until) VALUES ($1, $2, 1, 1)", [1, "lost"])
          throw Stop()
        }
      }
      try await database.write { connection in
        let insert = "INSERT INTO leases (store_id, name, owner, until) VALUES ($1, $2, 1, 1)"
        try connection.execute(insert, [1, "kept"])
        let refused = Result { try connection.savepoint { try connection.execute(insert, [1, "kept"]) } }
        guard case .failure(let error as StorageError) = refused, case .constraintViolation = error else {
          Issue.record("expected a constraint violation, got \(refused)")
          return
        }
        try connection.execute(insert, [1, "after"])
      }
      let names = try await database.read {
        try $0.query("SELECT name FROM leases ORDER BY name").map { try $0.text("name") }
      }
      #expect(names == ["after", "kept"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `a read cannot write`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      await #expect(throws: StorageError.self) {
        try await box.storage.database.read { try $0.execute("DELETE FROM stores", []) }
      }
      #expect(try await box.storage.stores.list().count == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `concurrent writers lose no update`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          let database = number.isMultiple(of: 2) ? box.storage.database : box.secondProcess.database
          group.addTask {
            try await database.write { connection in
              _ = try connection.execute("UPDATE store_counters SET order_number = order_number + 1", [])
            }
          }
        }
        try await group.waitForAll()
      }
      let row = try await box.storage.database.read { try $0.first("SELECT order_number FROM store_counters") }
      #expect(try row?.int("order_number") == 1_040)
    }
  }

  @Test(arguments: TestEngine.available)
  func `transactions that take rows in opposite orders both succeed in the end`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let database = box.storage.database
      try await database.write { connection in
        for name in ["a", "b"] {
          try connection.execute(
            "INSERT INTO leases (store_id, name, owner, until) VALUES (1, $1, 0, 0)", [.text(name)])
        }
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for names in [["a", "b"], ["b", "a"], ["a", "b"], ["b", "a"]] {
          group.addTask {
            try await database.write { connection in
              for name in names {
                try connection.execute("UPDATE leases SET owner = owner + 1 WHERE name = $1", [.text(name)])
                if engine == .postgres { try connection.script("SELECT pg_sleep(0.05)") }
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let owners = try await database.read { try $0.query("SELECT owner FROM leases").map { try $0.int("owner") } }
      #expect(owners == [4, 4])
    }
  }

  @Test func `SQLite syncs every commit`() async throws {
    try await StorageBox.with(.sqlite) { (box) async throws in
      let row = try await box.storage.database.write { try $0.first("PRAGMA synchronous") }
      #expect(try row?.int("synchronous") == 2)
      let mode = try await box.storage.database.write { try $0.first("PRAGMA journal_mode") }
      #expect(try mode?.text("journal_mode") == "wal")
    }
  }

  @Test(.enabled(if: TestEngine.postgresURL != nil, "SOUK_TEST_POSTGRES_URL is not set"))
  func `a lost PostgreSQL connection is made again`() async throws {
    try await StorageBox.with(.postgres) { (box) async throws in
      let database = try await openDatabase(box.url, logger: StorageBox.logger, postgresConnections: 1)
      let pid = try await database.read { try $0.first("SELECT pg_backend_pid() AS pid")?.int64("pid") }
      try await box.storage.database.write { connection in
        _ = try connection.query("SELECT pg_terminate_backend(CAST($1 AS INTEGER))", [.integer(try #require(pid))])
      }
      let stores = try await database.read { try $0.query("SELECT slug FROM stores").count }
      #expect(stores == 1)
      try await database.close()
    }
  }

  @Test(.enabled(if: TestEngine.postgresURL != nil, "SOUK_TEST_POSTGRES_URL is not set"))
  func `a closed or unreachable PostgreSQL is an error that says so`() async throws {
    let nowhere = try await openDatabase(
      DatabaseURL("postgres://souk@127.0.0.1:1/none"), logger: StorageBox.logger, postgresConnections: 1)
    let failure = await #expect(throws: StorageError.self) { try await nowhere.read { _ in 1 } }
    #expect(failure?.description.contains("check its address") == true)
    try await nowhere.close()
    await #expect(throws: StorageError.unavailable("it was closed")) { try await nowhere.read { _ in 1 } }
  }
}

#if SOUK_POSTGRES
  @Suite struct PostgresJobQueueTests {
    @Test func `more work than the bound is refused at once, and what waits is done before the end`() throws {
      let queue = PostgresJobQueue(workers: 1)
      for _ in 0..<PostgresJobQueue.maximumWaiting { #expect(queue.add { _ in } == nil) }
      #expect(queue.add { _ in } == .overloaded(waiting: PostgresJobQueue.maximumWaiting))
      queue.close()
      #expect(queue.add { _ in } == .unavailable("it was closed"))
      for _ in 0..<PostgresJobQueue.maximumWaiting { _ = try #require(queue.next()) }
      #expect(queue.next() == nil)
    }
  }
#endif

@Suite struct DatabaseURLTests {
  @Test(arguments: [
    ("sqlite:///souk.db", DatabaseURL.sqlite(path: "souk.db")),
    ("sqlite:////var/lib/souk.db", .sqlite(path: "/var/lib/souk.db")),
    ("postgres://a@h/d", .postgres("postgres://a@h/d")),
    ("postgresql://a@h/d?sslmode=require", .postgres("postgresql://a@h/d?sslmode=require")),
  ])
  func `an address names its database`(_ text: String, _ expected: DatabaseURL) throws {
    #expect(try DatabaseURL(text) == expected)
  }

  @Test(arguments: ["", "souk.db", "sqlite:souk.db", "sqlite:///", "sqlite:///dir/", "mysql://h/d", "sqlite:///a?b=c"])
  func `anything else is refused with a hint`(_ text: String) {
    let error = #expect(throws: StorageError.self) { try DatabaseURL(text) }
    #expect(error?.description.contains("write sqlite:///souk.db") == true)
  }

  @Test func `a password is never in an error`() {
    let error = #expect(throws: StorageError.self) { try DatabaseURL("mysql://me:secret@host/db") }
    #expect(error?.description.contains("secret") == false)
  }
}

@Suite struct ServeLockTests {
  @Test func `one serve runs at a time on a SQLite file`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "souk-\(UUID().uuidString).db").path
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path + ".lock") } }
    do {
      let held = try ServeLock(databasePath: path)
      #expect(throws: StorageError.servedElsewhere(lockFile: path + ".lock")) { try ServeLock(databasePath: path) }
      withExtendedLifetime(held) {}
    }
    #expect(throws: Never.self) { try ServeLock(databasePath: path) }
  }
}
