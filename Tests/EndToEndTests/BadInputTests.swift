import Dialogue
import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
  /// What must not hurt: forgeries, rubbish, and texts that shoppers can really send.
  @Suite struct BadInputTests {
    @Test func `forged, broken, oversized and foreign bodies are refused or ignored and change nothing`() async throws {
      try await TestShop.with { shop in
        let good = shop.whatsApp.text("hello", from: .ana)
        var forged = good
        forged.signature = WhatsAppWebhook(body: good.body, appSecret: "another secret").signature
        #expect(try await shop.post(forged) == 401)
        forged = good
        forged.body[forged.body.count / 2] ^= 1
        #expect(try await shop.post(forged) == 401)
        forged.signature = ""
        #expect(try await shop.post(forged) == 401)
        let unsigned = try await shop.running.post("/webhooks/whatsapp", good.body)
        #expect(unsigned.status == 401)
        #expect(try Self.errorCode(unsigned.body) != nil)

        #expect(try await shop.post(Self.signed(#"{"object":"whatsapp_business_account","entry":["#, shop)) == 400)
        #expect(try await shop.post(Self.signed("[]", shop)) == 400)
        #expect(try await shop.post(Self.signed("", shop)) == 400)
        #expect(try await shop.post(Self.signed(String(repeating: "[", count: 100_000), shop)) == 400)
        #expect(try await shop.post(Self.signed("\"" + String(repeating: "x", count: 3 << 20) + "\"", shop)) == 413)
        #expect(
          try await shop.post(
            Self.signed(#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}"#, shop)) == 200)
        #expect(try await shop.post(Self.signed(#"{"object":"whatsapp_business_account"}"#, shop)) == 200)
        let foreign = try WhatsAppSamples.bytes("wa-edge-unknown-phone-number-id.json")
        #expect(try await shop.post(WhatsAppWebhook(body: foreign, appSecret: shop.whatsApp.appSecret)) == 200)

        #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox") == 0)
        #expect(shop.whatsApp.calls.isEmpty)
        _ = try await shop.ask("hello", on: try shop.whatsAppPhone())
      }
    }

    @Test func `paths, methods and handshakes are answered as documented`() async throws {
      try await TestShop.with { shop in
        let server = try shop.running
        let path = "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
        let handshake = try await server.get(path + shop.whatsApp.verifyToken)
        #expect(handshake.status == 200)
        #expect(String(decoding: handshake.body, as: UTF8.self) == "1158201444")
        #expect(try await server.get(path + "wrong").status == 403)
        #expect(try await server.get("/healthz").status == 200)
        #expect(try await server.get("/readyz").status == 200)
        for path in ["/nowhere", "/webhooks/nobody", "/%00", "/../../etc/passwd"] {
          let answer = try await server.get(path)
          #expect((400..<500).contains(answer.status), "\(path)")
          #expect(try Self.errorCode(answer.body) != nil, "\(path)")
        }
        #expect(try await server.post("/healthz", []).status == 405)
        _ = try await shop.ask("hello", on: shop.telegramPhone())
        let metrics = String(decoding: try await server.get("/metrics").body, as: UTF8.self)
        #expect(metrics.contains(#"souk_turns_total{channel="telegram"} 1"#))
      }
    }

    @Test func `a text of any characters is answered and taken whole`() async throws {
      try await TestShop.with { shop in
        let phone = try shop.whatsAppPhone()
        let texts = [
          String(repeating: "😀", count: 4_096), String(repeating: "👨‍👩‍👧‍👦", count: 300), "שלום, יש לכם פנס?",
          "هل لديكم فانوس؟",
          "\u{202E}snretnal\u{202C} \u{200F}lantern", String(repeating: "e\u{301}\u{302}\u{303}", count: 500),
          "\u{0}lantern\u{7}", "<b>lantern</b> & *bold* _it_ ~s~ `c`", "'; DROP TABLE orders; --", "{{name}} {{#rows}}",
          String(repeating: "lantern ", count: 512), "?", "…", "\u{FEFF}lantern",
        ]
        for text in texts { _ = try await shop.ask(text, on: phone) }
        try await sendHalfEmoji(shop, phone)
        #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM inbox WHERE status <> 'handled'") == 0)
        #expect(try await shop.database.number("SELECT COUNT(*) AS n FROM orders") == 0)
      }
    }

    /// Half an emoji cannot be in a Swift string; it is written as an escape.
    private func sendHalfEmoji(_ shop: TestShop, _ phone: WhatsAppPhone) async throws {
      for (number, escape) in [#"\ud83d"#, #"\ude00"#, #"\ud83d\ud83d"#].enumerated() {
        let message = shop.whatsApp.text("half an emoji PLACE here", from: .ana, id: "wamid.HALF\(number)")
        let body = String(decoding: message.body, as: UTF8.self).replacing("PLACE", with: escape)
        let answers = try await shop.answers(on: phone) { _ in
          let status = try await shop.post(Self.signed(body, shop))
          #expect(status == 200, "\(escape)")
        }
        #expect(!answers.isEmpty, "\(escape)")
      }
    }

    @Test(arguments: Engine.available)
    func `amounts that cannot be are refused kindly and leave the cart as it was`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let phone = shop.telegramPhone()
        let added = try await shop.ask("add 2 folding solar lanterns", on: phone)
        #expect(added.contains { $0.text.contains("Added 2 ×") }, "\(added)")
        let before = try await shop.cart()
        #expect(before == ["LAN-SOLAR × 2"])
        for amount in ["-3", "99999999999999999999", "0", "100000", "-0", "2.5"] {
          let answers = try await shop.ask("\(amount) folding solar lanterns", on: phone)
          #expect(try await shop.cart() == before, "\(amount): \(answers)")
          #expect(
            !answers.contains { $0.text.contains("Added") || $0.text.contains("wrong on our side") }, "\(answers)")
        }
        for line in ["make it -1", "make it 99999999999999999999"] {
          let answers = try await shop.ask(line, on: phone)
          #expect(try await shop.cart() == before, "\(line): \(answers)")
        }
      }
    }

    private static func signed(_ text: String, _ shop: TestShop) -> WhatsAppWebhook {
      WhatsAppWebhook(body: Array(text.utf8), appSecret: shop.whatsApp.appSecret)
    }

    /// `{"error": {"code", "message"}}`
    private static func errorCode(_ body: [UInt8]) throws -> String? {
      struct Answer: Decodable {
        struct Fault: Decodable {
          var code: String
          var message: String
        }
        var error: Fault
      }
      return try JSONDecoder().decode(Answer.self, from: Data(body)).error.code
    }
  }
}

extension TestShop {
  /// The open carts' lines, `SKU × quantity`.
  func cart() async throws -> [String] {
    try await database.texts(
      """
      SELECT v.sku || ' × ' || CAST(l.quantity AS TEXT) AS t FROM cart_lines l
        JOIN carts c ON c.store_id = l.store_id AND c.id = l.cart_id AND c.status = 'open'
        JOIN variants v ON v.store_id = l.store_id AND v.id = l.variant_id ORDER BY l.position
      """)
  }
}
