import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import Transport

/// Over real HTTP, against a server that keeps Telegram's rules on offsets.
@Suite("Telegram: polling")
struct TelegramPollerTests {
  private func withRig(
    inbox: TelegramInbox = TelegramInbox(), _ body: (TelegramPollerRig, FakeTelegram) async throws -> Void
  ) async throws {
    let transport = CurlTransport()
    try await FakeTelegram.with { telegram in
      try await body(TelegramPollerRig(transport: transport, baseURL: telegram.baseURL, inbox: inbox), telegram)
      #expect(telegram.breaches == [])
    }
    await transport.shutdown()
  }

  @Test func messagesComeInOnceAndAreConfirmed() async throws {
    try await withRig { rig, telegram in
      try await rig.run {
        telegram.say("one")
        telegram.say("two", from: .bob)
        try await rig.wait { rig.inbox.texts.count == 2 }
        telegram.say("three")
        try await rig.wait { rig.inbox.texts.count == 3 && telegram.unconfirmedUpdateIDs.isEmpty }
      }
      #expect(rig.inbox.texts == ["one", "two", "three"])
      #expect(rig.inbox.offset == 900_000_004)
      #expect(rig.listener.told.withLock { $0 } == rig.inbox.state.withLock { $0.batches.count })
      let poll = try #require(telegram.calls(of: "getUpdates").last)
      #expect(poll.body["timeout"] == 1 && poll.body["limit"] == 100)
      #expect(
        poll.body["allowed_updates"]
          == ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"])
    }
  }

