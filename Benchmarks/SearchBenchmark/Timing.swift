#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Foundation

/// How long things take: on the wall, and of the processor, which other work on the machine does not lengthen much.
enum Timing {
  /// Microseconds of single runs, each list in order of size.
  struct Runs: CustomStringConvertible {
    var wall: [Double] = []
    var processor: [Double] = []

    /// - Parameter percent: 0 to 99.
    static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
      sorted.isEmpty ? 0 : sorted[sorted.count * percent / 100]
    }

    var description: String {
      let mean = processor.reduce(0, +) / Double(max(1, processor.count))
      return "\(Self.text(wall)); of the processor \(Self.text(processor)), mean \(Timing.microseconds(mean))"
    }

    private static func text(_ sorted: [Double]) -> String {
      let parts = [50, 95, 99].map { "p\($0) \(Timing.microseconds(percentile($0, of: sorted)))" }
      return (parts + ["most \(Timing.microseconds(sorted.last ?? 0))"]).joined(separator: ", ")
    }
  }

  static func of<Item>(_ items: [Item], _ body: (Item) -> Void) -> Runs {
    var runs = Runs()
    for item in items {
      let start = (now(CLOCK_MONOTONIC), now(CLOCK_THREAD_CPUTIME_ID))
      body(item)
      runs.processor.append(now(CLOCK_THREAD_CPUTIME_ID) - start.1)
      runs.wall.append(now(CLOCK_MONOTONIC) - start.0)
    }
    runs.wall.sort()
    runs.processor.sort()
    return runs
  }

  struct Once: CustomStringConvertible {
    var wallSeconds: Double
    var processorSeconds: Double

    var description: String {
      String(format: "%.2f s (%.2f s of the processor)", wallSeconds, processorSeconds)
    }
  }

  static func once(_ body: () -> Void) -> Once {
    let start = (now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID))
    body()
    return Once(
      wallSeconds: (now(CLOCK_MONOTONIC) - start.0) / 1e6,
      processorSeconds: (now(CLOCK_PROCESS_CPUTIME_ID) - start.1) / 1e6)
  }

  fileprivate static func microseconds(_ value: Double) -> String { String(format: "%.0f µs", value) }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }
}
