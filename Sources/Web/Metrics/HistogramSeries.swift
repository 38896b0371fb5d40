import CoreMetrics
import Synchronization

/// How often a value fell under each of some fixed bounds.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
  /// From half a millisecond, a turn without a language model, to half a minute, a long poll.
  static let seconds = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  /// For counts and bytes.
  static let sizes: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000]

  private struct State {
    /// One for each bound, and one for what is over all of them.
    var counts: [UInt64]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let state: Mutex<State>

  /// - Parameter bounds: rising.
  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { state in
      state.counts[bucket] += 1
      state.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

  func write(name: String, labels: String, to text: inout String) {
    let state = state.withLock { $0 }
    let prefix = labels.isEmpty ? "" : labels + ","
    var total: UInt64 = 0
    for (bound, count) in zip(bounds + [.infinity], state.counts) {
      total += count
      text += MetricText.line("\(name)_bucket", #"\#(prefix)le="\#(MetricText.number(bound))""#, String(total))
    }
    text += MetricText.line("\(name)_sum", labels, MetricText.number(state.sum))
    text += MetricText.line("\(name)_count", labels, String(total))
  }
}
