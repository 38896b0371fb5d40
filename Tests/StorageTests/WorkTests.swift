import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct WorkTests {
  @Test(arguments: TestEngine.available)
  func `a lease is one owner's until it ends or is given back`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let (leases, other, store) = (box.storage.leases, box.secondProcess.leases, box.store.id)
      #expect(try await leases.hold("poll", store: store, owner: 1, milliseconds: 100))
      #expect(try await other.hold("poll", store: store, owner: 2, milliseconds: 100) == false)
      #expect(try await other.hold("send", store: store, owner: 2, milliseconds: 100))
      box.clock.advance(99)
      #expect(try await leases.hold("poll", store: store, owner: 1, milliseconds: 100))
      box.clock.advance(100)
      #expect(try await other.hold("poll", store: store, owner: 2, milliseconds: 100))
      try await leases.release("poll", store: store, owner: 1)
      #expect(try await leases.hold("poll", store: store, owner: 1, milliseconds: 100) == false)
      try await other.release("poll", store: store, owner: 2)
      #expect(try await leases.hold("poll", store: store, owner: 1, milliseconds: 100))
    }
  }

  @Test(arguments: TestEngine.available)
  func `a job waits for its time, comes again after a crash and dies at its bound`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let jobs = box.storage.jobs
      let job = Job(
        storeID: box.store.id, key: "digest", kind: "digest", payload: "{}",
        runAt: box.clock.now.adding(milliseconds: 10))
      try await jobs.enqueue(job)
      var other = job
      other.payload = "ignored"
      try await jobs.enqueue(other)
      #expect(try await jobs.claimJobs(owner: 1, limit: 5, leaseMilliseconds: 100).isEmpty)
      box.clock.advance(10)
      #expect(try await jobs.claimJobs(owner: 1, limit: 5, leaseMilliseconds: 100) == [job])
      #expect(try await box.secondProcess.jobs.claimJobs(owner: 2, limit: 5, leaseMilliseconds: 100).isEmpty)
      box.clock.advance(100)
      #expect(try await box.secondProcess.jobs.claimJobs(owner: 2, limit: 5, leaseMilliseconds: 100) == [job])
      try await jobs.retry(job, at: box.clock.now, reason: "down", maximumAttempts: 2)
      let second = try #require(await jobs.claimJobs(owner: 1, limit: 5, leaseMilliseconds: 100).first)
      #expect(second.attempts == 1)
      try await jobs.retry(second, at: box.clock.now, reason: "down", maximumAttempts: 2)
      #expect(try await jobs.claimJobs(owner: 1, limit: 5, leaseMilliseconds: 100).isEmpty)
      #expect(try await box.storage.health.report().jobsDead == 1)
      try await jobs.enqueue(job)
      #expect(try await jobs.claimJobs(owner: 1, limit: 5, leaseMilliseconds: 100) == [job])
      try await jobs.complete(job)
      #expect(try await box.count("jobs") == 0)
    }
  }
}
