import Channels
import Dialogue
import Foundation
import TestSupport
import Testing
import Transport

@Suite("Telegram: sending")
struct TelegramSenderTests {
  private let ok = #"{"ok":true,"result":{"message_id":50,"chat":{"id":7,"type":"private"},"date":1}}"#

  private func channel(_ script: TelegramScript, log: TelegramLog = TelegramLog()) -> TelegramChannel {
    TelegramChannel(
      settings: telegramSettings, transport: script, baseURL: "https://telegram.example/", logger: log.logger)
  }

  private func send(_ message: OutboundMessage, _ script: TelegramScript) async -> SendOutcome {
    let channel = channel(script)
    let call = channel.render(message, to: ChatAddress(rawValue: "7"))[0]
    return await channel.send(call, from: telegramAccount, callbackData: "1")
  }

  private func body(_ script: TelegramScript, _ index: Int) throws -> FakeTelegram.JSON {
    try #require(FakeTelegram.JSON(parsing: script.requests[index].body ?? []))
  }

  @Test func aMessageIsKnownByItsChatAndNumber() async throws {
    let script = TelegramScript((200, ok))
    #expect(await send(OutboundMessage(text: "hi"), script) == .sent(providerMessageID: "7:50"))
    #expect(script.requests[0].url == "https://telegram.example/bot\(telegramToken)/sendMessage")
    #expect(script.requests[0].timeoutMilliseconds == 60_000)
  }

  @Test func textThatCannotBeParsedIsSentPlain() async throws {
    let refusal = #"{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: x"}"#
    let script = TelegramScript((400, refusal), (200, ok))
    let message = OutboundMessage(heading: "A & B", text: "<i> &lt; 😀", choices: [Choice(id: "y", title: "Yes")])
    #expect(await send(message, script) == .sent(providerMessageID: "7:50"))
    let plain = try body(script, 1)
    #expect(plain["parse_mode"] == nil)
    #expect(plain["text"] == "A & B\n\n<i> &lt; 😀")
    #expect(plain["reply_markup"] == (try body(script, 0))["reply_markup"])
  }

  @Test func textThatIsRefusedEvenPlainIsGivenUp() async {
    let refusal = #"{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: x"}"#
    let script = TelegramScript((400, refusal), (400, refusal))
    let outcome = await send(OutboundMessage(text: "hi"), script)
    #expect(outcome == .rejected(reason: "400 Bad Request: can't parse entities: x"))
    #expect(script.unexpected == 0)
  }

  @Test func aGroupsNewNumberIsUsed() async throws {
    let refusal =
      #"{"ok":false,"error_code":400,"description":"Bad Request: upgraded","parameters":{"migrate_to_chat_id":-1001}}"#
    let script = TelegramScript((400, refusal), (200, ok))
    #expect(await send(OutboundMessage(text: "hi"), script) == .sent(providerMessageID: "7:50"))
    #expect(try body(script, 1)["chat_id"] == -1_001)
  }

  @Test func aPictureThatTelegramCannotFetchDoesNotCostItsText() async throws {
    let refusal = #"{"ok":false,"error_code":400,"description":"Bad Request: failed to get HTTP URL content"}"#
    let script = TelegramScript((400, refusal), (200, ok))
    let message = OutboundMessage(
      text: "Mug", imageURL: "https://a.example/a.jpg", choices: [Choice(id: "y", title: "Yes")])
    #expect(await send(message, script) == .sent(providerMessageID: "7:50"))
    #expect(script.methods == ["sendPhoto", "sendMessage"])
    let text = try body(script, 1)
    #expect(text["text"] == "Mug" && text["photo"] == nil && text["caption"] == nil)
    #expect(FakeTelegram.Limits.refusal(of: "sendMessage", text) == nil)
  }

  @Test(arguments: [
    (
      TelegramScript.Step.failure(.notSent("refused")),
      SendOutcome.refused(reason: "refused", retryAfterMilliseconds: nil)
    ),
    (.failure(.unknownOutcome("reset")), .unknown(reason: "reset")),
    (.failure(.tooLarge(limit: 5)), .sent(providerMessageID: nil)),
    (.failure(.cancelled), .unknown(reason: "sending was cut short by the end of the program")),
    (.page(502), .unknown(reason: "502 a page instead of an answer")),
    (.page(504), .unknown(reason: "504 a page instead of an answer")),
    (.page(503), .refused(reason: "503 a page instead of an answer", retryAfterMilliseconds: nil)),
    (.page(200), .unknown(reason: "Telegram's answer was cut short or garbled")),
    (.page(302), .refused(reason: "302 a page instead of an answer", retryAfterMilliseconds: nil)),
    (.page(413), .rejected(reason: "413 a page instead of an answer")),
  ])
  func whateverHappensIsAnOutcome(step: TelegramScript.Step, outcome: SendOutcome) async {
    let script = TelegramScript([step])
    #expect(await send(OutboundMessage(text: "hi"), script) == outcome)
    #expect(script.unexpected == 0)
  }

