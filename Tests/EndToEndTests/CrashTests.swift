import Foundation
import Storage
import TestSupport
import Testing
import Transport

extension EndToEnd {
  /// The server is killed while messages are in flight and comes back on the same database.
  @Suite struct CrashTests {
    private static let shoppers = (0..<10).map {
      FakeWhatsApp.Shopper(waID: "1555020\(1_000 + $0)", userID: nil, name: "Shopper \($0)")
    }

    /// After so many calls of the channel the server is killed: before the first, amid them, near the end.
    @Test(arguments: Engine.available)
    func `nothing is lost or answered twice unmarked when the server is killed amid its work`(
      engine: Engine
    ) async throws {
      var plan = TestShop.Plan(engine: engine)
      plan.whatsApp.requiresOpenWindow = true
      try await TestShop.with(plan) { shop in
        for calls in engine == .sqlite ? [0, 7] : [4] { try await killAmid(calls, shop) }
        let (handled, all) = (
          try await shop.database.number("SELECT COUNT(*) AS n FROM inbox WHERE status = 'handled'"),
          try await shop.database.number("SELECT COUNT(*) AS n FROM inbox")
        )
        #expect(handled == all)
        try await expectEachSentOnceOrMarked(shop)
        for shopper in Self.shoppers {
          let asked = try await shop.database.number(
            """
            SELECT COUNT(DISTINCT i.turn_id) AS n FROM inbox i JOIN conversations c ON c.store_id = i.store_id
              AND c.id = i.conversation_id WHERE c.chat = '\(shopper.waID)'
            """)
          #expect(shop.whatsApp.messages(to: shopper).count >= asked)
        }
      }
    }

    @Test(arguments: Engine.available)
    func `an order being placed while the server is killed is placed once`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let phone = try shop.whatsAppPhone()
        for text in ["add 2 folding solar lanterns", "checkout", "deliver to 12 Market Street, Springfield"] {
          _ = try await shop.ask(text, on: phone)
        }
        let tap = try shop.whatsApp.tap("Place order", from: .ana)
        let delivery = Self.deliver(tap, to: try shop.running)
        try shop.running.killAtOnce()
        _ = await delivery.value
        try await shop.start()
        // Meta delivers again what was not answered 200, and sometimes what was.
        #expect(try await shop.post(tap) == 200)
        try await shop.settle(withinSeconds: 120)
        let orders = try await shop.orders()
        #expect(orders.count == 1)
        #expect(orders.first?.status == "confirmed")
        #expect(try await shop.database.stock("LAN-SOLAR") == 62)
        try await expectEachSentOnceOrMarked(shop)
        #expect(shop.whatsApp.messages(to: .ana).contains { $0.text.contains("is confirmed") })
      }
    }

    @Test(arguments: Engine.available)
    func `an orderly restart in the middle of a checkout goes on where it was`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        for text in ["add 2 folding solar lanterns", "checkout"] {
          _ = try await shop.ask(text, on: try shop.whatsAppPhone())
        }
        try await shop.stop()
        try await shop.start()
        let phone = try shop.whatsAppPhone()
        let summary = try await shop.ask("deliver to 12 Market Street, Springfield", on: phone)
        #expect(summary.contains { $0.titles.contains("Place order") }, "\(summary)")
        let placed = try await shop.press("Place order", on: phone)
        #expect(placed.contains { $0.text.contains("is confirmed") }, "\(placed)")
      }
    }

    @Test(.enabled(if: Engine.available.contains(.postgres), "SOUK_TEST_POSTGRES_URL is not set"))
    func `two servers on one PostgreSQL answer each message once, and one goes on when the other dies`() async throws {
      try await TestShop.with(TestShop.Plan(engine: .postgres)) { shop in
        let (first, second) = (
          try shop.running, try await RunningSouk.start(environment: shop.environment, folder: shop.folder)
        )
        for shopper in Self.shoppers {
          let webhook = shop.whatsApp.text("do you have lanterns?", from: shopper)
          let (one, other) = (Self.deliver(webhook, to: first), Self.deliver(webhook, to: second))
          let isTaken = await (one.value, other.value)
          #expect(isTaken == (true, true))
        }
        shop.telegram.say("do you have lanterns?")
        try await shop.settle()
        for shopper in Self.shoppers { #expect(shop.whatsApp.messages(to: shopper).count == 1) }
        #expect(shop.telegram.messages().count == 1)
        first.killAtOnce()
        shop.telegram.say("how much is the folding solar lantern?")
        let webhook = shop.whatsApp.text("how much is the folding solar lantern?", from: .ana)
        #expect(await Self.deliver(webhook, to: second).value)
        try await shop.settle(withinSeconds: 120)
        #expect(shop.telegram.messages().count == 2)
        #expect(shop.whatsApp.messages(to: .ana).count == 1)
        try await second.stop()
      }
    }

    @Test func `Telegram's updates survive a kill between any two polls`() async throws {
      try await TestShop.with { shop in
        for round in 0..<3 {
          shop.telegram.say("message \(round)", from: .ana)
          shop.telegram.say("message \(round)", from: .bob)
          let calls = shop.telegram.calls(of: "sendMessage").count
          _ = await eventually(withinSeconds: Double(round) / 20) {
            shop.telegram.calls(of: "sendMessage").count > calls
          }
          try shop.running.killAtOnce()
          try await shop.start()
          try await shop.settle(withinSeconds: 120)
        }
        #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox WHERE status = 'handled'") == 6)
        #expect(Set(try await shop.database.texts("SELECT message_id AS t FROM inbox")).count == 6)
      }
    }

    // MARK: Killing

    private func killAmid(_ calls: Int, _ shop: TestShop) async throws {
      let before = shop.whatsApp.messages.count
      let webhooks = Self.shoppers.flatMap { shopper in
        ["do you have lanterns?", "how much is the folding solar lantern?"].map {
          shop.whatsApp.text($0, from: shopper)
        }
      }
      shop.whatsApp.inject(.late(milliseconds: 400), times: 6)
      let server = try shop.running
      let deliveries = webhooks.map { Self.deliver($0, to: server) }
      _ = await eventually(withinSeconds: 20) { shop.whatsApp.messages.count >= before + calls }
      server.killAtOnce()
      var unanswered: [WhatsAppWebhook] = []
      for (webhook, delivery) in zip(webhooks, deliveries) where await !delivery.value { unanswered.append(webhook) }
      shop.whatsApp.clearFaults()
      try await shop.start()
      for webhook in unanswered { #expect(try await shop.post(webhook) == 200) }
      try await shop.settle(withinSeconds: 120)
    }

    /// - Returns: whether it was answered 200.
    private static func deliver(_ webhook: WhatsAppWebhook, to server: RunningSouk) -> Task<Bool, Never> {
      Task {
        do {
          return try await server.post("/webhooks/whatsapp", webhook.body, headers: webhook.headers).status == 200
        } catch {
          return false
        }
      }
    }

    private func expectEachSentOnceOrMarked(_ shop: TestShop) async throws {
      let rows = try await shop.database.rows("SELECT id, state, may_have_been_sent FROM outbox")
      let sent = Dictionary(grouping: shop.whatsApp.messages, by: { $0.callbackData ?? "" }).mapValues(\.count)
      for row in rows {
        let state = try row.text("state")
        #expect(state == "sent")
        let (id, isMarked) = (try row.int64("id"), try row.bool("may_have_been_sent"))
        let times = sent[String(id)] ?? 0
        #expect(times == 1 || (isMarked && times == 2), "a message was sent \(times) times")
      }
      #expect(sent.keys.count == rows.count)
    }
  }
}
