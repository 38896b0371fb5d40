import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
  /// What a conversation is beside its words: repeated deliveries, bursts, silence on request, a person in charge.
  @Suite struct ConversationTests {
    @Test(arguments: Engine.available)
    func `one message delivered eight times at once has one effect`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let webhook = shop.whatsApp.text("add 2 folding solar lanterns", from: .ana)
        let server = try shop.running
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<8 {
            group.addTask { try await server.post("/webhooks/whatsapp", webhook.body, headers: webhook.headers).status }
          }
          return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 8))
        try await shop.settle()
        #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox") == 1)
        #expect(try await shop.cart() == ["LAN-SOLAR × 2"])
        #expect(shop.whatsApp.messages(to: .ana).filter { $0.text.contains("Added") }.count == 1)
      }
    }

    @Test func `a thought in two messages is read as one`() async throws {
      try await TestShop.with(TestShop.Plan(environment: ["SOUK_BURST_QUIET_MS": "20000"])) { shop in
        let phone = try shop.whatsAppPhone()
        let answers = try await shop.answers(on: phone) {
          try await $0.say("2 of the")
          try await $0.say("folding solar lanterns")
        }
        #expect(answers.filter { $0.text.contains("Added 2 ×") }.count == 1, "\(answers)")
        #expect(try await shop.cart() == ["LAN-SOLAR × 2"])
        #expect(try await shop.database.number("SELECT COUNT(DISTINCT turn_id) AS n FROM inbox") == 1)
      }
    }

    @Test func `what is finished does not wait for more, and what never is does not wait for ever`() async throws {
      try await TestShop.with(TestShop.Plan(environment: ["SOUK_BURST_QUIET_MS": "300"])) { shop in
        let phone = shop.telegramPhone()
        _ = try await shop.ask("hello", on: phone)
        let unfinished = try await shop.ask("2 of the", on: phone)
        #expect(!unfinished.contains { $0.text.contains("wrong on our side") }, "\(unfinished)")
      }
    }

    @Test(arguments: Engine.available)
    func `after STOP nothing is sent until START`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let phone = try shop.whatsAppPhone()
        let stopped = try await shop.ask("STOP", on: phone)
        #expect(stopped.count == 1 && stopped[0].text.contains("START"), "\(stopped)")
        for text in ["hello?", "do you have lanterns?", "checkout"] {
          #expect(try await shop.answers(on: phone) { try await $0.say(text) }.isEmpty, "\(text)")
        }
        let back = try await shop.ask("START", on: phone)
        #expect(back.contains { $0.text.contains("Welcome back") }, "\(back)")
        _ = try await shop.ask("hello", on: phone)
      }
    }

    @Test(arguments: Engine.available)
    func `with a person in charge the bot is silent until the conversation is handed back`(
      engine: Engine
    ) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let phone = shop.telegramPhone()
        let asked = try await shop.ask("I want to talk to a human", on: phone)
        #expect(asked.contains { $0.text.lowercased().contains("person") }, "\(asked)")
        #expect(try await shop.answers(on: phone) { try await $0.say("are you there?") }.isEmpty)
        #expect(try await shop.answers(on: phone) { try await $0.say("add 2 folding solar lanterns") }.isEmpty)
        #expect(try await shop.cart().isEmpty)

        let waiting = try #require(try await shop.conversations().first)
        #expect(waiting.handed_over && waiting.channel == "telegram" && waiting.customer == "Ana Example")
        let doctor = try await shop.souk("doctor")
        #expect(doctor.status == 0 && doctor.output.contains("1 conversation"), "\(doctor.output)")

        let back = try await shop.souk("conversations", "--hand-back", waiting.id)
        #expect(back.status == 0, "\(back.errors)")
        #expect(try await shop.conversations().first?.handed_over == false)
        let answers = try await shop.ask("add 2 folding solar lanterns", on: phone)
        #expect(answers.contains { $0.text.contains("Added 2 ×") }, "\(answers)")

        for move in ["--hand-back", "--take-over"] {
          let unknown = try await shop.souk("conversations", move, "123")
          #expect(unknown.status == 1 && unknown.errors.contains("conversation 123"), "\(unknown)")
        }
        let taken = try await shop.souk("conversations", "--take-over", waiting.id)
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(try await shop.answers(on: phone) { try await $0.say("hello?") }.isEmpty)
      }
    }
  }
}

extension TestShop {
  struct ListedConversation: Decodable {
    var id: String
    var channel: String
    var customer: String
    var handed_over: Bool
  }

  func conversations() async throws -> [ListedConversation] {
    let listed = try await souk("conversations", "--format", "json")
    try #require(listed.status == 0, "\(listed.errors)")
    return try JSONDecoder().decode([ListedConversation].self, from: Data(listed.output.utf8))
  }
}
