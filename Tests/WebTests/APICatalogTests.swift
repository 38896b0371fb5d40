import Commerce
import Dialogue
import Foundation
import Testing

@testable import Storage
@testable import Web

@Suite("Bundles, suppliers, places and details by the API")
struct APICatalogTests {
  private struct Kit {
    var tent: String
    var stove: String
    var lantern: String
    var headlamp: String
    var kit: String

    /// Tent (required), stove (optional) and lantern or headlamp for 90.00 instead of 105.00.
    static func make(in shop: APIShopper) async throws -> Kit {
      let kit = Kit(
        tent: try await shop.product("Tent", sku: "T", price: 6_000, stock: 5).variant,
        stove: try await shop.product("Stove", sku: "S", price: 3_000, stock: 9).variant,
        lantern: try await shop.product("Lantern", sku: "L", price: 1_500, stock: 9).variant,
        headlamp: try await shop.product("Headlamp", sku: "H", price: 2_000, stock: 9).variant,
        kit: try await shop.product("72-hour kit", sku: "KIT", price: 0, stock: nil).variant)
      try await shop.ask(200, "PUT", "/variants/\(kit.kit)/bundle", kit.contents)
      return kit
    }

    var contents: JSONValue {
      [
        "price_minor": 9_000,
        "items": [
          ["variant_id": .string(tent)],
          ["variant_id": .string(stove), "is_required": false],
          ["variant_id": .string(lantern), "substitutes": [["variant_id": .string(headlamp)]]],
        ],
      ]
    }

    func order(_ count: Int, _ more: [String: JSONValue] = [:], by customer: String) -> JSONValue {
      var item: [String: JSONValue] = ["variant_id": .string(kit), "quantity": .number(Double(count))]
      item.merge(more) { $1 }
      return [
        "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "pickup",
        "payment": "pay_at_pickup", "items": [.object(item)],
      ]
    }
  }

