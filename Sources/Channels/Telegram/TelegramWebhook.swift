import Commerce
import Crypto
import Dialogue
import Foundation
import Logging

/// Takes what Telegram pushes, for bots whose `setWebhook` names this server and a secret token.
package struct TelegramWebhook: WebhookReceiver {
  package let path = "/webhooks/telegram"
  package let maximumBodyBytes = 1 << 20

  private let directory: any ChannelAccountDirectory
  private let inbox: any InboxStore
  private let listener: any WorkListener
  private let time: TimeSource
  private let logger: Logger
  /// Where the bot's invoices are answered for; nil where it sends none.
  package var invoices: Invoices?

  package struct Invoices: Sendable {
    let desk: any InvoiceDesk
    let api: TelegramAPI

    package init(desk: any InvoiceDesk, server: TelegramPoller.Server) {
      self.desk = desk
      api = TelegramAPI(transport: server.transport, baseURL: server.baseURL)
    }
  }

  package init(
    directory: any ChannelAccountDirectory, inbox: any InboxStore, listener: any WorkListener, time: TimeSource,
    logger: Logger
  ) {
    self.directory = directory
    self.inbox = inbox
    self.listener = listener
    self.time = time
    self.logger = logger
  }

  package func receive(_ request: WebhookRequest) async -> WebhookResponse {
    guard request.method == .post else {
      return .error(405, code: "method_not_allowed", message: "Send updates by POST.")
    }
    guard let account = account(for: request.headers["x-telegram-bot-api-secret-token"] ?? []) else {
      logger.warning("a Telegram webhook without a known secret token was refused")
      return .error(401, code: "unauthorized", message: "The secret token is missing or unknown.")
    }
    let update: TelegramUpdateReader.Element
    do {
      update = try TelegramUpdateReader.update(request.body)
    } catch {
      return .error(400, code: "malformed", message: "The body is not JSON.")
    }
    guard update.id != nil else { return .error(400, code: "malformed", message: "The body is not an update.") }
    return await store(update, of: account)
  }

  private func store(_ update: TelegramUpdateReader.Element, of owner: ChannelAccount) async -> WebhookResponse {
    let account = owner.key
    var logger = logger
    logger[metadataKey: "account"] = "\(account)"
    if let invoices, let token = owner.botToken {
      do {
        try await TelegramInvoices(
          desk: invoices.desk, account: account, token: token, api: invoices.api, logger: logger
        ).take([update])
      } catch {
        logger.error("a payment cannot be noted; Telegram sends it again", metadata: ["error": "\(error)"])
        var response = WebhookResponse.error(503, code: "unavailable", message: "Not stored; send it again.")
        response.retryAfterSeconds = Self.retryAfterSeconds
        return response
      }
    }
    let batch = TelegramIntake(account: account, logger: logger).batch(of: [update], receivedAt: time.now())
    guard !batch.isEmpty else { return WebhookResponse(status: 200) }
    do {
      let work = try await inbox.receive(batch)
      if !work.isEmpty { listener.conversationsHaveWork(work) }
      return WebhookResponse(status: 200)
    } catch {
      logger.error("an update cannot be stored; Telegram sends it again", metadata: ["error": "\(error)"])
      var response = WebhookResponse.error(503, code: "unavailable", message: "Not stored; send it again.")
      response.retryAfterSeconds = Self.retryAfterSeconds
      return response
    }
  }

  private static let retryAfterSeconds = 5

  /// Compares with every account's secret, digest with digest, so that the time it takes tells nothing of any of them.
  private func account(for tokens: [String]) -> ChannelAccount? {
    guard tokens.count == 1, let token = tokens.first, !token.isEmpty else { return nil }
    let given = SHA256.hash(data: Data(token.utf8))
    var found: ChannelAccount?
    for account in directory.accounts(of: TelegramChannel.channelName) {
      let secret = account.credentials[TelegramChannel.Credential.secretToken] ?? ""
      let isEqual = SHA256.hash(data: Data(secret.utf8)) == given
      if isEqual, !secret.isEmpty { found = account }
    }
    return found
  }
}
