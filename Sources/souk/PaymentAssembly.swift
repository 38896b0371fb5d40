import Commerce
import Dialogue
import Logging
import Payments
import ServiceLifecycle
import Storage
import Transport

extension Souk {
  /// The accounts at payment providers: those of the environment belong to the store of `SOUK_STORE`.
  func paymentProviders(_ transport: any HTTPTransport) async throws -> FixedProviders {
    var accounts: [any PaymentProvider] = []
    if let credentials = configuration.stripe {
      accounts.append(StripeProvider(credentials: credentials, base: configuration.stripeAPIBase, transport: transport))
    }
    if let credentials = configuration.xendit {
      accounts.append(XenditProvider(credentials: credentials, base: configuration.xenditAPIBase, transport: transport))
    }
    if let tokens = configuration.telegramInvoices {
      accounts.append(
        TelegramInvoiceProvider(
          botToken: tokens.bot, providerToken: tokens.provider, base: configuration.telegramAPIBase,
          transport: transport))
    }
    guard !accounts.isEmpty else { return FixedProviders([:]) }
    return FixedProviders([try await storeOrNew(nil).id: accounts])
  }

  func paymentDesk(_ providers: FixedProviders) -> PaymentDesk {
    PaymentDesk(ledger: storage.payments, providers: providers, time: time, logger: logger)
  }

  func orderWork(_ providers: FixedProviders) -> OrderWork {
    OrderWork(desk: paymentDesk(providers), storage: storage, owner: owner, time: time, logger: logger)
  }

  func paymentWebhooks(_ providers: FixedProviders) -> [any WebhookReceiver] {
    let stores = storage.stores
    return [StripeProvider.providerName, XenditProvider.providerName].map { name in
      PaymentWebhook(
        provider: name, providers: providers, ledger: storage.payments,
        stores: { try await stores.store(slug: $0)?.id }, surroundings: .init(time: time, logger: logger))
    }
  }
}

/// Runs the later work of orders: links, refunds, the end of holds; and asks now and then after payments that no
/// webhook told of.
struct OrderWork: Sendable {
  let desk: PaymentDesk
  let storage: SoukStorage
  let owner: Int64
  let time: TimeSource
  let logger: Logger

  static let kinds = [OrderJobs.link, OrderJobs.expire, OrderJobs.refund, OrderJobs.forget]
  private static let atOnce = 16
  private static let leaseMilliseconds: Int64 = 60_000
  private static let maximumAttempts = 12

  /// Does what is due. - Returns: how many jobs were taken.
  @discardableResult
  func runDue() async throws -> Int {
    let jobs = try await storage.orderJobs.claim(
      kinds: Self.kinds, owner: owner, limit: Self.atOnce, leaseMilliseconds: Self.leaseMilliseconds)
    for job in jobs { await run(job) }
    return jobs.count
  }

  private func run(_ job: Job) async {
    do {
      do {
        try await perform(job)
        try await storage.jobs.complete(job)
      } catch {
        logger.notice("A job of an order is tried again", metadata: ["job": "\(job.key)", "cause": "\(error)"])
        try await storage.jobs.retry(
          job, at: time.now().adding(milliseconds: Self.pause(after: job.attempts)), reason: "\(error)",
          maximumAttempts: Self.maximumAttempts)
      }
    } catch {
      logger.error("A job of an order could not be settled", metadata: ["job": "\(job.key)", "cause": "\(error)"])
    }
  }

  /// - Throws: where trying again may help.
  func perform(_ job: Job) async throws {
    if job.kind == OrderJobs.forget, let customer = ProviderCustomer(text: job.payload) {
      return try await desk.forget(customer, store: job.storeID)
    }
    guard let id = Int64(job.payload) else { return }
    switch job.kind {
    case OrderJobs.link: try await desk.makeLink(PaymentID(id), store: job.storeID)
    case OrderJobs.refund: try await desk.refund(RefundID(id), store: job.storeID)
    case OrderJobs.expire: try await desk.expire(OrderID(id), store: job.storeID)
    default: return
    }
  }

  /// 2 s, doubling, at most 10 min: twelve tries span about an hour.
  static func pause(after attempts: Int) -> Int64 { min(2_000 << min(attempts, 12), 600_000) }
}

/// The order work's rhythm.
struct OrderWorkService: Service {
  let work: OrderWork
  let stores: StoreRepository

  private static let pauseMilliseconds = 500
  /// Reconciliation, in turns of the above: once a minute.
  private static let reconcileEvery = 120

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var turn = 0
      while !Task.isCancelled {
        await step(turn)
        turn += 1
        do { try await Task.sleep(for: .milliseconds(Self.pauseMilliseconds)) } catch { return }
      }
    }
  }

  private func step(_ turn: Int) async {
    do {
      while try await work.runDue() > 0, !Task.isCancelled {}
      guard turn.isMultiple(of: Self.reconcileEvery) else { return }
      for store in try await stores.list() { _ = try await work.desk.reconcile(store: store.id) }
    } catch {
      work.logger.error("The work of orders could not go on", metadata: ["cause": "\(error)"])
    }
  }
}
