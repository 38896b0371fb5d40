import Crypto
import Foundation
import Synchronization

/// A provider's books and manners, for tests: it can lose an answer after acting on a request, be down, and tell what
/// happened in any order and as often as one likes.
package protocol FakePayments: Sendable {
  var server: FakeHTTPServer { get }
  var books: PaymentBooks { get }
  /// The webhook that tells of a link's state now; each call makes the same event.
  func webhook(of link: String, now: Int64) -> (headers: [String: [String]], body: [UInt8])
  /// The webhook that tells how a refund ended.
  func refundWebhook(of refund: String, succeeded: Bool, now: Int64) -> (headers: [String: [String]], body: [UInt8])
}

/// What a provider knows.
package final class PaymentBooks: Sendable {
  package struct Link: Sendable {
    package var id: String
    package var reference: String
    package var fields: [String: String]
    /// As the provider writes it.
    package var amount: String
    package var currency: String
    package var state = "open"
    package var paidAmount: String?
  }

  package struct Refund: Sendable {
    package var id: String
    package var link: String
    package var amount: String
    package var key: String
    package var fields: [String: String]
  }

  private struct Pages {
    var links: [String: Link] = [:]
    var refunds: [Refund] = []
    var keys: [String: String] = [:]
    var gone: Set<String> = []
    var lost = 0
    var down = 0
    var refused = 0
    var next = 1
  }

  private let pages = Mutex(Pages())

  package init() {}

  package var links: [Link] { pages.withLock { $0.links.values.sorted { $0.id < $1.id } } }
  package var refunds: [Refund] { pages.withLock { $0.refunds } }

  package func link(_ id: String) -> Link? { pages.withLock { $0.links[id] } }

  /// Who was deleted, whether through us or at the provider's own pages.
  package var goneCustomers: Set<String> { pages.withLock { $0.gone } }

  package func deleteCustomer(_ id: String) { pages.withLock { _ = $0.gone.insert(id) } }

  /// The next answers are lost after what was asked for was done.
  package func loseAnswers(_ count: Int) { pages.withLock { $0.lost = count } }

  /// The next requests are answered 500 and nothing is done.
  package func goDown(_ count: Int) { pages.withLock { $0.down = count } }

  /// The next requests are answered 400 and nothing is done.
  package func refuse(_ count: Int) { pages.withLock { $0.refused = count } }

  package func pay(_ id: String, amount: String? = nil) {
    pages.withLock {
      guard var link = $0.links[id] else { return }
      link.state = "paid"
      link.paidAmount = amount ?? link.amount
      $0.links[id] = link
    }
  }

  func isDown() -> Bool {
    pages.withLock {
      guard $0.down > 0 else { return false }
      $0.down -= 1
      return true
    }
  }

  func refuses() -> Bool {
    pages.withLock {
      guard $0.refused > 0 else { return false }
      $0.refused -= 1
      return true
    }
  }

  func losesAnswer() -> Bool {
    pages.withLock {
      guard $0.lost > 0 else { return false }
      $0.lost -= 1
      return true
    }
  }

  /// What was done under a key before, or else what `make` does now.
  func once(_ key: String?, _ prefix: String, make: (String) -> (Link?, Refund?)) -> String {
    pages.withLock { pages in
      if let key, let known = pages.keys[key] { return known }
      let id = "\(prefix)\(pages.next)"
      pages.next += 1
      let (link, refund) = make(id)
      if let link { pages.links[id] = link }
      if let refund { pages.refunds.append(refund) }
      if let key { pages.keys[key] = id }
      return id
    }
  }

  func expire(_ id: String) -> Bool {
    pages.withLock {
      guard $0.links[id]?.state == "open" else { return false }
      $0.links[id]?.state = "expired"
      return true
    }
  }
}

