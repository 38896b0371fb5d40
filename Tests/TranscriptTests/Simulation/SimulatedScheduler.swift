import Commerce
import Foundation
import Synchronization

/// Runs all tasks of a simulation on one thread, one job at a time, in an order that its seed picks, against a clock
/// that stands still while anything can run and jumps to the next sleeper when nothing can.
final class SimulatedScheduler: TaskExecutor {
  private struct Sleeper {
    var id: Int
    var wakesAt: Int64
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var chance: SeededChance
    var ready: [UnownedJob] = []
    var sleepers: [Sleeper] = []
    var lastSleeper = 0
    var cancelled: Set<Int> = []
    var monotonic: Int64 = 0
    /// What somebody has turned the wall clock by.
    var shift: Int64 = 0
  }

  private static let start: Int64 = 1_790_000_000_000
  /// Of a job that some other thread still owes us; nothing of the simulation should.
  private static let patienceMilliseconds = 20_000

  private let state: Mutex<State>

  init(seed: UInt64) { state = Mutex(State(chance: SeededChance(seed: seed))) }

  var time: TimeSource { TimeSource(now: { self.now }, sleep: { try await self.sleep($0) }) }

  private var now: Timestamp {
    state.withLock { Timestamp(milliseconds: Self.start + $0.monotonic + $0.shift) }
  }

  /// Milliseconds of the simulation, whatever is done to its wall clock.
  var elapsed: Int64 { state.withLock { $0.monotonic } }

  func turnClock(by milliseconds: Int64) { state.withLock { $0.shift += milliseconds } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.ready.append(job) }
  }

  func sleep(_ milliseconds: Int64) async throws {
    let id = state.withLock { state in
      state.lastSleeper += 1
      return state.lastSleeper
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = state.withLock { state in
          if state.cancelled.remove(id) != nil { return true }
          state.sleepers.append(
            Sleeper(id: id, wakesAt: state.monotonic + max(0, milliseconds), continuation: continuation))
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
          state.cancelled.insert(id)
          return nil
        }
        return state.sleepers.remove(at: index)
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Plays `body` to its end. - Throws: where nothing can run any more and the end is not reached.
  func play<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { answer in
      let thread = Thread { answer.resume(with: self.loop(body)) }
      thread.stackSize = 16 << 20
      thread.start()
    }
  }

  private func loop<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Result<Value, any Error> {
    let outcome = Outcome<Value>()
    Task(executorPreference: self) { outcome.set(await body()) }
    var waited = 0
    while true {
      if let value = outcome.value { return .success(value) }
      if let job = takeJob() {
        job.runSynchronously(on: asUnownedTaskExecutor())
        waited = 0
      } else if wakeNext() {
        waited = 0
      } else if waited < Self.patienceMilliseconds {
        Thread.sleep(forTimeInterval: 0.001)
        waited += 1
      } else {
        return .failure(Stuck())
      }
    }
  }

  private func takeJob() -> UnownedJob? {
    state.withLock { state in
      guard !state.ready.isEmpty else { return nil }
      return state.ready.remove(at: Int.random(in: 0..<state.ready.count, using: &state.chance))
    }
  }

  private func wakeNext() -> Bool {
    let sleeper = state.withLock { state -> Sleeper? in
      let next = state.sleepers.indices.min {
        (state.sleepers[$0].wakesAt, state.sleepers[$0].id) < (state.sleepers[$1].wakesAt, state.sleepers[$1].id)
      }
      guard let next else { return nil }
      state.monotonic = max(state.monotonic, state.sleepers[next].wakesAt)
      return state.sleepers.remove(at: next)
    }
    sleeper?.continuation.resume()
    return sleeper != nil
  }

  private final class Outcome<Value: Sendable>: Sendable {
    private let kept = Mutex<Value?>(nil)
    var value: Value? { kept.withLock { $0 } }
    func set(_ value: Value) { kept.withLock { $0 = value } }
  }

  struct Stuck: Error, CustomStringConvertible {
    var description: String { "every task waits for something that nobody will do" }
  }
}

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
