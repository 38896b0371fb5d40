import Dialogue

/// Telegram: a bot is polled, or its updates come by webhook where it has a secret token.
struct TelegramKind: ChannelKind {
  let name = TelegramChannel.channelName
  let credentials = [
    ChannelCredential(
      TelegramChannel.Credential.botToken, variable: "TELEGRAM_BOT_TOKEN",
      expected: "<digits>:<letters and digits>, as @BotFather gives it"),
    ChannelCredential(
      TelegramChannel.Credential.secretToken, variable: "TELEGRAM_SECRET_TOKEN", isRequired: false,
      expected: "1 to 256 letters, digits, _ and -: updates then come by webhook"),
  ]
  let variables: ChannelVariables? = ChannelVariables(
    apiBase: "TELEGRAM_API_BASE", messagesPerSecond: "TELEGRAM_MESSAGES_PER_SECOND")

  private static let apiBase = "https://api.telegram.org"

  func externalID(of credentials: [String: String]) -> String? {
    guard let token = credentials[TelegramChannel.Credential.botToken] else { return nil }
    let parts = token.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    return ChannelAccount.telegramBotID(ofToken: token)
  }

  func open(_ parts: ChannelParts, _ environment: ChannelEnvironment) throws -> OpenChannel {
    var settings = try TelegramSettings.read(contentsOfFile: parts.settingsFile(name))
    settings.pacing = settings.pacing.overriding(messagesPerSecond: environment.messagesPerSecond.map(Double.init))
    let (stores, surroundings) = (parts.stores, parts.surroundings)
    let server = TelegramPoller.Server(transport: parts.transport, baseURL: environment.apiBase ?? Self.apiBase)
    let channel = TelegramChannel(
      settings: settings, transport: server.transport, baseURL: server.baseURL, logger: surroundings.logger)
    var webhook = TelegramWebhook(
      directory: parts.accounts, inbox: stores.inbox, listener: stores.listener, time: surroundings.time,
      logger: surroundings.logger)
    webhook.invoices = stores.invoices.map { TelegramWebhook.Invoices(desk: $0, server: server) }
    var introduction = TelegramIntroduction(
      menus: parts.menus, webhookURL: parts.publicURL.map { $0 + webhook.path })
    introduction.sendsInvoices = stores.invoices != nil
    return OpenChannel(channel, receiver: webhook) { [settings, introduction] account in
      TelegramBot(
        poller: TelegramPoller(
          account: account, settings: settings, server: server, stores: stores, surroundings: surroundings),
        introduction: introduction, server: server, surroundings: surroundings)
    }
  }
}
