import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// An owner asks in their own chat, over HTTP as the providers speak it: figures, picture, follow-ups.
  @Suite struct OwnerTests {
    private static let history = SoukProgram.home + "/Tests/Fixtures/catalogs/owner-orders.csv"

    /// A shop with a past, and a code for its owner.
    private static func open(_ shop: TestShop) async throws -> String {
      let imported = try await shop.souk("import", history)
      try #require(imported.status == 0, "\(imported.errors)")
      let code = try await shop.souk("staff", "code", "--role", "owner", "--name", "Olga")
      try #require(code.status == 0, "\(code.errors)")
      return code.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(arguments: Engine.available)
    func `on WhatsApp a question is answered with figures and a picture that was uploaded`(engine: Engine) async throws
    {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let code = try await Self.open(shop)
        let phone = try shop.whatsAppPhone()
        let refused = try await shop.ask("what was your revenue in February 2026?", on: phone)
        #expect(refused.allSatisfy { !$0.text.contains("552") }, "\(refused)")
        let linked = try await shop.ask(code, on: phone)
        #expect(linked.contains { $0.text.contains("Welcome") }, "\(linked)")

        let answers = try await shop.ask("revenue by channel in February 2026", on: phone)
        let text = answers.map(\.text).joined(separator: "\n")
        for figure in ["$217.00", "$286.00", "$49.00"] { #expect(text.contains(figure), "\(text)") }
        let picture = try #require(answers.compactMap(\.picture).first, "no picture came: \(answers)")
        let size = try #require(PNG.size(picture))
        #expect(size.width == 1_080 && size.height > 300)
        #expect(answers.flatMap(\.titles).contains("By month"))

        let month = try await shop.press("By month", on: phone)
        #expect(month.contains { $0.text.contains("2026-02") }, "\(month)")
        let why = try await shop.ask("revenue in February 2026", on: phone)
        #expect(why.contains { $0.text.contains("$552.00") && $0.text.contains("$253.00") }, "\(why)")
        let causes = try await shop.press("Why?", on: phone)
        #expect(causes.contains { $0.text.contains("Cancellations: -$59.00") }, "\(causes)")

        let listed = try await shop.souk("staff", "list")
        #expect(listed.output.contains("owner") && listed.output.contains("Olga"), "\(listed.output)")
        let again = try await shop.ask(code, on: phone)
        #expect(again.contains { $0.text.contains("was used") }, "\(again)")
      }
    }

    @Test func `on Telegram the picture comes with its caption`() async throws {
      try await TestShop.with { shop in
        let code = try await Self.open(shop)
        let phone = shop.telegramPhone()
        _ = try await shop.ask(code, on: phone)
        let answers = try await shop.ask("revenue by product in February 2026", on: phone)
        let shown = try #require(answers.first { $0.picture != nil }, "\(answers)")
        #expect(PNG.size(shown.picture ?? [])?.width == 1_080)
        #expect(
          answers.contains { $0.text.contains("$237.00") && $0.text.contains("Brass camp lantern") }, "\(answers)")
        #expect(shop.telegram.calls(of: "sendPhoto").allSatisfy { $0.status == 200 })
      }
    }

    @Test func `a picture that Meta does not take costs the owner no figures`() async throws {
      try await TestShop.with { shop in
        let code = try await Self.open(shop)
        let phone = try shop.whatsAppPhone()
        _ = try await shop.ask(code, on: phone)
        shop.whatsApp.injectIntoUpload(.error(code: 131_053))
        let refused = try await shop.ask("revenue by channel in February 2026", on: phone)
        #expect(refused.contains { $0.text.contains("$217.00") && $0.picture == nil }, "\(refused)")
        // A server of Meta's that stumbles is asked again.
        shop.whatsApp.injectIntoUpload(.status(503))
        let late = try await shop.ask("orders by channel in February 2026", on: phone)
        #expect(late.contains { $0.picture != nil }, "\(late)")
      }
    }

    @Test func `the console answers an owner, and is asked in lines`() async throws {
      try await TestShop.with(TestShop.Plan(starts: false)) { shop in
        _ = try await Self.open(shop)
        let lines = "revenue by product in February 2026\nshow me how\npin this as Goods\nmy charts\n"
        let chat = try await shop.souk("chat", "--as", "owner", input: lines)
        try #require(chat.status == 0, "\(chat.errors)")
        for part in ["$237.00", "SELECT", "Pinned: Goods", "1. Goods"] {
          #expect(chat.output.contains(part), "\(part) is missing in \(chat.output)")
        }
        let shopper = try await shop.souk("chat", "--user", "ana", input: "what was your revenue last month?\n")
        #expect(shopper.output.contains("keeps its figures to itself"), "\(shopper.output)")
      }
    }
  }
}
