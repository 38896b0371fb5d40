import ArgumentParser
import Channels
import Commerce
import CoreMetrics
import Dialogue
import Logging
import Search
import ServiceLifecycle
import Storage
import Transport
import UnixSignals
import Web

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the server: webhooks, polling, conversations and sending.")

  func run() async throws {
    let configuration = try environment()
    let lock = try Self.lock(configuration)
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    let souk = try await Souk.open(configuration)
    let presence = PresenceService(
      presence: souk.storage.presence, owner: souk.owner, isAlone: lock != nil, logger: souk.logger)
    try await presence.begin()
    let server: [any Service] = [presence] + (try await ServerAssembly(souk: souk, metrics: metrics).services())
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: server.map {
          .init(service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .gracefullyShutdownGroup)
        }, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.lifecycleLogger(souk.logger))
    ).run()
    try await souk.storage.database.close()
    withExtendedLifetime(lock) {}
  }

  /// At `debug` the library prints whole services, settings and all.
  private static func lifecycleLogger(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .notice)
    return logger
  }

  /// On SQLite one server at a time.
  private static func lock(_ configuration: Configuration) throws -> ServeLock? {
    guard case .sqlite(let path) = configuration.databaseURL else { return nil }
    return try ServeLock(databasePath: path)
  }
}

/// The running server's parts and how they know of each other.
struct ServerAssembly {
  let souk: Souk
  let metrics: PrometheusMetrics

  func services() async throws -> [any Service] {
    let accounts = try await souk.accounts()
    let transport = CurlTransport()
    let search = try souk.search()
    try await warm(search)
    let telegram = TelegramChannel(
      settings: try souk.telegramSettings(), transport: transport, baseURL: souk.configuration.telegramAPIBase,
      logger: souk.logger)
    let inbox = LimitedInbox(
      souk.storage.inbox, senderMessagesPerMinute: souk.configuration.senderMessagesPerMinute,
      storeMessagesPerSecond: souk.configuration.storeMessagesPerSecond, time: souk.time, logger: souk.logger)
    let acknowledger = Acknowledger(accounts: accounts)
    let mailbox = DispatchMailbox()
    let whatsApp = WhatsAppChannel(
      settings: try souk.whatsAppSettings(), accounts: accounts,
      intake: WhatsAppIntake(inbox: inbox, listener: mailbox, time: souk.time), transport: transport,
      logger: souk.logger)
    let console = try souk.console { _, _ in }
    let sender = OutboxSender(
      outbox: souk.storage.outbox, leases: souk.storage.leases, accounts: accounts,
      channels: ChannelDirectory([whatsApp, telegram]),
      settings: SenderSettings(owner: souk.owner, time: souk.time, logger: souk.logger) { Double.random(in: 0..<1) })
    var turn = TurnSettings(owner: souk.owner, logger: souk.logger)
    turn.sending = { _ in sender.wake() }
    turn.acknowledge = { acknowledger.acknowledge($0, on: $1) }
    turn.listener = mailbox
    let payments = try await souk.paymentProviders(transport)
    let runner = TurnRunner(
      engine: try souk.engine(search: search, payments: payments), turns: souk.storage.turns,
      channels: ChannelDirectory([whatsApp, telegram, console]), search: search, settings: turn)
    let dispatcher = Dispatcher(
      runner: runner, turns: souk.storage.turns, settings: DispatcherSettings(), logger: souk.logger)
    mailbox.connect(dispatcher)
    let webhook = TelegramWebhook(
      directory: accounts, inbox: inbox, listener: mailbox, time: souk.time, logger: souk.logger)
    var web = WebServer(
      settings: WebSettings(host: souk.configuration.host, port: souk.configuration.port),
      receivers: [whatsApp, webhook] + souk.paymentWebhooks(payments), probes: probes(), logger: souk.logger)
    web.onListening = announcement(accounts)
    let orderWork = OrderWorkService(work: souk.orderWork(payments), stores: souk.storage.stores)
    return [dispatcher, sender, acknowledger, web, orderWork]
      + pollers(accounts, inbox, mailbox, telegram, transport)
  }

  /// Every store's index is built before the first shopper asks.
  private func warm(_ search: CatalogIndexes) async throws {
    for store in try await souk.storage.stores.list().prefix(CatalogIndexes.defaultMaximumStores) {
      let catalog = try await souk.storage.store(store.id).catalog.snapshot()
      search.apply(catalog.products, removed: [], sequence: catalog.sequence, store: store.id)
    }
  }

  /// Said once connections are taken, with the port that was bound: 0 asks for any free one.
  private func announcement(_ accounts: StoredChannelAccounts) -> @Sendable (Int) async -> Void {
    let logger = souk.logger
    let host = souk.configuration.host
    let names = [WhatsAppChannel.channelName, TelegramChannel.channelName]
    let channels = names.flatMap(accounts.accounts(of:)).map { "\($0.key.channel):\($0.key.externalID)" }
    let listed = channels.isEmpty ? "none; `souk doctor` says how to add one" : channels.joined(separator: ", ")
    return { port in
      logger.info("Souk is ready", metadata: ["address": "http://\(host):\(port)", "channels": "\(listed)"])
    }
  }

  private func probes() -> WebProbes {
    let storage = souk.storage
    let metrics = metrics
    return WebProbes(
      readiness: {
        do {
          guard case .current = try await storage.schemaStatus() else {
            return Readiness(reasons: ["the database schema is not current; run `souk migrate`"])
          }
          return .ready
        } catch {
          return Readiness(reasons: ["the database cannot be read: \(error)"])
        }
      }, metricsText: { metrics.text() })
  }

  /// Bots with a secret token get their updates by webhook; all others are polled.
  private func pollers(
    _ accounts: StoredChannelAccounts, _ inbox: any InboxStore, _ listener: any WorkListener,
    _ telegram: TelegramChannel, _ transport: CurlTransport
  ) -> [any Service] {
    accounts.accounts(of: TelegramChannel.channelName)
      .filter { $0.credentials[TelegramChannel.Credential.secretToken] == nil }
      .map { account in
        TelegramPoller(
          account: account, settings: telegram.settings,
          server: .init(transport: transport, baseURL: souk.configuration.telegramAPIBase),
          stores: .init(inbox: inbox, leases: souk.storage.leases, listener: listener, owner: souk.owner),
          surroundings: .init(
            time: souk.time, sleep: { try await Task.sleep(for: .milliseconds($0)) },
            random: { Double.random(in: 0..<1) }, logger: souk.logger))
      }
  }
}
