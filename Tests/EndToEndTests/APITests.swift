import Dialogue
import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
  /// The REST API of a real server, beside the chat.
  @Suite struct APITests {
    private static let password = "correct horse battery"

    @Test(arguments: Engine.available)
    func `somebody added at the shell signs in, sees the chat's order and sends it, and the shopper hears of it`(
      engine: Engine
    ) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let before = try await shop.souk("doctor")
        #expect(before.output.contains("none may sign in to the API"))
        let short = try await shop.souk("users", "add", "ada@example.com", "--role", "owner", input: "short\n")
        #expect(short.status == 1 && short.errors.contains("fewer than 10 characters"))
        let added = try await shop.souk(
          "users", "add", "Ada@Example.com", "--role", "owner", "--store", "main", input: Self.password + "\n")
        #expect(added.status == 0, "\(added.errors)")
        #expect(try await shop.souk("users", "list").output.contains("ada@example.com  main (owner)"))

        let phone = shop.telegramPhone()
        let number = try await PurchaseScript(shop: shop, phone: phone).buyTwoLanterns()
        let login = try await post(
          "/auth/login", ["email": "ada@example.com", "password": .string(Self.password)], on: shop)
        #expect(login.status == 200)
        let tokens = try JSONValue(json: login.body)
        let bearer = [(name: "Authorization", value: "Bearer \(tokens["access_token"]?.string ?? "")")]
        let listed = try JSONValue(json: try await shop.running.get("/api/v1/orders", headers: bearer).body)
        let orders = try #require(listed["data"]?.array)
        #expect(orders.compactMap { $0["number"]?.string } == [number])
        #expect(orders.first?["total_minor"]?.integer == 3_900)
        let id = try #require(orders.first?["id"]?.string)
        let shipped = try await post(
          "/orders/\(id)/shipments", ["carrier": "UPS", "tracking_number": "1Z999"], on: shop, headers: bearer)
        #expect(shipped.status == 201, "\(String(decoding: shipped.body, as: UTF8.self))")
        try await shop.settle()
        #expect(try await shop.database.texts("SELECT state AS t FROM orders") == ["shipped"])
        let told = try await shop.database.number("SELECT COUNT(*) AS n FROM outbox WHERE body LIKE '%1Z999%'")
        #expect(told == 1)
      }
    }

    @Test func `a key opens its store until it is revoked, and stands in no listing`() async throws {
      try await TestShop.with { shop in
        let made = try await shop.souk("keys", "add", "the warehouse")
        let key = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(key.hasPrefix("souk_"))
        let bearer = [(name: "Authorization", value: "Bearer \(key)")]
        #expect(try await shop.running.get("/api/v1/products", headers: bearer).status == 200)
        let listing = try await shop.souk("keys", "list", "--format", "json")
        #expect(!listing.output.contains(key))
        let rows = try JSONValue(json: Array(listing.output.utf8))
        let id = try #require(rows.array?.first?["id"]?.string)
        #expect(try await shop.souk("keys", "revoke", id).status == 0)
        #expect(try await shop.running.get("/api/v1/products", headers: bearer).status == 401)
        #expect(try await shop.running.get("/openapi.yaml").status == 200)
      }
    }

    private func post(
      _ path: String, _ body: JSONValue, on shop: TestShop, headers: [(name: String, value: String)] = []
    ) async throws -> HTTPResponse {
      try await shop.running.post(
        "/api/v1" + path, Array(body.text.utf8),
        headers: headers + [(name: "Content-Type", value: "application/json")])
    }
  }
}
