import Dialogue
import Logging
import ServiceLifecycle

/// What Telegram is told of a bot when the server starts.
package struct TelegramIntroduction: Sendable {
  /// The first is shown to whoever's language has none.
  package var menus: [CommandMenu]
  /// `https://…/webhooks/telegram`; nil where the server does not know its own address.
  package var webhookURL: String?
  /// The bot sends invoices, and is asked before they are paid.
  package var sendsInvoices = false

  package init(menus: [CommandMenu], webhookURL: String? = nil) {
    self.menus = menus
    self.webhookURL = webhookURL
  }
}

/// One bot while the server runs: its menu is told, and what is written to it comes by webhook where it has a secret
/// token and is polled otherwise. Whatever Telegram answers, the server runs on and it is told again later.
package struct TelegramBot: Service {
  private let poller: TelegramPoller
  private let introduction: TelegramIntroduction
  private let api: TelegramAPI
  private let surroundings: ChannelSurroundings
  private let logger: Logger

  private static let timeoutMilliseconds: Int64 = 20_000
  private static let firstWaitMilliseconds: Int64 = 2_000
  private static let longestWaitMilliseconds: Int64 = 600_000

  package init(
    poller: TelegramPoller, introduction: TelegramIntroduction, server: TelegramPoller.Server,
    surroundings: ChannelSurroundings
  ) {
    self.poller = poller
    self.introduction = introduction
    api = TelegramAPI(transport: server.transport, baseURL: server.baseURL)
    self.surroundings = surroundings
    var logger = surroundings.logger
    logger[metadataKey: "account"] = "\(poller.account.key)"
    self.logger = logger
  }

  package func run() async throws {
    guard let token = poller.account.botToken else { return try await poller.run() }
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask { await tellMenus(token) }
        if let secret = poller.account.webhookSecret {
          group.addTask { await setWebhook(secret, token) }
        } else {
          group.addTask { await poll() }
        }
      }
    }
  }

  private func poll() async {
    do {
      try await poller.run()
    } catch {
      logger.error("polling ended; it begins again with the server", metadata: ["cause": "\(error)"])
    }
  }

  /// Each language's menu; the first without a language, for all others.
  private func tellMenus(_ token: String) async {
    for (index, menu) in introduction.menus.enumerated() {
      let commands = menu.entries.map { BotCommand(command: $0.command, description: $0.description) }
      let accepted = commands.filter(\.isAcceptable).prefix(BotCommand.maximumCount)
      if accepted.count < commands.count {
        logger.warning("some bot commands were left out", metadata: ["names": "\(commands.map(\.command))"])
      }
      guard !accepted.isEmpty else { continue }
      if index == 0 { await insist("setMyCommands", SetCommands(commands: Array(accepted)), token) }
      await insist("setMyCommands", SetCommands(commands: Array(accepted), language: menu.language), token)
    }
  }

  /// Without an address of its own the server leaves the webhook to whoever has set it. Set anew at every start, for
  /// the secret may have changed; what waits at Telegram stays.
  private func setWebhook(_ secret: String, _ token: String) async {
    guard let url = introduction.webhookURL else {
      return logger.info("SOUK_PUBLIC_URL is not set: the bot's webhook is taken to be set already")
    }
    let more = introduction.sendsInvoices ? TelegramPollLoop.invoiceUpdates : []
    let body = SetWebhook(url: url, secret: secret, allowedUpdates: TelegramPollLoop.allowedUpdates + more)
    await insist("setWebhook", body, token)
  }

  /// Until it is done or the server ends.
  private func insist(_ method: String, _ body: some Encodable, _ token: String) async {
    let text = body.telegramJSON()
    var wait = Self.firstWaitMilliseconds
    while !Task.isCancelled {
      do {
        let answer = try await api.call(
          method, body: text, token: token, timeoutMilliseconds: Self.timeoutMilliseconds)
        if case .ok = answer { return logger.debug("\(method) is done") }
        var asked: Int64 = 0
        if case .failure(let failure) = answer { asked = failure.retryAfterMilliseconds ?? 0 }
        let pause = max(wait, asked)
        logger.warning(
          "\(method) failed; it is tried again", metadata: ["answer": "\(answer.summary)", "wait_ms": "\(pause)"])
        try await surroundings.sleep(pause)
      } catch {
        return logger.debug("\(method) was cut short")
      }
      wait = min(wait * 2, Self.longestWaitMilliseconds)
    }
  }
}

extension ChannelAccount {
  var webhookSecret: String? {
    credentials[TelegramChannel.Credential.secretToken].flatMap { $0.isEmpty ? nil : $0 }
  }
}

private struct SetCommands: Encodable {
  var commands: [BotCommand]
  var language: String?

  enum CodingKeys: String, CodingKey {
    case commands
    case language = "language_code"
  }
}

private struct SetWebhook: Encodable {
  var url: String
  var secret: String
  var allowedUpdates: [String]

  enum CodingKeys: String, CodingKey {
    case url
    case secret = "secret_token"
    case allowedUpdates = "allowed_updates"
  }
}
