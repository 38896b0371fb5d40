import Commerce
import Dialogue
import Testing

@testable import Storage
@testable import Web

@Suite("Strains and master items by the API")
struct APISharedTests {
  private static let dream: JSONValue = [
    "name": "Blue Dream", "kind": "hybrid",
    "effects": [
      ["name": "Relaxed", "weight_ppm": 800_000, "confidence_ppm": 900_000, "source": "survey"],
      ["name": "sleepy", "weight_ppm": 300_000, "confidence_ppm": 200_000, "source": "a review"],
    ],
  ]

  @Test func `a strain is made once, changed as it was read, and removed when nobody uses it`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let key = [(name: "Idempotency-Key", value: "k1")]
      let made = try await shop.ask(201, "POST", "/strains", Self.dream, headers: key)
      #expect(made["slug"] == "blue-dream" && made["is_own"] == true)
      #expect(made["effects"]?.array?.compactMap { $0["is_told"] } == [true, false])
      let again = try await shop.ask(201, "POST", "/strains", Self.dream, headers: key)
      #expect(again.headers["idempotency-replayed"] == "true" && again["id"] == made["id"])
      #expect(try await shop.ask(409, "POST", "/strains", Self.dream).code == "slug_taken")
      let id = try #require(made["id"]?.string)
      let tag = try #require(try await shop.ask(200, "GET", "/strains/\(id)").tag)
      let changed = try await shop.ask(
        200, "PATCH", "/strains/\(id)", ["kind": "sativa"], headers: [(name: "If-Match", value: tag)])
      #expect(changed["kind"] == "sativa" && changed["effects"]?.array?.count == 2)
      for method in ["PATCH", "DELETE"] {
        let late = try await shop.ask(
          412, method, "/strains/\(id)", ["kind": "indica"], headers: [(name: "If-Match", value: tag)])
        #expect(late.code == "precondition_failed")
      }
      #expect(try await shop.ask(422, "PATCH", "/strains/\(id)", ["slug": "a--b"]).code == "invalid_body")
      let heavy: JSONValue = [
        "effects": [["name": "x", "weight_ppm": 1_000_001, "confidence_ppm": 0, "source": "y"]]
      ]
      #expect(try await shop.ask(422, "PATCH", "/strains/\(id)", heavy).code == "invalid_body")

