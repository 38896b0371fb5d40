import Dialogue
import Foundation
import Transport

/// Makes one stored call, and once more in a simpler form where Telegram refuses its formatting, its picture or its
/// chat's old number.
struct TelegramSender: Sendable {
  let api: TelegramAPI
  let token: String
  let timeoutMilliseconds: Int64

  /// A bad token does not heal by itself: seldom tried.
  static let blockedMilliseconds: Int64 = 600_000

  func send(_ call: ChannelCall) async -> SendOutcome {
    let answer: TelegramAnswer
    do {
      answer =
        if let form = Self.form(of: call) {
          try await api.call(call.method, form: form, token: token, timeoutMilliseconds: timeoutMilliseconds)
        } else {
          try await api.call(call.method, body: call.body, token: token, timeoutMilliseconds: timeoutMilliseconds)
        }
    } catch {
      return .unknown(reason: "sending was cut short by the end of the program")
    }
    if case .failure(let failure) = answer, let simpler = Self.simplified(call, after: failure) {
      return await send(simpler)
    }
    return Self.outcome(of: answer)
  }

  /// The form of a call whose picture goes with it; nil where none does.
  private static func form(of call: ChannelCall) -> MultipartForm? {
    guard let body = outgoing(call), let text = body.photoData, let png = Data(base64Encoded: text) else { return nil }
    var parts: [MultipartForm.Part] = []
    switch body.chatID {
    case .number(let number): parts.append(.init("chat_id", String(number)))
    case .name(let name): parts.append(.init("chat_id", name))
    }
    if let photo = body.photo { parts.append(.init("photo", photo)) }
    if let caption = body.caption { parts.append(.init("caption", caption)) }
    if let mode = body.parseMode { parts.append(.init("parse_mode", mode)) }
    if let markup = body.replyMarkup { parts.append(.init("reply_markup", markup.telegramJSON())) }
    parts.append(.init("chart", fileName: "chart.png", mediaType: "image/png", bytes: Array(png)))
    return MultipartForm(parts)
  }

  /// The call to make in place of one refused with 400; nil where none would do better. Each step takes away what was
  /// refused, so that there are at most three.
  private static func simplified(_ call: ChannelCall, after failure: TelegramFailure) -> ChannelCall? {
    guard failure.status == 400, failure.isFromTelegram, let body = outgoing(call) else { return nil }
    if let chat = failure.migrateToChatID, body.chatID != .number(chat) {
      var moved = body
      moved.chatID = .number(chat)
      return ChannelCall(method: call.method, body: moved.telegramJSON())
    }
    if failure.mentions("can't parse entities") {
      return body.parseMode == nil ? nil : ChannelCall(method: call.method, body: body.plain.telegramJSON())
    }
    if failure.mentions("chat not found") { return nil }
    return body.withoutPhoto.map { ChannelCall(method: "sendMessage", body: $0.telegramJSON()) }
  }

  static func outgoing(_ call: ChannelCall) -> TelegramOutgoing? {
    do {
      return try JSONDecoder().decode(TelegramOutgoing.self, from: Data(call.body.utf8))
    } catch {
      return nil
    }
  }

  static func outcome(of answer: TelegramAnswer) -> SendOutcome {
    switch answer {
    case .ok(let body): .sent(providerMessageID: messageID(in: body))
    case .failure(let failure): outcome(of: failure)
    case .unreadable: .unknown(reason: "Telegram's answer was cut short or garbled")
    case .tooLarge: .sent(providerMessageID: nil)
    case .notSent(let reason): .refused(reason: reason, retryAfterMilliseconds: nil)
    case .lost(let reason): .unknown(reason: reason)
    }
  }

  private static func outcome(of failure: TelegramFailure) -> SendOutcome {
    switch failure.status {
    case 400 where failure.mentions("message is not modified"): .sent(providerMessageID: nil)
    case 401, 404:
      .accountBlocked(
        reason: "\(failure.reason): check the bot's token", retryAfterMilliseconds: blockedMilliseconds)
    case 429: .refused(reason: failure.reason, retryAfterMilliseconds: failure.retryAfterMilliseconds)
    // A gateway's page says nothing of what happened behind it; Telegram's own 5xx says that it failed.
    case 500... where failure.isFromTelegram || failure.status == 503:
      .refused(reason: failure.reason, retryAfterMilliseconds: failure.retryAfterMilliseconds)
    case 500...: .unknown(reason: failure.reason)
    case 408, 409, 300..<400: .refused(reason: failure.reason, retryAfterMilliseconds: nil)
    default: .rejected(reason: failure.reason)
    }
  }

  private static func messageID(in body: [UInt8]) -> String? {
    do {
      let result = try JSONDecoder().decode(Sent.self, from: Data(body)).result
      return TelegramDecoder.messageID(chat: result.chat.id, message: result.messageID)
    } catch {
      // The answer to some methods is only `true`.
      return nil
    }
  }

  private struct Sent: Decodable {
    var result: Message

    struct Message: Decodable {
      var messageID: Int64
      var chat: Chat

      enum CodingKeys: String, CodingKey {
        case chat
        case messageID = "message_id"
      }
    }

    struct Chat: Decodable { var id: Int64 }
  }
}
