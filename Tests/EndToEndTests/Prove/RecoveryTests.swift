import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What an operator does on a bad day.
  @Suite struct ProveRecovery {
    @Test func `a copy made while the server works has every order, and what changed them is on record`() async throws {
      try await TestShop.with { shop in
        let number = try await PurchaseScript(shop: shop, phone: try shop.whatsAppPhone()).buyTwoLanterns()
        let copy = shop.folder.appendingPathComponent("copy.db").path
        let made = try await shop.souk("backup", copy)
        #expect(made.status == 0, "\(made.errors)")
        let again = try await shop.souk("backup", copy)
        #expect(again.status == 1 && again.errors.contains("overwrites nothing"), "\(again.errors)")
        try await shop.stop()
        var environment = shop.environment
        environment["SOUK_DATABASE_URL"] = "sqlite:///" + copy
        let listed = try await SoukProgram.run(
          ["orders", "--format", "json"], environment: environment, folder: shop.folder)
        #expect(listed.output.contains("\"\(number)\""), "\(listed.output) \(listed.errors)")
        let restored = try await RunningSouk.start(environment: environment, folder: shop.folder)
        let audit = try await SoukProgram.run(["audit"], environment: environment, folder: shop.folder)
        #expect(audit.output.contains("new to confirmed"), "\(audit.output) \(audit.errors)")
        try await restored.stop()
      }
    }

    @Test func `a stop in the midst of work ends with 0 and loses nothing`() async throws {
      try await TestShop.with { shop in
        let shoppers = (0..<20).map { Buyer.shopper($0) }
        shop.whatsApp.inject(.late(milliseconds: 1_500), times: 20)
        for shopper in shoppers { try await shop.post(shop.whatsApp.text("show me tents", from: shopper)) }
        // Fails where the exit is not 0.
        try await shop.stop()
        try await shop.start()
        try await shop.settle()
        for shopper in shoppers { #expect(shop.whatsApp.messages(to: shopper).count == 1) }
      }
    }
  }
}
