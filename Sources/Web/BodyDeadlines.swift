import NIOCore
import Synchronization

/// Closes connections whose bodies take too long.
///
/// All are looked at together now and then: a timer for each body would wake the connection's thread twice a request,
/// to be made and to be cancelled.
final class BodyDeadlines: Sendable {
  private static let lookEvery = TimeAmount.milliseconds(250)

  private struct State {
    var open: [UInt64: (end: NIODeadline, channel: any Channel)] = [:]
    var last: UInt64 = 0
    var isLooking = false
  }

  private let seconds: Int64
  private let state = Mutex(State())

  /// - Parameter seconds: a body must have arrived within this, so that a sender of one byte a second does not hold a
  ///   place.
  init(seconds: Int) { self.seconds = Int64(seconds) }

  /// - Returns: what ``end(_:)`` takes when the body is there.
  func begin(_ channel: any Channel) -> UInt64 {
    let (id, isFirst) = state.withLock { state in
      state.last += 1
      state.open[state.last] = (NIODeadline.now() + .seconds(seconds), channel)
      defer { state.isLooking = true }
      return (state.last, !state.isLooking)
    }
    if isFirst { lookLater(on: channel.eventLoop) }
    return id
  }

  func end(_ id: UInt64) {
    state.withLock { _ = $0.open.removeValue(forKey: id) }
  }

  private func lookLater(on loop: any EventLoop) {
    loop.scheduleTask(in: Self.lookEvery) { self.look(on: loop) }
  }

  private func look(on loop: any EventLoop) {
    let now = NIODeadline.now()
    let (overdue, goesOn) = state.withLock { state in
      let overdue = state.open.filter { $0.value.end <= now }
      for id in overdue.keys { state.open[id] = nil }
      state.isLooking = !state.open.isEmpty
      return (overdue.values.map(\.channel), state.isLooking)
    }
    for channel in overdue { channel.close(promise: nil) }
    if goesOn { lookLater(on: loop) }
  }
}
