#if SOUK_POSTGRES
  import Foundation
  import Synchronization

  /// Work that waits for a connection, first come first served, at most ``maximumWaiting``.
  final class PostgresJobQueue: Sendable {
    typealias Job = @Sendable (PostgresSession) -> Void

    /// At 8 connections and 1 ms a transaction this is half a second of work; more is refused at once.
    static let maximumWaiting = 4_096

    private struct State {
      var waiting: [Job] = []
      /// Jobs before this place are taken; the front is cut now and then, not at each take.
      var first = 0
      var isClosed = false
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)
    private let workers: Int

    init(workers: Int) { self.workers = workers }

    /// - Returns: why the job was not taken, or nil.
    func add(_ job: @escaping Job) -> StorageError? {
      let refusal: StorageError? = state.withLock { state in
        if state.isClosed { return .unavailable("it was closed") }
        let count = state.waiting.count - state.first
        if count >= Self.maximumWaiting { return .overloaded(waiting: count) }
        state.waiting.append(job)
        return nil
      }
      if refusal == nil { available.signal() }
      return refusal
    }

    /// Blocks its thread until there is work. - Returns: nil once the queue is closed and empty.
    func next() -> Job? {
      available.wait()
      return state.withLock { state in
        guard state.first < state.waiting.count else { return nil }
        let job = state.waiting[state.first]
        state.first += 1
        if state.first > Self.maximumWaiting {
          state.waiting.removeFirst(state.first)
          state.first = 0
        }
        return job
      }
    }

    /// Lets the work that waits be done and then ends the threads.
    func close() {
      let wasOpen = state.withLock { state in
        defer { state.isClosed = true }
        return !state.isClosed
      }
      guard wasOpen else { return }
      for _ in 0..<workers { available.signal() }
    }
  }
#endif
