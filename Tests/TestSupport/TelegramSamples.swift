import Channels
import Commerce
import Dialogue
import Foundation

/// The recorded updates, answers and calls in Tests/Fixtures/telegram, by their names without `tg-` and `.json`.
package enum TelegramSamples {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/telegram")

  package static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: "tg-\(name).json")))
  }

  package static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  package static func names() throws -> Set<String> {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    return Set(files.map { String($0.dropFirst("tg-".count).dropLast(".json".count)) })
  }
}

/// What each recorded sample must lead to; a new sample without a line here fails.
package enum TelegramEffect: Sendable {
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

package let telegramEffects: [String: TelegramEffect] = [
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
