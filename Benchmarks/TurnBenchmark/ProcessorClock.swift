import Foundation

/// Processor time, which a busy machine does not stretch.
enum ProcessorClock {
  /// Microseconds of this thread.
  static func thread() -> Double { microseconds(CLOCK_THREAD_CPUTIME_ID) }

  /// Microseconds of all of this process's threads.
  static func process() -> Double { microseconds(CLOCK_PROCESS_CPUTIME_ID) }

  /// Microseconds that have gone by.
  static func wall() -> Double { microseconds(CLOCK_MONOTONIC) }

  private static func microseconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }
}
