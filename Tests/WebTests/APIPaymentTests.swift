import Commerce
import Dialogue
import Payments
import TestSupport
import Testing
import Transport

@testable import Storage
@testable import Web

/// Orders that are made by the API and paid online, at the providers' fakes over real HTTP.
@Suite("Online payments by the API", .serialized)
struct APIPaymentTests {
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case stripe, xendit

    var testDescription: String { rawValue }

    /// As the provider writes 10.00.
    var tenDollars: String { self == .stripe ? "1000" : "10" }
  }

  @Test(arguments: Kind.allCases)
  func `an order is paid by its link, and money goes back in part and then in full`(_ kind: Kind) async throws {
    try await Till.with(kind) { till in
      let order = try await till.order()
      #expect(order["status"] == "pending" && order["payment_url"] == .null)
      #expect(order["held_until"]?.string == till.api.clock.now.adding(milliseconds: 30 * 60_000).rfc3339)
      let id = try #require(order["id"]?.string)
      #expect(try await till.available() == 8)
      #expect(try await till.payments(of: id).compactMap { $0["state"] } == ["wanted"])
      try await till.work()
      let link = try #require(till.fake.books.links.first)
      let opened = try #require(try await till.payments(of: id).first)
      #expect(opened["state"] == "open" && opened["url"] == .string("https://pay.example/\(link.id)"))
      #expect(try await till.shop.ask(200, "GET", "/orders/\(id)")["payment_url"] == opened["url"])

      till.fake.books.pay(link.id)
      for _ in 0..<2 { #expect(try await till.tell(till.fake.webhook(of: link.id, now: till.now)) == 200) }
      let paid = try await till.shop.ask(200, "GET", "/orders/\(id)")
      #expect(paid["status"] == "paid" && paid["paid_minor"]?.integer == 5_000)
      #expect(paid["held_until"] == .null && paid["payment_url"] == .null)
      let steps = try await till.shop.ask(200, "GET", "/orders/\(id)/history")
      #expect(steps.data.last?["who"] == .string(kind.rawValue))

      let key = [(name: "Idempotency-Key", value: "refund-1")]
      let part = try await till.shop.ask(
        201, "POST", "/orders/\(id)/refunds", ["amount_minor": 1_000, "reason": "a scratch"], headers: key)
      #expect(part["state"] == "wanted" && part["amount_minor"]?.integer == 1_000)
      try await till.shop.ask(
        201, "POST", "/orders/\(id)/refunds", ["amount_minor": 1_000, "reason": "a scratch"], headers: key)
      #expect(
        try await till.shop.ask(409, "POST", "/orders/\(id)/refunds", ["amount_minor": 4_001]).code
          == "refund_too_large")
      try await till.work()
      #expect(till.fake.books.refunds.map(\.amount) == [kind.tenDollars])
      try await till.settleRefunds()
      #expect(try await till.shop.ask(200, "GET", "/orders/\(id)")["refunded_minor"]?.integer == 1_000)
      #expect(try await till.shop.ask(200, "GET", "/orders/\(id)")["status"] == "paid")

      try await till.shop.ask(201, "POST", "/orders/\(id)/refunds", [:])
      try await till.work()
      try await till.settleRefunds()
      let back = try await till.shop.ask(200, "GET", "/orders/\(id)")
      #expect(back["status"] == "refunded" && back["refunded_minor"]?.integer == 5_000)
      #expect(try await till.available() == 10)
      let refunds = try await till.shop.ask(200, "GET", "/orders/\(id)/refunds")
      #expect(refunds.data.compactMap { $0["state"] } == ["succeeded", "succeeded"])
      #expect(try await till.shop.ask(409, "POST", "/orders/\(id)/refunds", [:]).code == "nothing_to_refund")
    }
  }

  @Test(arguments: Kind.allCases)
  func `what no webhook told is found out, and what is not paid in time is let go`(_ kind: Kind) async throws {
    try await Till.with(kind) { till in
      let id = try #require(try await till.order()["id"]?.string)
      try await till.work()
      till.fake.books.pay(try #require(till.fake.books.links.first?.id))
      till.api.clock.advance(seconds: 660)
      #expect(try await till.api.payments.reconcile(store: till.shop.store.id).count == 1)
      #expect(try await till.shop.ask(200, "GET", "/orders/\(id)")["status"] == "paid")

      let late = try #require(try await till.order()["id"]?.string)
      try await till.work()
      till.api.clock.advance(seconds: 31 * 60)
      try await till.work()
      #expect(try await till.shop.ask(200, "GET", "/orders/\(late)")["status"] == "expired")
      #expect(try await till.available() == 8)
      let link = try #require(till.fake.books.links.last?.id)
      till.fake.books.pay(link)
      #expect(try await till.tell(till.fake.webhook(of: link, now: till.now)) == 200)
      let tasks = try await till.shop.ask(200, "GET", "/tasks")
      #expect(tasks.data.contains { $0["kind"] == "refund" }, "\(tasks.body.text)")
      // Somebody gives it back.
      try await till.shop.ask(201, "POST", "/orders/\(late)/refunds", ["reason": "too late"])
      try await till.work()
      try await till.settleRefunds()
      #expect(try await till.shop.ask(200, "GET", "/orders/\(late)")["status"] == "refunded")
      #expect(try await till.shop.ask(200, "GET", "/tasks").data.allSatisfy { $0["kind"] != "refund" })
    }
  }

  @Test(arguments: Kind.allCases)
  func `a refused link is told with its reason, another is asked for, and a paid order takes none`(
    _ kind: Kind
  ) async throws {
    try await Till.with(kind) { till in
      till.fake.books.refuse(1)
      let id = try #require(try await till.order()["id"]?.string)
      try await till.work()
      let refused = try #require(try await till.payments(of: id).first)
      #expect(
        refused["state"] == "failed" && refused["reason"]?.string?.contains("too small") == true, "\(refused.text)")
      let again = try await till.shop.ask(201, "POST", "/orders/\(id)/payment-links", as: .staff)
      #expect(again["state"] == "wanted" && again["id"] != refused["id"])
      // One that is on its way is not asked for twice.
      let same = try await till.shop.ask(201, "POST", "/orders/\(id)/payment-links")
      #expect(same["id"] == again["id"])
      try await till.shop.ask(201, "POST", "/orders/\(id)/payments", ["reason": "by bank"])
      #expect(try await till.shop.ask(200, "GET", "/orders/\(id)")["status"] == "paid")
      #expect(
        try await till.shop.ask(409, "POST", "/orders/\(id)/payment-links").code == "order_move_illegal")
    }
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T")
      let cash = try await shop.order(variant, by: shop.customer())
      let id = try #require(cash["id"]?.string)
      #expect(
        try await shop.ask(409, "POST", "/orders/\(id)/payment-links").code == "payment_not_offered")
    }
  }
}

