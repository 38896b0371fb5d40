import Commerce
import Dialogue
import Testing

@testable import Storage

@Suite(.serialized) struct InboxTests {
  @Test(arguments: TestEngine.available)
  func `a message received twice is there once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let message = box.message("hi", id: "m1", name: "Ana")
      #expect(try await box.receive(message, message).count == 1)
      #expect(try await box.receive(message).isEmpty)
      #expect(try await box.secondProcess.inbox.receive(InboundBatch(messages: [message])).isEmpty)
      #expect(try await box.count("inbox") == 1)
      #expect(try await box.count("customers") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `the same new message on many connections is there once`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let message = box.message("hi", id: "m1")
      let keys = try await withThrowingTaskGroup(of: [ConversationKey].self) { group in
        for number in 0..<20 {
          let inbox = number.isMultiple(of: 2) ? box.storage.inbox : box.secondProcess.inbox
          group.addTask { try await inbox.receive(InboundBatch(messages: [message])) }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(keys.count == 1)
      #expect(try await box.count("inbox") == 1)
      #expect(try await box.count("customers") == 1)
      #expect(try await box.count("conversations") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `in a group a batch that cannot be stored fails alone`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
        for number in 0..<60 {
          let isPoison = number % 10 == 3
          let message = box.message(
            "hi", id: "m\(number)", user: "\(number)", identities: isPoison ? [] : nil)
          group.addTask {
            do {
              return (number, try await box.storage.inbox.receive(InboundBatch(messages: [message])).count == 1)
            } catch {
              return (number, false)
            }
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      for (number, isStored) in outcomes { #expect(isStored == (number % 10 != 3), "message \(number)") }
      #expect(try await box.count("inbox") == 54)
      #expect(try await box.count("conversations") == 54)
    }
  }

  @Test func `batches that arrive during a commit share the next one`() async throws {
    let gate = Gate()
    let sizes = Gate.Sizes()
    let group = GroupCommit(maximumWaiting: 10) { batches in
      await sizes.add(batches.count)
      await gate.wait()
      return batches.map { _ in .success([]) }
    }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { _ = try await group.receive(InboundBatch()) }
      while await sizes.all.isEmpty { await Task.yield() }
      for _ in 0..<10 { tasks.addTask { _ = try await group.receive(InboundBatch()) } }
      while await group.waitingCount < 10 { await Task.yield() }
      await #expect(throws: StorageError.overloaded(waiting: 10)) { try await group.receive(InboundBatch()) }
      await gate.open()
      try await tasks.waitForAll()
    }
    #expect(await sizes.all == [1, 10])
  }

  @Test(arguments: TestEngine.available)
  func `a batch is stored with its offset or not at all`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let offset = InboundBatch.PollingOffset(account: box.account, next: 42)
      await #expect(throws: StorageError.self) {
        try await box.storage.inbox.receive(
          InboundBatch(
            messages: [box.message("a", id: "1"), box.message("b", id: "2", identities: [])], pollingOffset: offset))
      }
      #expect(try await box.count("inbox") == 0)
      #expect(try await box.storage.inbox.pollingOffset(of: box.account) == nil)
      _ = try await box.storage.inbox.receive(
        InboundBatch(messages: [box.message("a", id: "1")], pollingOffset: offset))
      #expect(try await box.storage.inbox.pollingOffset(of: box.account) == 42)
    }
  }

  @Test(arguments: TestEngine.available)
  func `what the channel says of a person fills gaps only`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("a", id: "1"))
      try await box.receive(box.message("a", id: "2", name: "Ana"))
      try await box.receive(box.message("a", id: "3", name: "Bob"))
      let customer = try #require(await box.scope.customers.customer(of: box.identity("7")))
      #expect(customer.name == "Ana")
      #expect(customer.identities == ["telegram:7"])
    }
  }

  @Test(arguments: TestEngine.available)
  func `identities in one payload merge customers, and the merge can be undone`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let first = try #require(await box.receive(box.message("a", id: "1", user: "old")).first)
      box.clock.advance(5)
      let second = try #require(await box.receive(box.message("a", id: "2", user: "new")).first)
      #expect(first != second)
      let old = try #require(await box.scope.customers.customer(of: box.identity("old")))
      let new = try #require(await box.scope.customers.customer(of: box.identity("new")))
      let both = [box.identity("new"), box.identity("old")]
      #expect(try await box.receive(box.message("a", id: "3", identities: both)) == [first])
      let merged = try #require(await box.scope.customers.customer(of: box.identity("new")))
      #expect(merged.id == old.id)
      #expect(merged.identities == ["telegram:new", "telegram:old"])
      #expect(try await box.scope.customers.merged(into: old.id) == [new.id])
      #expect(try await box.receive(box.message("a", id: "4", user: "new")) == [first])

      #expect(try await box.scope.customers.undoMerge(of: new.id))
      #expect(try await box.scope.customers.customer(of: box.identity("new"))?.id == new.id)
      #expect(try await box.receive(box.message("a", id: "5", user: "new")) == [second])
    }
  }

  @Test(arguments: TestEngine.available)
  func `merges are followed through each other`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      for user in ["a", "b", "c", "d"] {
        try await box.receive(box.message("x", id: user, user: user))
        box.clock.advance(5)
      }
      try await box.receive(box.message("x", id: "cd", identities: [box.identity("c"), box.identity("d")]))
      try await box.receive(box.message("x", id: "bd", identities: [box.identity("b"), box.identity("d")]))
      try await box.receive(box.message("x", id: "ad", identities: [box.identity("d"), box.identity("a")]))
      let oldest = try #require(await box.scope.customers.customer(of: box.identity("a")))
      let newest = try #require(await box.scope.customers.customer(of: box.identity("d")))
      #expect(newest == oldest)
      #expect(oldest.identities == ["telegram:a", "telegram:b", "telegram:c", "telegram:d"])
      #expect(try await box.scope.customers.list(limit: 10) == [oldest])
    }
  }

  @Test(arguments: TestEngine.available)
  func `a link the channel reports merges too`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("x", id: "1", user: "was"))
      let link = IdentityLink(account: box.account, known: box.identity("was"), added: box.identity("is"))
      _ = try await box.storage.inbox.receive(InboundBatch(identityLinks: [link]))
      let customer = try #require(await box.scope.customers.customer(of: box.identity("is")))
      #expect(customer.identities == ["telegram:is", "telegram:was"])
      #expect(try await box.count("customers") == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a blocked chat is unreachable until the shopper writes again`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("x", id: "1"))
      let blocked = ReachabilityChange(
        account: box.account, identity: box.identity("7"), chat: ChatAddress(rawValue: "chat-7"), isReachable: false)
      _ = try await box.storage.inbox.receive(InboundBatch(reachability: [blocked]))
      #expect(try await box.scope.conversations.list(limit: 1).first?.isUnreachable == true)
      var job = box.message("", id: "job", user: "7")
      job.content = .system(kind: "reminder", payload: "{}")
      job.sentAt = job.sentAt.adding(milliseconds: 60_000)
      let before = try await box.scope.conversations.list(limit: 1).first?.lastInboundAt
      try await box.receive(job)
      #expect(try await box.scope.conversations.list(limit: 1).first?.isUnreachable == true)
      #expect(try await box.scope.conversations.list(limit: 1).first?.lastInboundAt == before)
      try await box.receive(box.message("x", id: "2"))
      #expect(try await box.scope.conversations.list(limit: 1).first?.isUnreachable == false)
    }
  }

  @Test(arguments: TestEngine.available)
  func `a late delivery of an old message moves nothing back`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.receive(box.message("x", id: "2"))
      var late = box.message("x", id: "1")
      late.sentAt = late.sentAt.adding(milliseconds: -60_000)
      late.chat = ChatAddress(rawValue: "elsewhere")
      try await box.receive(late)
      let conversation = try #require(await box.scope.conversations.list(limit: 1).first)
      #expect(conversation.lastInboundAt == box.clock.now)
      #expect(conversation.chat.rawValue == "chat-7")
    }
  }
}

private actor Gate {
  actor Sizes {
    private(set) var all: [Int] = []
    func add(_ size: Int) { all.append(size) }
  }

  private var isOpen = false

  func open() { isOpen = true }

  func wait() async {
    while !isOpen { await Task.yield() }
  }
}