      let (product, _) = try await shop.product("Flower", sku: "F")
      try await shop.ask(200, "PUT", "/strains/\(id)/products/\(product)")
      #expect(try await shop.ask(409, "DELETE", "/strains/\(id)").code == "shared_in_use")
      try await shop.ask(204, "DELETE", "/strains/\(id)/products/\(product)")
      #expect(
        try await shop.ask(404, "DELETE", "/strains/\(id)/products/\(product)").code == "product_not_found")
      try await shop.ask(204, "DELETE", "/strains/\(id)")
      #expect(try await shop.ask(404, "GET", "/strains/\(id)").code == "strain_not_found")
    }
  }

  @Test func `staff read, admins change, and only the store that made one may`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let other = try await api.shop("other")
      let operators = Strain(id: api.storage.context.ids.next(), slug: "gdp", name: "GDP", kind: .indica)
      try await api.storage.shared.save(operators)
      for (path, body): (String, JSONValue) in [("/strains", Self.dream), ("/master-items", ["title": "Fire steel"])] {
        try await shop.ask(403, "POST", path, body, as: .staff)
        let id = try #require(try await shop.ask(201, "POST", path, body, as: .admin)["id"]?.string)
        let read = try await other.ask(200, "GET", "\(path)/\(id)", as: .staff)
        #expect(read["is_own"] == false)
        #expect(try await other.ask(403, "PATCH", "\(path)/\(id)", ["slug": "mine-now"]).code == "forbidden")
        #expect(try await other.ask(403, "DELETE", "\(path)/\(id)").code == "forbidden")
        #expect(try await shop.ask(200, "GET", "\(path)/\(id)")["slug"] == read["slug"])
        // A product of another store that is mapped to it keeps it, and is not shown to the store that made it.
        let (product, _) = try await other.product("Theirs", sku: "T\(path.count)")
        try await other.ask(403, "PUT", "\(path)/\(id)/products/\(product)", as: .staff)
        try await other.ask(200, "PUT", "\(path)/\(id)/products/\(product)")
        #expect(try await other.ask(200, "GET", "\(path)/\(id)/products").data.count == 1)
        #expect(try await shop.ask(200, "GET", "\(path)/\(id)/products").data.isEmpty)
        #expect(try await shop.ask(404, "PUT", "\(path)/\(id)/products/\(product)").code == "product_not_found")
        #expect(try await shop.ask(404, "DELETE", "\(path)/\(id)/products/\(product)").code == "product_not_found")
        #expect(try await shop.ask(409, "DELETE", "\(path)/\(id)").code == "shared_in_use")
      }
      #expect(try await shop.ask(403, "PATCH", "/strains/\(operators.id.text)", ["name": "X"]).code == "forbidden")
    }
  }

  @Test func `pages hold every item once, and a slug finds one`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      for path in ["/strains", "/master-items"] {
        var made: [String] = []
        for number in 0..<5 {
          var body: [String: JSONValue] =
            path == "/strains"
            ? ["name": .string("Strain \(number)"), "kind": "indica"] : ["title": .string("Item \(number)")]
          body["slug"] = .string("number-\(number)")
          made.append(try #require(try await shop.ask(201, "POST", path, .object(body))["id"]?.string))
        }
        var seen: [String] = []
        var query: String? = "?limit=2"
        while let now = query {
          let page = try await shop.ask(200, "GET", path + now)
          seen += page.data.compactMap { $0["id"]?.string }
          query = page["next_cursor"]?.string.map { "?limit=2&cursor=\($0)" }
        }
        #expect(seen == made.reversed())
        let found = try await shop.ask(200, "GET", path + "?slug=number-3")
        #expect(found.data.compactMap { $0["id"]?.string } == [made[3]])
      }
    }
  }

  @Test func `products of two stores inherit from one master item, and override its tags`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let other = try await api.shop("other")
      let made = try await shop.ask(
        201, "POST", "/master-items",
        [
          "title": "Fire steel", "brand": "Ember", "description": "Sparks in the rain.", "tags": ["bushcraft"],
          "climates": ["wet"], "scenarios": ["power cut"], "barcode": "4000001000999",
        ])
      let id = try #require(made["id"]?.string)
      let (own, _) = try await shop.product("Flint", sku: "F")
      let (theirs, _) = try await other.product("Flint", sku: "F")
      try await shop.ask(200, "PUT", "/master-items/\(id)/products/\(own)")
      let patched = try await other.ask(
        200, "PATCH", "/products/\(theirs)/details", ["master_item": "fire-steel", "climates": ["desert"]])
      #expect(patched["master_id"] == made["id"])
      func found(_ shop: APIShopper) async throws -> JSONValue {
        try #require(try await shop.ask(200, "GET", "/search?q=flint").data.first?["product"])
      }
      #expect(try await found(shop)["brand"] == "Ember")
      #expect(try await found(shop)["tags"] == ["bushcraft", "power cut", "wet"])
      #expect(try await found(other)["tags"] == ["bushcraft", "power cut", "desert"])
      try await shop.ask(200, "PATCH", "/master-items/\(id)", ["brand": "Spark"])
      #expect(try await found(other)["brand"] == "Spark")
      #expect(
        try await other.ask(422, "PATCH", "/products/\(theirs)/details", ["master_item": "none"]).code
          == "invalid_body")
      let freed = try await other.ask(
        200, "PATCH", "/products/\(theirs)/details", ["master_item": JSONValue.null])
      #expect(freed["master_id"] == .null)
      #expect(try await found(other)["brand"] == .null)
    }
  }

  @Test func `products are listed by strain, effect, form and percentages`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let other = try await api.shop("other")
      let strain = try #require(try await shop.ask(201, "POST", "/strains", Self.dream)["id"]?.string)
      let (flower, _) = try await shop.product("Flower", sku: "F")
      let (gummy, _) = try await shop.product("Gummy", sku: "G")
      _ = try await shop.product("Pipe", sku: "P")
      let (theirs, _) = try await other.product("Flower", sku: "F")
      for (who, id) in [(shop, flower), (other, theirs)] {
        try await who.ask(
          200, "PATCH", "/products/\(id)/details",
          ["strain": "blue-dream", "form_factor": "Flower", "thc_ppm": 180_000, "cbd_ppm": 1_000])
      }
      try await shop.ask(
        200, "PATCH", "/products/\(gummy)/details", ["form_factor": "gummy", "thc_ppm": 5_000, "cbd_ppm": 20_000])
      for (query, expected) in [
        ("strain=\(strain)", [flower]), ("strain_kind=hybrid", [flower]), ("strain_kind=indica", []),
        ("effect=relaxed", [flower]), ("effect=sleepy", []), ("effect=%25", []), ("form=flower", [flower]),
        ("max_thc_ppm=100000", [gummy]), ("min_thc_ppm=180000", [flower]), ("min_cbd_ppm=1000", [gummy, flower]),
        ("min_cbd_ppm=1001&max_cbd_ppm=20000&form=GUMMY", [gummy]), ("min_thc_ppm=180001", []),
      ] {
        let found = try await shop.ask(200, "GET", "/products?\(query)")
        #expect(found.data.compactMap { $0["id"]?.string } == expected, "\(query)")
        guard !query.hasPrefix("strain=") else { continue }
        let searched = try await shop.ask(200, "GET", "/search?\(query)")
        #expect(Set(searched.data.compactMap { $0["product"]?["id"]?.string }) == Set(expected), "search \(query)")
      }
      #expect(try await shop.ask(400, "GET", "/products?min_thc_ppm=2000000").code == "invalid_parameter")
    }
  }
}
