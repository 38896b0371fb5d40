import Dialogue
import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
  /// An order by the API that its customer pays by a link in the chat: the real server, its own later work, and a
  /// provider's fake.
  @Suite struct APIPaymentTests {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
      case stripe, xendit

      var testDescription: String { rawValue }
    }

    @Test(arguments: Kind.allCases)
    func `the link comes in the chat, the webhook marks the order paid, and money goes back`(
      _ kind: Kind
    ) async throws {
      let fake: any FakePayments = kind == .stripe ? try await FakeStripe.start() : try await FakeXendit.start()
      var plan = TestShop.Plan()
      plan.environment = Self.environment(kind, base: fake.server.baseURL)
      try await TestShop.with(plan) { shop in
        let phone = shop.telegramPhone()
        _ = try await shop.ask("hello", on: phone)
        let api = try await Caller.open(shop)
        let customer = try #require(try await api.get("/customers")["data"]?.array?.first?["id"]?.string)
        let found = try await api.get("/search?q=lantern")
        let product = try #require(found["data"]?.array?.first?["product"])
        let variant = try #require(product["variants"]?.array?.first?["id"]?.string)
        let made = try await api.post(
          201, "/orders",
          [
            "customer_id": .string(customer), "recipient_name": "Ana", "fulfilment": "pickup", "payment": "online",
            "items": [["variant_id": .string(variant), "quantity": 1]],
          ])
        let order = try #require(made["id"]?.string)
        #expect(made["status"] == "pending")

        // The link comes by later work, to the API and to the shopper alike.
        #expect(await eventually { phone.shown.contains { $0.titles.contains("Pay now") } }, "\(phone.shown)")
        let link = try #require(fake.books.links.first)
        #expect(try await api.get("/orders/\(order)")["payment_url"] == .string("https://pay.example/\(link.id)"))

        fake.books.pay(link.id)
        let event = fake.webhook(of: link.id, now: Int64(Date().timeIntervalSince1970 * 1_000))
        #expect(try await tell(event, kind, shop) == 200)
        #expect(try await tell(event, kind, shop) == 200)
        #expect(try await api.get("/orders/\(order)")["status"] == "paid")

        try await api.post(201, "/orders/\(order)/refunds", ["reason": "changed their mind"])
        #expect(await eventually { fake.books.refunds.count == 1 })
        let refund = try #require(fake.books.refunds.first)
        let settled = fake.refundWebhook(
          of: refund.id, succeeded: true, now: Int64(Date().timeIntervalSince1970 * 1_000))
        #expect(try await tell(settled, kind, shop) == 200)
        #expect(try await api.get("/orders/\(order)")["status"] == "refunded")
        try await shop.settle()
        let number = try #require(made["number"]?.string)
        for words in ["has arrived", "has gone back"] {
          #expect(
            phone.shown.contains { $0.text.contains(number) && $0.text.lowercased().contains(words) },
            "nothing of \(words) in \(phone.shown)")
        }
      }
      await fake.server.stop()
    }

    private static func environment(_ kind: Kind, base: String) -> [String: String] {
      switch kind {
      case .stripe:
        [
          "STRIPE_SECRET_KEY": FakeStripe.key, "STRIPE_WEBHOOK_SECRET": FakeStripe.secret, "STRIPE_API_BASE": base,
        ]
      case .xendit:
        [
          "XENDIT_SECRET_KEY": FakeXendit.key, "XENDIT_CALLBACK_TOKEN": FakeXendit.token, "XENDIT_API_BASE": base,
        ]
      }
    }

    private func tell(
      _ event: (headers: [String: [String]], body: [UInt8]), _ kind: Kind, _ shop: TestShop
    ) async throws -> Int {
      let headers = event.headers.flatMap { name, values in values.map { (name: name, value: $0) } }
      return try await shop.running.post("/webhooks/\(kind.rawValue)/main", event.body, headers: headers).status
    }
  }
}

/// Somebody with an owner's key.
private struct Caller {
  let server: RunningSouk
  let headers: [(name: String, value: String)]

  static func open(_ shop: TestShop) async throws -> Caller {
    let made = try await shop.souk("keys", "add", "the till", "--role", "owner")
    let key = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    return Caller(
      server: try shop.running,
      headers: [(name: "Authorization", value: "Bearer \(key)"), (name: "Content-Type", value: "application/json")])
  }

  func get(_ path: String) async throws -> JSONValue {
    let response = try await server.get("/api/v1" + path, headers: headers)
    #expect(response.status == 200, "\(path): \(String(decoding: response.body, as: UTF8.self))")
    return try JSONValue(json: response.body)
  }

  @discardableResult
  func post(_ status: Int, _ path: String, _ body: JSONValue) async throws -> JSONValue {
    let response = try await server.post("/api/v1" + path, Array(body.text.utf8), headers: headers)
    #expect(response.status == status, "\(path): \(String(decoding: response.body, as: UTF8.self))")
    return try JSONValue(json: response.body)
  }
}
