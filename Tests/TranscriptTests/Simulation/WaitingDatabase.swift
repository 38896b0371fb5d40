import Dispatch
import Storage
import Synchronization

/// A database whose caller's thread waits for it, so that nothing of a simulation goes on beside a transaction.
struct WaitingDatabase: Database {
  let database: any Database

  var engine: DatabaseEngine { database.engine }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
    try Self.wait { [database] in try await database.read(body) }
  }

  func write<Value: Sendable>(
    _ durability: Durability, _ body: @escaping @Sendable (any Connection) throws -> Value
  ) async throws -> Value {
    try Task.checkCancellation()
    return try Self.wait { [database] in try await database.write(durability, body) }
  }

  func close() async throws { try Self.wait { [database] in try await database.close() } }

  /// Runs work on other threads while this one, the simulation's own, stands still.
  static func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    let box = Box(outcome)
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do { box.set(.success(try await work())) } catch { box.set(.failure(error)) }
      done.signal()
    }
    done.wait()
    guard let result = box.value else { throw CancellationError() }
    return try result.get()
  }

  private final class Box<Value: Sendable>: Sendable {
    private let kept: Mutex<Result<Value, any Error>?>
    init(_ kept: consuming Mutex<Result<Value, any Error>?>) { self.kept = kept }
    var value: Result<Value, any Error>? { kept.withLock { $0 } }
    func set(_ result: Result<Value, any Error>) { kept.withLock { $0 = result } }
  }
}
