import Channels
import Commerce
import Dialogue
import Foundation
import Testing
import TestSupport
import Transport

@Suite struct WhatsAppSendTests {
  private static let ana = FakeWhatsApp.Shopper(waID: "15550109001", userID: "US.1000000000000000001")

  /// Runs against a fake over real HTTP.
  private func withFake(
    token: String = "test-access-token",
    _ body: (FakeWhatsApp, WhatsAppBench) async throws -> Void
  ) async throws {
    let fake = try await FakeWhatsApp.start()
    let transport = CurlTransport()
    let bench = try WhatsAppBench(accounts: [WhatsAppBench.account(token: token)], transport: transport) {
      $0.apiBase = fake.apiBase
    }
    do { try await body(fake, bench) } catch {
      await fake.stop()
      throw error
    }
    await transport.shutdown()
    await fake.stop()
  }

  private func send(_ bench: WhatsAppBench, _ text: String = "Hello", data: String = "out-1") async throws
    -> SendOutcome
  {
    let calls = bench.channel.render(OutboundMessage(text: text), to: ChatAddress(rawValue: Self.ana.waID))
    return await bench.channel.send(try #require(calls.first), from: bench.account, callbackData: data)
  }

  private func expect(
    _ outcome: SendOutcome, _ expected: SendOutcome, sourceLocation: SourceLocation = #_sourceLocation
  ) { #expect(outcome == expected, sourceLocation: sourceLocation) }

  private func expect(
    _ outcome: SendOutcome, kind: String, wait: Int64?? = .none, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.kind == kind, "\(outcome)", sourceLocation: sourceLocation)
    if let wait { #expect(outcome.wait == wait, sourceLocation: sourceLocation) }
  }

  @Test func aMessageIsSentWithItsCallbackData() async throws {
    try await withFake { fake, bench in
      expect(try await send(bench, "Hello \"you\" 😀\n", data: "a\"b"), .sent(providerMessageID: "wamid.FAKEOUT1"))
      let message = try await fake.nextMessage(to: Self.ana)
      #expect(message.text == "Hello \"you\" 😀")
      #expect(message.callbackData == "a\"b")
      #expect(fake.breaches.isEmpty)
    }
  }

  @Test func aBusinessScopedIDIsARecipient() async throws {
    try await withFake { fake, bench in
      let calls = bench.channel.render(OutboundMessage(text: "Hi"), to: ChatAddress(rawValue: "US.1000000000000000001"))
      let outcome = await bench.channel.send(try #require(calls.first), from: bench.account, callbackData: "1")
      #expect(outcome == .sent(providerMessageID: "wamid.FAKEOUT1"))
      #expect(fake.messages(to: Self.ana).map(\.text) == ["Hi"])
      #expect(fake.breaches.isEmpty)
    }
  }

  @Test(arguments: [
    (131_056, 400), (130_429, 400), (1, 400), (2, 503), (131_000, 500), (131_016, 500), (133_004, 503), (999_999, 500),
  ])
  func whatMayBeTriedAgainIsRefused(code: Int, status: Int) async throws {
    try await withFake { fake, bench in
      fake.inject(.error(code: code, status: status))
      expect(try await send(bench), .refused(reason: "\(code): (#\(code)) injected", retryAfterMilliseconds: nil))
      expect(try await send(bench), .sent(providerMessageID: "wamid.FAKEOUT1"))
    }
  }

  @Test func maintenanceIsWaitedFor() async throws {
    try await withFake { fake, bench in
      fake.inject(.error(code: 131_057, status: 500))
      expect(try await send(bench), kind: "refused", wait: 60_000)
    }
  }

  @Test(arguments: [
    33, 100, 131_008, 131_009, 131_021, 131_026, 131_030, 131_047, 131_049, 131_050, 131_051, 131_053, 131_062, 130_472,
    130_497, 132_000, 132_001, 132_015, 135_000, 777_777,
  ])
  func whatIsHopelessIsRejected(code: Int) async throws {
    try await withFake { fake, bench in
      fake.inject(.error(code: code))
      expect(try await send(bench), .rejected(reason: "\(code): (#\(code)) injected"))
    }
  }

  @Test(arguments: [
    (0, 401), (190, 401), (3, 500), (10, 403), (131_005, 403), (200, 403), (299, 403), (4, 400), (80_007, 400),
    (131_048, 400), (368, 403), (131_031, 403), (131_037, 400), (131_042, 400), (131_045, 500), (133_010, 400),
  ])
  func whatConcernsTheAccountBlocksIt(code: Int, status: Int) async throws {
    try await withFake { fake, bench in
      fake.inject(.error(code: code, status: status))
      let outcome = try await send(bench)
      expect(outcome, kind: "accountBlocked")
      #expect(outcome.reason.hasPrefix("\(code): "))
      #expect(outcome.wait ?? 0 >= 120_000)
    }
  }

  @Test func retryAfterIsObeyed() async throws {
    try await withFake { fake, bench in
      fake.inject(.status(429, retryAfterSeconds: 7))
      fake.inject(.error(code: 130_429, status: 429, retryAfterSeconds: 11))
      fake.inject(.error(code: 80_007, retryAfterSeconds: 600))
      expect(try await send(bench), kind: "refused", wait: 7_000)
      expect(try await send(bench), kind: "refused", wait: 11_000)
      expect(try await send(bench), kind: "accountBlocked", wait: 600_000)
    }
  }

  @Test(
    arguments: [
      ("7", 7_000), ("0", 0), ("1.5", 1_500), ("1e12", 86_400_000), ("soon", nil), ("-5", 0),
      // Half a minute after the bench's clock.
      ("Thu, 01 Jan 2026 00:07:10 GMT", 30_000), ("Thu, 01 Jan 2015 00:07:10 GMT", 0),
    ] as [(String, Int64?)])
  func retryAfterIsReadInEveryForm(header: String, wait: Int64?) async throws {
    let transport = FixedTransport { _ in HTTPResponse(status: 429, headers: ["retry-after": header]) }
    let bench = try WhatsAppBench(transport: transport)
    expect(try await send(bench), kind: "refused", wait: wait)
  }

  @Test func aPageInPlaceOfAnAnswerIsReadByItsStatus() async throws {
    try await withFake { fake, bench in
      for (status, isUnknown) in [(500, true), (502, true), (504, true), (503, false), (429, false)] {
        fake.inject(.status(status))
        expect(try await send(bench), kind: isUnknown ? "unknown" : "refused")
      }
      fake.inject(.status(400))
      expect(try await send(bench), kind: "rejected")
      fake.inject(.status(403))
      expect(try await send(bench), kind: "accountBlocked")
      fake.inject(.status(200))
      expect(try await send(bench), kind: "unknown")
    }
  }

  @Test func anAnswerThatIsLostLeavesTheOutcomeUnknown() async throws {
    try await withFake { fake, bench in
      for fault in [FakeWhatsApp.Fault.reset(isTaken: true), .reset(isTaken: false), .garbledAnswer] {
        fake.inject(fault)
        let outcome = try await send(bench)
        #expect(outcome.kind == "unknown", "\(fault): \(outcome)")
      }
      #expect(fake.messages.count == 2)
    }
  }

  @Test func aLateAnswerIsStillAnAnswer() async throws {
    try await withFake { fake, bench in
      fake.inject(.late(milliseconds: 200))
      expect(try await send(bench), .sent(providerMessageID: "wamid.FAKEOUT1"))
    }
  }

  @Test func whatNeverLeftIsRefused() async throws {
    let transport = CurlTransport()
    let fake = try await FakeWhatsApp.start()
    let base = fake.apiBase
    await fake.stop()
    let bench = try WhatsAppBench(transport: transport) { $0.apiBase = base }
    expect(try await send(bench), kind: "refused")
    await transport.shutdown()
  }

  @Test func transportErrorsAreOutcomes() async throws {
    func outcome(_ error: any Error) async throws -> SendOutcome {
      try await send(try WhatsAppBench(transport: FixedTransport { _ in throw error }))
    }
    expect(try await outcome(TransportError.notSent("x")), kind: "refused")
    expect(try await outcome(TransportError.unknownOutcome("x")), kind: "unknown")
    expect(try await outcome(TransportError.cancelled), kind: "unknown")
    expect(try await outcome(TransportError.tooLarge(limit: 1)), kind: "unknown")
    expect(try await outcome(TransportError.invalidURL("x")), kind: "accountBlocked")
    expect(try await outcome(CancellationError()), kind: "unknown")
  }

  @Test func aWrongTokenBlocksTheAccountAndIsNeverLogged() async throws {
    try await withFake(token: "EAAG-very-secret-token") { _, bench in
      let outcome = try await send(bench)
      expect(outcome, kind: "accountBlocked")
      #expect(!outcome.reason.contains("EAAG"))
      await bench.channel.acknowledge(try await received(bench), from: bench.account)
      #expect(!bench.log.text.contains("EAAG"))
    }
  }

  @Test func aTokenThatAnyErrorRepeatsIsTakenOut() async throws {
    let transport = FixedTransport { _ in
      HTTPResponse(status: 400, body: Array(#"{"error":{"code":100,"message":"bad test-access-token here"}}"#.utf8))
    }
    let bench = try WhatsAppBench(transport: transport)
    expect(try await send(bench), .rejected(reason: "100: bad … here"))
    #expect(!bench.log.text.contains("test-access-token"))
  }

  @Test func anAccountWithoutATokenIsBlockedWithoutACall() async throws {
    let bench = try WhatsAppBench(accounts: [WhatsAppBench.account(token: " ")])
    expect(try await send(bench), kind: "accountBlocked")
  }

  @Test func aCallOfAnotherMakeIsRejected() async throws {
    let bench = try WhatsAppBench()
    let outcome = await bench.channel.send(
      ChannelCall(method: "messages", body: "not JSON"), from: bench.account, callbackData: "1")
    expect(outcome, kind: "rejected")
  }

  private func received(_ bench: WhatsAppBench) async throws -> InboundMessage {
    _ = await bench.post(try Fixtures.bytes("wa-text.json"))
    return try #require(bench.inbox.messages.first)
  }

  @Test func aMessageIsAcknowledgedWithAReadMarkAndTypingInOneCall() async throws {
    try await withFake { fake, bench in
      await bench.channel.acknowledge(try await received(bench), from: bench.account)
      #expect(fake.calls.map(\.isReadMark) == [true])
      #expect(fake.calls.first?.showsTyping == true)
      #expect(fake.calls.first?.readMessageID == "wamid.TESTTEXT0001")
      #expect(fake.breaches.isEmpty)
    }
  }

  @Test func acknowledgingIsSwitchedOffByTheSettings() async throws {
    let fake = try await FakeWhatsApp.start()
    let transport = CurlTransport()
    for (marks, typing) in [(true, false), (false, false)] {
      let bench = try WhatsAppBench(transport: transport) {
        $0.apiBase = fake.apiBase + "/"
        $0.readMarks = marks
        $0.showsTyping = typing
      }
      await bench.channel.acknowledge(try await received(bench), from: bench.account)
    }
    #expect(fake.calls.map(\.showsTyping) == [false])
    await transport.shutdown()
    await fake.stop()
  }

  @Test func aConversationCanBePlayedThroughTheFake() async throws {
    try await withFake { fake, bench in
      #expect(await bench.channel.receive(fake.text("hi", from: Self.ana).request).status == 200)
      let reply = OutboundMessage(
        text: "What would you like?",
        choices: [Choice(id: "menu", title: "Menu"), Choice(id: "human", title: "A human")])
      for call in bench.channel.render(reply, to: bench.inbox.messages[0].chat) {
        _ = await bench.channel.send(call, from: bench.account, callbackData: "9")
      }
      let shown = try await fake.nextMessage(to: Self.ana)
      #expect(shown.choices.map(\.title) == ["Menu", "A human"])
      #expect(await bench.channel.receive(try fake.tap("Menu", from: Self.ana).request).status == 200)
      #expect(bench.inbox.messages.last?.content == .choice(id: "menu", title: "Menu"))
      #expect(await bench.channel.receive(fake.status("delivered", of: shown).request).status == 200)
      #expect(bench.inbox.batches.last?.deliveries.first?.callbackData == "9")
      #expect(throws: FakeWhatsAppError.self) { try fake.tap("Nothing", from: Self.ana) }
    }
  }

  @Test func theFakeRefusesWhatMetaWould() async throws {
    try await withFake { fake, bench in
      let title = String(repeating: "x", count: 21)
      let body = """
        {"messaging_product":"whatsapp","to":"15550109001","type":"interactive","interactive":{"type":"button",\
        "body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"\(title)"}}]}}}
        """
      let outcome = await bench.channel.send(
        ChannelCall(method: "messages", body: body), from: bench.account, callbackData: "1")
      #expect(outcome == .rejected(reason: "100: button title has 21 characters, not 1 to 20"))
      #expect(fake.breaches.count == 1)
      #expect(fake.messages.isEmpty)
    }
  }

  @Test func theFakeKeepsMetasPaceWhereAsked() async throws {
    var options = FakeWhatsApp.Options()
    options.enforcesPace = true
    let start = ContinuousClock.now
    options.now = { start }
    let fake = try await FakeWhatsApp.start(options)
    let transport = CurlTransport()
    let bench = try WhatsAppBench(transport: transport) { $0.apiBase = fake.apiBase }
    var refused = 0
    for _ in 0..<50 {
      if case .refused = try await send(bench) { refused += 1 }
    }
    #expect(refused == 5)
    #expect(fake.messages.count == 45)
    await transport.shutdown()
    await fake.stop()
  }
}

extension SendOutcome {
  fileprivate var kind: String { String("\(self)".prefix { $0 != "(" }) }

  fileprivate var reason: String {
    switch self {
    case .sent: ""
    case .refused(let reason, _), .rejected(let reason), .unknown(let reason), .accountBlocked(let reason, _): reason
    }
  }

  fileprivate var wait: Int64? {
    switch self {
    case .refused(_, let wait): wait
    case .accountBlocked(_, let wait): wait
    default: nil
    }
  }
}