  @Test func aLongWaitIsBoundedAndAShortOneIsNotNothing() async {
    for (asked, wait) in [("0", 1_000), ("99999999999999999", 86_400_000), ("-5", 1_000)] as [(String, Int64)] {
      let refusal =
        #"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":\#(asked)}}"#
      let outcome = await send(OutboundMessage(text: "hi"), TelegramScript((429, refusal)))
      #expect(outcome == .refused(reason: "429 Too Many Requests", retryAfterMilliseconds: wait))
    }
  }

  @Test func anAccountWithoutATokenIsBlockedAndNothingIsCalled() async {
    let script = TelegramScript()
    let nobody = ChannelAccount(key: telegramAccountKey, credentials: [:])
    let outcome = await channel(script).send(
      ChannelCall(method: "sendMessage", body: "{}"), from: nobody, callbackData: "1")
    guard case .accountBlocked = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(script.requests.isEmpty)
  }

  @Test func theTokenIsInNoOutcomeAndNoLog() async {
    let log = TelegramLog()
    let leak = "https://api.telegram.org/bot\(telegramToken)/sendMessage"
    let description = #"{"ok":false,"error_code":400,"description":"bad \#(leak)"}"#
    let steps: [TelegramScript.Step] = [
      .failure(.notSent(leak)), .failure(.unknownOutcome(leak)), .failure(.invalidURL(leak)),
      .response(HTTPResponse(status: 400, body: Array(description.utf8))),
    ]
    for step in steps {
      let channel = channel(TelegramScript([step, step, step]), log: log)
      let outcome = await channel.send(
        ChannelCall(method: "sendMessage", body: "{}"), from: telegramAccount, callbackData: "1")
      #expect(!"\(outcome)".contains(telegramToken))
      await channel.acknowledge(.said("hi"), from: telegramAccount)
    }
    #expect(log.text.contains("sendChatAction failed"))
    #expect(!log.text.contains(telegramToken))
  }

  @Test func aTapIsAnsweredAndAMessageIsShownAsRead() async throws {
    let script = TelegramScript((200, #"{"ok":true,"result":true}"#), (200, #"{"ok":true,"result":true}"#))
    let channel = channel(script)
    var tap = InboundMessage.said("")
    tap.messageID = "cb:42"
    tap.content = .choice(id: "x", title: "X")
    await channel.acknowledge(tap, from: telegramAccount)
    await channel.acknowledge(.said("hi"), from: telegramAccount)
    #expect(script.methods == ["answerCallbackQuery", "sendChatAction"])
    #expect(try body(script, 0) == ["callback_query_id": "42"])
    #expect(try body(script, 1) == ["chat_id": 7, "action": "typing"])
  }

  @Test func aReactionIsNotAcknowledged() async {
    let script = TelegramScript()
    var reaction = InboundMessage.said("")
    reaction.content = .reaction(emoji: "👍", messageID: "7:1")
    await channel(script).acknowledge(reaction, from: telegramAccount)
    #expect(script.requests.isEmpty)
  }

  @Test func aBotsIdIsWhatStandsBeforeTheColon() {
    #expect(ChannelAccount.telegramBotID(ofToken: telegramToken) == telegramBotID)
    for bad in ["", ":", "abc:def", "123", ":abc"] { #expect(ChannelAccount.telegramBotID(ofToken: bad) == nil) }
  }
}

extension TelegramScript.Step {
  static func page(_ status: Int) -> Self {
    .response(HTTPResponse(status: status, body: Array("<html>\(status)</html>".utf8)))
  }
}

extension InboundMessage {
  fileprivate static func said(_ text: String) -> InboundMessage {
    InboundMessage(
      account: telegramAccountKey, messageID: "7:1",
      sender: Sender(identities: [ChannelIdentity(channel: telegramName, value: "7")]),
      chat: ChatAddress(rawValue: "7"),
      sentAt: telegramArrival, content: .text(text))
  }
}
