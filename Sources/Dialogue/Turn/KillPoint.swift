#if DEBUG
  import Foundation
  import Synchronization
#endif

/// Moments between which nothing may be lost or doubled. In debug builds `SOUK_KILL_AT=after_turn_commit:3` has the
/// process killed when it comes to that moment for the third time; a release build does not look.
package enum KillPoint: String, CaseIterable, Sendable {
  case beforeInboxCommit = "before_inbox_commit"
  case afterInboxCommit = "after_inbox_commit"
  case beforeTurnCommit = "before_turn_commit"
  case afterTurnCommit = "after_turn_commit"
  case beforeSend = "before_send"
  case afterSend = "after_send"
  case afterMark = "after_mark"

  #if DEBUG
    private static let wanted: (point: KillPoint, left: Countdown)? = {
      let parts = ProcessInfo.processInfo.environment["SOUK_KILL_AT"]?.split(separator: ":") ?? []
      guard parts.count == 2, let point = KillPoint(rawValue: String(parts[0])), let times = Int(parts[1]) else {
        return nil
      }
      return (point, Countdown(times))
    }()
  #endif

  /// The process has come to this moment.
  package func reach() {
    #if DEBUG
      guard let wanted = Self.wanted, wanted.point == self, wanted.left.isOver() else { return }
      kill(getpid(), SIGKILL)
    #endif
  }
}

#if DEBUG
  private final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ times: Int) { left = Mutex(times) }

    func isOver() -> Bool {
      left.withLock { left in
        left -= 1
        return left == 0
      }
    }
  }
#endif
