import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import TestSupport
import Transport

@testable import Transcripts

/// A channel's real renderer, its limits as the provider has them, and its screen as the shopper sees it.
struct ChannelStage: TranscriptStage {
  let name: TranscriptChannel

  func channel(inbox: any InboxStore, time: TimeSource) throws -> any Channel {
    let path = SharedLanguage.folder + "/channels/\(name.rawValue).yaml"
    let logger = Logger(label: "transcript") { _ in SwiftLogNoOpLogHandler() }
    switch name {
    case .whatsapp:
      return WhatsAppChannel(
        settings: try WhatsAppSettings.load(contentsOfFile: path), accounts: NoAccounts(),
        intake: WhatsAppIntake(inbox: inbox, listener: NoListener(), time: time), transport: NoNetwork(), logger: logger
      )
    case .telegram:
      return TelegramChannel(
        settings: try TelegramSettings.read(contentsOfFile: path), transport: NoNetwork(),
        baseURL: "https://api.telegram.org", logger: logger)
    case .console: return try ConsoleStage(settingsPath: path).channel(inbox: inbox, time: time)
    }
  }

  /// What a call shows.
  func shown(_ call: ChannelCall) -> ShownMessage {
    switch name {
    case .whatsapp: WhatsAppScreen.shown(call)
    case .telegram: TelegramScreen.shown(call)
    case .console: ConsoleStage.shown(call)
    }
  }
}

private struct NoAccounts: ChannelAccountDirectory {
  func accounts(of channel: ChannelName) -> [ChannelAccount] { [] }
}

private struct NoListener: WorkListener {
  func conversationsHaveWork(_ keys: [ConversationKey]) {}
}

/// Transcripts only render: a request is a mistake.
private struct NoNetwork: HTTPTransport {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    throw TransportError.notSent("a transcript has no network")
  }
}

enum WhatsAppScreen {
  static func shown(_ call: ChannelCall) -> ShownMessage {
    var message = ShownMessage(text: "")
    let posted = WhatsAppChannel.posted(call)
    message.breaches = WhatsAppLimitChecker.breaches(in: Array(posted.utf8)).map(\.description)
    guard let body = FakeTelegram.JSON(parsing: posted.utf8) else { return message }
    message.hasPicture = posted != call.body
    let interactive = body["interactive"]
    let action = interactive?["action"]
    message.text = [
      body["text"]?["body"], body["image"]?["caption"], interactive?["header"]?["text"], interactive?["body"]?["text"],
      interactive?["footer"]?["text"], action?["parameters"]?["display_text"], action?["parameters"]?["url"],
    ].compactMap { $0?.string }.joined(separator: "\n")
    let replies = (action?["buttons"]?.array ?? []).compactMap { $0["reply"] }
    let rows = (action?["sections"]?.array ?? []).flatMap { $0["rows"]?.array ?? [] }
    message.choices = (replies + rows).map { choice in
      let title = choice["title"]?.string ?? ""
      return ShownChoice(
        title: title, detail: choice["description"]?.string ?? "",
        answer: .choice(id: choice["id"]?.string ?? "", title: title))
    }
    return message
  }
}

enum TelegramScreen {
  static func shown(_ call: ChannelCall) -> ShownMessage {
    var message = ShownMessage(text: "")
    guard var body = FakeTelegram.JSON(parsing: call.body.utf8) else {
      message.breaches = ["the body is no JSON"]
      return message
    }
    message.hasPicture = body["photo_data"] != nil
    body["photo_data"] = nil
    message.breaches = FakeTelegram.Limits.refusal(of: call.method, body).map { [$0] } ?? []
    let html = body["text"]?.string ?? body["caption"]?.string ?? ""
    if case .success(let text) = FakeTelegram.HTML.parse(html) { message.text = text }
    let markup = body["reply_markup"]
    let inline = (markup?["inline_keyboard"]?.array ?? []).flatMap { $0.array ?? [] }
    let keys = (markup?["keyboard"]?.array ?? []).flatMap { $0.array ?? [] }
    message.choices = inline.compactMap { button in
      guard let data = button["callback_data"]?.string, let title = button["text"]?.string else { return nil }
      return ShownChoice(title: title, answer: .choice(id: data, title: title))
    }
    message.choices += keys.compactMap { key in
      key["request_location"] != nil ? nil : key["text"]?.string.map { ShownChoice(title: $0, answer: .text($0)) }
    }
    return message
  }
}
