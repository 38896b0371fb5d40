import Commerce
import Dialogue
import Foundation
import Testing

@testable import Storage
@testable import Web

@Suite("What the API's resources do")
struct APIResourceTests {
  @Test func `a product is made, found by search at once, edited, and archived`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (id, variant) = try await shop.product("Dome tent", sku: "DT-1", price: 12_900, stock: 4)
      let found = try await shop.ask(200, "GET", "/search?q=dome")
      #expect(found.data.first?["product"]?["id"]?.string == id)
      let taken = try await shop.ask(
        409, "POST", "/products", ["title": "Copy", "variants": [["sku": "DT-1", "price_minor": 1]]])
      #expect(taken.code == "sku_taken")
      let edited = try await shop.ask(
        200, "PATCH", "/products/\(id)",
        ["title": "Cabin tent", "categories": ["Camping", "Tents"], "brand": JSONValue.null])
      #expect(edited["categories"] == ["Camping", "Tents"])
      #expect(edited["variants"]?.array?.first?["id"]?.string == variant)
      #expect(try await shop.ask(200, "GET", "/search?q=dome").data.isEmpty)
      #expect(try await shop.ask(200, "GET", "/search?q=cabin").data.count == 1)
      #expect(try await shop.ask(200, "DELETE", "/products/\(id)")["status"] == "archived")
      #expect(try await shop.ask(200, "GET", "/search?q=cabin").data.isEmpty)
      #expect(try await shop.ask(200, "GET", "/products?status=active").data.isEmpty)
    }
  }

  @Test func `a variant keeps its id when its SKU and price change, and its stock is the sum of its movements`()
    async throws
  {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (product, variant) = try await shop.product("Tent", sku: "T", stock: 4)
      let changed = try await shop.ask(200, "PATCH", "/variants/\(variant)", ["sku": "T-NEW", "price_minor": 950])
      #expect(changed["id"]?.string == variant)
      #expect(changed["sku"] == "T-NEW")
      #expect(try await shop.ask(422, "PATCH", "/variants/\(variant)", ["stock": 99]).code == "invalid_body")
      try await shop.ask(201, "POST", "/variants/\(variant)/stock", ["by": -3, "reason": "broken"], as: .staff)
      let short = try await shop.ask(409, "POST", "/variants/\(variant)/stock", ["by": -2, "reason": "more"])
      #expect(short.code == "stock_negative")
      try await shop.ask(201, "POST", "/variants/\(variant)/stock", ["counted": 7, "reason": "counted"])
      let now = try await shop.ask(200, "GET", "/variants/\(variant)")
      #expect(now["available"]?.integer == 7)
      let moves = try await shop.ask(200, "GET", "/stock-movements?variant=\(variant)")
      #expect(moves.data.compactMap { $0["delta"]?.integer }.reduce(0, +) == 7)
      #expect(try await shop.ask(409, "DELETE", "/variants/\(variant)").code == "last_variant")
      let second = try await shop.ask(201, "POST", "/products/\(product)/variants", ["price_minor": 5, "sku": "S"])
      #expect(second["available"] == .null)
      try await shop.ask(204, "DELETE", "/variants/\(variant)")
      try await shop.ask(404, "GET", "/variants/\(variant)")
    }
  }

  @Test func `an order in the store is paid and handed over at once, to a stranger, too`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", price: 2_500, stock: 3)
      func sale(_ more: [String: JSONValue] = [:]) -> JSONValue {
        let plain: [String: JSONValue] = [
          "fulfilment": "in_store", "payment": "pay_in_store",
          "items": [["variant_id": .string(variant), "quantity": 2]],
        ]
        return .object(plain.merging(more) { $1 })
      }
      let sold = try await shop.ask(201, "POST", "/orders", sale(), as: .staff)
      #expect(sold["status"] == "delivered" && sold["channel"] == "counter" && sold["address"] == .null)
      #expect(sold["total_minor"]?.integer == 5_000 && sold["paid_minor"]?.integer == 5_000)
      let id = try #require(sold["id"]?.string)
      let steps = try await shop.ask(200, "GET", "/orders/\(id)/history").data
      #expect(
        steps.compactMap { $0["to"]?.string } == ["confirmed", "paid", "packed", "ready_for_pickup", "delivered"])
      #expect(try await shop.ask(409, "POST", "/orders", sale()).code == "out_of_stock")
      let cash = try await shop.ask(409, "POST", "/orders", sale(["payment": "cash_on_delivery"]))
      #expect(cash.code == "payment_not_offered")
      // Anything else is somebody's.
      let stranger = try await shop.ask(
        422, "POST", "/orders", sale(["fulfilment": "pickup", "payment": "pay_at_pickup"]))
      #expect(stranger.code == "invalid_body")
      let customer = try await shop.customer()
      try await shop.ask(201, "POST", "/variants/\(variant)/stock", ["by": 5, "reason": "delivery"])
      let theirs = try await shop.ask(201, "POST", "/orders", sale(["customer_id": .string(customer)]))
      #expect(theirs["customer_id"]?.string == customer)
      #expect(try await shop.ask(200, "GET", "/customers/\(customer)")["spent_minor"]?.integer == 5_000)
      let order = try #require(theirs["id"]?.string)
      try await shop.ask(201, "POST", "/orders/\(order)/refunds", ["amount_minor": 1_200, "reason": "scratch"])
      #expect(try await shop.ask(200, "GET", "/customers/\(customer)")["spent_minor"]?.integer == 3_800)
    }
  }

  @Test func `goods are exchanged for others, and what was paid goes with them`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, tent) = try await shop.product("Tent", sku: "T", price: 2_500, stock: 3)
      let (_, stove) = try await shop.product("Stove", sku: "S", price: 4_000, stock: 1)
      let order = try await shop.order(tent, 2, by: shop.customer())
      let id = try #require(order["id"]?.string)
      let body: JSONValue = [
        "lines": [["position": 0, "quantity": 1]], "items": [["variant_id": .string(stove), "quantity": 1]],
      ]
      #expect(try await shop.ask(409, "POST", "/orders/\(id)/exchanges", body).code == "order_move_illegal")
      for state in ["packed", "ready_for_pickup", "delivered"] {
        try await shop.ask(201, "POST", "/orders/\(id)/moves", ["to": .string(state)])
      }
      let new = try await shop.ask(201, "POST", "/orders/\(id)/exchanges", body, as: .staff)
      #expect(new["total_minor"]?.integer == 4_000 && new["paid_minor"]?.integer == 2_500)
      #expect(new["status"] == "confirmed" && new["fulfilment"] == "pickup")
      #expect(try await shop.ask(409, "POST", "/orders/\(id)/exchanges", body).code == "out_of_stock")
      let old = try await shop.ask(200, "GET", "/orders/\(id)")
      #expect(old["refunded_minor"]?.integer == 2_500 && old["status"] == "delivered")
    }
  }

  @Test func `a product's source is kept for staff, and its place on the shelf with it`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (cup, _) = try await shop.product("Cup", sku: "C", stock: 4)
      #expect(try await shop.ask(200, "GET", "/products/\(cup)/source", as: .staff)["record"] == .null)
      var imported = Product(
        id: ProductID(0), externalID: "pan", title: "Pan",
        variants: [Variant(id: VariantID(0), sku: "PAN", price: Money(minorUnits: 900, currency: .usd))])
      imported.source = ProductSource(record: #"{"rows":[]}"#, isFeatured: true, sortOrder: -1)
      let catalog = api.storage.store(shop.store.id).catalog
      #expect(try await catalog.upsert([imported]) == CatalogRepository.Report(created: 1))
      #expect(try await catalog.upsert([imported]) == CatalogRepository.Report(unchanged: 1))
      let stored = try #require(await catalog.snapshot().products.first { $0.title == "Pan" })
      #expect(stored.shelf == Shelf(isFeatured: true, sortOrder: -1) && stored.source == nil)
      let pan = stored.id.text
      #expect(try await shop.ask(200, "GET", "/products/\(pan)/source")["record"] == #"{"rows":[]}"#)
      // Neither a change of the details nor an import that tells less forgets what the other said.
      let details = try await shop.ask(
        200, "PATCH", "/products/\(pan)/details", ["form_factor": "pan", "sort_order": 4])
      #expect(details["is_featured"] == true)
      imported.source = ProductSource(record: #"{"rows":[1]}"#, isFeatured: false)
      #expect(try await catalog.upsert([imported]) == CatalogRepository.Report(updated: 1))
      #expect(try await shop.ask(200, "GET", "/products/\(pan)/source")["record"] == #"{"rows":[1]}"#)
      let now = try await shop.ask(200, "GET", "/products/\(pan)/details")
      #expect(now["form_factor"] == "pan" && now["sort_order"]?.integer == 4 && now["is_featured"] == false)
    }
  }

  @Test func `an order's prices are the store's own, and it moves along the machine only`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", price: 2_500, stock: 3)
      let customer = try await shop.customer()
      let priced = try await shop.ask(
        422, "POST", "/orders",
        [
          "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "pickup",
          "payment": "pay_at_pickup", "total_minor": 1,
          "items": [["variant_id": .string(variant), "quantity": 1, "unit_price_minor": 1]],
        ])
      #expect(priced.code == "invalid_body")
      let order = try await shop.order(variant, 2, by: customer)
      #expect(order["total_minor"]?.integer == 5_000)
      #expect(order["status"] == "confirmed")
      let id = try #require(order["id"]?.string)
      #expect(try await shop.order(variant, 2, by: customer).code == "out_of_stock")
      let early = try await shop.ask(409, "POST", "/orders/\(id)/moves", ["to": "delivered"])
      #expect(early.code == "order_move_illegal")
      let shipped = try await shop.ask(
        201, "POST", "/orders/\(id)/shipments",
        ["carrier": "UPS", "tracking_number": "1Z999", "lines": [["position": 0, "quantity": 1]]], as: .staff)
      #expect(shipped["tracking_url"]?.string?.contains("1Z999") == true)
      #expect(try await shop.ask(200, "GET", "/orders/\(id)")["status"] == "partly_shipped")
      let tooMany = try await shop.ask(
        409, "POST", "/orders/\(id)/shipments", ["lines": [["position": 0, "quantity": 2]]])
      #expect(tooMany.code == "quantity_too_large")
      let noLine = try await shop.ask(409, "POST", "/orders/\(id)/shipments", ["lines": [["position": 5]]])
      #expect(noLine.code == "line_not_found")
      try await shop.ask(201, "POST", "/orders/\(id)/shipments", [:])
      #expect(try await shop.ask(409, "PATCH", "/orders/\(id)", ["note": "late"]).code == "order_not_changeable")
      #expect(try await shop.ask(409, "POST", "/orders/\(id)/refunds", [:]).code == "nothing_to_refund")
      try await shop.ask(201, "POST", "/orders/\(id)/moves", ["to": "delivered"])
      let paid = try await shop.ask(200, "GET", "/orders/\(id)/payments")
      #expect(paid.data.first?["amount_minor"]?.integer == 5_000)
      #expect(try await shop.ask(403, "POST", "/orders/\(id)/refunds", [:], as: .staff).code == "forbidden")
      #expect(
        try await shop.ask(409, "POST", "/orders/\(id)/refunds", ["amount_minor": 5_001]).code == "refund_too_large")
      let refund = try await shop.ask(201, "POST", "/orders/\(id)/refunds", ["amount_minor": 1_000, "reason": "late"])
      #expect(refund["state"] == "succeeded")
      try await shop.ask(201, "POST", "/orders/\(id)/returns", ["lines": [["position": 0, "quantity": 1]]])
      #expect(try await shop.ask(200, "GET", "/variants/\(variant)")["available"]?.integer == 2)
      let history = try await shop.ask(200, "GET", "/orders/\(id)/history")
      #expect(history.data.first?["why"] == "made by the API")
      #expect(history.data.allSatisfy { $0["who"]?.string?.hasPrefix("key_") == true })
    }
  }

  @Test func `a coupon counts as in the chat, and is said why where it does not`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", price: 2_000)
      let customer = try await shop.customer()
      let coupon = try await shop.ask(
        201, "POST", "/coupons", ["code": "ten", "percent_ppm": 100_000, "customer_limit": 1])
      #expect(coupon["code"] == "TEN")
      #expect(
        try await shop.ask(409, "POST", "/coupons", ["code": "TEN", "amount_minor": 5]).code == "coupon_code_taken")
      func order(_ codes: [String]) async throws -> ServedAPI.Answer {
        try await shop.ask(
          "POST", "/orders",
          [
            "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "pickup",
            "payment": "pay_at_pickup", "coupon_codes": .array(codes.map { .string($0) }),
            "items": [["variant_id": .string(variant), "quantity": 1]],
          ])
      }
      #expect(try await order(["nonsense"]).code == "coupon_refused")
      let good = try await order(["Ten"])
      #expect(good["total_minor"]?.integer == 1_800, "\(good.body.text)")
      #expect(try await order(["TEN"]).code == "coupon_refused")
      let id = try #require(coupon["id"]?.string)
      #expect(try await shop.ask(200, "GET", "/coupons/\(id)")["used"]?.integer == 1)
      #expect(try await shop.ask(200, "DELETE", "/coupons/\(id)")["is_active"] == false)
    }
  }

  @Test func `customers are found by phone, e-mail and name, and can be exported and erased`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let ada = try await shop.customer("Ada", phone: "+15035550142")
      let bea = try await shop.customer("Bea", phone: "15035550143")
      func found(_ query: String) async throws -> [String] {
        try await shop.ask(200, "GET", "/customers?\(query)").data.compactMap { $0["id"]?.string }
      }
      #expect(try await found("phone=15035550142") == [ada])
      #expect(try await found("phone=%2B15035550143") == [bea])
      #expect(try await found("email=ADA%40example.com") == [ada])
      #expect(try await found("name=DA") == [ada])
      #expect(try await found("name=%25") == [])
      #expect(try await found("") == [bea, ada])
      let (_, variant) = try await shop.product("Tent", sku: "T")
      #expect(try await shop.order(variant, by: ada).status == 201)
      let export = try await shop.ask(200, "GET", "/customers/\(ada)/export")
      #expect(export["orders"]?.array?.count == 1)
      try await shop.ask(403, "DELETE", "/customers/\(ada)", as: .staff)
      let receipt = try await shop.ask(200, "DELETE", "/customers/\(ada)")
      #expect(receipt["rows"]?["customers"]?.integer == 1)
      #expect(receipt["rows"]?["customer_emails"]?.integer == 1)
      try await shop.ask(404, "GET", "/customers/\(ada)")
      #expect(try await found("email=ada%40example.com") == [])
      #expect(try await shop.order(variant, by: ada).code == "customer_not_found")
    }
  }

  @Test func `delivery obeys the store's rules`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", price: 2_000)
      let customer = try await shop.customer()
      func order(_ fulfilment: String, _ payment: String, address: String? = nil) async throws -> ServedAPI.Answer {
        var body: [String: JSONValue] = [
          "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": .string(fulfilment),
          "payment": .string(payment), "items": [["variant_id": .string(variant), "quantity": 1]],
        ]
        body["address"] = address.map { .string($0) }
        return try await shop.ask("POST", "/orders", .object(body))
      }
      #expect(try await order("delivery", "cash_on_delivery").code == "address_required")
      #expect(try await order("pickup", "cash_on_delivery").code == "payment_not_offered")
      #expect(try await order("pickup", "online").code == "payment_not_offered")
      try await shop.ask(200, "PATCH", "/stores/\(shop.store.id.text)", ["delivery_fee_minor": 450])
      let sent = try await order("delivery", "cash_on_delivery", address: "1 Pine Street")
      #expect(sent["total_minor"]?.integer == 2_450)
      try await shop.ask(
        200, "PATCH", "/stores/\(shop.store.id.text)", ["fulfilments": ["delivery"], "minimum_age": 18])
      #expect(try await order("pickup", "pay_at_pickup").code == "fulfilment_not_offered")
      let young = try await order("delivery", "cash_on_delivery", address: "1 Pine Street")
      #expect(young.code == "age_not_confirmed")
    }
  }

  @Test func `a store keeps an owner, and one in use stays`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let ada = try #require(
        try await api.storage.users.create(email: "ada@example.com", name: "Ada", passwordHash: "none"))
      let made = try await shop.ask(201, "POST", "/members", ["email": "ada@example.com", "role": "owner"])
      #expect(made["user_id"]?.string == ada.id.text)
      #expect(try await shop.ask(409, "DELETE", "/members/\(ada.id.text)").code == "last_owner")
      #expect(
        try await shop.ask(409, "POST", "/members", ["email": "ada@example.com", "role": "staff"]).code == "last_owner")
      #expect(try await shop.ask(403, "GET", "/members", as: .staff).code == "forbidden")
      _ = try await shop.product("Tent", sku: "T")
      #expect(try await shop.ask(409, "DELETE", "/stores/\(shop.store.id.text)").code == "store_in_use")
      let summary = try await shop.ask(200, "GET", "/stores/\(shop.store.id.text)/summary", as: .staff)
      #expect(summary["products"]?.integer == 1)
      let empty = try await api.shop("empty")
      try await empty.ask(204, "DELETE", "/stores/\(empty.store.id.text)")
      #expect(try await api.storage.stores.store(slug: "empty") == nil)
    }
  }
}
