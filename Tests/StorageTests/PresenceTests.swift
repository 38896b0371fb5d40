import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct PresenceTests {
  private static let (dead, alive): (Int64, Int64) = (1, 2)

  @Test(arguments: TestEngine.available)
  func `what a dead process held is free once its sign of life lapses, and not before`(
    _ engine: TestEngine
  ) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let (presence, other) = (box.storage.presence, box.secondProcess.presence)
      try await presence.renew(owner: Self.dead)
      let input = try await box.turn(id: "1", user: "a")
      try await box.commit(try await box.turn(id: "2", user: "b"), replies: ["b1"])
      #expect(try await box.claim(owner: Self.dead).count == 1)
      #expect(
        try await box.storage.leases.hold("send", store: box.store.id, owner: Self.dead, milliseconds: 600_000))

      box.clock.advance(ProcessPresence.lapseMilliseconds - 1)
      try await other.renew(owner: Self.alive)
      try await other.reclaim(owner: Self.alive)
      #expect(try await box.secondProcess.turns.conversationsWithWork(limit: 9).isEmpty)

      box.clock.advance(1)
      try await other.reclaim(owner: Self.alive)
      #expect(try await box.secondProcess.turns.conversationsWithWork(limit: 9) == [input.key])
      let retaken = try await box.begin(input.key, owner: Self.alive)
      #expect(retaken.fence > input.fence)
      #expect(try await box.commit(input) == .leaseLost)
      #expect(
        try await box.secondProcess.leases.hold("send", store: box.store.id, owner: Self.alive, milliseconds: 1))
    }
  }

  @Test(arguments: TestEngine.available)
  func `what a dead process was sending waits for its report and is then sent as perhaps sent before`(
    _ engine: TestEngine
  ) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.commit(try await box.turn(id: "1"), replies: ["one"])
      let account = box.account
      let first = try await box.storage.outbox.claim(
        account: account, owner: Self.dead, limit: 1, leaseMilliseconds: 600_000, excluding: [])
      #expect(first.map(\.mayHaveBeenSent) == [false])
      try await box.storage.presence.reclaim(owner: Self.alive, isAlone: true)
      #expect(try await box.claim(owner: Self.alive).isEmpty)
      box.clock.advance(ProcessPresence.reportWaitMilliseconds)
      try await box.storage.presence.reclaim(owner: Self.alive, isAlone: true)
      #expect(try await box.claim(owner: Self.alive).map(\.mayHaveBeenSent) == [true])
    }
  }

  @Test(arguments: TestEngine.available)
  func `a process leaves its own and living others' work alone, and gives its leases back at its end`(
    _ engine: TestEngine
  ) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.storage.presence.renew(owner: 1)
      let input = try await box.turn(id: "1")
      try await box.storage.presence.reclaim(owner: 1)
      try await box.secondProcess.presence.renew(owner: 3)
      try await box.secondProcess.presence.reclaim(owner: 3)
      #expect(try await box.count("leases") == 2)
      #expect(try await box.storage.turns.conversationsWithWork(limit: 9).isEmpty)
      #expect(try await box.commit(input) != .leaseLost)
      try await box.secondProcess.presence.end(owner: 3)
      #expect(try await box.count("leases") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `the reply window counts from arrival where a message comes late`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var message = box.message("hello", id: "1")
      message.sentAt = box.clock.now.adding(milliseconds: -7 * 86_400_000)
      let key = try #require(await box.receive(message).first)
      try await box.commit(try await box.begin(key), replies: ["hi"])
      #expect(try await box.claim().map(\.lastInboundAt) == [box.clock.now])
    }
  }
}
