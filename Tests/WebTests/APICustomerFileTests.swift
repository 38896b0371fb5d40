import Commerce
import Dialogue
import Testing

@testable import Storage
@testable import Web

@Suite("Addresses, consents, suppliers' lines and costs by the API")
struct APICustomerFileTests {
  @Test func `addresses come with deliveries and by hand, each once, and consents say who heard them`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T")
      let customer = try await shop.customer()
      let path = "/customers/\(customer)/addresses"
      for _ in 0..<2 {
        api.clock.advance(seconds: 60)
        try await shop.ask(
          201, "POST", "/orders",
          [
            "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "delivery",
            "payment": "cash_on_delivery", "address": "1 Pine Street",
            "items": [["variant_id": .string(variant), "quantity": 1]],
          ])
      }
      let home = try await shop.ask(201, "POST", path, ["address": "2 Oak Street", "label": "home"], as: .staff)
      let listed = try await shop.ask(200, "GET", path)
      #expect(listed.data.compactMap { $0["address"] } == ["2 Oak Street", "1 Pine Street"])
      #expect(listed.data.last?["used_at"]?.string == api.clock.now.rfc3339)
      #expect(try await shop.ask(200, "GET", path + "?limit=1")["next_cursor"] != .null)
      let id = try #require(home["id"]?.string)
      try await shop.ask(204, "DELETE", "\(path)/\(id)")
      #expect(try await shop.ask(404, "DELETE", "\(path)/\(id)").code == "address_not_found")

      let consents = "/customers/\(customer)/consents"
      for isGiven in [true, false] {
        let set = try await shop.ask(
          200, "PUT", "\(consents)/marketing", ["is_given": .bool(isGiven), "source": "a form in the shop"])
        #expect(set["is_given"] == .bool(isGiven))
        #expect(set["source"]?.string?.hasSuffix(": a form in the shop") == true)
      }
      #expect(try await shop.ask(200, "GET", consents).data.compactMap { $0["is_given"] } == [false])
      let export = try await shop.ask(200, "GET", "/customers/\(customer)/export")
      #expect(export["addresses"] == ["1 Pine Street"])
      #expect(export["consents"]?.array?.count == 1)
      let other = try await api.shop("other")
      #expect(try await other.ask(404, "GET", consents).code == "customer_not_found")
      #expect(try await other.ask(404, "GET", path).code == "customer_not_found")
    }
  }

  @Test func `a supplier's line goes from wanted to sent, and a refusal is put before staff`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (own, first) = try await shop.product("Tent", sku: "T")
      let (product, second) = try await shop.product("Canoe", sku: "C")
      try await shop.ask(200, "PATCH", "/products/\(product)/details", ["supply": "drop_ship"])
      try await shop.ask(200, "PATCH", "/products/\(own)/details", ["slug": "tent"])
      try await shop.ask(200, "PUT", "/variants/\(second)/cost", ["cost_minor": 700])
      #expect(try await shop.ask(200, "GET", "/variants/\(second)/cost")["cost_minor"]?.integer == 700)
      #expect(try await shop.ask(200, "GET", "/variants/\(first)/cost")["cost_minor"] == .null)
      let order = try await shop.ask(
        201, "POST", "/orders",
        [
          "customer_id": .string(try await shop.customer()), "recipient_name": "Ada", "fulfilment": "pickup",
          "payment": "pay_at_pickup",
          "items": [
            ["variant_id": .string(first), "quantity": 1], ["variant_id": .string(second), "quantity": 1],
          ],
        ])
      let lines = try #require(order["lines"]?.array)
      #expect(lines.compactMap { $0["supplier_status"] } == [.null, "wanted"])
      let id = try #require(order["id"]?.string)
      func step(_ status: Int, _ line: Int, _ to: String) async throws -> ServedAPI.Answer {
        try await shop.ask(
          status, "POST", "/orders/\(id)/lines/\(line)/supplier-steps", ["to": .string(to), "reason": "they wrote"],
          as: .staff)
      }
      #expect(try await step(409, 0, "ordered").code == "order_move_illegal")
      #expect(try await step(409, 7, "ordered").code == "line_not_found")
      #expect(try await step(201, 1, "ordered")["lines"]?.array?.last?["supplier_status"] == "ordered")
      #expect(try await step(409, 1, "wanted").code == "order_move_illegal")
      _ = try await step(201, 1, "refused")
      let tasks = try await shop.ask(200, "GET", "/tasks")
      #expect(tasks.data.contains { $0["kind"] == "supplier_refused" }, "\(tasks.body.text)")
      _ = try await step(201, 1, "ordered")
      _ = try await step(201, 1, "sent")
      #expect(try await step(409, 1, "refused").code == "order_move_illegal")
      let history = try await shop.ask(200, "GET", "/orders/\(id)/history")
      #expect(history.data.last?["why"] == "the supplier of Canoe: sent: they wrote")
    }
  }
}
