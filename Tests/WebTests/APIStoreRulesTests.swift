import Commerce
import Dialogue
import Testing

@testable import Storage
@testable import Web

@Suite("What a store says of taxes, zones, points and places by the API")
struct APIStoreRulesTests {
  private static let rules: JSONValue = [
    "taxes": [["name": "sales", "ppm": 82_500], ["name": "food", "ppm": 0, "category": "Pantry"]],
    "prices_include_tax": false, "delivery_tax_ppm": 82_500,
    "zones": [
      ["name": "Durango", "places": ["Durango", "81301"], "fee_minor": 300, "free_from_minor": 4_000],
      ["name": "Denver", "places": ["Denver"], "fee_minor": 900],
    ],
    "points_per_unit": 10, "return_days": 30, "return_condition": "unused", "minimum_age": 21,
    "places": [["name": "Shop", "latitude_e6": 37_275_300, "longitude_e6": -107_880_100]],
    "opening_hours": [
      ["weekday": 1, "opens_minute": 840, "closes_minute": 1_080],
      ["weekday": 1, "opens_minute": 540, "closes_minute": 780],
    ],
    "logo_url": "https://example.com/logo.png", "color": "#1A7F5A", "tagline": "Outside.",
  ]

  @Test func `rules are kept, read back and taken back, and orders go by them`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let path = "/stores/\(shop.store.id.text)"
      let set = try await shop.ask(200, "PATCH", path, Self.rules, as: .admin)
      #expect(set["taxes"]?.array?.compactMap { $0["ppm"]?.integer } == [82_500, 0])
      #expect(set["zones"]?.array?.compactMap { $0["name"] } == ["Durango", "Denver"])
      #expect(set["places"]?.array?.first?["latitude_e6"]?.integer == 37_275_300)
      #expect(set["opening_hours"]?.array?.compactMap { $0["opens_minute"]?.integer } == [540, 840])
      #expect(set["color"] == "#1A7F5A" && set["points_per_unit"]?.integer == 10)
      #expect(try await shop.ask(200, "GET", path).body == set.body)

      let (_, variant) = try await shop.product("Tent", sku: "T", price: 1_000)
      let customer = try await shop.customer()
      func order(_ address: String) -> JSONValue {
        [
          "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "delivery",
          "payment": "cash_on_delivery", "address": .string(address),
          "items": [["variant_id": .string(variant), "quantity": 1]],
        ]
      }
      #expect(try await shop.ask(409, "POST", "/orders", order("1 A St, Denver")).code == "age_not_confirmed")
      let changed = try await shop.ask(200, "PATCH", path, ["minimum_age": JSONValue.null])
      #expect(changed["minimum_age"] == .null && changed["taxes"]?.array?.count == 2)
      #expect(try await shop.ask(409, "POST", "/orders", order("1 A St, Paris")).code == "outside_delivery_zones")
      let made = try await shop.ask(201, "POST", "/orders", order("1 A St, Denver"))
      // 8.25 % of 10.00 is 0.825, of 9.00 is 0.7425: half up on each.
      #expect(made["delivery_fee_minor"]?.integer == 900 && made["tax_minor"]?.integer == 83 + 74)
      #expect(made["total_minor"]?.integer == 1_000 + 900 + 157)

      let free = try await shop.ask(
        200, "PATCH", path,
        ["taxes": .array([]), "zones": .array([]), "opening_hours": .null, "delivery_tax_ppm": .null])
      #expect(free["zones"]?.array?.isEmpty == true && free["opening_hours"] == .null)
      let plain = try await shop.ask(201, "POST", "/orders", order("1 A St, Paris"))
      #expect(plain["total_minor"]?.integer == 1_000)
    }
  }

  @Test func `rules that cannot be are refused, and nothing of them is kept`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let path = "/stores/\(shop.store.id.text)"
      let before = try await shop.ask(200, "GET", path)
      let wrong: [JSONValue] = [
        ["taxes": [["name": "x", "ppm": 1_000_001]]],
        ["zones": [["name": "x", "places": .array([]), "fee_minor": -1]]],
        ["hold_minutes": 5], ["color": "red"], ["points_per_unit": 0],
        ["opening_hours": [["weekday": 1, "opens_minute": 600, "closes_minute": 600]]],
        ["opening_hours": [["weekday": 8, "opens_minute": 0, "closes_minute": 600]]],
        ["places": [["name": "x", "latitude_e6": 91_000_000, "longitude_e6": 0]]],
      ]
      for body in wrong {
        #expect(try await shop.ask(422, "PATCH", path, body).code == "invalid_body", "\(body.text)")
      }
      try await shop.ask(403, "PATCH", path, ["points_per_unit": 5], as: .staff)
      #expect(try await shop.ask(200, "GET", path).body == before.body)
    }
  }
}
