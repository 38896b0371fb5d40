import CoreMetrics
import Synchronization

/// A number that is what it was last said to be.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
  private let value = Mutex(0.0)

  func set(_ new: Int64) { set(Double(new)) }
  func set(_ new: Double) { value.withLock { $0 = new } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ new: Int64) { set(Double(new)) }
  func record(_ new: Double) { set(new) }

  func write(name: String, labels: String, to text: inout String) {
    text += MetricText.line(name, labels, MetricText.number(value.withLock { $0 }))
  }
}
