import Dialogue
import Logging
import Transport

/// Telegram, by bots: what comes in is brought by ``TelegramPoller`` or ``TelegramWebhook``, what goes out by this.
package struct TelegramChannel: Channel {
  package static let channelName = ChannelName(rawValue: "telegram")

  /// The names of an account's credentials.
  package enum Credential {
    package static let botToken = "bot_token"
    package static let secretToken = "secret_token"
  }

  package let settings: TelegramSettings
  private let api: TelegramAPI
  private let renderer: TelegramRenderer
  private let logger: Logger

  /// - Parameter baseURL: `TELEGRAM_API_BASE`.
  package init(settings: TelegramSettings, transport: any HTTPTransport, baseURL: String, logger: Logger) {
    self.settings = settings
    api = TelegramAPI(transport: transport, baseURL: baseURL)
    renderer = TelegramRenderer(locationLabel: settings.locationLabel)
    self.logger = logger
  }

  package var name: ChannelName { Self.channelName }
  package var capabilities: ChannelCapabilities {
    var capabilities = settings.capabilities
    capabilities.maximumPictureBytes = Self.maximumPictureBytes
    return capabilities
  }

  /// Telegram's limit for photos.
  private static let maximumPictureBytes = 10 << 20

  package var pacing: ChannelPacing { settings.pacing }

  package func render(_ message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall] {
    renderer.render(message, to: chat)
  }

  package func text(of call: ChannelCall) -> String? { TelegramSender.outgoing(call)?.shownText }

  /// Telegram gives nothing back in its reports, so `callbackData` goes nowhere.
  package func send(_ call: ChannelCall, from account: ChannelAccount, callbackData: String) async -> SendOutcome {
    guard let token = account.botToken else {
      return .accountBlocked(
        reason: "the account has no \(Credential.botToken): set TELEGRAM_BOT_TOKEN or add the channel again",
        retryAfterMilliseconds: TelegramSender.blockedMilliseconds)
    }
    let sender = TelegramSender(api: api, token: token, timeoutMilliseconds: settings.sendTimeoutSeconds * 1_000)
    return await sender.send(call)
  }

  /// Answers a tapped button, without which its client shows a spinner for a minute; otherwise shows that an answer is
  /// being written, where one is due.
  package func acknowledge(_ message: InboundMessage, from account: ChannelAccount) async {
    if case .choice = message.content, let queryID = TelegramCallbackID.queryID(of: message.messageID) {
      return await bestEffort("answerCallbackQuery", AnswerCallbackQuery(queryID: queryID), account)
    }
    switch message.content {
    case .reaction, .revoke, .system: return
    default: await bestEffort("sendChatAction", ChatAction(chatID: TelegramChatID(message.chat.rawValue)), account)
    }
  }

  /// A tap's client waits; "typing" is for answers that take long, as Telegram asks.
  package func acknowledgement(of message: InboundMessage) -> AcknowledgementTime {
    if case .choice = message.content { .atOnce } else { .whenAnswerIsLate }
  }

  private func bestEffort(_ method: String, _ body: some Encodable, _ account: ChannelAccount) async {
    guard let token = account.botToken else { return }
    do {
      let answer = try await api.call(
        method, body: body.telegramJSON(), token: token, timeoutMilliseconds: Self.courtesyTimeoutMilliseconds)
      guard case .ok = answer else {
        return logger.info("\(method) failed", metadata: ["account": "\(account.key)", "answer": "\(answer.summary)"])
      }
    } catch {
      logger.debug("\(method) was cut short", metadata: ["account": "\(account.key)"])
    }
  }

  /// A sign that a message has arrived is worth little after this.
  private static let courtesyTimeoutMilliseconds: Int64 = 5_000
}

extension ChannelAccount {
  var botToken: String? {
    credentials[TelegramChannel.Credential.botToken].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A Telegram account's public id: the bot's, which is what stands before the colon of its token.
  package static func telegramBotID(ofToken token: String) -> String? {
    let digits = token.prefix { $0 != ":" }
    guard digits.utf8.count < token.utf8.count, !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return String(digits)
  }
}

private struct AnswerCallbackQuery: Encodable {
  var queryID: String

  enum CodingKeys: String, CodingKey { case queryID = "callback_query_id" }
}

private struct ChatAction: Encodable {
  var chatID: TelegramChatID
  var action = "typing"

  enum CodingKeys: String, CodingKey {
    case action
    case chatID = "chat_id"
  }
}
