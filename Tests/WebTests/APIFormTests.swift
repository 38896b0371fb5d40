import Commerce
import Dialogue
import Foundation
import Testing
import Transport
import Yams

@testable import Storage
@testable import Web

@Suite("What every route of the API has in common")
struct APIFormTests {
  @Test func `the document describes every mounted route, and no other`() async throws {
    try await ServedAPI.with { api in
      let served = try await api.client.send("GET", "/openapi.yaml")
      #expect(served.status == 200)
      let document = try #require(try Yams.load(yaml: served.text) as? [String: Any])
      let paths = try #require(document["paths"] as? [String: [String: Any]])
      let described = Set(paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } })
      let mounted = Set(api.api.operations.map { "\($0.verb) \(API.root)\($0.path)" })
      #expect(described == mounted)
      #expect(mounted.count == api.api.operations.count, "two operations have one route")
      let ids = paths.values.flatMap { $0.values.compactMap { ($0 as? [String: Any])?["operationId"] as? String } }
      #expect(Set(ids).count == ids.count)
    }
  }

  /// A route is there where it does not answer with the router's own "nothing at this path".
  @Test func `every described route answers, and only to who may ask`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      for operation in api.api.operations {
        let path = operation.path.replacing("{", with: "").replacing("}", with: "")
        let nobody = try await api.send(operation.verb, path, [:])
        if case .anyone = operation.access {
          #expect([401, 403, 422].contains(nobody.status), "\(operation.id): \(nobody.body.text)")
          continue
        }
        #expect(nobody.status == 401, "\(operation.id)")
        #expect(nobody.code == "unauthorized", "\(operation.id)")
        #expect(nobody.headers["www-authenticate"] == "Bearer")
        guard case .store(let least) = operation.access else { continue }
        for role in StoreRole.allCases {
          let answer = try await shop.ask(operation.verb, path, [:], as: role)
          #expect((answer.code == "forbidden") == (role < least), "\(operation.id) as \(role): \(answer.body.text)")
          #expect(answer.status < 500, "\(operation.id): \(answer.body.text)")
        }
      }
    }
  }

  @Test func `a method that a path does not take is 405 and told which it does`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let answer = try await shop.ask(405, "PUT", "/orders/ord_1")
      #expect(answer.headers["allow"] == "GET, HEAD, PATCH")
      #expect(answer.code == "method_not_allowed")
      #expect(try await shop.ask(404, "GET", "/nothing").code == "not_found")
      #expect(try await shop.ask(404, "GET", "/orders/ord_1/nothing").code == "not_found")
    }
  }

  @Test func `a body that cannot be taken is told what is wrong with it`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let token = try #require(shop.tokens[.owner])
      func post(_ body: String, type: String? = "application/json") async throws -> HTTPResponse {
        var headers = [(name: "Authorization", value: "Bearer \(token)")]
        if let type { headers.append((name: "Content-Type", value: type)) }
        return try await api.client.send("POST", "/api/v1/customers", headers: headers, body: Array(body.utf8))
      }
      #expect(try await post("{}", type: "text/plain").status == 415)
      #expect(try await post("{}", type: nil).status == 415)
      #expect(try await post("{\"name\": \"A\"}", type: "application/json; charset=utf-8").status == 201)
      for text in ["", "{", "nonsense", "{\"name\": }", String(repeating: "[", count: 10_000)] {
        let answer = try await post(text)
        #expect(answer.status == 400)
        #expect(try answer.errorCode() == "invalid_json")
      }
      for text in ["[]", "1", "null", "{\"name\": 1}", "{\"nmae\": \"A\"}", "{\"phone\": \"call me\"}"] {
        let answer = try await post(text)
        #expect(answer.status == 422)
        #expect(try answer.errorCode() == "invalid_body")
      }
      let large = try await post("{\"name\": \"\(String(repeating: "a", count: 1 << 20))\"}")
      #expect(large.status == 413)
      #expect(try large.errorCode() == "body_too_large")
    }
  }

  @Test func `parameters are checked, unknown ones too`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      for (query, code) in [
        ("limit=0", "invalid_parameter"), ("limit=101", "invalid_parameter"), ("limit=ten", "invalid_parameter"),
        ("limit=1.5", "invalid_parameter"), ("cursor=%00", "invalid_parameter"), ("cursor=u!", "invalid_parameter"),
        ("status=lost", "invalid_parameter"), ("page=2", "unknown_parameter"),
      ] {
        let answer = try await shop.ask(400, "GET", "/orders?\(query)")
        #expect(answer.code == code, "\(query)")
      }
    }
  }

  @Test func `pages hold everything once, in order, whatever their size`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      var made: [String] = []
      for number in 0..<7 { made.append(try await shop.product("P\(number)", sku: "S\(number)").product) }
      for limit in [1, 2, 3, 7, 100] {
        var seen: [String] = []
        var cursor: String? = ""
        while let next = cursor {
          let page = try await shop.ask(
            200, "GET", "/products?limit=\(limit)" + (next.isEmpty ? "" : "&cursor=\(next)"))
          #expect(page.data.count <= limit)
          seen += page.data.compactMap { $0["id"]?.string }
          cursor = page["next_cursor"]?.string
        }
        #expect(seen == made.reversed(), "limit \(limit)")
      }
    }
  }

  @Test func `a repeated POST is done once and answered alike`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", stock: 5)
      let customer = try await shop.customer()
      let key = [(name: "Idempotency-Key", value: "order-1")]
      let first = try await shop.order(variant, 2, by: customer, headers: key)
      #expect(first.status == 201, "\(first.body.text)")
      let again = try await shop.order(variant, 2, by: customer, headers: key)
      #expect(again.status == 201)
      #expect(again.body == first.body)
      #expect(again.headers["idempotency-replayed"] == "true")
      let other = try await shop.order(variant, 1, by: customer, headers: key)
      #expect(other.status == 422)
      #expect(other.code == "idempotency_key_reused")
      #expect(try await shop.ask(200, "GET", "/orders").data.count == 1)
      let variantNow = try await shop.ask(200, "GET", "/variants/\(variant)")
      #expect(variantNow["available"]?.integer == 3)
    }
  }

  @Test func `twenty of the same request at once make one order`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", stock: 20)
      let customer = try await shop.customer()
      let key = [(name: "Idempotency-Key", value: "at-once")]
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 {
          group.addTask { try await shop.order(variant, by: customer, headers: key).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.contains(201))
      #expect(statuses.allSatisfy { $0 == 201 || $0 == 409 }, "\(statuses)")
      #expect(try await shop.ask(200, "GET", "/orders").data.count == 1)
    }
  }

  @Test func `a refused request leaves its key free`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (_, variant) = try await shop.product("Tent", sku: "T", stock: 1)
      let customer = try await shop.customer()
      let key = [(name: "Idempotency-Key", value: "k")]
      #expect(try await shop.order(variant, 2, by: customer, headers: key).code == "out_of_stock")
      try await shop.ask(201, "POST", "/variants/\(variant)/stock", ["by": 1, "reason": "found one"])
      // Refused by a value, not by an error of the transaction.
      let coupon: JSONValue = ["code": "TEN", "amount_minor": 5]
      let second = [(name: "Idempotency-Key", value: "c")]
      try await shop.ask(201, "POST", "/coupons", coupon)
      for _ in 0..<2 {
        #expect(try await shop.ask(409, "POST", "/coupons", coupon, headers: second).code == "coupon_code_taken")
      }
      #expect(try await shop.order(variant, 2, by: customer, headers: key).status == 201)
    }
  }

  @Test func `an edit of something that has changed meanwhile is 412`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let (product, _) = try await shop.product("Tent", sku: "T")
      let read = try await shop.ask(200, "GET", "/products/\(product)")
      let tag = try #require(read.tag)
      let match = [(name: "If-Match", value: tag)]
      let edited = try await shop.ask(200, "PATCH", "/products/\(product)", ["title": "Big tent"], headers: match)
      #expect(edited["title"] == "Big tent")
      #expect(edited.tag != tag)
      let late = try await shop.ask(412, "PATCH", "/products/\(product)", ["title": "Small tent"], headers: match)
      #expect(late.code == "precondition_failed")
      let lateDelete = try await shop.ask(412, "DELETE", "/products/\(product)", headers: match)
      #expect(lateDelete.code == "precondition_failed")
      #expect(try await shop.ask(200, "GET", "/products/\(product)")["title"] == "Big tent")
      let newest = [(name: "If-Match", value: try #require(edited.tag))]
      try await shop.ask(200, "PATCH", "/products/\(product)", ["brand": "Wild"], headers: newest)
    }
  }
}
