import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What a log collector makes of the log.
  @Suite struct LogTests {
    @Test func `each line is a JSON object, and one id leads from the webhook to the answer`() async throws {
      var plan = TestShop.Plan()
      plan.environment = ["SOUK_LOG_FORMAT": "json", "SOUK_LOG_LEVEL": "debug"]
      try await TestShop.with(plan) { shop in
        _ = try await shop.ask("show me tents", on: try shop.whatsAppPhone())
        try await shop.stop()
        let lines = try shop.running.log.split(separator: "\n").map { line in
          try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String], "\(line)")
        }
        #expect(lines.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["message"] != nil })
        let steps = ["A message was taken in", "A turn was committed", "An answer was sent"]
        let conversations = steps.map { step in lines.first { $0["message"] == step }?["conversation"] }
        #expect(conversations[0] != nil && Set(conversations).count == 1, "\(conversations)")
        #expect(lines.allSatisfy { !$0.values.contains { $0.contains("tents") } }, "what was written is in the log")
      }
    }

    @Test func `another format is refused with what there is`() async throws {
      let outcome = try await SoukProgram.run(
        ["stores"], environment: ["SOUK_LOG_FORMAT": "xml"], folder: FileManager.default.temporaryDirectory)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("SOUK_LOG_FORMAT") && outcome.errors.contains("text or json"))
    }
  }
}
