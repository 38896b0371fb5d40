import Commerce
import Dialogue
import Foundation
import Storage
import TestSupport
import Testing

extension EndToEnd {
  /// Every recorded body, posted with its signature to a running server; its effect is what the table says.
  @Suite struct WhatsAppSampleTests {
    /// Sent before; its second coming is looked at by itself.
    private static let redelivery = "wa-edge-redelivery-of-wa-text.json"

    @Test func `every sample has an expectation`() throws {
      #expect(try WhatsAppSamples.inboundNames() == SampleEffect.all.keys.sorted())
    }

    @Test(arguments: Engine.available)
    func `every WhatsApp sample has its effect and no other`(engine: Engine) async throws {
      try await TestShop.with(Self.plan(engine)) { shop in
        try await openSecondStore(shop)
        let phone = try shop.whatsAppPhone()
        _ = try await shop.ask("hello", on: phone)
        for name in SampleEffect.all.keys.sorted() where name != Self.redelivery {
          try await expectEffect(of: name, in: shop)
        }
        try await expectNothingMore(from: Self.redelivery, in: shop)
        #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox WHERE status = 'dead'") == 0)
        #expect(try await shop.database.texts("SELECT reason AS t FROM outbox WHERE state = 'dead'") == [])
        #expect(try shop.running.isRunning)
      }
    }

    private static func plan(_ engine: Engine) -> TestShop.Plan {
      var plan = TestShop.Plan(engine: engine, starts: false)
      plan.whatsApp.firstMessageIDs = ["wamid.TESTOUT0001"]
      plan.whatsApp.otherNumbers = ["100000000000002": "second-token"]
      return plan
    }

    private func openSecondStore(_ shop: TestShop) async throws {
      let imported = try await shop.souk("import", SoukProgram.fixture("catalogs/merchant.tsv"), "--store", "second")
      #expect(imported.status == 0, "\(imported.errors)")
      let added = try await shop.souk(
        "channels", "add", "whatsapp", "--store", "second",
        input: """
          phone_number_id=100000000000002
          access_token=second-token
          app_secret=\(shop.whatsApp.appSecret)
          verify_token=second

          """)
      #expect(added.status == 0, "\(added.errors)")
      try await shop.start()
    }

    // MARK: One sample

    private func expectEffect(of name: String, in shop: TestShop) async throws {
      let effect = try #require(SampleEffect.all[name])
      let body = try WhatsAppSamples.bytes(name)
      let known = try await shop.database.number("SELECT COUNT(*) AS n FROM inbox")
      let sent = shop.whatsApp.messages.count
      try await shop.database.change("UPDATE outbox SET delivery_status = NULL, delivery_error = NULL")

      let status = try await post(body, name, to: shop)
      #expect(status == effect.status, "\(name)")
      let contents = try await contents(after: known, in: shop)
      #expect(contents.sorted(by: Self.byText) == effect.contents.sorted(by: Self.byText), "\(name)")
      try await expectReports(effect, body, name, in: shop)
      for link in effect.links { try await expectLink(link, name, in: shop) }

      try await shop.settle()
      let answers = shop.whatsApp.messages.count - sent
      if contents.contains(where: \.wantsAnAnswer) {
        #expect(answers > 0, "\(name) was not answered")
      } else {
        #expect(answers == 0, "\(name) was answered: \(shop.whatsApp.messages.suffix(answers).map(\.shownText))")
      }
    }

    private func expectNothingMore(from name: String, in shop: TestShop) async throws {
      let known = try await shop.database.number("SELECT COUNT(*) AS n FROM inbox")
      let sent = shop.whatsApp.messages.count
      #expect(try await post(try WhatsAppSamples.bytes(name), name, to: shop) == 200)
      try await shop.settle()
      #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox") == known)
      #expect(shop.whatsApp.messages.count == sent)
    }

    /// With the recorded signature where there is one: the exact bytes are signed.
    private func post(_ body: [UInt8], _ name: String, to shop: TestShop) async throws -> Int {
      var webhook = WhatsAppWebhook(body: body, appSecret: shop.whatsApp.appSecret)
      if let recorded = try WhatsAppSamples.signatures()[name] { webhook.signature = recorded }
      return try await shop.post(webhook)
    }

    /// What came in since, in the order it was taken.
    private func contents(after known: Int, in shop: TestShop) async throws -> [InboundContent] {
      let rows = try await shop.database.rows(
        "SELECT payload FROM inbox ORDER BY received_at, conversation_id, sequence")
      return try rows.dropFirst(known).map { try $0.json("payload", InboundMessage.self).content }
    }

    /// The report is seen at the one message of ours that the samples speak of.
    private func expectReports(
      _ effect: SampleEffect, _ body: [UInt8], _ name: String, in shop: TestShop
    ) async throws {
      guard !effect.deliveries.isEmpty else { return }
      let rows = try await shop.database.rows(
        "SELECT delivery_status, delivery_error FROM outbox WHERE provider_message_id = 'wamid.TESTOUT0001'")
      let row = try #require(rows.first, "the first message has no id of its provider")
      let isAboutIt = String(decoding: body, as: UTF8.self).contains("wamid.TESTOUT0001")
      let status = try row.optionalInt("delivery_status").flatMap(DeliveryStatus.init(rawValue:))
      #expect(status == (isAboutIt ? Self.strongest(effect.deliveries) : nil), "\(name)")
      #expect(try (row.optionalText("delivery_error") != nil) == (status == .failed), "\(name)")
    }

    /// `sent` < `failed` < `delivered` < `read`, whatever came last.
    private static func strongest(_ reports: [DeliveryStatus]) -> DeliveryStatus? {
      [.read, .delivered, .failed, .sent].first(where: reports.contains)
    }

    private func expectLink(_ link: String, _ name: String, in shop: TestShop) async throws {
      let ends = link.components(separatedBy: " → ").map { $0.replacing("whatsapp:", with: "") }
      let rows = try await shop.database.rows(
        """
        SELECT value, customer_id FROM identities WHERE channel = 'whatsapp' AND value IN ('\(ends[0])', '\(ends[1])')
          AND store_id = (SELECT id FROM stores WHERE slug = 'main')
        """)
      #expect(rows.count == 2, "\(name)")
    }

    private static func byText(_ left: InboundContent, _ right: InboundContent) -> Bool { "\(left)" < "\(right)" }
  }
}
