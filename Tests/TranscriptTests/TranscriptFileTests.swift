import Testing

@testable import Transcripts

/// The form of transcripts is strict, so that a slip of the pen is no silent pass.
@Suite struct TranscriptFileTests {
  @Test func `a transcript is read with its steps and their lines`() throws {
    let read = try TranscriptFile(path: "chats.yaml").read(
      """
      title: Short
      channels: [telegram]
      chat:
        - shopper: [hi, there]
        - souk: hello
          not: [bye]
        - tap: Show
          as: Ben
      cart: ["2 × Tea"]
      ---
      title: Another
      chat:
        - silent: true
      """)
    let first = try #require(try read.first?.get())
    #expect(first.title == "Short")
    #expect(first.channels == [.telegram])
    // The cart's check, and the one that nobody ordered, are steps too.
    #expect(first.steps.map(\.line) == [4, 5, 7, 9, 7])
    #expect(first.steps.map(\.user) == ["Ana", nil, "Ben", nil, nil])
    #expect(try read.last?.get().line == 11)
  }

  @Test(arguments: [
    ("title: T\nchat:\n  - shoper: hi\n", 3, "'shoper'"),
    ("title: T\nchat:\n  - shopper: hi\n    nott: [x]\n", 4, "'nott'"),
    ("title: T\nchats: []\nchat:\n  - silent: true\n", 2, "'chats'"),
    ("chat:\n  - silent: true\n", 1, "'title'"),
    ("title: T\n", 1, "'chat'"),
    ("title: T\nchannels: [sms]\nchat:\n  - silent: true\n", 2, "a channel is one of"),
    ("title: T\nchat:\n  - later: 2 hours\n", 3, "'later'"),
    ("title: T\nchat:\n  - stock: {A: many}\n", 3, "'many'"),
    ("title: T\nchat:\n  - souk: /(/\n", 3, "regular expression"),
    ("title: T\nchat:\n  - silent: true\norders: [{totl: 3}]\n", 4, "'totl'"),
    ("title: T\nchat:\n  - staff: go home\n", 3, "take over"),
  ])
  func `what is not understood is refused with its line`(_ yaml: String, _ line: Int, _ reason: String) throws {
    let read = try TranscriptFile(path: "chats.yaml").read(yaml)
    guard case .failure(let error)? = read.first else { return #expect(Bool(false), "it was read") }
    #expect(error.line == line)
    #expect(error.reason.contains(reason))
  }

  @Test func `text is compared without its letter case, spacing and bold`() throws {
    let shown = "*Rain  jacket*\nIt’s $98.00"
    #expect(try ShownPattern("rain jacket it's").isFound(in: shown))
    #expect(try ShownPattern("/JACKET.*\\$9\\d/").isFound(in: shown))
    #expect(try !ShownPattern("/sun|snow/").isFound(in: shown))
  }
}

/// A transcript that is not met must fail, at its line.
@Suite struct TranscriptPlayerTests {
  @Test(arguments: TranscriptChannel.allCases)
  func `each unmet expectation is marked in the log`(_ channel: TranscriptChannel) async throws {
    let yaml = """
      title: Unmet
      chat:
        - shopper: 1 fire steel
        - souk: [Fire steel, a whale]
          not: [fire]
        - silent: true
        - tap: Sink the ship
        - shopper: never said
      """
    let transcript = try #require(try TranscriptFile(path: "unmet.yaml").read(yaml).first?.get())
    try await ShopWorld.with(transcript, on: ChannelStage(name: channel), parts: SharedLanguage.parts()) { world in
      var player = TranscriptPlayer(transcript, on: channel, in: world)
      try await player.play()
      #expect(player.log.failures == 4)
      #expect(player.log.firstFailureLine == 4)
      #expect(player.log.text.contains("missing: \"a whale\""))
      #expect(player.log.text.contains("should not be there: \"fire\""))
      #expect(player.log.text.contains("nothing should have come"))
      #expect(player.log.text.contains("Sink the ship"))
      #expect(!player.log.text.contains("never said"))
    }
  }

  @Test func `a cart or an order that nobody expected is marked`() async throws {
    let yaml = """
      title: Too much
      chat:
        - shopper: 1 fire steel, pickup, name Ana
        - shopper: place the order
        - shopper: 2 hemp balms
      cart: ["1 × Hemp balm"]
      """
    let transcript = try #require(try TranscriptFile(path: "unmet.yaml").read(yaml).first?.get())
    try await ShopWorld.with(transcript, on: ChannelStage(name: .console), parts: SharedLanguage.parts()) { world in
      var player = TranscriptPlayer(transcript, on: .console, in: world)
      try await player.play()
      #expect(player.log.failures == 2)
      #expect(player.log.text.contains("holds 2 × Hemp balm"))
      #expect(player.log.text.contains("0 orders were expected, and there are 1"))
    }
  }
}
