import Commerce
import Dialogue
import Logging
import ServiceLifecycle
import Transport

/// Brings in what is written to one bot by long polling; runs until the program ends, whatever Telegram answers.
///
/// One process polls a token: the one that holds its lease. An offset moves only with the durable write of what came
/// before it, so that a crash anywhere means the same updates once more, and the inbox knows them.
package struct TelegramPoller: Service {
  let account: ChannelAccount
  private let settings: TelegramSettings.Polling
  private let api: TelegramAPI
  private let stores: Stores
  private let surroundings: Surroundings
  private let logger: Logger

  /// - Parameter baseURL: `TELEGRAM_API_BASE`.
  package init(
    account: ChannelAccount, settings: TelegramSettings, server: Server, stores: Stores, surroundings: Surroundings
  ) {
    self.account = account
    self.settings = settings.polling
    api = TelegramAPI(transport: server.transport, baseURL: server.baseURL)
    self.stores = stores
    self.surroundings = surroundings
    var logger = surroundings.logger
    logger[metadataKey: "account"] = "\(account.key)"
    self.logger = logger
  }

  package struct Server: Sendable {
    package var transport: any HTTPTransport
    /// `TELEGRAM_API_BASE`
    package var baseURL: String

    package init(transport: any HTTPTransport, baseURL: String) {
      self.transport = transport
      self.baseURL = baseURL
    }
  }

  package typealias Stores = ChannelStores
  package typealias Surroundings = ChannelSurroundings

  package func run() async throws {
    guard let token = account.botToken else {
      return logger.error("no bot token: the bot is not polled until the channel is added again with one")
    }
    await cancelWhenGracefulShutdown {
      await lease.whileHeld { await loop(token).run() }
    }
  }

  private var lease: TelegramPollLease {
    TelegramPollLease(
      name: "poll:\(account.key.externalID)", storeID: account.key.storeID, stores: stores,
      surroundings: surroundings, logger: logger)
  }

  private func loop(_ token: String) -> TelegramPollLoop {
    TelegramPollLoop(
      key: account.key, token: token, settings: settings, api: api, stores: stores, surroundings: surroundings,
      logger: logger)
  }
}
