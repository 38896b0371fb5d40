import Commerce
import Dialogue
import Synchronization
import Testing

@testable import Storage

/// Later work as the runner does it, over the real table.
@Suite(.serialized) struct JobTests {
  /// Does as it is told and remembers what it was given.
  private final class Handler: JobHandler {
    struct Down: Error, CustomStringConvertible { let description = "the provider is down" }

    let kind: String
    let isStanding: Bool
    private let answers: Mutex<[Result<JobOutcome, any Error>]>
    private let seen = Mutex<[Job]>([])

    init(_ kind: String, isStanding: Bool = false, _ answers: [Result<JobOutcome, any Error>]) {
      self.kind = kind
      self.isStanding = isStanding
      self.answers = Mutex(answers)
    }

    var jobs: [Job] { seen.withLock { $0 } }

    func run(_ job: Job) async throws -> JobOutcome {
      seen.withLock { $0.append(job) }
      return try answers.withLock { $0.isEmpty ? .success(.done()) : $0.removeFirst() }.get()
    }
  }

  private func runner(_ box: StorageBox, _ handlers: [any JobHandler], limit: Int64 = 60_000) -> JobRunner {
    var settings = JobSettings(owner: 7, time: box.clock.source, logger: StorageBox.logger)
    settings.timeLimitMilliseconds = limit
    let storage = box.storage
    return JobRunner(
      jobs: storage.jobs, inbox: storage.inbox, handlers: handlers,
      stores: { try await storage.stores.list().map(\.id) }, settings: settings)
  }

  @Test(arguments: TestEngine.available)
  func `a job's result comes to its conversation once, however often it runs`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let job = Job(storeID: box.store.id, key: "pay 1", kind: "payment", payload: "{}", runAt: box.clock.now)
      let recipient = JobRecipient(
        account: box.account, identity: ChannelIdentity(channel: box.account.channel, value: "ana"),
        chat: ChatAddress(rawValue: "5"))
      let result = job.result(to: recipient, payload: "paid", at: box.clock.now)
      let handler = Handler("payment", [.success(.done([result])), .success(.done([result]))])
      for _ in 0..<2 {
        try await box.storage.jobs.enqueue(job)
        await runner(box, [handler]).drain()
      }
      #expect(handler.jobs.count == 2)
      #expect(try await box.count("jobs") == 0)
      #expect(try await box.count("inbox") == 1)
      let keys = try await box.storage.turns.conversationsWithWork(limit: 5)
      let input = try await box.begin(try #require(keys.first), known: nil)
      #expect(input.messages.map(\.message.content) == [.system(kind: "payment", payload: "paid")])
    }
  }

  @Test(arguments: TestEngine.available)
  func `what fails is tried again with growing waits, then dead and seen`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let handler = Handler("digest", Array(repeating: .failure(Handler.Down()), count: 20))
      let runner = runner(box, [handler])
      try await box.storage.jobs.enqueue(
        Job(storeID: box.store.id, key: "d", kind: "digest", payload: "", runAt: box.clock.now))
      for wait in [0, 15_000, 30_000, 60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 3_600_000] as [Int64] {
        let runs = handler.jobs.count
        if wait > 0 {
          box.clock.advance(wait - 1)
          await runner.drain()
          #expect(handler.jobs.count == runs, "before \(wait) ms")
          box.clock.advance(1)
        }
        await runner.drain()
        #expect(handler.jobs.count == runs + 1, "after \(wait) ms")
      }
      box.clock.advance(86_400_000)
      await runner.drain()
      #expect(handler.jobs.count == 10)
      let health = try await box.storage.health.report()
      #expect(health.jobsDead == 1)
      #expect(health.jobsDeadReasons.map(\.reason) == ["digest: the provider is down"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `every store has its standing job, a new one too, and it comes again`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let next = box.clock.now.adding(milliseconds: 1_000)
      let handler = Handler("sweep", isStanding: true, [.success(.again(at: next)), .success(.again(at: next))])
      let runner = runner(box, [handler])
      await runner.drain()
      #expect(handler.jobs.map(\.storeID) == [box.store.id])
      let other = try await box.storage.stores.create(slug: "other", name: "Other")
      await runner.drain()
      #expect(handler.jobs.map(\.storeID) == [box.store.id, other.id])
      box.clock.advance(1_000)
      await runner.drain()
      #expect(handler.jobs.count == 4 && handler.jobs.allSatisfy { $0.attempts == 0 })
    }
  }

  @Test(arguments: TestEngine.available)
  func `a job nobody knows, and one that never ends, fail with what to do`(_ engine: TestEngine) async throws {
    struct Endless: JobHandler {
      let kind = "endless"
      func run(_ job: Job) async throws -> JobOutcome {
        try await Task.sleep(for: .seconds(3_600))
        return .done()
      }
    }
    try await StorageBox.with(engine) { (box) async throws in
      for kind in ["endless", "unknown"] {
        try await box.storage.jobs.enqueue(
          Job(storeID: box.store.id, key: kind, kind: kind, payload: "", runAt: box.clock.now))
      }
      await runner(box, [Endless()], limit: 20).drain()
      let reasons = try await box.storage.database.read { connection in
        try connection.query("SELECT reason FROM jobs WHERE attempts = 1 ORDER BY key").map { try $0.text("reason") }
      }
      #expect(
        reasons == [
          "endless: it was not done within 0 s", "unknown: this program knows no such job; run the one that made it",
        ])
    }
  }

  @Test(arguments: TestEngine.available)
  func `a store's own retention is what the erasing job goes by`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var store = box.store
      store.settings.retention = Retention(messageDays: 10)
      try await box.storage.stores.update(store)
      try await box.commit(try await box.turn(id: "1"), replies: [])
      let runner = runner(box, [ErasingJob(box.storage.context)])
      await runner.drain()
      #expect(try await box.count("inbox") == 1)
      box.clock.advance(11 * 86_400_000)
      await runner.drain()
      #expect(try await box.count("inbox") == 0)
      let waiting = try await box.storage.database.read { try $0.first("SELECT run_at FROM jobs WHERE key = 'erase'") }
      #expect(try waiting?.time("run_at") == box.clock.now.adding(milliseconds: 86_400_000))
    }
  }

  @Test(arguments: TestEngine.available)
  func `a turn enqueues its job with all else or not at all`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let job = Job(storeID: box.store.id, key: "k", kind: "payment", payload: "{}", runAt: box.clock.now)
      try await box.commit(try await box.turn(id: "1"), [.enqueue(job), .enqueue(job)])
      #expect(try await box.storage.jobs.claimJobs(owner: 1, limit: 5, leaseMilliseconds: 100) == [job])
    }
  }
}
