import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A shopper's whole purchase, from the first word to a taken-back or repeated order.
  @Suite struct PurchaseTests {
    @Test(arguments: Engine.available)
    func `a purchase over WhatsApp ends in an order, and a cancelled one gives its goods back`(
      engine: Engine
    ) async throws {
      var plan = TestShop.Plan(engine: engine)
      plan.whatsApp.enforcesPace = true
      plan.whatsApp.requiresOpenWindow = true
      try await TestShop.with(plan) { shop in
        let phone = try shop.whatsAppPhone()
        let number = try await PurchaseScript(shop: shop, phone: phone).buyTwoLanterns()

        let ordered = try await shop.orders()
        #expect(ordered.count == 1)
        try expect(ordered[0], number: number, status: "confirmed", channel: "whatsapp")
        #expect(
          ordered[0].customer.identities.sorted()
            == ["whatsapp:15550109001", "whatsapp:US.1000000000000000001"])
        #expect(try await shop.database.stock("LAN-SOLAR") == 62)

        let cancelled = try await PurchaseScript(shop: shop, phone: phone).cancel(number)
        #expect(cancelled.contains { $0.text.contains("cancelled") && $0.text.contains(number) })
        let after = try await shop.orders()
        #expect(after.count == 1)
        try expect(after[0], number: number, status: "cancelled", channel: "whatsapp")
        #expect(try await shop.database.stock("LAN-SOLAR") == 64)
        try await expectEachAnsweredOnce(shop)
        // A mark speaks for everything written before it.
        let newest = try await shop.database.texts(
          "SELECT message_id AS t FROM inbox ORDER BY sequence DESC LIMIT 1")
        let isRead = await eventually { shop.whatsApp.calls.compactMap(\.readMessageID).last == newest.first }
        #expect(isRead, "the newest message was not marked as read last")
      }
    }

    @Test(arguments: Engine.available)
    func `a purchase over a polled Telegram bot ends in an order, and is repeated by a word`(
      engine: Engine
    ) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let phone = shop.telegramPhone()
        let script = PurchaseScript(shop: shop, phone: phone)
        let number = try await script.buyTwoLanterns()
        let again = try await script.orderAgain()

        let orders = try await shop.orders()
        #expect(orders.map(\.number) == [again, number])
        for order in orders { try expect(order, number: order.number, status: "confirmed", channel: "telegram") }
        #expect(orders.allSatisfy { $0.customer.identities == ["telegram:700000001"] })
        #expect(try await shop.database.stock("LAN-SOLAR") == 60)
        #expect(shop.telegram.unansweredTaps.isEmpty)
        try await expectEachAnsweredOnce(shop)
      }
    }

    @Test func `a purchase over Telegram's webhook keeps to Telegram's pace`() async throws {
      var plan = TestShop.Plan(environment: [
        "TELEGRAM_SECRET_TOKEN": "A-b_9", "TELEGRAM_MESSAGES_PER_SECOND": "",
      ])
      plan.telegram.enforcesPace = true
      try await TestShop.with(plan) { shop in
        let phone = try shop.pushedTelegramPhone(secretToken: "A-b_9")
        let number = try await PurchaseScript(shop: shop, phone: phone).buyTwoLanterns()
        let orders = try await shop.orders()
        #expect(orders.count == 1)
        try expect(orders[0], number: number, status: "confirmed", channel: "telegram")
        #expect(shop.telegram.unansweredTaps.isEmpty)
        #expect(shop.telegram.calls(of: "getUpdates").isEmpty)
      }
    }

    private func expect(
      _ order: ListedOrder, number: String, status: String, channel: String,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      #expect(order.number == number, sourceLocation: sourceLocation)
      #expect(order.status == status, sourceLocation: sourceLocation)
      #expect(order.channel == channel, sourceLocation: sourceLocation)
      #expect(order.currency == "USD", sourceLocation: sourceLocation)
      #expect(order.total_minor == 3_900, sourceLocation: sourceLocation)
      #expect(order.customer.id.hasPrefix("cus_"), sourceLocation: sourceLocation)
      #expect(order.customer.name == "Ana Example", sourceLocation: sourceLocation)
      let lanterns = ListedOrder.Item(
        sku: "LAN-SOLAR", name: "Folding solar lantern", quantity: 2, unit_price_minor: 1_950)
      #expect(order.items == [lanterns], sourceLocation: sourceLocation)
      let created = try Date(order.created_at, strategy: .iso8601)
      #expect(abs(created.timeIntervalSinceNow) < 600, sourceLocation: sourceLocation)
    }

    /// Each message was dealt with by one turn, each turn's words went out once, and nothing was given up.
    private func expectEachAnsweredOnce(_ shop: TestShop) async throws {
      let handled = try await shop.database.number("SELECT COUNT(*) AS n FROM inbox WHERE status = 'handled'")
      let turns = try await shop.database.number("SELECT COUNT(DISTINCT turn_id) AS n FROM inbox")
      #expect(handled == turns)
      #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox WHERE status <> 'handled'") == 0)
      #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM outbox WHERE state <> 'sent'") == 0)
      let sent = try await shop.database.number("SELECT COUNT(*) AS n FROM outbox")
      #expect(shop.whatsApp.messages.count + shop.telegram.messages(to: .ana).count == sent)
    }
  }
}
