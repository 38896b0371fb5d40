import Synchronization

/// The places for webhooks being handled; none is waited for, since every sender comes again.
final class WebhookSlots: Sendable {
  private let free: Mutex<Int>

  init(count: Int) { free = Mutex(count) }

  /// - Returns: nil where no place is free; `work` has not begun then.
  func withSlot<Value>(_ work: () async throws -> Value) async rethrows -> Value? {
    let isMine = free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
    guard isMine else { return nil }
    defer { free.withLock { $0 += 1 } }
    return try await work()
  }
}
