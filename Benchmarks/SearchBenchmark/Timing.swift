#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Foundation

/// How long things take: on the wall, and of the processor, which other work on the machine does not lengthen much.
enum Timing {
  /// Percentiles over single runs.
  static func of<Item>(_ items: [Item], _ body: (Item) -> Void) -> String {
    var wall: [Double] = []
    var processor: [Double] = []
    for item in items {
      let start = (now(CLOCK_MONOTONIC), now(CLOCK_THREAD_CPUTIME_ID))
      body(item)
      processor.append(now(CLOCK_THREAD_CPUTIME_ID) - start.1)
      wall.append(now(CLOCK_MONOTONIC) - start.0)
    }
    return "\(percentiles(wall)); of the processor \(percentiles(processor)), mean \(microseconds(mean(processor)))"
  }

  static func once(_ body: () -> Void) -> String {
    let start = (now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID))
    body()
    return String(
      format: "%.2f s (%.2f s of the processor)", (now(CLOCK_MONOTONIC) - start.0) / 1e6,
      (now(CLOCK_PROCESS_CPUTIME_ID) - start.1) / 1e6)
  }

  private static func percentiles(_ times: [Double]) -> String {
    let sorted = times.sorted()
    guard !sorted.isEmpty else { return "none" }
    return [50, 95, 99].map { "p\($0) \(microseconds(sorted[sorted.count * $0 / 100]))" }.joined(separator: ", ")
  }

  private static func mean(_ times: [Double]) -> Double { times.reduce(0, +) / Double(max(1, times.count)) }

  private static func microseconds(_ value: Double) -> String { String(format: "%.0f µs", value) }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }
}
