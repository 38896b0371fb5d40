import Commerce
import Logging
import Metrics
import ServiceLifecycle

/// Does later work when it falls due: a few jobs at a time, each under a lease and a time limit, tried again with a
/// growing wait, and dead with its reason after a bound (`souk doctor` shows it).
package actor JobRunner: Service {
  private let jobs: any JobStore
  private let inbox: any InboxStore
  private let handlers: [String: any JobHandler]
  private let stores: @Sendable () async throws -> [StoreID]
  private let settings: JobSettings

  private var inHand = 0
  /// Stores whose standing jobs this process has made; a dead one is made anew at the next start only.
  private var seeded: Set<StoreID> = []

  /// - Parameter stores: every store of the server; asked now and then, for there may be new ones.
  package init(
    jobs: any JobStore, inbox: any InboxStore, handlers: [any JobHandler],
    stores: @escaping @Sendable () async throws -> [StoreID], settings: JobSettings
  ) {
    self.jobs = jobs
    self.inbox = inbox
    self.handlers = Dictionary(handlers.map { ($0.kind, $0) }, uniquingKeysWith: { $1 })
    self.stores = stores
    self.settings = settings
  }

  /// Runs until graceful shutdown; jobs in hand are finished first.
  package func run() async throws {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        await seed()
        for job in await claim(settings.concurrentJobs - inHand) {
          inHand += 1
          group.addTask { await self.work(job) }
        }
        do {
          try await cancelWhenGracefulShutdown { try await self.settings.sleep(self.settings.sweepMilliseconds) }
        } catch { break }
      }
    }
  }

  /// Does everything that is due now, and what falls due by that.
  package func drain() async {
    await seed()
    while case let due = await claim(settings.concurrentJobs), !due.isEmpty {
      inHand += due.count
      await withDiscardingTaskGroup { group in
        for job in due { group.addTask { await self.work(job) } }
      }
    }
  }

  private func seed() async {
    let standing = handlers.values.filter(\.isStanding)
    guard !standing.isEmpty else { return }
    do {
      for store in try await stores() where !seeded.contains(store) {
        for handler in standing {
          try await jobs.enqueue(
            Job(storeID: store, key: handler.kind, kind: handler.kind, payload: "", runAt: settings.time.now()))
        }
        seeded.insert(store)
      }
    } catch {
      settings.logger.error("Standing jobs could not be made; trying again", metadata: ["cause": "\(error)"])
    }
  }

  private func claim(_ room: Int) async -> [Job] {
    guard room > 0 else { return [] }
    do {
      return try await jobs.claimJobs(
        owner: settings.owner, limit: room, leaseMilliseconds: settings.leaseMilliseconds)
    } catch {
      settings.logger.error("Jobs could not be read; trying again", metadata: ["cause": "\(error)"])
      return []
    }
  }

  private func work(_ job: Job) async {
    let outcome = await attempt(job)
    do {
      try await settle(job, outcome)
    } catch {
      settings.logger.error(
        "A job's end could not be noted; it runs again when its lease has lapsed",
        metadata: ["kind": "\(job.kind)", "cause": "\(error)"])
    }
    inHand -= 1
  }

  private nonisolated func settle(_ job: Job, _ outcome: Result<JobOutcome, any Error>) async throws {
    Counter(label: "souk_jobs_total", dimensions: [("kind", job.kind), ("outcome", outcome.label)]).increment()
    switch outcome {
    case .success(.done(let results)):
      let keys = try await inbox.receive(InboundBatch(messages: results))
      try await jobs.complete(job)
      if !keys.isEmpty { settings.listener?.conversationsHaveWork(keys) }
    case .success(.again(let moment)): try await jobs.reschedule(job, at: moment)
    case .failure(let error):
      let isLast = job.attempts + 1 >= settings.maximumAttempts
      settings.logger.log(
        level: isLast ? .error : .warning, isLast ? "A job was given up" : "A job failed and is tried again",
        metadata: ["kind": "\(job.kind)", "key": "\(job.key)", "cause": "\(error)"])
      try await jobs.retry(
        job, at: settings.time.now().adding(milliseconds: settings.backOff(afterFailures: job.attempts + 1)),
        reason: "\(job.kind): \(error)", maximumAttempts: settings.maximumAttempts)
    }
  }

  /// The work, and its time limit beside it.
  private nonisolated func attempt(_ job: Job) async -> Result<JobOutcome, any Error> {
    guard let handler = handlers[job.kind] else { return .failure(JobError.noHandler) }
    let settings = settings
    return await withTaskGroup(of: Result<JobOutcome, any Error>?.self) { group in
      group.addTask {
        do { return .success(try await handler.run(job)) } catch { return .failure(error) }
      }
      group.addTask {
        do { try await settings.sleep(settings.timeLimitMilliseconds) } catch { return nil }
        return .failure(JobError.tooLong(milliseconds: settings.timeLimitMilliseconds))
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first ?? .failure(CancellationError())
    }
  }
}

package struct JobSettings: Sendable {
  package var owner: Int64
  package var time: TimeSource
  package var logger: Logger
  /// Told of conversations that a job's result came to.
  package var listener: (any WorkListener)?
  /// Milliseconds; throws when cancelled.
  package var sleep: @Sendable (Int64) async throws -> Void
  package var concurrentJobs = 4
  package var sweepMilliseconds: Int64 = 1_000
  package var timeLimitMilliseconds: Int64 = 60_000
  /// With the waits below, some four hours of trying.
  package var maximumAttempts = 10
  package var firstWaitMilliseconds: Int64 = 15_000
  package var longestWaitMilliseconds: Int64 = 3_600_000

  package init(
    owner: Int64, time: TimeSource, logger: Logger, listener: (any WorkListener)? = nil,
    sleep: @escaping @Sendable (Int64) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) }
  ) {
    self.owner = owner
    self.time = time
    self.logger = logger
    self.listener = listener
    self.sleep = sleep
  }

  /// Outlives the time limit, so that no job is in two hands.
  var leaseMilliseconds: Int64 { timeLimitMilliseconds + 30_000 }

  func backOff(afterFailures failures: Int) -> Int64 {
    min(longestWaitMilliseconds, firstWaitMilliseconds << Int64(min(max(failures - 1, 0), 20)))
  }
}

private enum JobError: Error, CustomStringConvertible {
  case noHandler
  case tooLong(milliseconds: Int64)

  var description: String {
    switch self {
    case .noHandler: "this program knows no such job; run the one that made it"
    case .tooLong(let milliseconds): "it was not done within \(milliseconds / 1_000) s"
    }
  }
}

extension Result<JobOutcome, any Error> {
  fileprivate var label: String {
    switch self {
    case .success(.done): "done"
    case .success(.again): "again"
    case .failure: "failed"
    }
  }
}
