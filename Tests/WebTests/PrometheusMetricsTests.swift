import CoreMetrics
import Testing
import Web

@Suite("Metrics as text")
struct PrometheusMetricsTests {
  @Test func `Counters, gauges and meters are written by name and labels`() {
    let metrics = PrometheusMetrics()
    metrics.makeCounter(label: "turns", dimensions: [("b", "2"), ("a", "1")]).increment(by: 2)
    metrics.makeCounter(label: "turns", dimensions: [("a", "1"), ("b", "2")]).increment(by: 3)
    metrics.makeFloatingPointCounter(label: "cost", dimensions: []).increment(by: 0.25)
    metrics.makeRecorder(label: "queue.depth", dimensions: [], aggregate: false).record(Int64(7))
    let meter = metrics.makeMeter(label: "live", dimensions: [])
    meter.increment(by: 5)
    meter.decrement(by: 2)
    #expect(
      metrics.text() == """
        # TYPE cost counter
        cost 0.25
        # TYPE live gauge
        live 3
        # TYPE queue_depth gauge
        queue_depth 7
        # TYPE turns counter
        turns{a="1",b="2"} 5
        # TYPE souk_metrics_refused_total counter
        souk_metrics_refused_total 0

        """)
  }

  @Test func `A timer is a histogram in seconds whose buckets add up`() {
    let metrics = PrometheusMetrics()
    let timer = metrics.makeTimer(label: "turn", dimensions: [("store", "main")])
    for milliseconds in [1, 3, 3, 40_000] as [Int64] { timer.recordNanoseconds(milliseconds * 1_000_000) }
    let lines = metrics.text().split(separator: "\n")
    #expect(lines.contains("# TYPE turn_seconds histogram"))
    #expect(lines.contains(#"turn_seconds_bucket{store="main",le="0.0005"} 0"#))
    #expect(lines.contains(#"turn_seconds_bucket{store="main",le="0.001"} 1"#))
    #expect(lines.contains(#"turn_seconds_bucket{store="main",le="0.005"} 3"#))
    #expect(lines.contains(#"turn_seconds_bucket{store="main",le="30"} 3"#))
    #expect(lines.contains(#"turn_seconds_bucket{store="main",le="+Inf"} 4"#))
    #expect(lines.contains(#"turn_seconds_sum{store="main"} 40.007"#))
    #expect(lines.contains(#"turn_seconds_count{store="main"} 4"#))
  }

  @Test func `A recorder that aggregates is a histogram`() {
    let metrics = PrometheusMetrics()
    let recorder = metrics.makeRecorder(label: "batch", dimensions: [], aggregate: true)
    for size in [1, 10, 2_000_000] as [Int64] { recorder.record(size) }
    #expect(metrics.text().contains("batch_bucket{le=\"10\"} 2\n"))
    #expect(metrics.text().contains("batch_bucket{le=\"+Inf\"} 3\n"))
  }

  @Test func `Labels cannot break the text and names are made legal`() {
    let metrics = PrometheusMetrics()
    metrics.makeCounter(label: "1 odd-name\n", dimensions: [("pa th:", "a\"b\\c\nd")]).increment(by: 1)
    #expect(metrics.text().contains(#"_1_odd_name_{pa_th_="a\"b\\c\nd"} 1"# + "\n"))
  }

  @Test func `Series beyond the bound and names of two kinds are refused and counted`() {
    let metrics = PrometheusMetrics(maximumSeries: 2)
    for customer in 0..<5 {
      metrics.makeCounter(label: "messages", dimensions: [("customer", "\(customer)")]).increment(by: 1)
    }
    metrics.makeMeter(label: "messages", dimensions: []).set(Int64(9))
    metrics.makeCounter(label: "messages", dimensions: [("customer", "0")]).increment(by: 1)
    let text = metrics.text()
    #expect(text.contains("messages{customer=\"0\"} 2\n"))
    #expect(text.contains("messages{customer=\"1\"} 1\n"))
    #expect(!text.contains("customer=\"2\""))
    #expect(text.contains("souk_metrics_refused_total 4\n"))
  }

  @Test func `Counting from many tasks loses nothing`() async {
    let metrics = PrometheusMetrics()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<1_000 { metrics.makeCounter(label: "n", dimensions: []).increment(by: 1) }
        }
      }
    }
    #expect(metrics.text().contains("n 8000\n"))
  }
}
