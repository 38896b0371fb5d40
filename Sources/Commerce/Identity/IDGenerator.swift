import Synchronization

/// Makes ids that rise with time: 41 bits of milliseconds since 2024, 11 of process, 11 of counter.
///
/// 2,048 ids a millisecond a process; one more waits for nothing and borrows the next millisecond, so that ids stay
/// unique and rising even when the clock stands still or jumps back.
package final class IDGenerator: Sendable {
  /// 2024-01-01T00:00:00Z in milliseconds; 41 bits from here last until 2093.
  package static let epochMilliseconds: Int64 = 1_704_067_200_000

  private let process: Int64
  private let now: @Sendable () -> Timestamp
  private let last = Mutex<Int64>(0)

  /// - Parameter process: told apart by its low 11 bits; two processes on one database should differ.
  package init(process: Int, now: @escaping @Sendable () -> Timestamp) {
    self.process = Int64(process & 0x7ff)
    self.now = now
  }

  package func next<Entity>(_: Entity.Type = Entity.self) -> ID<Entity> { ID(rawValue: nextValue()) }

  /// A bare 64-bit id, for rows that are no public entity.
  package func nextValue() -> Int64 {
    let millisecond = max(0, now().milliseconds - Self.epochMilliseconds)
    let tick = last.withLock { last in
      last = max(last + 1, millisecond << 11)
      return last
    }
    return (tick >> 11) << 22 | process << 11 | tick & 0x7ff
  }
}
