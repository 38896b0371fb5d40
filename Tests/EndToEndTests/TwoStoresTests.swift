import Foundation
import Storage
import TestSupport
import Testing

extension EndToEnd {
  /// Two shops on one server whose numbers, bots, secrets and goods are their own, and whose shoppers have the same ids.
  @Suite struct TwoStoresTests {
    @Test(arguments: Engine.available)
    func `two stores with equal SKUs and shoppers never see each other`(engine: Engine) async throws {
      var (whatsApp, telegram) = (FakeWhatsApp.Options(), FakeTelegram.Options())
      whatsApp.phoneNumberID = "100000000000002"
      whatsApp.appSecret = "second_app_secret"
      whatsApp.accessToken = "second-access-token"
      telegram.token = "8000000002:TEST-token_of-the-second"
      let second = (whatsApp: try await FakeWhatsApp.start(whatsApp), telegram: try await FakeTelegram.start(telegram))
      do {
        try await TestShop.with(TestShop.Plan(engine: engine, catalog: nil, starts: false)) { shop in
          shop.otherBots = [second.telegram]
          try await FakeHTTPServer.with(handler: Self.front(shop, second.whatsApp, second.telegram)) { front in
            try await open(shop, front: front, second.whatsApp, second.telegram)
            try await shopAtBoth(shop, second.whatsApp, second.telegram)
          }
        }
      } catch {
        Issue.record(error)
      }
      #expect(second.whatsApp.breaches.isEmpty && second.telegram.breaches.isEmpty)
      await second.whatsApp.stop()
      await second.telegram.stop()
    }

    /// One address for all numbers and bots, as the providers have it.
    private static func front(
      _ shop: TestShop, _ whatsApp: FakeWhatsApp, _ telegram: FakeTelegram
    ) -> FakeHTTPServer.Handler {
      let first = (whatsApp: shop.whatsApp, telegram: shop.telegram)
      return { request in
        if request.path.hasPrefix("/bot\(telegram.token)/") { return await telegram.answer(request) }
        if request.path.hasPrefix("/bot") { return await first.telegram.answer(request) }
        if request.path.contains("/\(whatsApp.phoneNumberID)/") { return await whatsApp.answer(request) }
        return await first.whatsApp.answer(request)
      }
    }

    private func open(
      _ shop: TestShop, front: FakeHTTPServer, _ whatsApp: FakeWhatsApp, _ telegram: FakeTelegram
    ) async throws {
      shop.environment["WHATSAPP_API_BASE"] = front.baseURL + "/v23.0"
      shop.environment["TELEGRAM_API_BASE"] = front.baseURL
      try await shop.stock("mug,Alpha mug,SKU-1,10,11.00")
      try await shop.stock("pot,Beta kettle,SKU-1,20,27.00", store: "second")
      let added = [
        try await shop.souk(
          "channels", "add", "whatsapp", "--store", "second",
          input: """
            phone_number_id=\(whatsApp.phoneNumberID)
            access_token=\(whatsApp.accessToken)
            app_secret=\(whatsApp.appSecret)
            verify_token=\(whatsApp.verifyToken)

            """),
        try await shop.souk(
          "channels", "add", "telegram", "--store", "second", input: "bot_token=\(telegram.token)\n"),
      ]
      for outcome in added { #expect(outcome.status == 0, "\(outcome.errors)") }
      let listed = try await shop.souk("channels", "list", "--format", "json")
      for secret in [whatsApp.accessToken, whatsApp.appSecret, telegram.token] {
        #expect(!listed.output.contains(secret))
      }
      let kept = try await shop.database.texts("SELECT credentials AS t FROM channel_accounts")
      #expect(kept.count == 2)
      #expect(!kept.contains { $0.contains(whatsApp.accessToken) || $0.contains(telegram.token) })
      try await shop.start()
    }

    private func shopAtBoth(
      _ shop: TestShop, _ whatsApp: FakeWhatsApp, _ telegram: FakeTelegram
    ) async throws {
      let server = try shop.running
      let phones: [(store: String, phone: any Phone)] = [
        ("main", try shop.whatsAppPhone()), ("main", shop.telegramPhone()),
        ("second", WhatsAppPhone(shop: ShopLine(whatsApp: whatsApp, server: server), shopper: .ana)),
        ("second", TelegramPhone(telegram: telegram, shopper: .ana)),
      ]
      for (store, phone) in phones {
        let goods = store == "main" ? "alpha mug" : "beta kettle"
        let steps = ["SKU-1", "add 2 \(goods)", "checkout", "deliver to 12 Market Street, Springfield", "yes"]
        for step in steps { _ = try await shop.ask(step, on: phone) }
      }
      try await expectTwoShops(shop, phones)
      try await expectForgeryAcrossFails(shop, whatsApp)
    }

    private func expectTwoShops(_ shop: TestShop, _ phones: [(store: String, phone: any Phone)]) async throws {
      for (store, phone) in phones {
        let foreign = store == "main" ? ["Beta", "27.00", "54.00"] : ["Alpha", "11.00", "22.00"]
        for screen in phone.shown {
          let seen = ([screen.text] + screen.titles).joined(separator: " ")
          for word in foreign { #expect(!seen.contains(word), "\(store) was shown \(screen)") }
        }
      }
      let (main, second) = (try await shop.orders(), try await shop.orders(store: "second"))
      #expect(main.map(\.channel).sorted() == ["telegram", "whatsapp"])
      #expect(second.map(\.channel).sorted() == ["telegram", "whatsapp"])
      #expect(main.allSatisfy { $0.total_minor == 2_200 && $0.items.map(\.name) == ["Alpha mug"] })
      #expect(second.allSatisfy { $0.total_minor == 5_400 && $0.items.map(\.name) == ["Beta kettle"] })
      #expect(Set(main.map(\.customer.id)).isDisjoint(with: second.map(\.customer.id)))
      let left = try await shop.database.rows("SELECT stock AS n FROM variants ORDER BY stock").map { try $0.int("n") }
      #expect(left == [6, 16])
    }

    /// A tenant's secret signs for its own number only.
    private func expectForgeryAcrossFails(_ shop: TestShop, _ other: FakeWhatsApp) async throws {
      let known = try await shop.database.number("SELECT COUNT(*) AS n FROM inbox")
      let body = shop.whatsApp.text("cancel my order", from: .ana).body
      let forged = WhatsAppWebhook(body: body, appSecret: other.appSecret)
      let status = try await shop.post(forged)
      #expect(status == 401 || status == 200, "\(status)")
      try await shop.settle()
      #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox") == known)
    }
  }
}
