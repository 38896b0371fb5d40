import Commerce

/// What becomes of a message after an attempt to send it.
struct RetryPolicy {
  let now: Timestamp
  /// 0…1
  let jitter: Double

  /// With the waits below, about half an hour of trying.
  static let maximumAttempts = 10
  static let firstWaitMilliseconds: Int64 = 1_000
  static let longestWaitMilliseconds: Int64 = 300_000
  /// A delivery report may still settle a send of unknown outcome; it usually comes within seconds.
  static let reportWaitMilliseconds: Int64 = 10_000

  /// Why it may not be sent at all.
  func refusal(of item: OutboxItem, capabilities: ChannelCapabilities) -> String? {
    if item.isOptedOut { return "the shopper has opted out; START opts in again" }
    if let hours = capabilities.replyWindowHours, let last = item.lastInboundAt,
      now > last.adding(milliseconds: Int64(hours) * 3_600_000)
    {
      return "the shopper last wrote over \(hours) hours ago; the channel takes only templates now"
    }
    return nil
  }

  func settlement(_ outcome: SendOutcome, attempts: Int) -> OutboxSettlement {
    switch outcome {
    case .sent(let id): return .sent(providerMessageID: id)
    case .rejected(let reason): return .dead(reason: reason)
    case .refused(let reason, let wait):
      guard attempts + 1 < Self.maximumAttempts else {
        return .dead(reason: "given up after \(attempts + 1) attempts: \(reason)")
      }
      return .retry(
        at: now.adding(milliseconds: wait.map { $0 + spread($0 / 10) } ?? backOff(attempts)), reason: reason)
    case .accountBlocked(let reason, let wait):
      guard attempts + 1 < Self.maximumAttempts else {
        return .dead(reason: "given up after \(attempts + 1) attempts: \(reason)")
      }
      return .retry(at: now.adding(milliseconds: max(wait, backOff(attempts))), reason: reason)
    case .unknown(let reason):
      guard attempts + 1 < Self.maximumAttempts else { return .dead(reason: "may have been sent; given up: \(reason)") }
      return .maybeSent(
        retryAt: now.adding(milliseconds: max(Self.reportWaitMilliseconds, backOff(attempts))), reason: reason)
    }
  }

  private func backOff(_ attempts: Int) -> Int64 {
    let wait = min(Self.longestWaitMilliseconds, Self.firstWaitMilliseconds << Int64(min(attempts, 20)))
    return wait + spread(wait / 4)
  }

  private func spread(_ most: Int64) -> Int64 { Int64(Double(max(most, 50)) * jitter) }
}
