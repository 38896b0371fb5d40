import Logging
import Metrics
import ServiceLifecycle
import Storage

/// Keeps the queues' lengths and ages in the metrics.
struct QueueGauges: Service {
  let health: HealthRepository
  let logger: Logger

  private static let seconds = 5

  func run() async throws {
    while !Task.isCancelled {
      do {
        let queues = try await health.queues()
        Gauge(label: "souk_inbox_pending").record(queues.inboxPending)
        Gauge(label: "souk_outbox_unsettled").record(queues.outboxUnsettled)
        Gauge(label: "souk_outbox_oldest_seconds").record(Double(queues.outboxOldestMilliseconds) / 1_000)
        Gauge(label: "souk_dead_letters", dimensions: [("direction", "in")]).record(queues.inboxDead)
        Gauge(label: "souk_dead_letters", dimensions: [("direction", "out")]).record(queues.outboxDead)
        Gauge(label: "souk_jobs_waiting").record(queues.jobsWaiting)
      } catch {
        logger.warning("The queues could not be counted", metadata: ["cause": "\(error)"])
      }
      do {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(Self.seconds)) }
      } catch { return }
    }
  }
}
