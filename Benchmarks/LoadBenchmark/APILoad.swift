import Foundation
import Transport

/// What a back office asks of the API over many connections at once: a page, one order, a search, and orders made.
struct APILoad: Sendable {
  static let connections = 64
  static let header = """
    | API, \(connections) connections | requests/s | p50 / p99 ms | CPU ms a request | refused |
    | --- | --: | --: | --: | --: |
    """

  private let bench: LoadBench
  private let order: String
  private let body: String

  /// Makes a product that never sells out, a customer, and a first order.
  static func prepare(_ bench: LoadBench) async throws -> APILoad {
    let product = try await made(
      bench, "/products",
      #"{"title":"Load tent","variants":[{"sku":"LOAD","price_minor":2500,"stock":null}]}"#)
    guard let variants = product["variants"] as? [[String: Any]], let variant = variants.first?["id"] as? String else {
      throw LoadError.refused("the product has no variant: \(product)")
    }
    let customer = try await made(bench, "/customers", #"{"name":"Load","phone":"+15550001234"}"#)
    let body = """
      {"customer_id":"\(customer["id"] ?? "")","recipient_name":"Load","fulfilment":"pickup",\
      "payment":"pay_at_pickup","items":[{"variant_id":"\(variant)","quantity":2}]}
      """
    let order = try await made(bench, "/orders", body)
    return APILoad(bench: bench, order: "\(order["id"] ?? "")", body: body)
  }

  /// The table's lines.
  func lines(forSeconds seconds: Double) async throws -> [String] {
    [
      try await line("products, a page of 50", "GET", "/products?limit=50", seconds),
      try await line("one order", "GET", "/orders/\(order)", seconds),
      try await line("search", "GET", "/search?q=folding+solar+lantern", seconds),
      try await line("an order of two pieces, committed", "POST", "/orders", seconds, body: body),
    ]
  }

  private func line(
    _ name: String, _ method: String, _ path: String, _ seconds: Double, body: String? = nil
  ) async throws -> String {
    let end = ContinuousClock.now + .seconds(seconds)
    let report = try await bench.measured { samples in
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<Self.connections {
          group.addTask {
            while ContinuousClock.now < end {
              let start = ContinuousClock.now
              let status = await bench.ask(method, path, body).status
              if 200..<300 ~= status { samples.acknowledged(after: start) } else { samples.refused() }
            }
          }
        }
      }
    }
    return report.requestLine(name)
  }

  private static func made(
    _ bench: LoadBench, _ path: String, _ body: String
  ) async throws -> [String: Any] {
    let answer = await bench.ask("POST", path, body)
    guard answer.status == 201,
      let fields = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
    else { throw LoadError.refused("\(path): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))") }
    return fields
  }
}

extension LoadBench {
  /// - Returns: status 0 where no answer came.
  func ask(_ method: String, _ path: String, _ body: String?) async -> HTTPResponse {
    do {
      return try await http.send(
        HTTPRequest(
          method: method, url: "http://127.0.0.1:\(port)/api/v1\(path)",
          headers: [("Content-Type", "application/json"), ("Authorization", "Bearer \(key)")],
          body: body.map { Array($0.utf8) }, timeoutMilliseconds: 60_000))
    } catch {
      return HTTPResponse(status: 0, body: Array("\(error)".utf8))
    }
  }
}
