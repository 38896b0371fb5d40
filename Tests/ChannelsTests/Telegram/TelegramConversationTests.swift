import Channels
import Commerce
import Dialogue
import Foundation
import TestSupport
import Testing
import Transport

/// The channel and the fake as an end-to-end test has them: what is shown can be tapped, what is tapped comes in.
@Suite("Telegram: a conversation over HTTP")
struct TelegramConversationTests {
  private func withBot(_ body: (TelegramChannel, TelegramPollerRig, FakeTelegram) async throws -> Void) async throws {
    let transport = CurlTransport()
    try await FakeTelegram.with { telegram in
      let channel = TelegramChannel(
        settings: telegramSettings, transport: transport, baseURL: telegram.baseURL, logger: TelegramLog.silent)
      let rig = TelegramPollerRig(transport: transport, baseURL: telegram.baseURL)
      try await rig.run { try await body(channel, rig, telegram) }
    }
    await transport.shutdown()
  }

  private func reply(_ message: OutboundMessage, over channel: TelegramChannel) async -> [SendOutcome] {
    var outcomes: [SendOutcome] = []
    for call in channel.render(message, to: ChatAddress(rawValue: "700000001")) {
      outcomes.append(await channel.send(call, from: telegramAccount, callbackData: "1"))
    }
    return outcomes
  }

  @Test func aShownButtonIsTappedAndAnswered() async throws {
    try await withBot { channel, rig, telegram in
      telegram.say("mugs?")
      try await rig.wait { rig.inbox.messages.count == 1 }
      let message = OutboundMessage(
        heading: "Blue & white", text: "12.50 USD", imageURL: "https://cdn.example/mug.jpg",
        choices: [Choice(id: "add:1", title: "Add to cart")],
        link: .init(title: "See it", url: "https://shop.example/1"))
      let outcomes = await reply(message, over: channel)
      let shown = try await telegram.nextMessage()
      #expect(outcomes == [.sent(providerMessageID: "700000001:\(shown.messageID)")])
      #expect(shown.text == "Blue & white\n\n12.50 USD")
      #expect(shown.photoURL == "https://cdn.example/mug.jpg")
      #expect(shown.urls == ["https://shop.example/1"])
      try telegram.tap("Add to cart")
      try await rig.wait { rig.inbox.messages.count == 2 }
      let tap = rig.inbox.messages[1]
      #expect(tap.content == .choice(id: "add:1", title: "Add to cart"))
      #expect(tap.replyToMessageID == "700000001:\(shown.messageID)")
      #expect(telegram.unansweredTaps.count == 1)
      await channel.acknowledge(tap, from: telegramAccount)
      #expect(telegram.unansweredTaps.isEmpty)
      #expect(telegram.breaches == [])
    }
  }

  @Test func contactsLocationsEditsAndBlocksComeIn() async throws {
    try await withBot { channel, rig, telegram in
      let id = telegram.say("hi")
      telegram.edit(id, to: "hello")
      telegram.shareContact()
      _ = await reply(OutboundMessage(text: "Where?", asksForLocation: true), over: channel)
      try telegram.tap("📍 Share my location")
      telegram.block()
      try await rig.wait { rig.inbox.reachability.count == 1 }
      #expect(
        rig.inbox.messages.map(\.content) == [
          .text("hi"), .edit(messageID: "700000001:\(id)", text: "hello"),
          .contact(name: "Ana", phone: "15550109001", isSender: true),
          .location(latitude: 38.722252, longitude: -9.139337, name: nil, address: nil),
        ])
      #expect(rig.inbox.reachability.map(\.isReachable) == [false])
      #expect(
        await reply(OutboundMessage(text: "hi"), over: channel)
          == [.rejected(reason: "403 Forbidden: bot was blocked by the user")])
      telegram.unblock()
      try await rig.wait { rig.inbox.reachability.count == 2 }
      #expect(await reply(OutboundMessage(text: "hi"), over: channel).count == 1)
    }
  }

  @Test func aLostAnswerIsUnknownAndALimitIsARefusal() async throws {
    try await withBot { channel, rig, telegram in
      telegram.say("hi")
      try await rig.wait { rig.inbox.messages.count == 1 }
      telegram.fail("sendMessage", .doneThenReset, .truncated, .tooManyRequests(retryAfter: 2))
      for expected in ["unknown", "unknown", "refused"] {
        let outcome = try #require(await reply(OutboundMessage(text: "hi"), over: channel).first)
        #expect("\(outcome)".hasPrefix(expected))
      }
      #expect(telegram.messages().count == 2)
    }
  }

  @Test func theFakeKeepsThePaceWhereAsked() async throws {
    var options = FakeTelegram.Options()
    options.enforcesPace = true
    let transport = CurlTransport()
    try await FakeTelegram.with(options) { telegram in
      let channel = TelegramChannel(
        settings: telegramSettings, transport: transport, baseURL: telegram.baseURL, logger: TelegramLog.silent)
      telegram.say("hi")
      var outcomes: [SendOutcome] = []
      for _ in 0..<8 { outcomes += await reply(OutboundMessage(text: "hi"), over: channel) }
      #expect(outcomes.contains { if case .refused(_, 1_000) = $0 { true } else { false } })
      #expect(!telegram.breaches.isEmpty)
    }
    await transport.shutdown()
  }
}
