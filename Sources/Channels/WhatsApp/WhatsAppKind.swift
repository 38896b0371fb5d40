import Dialogue

/// WhatsApp: everything comes by the webhook, so that an account needs nothing but its credentials.
struct WhatsAppKind: ChannelKind {
  let name = WhatsAppChannel.channelName
  let credentials = [
    ChannelCredential(
      "phone_number_id", variable: "WHATSAPP_PHONE_NUMBER_ID", isPublic: true,
      expected: "the id that Meta gives the number, digits"),
    ChannelCredential("access_token", variable: "WHATSAPP_ACCESS_TOKEN", expected: "a system user's token"),
    ChannelCredential(
      "app_secret", variable: "WHATSAPP_APP_SECRET", expected: "the app's secret, by which webhooks are signed"),
    ChannelCredential(
      "verify_token", variable: "WHATSAPP_VERIFY_TOKEN", expected: "any word of yours, given to Meta too"),
  ]
  let variables: ChannelVariables? = ChannelVariables(
    apiBase: "WHATSAPP_API_BASE", messagesPerSecond: "WHATSAPP_MESSAGES_PER_SECOND")

  func externalID(of credentials: [String: String]) -> String? {
    credentials["phone_number_id"].flatMap { $0.isEmpty ? nil : $0 }
  }

  func open(_ parts: ChannelParts, _ environment: ChannelEnvironment) throws -> OpenChannel {
    var settings = try WhatsAppSettings.load(contentsOfFile: parts.settingsFile(name))
    settings.pacing = settings.pacing.overriding(messagesPerSecond: environment.messagesPerSecond.map(Double.init))
    settings.apiBase = environment.apiBase ?? settings.apiBase
    let (stores, surroundings) = (parts.stores, parts.surroundings)
    let channel = WhatsAppChannel(
      settings: settings, accounts: parts.accounts,
      intake: WhatsAppIntake(inbox: stores.inbox, listener: stores.listener, time: surroundings.time),
      transport: parts.transport, logger: surroundings.logger)
    return OpenChannel(channel, receiver: channel)
  }
}