  @Test(arguments: [
    FakeTelegram.Fault.serverError, .badGatewayPage, .truncated, .reset, .doneThenReset, .otherPoller,
    .tooManyRequests(retryAfter: 3), .unauthorized, .refusal(404, "Not Found"), .refusal(400, "Bad Request: odd"),
    .answer(status: 200, body: ""), .answer(status: 200, body: "[]"), .answer(status: 200, body: #"{"ok":true}"#),
    .answer(status: 200, body: #"{"ok":true,"result":{}}"#), .answer(status: 200, body: #"{"ok":true,"result":[7]}"#),
    .answer(status: 301, body: "", headers: [("location", "http://127.0.0.1:1/")]),
  ])
  func everyFaultIsSurvivedAndNothingIsLost(fault: FakeTelegram.Fault) async throws {
    try await withRig { rig, telegram in
      telegram.fail("getUpdates", fault)
      telegram.say("hello")
      try await rig.run { try await rig.wait { rig.inbox.texts == ["hello"] } }
      let wait = try #require(rig.waits.first, "no pause after the fault")
      #expect(wait >= 1_000)
      #expect(!rig.log.text.contains(telegram.token))
    }
  }

  @Test func anAnswerThatIsTooLateIsAskedForAgain() async throws {
    let transport = CurlTransport()
    try await FakeTelegram.with { telegram in
      let rig = TelegramPollerRig(transport: transport, baseURL: telegram.baseURL, marginSeconds: 1)
      telegram.fail("getUpdates", .late(milliseconds: 4_000))
      telegram.say("hello")
      try await rig.run { try await rig.wait { rig.inbox.texts.contains("hello") } }
      #expect(rig.waits.contains { $0 >= 1_000 })
    }
    await transport.shutdown()
  }

  @Test func waitsDoubleToAMinuteAndBeginAnewAfterASuccess() async throws {
    try await withRig { rig, telegram in
      for _ in 0..<8 { telegram.fail("getUpdates", .serverError) }
      telegram.say("at last")
      try await rig.run {
        try await rig.wait { rig.inbox.texts == ["at last"] }
        #expect(rig.failureWaits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
        telegram.fail("getUpdates", .serverError)
        try await rig.wait { rig.failureWaits.count == 9 }
        #expect(rig.failureWaits.last == 1_000)
      }
    }
  }

  @Test func theWaitThatTelegramAsksForIsKept() async throws {
    try await withRig { rig, telegram in
      telegram.fail("getUpdates", .tooManyRequests(retryAfter: 37))
      telegram.say("hi")
      try await rig.run { try await rig.wait { rig.inbox.texts == ["hi"] } }
      #expect(rig.waits.first == 37_000)
    }
  }

  @Test func aRevokedTokenIsTriedSeldomAndLoudly() async throws {
    try await withRig { rig, telegram in
      telegram.fail("getUpdates", .unauthorized, .unauthorized)
      telegram.say("hi")
      try await rig.run { try await rig.wait { rig.inbox.texts == ["hi"] } }
      #expect(rig.waits.prefix(2) == [600_000, 600_000])
      #expect(rig.log.text.contains("error Telegram does not know this bot's token"))
    }
  }

  @Test func anActiveWebhookIsDeletedOnceAndPollingGoesOn() async throws {
    try await withRig { rig, telegram in
      telegram.activateWebhook("https://elsewhere.example/")
      telegram.say("hi")
      try await rig.run { try await rig.wait { rig.inbox.texts == ["hi"] } }
      #expect(telegram.calls(of: "deleteWebhook").count == 1)
    }
  }

  @Test func aWebhookThatComesBackIsNotFoughtOver() async throws {
    let conflict = try TelegramFixture.text("error-409-webhook-active")
    let conflicts = Array(repeating: (status: 409, body: conflict), count: 4)
    let script = TelegramScript(
      [conflicts[0], (200, #"{"ok":true,"result":true}"#), conflicts[1], conflicts[2], conflicts[3]].map {
        .response(HTTPResponse(status: $0.status, body: Array($0.body.utf8)))
      } + [.never])
    let rig = TelegramPollerRig(transport: script)
    try await rig.run { try await rig.wait { rig.polls == 5 } }
    #expect(script.methods.count { $0 == "deleteWebhook" } == 1)
    #expect(rig.waits.contains(4_000), "each further conflict waits longer")
  }

  @Test func idsThatBeginAnewAreFollowedDownwards() async throws {
    try await withRig { rig, telegram in
      try await rig.run {
        telegram.say("before")
        try await rig.wait { telegram.unconfirmedUpdateIDs.isEmpty && rig.inbox.texts.count == 1 }
        telegram.restartUpdateIDs(at: 40)
        telegram.say("after")
        try await rig.wait { rig.inbox.offset == 41 && telegram.unconfirmedUpdateIDs.isEmpty }
        telegram.say("later")
        try await rig.wait { rig.inbox.offset == 42 && telegram.unconfirmedUpdateIDs.isEmpty }
      }
      #expect(rig.inbox.texts == ["before", "after", "later"])
    }
  }

  @Test func oneUnreadableUpdateDoesNotSpoilTheOthers() async throws {
    try await withRig { rig, telegram in
      telegram.say("before")
      telegram.push(["message": ["message_id": "five", "chat": 7]])
      telegram.push(["chat_horoscope": ["sign": "leo"]])
      telegram.push([:])
      telegram.say("after")
      try await rig.run { try await rig.wait { telegram.unconfirmedUpdateIDs.isEmpty && rig.inbox.texts.count == 2 } }
      #expect(rig.inbox.texts == ["before", "after"])
      #expect(rig.log.text.contains("an update cannot be read and is passed over"))
    }
  }

  @Test func theOffsetStaysWhereItIsWhenTheInboxRefuses() async throws {
    let inbox = TelegramInbox()
    inbox.state.withLock { $0.refusals = 3 }
    try await withRig(inbox: inbox) { rig, telegram in
      telegram.say("kept")
      try await rig.run { try await rig.wait { rig.inbox.texts == ["kept"] } }
      let offsets = telegram.calls(of: "getUpdates").prefix(4).map { $0.body["offset"] }
      #expect(offsets.allSatisfy { $0 == nil })
      #expect(rig.inbox.offset == 900_000_002)
    }
  }

  @Test func pollingGoesOnFromTheStoredOffset() async throws {
    let inbox = TelegramInbox()
    inbox.state.withLock { $0.offset = 900_000_002 }
    try await withRig(inbox: inbox) { rig, telegram in
      telegram.say("handled before the restart")
      telegram.say("new")
      try await rig.run { try await rig.wait { !rig.inbox.texts.isEmpty } }
      #expect(rig.inbox.texts == ["new"])
    }
  }

  @Test func emptyAnswersAtOnceAreNotATightLoop() async throws {
    let empty = Array(repeating: (status: 200, body: #"{"ok":true,"result":[]}"#), count: 6)
    let script = TelegramScript(
      empty.map { .response(HTTPResponse(status: $0.status, body: Array($0.body.utf8))) } + [.never])
    let rig = TelegramPollerRig(transport: script)
    try await rig.run { try await rig.wait { rig.polls == 7 } }
    // The clock stands still but for the sleeps.
    #expect(rig.clock.elapsedMilliseconds >= 5_000)
  }

  @Test func theSameUpdatesOverAndOverAreNotATightLoop() async throws {
    let answer = try TelegramFixture.text("getupdates-batch")
    let script = TelegramScript(
      Array(repeating: .response(HTTPResponse(status: 200, body: Array(answer.utf8))), count: 6) + [.never])
    let rig = TelegramPollerRig(transport: script)
    try await rig.run { try await rig.wait { rig.polls == 7 } }
    #expect(rig.clock.elapsedMilliseconds >= 4_000)
  }

  @Test func oneProcessPollsAndAnotherTakesOverWithinTenSeconds() async throws {
    let clock = TelegramClock()
    let leases = TelegramLeases(time: clock.source)
    let first = TelegramPollerRig(transport: TelegramScript([.never]), clock: clock, leases: leases)
    // A process that died while it held the lease.
    _ = try await leases.hold("poll:\(telegramBotID)", store: StoreID(1), owner: 99, milliseconds: 7_500)
    let start = clock.elapsedMilliseconds
    try await first.run {
      try await first.wait { first.polls == 1 }
      #expect(clock.elapsedMilliseconds - start <= 10_000)
      #expect(clock.elapsedMilliseconds - start >= 7_500)
    }
    #expect(leases.held.withLock { $0.isEmpty }, "the lease is given back at the end")
  }

  @Test func aLostLeaseStopsThePollInFlight() async throws {
    let clock = TelegramClock()
    let leases = TelegramLeases(time: clock.source)
    let rig = TelegramPollerRig(transport: TelegramScript([.never, .never]), clock: clock, leases: leases)
    try await rig.run {
      try await rig.wait { rig.polls == 1 }
      leases.held.withLock {
        $0["poll:\(telegramBotID)"] = .init(owner: 99, until: clock.source.now().milliseconds + 60_000)
      }
      try await rig.wait { rig.log.text.contains("another process took this bot's lease") }
      #expect(rig.polls == 1)
      leases.held.withLock { $0 = [:] }
      try await rig.wait { rig.polls == 2 }
    }
  }

  @Test func aGracefulShutdownEndsALongPollAtOnce() async throws {
    let rig = TelegramPollerRig(transport: TelegramScript([.never]))
    let group = ServiceGroup(
      configuration: .init(services: [.init(service: rig.poller)], logger: TelegramLog.silent))
    let running = Task { try await group.run() }
    try await rig.wait { rig.polls == 1 }
    await group.triggerGracefulShutdown()
    try await running.value
    #expect(rig.leases.held.withLock { $0.isEmpty })
  }

  @Test func anAccountWithoutATokenIsNotPolled() async throws {
    let script = TelegramScript()
    let clock = TelegramClock()
    let log = TelegramLog()
    let poller = TelegramPoller(
      account: ChannelAccount(key: telegramAccountKey, credentials: [:]), settings: telegramSettings,
      server: .init(transport: script, baseURL: "https://telegram.example"),
      stores: .init(
        inbox: TelegramInbox(), leases: TelegramLeases(time: clock.source), listener: TelegramListener(), owner: 1),
      surroundings: .init(time: clock.source, sleep: { _ in }, random: { 0 }, logger: log.logger))
    try await poller.run()
    #expect(script.requests.isEmpty)
    #expect(log.text.contains("no bot token"))
  }
}
