import Dialogue
import OwnerChat
import Payments
import Storage

extension Souk {
  /// Every kind of later work: a new one is a file and a line.
  func jobHandlers(_ payments: FixedProviders, desk: ShopDesk.Parts) -> [any JobHandler] {
    [
      ErasingJob(storage.context), DigestJob(storage: storage, time: time), SegmentJob(storage.context),
      AlertJob(desk, time: time),
    ] + OrderWork.kinds.map { OrderJob(kind: $0, work: orderWork(payments)) }
  }
}

/// A job of an order, whoever of the server's runners comes upon it first.
private struct OrderJob: JobHandler {
  let kind: String
  let work: OrderWork

  func run(_ job: Job) async throws -> JobOutcome {
    try await work.perform(job)
    return .done()
  }
}
