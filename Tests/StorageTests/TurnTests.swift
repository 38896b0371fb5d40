import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct TurnTests {
  @Test(arguments: TestEngine.available)
  func `a turn reads all it needs and its commit ends the work`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("one", id: "1", name: "Ana"), box.message("two", id: "2"))
      let key = try #require(await box.storage.turns.conversationsWithWork(limit: 5).first)
      let input = try await box.begin(key)
      #expect(input.messages.map(\.message.content) == [.text("one"), .text("two")])
      #expect(input.customer.name == "Ana")
      #expect(input.store == box.store)
      #expect(input.account == box.account)
      #expect(input.chat.rawValue == "chat-7")
      #expect(input.cart.isEmpty && input.orders.isEmpty && input.catalogChanges == nil)
      #expect(try await box.storage.turns.conversationsWithWork(limit: 5).isEmpty)
      var state = input.state
      state.workflows = [WorkflowFrame(name: "cart", version: 2, state: #"{"a":1}"#)]
      let result = box.result(of: input, replies: ["hi"], state: state)
      let call = ChannelCall(method: "send", body: "hi")
      #expect(try await box.storage.turns.commit(result, of: input) == .committed(facts: .init(), calls: [call]))
      let again = try await box.storage.turns.begin(
        key, owner: 1, leaseMilliseconds: 1_000, knownCatalogSequence: { _ in 0 })
      #expect(again == nil)
      #expect(try await box.turn(id: "3").state == state)
    }
  }

  @Test(arguments: TestEngine.available)
  func `only the first messages of a turn are handled where it says so`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("one", id: "1"), box.message("two", id: "2"))
      let key = try #require(await box.storage.turns.conversationsWithWork(limit: 5).first)
      let input = try await box.begin(key)
      var result = box.result(of: input)
      result.messagesHandled = 1
      _ = try await box.storage.turns.commit(result, of: input)
      #expect(try await box.storage.turns.conversationsWithWork(limit: 5) == [key])
      #expect(try await box.begin(key).messages.map(\.message.messageID) == ["2"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `a conversation is one owner's, and a fence that was passed commits nothing`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let input = try await box.turn(id: "1")
      let other = box.secondProcess.turns
      #expect(
        try await other.begin(input.key, owner: 2, leaseMilliseconds: 1_000, knownCatalogSequence: { _ in 0 }) == nil)
      box.clock.advance(30_001)
      #expect(try await other.conversationsWithWork(limit: 5) == [input.key])
      let taken = try #require(
        await other.begin(input.key, owner: 2, leaseMilliseconds: 1_000, knownCatalogSequence: { _ in 0 }))
      #expect(taken.fence > input.fence)
      #expect(try await box.commit(input, [.setOptedOut(true)], replies: ["late"]) == .leaseLost)
      #expect(try await box.count("outbox") == 0)
      guard case .committed = try await other.commit(box.result(of: taken, replies: ["hi"]), of: taken) else {
        Issue.record("the new owner could not commit")
        return
      }
      #expect(try await box.commit(taken) == .leaseLost, "a second commit of one turn")
      #expect(try await box.count("outbox") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `of many who want a conversation one gets it`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let key = try #require(await box.receive(box.message("x", id: "1")).first)
      let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
        for owner in 1...16 {
          let turns = owner.isMultiple(of: 2) ? box.storage.turns : box.secondProcess.turns
          group.addTask {
            try await turns.begin(
              key, owner: Int64(owner), leaseMilliseconds: 1_000, knownCatalogSequence: { _ in 0 }) != nil
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(winners == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a message that comes during a turn is work afterwards`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let input = try await box.turn(id: "1")
      try await box.receive(box.message("more", id: "2"))
      try await box.commit(input)
      #expect(try await box.storage.turns.conversationsWithWork(limit: 5) == [input.key])
      #expect(try await box.begin(input.key).messages.map(\.message.messageID) == ["2"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `a postponed turn waits until its moment`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let input = try await box.turn(id: "1")
      try await box.storage.turns.postpone(input, until: box.clock.now.adding(milliseconds: 500))
      #expect(try await box.storage.turns.conversationsWithWork(limit: 5).isEmpty)
      box.clock.advance(500)
      #expect(try await box.begin(input.key).messages.first?.attempts == 0)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a postponed turn is looked at again as soon as more comes, before or after`(
    _ engine: TestEngine
  ) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let later = box.clock.now.adding(milliseconds: 60_000)
      let first = try await box.turn("2 of the", id: "1")
      try await box.storage.turns.postpone(first, until: later)
      try await box.receive(box.message("blue", id: "2"))
      let second = try await box.begin(first.key)
      #expect(second.messages.count == 2)
      try await box.receive(box.message("mugs", id: "3"))
      try await box.storage.turns.postpone(second, until: later)
      #expect(try await box.begin(first.key).messages.count == 3)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a message that keeps failing is dead at last and the rest goes on`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("bad", id: "1"), box.message("good", id: "2"))
      let key = try #require(await box.storage.turns.conversationsWithWork(limit: 5).first)
      let apology = [ChannelCall(method: "send", body: "sorry")]
      for (attempt, wait) in [Int64(1_000), 2_000].enumerated() {
        let input = try await box.begin(key)
        #expect(input.messages.first?.attempts == attempt)
        try await box.storage.turns.fail(input, reason: "boom", maximumAttempts: 3, apology: apology)
        box.clock.advance(wait - 1)
        #expect(try await box.storage.turns.conversationsWithWork(limit: 5).isEmpty)
        box.clock.advance(1)
      }
      try await box.storage.turns.fail(try await box.begin(key), reason: "boom", maximumAttempts: 3, apology: apology)
      #expect(try await box.claim().map(\.call.body) == ["sorry"])
      #expect(try await box.begin(key).messages.map(\.message.messageID) == ["2"])
      let health = try await box.storage.health.report()
      #expect(health.inboxDead == 1 && health.inboxPending == 1)
      #expect(health.inboxDeadReasons.map(\.reason) == ["boom"])
    }
  }

  @Test func `the back-off doubles from a second to a minute`() {
    let waits = (1...9).map { SQLTurnStore.backOff(afterFailures: $0) }
    #expect(waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
  }

  @Test(arguments: TestEngine.available, ["not JSON", #"{"version":99}"#])
  func `a state that cannot be read is a fresh conversation`(_ engine: TestEngine, _ state: String) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("x", id: "1"))
      try await box.storage.database.write { connection in
        _ = try connection.execute("UPDATE conversations SET state = $1", [.text(state)])
      }
      let key = try #require(await box.storage.turns.conversationsWithWork(limit: 5).first)
      #expect(try await box.begin(key).state == ConversationState())
    }
  }

  @Test(arguments: TestEngine.available)
  func `a message that cannot be read is dead at once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let key = try #require(await box.receive(box.message("a", id: "1"), box.message("b", id: "2")).first)
      try await box.storage.database.write { connection in
        _ = try connection.execute("UPDATE inbox SET payload = '{}' WHERE message_id = '1'", [])
      }
      #expect(try await box.begin(key).messages.map(\.message.messageID) == ["2"])
      #expect(try await box.storage.health.report().inboxDead == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `facts, opt-out, searches and hand-overs are kept`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let input = try await box.turn(id: "1")
      let search = SearchEvent(query: ProductQuery(text: "tea"), resultCount: 3, shown: [ProductID(5)])
      try await box.commit(
        input,
        [
          .updateCustomer(CustomerChange(name: "Bo", address: "Hill 1")), .recordSearch(search),
          .handOver(reason: "complains", isSilent: false), .handOver(reason: "asks again", isSilent: false),
        ])
      let next = try await box.turn(id: "2")
      #expect(next.customer.name == "Bo" && next.customer.address == "Hill 1")
      #expect(next.attendance == .awaited)
      #expect(try await box.count("search_events") == 1)
      let tasks = try await box.scope.staffTasks.open(limit: 5)
      #expect(tasks.map(\.reason) == ["complains"])
      #expect(tasks.map(\.conversation) == [input.key])
      try await box.scope.conversations.handBack(input.key.conversationID, by: "staff")
      try await box.commit(next)
      #expect(try await box.scope.staffTasks.open(limit: 5).isEmpty)
      #expect(try await box.turn(id: "3").attendance == .bot)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a render that fails leaves nothing`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      struct Broken: Error {}
      let input = try await box.turn(id: "1")
      let result = TurnResult(
        messagesHandled: 1, state: input.state, effects: [.setOptedOut(true), .handOver(reason: "x", isSilent: true)],
        trace: "{}",
        render: { _ in throw Broken() })
      await #expect(throws: Broken.self) { try await box.storage.turns.commit(result, of: input) }
      #expect(try await box.count("staff_tasks") == 0)
      #expect(try await box.count("conversations WHERE opted_out") == 0)
      #expect(try await box.count("inbox WHERE status = 'pending'") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `staff see both sides of a conversation in order`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      for number in 1...3 {
        try await box.commit(try await box.turn("q\(number)", id: "\(number)"), replies: ["a\(number)", "b\(number)"])
        box.clock.advance(1_000)
      }
      let key = try #require(await box.scope.conversations.list(limit: 1).first?.key)
      let messages = try await box.scope.conversations.recentMessages(of: key.conversationID, limit: 5)
      let texts = messages.map { message in
        switch message {
        case .inbound(let inbound, _, _, _): "\(inbound.content)"
        case .outbound(let call, _, _, _, _): call.body
        }
      }
      #expect(texts == ["a2", "b2", "text(\"q3\")", "a3", "b3"].suffix(5))
    }
  }
}
