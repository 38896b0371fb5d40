import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import TestSupport
import Testing
import Transport

private let chat = "700000001"

@Suite("Telegram: recorded samples")
struct TelegramSampleTests {
  @Test func everySampleHasItsExpectation() throws {
    let names = try TelegramFixture.names()
    #expect(names.subtracting(telegramEffects.keys).sorted() == [])
    #expect(Set(telegramEffects.keys).subtracting(names).sorted() == [])
  }

  @Test(arguments: telegramEffects.keys.sorted())
  func aSampleHasItsEffect(name: String) async throws {
    switch try #require(telegramEffects[name]) {
    case .message(let id, let content, let replyTo):
      let inbox = try await push(name)
      let message = try #require(inbox.messages.first)
      #expect(inbox.messages.count == 1)
      #expect(message.messageID == id)
      #expect(message.content == content)
      #expect(message.replyToMessageID == replyTo)
      #expect(message.account == telegramAccountKey)
      #expect(message.chat.rawValue == message.sender.identities.first?.value)
    case .reachable(let isReachable):
      let inbox = try await push(name)
      #expect(inbox.messages.isEmpty)
      #expect(
        inbox.reachability == [
          ReachabilityChange(
            account: telegramAccountKey, identity: .init(channel: telegramName, value: chat),
            chat: .init(rawValue: chat),
            isReachable: isReachable)
        ])
    case .skipped:
      let inbox = try await push(name)
      #expect(inbox.isUntouched)
    case .poll(let ids, let next):
      let inbox = try await poll(name)
      #expect(inbox.messages.map(\.messageID) == ids)
      #expect(inbox.offset == next)
    case .unreadablePoll:
      let inbox = try await poll(name)
      #expect(inbox.isUntouched)
    case .sent(let outcome):
      let script = TelegramScript((try status(of: name), try TelegramFixture.text(name)))
      #expect(await send(over: script) == outcome)
      #expect(script.unexpected == 0)
    case .sentAgain:
      let script = TelegramScript(
        (try status(of: name), try TelegramFixture.text(name)), (200, try TelegramFixture.text("response-sendmessage")))
      #expect(await send(over: script) == .sent(providerMessageID: "\(chat):50"))
      #expect(script.requests.count == 2)
    case .outbound(let method):
      let body = try #require(FakeTelegram.JSON(parsing: try TelegramFixture.bytes(name)))
      #expect(FakeTelegram.Limits.refusal(of: method, body) == nil)
    case .notUsed:
      #expect(FakeTelegram.JSON(parsing: try TelegramFixture.bytes(name)) != nil)
    }
  }

  /// Posts the sample to the webhook, as Telegram would; skipped updates are answered 200 too.
  private func push(_ name: String) async throws -> TelegramInbox {
    let inbox = TelegramInbox()
    let webhook = TelegramWebhook(
      directory: TelegramDirectory(all: [telegramAccount]), inbox: inbox, listener: TelegramListener(),
      time: TimeSource { telegramArrival }, logger: TelegramLog().logger)
    let response = await webhook.receive(
      WebhookRequest(
        method: .post, headers: ["x-telegram-bot-api-secret-token": ["A-b_9"]], body: try TelegramFixture.bytes(name)))
    #expect(response.status == 200)
    return inbox
  }

  /// Gives the sample as the first poll's answer and stops at the second.
  private func poll(_ name: String) async throws -> TelegramInbox {
    let rig = TelegramPollerRig(
      transport: TelegramScript([
        .response(
          HTTPResponse(status: name == "malformed-html-502" ? 502 : 200, body: try TelegramFixture.bytes(name))),
        .never,
      ]))
    try await rig.run { try await rig.wait { rig.polls >= 2 } }
    return rig.inbox
  }

  private func send(over script: TelegramScript) async -> SendOutcome {
    let channel = TelegramChannel(
      settings: telegramSettings, transport: script, baseURL: "https://telegram.example", logger: TelegramLog().logger)
    let call = channel.render(OutboundMessage(heading: "Hi", text: "a < b"), to: ChatAddress(rawValue: chat))[0]
    return await channel.send(call, from: telegramAccount, callbackData: "1")
  }

  private func status(of name: String) throws -> Int {
    Int(FakeTelegram.JSON(parsing: try TelegramFixture.bytes(name))?["error_code"]?.integer ?? 200)
  }
}
