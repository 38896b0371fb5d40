import Commerce
import Synchronization

/// Leaves a provider alone that is in trouble: after some failures in a row it is not asked for a while, then once, to
/// see; that one answer decides.
final class CircuitBreaker: Sendable {
  enum State: Hashable, Sendable {
    case closed(failures: Int)
    case open(until: Timestamp, pauseMilliseconds: Int64)
    /// One question is on its way.
    case halfOpen(since: Timestamp, pauseMilliseconds: Int64)
  }

  static let maximumFailures = 5
  static let firstPauseMilliseconds: Int64 = 10_000
  static let longestPauseMilliseconds: Int64 = 300_000
  /// A probe that never came back (a cancelled turn) gives its place up.
  static let probeMilliseconds: Int64 = 60_000

  private let current = Mutex<State>(.closed(failures: 0))
  private let time: TimeSource

  init(time: TimeSource) { self.time = time }

  var state: State { current.withLock { $0 } }

  /// Whether it is worth getting ready to ask; promises nothing.
  var isReady: Bool {
    let now = time.now()
    return switch state {
    case .closed: true
    case .open(let until, _): now >= until
    case .halfOpen(let since, _): now >= since.adding(milliseconds: Self.probeMilliseconds)
    }
  }

  /// Whether to ask now; a yes must be followed by ``succeeded()`` or ``failed(retryAfterMilliseconds:)``.
  func mayAsk() -> Bool {
    let now = time.now()
    return current.withLock { state in
      switch state {
      case .closed: return true
      case .open(let until, let pause):
        guard now >= until else { return false }
        state = .halfOpen(since: now, pauseMilliseconds: pause)
        return true
      case .halfOpen(let since, let pause):
        guard now >= since.adding(milliseconds: Self.probeMilliseconds) else { return false }
        state = .halfOpen(since: now, pauseMilliseconds: pause)
        return true
      }
    }
  }

  func succeeded() { current.withLock { $0 = .closed(failures: 0) } }

  /// - Parameter retryAfterMilliseconds: what the provider asked for; it opens the breaker at once.
  func failed(retryAfterMilliseconds wait: Int64? = nil) {
    let now = time.now()
    current.withLock { state in
      var pause = Self.firstPauseMilliseconds
      switch state {
      case .closed(let failures):
        guard wait != nil || failures + 1 >= Self.maximumFailures else {
          state = .closed(failures: failures + 1)
          return
        }
      case .open(_, let last): pause = last
      case .halfOpen(_, let last): pause = min(last * 2, Self.longestPauseMilliseconds)
      }
      state = .open(until: now.adding(milliseconds: max(pause, wait ?? 0)), pauseMilliseconds: pause)
    }
  }
}
