import CCurl
import Synchronization

/// What callers and the loop's thread say to each other.
///
/// An id is reserved before its job is submitted, so that a cancellation that overtakes the job is not lost.
final class CurlMailbox: Sendable {
  /// The multi handle, for `curl_multi_wakeup` alone.
  ///
  /// Safe to share: libcurl allows that one call from any thread as long as the handle lives, it is made under the
  /// mailbox's lock, and the loop takes the handle back under the same lock before it frees it.
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
    var bell: Bell?
    var hasRung = false
    var isFinished = false
    var closeWaiters: [CheckedContinuation<Void, Never>] = []

    /// Once is enough until the loop has collected.
    mutating func ring() {
      guard !hasRung, let bell else { return }
      hasRung = curl_multi_wakeup(bell.multi) == CURLM_OK
    }
  }

  private let state = Mutex(State())
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
    let refusal: TransportError? = state.withLock { state in
      guard state.reservedIDs.remove(job.id) != nil else { return .cancelled }
      guard !state.delivery.isClosing else { return .notSent("the transport is shut down") }
      guard state.pendingCount < maximumPending else {
        return .notSent("\(maximumPending) requests are waiting already; send fewer at once")
      }
      state.pendingCount += 1
      state.delivery.jobs.append(job)
      state.ring()
      return nil
    }
    if let refusal { job.continuation.resume(throwing: refusal) }
  }

  func cancel(_ id: UInt64) {
    state.withLock { state in
      guard state.reservedIDs.remove(id) == nil, !state.delivery.isClosing else { return }
      state.delivery.cancelledIDs.append(id)
      state.ring()
    }
  }

  /// Asks the loop to end; the waiter is resumed once it has.
  func close(notifying waiter: CheckedContinuation<Void, Never>?) {
    let isFinished = state.withLock { state in
      state.delivery.isClosing = true
      state.ring()
      if let waiter, !state.isFinished { state.closeWaiters.append(waiter) }
      return state.isFinished
    }
    if isFinished { waiter?.resume() }
  }

  /// By the loop, once its multi handle lives; this and what follows is for its thread alone.
  func attach(_ bell: Bell) {
    state.withLock { $0.bell = bell }
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
    state.withLock { state in
      state.bell = nil
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