/// Stripe's checkout sessions and refunds.
package struct FakeStripe: FakePayments {
  package static let secret = "whsec_fake"
  package static let key = "sk_test_fake"

  package let server: FakeHTTPServer
  package let books: PaymentBooks

  package static func start() async throws -> FakeStripe {
    let books = PaymentBooks()
    let server = try await FakeHTTPServer.start { request in Self.answer(request, books) }
    return FakeStripe(server: server, books: books)
  }

  private static func answer(_ request: FakeHTTPRequest, _ books: PaymentBooks) -> FakeHTTPResponse {
    guard request.headers["authorization"] == "Bearer \(key)" else {
      return FakeHTTPResponse(status: 401, json: #"{"error":{"type":"invalid_request_error","message":"no key"}}"#)
    }
    if books.isDown() { return FakeHTTPResponse(status: 500, json: #"{"error":{"type":"api_error"}}"#) }
    if books.refuses() {
      return FakeHTTPResponse(status: 400, json: #"{"error":{"type":"invalid_request_error","message":"too small"}}"#)
    }
    let form = Self.form(request.text)
    let key = request.headers["idempotency-key"]
    var response = FakeHTTPResponse(status: 404, json: #"{"error":{"type":"invalid_request_error"}}"#)
    let parts = request.path.split(separator: "/").map(String.init)
    switch (request.method, parts.count) {
    case ("POST", 3) where form["customer"].map(books.goneCustomers.contains) == true:
      response = FakeHTTPResponse(
        status: 400,
        json: #"{"error":{"type":"invalid_request_error","code":"resource_missing","param":"customer"}}"#)
    case ("POST", 3) where form["customer"] != nil && form["customer_creation"] != nil:
      response = FakeHTTPResponse(status: 400, json: #"{"error":{"type":"invalid_request_error"}}"#)
    case ("DELETE", 3) where parts[1] == "customers":
      books.deleteCustomer(parts[2])
      response = FakeHTTPResponse(json: #"{"id":"\#(parts[2])","object":"customer","deleted":true}"#)
    case ("POST", 3) where request.path == "/v1/checkout/sessions":
      let id = books.once(key, "cs_test_") { id in
        (
          PaymentBooks.Link(
            id: id, reference: form["client_reference_id"] ?? "", fields: form,
            amount: form["line_items[0][price_data][unit_amount]"] ?? "",
            currency: form["line_items[0][price_data][currency]"] ?? ""), nil
        )
      }
      response = FakeHTTPResponse(json: session(id, books))
    case ("GET", 4): response = FakeHTTPResponse(json: session(parts[3], books))
    case ("POST", 5):
      response =
        books.expire(parts[3])
        ? FakeHTTPResponse(json: session(parts[3], books))
        : FakeHTTPResponse(status: 400, json: #"{"error":{"type":"invalid_request_error","message":"not open"}}"#)
    case ("POST", 2) where request.path == "/v1/refunds":
      let id = books.once(key, "re_") { id in
        (
          nil,
          PaymentBooks.Refund(
            id: id, link: form["payment_intent"] ?? "", amount: form["amount"] ?? "", key: key ?? "", fields: form)
        )
      }
      response = FakeHTTPResponse(json: #"{"id":"\#(id)","object":"refund","status":"pending"}"#)
    default: break
    }
    if books.losesAnswer() { response.resetsConnection = true }
    return response
  }

  private static func session(_ id: String, _ books: PaymentBooks) -> String {
    guard let link = books.link(id) else { return "{}" }
    let status = ["open": "open", "paid": "complete", "expired": "expired"][link.state] ?? "open"
    let intent = link.state == "paid" ? #""pi_\#(id)""# : "null"
    let store = link.fields["metadata[store]"] ?? ""
    let made = link.state == "paid" && link.fields["customer_creation"] == "always" ? "cus_\(id)" : nil
    let customer = (link.fields["customer"] ?? made).map { #""\#($0)""# } ?? "null"
    return #"""
      {"id":"\#(id)","object":"checkout.session","url":"https://pay.example/\#(id)","status":"\#(status)",
       "payment_status":"\#(link.state == "paid" ? "paid" : "unpaid")","amount_total":\#(link.paidAmount ?? link.amount),
       "currency":"\#(link.currency)","payment_intent":\#(intent),"customer":\#(customer),"client_reference_id":"\#(link.reference)",
       "metadata":{"store":"\#(store)","reference":"\#(link.reference)"}}
      """#
  }

  package func webhook(of link: String, now: Int64) -> (headers: [String: [String]], body: [UInt8]) {
    let state = books.link(link)?.state ?? "open"
    let type = state == "expired" ? "checkout.session.expired" : "checkout.session.completed"
    return Self.signed(
      #"{"id":"evt_\#(link)_\#(state)","object":"event","type":"\#(type)","data":{"object":\#(Self.session(link, books))}}"#,
      now: now)
  }

  package func refundWebhook(
    of refund: String, succeeded: Bool, now: Int64
  ) -> (headers: [String: [String]], body: [UInt8]) {
    let type = succeeded ? "refund.updated" : "refund.failed"
    let status = succeeded ? "succeeded" : "failed"
    let ours = books.refunds.first { $0.id == refund }?.fields["metadata[refund]"] ?? ""
    return Self.signed(
      #"""
      {"id":"evt_\#(refund)_\#(status)","object":"event","type":"\#(type)",
       "data":{"object":{"id":"\#(refund)","object":"refund","status":"\#(status)","metadata":{"refund":"\#(ours)"}}}}
      """#, now: now)
  }

  package static func signed(_ body: String, now: Int64) -> (headers: [String: [String]], body: [UInt8]) {
    let seconds = now / 1_000
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("\(seconds).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
    let hex = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return (["stripe-signature": ["t=\(seconds),v1=\(hex)"]], Array(body.utf8))
  }

  private static func form(_ text: String) -> [String: String] {
    Dictionary(
      text.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
          $0.removingPercentEncoding ?? String($0)
        }
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }, uniquingKeysWith: { $1 })
  }
}

/// Xendit's invoices and refunds.
package struct FakeXendit: FakePayments {
  package static let token = "callback_fake"
  package static let key = "xnd_development_fake"

  package let server: FakeHTTPServer
  package let books: PaymentBooks

  package static func start() async throws -> FakeXendit {
    let books = PaymentBooks()
    let server = try await FakeHTTPServer.start { request in Self.answer(request, books) }
    return FakeXendit(server: server, books: books)
  }

  private struct NewInvoice: Decodable {
    var external_id: String
    var amount: Decimal
    var currency: String
    var metadata: [String: String]
  }

  private struct NewRefund: Decodable {
    var invoice_id: String
    var reference_id: String
    var amount: Decimal
  }

  private static func answer(_ request: FakeHTTPRequest, _ books: PaymentBooks) -> FakeHTTPResponse {
    guard request.headers["authorization"] == "Basic \(Data("\(key):".utf8).base64EncodedString())" else {
      return FakeHTTPResponse(status: 401, json: #"{"error_code":"INVALID_API_KEY","message":"no key"}"#)
    }
    if books.isDown() { return FakeHTTPResponse(status: 503, json: #"{"error_code":"SERVER_ERROR"}"#) }
    if books.refuses() {
      return FakeHTTPResponse(status: 400, json: #"{"error_code":"API_VALIDATION_ERROR","message":"too small"}"#)
    }
    var response = FakeHTTPResponse(status: 404, json: #"{"error_code":"INVOICE_NOT_FOUND_ERROR"}"#)
    let parts = request.path.split(separator: "/").map(String.init)
    do {
      switch (request.method, request.path) {
      case ("POST", "/v2/invoices"):
        let new = try JSONDecoder().decode(NewInvoice.self, from: Data(request.body))
        // No idempotency here: every call makes an invoice.
        let id = books.once(nil, "inv") { id in
          (
            PaymentBooks.Link(
              id: id, reference: new.external_id, fields: new.metadata, amount: "\(new.amount)",
              currency: new.currency), nil
          )
        }
        response = FakeHTTPResponse(json: invoice(id, books))
      case ("GET", "/v2/invoices"):
        let found = books.links.filter { $0.reference == request.query["external_id"] }.map { invoice($0.id, books) }
        response = FakeHTTPResponse(json: "[\(found.joined(separator: ","))]")
      case ("GET", _) where parts.count == 3 && parts[1] == "invoices":
        response = FakeHTTPResponse(json: invoice(parts[2], books))
      case ("POST", _) where request.path.hasSuffix("/expire!"):
        response =
          books.expire(parts[1])
          ? FakeHTTPResponse(json: invoice(parts[1], books))
          : FakeHTTPResponse(status: 400, json: #"{"error_code":"INVOICE_NOT_PENDING"}"#)
      case ("POST", "/refunds"):
        let new = try JSONDecoder().decode(NewRefund.self, from: Data(request.body))
        let key = request.headers["idempotency-key"]
        let id = books.once(key, "rfd") { id in
          (
            nil,
            PaymentBooks.Refund(
              id: id, link: new.invoice_id, amount: "\(new.amount)", key: key ?? "",
              fields: ["reference": new.reference_id])
          )
        }
        response = FakeHTTPResponse(json: #"{"id":"\#(id)","status":"PENDING"}"#)
      default: break
      }
    } catch {
      response = FakeHTTPResponse(status: 400, json: #"{"error_code":"API_VALIDATION_ERROR"}"#)
    }
    if books.losesAnswer() { response.resetsConnection = true }
    return response
  }

  private static func invoice(_ id: String, _ books: PaymentBooks) -> String {
    guard let link = books.link(id) else { return "{}" }
    let status = ["open": "PENDING", "paid": "PAID", "expired": "EXPIRED"][link.state] ?? "PENDING"
    let paid = link.paidAmount.map { #","paid_amount":\#($0),"payment_id":"pay-\#(id)""# } ?? ""
    let metadata = link.fields.map { #""\#($0)":"\#($1)""# }.sorted().joined(separator: ",")
    return #"""
      {"id":"\#(id)","external_id":"\#(link.reference)","status":"\#(status)","amount":\#(link.amount)\#(paid),
       "currency":"\#(link.currency)","invoice_url":"https://pay.example/\#(id)","metadata":{\#(metadata)}}
      """#
  }

  package func webhook(of link: String, now: Int64) -> (headers: [String: [String]], body: [UInt8]) {
    (["x-callback-token": [Self.token]], Array(Self.invoice(link, books).utf8))
  }

  package func refundWebhook(
    of refund: String, succeeded: Bool, now: Int64
  ) -> (headers: [String: [String]], body: [UInt8]) {
    let ours = books.refunds.first { $0.id == refund }?.fields["reference"] ?? ""
    let event = succeeded ? "refund.succeeded" : "refund.failed"
    return (
      ["x-callback-token": [Self.token]],
      Array(#"{"event":"\#(event)","data":{"id":"\#(refund)","reference_id":"\#(ours)"}}"#.utf8)
    )
  }
}
