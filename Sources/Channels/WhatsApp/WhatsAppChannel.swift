import Commerce
import Dialogue
import Logging
import Transport

/// WhatsApp through Meta's Cloud API: renders replies, sends them, and marks what came as read.
///
/// Its webhook is in `WhatsAppChannel+webhook.swift`.
package struct WhatsAppChannel: Channel {
  package static let channelName = ChannelName(rawValue: "whatsapp")

  package let settings: WhatsAppSettings
  let accounts: any ChannelAccountDirectory
  let intake: WhatsAppIntake
  let logger: Logger
  private let api: WhatsAppAPI

  /// - Parameter accounts: credentials are `access_token`, `app_secret` and `verify_token`.
  package init(
    settings: WhatsAppSettings, accounts: any ChannelAccountDirectory, intake: WhatsAppIntake,
    transport: any HTTPTransport, logger: Logger
  ) {
    self.settings = settings
    self.accounts = accounts
    self.intake = intake
    self.logger = logger
    var base = settings.apiBase
    while base.hasSuffix("/") { base.removeLast() }
    let now = intake.time.now
    self.api = WhatsAppAPI(base: base, transport: transport, now: { now().milliseconds })
  }

  package var name: ChannelName { Self.channelName }

  package var capabilities: ChannelCapabilities {
    var capabilities = ChannelCapabilities(
      maximumButtons: settings.limits.buttons, maximumListRows: settings.limits.listRows,
      maximumTextLength: settings.limits.text, replyWindowHours: settings.replyWindowHours)
    capabilities.maximumProducts = settings.limits.products
    capabilities.maximumPictureBytes = Self.maximumPictureBytes
    return capabilities
  }

  /// Meta's limit for images.
  private static let maximumPictureBytes = 5 << 20

  package var pacing: ChannelPacing { settings.pacing }

  package func render(_ message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall] {
    WhatsAppRenderer(limits: settings.limits, listLabel: settings.listLabel).calls(for: message, to: chat)
  }

  package func text(of call: ChannelCall) -> String? {
    guard let json = WhatsAppJSON(call.body) else { return nil }
    let texts = [json["text"]?["body"], json["interactive"]?["body"]?["text"], json["image"]?["caption"]]
    return texts.compactMap { $0?.text }.first ?? (json["image"] == nil ? nil : "[picture]")
  }

  package func send(_ call: ChannelCall, from account: ChannelAccount, callbackData: String) async -> SendOutcome {
    guard case .object(var members) = WhatsAppJSON(call.body) else {
      return .rejected(reason: "the stored call is no JSON object; it was not made by this channel")
    }
    members["biz_opaque_callback_data"] = .string(callbackData)
    if let png = WhatsAppUpload.take(from: &members) {
      switch await uploaded(png, members, from: account) {
      case .success(let ready): members = ready
      case .failure(let stopped): return stopped.outcome
      }
    }
    var outcome = await api.post(call.method, body: WhatsAppJSON.object(members).encoded, from: account)
    if case .rejected(let reason) = outcome, let plain = Self.withoutProducts(members) {
      logger.warning(
        "the catalogue's products were refused; the text goes alone, check channel_catalog_id",
        metadata: ["account": "\(account.key)", "reason": "\(reason)"])
      outcome = await api.post(call.method, body: WhatsAppJSON.object(plain).encoded, from: account)
    }
    log(outcome, from: account)
    return outcome
  }

  /// The message with its picture at Meta; without it where Meta does not take the picture.
  private func uploaded(
    _ png: [UInt8], _ members: [String: WhatsAppJSON], from account: ChannelAccount
  ) async -> Result<[String: WhatsAppJSON], StoppedUpload> {
    switch await api.upload(png, from: account) {
    case .stored(let id): return .success(WhatsAppUpload.setting(id, in: members))
    case .failed(.rejected(let reason)):
      logger.warning("a picture was refused", metadata: ["account": "\(account.key)", "reason": "\(reason)"])
      guard let plain = WhatsAppUpload.withoutPicture(members) else {
        return .failure(StoppedUpload(outcome: .rejected(reason: reason)))
      }
      return .success(plain)
    case .failed(let outcome):
      log(outcome, from: account)
      return .failure(StoppedUpload(outcome: outcome))
    }
  }

  private struct StoppedUpload: Error { var outcome: SendOutcome }

  /// A catalogue that Meta does not know, or that has none of the products, must not cost the shopper the answer: its
  /// text says all that the products would show.
  private static func withoutProducts(_ members: [String: WhatsAppJSON]) -> [String: WhatsAppJSON]? {
    guard let interactive = members["interactive"], let type = interactive["type"]?.text,
      ["product", "product_list"].contains(type), let body = interactive["body"]?["text"]
    else { return nil }
    var plain = members
    plain["interactive"] = nil
    plain["type"] = "text"
    plain["text"] = ["body": body, "preview_url": false]
    return plain
  }

  package func acknowledge(_ message: InboundMessage, from account: ChannelAccount) async {
    guard settings.readMarks, Self.canBeRead(message.content) else { return }
    var members: [String: WhatsAppJSON] = [
      "messaging_product": "whatsapp", "status": "read", "message_id": .string(message.messageID),
    ]
    if settings.showsTyping { members["typing_indicator"] = ["type": "text"] }
    let outcome = await api.post("messages", body: WhatsAppJSON.object(members).encoded, from: account)
    if case .sent = outcome { return }
    logger.debug("a message was not marked as read", metadata: ["account": "\(account.key)", "outcome": "\(outcome)"])
  }

  /// A job's result is no message of WhatsApp's, and what was revoked is no longer there.
  private static func canBeRead(_ content: InboundContent) -> Bool {
    switch content {
    case .system, .revoke: false
    default: true
    }
  }

  private func log(_ outcome: SendOutcome, from account: ChannelAccount) {
    switch outcome {
    case .sent: break
    case .refused(let reason, _), .unknown(let reason):
      logger.info("a message was not sent for now", metadata: ["account": "\(account.key)", "reason": "\(reason)"])
    case .rejected(let reason):
      logger.warning("a message cannot be sent", metadata: ["account": "\(account.key)", "reason": "\(reason)"])
    case .accountBlocked(let reason, _):
      logger.error("an account cannot send", metadata: ["account": "\(account.key)", "reason": "\(reason)"])
    }
  }
}
