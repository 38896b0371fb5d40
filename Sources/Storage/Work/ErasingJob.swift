import Commerce
import Dialogue

/// Erases once a day, in every store, what was kept for as long as the store's settings say.
package struct ErasingJob: JobHandler {
  package let kind = "erase"
  package let isStanding = true

  private static let dayMilliseconds: Int64 = 86_400_000
  /// Where one run was not enough.
  private static let restMilliseconds: Int64 = 60_000

  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package func run(_ job: Job) async throws -> JobOutcome {
    let store = try await StoreRepository(context).store(job.storeID)
    let outcome = try await Eraser(context).erase(in: store.id, keeping: store.settings.retention ?? Retention())
    let wait = outcome.isComplete ? Self.dayMilliseconds : Self.restMilliseconds
    return .again(at: context.time.now().adding(milliseconds: wait))
  }
}
