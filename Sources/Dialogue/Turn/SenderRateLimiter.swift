import Commerce
import Synchronization

/// Lets each key (a sender, a store) have so many messages a period, a full period's worth at once after a pause.
///
/// A token bucket for each key. The number of keys is bounded: of too many, the one not heard of for longest is
/// forgotten and starts again with a full bucket.
package final class SenderRateLimiter<Key: Hashable & Sendable>: Sendable {
  fileprivate struct Bucket {
    /// In parts of a message: a message costs `periodMilliseconds` of them, a millisecond brings `messages`.
    var level: Int64
    var filledAt: Timestamp
    var older: Key?
    var newer: Key?
  }

  fileprivate struct State {
    var buckets: [Key: Bucket] = [:]
    var oldest: Key?
    var newest: Key?
  }

  private let messages: Int64
  private let periodMilliseconds: Int64
  private let maximumKeys: Int
  private let time: TimeSource
  private let state = Mutex(State())

  private var capacity: Int64 { messages * periodMilliseconds }

  /// - Parameter messages: allowed in a period; 0 or less is no limit at all.
  package init(messages: Int, periodMilliseconds: Int64, maximumKeys: Int = 20_000, time: TimeSource) {
    precondition(periodMilliseconds > 0 && maximumKeys > 0, "a period and a number of keys are above 0")
    self.messages = Int64(min(max(messages, 0), 1_000_000))
    self.periodMilliseconds = periodMilliseconds
    self.maximumKeys = maximumKeys
    self.time = time
  }

  /// Whether one more message of this key may pass now; if so, it is counted.
  package func admits(_ key: Key) -> Bool {
    guard messages > 0 else { return true }
    let now = time.now()
    return state.withLock { state in
      var bucket = state.take(key) ?? Bucket(level: capacity, filledAt: now)
      refill(&bucket, at: now)
      let isAdmitted = bucket.level >= periodMilliseconds
      if isAdmitted { bucket.level -= periodMilliseconds }
      state.append(bucket, for: key)
      if state.buckets.count > maximumKeys, let oldest = state.oldest { _ = state.take(oldest) }
      return isAdmitted
    }
  }

  /// Keys remembered now.
  package var keyCount: Int { state.withLock { $0.buckets.count } }

  private func refill(_ bucket: inout Bucket, at now: Timestamp) {
    // A clock that was set back brings nothing; more than a period fills the bucket anyway.
    let elapsed = min(max(now.milliseconds - bucket.filledAt.milliseconds, 0), periodMilliseconds)
    bucket.level = min(bucket.level + elapsed * messages, capacity)
    bucket.filledAt = now
  }
}

extension SenderRateLimiter.State {
  /// Takes a key's bucket out of the list of keys in order of use.
  fileprivate mutating func take(_ key: Key) -> SenderRateLimiter.Bucket? {
    guard let bucket = buckets.removeValue(forKey: key) else { return nil }
    if let older = bucket.older { buckets[older]?.newer = bucket.newer } else { oldest = bucket.newer }
    if let newer = bucket.newer { buckets[newer]?.older = bucket.older } else { newest = bucket.older }
    return bucket
  }

  /// Puts a bucket at the newest end.
  fileprivate mutating func append(_ bucket: SenderRateLimiter.Bucket, for key: Key) {
    var bucket = bucket
    bucket.older = newest
    bucket.newer = nil
    if let newest { buckets[newest]?.newer = key } else { oldest = key }
    newest = key
    buckets[key] = bucket
  }
}
