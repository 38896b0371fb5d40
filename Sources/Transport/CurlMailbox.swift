import CCurl
import Synchronization

/// What callers and the loop's thread say to each other.
///
/// An id is reserved before its job is submitted, so that a cancellation that overtakes the job is not lost.
final class CurlMailbox: Sendable {
  /// The multi handle, for `curl_multi_wakeup` alone.
  ///
  /// Safe to share: libcurl allows that one call from any thread as long as the handle lives, it is made under the
  /// bell's lock, and the loop takes the handle back under the same lock before it frees it.
  struct Bell: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer
  }

  struct Delivery {
    var jobs: [CurlJob] = []
    var cancelledIDs: [UInt64] = []
    var isClosing = false
  }

  private struct State {
    var delivery = Delivery()
    var reservedIDs: Set<UInt64> = []
    var lastID: UInt64 = 0
    var pendingCount = 0
    var hasRung = false
    var isFinished = false
    var closeWaiters: [CheckedContinuation<Void, Never>] = []

    /// Once is enough until the loop has collected.
    /// - Returns: whether the bell is to be rung, once the lock is free.
    mutating func wantsRing() -> Bool {
      defer { hasRung = true }
      return !hasRung
    }
  }

  private let state = Mutex(State())
  /// Under a lock of its own: the loop wakes up at once and would wait for the one under which it was rung.
  private let bell = Mutex<Bell?>(nil)
  private let maximumPending: Int

  init(maximumPending: Int) { self.maximumPending = maximumPending }

  func reserve() -> UInt64 {
    state.withLock { state in
      state.lastID += 1
      state.reservedIDs.insert(state.lastID)
      return state.lastID
    }
  }

  func submit(_ job: CurlJob) {
    let (refusal, rings) = state.withLock { state -> (TransportError?, Bool) in
      guard state.reservedIDs.remove(job.id) != nil else { return (.cancelled, false) }
      guard !state.delivery.isClosing else { return (.notSent("the transport is shut down"), false) }
      guard state.pendingCount < maximumPending else {
        return (.notSent("\(maximumPending) requests are waiting already; send fewer at once"), false)
      }
      state.pendingCount += 1
      state.delivery.jobs.append(job)
      return (nil, state.wantsRing())
    }
    if rings { ring() }
    if let refusal { job.continuation.resume(throwing: refusal) }
  }

  func cancel(_ id: UInt64) {
    let rings = state.withLock { state in
      guard state.reservedIDs.remove(id) == nil, !state.delivery.isClosing else { return false }
      state.delivery.cancelledIDs.append(id)
      return state.wantsRing()
    }
    if rings { ring() }
  }

  /// Asks the loop to end; the waiter is resumed once it has.
  func close(notifying waiter: CheckedContinuation<Void, Never>?) {
    let (isFinished, rings) = state.withLock { state in
      state.delivery.isClosing = true
      if let waiter, !state.isFinished { state.closeWaiters.append(waiter) }
      return (state.isFinished, state.wantsRing())
    }
    if rings { ring() }
    if isFinished { waiter?.resume() }
  }

  /// By the loop, once its multi handle lives; this and what follows is for its thread alone.
  func attach(_ bell: Bell) {
    self.bell.withLock { $0 = bell }
  }

  /// What finds no bell is collected all the same: before the loop has one it has not collected yet, and afterwards it
  /// has ended.
  private func ring() {
    let isRung = bell.withLock { bell in bell.map { curl_multi_wakeup($0.multi) == CURLM_OK } ?? true }
    if !isRung { state.withLock { $0.hasRung = false } }
  }

  func collect() -> Delivery {
    state.withLock { state in
      let delivery = state.delivery
      state.delivery = Delivery(isClosing: delivery.isClosing)
      state.hasRung = false
      return delivery
    }
  }

  func jobEnded() {
    state.withLock { $0.pendingCount -= 1 }
  }

  /// After this nothing touches the multi handle, and what is submitted is refused.
  /// - Returns: jobs that came in since the last `collect`.
  func detach() -> [CurlJob] {
    bell.withLock { $0 = nil }
    return state.withLock { state in
      state.delivery.isClosing = true
      defer { state.delivery.jobs = [] }
      return state.delivery.jobs
    }
  }

  func finish() {
    let waiters = state.withLock { state in
      state.isFinished = true
      defer { state.closeWaiters = [] }
      return state.closeWaiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
