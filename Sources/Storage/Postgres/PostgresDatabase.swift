#if SOUK_POSTGRES
  import Foundation
  import Logging

  /// PostgreSQL through libpq: a bounded number of blocking connections, each with its own thread, fed by one bounded
  /// queue. Threads start as work comes and stay.
  final class PostgresDatabase: Database {
    let engine = DatabaseEngine.postgres

    private let queue: PostgresJobQueue

    /// Connects when the first work comes.
    init(address: String, connections: Int, logger: Logger) {
      let queue = PostgresJobQueue(workers: connections)
      self.queue = queue
      for number in 1...max(1, connections) {
        let thread = Thread {
          let session = PostgresSession(address: address, logger: logger)
          while let job = queue.next() { job(session) }
          session.disconnect()
        }
        thread.name = "souk-pg-\(number)"
        thread.start()
      }
    }

    deinit { queue.close() }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
      try await run(.read, body)
    }

    func write<Value: Sendable>(
      _ durability: Durability, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
      try await run(durability == .unsynced ? .unsyncedWrite : .write, body)
    }

    func close() async throws { queue.close() }

    private func run<Value: Sendable>(
      _ mode: PostgresSession.Mode, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
      try Task.checkCancellation()
      return try await withCheckedThrowingContinuation { continuation in
        let refusal = queue.add { session in
          continuation.resume(with: Result { try session.transaction(mode, body) })
        }
        if let refusal { continuation.resume(throwing: refusal) }
      }
    }
  }
#endif
