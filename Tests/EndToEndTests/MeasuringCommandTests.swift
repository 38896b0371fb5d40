import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The commands that play and measure: transcripts, yesterday's conversations, orders, and a language model's set-up.
  @Suite struct MeasuringCommandTests {
    private static let closed = TestShop.Plan(
      environment: [
        "WHATSAPP_PHONE_NUMBER_ID": "", "WHATSAPP_ACCESS_TOKEN": "", "WHATSAPP_APP_SECRET": "",
        "WHATSAPP_VERIFY_TOKEN": "", "TELEGRAM_BOT_TOKEN": "",
      ], catalog: SoukProgram.home + "/prompts/demo/catalog.csv", starts: false)

    private static func write(_ text: String, _ name: String, in shop: TestShop) throws -> String {
      let url = shop.folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: url)
      return url.path
    }

    @Test func `a transcript that goes as written passes, one that does not is shown and fails`() async throws {
      try await TestShop.with(Self.closed) { shop in
        let good = try Self.write(
          "title: Good\nchat:\n  - shopper: 1 fire steel\n  - souk: Fire steel\ncart: [\"1 × Fire steel\"]\n",
          "good.yaml", in: shop)
        let bad = try Self.write(
          "title: Bad\nchat:\n  - shopper: 1 fire steel\n  - souk: a whale\n", "bad.yaml", in: shop)
        let passed = try await shop.souk("test", good)
        #expect(passed.status == 0, "\(passed)")
        #expect(passed.output.contains("✓ good.yaml:1  Good") && passed.output.contains("1 played, 0 failed"))
        let failed = try await shop.souk("test", good, bad)
        #expect(failed.status == 1)
        #expect(failed.output.contains("✘ bad.yaml:4  Bad") && failed.output.contains("missing: \"a whale\""))
        let broken = try await shop.souk("test", try Self.write("title: [\n", "broken.yaml", in: shop))
        #expect(broken.status == 1 && broken.errors.contains("broken.yaml:"), "\(broken)")
        let missing = try await shop.souk("test", "nowhere.yaml")
        #expect(missing.status == 1 && missing.errors.contains("hint: "), "\(missing)")
      }
    }

    @Test func `a replay tells what today's prices would change, and writes nothing`() async throws {
      try await TestShop.with(Self.closed) { shop in
        let lines = "2 fire steels\nwhat is in my cart\n"
        #expect(try await shop.souk("chat", input: lines).status == 0)
        let same = try await shop.souk("replay")
        #expect(same.status == 0, "\(same)")
        #expect(same.output.contains("2 turns of 1 conversations: 0 with other acts, 0 with other replies"), "\(same)")
        let catalog = try String(contentsOfFile: SoukProgram.home + "/prompts/demo/catalog.csv", encoding: .utf8)
        let rows = catalog.split(separator: "\n", omittingEmptySubsequences: false).map { row -> String in
          row.hasPrefix("fire-steel,") ? String(row).replacing(",15.50,", with: ",77.25,") : String(row)
        }
        let dearer = try Self.write(rows.joined(separator: "\n"), "dearer.csv", in: shop)
        #expect(try await shop.souk("import", dearer).status == 0)
        let changed = try await shop.souk("replay", "--format", "json")
        let report = try JSONDecoder().decode(ReplayReport.self, from: Data(changed.output.utf8))
        #expect(report.turns == 2 && report.acts_changed == 0 && report.replies_changed == 2, "\(changed.output)")
        #expect(report.changes.allSatisfy { $0.replies_now.joined().contains("154.50") })
        #expect(try await shop.souk("replay", "--format", "json").output == changed.output, "nothing was written")
      }
    }

    private struct ReplayReport: Decodable {
      struct Change: Decodable { var replies_now: [String] }
      var turns: Int
      var acts_changed: Int
      var replies_changed: Int
      var changes: [Change]
    }

    @Test func `orders are measured line by line`() async throws {
      try await TestShop.with(Self.closed) { shop in
        let menu = try Self.write("item\tprice\nLatte\t3.50\nMocha\t4.00\n", "menu.tsv", in: shop)
        let test = try Self.write(
          "text\titems\n2 lattes and a mocha please\t2 x Latte; 1 x Mocha\n3 mochas\tMocha\nhello\t\n", "test.tsv",
          in: shop)
        let measured = try await shop.souk(
          "eval", "orders", "--menu", menu, "--test", test, "--format", "json", "--predictions", "read.tsv")
        #expect(measured.status == 0, "\(measured)")
        let report = try JSONDecoder().decode(OrderReport.self, from: Data(measured.output.utf8))
        #expect(report.lines == 3 && report.lines_right == 2 && report.lines_wrong_quantity == 1, "\(measured.output)")
        #expect(report.lines_invented == 0 && report.texts == 3)
        let written = SoukProgram.text(shop.folder, "read.tsv")
        #expect(written.contains("3 mochas\t1 x mocha\t3 x mocha\tno"), "\(written)")
        let stranger = try Self.write("text\titems\na tea\t1 x Tea\n", "stranger.tsv", in: shop)
        let refused = try await shop.souk("eval", "orders", "--menu", menu, "--test", stranger)
        #expect(refused.status == 1 && refused.errors.contains("stranger.tsv:2: 'tea' is not on the menu"))
      }
    }

    private struct OrderReport: Decodable {
      var lines: Int
      var lines_right: Int
      var lines_wrong_quantity: Int
      var lines_invented: Int
      var texts: Int
    }

    @Test func `a language model's set-up is shown, and all its errors are reported together`() async throws {
      var plan = Self.closed
      plan.environment.merge(["LLM_PROVIDER": "ollama", "LLM_MODEL": "m-1"]) { $1 }
      try await TestShop.with(plan) { shop in
        let doctor = try await shop.souk("doctor")
        #expect(doctor.output.contains("language model: ollama m-1 at http://localhost:11434"), "\(doctor)")
        let set = try await shop.souk("model", "--use", "always", "--calls-per-day", "9")
        #expect(set.status == 0 && set.output.contains("asked: always, at most 9 calls a day"), "\(set)")
        #expect(try await shop.souk("model").output.contains("at most 9 calls a day"))
      }
      plan.catalog = nil
      plan.environment.merge(["LLM_PROVIDER": "oracle", "LLM_API_BASE": "ftp://x", "LLM_MODEL": ""]) { $1 }
      try await TestShop.with(plan) { shop in
        let doctor = try await shop.souk("doctor")
        #expect(doctor.status == 1)
        #expect(doctor.output.contains("LLM_PROVIDER: found 'oracle'"), "\(doctor)")
        #expect(doctor.output.contains("LLM_API_BASE: found 'ftp://x'"), "\(doctor)")
      }
    }
  }
}