/// A shop of one product that is paid at a provider's fake.
private struct Till: Sendable {
  let api: ServedAPI
  let shop: APIShopper
  let fake: any FakePayments
  let kind: APIPaymentTests.Kind
  let variant: String
  let customer: String

  static func with(
    _ kind: APIPaymentTests.Kind, _ body: @escaping @Sendable (Till) async throws -> Void
  ) async throws {
    let account = try await Account.open(kind)
    let fake = account.fake
    try await ServedAPI.with(provider: account.provider) { (api) async throws -> Void in
      let shop = try await api.shop("main")
      let variant = try await shop.product("Tent", sku: "T", price: 2_500).variant
      let customer = try await shop.customer()
      try await body(Till(api: api, shop: shop, fake: fake, kind: kind, variant: variant, customer: customer))
    }
    await fake.server.stop()
  }

  /// A fake, and the provider that speaks to it.
  private struct Account {
    let fake: any FakePayments
    let provider: any PaymentProvider

    static func open(_ kind: APIPaymentTests.Kind) async throws -> Account {
      switch kind {
      case .stripe:
        let fake = try await FakeStripe.start()
        let keys = StripeCredentials(secretKey: FakeStripe.key, webhookSecret: FakeStripe.secret)
        return Account(
          fake: fake,
          provider: StripeProvider(credentials: keys, base: fake.server.baseURL, transport: CurlTransport()))
      case .xendit:
        let fake = try await FakeXendit.start()
        let keys = XenditCredentials(secretKey: FakeXendit.key, callbackToken: FakeXendit.token)
        return Account(
          fake: fake,
          provider: XenditProvider(credentials: keys, base: fake.server.baseURL, transport: CurlTransport()))
      }
    }
  }

  var now: Int64 { api.clock.now.milliseconds }

  func order() async throws -> ServedAPI.Answer {
    try await shop.ask(
      201, "POST", "/orders",
      [
        "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "pickup", "payment": "online",
        "items": [["variant_id": .string(variant), "quantity": 2]],
      ])
  }

  func available() async throws -> Int? {
    try await shop.ask(200, "GET", "/variants/\(variant)")["available"]?.integer
  }

  func payments(of order: String) async throws -> [JSONValue] {
    try await shop.ask(200, "GET", "/orders/\(order)/payments").data
  }

  /// Does the later work that is due.
  func work() async throws {
    let store = shop.store.id
    let jobs = try await api.storage.orderJobs.claim(
      kinds: [OrderJobs.link, OrderJobs.refund, OrderJobs.expire], owner: 1, limit: 16, leaseMilliseconds: 1)
    for job in jobs {
      let id = try #require(Int64(job.payload))
      switch job.kind {
      case OrderJobs.link: try await api.payments.makeLink(PaymentID(id), store: store)
      case OrderJobs.refund: try await api.payments.refund(RefundID(id), store: store)
      default: try await api.payments.expire(OrderID(id), store: store)
      }
      try await api.storage.jobs.complete(job)
    }
  }

  func tell(_ event: (headers: [String: [String]], body: [UInt8])) async throws -> Int {
    let headers = event.headers.flatMap { name, values in values.map { (name: name, value: $0) } }
    return try await api.client.send(
      "POST", "/webhooks/\(kind.rawValue)/main", headers: headers, body: event.body
    ).status
  }

  func settleRefunds() async throws {
    for refund in fake.books.refunds {
      let event = fake.refundWebhook(of: refund.id, succeeded: true, now: now)
      #expect(try await tell(event) == 200)
    }
  }
}
