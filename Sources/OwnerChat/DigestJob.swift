import Commerce
import Dialogue
import Storage

/// A digest that is due: a word to its owner's conversation, where the desk works out the figures as it is said, and
/// the next time of it.
package struct DigestJob: JobHandler {
  package let kind = DeskJobs.digest
  private let storage: SoukStorage
  private let time: TimeSource

  package init(storage: SoukStorage, time: TimeSource) {
    self.storage = storage
    self.time = time
  }

  /// The next time is made first: a digest that is tried again and given up does not end its row.
  package func run(_ job: Job) async throws -> JobOutcome {
    guard let id = Int64(job.payload), let digest = try await storage.store(job.storeID).desk.digest(id) else {
      return .done()
    }
    let store = try await storage.stores.store(job.storeID)
    let calendar = StoreCalendar(store.timeZone, weekStart: store.settings.firstWeekday ?? 1)
    let now = time.now()
    // Behind now, so that after a night without a server one digest comes and not seven.
    let next = digest.plan.times.next(after: max(now, job.runAt), in: calendar)
    try await storage.jobs.enqueue(Job.digest(id, of: job.storeID, at: next))
    return .done([job.result(to: digest.recipient, payload: job.payload, at: now)])
  }
}
