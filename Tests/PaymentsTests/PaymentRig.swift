import Commerce
import Dialogue
import Foundation
import Logging
import Payments
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Storage

/// A shop with one product and one shopper, a provider's fake, and all between them.
struct PaymentRig: Sendable {
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case stripe, xendit

    var testDescription: String { rawValue }
  }

  final class Clock: Sendable {
    private let milliseconds: Mutex<Int64>
    init(_ start: Int64) { milliseconds = Mutex(start) }
    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
    func advance(minutes: Int64) { milliseconds.withLock { $0 += minutes * 60_000 } }
  }

  let fake: any FakePayments
  let kind: Kind
  let clock: Clock
  let storage: SoukStorage
  let store: Store
  let desk: PaymentDesk
  let webhook: PaymentWebhook

  private static let logger = Logger(label: "payments-tests") { _ in SwiftLogNoOpLogHandler() }
  static let currency = Currency.usd

  static func with(_ kind: Kind, _ body: (PaymentRig) async throws -> Void) async throws {
    let fake: any FakePayments =
      switch kind {
      case .stripe: try await FakeStripe.start()
      case .xendit: try await FakeXendit.start()
      }
    try await open(fake, kind, start: 1_790_000_000_000) { rig in
      try await body(rig)
    }
    await fake.server.stop()
  }

  /// - Parameter credentials: of recorded samples instead of the fake's.
  static func open(
    _ fake: any FakePayments, _ kind: Kind, start: Int64, secrets: (String, String) = ("", ""),
    currency: Currency = .usd, _ body: (PaymentRig) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/souk-pay-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let clock = Clock(start)
    let time = TimeSource { clock.now }
    let storage = try await SoukStorage.open(
      .sqlite(path: folder + "/souk.db"), time: time, ids: IDGenerator(process: 1, now: time.now), logger: logger)
    let store = try await storage.stores.create(slug: "main", name: "Main", currency: currency)
    let transport = CurlTransport()
    let provider: any PaymentProvider =
      switch kind {
      case .stripe:
        StripeProvider(
          credentials: StripeCredentials(
            secretKey: FakeStripe.key, webhookSecret: secrets.0.isEmpty ? FakeStripe.secret : secrets.0),
          base: fake.server.baseURL, transport: transport)
      case .xendit:
        XenditProvider(
          credentials: XenditCredentials(
            secretKey: FakeXendit.key, callbackToken: secrets.1.isEmpty ? FakeXendit.token : secrets.1),
          base: fake.server.baseURL, transport: transport)
      }
    let providers = FixedProviders([store.id: [provider]])
    let desk = PaymentDesk(ledger: storage.payments, providers: providers, time: time, logger: logger)
    let webhook = PaymentWebhook(
      provider: kind.rawValue, providers: providers, ledger: storage.payments,
      stores: { $0 == "main" ? store.id : nil }, surroundings: .init(time: time, logger: logger))
    try await body(
      PaymentRig(
        fake: fake, kind: kind, clock: clock, storage: storage, store: store, desk: desk, webhook: webhook))
    try await storage.database.close()
  }

  // MARK: The shop

  private var account: ChannelAccountKey {
    ChannelAccountKey(storeID: store.id, channel: ChannelName(rawValue: "telegram"), externalID: "bot")
  }

  /// A turn that orders so many lanterns, to be paid online.
  @discardableResult
  func order(_ count: Int = 2, price: Int64 = 1_600, user: String = "7") async throws -> Order {
    let money = Money(minorUnits: price, currency: store.currency)
    let variant = Variant(id: VariantID(0), sku: "L1", price: money, available: 5)
    let all = try await storage.store(store.id).catalog.all()
    if all.isEmpty {
      _ = try await storage.store(store.id).catalog.upsert([
        Product(id: ProductID(0), externalID: "lantern", title: "Lantern", variants: [variant])
      ])
    }
    let product = try #require(await storage.store(store.id).catalog.all().first)
    let message = InboundMessage(
      account: account, messageID: "m\(storage.context.ids.nextValue())",
      sender: Sender(identities: [ChannelIdentity(channel: account.channel, value: user)]),
      chat: ChatAddress(rawValue: user), sentAt: clock.now, content: .text("yes"))
    let key = try #require(await storage.inbox.receive(InboundBatch(messages: [message])).first)
    let input = try #require(
      await storage.turns.begin(key, owner: 1, leaseMilliseconds: 30_000, knownCatalogSequence: { _ in 0 }))
    let line = OrderLine(
      productID: product.id, variantID: product.variants[0].id, sku: "L1", title: "Lantern", optionText: "",
      quantity: count, unitPrice: product.variants[0].price)
    var cart = Cart(id: input.cart.id)
    cart.set(line.variantID, product: line.productID, quantity: count)
    let draft = OrderDraft(
      id: storage.context.ids.next(), cartID: cart.id, lines: [line],
      delivery: OrderDelivery(recipientName: "Ana", fulfilment: .pickup, payment: .online),
      deliveryFee: .zero(store.currency), provider: kind.rawValue)
    let result = TurnResult(
      messagesHandled: input.messages.count, state: input.state, effects: [.saveCart(cart), .placeOrder(draft)],
      trace: "{}"
    ) { _ in [] }
    guard case .committed = try await storage.turns.commit(result, of: input) else {
      throw PaymentError.refused("the order was not placed")
    }
    let number = try #require(await storage.store(store.id).orders.list(limit: 1).first?.number)
    return try await find(number)
  }

  func find(_ number: String) async throws -> Order {
    try #require(await storage.store(store.id).orders.order(number: number))
  }

  /// Makes the links, refunds and ends of holds that are due; a passing failure leaves its job.
  func work() async throws {
    let jobs = try await storage.orderJobs.claim(
      kinds: [OrderJobs.link, OrderJobs.refund, OrderJobs.expire, OrderJobs.forget], owner: 1, limit: 16,
      leaseMilliseconds: 1)
    for job in jobs {
      let id = Int64(job.payload) ?? 0
      do {
        switch job.kind {
        case OrderJobs.link: try await desk.makeLink(PaymentID(id), store: store.id)
        case OrderJobs.forget:
          try await desk.forget(#require(ProviderCustomer(text: job.payload)), store: store.id)
        case OrderJobs.refund: try await desk.refund(RefundID(id), store: store.id)
        default: try await desk.expire(OrderID(id), store: store.id)
        }
        try await storage.jobs.complete(job)
      } catch let error as PaymentError where error.isPassing {
        clock.advance(minutes: 1)
        try await storage.jobs.retry(job, at: clock.now, reason: "\(error)", maximumAttempts: 12)
      }
    }
  }

  // MARK: The provider

  @discardableResult
  func tell(_ link: String) async -> Int {
    let (headers, body) = fake.webhook(of: link, now: clock.now.milliseconds)
    return await post(headers, body)
  }

  func post(_ headers: [String: [String]], _ body: [UInt8], store: String = "main") async -> Int {
    var request = WebhookRequest(method: .post, headers: headers, body: body)
    request.pathValues["store"] = store
    return await webhook.receive(request).status
  }

  // MARK: Looking

  func count(_ sql: String) async throws -> Int {
    try await storage.database.read { try $0.first("SELECT COUNT(*) AS count FROM " + sql)?.int("count") ?? 0 }
  }

  func outcomes() async throws -> [String] {
    try await storage.database.read { connection in
      try connection.query("SELECT outcome FROM payment_events ORDER BY id").map { try $0.text("outcome") }
    }
  }

  /// What the shopper was told, in order.
  func told() async throws -> [OrderNotice.Kind] {
    let payloads = try await storage.database.read { connection in
      try connection.query("SELECT payload FROM inbox ORDER BY sequence").map { try $0.text("payload") }
    }
    return try payloads.compactMap { payload in
      let message = try JSONDecoder().decode(InboundMessage.self, from: Data(payload.utf8))
      guard case .system(_, let notice) = message.content else { return nil }
      return try JSONDecoder().decode(OrderNotice.self, from: Data(notice.utf8)).kind
    }
  }

  /// Stock, what is held of it, and the sum of its movements.
  func stock() async throws -> [Int] {
    try await storage.database.read { connection in
      let row = try #require(
        try connection.first(
          """
          SELECT stock, reserved, (SELECT CAST(SUM(delta) AS INTEGER) FROM stock_movements m
            WHERE m.variant_id = variants.id) AS moved FROM variants
          """))
      return [try row.int("stock"), try row.int("reserved"), try row.int("moved")]
    }
  }
}