  @Test func `a bundle costs what it says, has its parts' stock, and is ordered as it comes or as it is wanted`()
    async throws
  {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let kit = try await Kit.make(in: shop)
      let customer = try await shop.customer()
      let shown = try await shop.ask(200, "GET", "/variants/\(kit.kit)")
      #expect(shown["price_minor"]?.integer == 9_000)
      #expect(shown["available"]?.integer == 5)
      #expect(try await shop.ask(200, "GET", "/bundles").data.compactMap { $0["variant_id"]?.string } == [kit.kit])

      let plain = try await shop.ask(201, "POST", "/orders", kit.order(2, by: customer))
      #expect(plain["total_minor"]?.integer == 18_000)
      #expect(plain["lines"]?.array?.count == 3)
      #expect(plain["discount_minor"]?.integer == 3_000)
      // Without the stove 75.00 for the parts, with the headlamp 80.00; the kit keeps 6/7 of it, half up.
      let own = try await shop.ask(
        201, "POST", "/orders",
        kit.order(
          1,
          [
            "without": [.string(kit.stove)],
            "swaps": [["part": .string(kit.lantern), "for": .string(kit.headlamp)]],
          ], by: customer))
      #expect(own["total_minor"]?.integer == 6_857)
      #expect(own["lines"]?.array?.compactMap { $0["variant_id"]?.string } == [kit.tent, kit.headlamp])
      #expect(own["lines"]?.array?.last?["is_substitute"] == true)
      #expect(try await shop.ask(200, "GET", "/variants/\(kit.tent)")["available"]?.integer == 2)
      #expect(try await shop.ask(409, "POST", "/orders", kit.order(3, by: customer)).code == "out_of_stock")
      #expect(try await shop.ask(200, "GET", "/variants/\(kit.stove)")["available"]?.integer == 7)
    }
  }

  @Test func `what a bundle does not allow is refused with the reason`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let kit = try await Kit.make(in: shop)
      let customer = try await shop.customer()
      for more: [String: JSONValue] in [
        ["without": [.string(kit.tent)]],
        ["swaps": [["part": .string(kit.tent), "for": .string(kit.stove)]]],
        ["swaps": [["part": .string(kit.headlamp), "for": .string(kit.lantern)]]],
      ] {
        let refused = try await shop.ask(409, "POST", "/orders", kit.order(1, more, by: customer))
        #expect(refused.code == "bundle_choice_refused", "\(refused.body.text)")
      }
      let tent = try await shop.ask(
        409, "POST", "/orders",
        [
          "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "pickup",
          "payment": "pay_at_pickup",
          "items": [["variant_id": .string(kit.tent), "quantity": 1, "without": [.string(kit.stove)]]],
        ])
      #expect(tent.code == "bundle_choice_refused")

      let nested = try await shop.ask(
        409, "PUT", "/variants/\(kit.tent)/bundle", ["items": [["variant_id": .string(kit.kit)]]])
      #expect(nested.code == "bundle_refused")
      let twice = try await shop.ask(
        409, "PUT", "/variants/\(kit.kit)/bundle",
        ["items": [["variant_id": .string(kit.tent)], ["variant_id": .string(kit.tent)]]])
      #expect(twice.code == "bundle_refused")
      #expect(try await shop.ask(404, "GET", "/variants/\(kit.tent)/bundle").code == "bundle_not_found")
    }
  }

  @Test func `a bundle is edited as it was read, and is sold by itself again once it is taken apart`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let kit = try await Kit.make(in: shop)
      let read = try await shop.ask(200, "GET", "/variants/\(kit.kit)/bundle")
      let tag = try #require(read.tag)
      let only: JSONValue = ["items": [["variant_id": .string(kit.tent), "quantity": 2]]]
      let changed = try await shop.ask(
        200, "PUT", "/variants/\(kit.kit)/bundle", only, headers: [(name: "If-Match", value: tag)])
      #expect(changed["revision"]?.integer == 2)
      #expect(try await shop.ask(200, "GET", "/variants/\(kit.kit)")["price_minor"]?.integer == 12_000)
      let late = try await shop.ask(
        412, "PUT", "/variants/\(kit.kit)/bundle", kit.contents, headers: [(name: "If-Match", value: tag)])
      #expect(late.code == "precondition_failed")
      try await shop.ask(403, "DELETE", "/variants/\(kit.kit)/bundle", as: .staff)
      try await shop.ask(204, "DELETE", "/variants/\(kit.kit)/bundle")
      try await shop.ask(404, "DELETE", "/variants/\(kit.kit)/bundle")
      #expect(try await shop.ask(200, "GET", "/variants/\(kit.kit)")["price_minor"]?.integer == 0)
    }
  }

  @Test func `suppliers and their offers are kept, the preferred first`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T")
      var ids: [String] = []
      for name in ["Canvas & Co", "Ropes Ltd"] {
        let made = try await shop.ask(201, "POST", "/suppliers", ["name": .string(name), "phone": "15035550100"])
        ids.append(try #require(made["id"]?.string))
      }
      #expect(try await shop.ask(409, "POST", "/suppliers", ["name": "Ropes Ltd"]).code == "supplier_name_taken")
      #expect(
        try await shop.ask(422, "PATCH", "/suppliers/\(ids[0])", ["website": "http://[x"]).code == "invalid_body")
      let path = "/variants/\(variant)/offers"
      try await shop.ask(200, "PUT", "\(path)/\(ids[0])", ["cost_minor": 300])
      try await shop.ask(200, "PUT", "\(path)/\(ids[1])", ["cost_minor": 400, "is_preferred": true, "lead_days": 3])
      let offers = try await shop.ask(200, "GET", path)
      #expect(offers.data.compactMap { $0["supplier_id"]?.string } == [ids[1], ids[0]])
      let renamed = try await shop.ask(
        200, "PATCH", "/suppliers/\(ids[0])", ["name": "Canvas", "phone": JSONValue.null])
      #expect(renamed["name"] == "Canvas" && renamed["phone"] == .null)
      #expect(try await shop.ask(200, "GET", "/suppliers").data.count == 2)
      try await shop.ask(204, "DELETE", "\(path)/\(ids[0])")
      #expect(try await shop.ask(404, "DELETE", "\(path)/\(ids[0])").code == "offer_not_found")
    }
  }

  @Test func `stock lies in places and together they are the variant's`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", stock: 4)
      let depot = try await shop.ask(201, "POST", "/locations", ["name": "Depot", "latitude_e6": 1, "longitude_e6": 2])
      let id = try #require(depot["id"]?.string)
      #expect(try await shop.ask(409, "POST", "/locations", ["name": "Depot"]).code == "location_name_taken")
      #expect(try await shop.ask(422, "POST", "/locations", ["name": "X", "latitude_e6": 1]).code == "invalid_body")
      try await shop.ask(
        200, "PUT", "/variants/\(variant)/levels/\(id)", ["counted": 6, "reason": "delivery"], as: .staff)
      #expect(try await shop.ask(200, "GET", "/variants/\(variant)")["available"]?.integer == 10)
      let levels = try await shop.ask(200, "GET", "/variants/\(variant)/levels")
      #expect(levels.data.compactMap { $0["stock"]?.integer }.reduce(0, +) == 10)
      #expect(try await shop.ask(200, "PATCH", "/locations/\(id)", ["is_default": true])["is_default"] == true)
    }
  }

  @Test func `details, categories and past prices are told`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (product, variant) = try await shop.product("Tent", sku: "T", price: 1_000)
      try await shop.ask(200, "PATCH", "/products/\(product)", ["categories": ["Camping", "Tents"]])
      let changed = try await shop.ask(
        200, "PATCH", "/products/\(product)/details",
        ["slug": "tent", "supply": "drop_ship", "thc_ppm": 180_000, "climates": ["desert"]])
      #expect(changed["slug"] == "tent" && changed["climates"] == ["desert"])
      #expect(try await shop.ask(200, "GET", "/products/\(product)/details")["thc_ppm"]?.integer == 180_000)
      #expect(
        try await shop.ask(422, "PATCH", "/products/\(product)/details", ["strain": "no-such"]).code == "invalid_body")
      let (second, _) = try await shop.product("Other", sku: "O")
      #expect(
        try await shop.ask(409, "PATCH", "/products/\(second)/details", ["slug": "tent"]).code == "slug_taken")
      let tree = try await shop.ask(200, "GET", "/categories")
      #expect(tree.data.compactMap { $0["path"]?.array?.count } == [1, 2])
      api.clock.advance(seconds: 60)
      try await shop.ask(200, "PATCH", "/variants/\(variant)", ["price_minor": 900])
      let prices = try await shop.ask(200, "GET", "/variants/\(variant)/prices")
      #expect(prices.data.compactMap { $0["price_minor"]?.integer } == [1_000, 900])
    }
  }
}
