import Dialogue
import Foundation
import Storage
import TestSupport
import Testing
import Transport

extension EndToEnd {
  /// Every recorded update, polled by a running server and posted to its webhook; its effect is what the table says.
  @Suite struct TelegramSampleTests {
    private static let secret = "A-b_9"

    /// Updates in the order of their ids.
    private static let updates: [(name: String, effect: TelegramEffect)] = telegramEffects.filter { _, effect in
      switch effect {
      case .message, .reachable, .skipped: true
      default: false
      }
    }.map { (name: $0.key, effect: $0.value) }.sorted { updateID($0.name) < updateID($1.name) }

    private static func updateID(_ name: String) -> Int64 {
      do {
        return FakeTelegram.JSON(parsing: try TelegramSamples.bytes(name))?["update_id"]?.integer ?? 0
      } catch {
        return 0
      }
    }

    @Test func `every sample has an expectation`() throws {
      #expect(try TelegramSamples.names() == Set(telegramEffects.keys))
    }

    @Test func `every polled update has its effect and no other`() async throws {
      try await TestShop.with { shop in
        for update in Self.updates {
          shop.telegram.push(try #require(.init(parsing: TelegramSamples.bytes(update.name))))
        }
        try await shop.settle()
        try await expectMessages(in: shop)
        try await expectAnswers(in: shop)
        #expect(shop.telegram.unconfirmedUpdateIDs.isEmpty)
        #expect(try await isReachable(in: shop))
      }
    }

    @Test func `every update posted to the webhook has its effect and no other`() async throws {
      try await TestShop.with(TestShop.Plan(environment: ["TELEGRAM_SECRET_TOKEN": Self.secret])) { shop in
        for update in Self.updates {
          let body = try TelegramSamples.bytes(update.name)
          shop.telegram.push(try #require(.init(parsing: body)))
          #expect(try await post(body, to: shop) == 200, "\(update.name)")
          try await shop.settle()
          if case .reachable(let isThere) = update.effect {
            #expect(try await isReachable(in: shop) == isThere, "\(update.name)")
          }
          #expect(try await post(body, to: shop) == 200, "\(update.name), a second time")
        }
        try await shop.settle()
        try await expectMessages(in: shop)
        try await expectAnswers(in: shop)
      }
    }

    @Test func `a webhook without the token, with another, or with what is no update is refused`() async throws {
      try await TestShop.with(TestShop.Plan(environment: ["TELEGRAM_SECRET_TOKEN": Self.secret])) { shop in
        let body = try TelegramSamples.bytes("text")
        #expect(try await post(body, secret: nil, to: shop) == 401)
        #expect(try await post(body, secret: "A-b_8", to: shop) == 401)
        #expect(try await post(body, secret: "", to: shop) == 401)
        for name in ["malformed-truncated", "malformed-html-502"] {
          #expect(try await post(try TelegramSamples.bytes(name), to: shop) == 400, "\(name)")
        }
        #expect(try await post([UInt8](repeating: 0x20, count: 1 << 20 + 1), to: shop) == 413)
        #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox") == 0)
      }
    }

    @Test func `polls with gaps, repetitions and rubbish lose nothing and repeat nothing`() async throws {
      try await TestShop.with(TestShop.Plan(starts: false)) { shop in
        let polls = [
          "getupdates-batch", "malformed-html-502", "getupdates-duplicate-after-restart",
          "malformed-truncated", "getupdates-gap", "getupdates-empty",
        ]
        for name in polls {
          let status = name.hasSuffix("502") ? 502 : 200
          shop.telegram.fail("getUpdates", .answer(status: status, body: try TelegramSamples.text(name)))
        }
        for chat in [700_000_001, 700_000_002] { shop.telegram.meet(chat: Int64(chat)) }
        try await shop.start()
        let hasAsked = await eventually { shop.telegram.calls(of: "getUpdates").count >= polls.count }
        #expect(hasAsked)
        shop.telegram.restartUpdateIDs(at: 900_000_501)
        _ = try await shop.ask("are you still there?", on: shop.telegramPhone())
        var expected: Set<String> = []
        for case .poll(let ids, _)? in polls.map({ telegramEffects[$0] }) { expected.formUnion(ids) }
        let found = Set(try await shop.database.texts("SELECT message_id AS t FROM inbox"))
        #expect(found.subtracting(expected).count == 1)
        #expect(expected.isSubset(of: found))
        let offsets = shop.telegram.calls(of: "getUpdates").map { $0.body["offset"]?.integer }
        #expect(
          offsets.prefix(7) == [nil, 900_000_005, 900_000_005, 900_000_004, 900_000_004, 900_000_501, 900_000_501])
      }
    }

    // MARK: What is seen

    private func post(_ body: [UInt8], secret: String? = Self.secret, to shop: TestShop) async throws -> Int {
      let token = secret.map { [(name: "X-Telegram-Bot-Api-Secret-Token", value: $0)] } ?? []
      return try await shop.running.post(
        "/webhooks/telegram", body, headers: [(name: "Content-Type", value: "application/json")] + token
      ).status
    }

    private func expectMessages(in shop: TestShop) async throws {
      let rows = try await shop.database.rows("SELECT message_id, payload, status, reason FROM inbox")
      var found: [String: InboundMessage] = [:]
      for row in rows {
        let reason = try row.optionalText("reason") ?? "no reason"
        #expect(try row.text("status") == "handled", "\(reason)")
        found[try row.text("message_id")] = try row.json("payload")
      }
      var expected = 0
      for update in Self.updates {
        guard case .message(let id, let content, let replyTo) = update.effect else { continue }
        expected += 1
        let message = try #require(found[id], "\(update.name) never came in")
        #expect(message.content == content, "\(update.name)")
        #expect(message.replyToMessageID == replyTo, "\(update.name)")
      }
      #expect(found.count == expected)
      #expect(rows.count == expected)
    }

    /// Each message that wants an answer has one by its own turn; taps are settled.
    private func expectAnswers(in shop: TestShop) async throws {
      let answered = Set(
        try await shop.database.texts(
          "SELECT i.message_id AS t FROM inbox i JOIN outbox o ON o.store_id = i.store_id AND o.turn_id = i.turn_id"))
      for update in Self.updates {
        guard case .message(let id, let content, _) = update.effect else { continue }
        #expect(answered.contains(id) == content.wantsAnAnswer, "\(update.name)")
      }
      #expect(try await shop.database.texts("SELECT reason AS t FROM outbox WHERE state = 'dead'") == [])
      #expect(shop.telegram.unansweredTaps.isEmpty)
    }

    private func isReachable(in shop: TestShop) async throws -> Bool {
      try await shop.database.number(
        "SELECT COUNT(*) AS n FROM conversations WHERE chat = '700000001' AND unreachable = \(shop.database.falseText)"
      ) == 1
    }
  }
}
