import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct OutboxTests {
  @Test(arguments: TestEngine.available)
  func `a conversation's messages are handed out one at a time, in order`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.commit(try await box.turn(id: "1", user: "a"), replies: ["a1", "a2", "a3"])
      try await box.commit(try await box.turn(id: "2", user: "b"), replies: ["b1"])
      #expect(try await box.storage.outbox.accountsWithWork() == [box.account])
      let first = try await box.claim()
      #expect(first.map(\.call.body) == ["a1", "b1"])
      #expect(try await box.claim().isEmpty)
      let head = try #require(first.first)
      #expect(head.attempts == 0 && !head.mayHaveBeenSent && head.chat.rawValue == "chat-a")
      #expect(head.lastInboundAt == box.clock.now)
      try await box.storage.outbox.settle(head, as: .sent(providerMessageID: "p1"))
      #expect(try await box.claim(excluding: [head.key.conversationID]).isEmpty)
      let second = try await box.claim()
      #expect(second.map(\.call.body) == ["a2"])
      try await box.storage.outbox.settle(second[0], as: .dead(reason: "blocked"))
      #expect(try await box.claim().map(\.call.body) == ["a3"])
      let health = try await box.storage.health.report()
      #expect(health.outbox == ["sent": 1, "dead": 1, "sending": 2])
      #expect(health.outboxDeadReasons.map(\.reason) == ["blocked"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `two senders never have one message at once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      for user in 0..<20 {
        try await box.commit(try await box.turn(id: "\(user)", user: "\(user)"), replies: ["x\(user)"])
      }
      let account = box.account
      let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
        for owner in 1...8 {
          let outbox = owner.isMultiple(of: 2) ? box.storage.outbox : box.secondProcess.outbox
          group.addTask {
            try await outbox.claim(
              account: account, owner: Int64(owner), limit: 5, leaseMilliseconds: 1_000, excluding: []
            ).map(\.id)
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(Set(claimed).count == claimed.count)
      #expect(claimed.count <= 20 && !claimed.isEmpty)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a refused message comes again at its time, before what follows it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.commit(try await box.turn(id: "1"), replies: ["one", "two"])
      let item = try #require(await box.claim().first)
      let later = box.clock.now.adding(milliseconds: 5_000)
      try await box.storage.outbox.settle(item, as: .retry(at: later, reason: "429"))
      #expect(try await box.claim().isEmpty)
      #expect(try await box.storage.outbox.accountsWithWork().isEmpty)
      #expect(try await box.storage.outbox.nextDue() == later)
      box.clock.advance(5_000)
      let again = try #require(await box.claim().first)
      #expect(again.id == item.id && again.attempts == 1 && !again.mayHaveBeenSent)
    }
  }

  @Test(arguments: TestEngine.available)
  func `what a sender that died had in hand may have been sent`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.commit(try await box.turn(id: "1"), replies: ["one", "two"])
      let lost = try #require(await box.claim(owner: 1).first)
      box.clock.advance(10_000)
      let found = try #require(await box.claim(owner: 2).first)
      #expect(found.id == lost.id && found.mayHaveBeenSent && found.attempts == 1)
      // The first sender was only slow: what it did is a fact, what it failed to do is no longer its business.
      try await box.storage.outbox.settle(lost, as: .dead(reason: "slow"))
      #expect(try await box.count("outbox WHERE state = 'dead'") == 0)
      try await box.storage.outbox.settle(lost, as: .sent(providerMessageID: "p"))
      try await box.storage.outbox.settle(found, as: .retry(at: box.clock.now, reason: "x"))
      #expect(try await box.claim().map(\.call.body) == ["two"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `an unknown outcome comes again marked, unless a report settles it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.commit(try await box.turn(id: "1"), replies: ["one", "two"])
      let item = try #require(await box.claim().first)
      let soon = box.clock.now.adding(milliseconds: 100)
      try await box.storage.outbox.settle(item, as: .maybeSent(retryAt: soon, reason: "time-out"))
      let delivered = box.report(item, .delivered)
      _ = try await box.storage.inbox.receive(InboundBatch(deliveries: [delivered]))
      box.clock.advance(100)
      let next = try #require(await box.claim().first)
      #expect(next.call.body == "two")
      try await box.storage.outbox.settle(next, as: .maybeSent(retryAt: box.clock.now, reason: "time-out"))
      #expect(try await box.claim().first?.mayHaveBeenSent == true)
    }
  }

  @Test(arguments: TestEngine.available)
  func `the answer to stop goes out, nothing after it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.commit(try await box.turn(id: "1"), [.setOptedOut(true)], replies: ["you are out"])
      let next = try await box.turn(id: "2")
      #expect(next.isOptedOut)
      try await box.commit(next, replies: ["spam"])
      let confirmation = try #require(await box.claim().first)
      #expect(!confirmation.isOptedOut)
      try await box.storage.outbox.settle(confirmation, as: .sent(providerMessageID: nil))
      #expect(try await box.claim().map(\.isOptedOut) == [true])
    }
  }

  @Test(arguments: TestEngine.available)
  func `reports end the same whatever order they come in`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let all: [DeliveryStatus] = [.sent, .delivered, .read, .failed]
      for size in 1...4 {
        for set in Self.subsets(of: all, size: size) {
          var endings: Set<String> = []
          for order in Self.permutations(of: set) {
            let item = try await box.sentItem()
            for status in order {
              _ = try await box.storage.inbox.receive(InboundBatch(deliveries: [box.report(item, status)]))
            }
            endings.insert(try await box.ending(of: item))
          }
          let best = try #require([.read, .delivered, .failed, .sent].first(where: set.contains) as DeliveryStatus?)
          #expect(endings == ["sent/\(best.rawValue)/\(best == .failed ? "failed" : "")"], "\(set)")
        }
      }
    }
  }

  @Test(arguments: TestEngine.available)
  func `a failure is final and keeps its error, and unknown reports are ignored`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let item = try await box.sentItem()
      var failed = box.report(item, .failed)
      failed.callbackData = nil
      failed.error = "131047 window closed"
      var foreign = failed
      foreign.providerMessageID = "someone else's"
      foreign.callbackData = "77"
      _ = try await box.storage.inbox.receive(InboundBatch(deliveries: [foreign, failed, box.report(item, .sent)]))
      #expect(try await box.ending(of: item) == "sent/4/131047 window closed")
    }
  }

  private static func subsets(of all: [DeliveryStatus], size: Int) -> [[DeliveryStatus]] {
    (0..<(1 << all.count)).filter { $0.nonzeroBitCount == size }.map { mask in
      all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] }
    }
  }

  private static func permutations(of set: [DeliveryStatus]) -> [[DeliveryStatus]] {
    guard set.count > 1 else { return [set] }
    return set.indices.flatMap { index in
      var rest = set
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }
}

extension StorageBox {
  fileprivate func report(_ item: OutboxItem, _ status: DeliveryStatus) -> DeliveryUpdate {
    DeliveryUpdate(
      account: item.account, providerMessageID: "p\(item.id)", callbackData: String(item.id), status: status,
      at: clock.now, error: status == .failed ? "failed" : nil)
  }

  /// A message of a new conversation that was sent.
  fileprivate func sentItem() async throws -> OutboxItem {
    let id = storage.context.ids.nextValue()
    try await commit(try await turn(id: "\(id)", user: "\(id)"), replies: ["x"])
    let item = try #require(await claim().first)
    try await storage.outbox.settle(item, as: .sent(providerMessageID: "p\(item.id)"))
    return item
  }

  fileprivate func ending(of item: OutboxItem) async throws -> String {
    let row = try await storage.database.read { connection in
      try connection.first(
        "SELECT state, delivery_status, delivery_error FROM outbox WHERE id = $1", [.integer(item.id)])
    }
    let found = try #require(row)
    let error = try found.optionalText("delivery_error") ?? ""
    return "\(try found.text("state"))/\(try found.int("delivery_status"))/\(error)"
  }
}
