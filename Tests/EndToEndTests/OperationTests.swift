import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What an operator changes while the server runs, and what a person says in the bot's place.
  @Suite struct OperationTests {
    @Test func `prompts and channels are read anew on SIGHUP, and the old ones stay where they are wrong`() async throws
    {
      let home = try Self.home()
      defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: home) } }
      try await TestShop.with(TestShop.Plan(environment: ["SOUK_HOME": home.path])) { shop in
        let phone = shop.telegramPhone()
        let replies = home.appendingPathComponent("prompts/replies/en.yaml")
        let before = try String(contentsOf: replies, encoding: .utf8)
        try Self.write(before.replacing("You're welcome!", with: "Any time, {{"), to: replies)
        try shop.running.reload()
        #expect(await eventually { (try? shop.running.log.contains("stay as they were")) ?? false })
        #expect(try shop.running.log.contains("replies/en.yaml:"))
        #expect(try await shop.ask("thank you", on: phone).contains { $0.text.contains("You're welcome") })

        try Self.write(before.replacing("You're welcome!", with: "Any time!"), to: replies)
        let yaml = home.appendingPathComponent("channels/telegram.yaml")
        try Self.write(
          String(contentsOf: yaml, encoding: .utf8).replacing("📍 Share my location", with: "📍 Here I am"), to: yaml)
        try shop.running.reload()
        #expect(await eventually { (try? shop.running.log.contains("are read anew")) ?? false })
        #expect(try await shop.ask("thank you", on: phone).contains { $0.text.contains("Any time!") })
      }
    }

    /// The project's own files, to be changed; what is large is linked.
    private static func home() throws -> URL {
      let home = FileManager.default.temporaryDirectory.appendingPathComponent("souk-home-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
      let project = URL(fileURLWithPath: SoukProgram.home)
      for folder in ["channels", "prompts"] {
        let (from, to) = (project.appendingPathComponent(folder), home.appendingPathComponent(folder))
        try FileManager.default.createDirectory(at: to, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: from.path) {
          let (source, target) = (from.appendingPathComponent(name), to.appendingPathComponent(name))
          if name == "embeddings" {
            try FileManager.default.createSymbolicLink(at: target, withDestinationURL: source)
          } else {
            try FileManager.default.copyItem(at: source, to: target)
          }
        }
      }
      return home
    }

    private static func write(_ text: String, to file: URL) throws { try Data(text.utf8).write(to: file) }

    @Test(arguments: Engine.available)
    func `a bot that is connected while the server runs is answered, one that is removed is left alone`(
      engine: Engine
    ) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine, environment: ["TELEGRAM_BOT_TOKEN": ""])) { shop in
        let bad = try await shop.souk("channels", "add", "telegram", input: "bot_token=nonsense\n")
        #expect(bad.status == 1 && bad.errors.contains("@BotFather"), "\(bad)")
        let phone = shop.telegramPhone()
        try await phone.say("hello")
        let added = try await shop.souk("channels", "add", "telegram", input: "bot_token=\(shop.telegram.token)\n")
        #expect(added.status == 0, "\(added.errors)")
        try await shop.settle()
        #expect(phone.shown.contains { $0.text.contains("welcome") }, "\(phone.shown)")
        #expect(await eventually { !shop.telegram.calls(of: "setMyCommands").isEmpty })
        let removed = try await shop.souk("channels", "remove", "telegram", shop.telegram.botID)
        #expect(removed.status == 0, "\(removed.errors)")
        #expect(
          await eventually { (try? shop.running.log.components(separatedBy: "accounts have changed").count) == 3 })
      }
    }

    @Test func `a bot with a secret token has its webhook set where the server knows its address`() async throws {
      let environment = ["TELEGRAM_SECRET_TOKEN": "A-b_9", "SOUK_PUBLIC_URL": "https://shop.example/"]
      try await TestShop.with(TestShop.Plan(environment: environment)) { shop in
        #expect(await eventually { !shop.telegram.calls(of: "setWebhook").isEmpty })
        let body = try #require(shop.telegram.calls(of: "setWebhook").first?.body)
        #expect(body["url"]?.string == "https://shop.example/webhooks/telegram")
        #expect(body["secret_token"]?.string == "A-b_9")
        #expect(shop.telegram.calls(of: "getUpdates").isEmpty)
        let phone = try shop.pushedTelegramPhone(secretToken: "A-b_9")
        #expect(try await shop.ask("hello", on: phone).contains { $0.text.contains("welcome") })
      }
    }

    @Test(arguments: Engine.available)
    func `a person's words reach the shopper on their own channel, and the bot is silent`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        for phone in [try shop.whatsAppPhone() as any Phone, shop.telegramPhone()] {
          try await phone.say("hello")
        }
        try await shop.settle()
        for conversation in try await shop.conversations() {
          let said = try await shop.souk("conversations", "say", conversation.id, "Hi <Ana>,", "Bea here & *listening*")
          #expect(said.status == 0, "\(said.errors)")
        }
        try await shop.settle()
        for phone in [try shop.whatsAppPhone() as any Phone, shop.telegramPhone()] {
          let last = try #require(phone.shown.last)
          #expect(last.text.contains("Hi <Ana>, Bea here & "), "\(last)")
          #expect(try await shop.answers(on: phone) { try await $0.say("do you have a lantern?") }.isEmpty)
        }
        let staff = try await shop.souk(
          "chat", "--as", "staff", input: "/conversations\n/open 1\nYes, we do.\n/back\n/open 99\n")
        #expect(staff.status == 0 && staff.output.contains("do you have a lantern?"), "\(staff)")
        #expect(staff.output.contains("Bea here & ") && staff.output.contains("conversation 99"), "\(staff.output)")
        try await shop.settle()
        let heard = [try shop.whatsAppPhone() as any Phone, shop.telegramPhone()].filter {
          $0.shown.last?.text == "Yes, we do."
        }
        #expect(heard.count == 1)
        #expect(try await shop.conversations().filter { !$0.handed_over }.count == 1)
        let unknown = try await shop.souk("conversations", "say", "123", "hello?")
        #expect(unknown.status == 1 && unknown.errors.contains("conversation 123"), "\(unknown)")
      }
    }

    @Test func `what is set of a store is said from the next message on`() async throws {
      try await TestShop.with { shop in
        let phone = shop.telegramPhone()
        _ = try await shop.ask("what are your opening hours?", on: phone)
        let set = try await shop.souk(
          "stores", "set", "main", "opening_hours=mon-sat 9:00-18:30", "returns=Within a month.", "delivery_fee=4.50",
          "time_zone=America/Denver")
        #expect(set.status == 0 && set.output.contains("delivery_fee=4.50"), "\(set)")
        let hours = try await shop.ask("what are your opening hours?", on: phone)
        #expect(hours.contains { $0.text.contains("Sat: 9:00–18:30\nSun: closed") }, "\(hours)")
        let returns = try await shop.ask("what is your return policy?", on: phone)
        #expect(returns.contains { $0.text.contains("Within a month.") }, "\(returns)")
        let wrong = try await shop.souk(
          "stores", "set", "main", "time_zone=Mars", "delivery_fee=-1", "colour=red", "returns=")
        #expect(wrong.status == 1)
        for name in ["time_zone='Mars'", "delivery_fee='-1'", "'colour=red'"] { #expect(wrong.errors.contains(name)) }
        let shown = try await shop.souk("stores", "show", "main", "--format", "json")
        let values = try JSONDecoder().decode([String: String].self, from: Data(shown.output.utf8))
        #expect(values["returns"] == "Within a month." && values["time_zone"] == "America/Denver")
      }
    }

    @Test func `a store is added with its currency, or not at all`() async throws {
      try await TestShop.with { shop in
        let wrong = try await shop.souk("stores", "add", "hill", "currency=EURO", "opening_hours=sat-mon 12:00-9:00")
        #expect(wrong.status == 1 && wrong.errors.contains("currency='EURO'"), "\(wrong)")
        #expect(wrong.errors.contains("opening_hours="), "\(wrong)")
        #expect(try await shop.souk("stores", "show", "hill").status == 1)
        let added = try await shop.souk("stores", "add", "hill", "currency=EUR", "opening_hours=sat-mon 10:00-12:00")
        #expect(added.status == 0 && added.output.contains("EUR"), "\(added)")
        let shown = try await shop.souk("stores", "show", "hill")
        #expect(shown.output.contains("currency=EUR"), "\(shown)")
        #expect(shown.output.contains("opening_hours=mon 10:00-12:00, sat 10:00-12:00, sun 10:00-12:00"), "\(shown)")
        #expect(try await shop.souk("stores", "add", "hill").status == 1)
      }
    }

    @Test func `where a store has a catalogue on WhatsApp its products are shown from it, else as text`() async throws {
      try await TestShop.with { shop in
        let set = try await shop.souk("stores", "set", "main", "channel_catalog_id=900000000000001")
        #expect(set.status == 0, "\(set.errors)")
        let phone = try shop.whatsAppPhone()
        _ = try await shop.ask("do you have lanterns?", on: phone)
        let list = try #require(shop.whatsApp.messages(to: .ana).last { $0.interactiveType == "product_list" })
        #expect(list.products.count > 1 && list.text.contains("1. "), "\(list.text)")
        _ = try await shop.ask("tell me about the folding solar lantern", on: phone)
        let one = try #require(shop.whatsApp.messages(to: .ana).last)
        #expect(one.interactiveType == "product" && one.products == ["LAN-SOLAR"], "\(one)")
        let added = try await shop.ask("yes", on: phone)
        #expect(added.contains { $0.text.contains("Added 1 ×") }, "\(added)")

        shop.whatsApp.inject(.error(code: 131_009), to: .ana)
        let plain = try await shop.ask("do you have lanterns?", on: phone)
        #expect(shop.whatsApp.messages(to: .ana).last?.type == "text")
        #expect(plain.contains { $0.text.contains("1. ") }, "\(plain)")
      }
    }
  }
}

extension RunningSouk {
  /// Has it read its files again.
  func reload() { signal(SIGHUP) }
}
