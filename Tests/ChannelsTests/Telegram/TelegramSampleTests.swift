import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import TestSupport
import Testing
import Transport

/// What each recorded sample must lead to; a new sample without a line here fails.
enum TelegramEffect: Sendable {
  case message(id: String, InboundContent, replyTo: String? = nil)
  case reachable(Bool)
  case skipped
  /// A `getUpdates` answer: the ids that reach the inbox, and the offset asked for next.
  case poll([String], next: Int64?)
  case unreadablePoll
  /// As the answer to a `sendMessage`.
  case sent(SendOutcome)
  /// As the answer to a `sendMessage` that is then made once more in another form.
  case sentAgain
  /// A body that Telegram takes.
  case outbound(method: String)
  /// A body or an answer of a call that the shop does not make.
  case notUsed
}

private let chat = "700000001"
private func photo(_ id: String, _ caption: String?) -> InboundContent {
  .media(Media(kind: .image, fileID: id, caption: caption))
}

let telegramEffects: [String: TelegramEffect] = [
  "album-part-1": .message(id: "\(chat):21", photo("AgACTEST5", "two views")),
  "album-part-2": .message(id: "\(chat):22", photo("AgACTEST7", nil)),
  "audio": .message(id: "\(chat):25", .media(Media(kind: .audio, fileID: "CQACTEST1", mimeType: "audio/mpeg"))),
  "callback-query": .message(
    id: "cb:3000000000000000001", .choice(id: "add:SKU-1", title: "Add to cart"), replyTo: "\(chat):14"),
  "callback-query-inline-message": .message(id: "cb:3000000000000000003", .choice(id: "x", title: "")),
  "channel-post": .skipped,
  "contact-of-someone-else": .message(
    id: "\(chat):17", .contact(name: "Bob", phone: "+1 555 010 9002", isSender: false)),
  "contact-shared": .message(
    id: "\(chat):16", .contact(name: "Ana Example", phone: "15550109001", isSender: true), replyTo: "\(chat):10"),
  "document": .message(
    id: "\(chat):23",
    .media(Media(kind: .document, fileID: "BQACTEST1", mimeType: "application/pdf", fileName: "id card.pdf"))),
  "edge-52-bit-ids": .message(id: "4503599627370495:46", .text("big id")),
  "edge-callback-data-64-bytes": .message(
    id: "cb:3000000000000000009", .choice(id: String(repeating: "é", count: 32), title: ""), replyTo: "\(chat):44"),
  "edge-html-in-name": .message(id: "\(chat):45", .text("<script>alert(1)</script>")),
  "edge-message-without-content": .message(id: "\(chat):40", .unsupported(kind: "empty")),
  "edge-text-4096": .message(id: "\(chat):43", .text(textOf4096)),
  "edge-unicode": .message(id: "\(chat):42", .text("👨‍👩‍👧‍👦 /menu שלום مرحبا 日本語 𝒳")),
  "edited-message": .message(
    id: "\(chat):11:edit:900000019", .edit(messageID: "\(chat):11", text: "Do you have the green mug?")),
  "error-400-bad-request": .sent(.rejected(reason: "400 Bad Request: message text is empty")),
  "error-400-chat-not-found": .sent(.rejected(reason: "400 Bad Request: chat not found")),
  "error-400-entities": .sentAgain,
  "error-400-migrate": .sentAgain,
  "error-400-not-modified": .sent(.sent(providerMessageID: nil)),
  "error-400-query-too-old": .sent(
    .rejected(
      reason: "400 Bad Request: query is too old and response timeout expired or query ID is invalid")),
  "error-401": .sent(
    .accountBlocked(reason: "401 Unauthorized: check the bot's token", retryAfterMilliseconds: 600_000)),
  "error-403-blocked": .sent(.rejected(reason: "403 Forbidden: bot was blocked by the user")),
  "error-404": .sent(
    .accountBlocked(reason: "404 Not Found: check the bot's token", retryAfterMilliseconds: 600_000)),
  "error-409-other-getupdates": .sent(
    .refused(
      reason: "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
      retryAfterMilliseconds: nil)),
  "error-409-webhook-active": .sent(
    .refused(
      reason: "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
        + "webhook first", retryAfterMilliseconds: nil)),
  "error-429": .sent(.refused(reason: "429 Too Many Requests: retry after 7", retryAfterMilliseconds: 7_000)),
  "error-500": .sent(.refused(reason: "500 Internal Server Error", retryAfterMilliseconds: nil)),
  "forwarded": .message(id: "\(chat):29", .text("look")),
  "getupdates-batch": .poll(["\(chat):12", "700000002:13", "cb:3000000000000000001"], next: 900_000_005),
  "getupdates-duplicate-after-restart": .poll(["\(chat):12", "\(chat):13"], next: 900_000_004),
  "getupdates-empty": .poll([], next: nil),
  "getupdates-gap": .poll(["\(chat):11", "\(chat):90"], next: 900_000_501),
  "group-anonymous-admin": .skipped,
  "group-command": .skipped,
  "group-mention": .skipped,
  "group-topic-message": .skipped,
  "inline-query": .skipped,
  "location": .message(
    id: "\(chat):18", .location(latitude: -6.2, longitude: 106.816666, name: nil, address: nil)),
  "malformed-html-502": .unreadablePoll,
  "malformed-truncated": .unreadablePoll,
  "message-reaction": .message(
    id: "\(chat):14:reaction:900000035", .reaction(emoji: "👍", messageID: "\(chat):14")),
  "migrate-to-supergroup": .skipped,
  "my-chat-member-blocked": .reachable(false),
  "my-chat-member-unblocked": .reachable(true),
  "new-chat-members": .skipped,
  "outbound-answerCallbackQuery": .outbound(method: "answerCallbackQuery"),
  "outbound-answerPreCheckoutQuery-ok": .notUsed,
  "outbound-answerPreCheckoutQuery-refuse": .notUsed,
  "outbound-deleteWebhook": .outbound(method: "deleteWebhook"),
  "outbound-editMessageReplyMarkup": .notUsed,
  "outbound-editMessageText": .notUsed,
  "outbound-getUpdates": .outbound(method: "getUpdates"),
  "outbound-sendChatAction": .outbound(method: "sendChatAction"),
  "outbound-sendInvoice": .notUsed,
  "outbound-sendMediaGroup": .notUsed,
  "outbound-sendMessage-keyboard": .outbound(method: "sendMessage"),
  "outbound-sendMessage-remove-keyboard": .outbound(method: "sendMessage"),
  "outbound-sendMessage-reply": .outbound(method: "sendMessage"),
  "outbound-sendMessage-request-contact": .outbound(method: "sendMessage"),
  "outbound-sendPhoto": .outbound(method: "sendPhoto"),
  "outbound-setMyCommands": .outbound(method: "setMyCommands"),
  "outbound-setWebhook": .outbound(method: "setWebhook"),
  "photo-caption": .message(id: "\(chat):20", photo("AgACTEST3", "Like this one? #mug")),
  "pre-checkout-query": .skipped,
  "refunded-payment": .skipped,
  "reply": .message(id: "\(chat):28", .text("this one"), replyTo: "\(chat):14"),
  "response-getme": .notUsed,
  "response-getwebhookinfo": .notUsed,
  "response-sendmessage": .sent(.sent(providerMessageID: "\(chat):50")),
  "response-true": .sent(.sent(providerMessageID: nil)),
  "shipping-query": .skipped,
  "start": .message(id: "\(chat):12", .command(name: "start", arguments: "")),
  "start-deep-link": .message(id: "\(chat):13", .command(name: "start", arguments: "cart_42-A")),
  "sticker": .message(id: "\(chat):27", .media(Media(kind: .sticker, fileID: "CAACTEST1"))),
  "successful-payment": .skipped,
  "text": .message(id: "\(chat):11", .text("Do you have the blue mug?")),
  "venue": .message(
    id: "\(chat):19",
    .location(latitude: 1.5, longitude: 2.5, name: "Example Park", address: "1 Example Way")),
  "video": .message(
    id: "\(chat):26", .media(Media(kind: .video, fileID: "BAACTEST1", mimeType: "video/mp4", caption: "clip"))),
  "voice": .message(id: "\(chat):24", .media(Media(kind: .voice, fileID: "AwACTEST1", mimeType: "audio/ogg"))),
]

private let textOf4096 = String(
  decoding: String(repeating: "The quick brown fox 😀 ", count: 200).utf16.prefix(4_096), as: UTF16.self)

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
