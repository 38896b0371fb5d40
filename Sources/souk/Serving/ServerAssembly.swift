import Channels
import Commerce
import CoreMetrics
import Dialogue
import Logging
import OwnerChat
import Payments
import Search
import ServiceLifecycle
import Storage
import Transport
import Web

/// The running server's parts and how they know of each other.
struct ServerAssembly {
  let souk: Souk
  let metrics: PrometheusMetrics

  func services() async throws -> [any Service] {
    let accounts = try await souk.accounts()
    let transport = CurlTransport()
    let inbox = LimitedInbox(
      souk.storage.inbox, senderMessagesPerMinute: souk.configuration.senderMessagesPerMinute,
      storeMessagesPerSecond: souk.configuration.storeMessagesPerSecond, time: souk.time, logger: souk.logger)
    let mailbox = DispatchMailbox()
    let parts = souk.channelParts(
      accounts: accounts, transport: transport,
      stores: ChannelStores(
        inbox: inbox, leases: souk.storage.leases, listener: mailbox, owner: souk.owner))
    let payments = try await souk.paymentProviders(transport)
    let reading = try await souk.reading()
    let files = try FilesInUse.read(souk, parts, payments: payments, reading: reading)
    try await souk.warm(files.search)

    let sender = OutboxSender(
      outbox: souk.storage.outbox, leases: souk.storage.leases, accounts: accounts, channels: files.servedChannels,
      settings: SenderSettings(owner: souk.owner, time: souk.time, logger: souk.logger) { Double.random(in: 0..<1) })
    let acknowledger = Acknowledger(accounts: accounts, time: souk.time)
    var turn = TurnSettings(owner: souk.owner, logger: souk.logger)
    turn.sending = { _ in sender.wake() }
    turn.outlet = sender
    turn.acknowledge = { acknowledger.acknowledge($0, on: $1) }
    turn.answered = { acknowledger.answered($0, $1) }
    turn.listener = mailbox
    turn.adviser = try souk.adviser(transport: transport)
    let dispatcher = Dispatcher(
      runner: files.runner(souk, turn), turns: souk.storage.turns, settings: DispatcherSettings(), logger: souk.logger)
    mailbox.connect(dispatcher)

    let current = CurrentFiles(files)
    let services = AccountServices(accounts: accounts, channels: files.channels, logger: souk.logger)
    let reload = FileReload(souk: souk, parts: parts, payments: payments, reading: reading) { [souk, turn] files in
      dispatcher.replace(files.runner(souk, turn))
      await sender.replace(files.servedChannels)
      services.replace(files.channels)
      current.replace(files)
    }
    var web = WebServer(
      settings: WebSettings(host: souk.configuration.host, port: souk.configuration.port),
      receivers: files.channels.compactMap(\.receiver) + souk.paymentWebhooks(payments), probes: probes(),
      logger: souk.logger)
    web.onListening = announcement(accounts)
    web.api = try await souk.api(current, payments)
    // Stopped from the last to the first: the sender still sends what the last turns say.
    let orderWork = OrderWorkService(work: souk.orderWork(payments), stores: souk.storage.stores)
    let gauges = QueueGauges(health: souk.storage.health, logger: souk.logger)
    return [
      gauges, sender, dispatcher, acknowledger, web, try jobs(mailbox, payments, reading), orderWork, services, reload,
    ]
  }

  private func jobs(
    _ listener: any WorkListener, _ payments: FixedProviders, _ reading: any Database
  ) throws -> JobRunner {
    let storage = souk.storage
    let desk = ShopDesk.Parts(
      storage: storage, readOnly: reading,
      files: try DeskFiles.load(directory: souk.configuration.home + "/prompts/analytics"), logger: souk.logger)
    return JobRunner(
      jobs: storage.jobs, inbox: storage.inbox, handlers: souk.jobHandlers(payments, desk: desk),
      stores: { try await storage.stores.list().map(\.id) },
      settings: JobSettings(owner: souk.owner, time: souk.time, logger: souk.logger, listener: listener))
  }

  /// Said once connections are taken, with the port that was bound: 0 asks for any free one.
  private func announcement(_ accounts: StoredChannelAccounts) -> @Sendable (Int) async -> Void {
    let logger = souk.logger
    let host = souk.configuration.host
    let channels = ChannelRegistry.connectable.flatMap { accounts.accounts(of: $0.name) }.map { "\($0.key)" }
    let listed = channels.isEmpty ? "none; `souk doctor` says how to add one" : channels.joined(separator: ", ")
    return { port in
      logger.info("Souk is ready", metadata: ["address": "http://\(host):\(port)", "channels": "\(listed)"])
    }
  }

  private func probes() -> WebProbes {
    let storage = souk.storage
    let (metrics, owner) = (metrics, souk.owner)
    return WebProbes(
      readiness: {
        do {
          guard case .current = try await storage.schemaStatus() else {
            return Readiness(reasons: ["the database schema is not current; run `souk migrate`"])
          }
        } catch {
          return Readiness(reasons: ["the database cannot be read: \(error)"])
        }
        // A full disk is read from as before, and takes no message.
        do { try await storage.presence.renew(owner: owner) } catch {
          return Readiness(reasons: ["the database cannot be written: \(error)"])
        }
        return .ready
      }, metricsText: { metrics.text() })
  }
}
