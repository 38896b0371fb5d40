import CoreMetrics
import Synchronization

/// Keeps what is measured through swift-metrics and writes it as Prometheus's text format, version 0.0.4.
///
/// A timer `souk_turn` becomes the histogram `souk_turn_seconds`; a recorder becomes a histogram, or a gauge where it
/// does not aggregate. Series live as long as the process. Beyond the bound, or under a name that is another kind
/// already, a new series is not kept, and `souk_metrics_refused_total` counts it.
package final class PrometheusMetrics: MetricsFactory {
  /// A series for each customer or message would be a mistake; this keeps it from eating the memory.
  package static let defaultMaximumSeries = 2_000

  private struct State {
    var families: [String: MetricFamily] = [:]
    var seriesCount = 0
    var refusedCount = 0
  }

  private let state = Mutex(State())
  private let maximumSeries: Int

  package init(maximumSeries: Int = PrometheusMetrics.defaultMaximumSeries) { self.maximumSeries = maximumSeries }

  /// Every series with its value now, by name and labels.
  package func text() -> String {
    let (families, refusedCount) = state.withLock { ($0.families, $0.refusedCount) }
    var text = ""
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      text += "# TYPE \(name) \(family.kind.rawValue)\n"
      for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
        series.write(name: name, labels: labels, to: &text)
      }
    }
    return text + "# TYPE souk_metrics_refused_total counter\nsouk_metrics_refused_total \(refusedCount)\n"
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter) { CounterSeries() } ?? NOOPMetricsHandler.instance
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(label, dimensions, .counter) { CounterSeries() } ?? NOOPMetricsHandler.instance
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge) { GaugeSeries() } ?? NOOPMetricsHandler.instance
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    if !aggregate { return series(label, dimensions, .gauge) { GaugeSeries() } ?? NOOPMetricsHandler.instance }
    return series(label, dimensions, .histogram) { HistogramSeries(bounds: HistogramSeries.sizes) }
      ?? NOOPMetricsHandler.instance
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let name = label.hasSuffix("_seconds") ? label : label + "_seconds"
    return series(name, dimensions, .histogram) { HistogramSeries(bounds: HistogramSeries.seconds) }
      ?? NOOPMetricsHandler.instance
  }

  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// The series of that name and those labels, made where it is new; nil where it may not be.
  private func series<Series: MetricSeries>(
    _ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind, make: () -> Series
  ) -> Series? {
    let name = MetricText.name(label)
    let labels = MetricText.labels(dimensions)
    return state.withLock { state in
      if let existing = state.families[name]?.series[labels] as? Series { return existing }
      let isOtherKind = state.families[name].map { $0.kind != kind } ?? false
      guard !isOtherKind, state.seriesCount < maximumSeries else {
        state.refusedCount += 1
        return nil
      }
      let series = make()
      state.families[name, default: MetricFamily(kind: kind)].series[labels] = series
      state.seriesCount += 1
      return series
    }
  }
}

/// The series of one name; a name has one kind.
struct MetricFamily {
  enum Kind: String {
    case counter, gauge, histogram
  }

  let kind: Kind
  /// By labels as they are written.
  var series: [String: any MetricSeries] = [:]

  init(kind: Kind) { self.kind = kind }
}

/// One line, or one histogram's lines, of the text.
protocol MetricSeries: AnyObject, Sendable {
  func write(name: String, labels: String, to text: inout String)
}
