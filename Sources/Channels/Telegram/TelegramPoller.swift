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
  private let account: ChannelAccount
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

  package struct Stores: Sendable {
    package var inbox: any InboxStore
    package var leases: any LeaseStore
    package var listener: any WorkListener
    /// Tells this process from others in leases.
    package var owner: Int64

    package init(inbox: any InboxStore, leases: any LeaseStore, listener: any WorkListener, owner: Int64) {
      self.inbox = inbox
      self.leases = leases
      self.listener = listener
      self.owner = owner
    }
  }

  /// The clock, chance and the log.
  package struct Surroundings: Sendable {
    package var time: TimeSource
    /// Milliseconds; throws when cancelled.
    package var sleep: @Sendable (Int64) async throws -> Void
    /// From 0 up to, not including, 1.
    package var random: @Sendable () -> Double
    package var logger: Logger

    package init(
      time: TimeSource, sleep: @escaping @Sendable (Int64) async throws -> Void,
      random: @escaping @Sendable () -> Double, logger: Logger
    ) {
      self.time = time
      self.sleep = sleep
      self.random = random
      self.logger = logger
    }
  }

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
