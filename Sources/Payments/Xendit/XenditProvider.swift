import Commerce
import Crypto
import Foundation
import Transport

/// A Xendit account: invoices, their callbacks, refunds.
package struct XenditProvider: PaymentProvider {
  package static let providerName = "xendit"
  package static let defaultBase = "https://api.xendit.co"

  package let name = XenditProvider.providerName
  let credentials: XenditCredentials
  let base: String
  let transport: any HTTPTransport

  package init(credentials: XenditCredentials, base: String, transport: any HTTPTransport) {
    self.credentials = credentials
    self.base = base
    self.transport = transport
  }

  private struct NewInvoice: Encodable {
    var external_id: String
    var amount: Decimal
    var currency: String
    var description: String
    var invoice_duration: Int64
    var success_redirect_url: String
    var failure_redirect_url: String
    var metadata: [String: String]
  }

  private struct NewRefund: Encodable {
    var invoice_id: String
    var reference_id: String
    var amount: Decimal
    var currency: String
    var reason: String
  }

  private struct Refund: Decodable, Sendable {
    var id: String
    var status: String?
  }

  /// Creating has no idempotency key, so that an invoice whose answer was lost is looked for first.
  package func makeLink(_ request: PaymentRequest) async throws(PaymentError) -> PaymentLink {
    let amount = try XenditAmount.decimal(request.amount)
    let known = try await invoices(reference: request.reference)
    if let open = known.first(where: { $0.metadata?["payment"] == request.id.text && $0.status == "PENDING" }),
      let url = open.invoice_url
    {
      return PaymentLink(providerID: open.id, url: url)
    }
    let seconds = max(60, (request.expiresAt.milliseconds - request.now.milliseconds) / 1_000)
    let new = NewInvoice(
      external_id: request.reference, amount: amount, currency: request.amount.currency.code,
      description: request.title, invoice_duration: seconds, success_redirect_url: request.returnURL,
      failure_redirect_url: request.returnURL,
      metadata: ["payment": request.id.text, "store": request.storeID.text])
    let invoice: XenditInvoice = try await post("/v2/invoices", new, key: nil)
    guard let url = invoice.invoice_url else { throw .unavailable("the invoice has no address") }
    return PaymentLink(providerID: invoice.id, url: url)
  }

  package func state(of link: PaymentLookup) async throws(PaymentError) -> PaymentReport {
    if let id = link.providerID {
      let invoice: XenditInvoice = try await get("/v2/invoices/\(FormBody.escape(id))")
      return try invoice.report
    }
    let invoices = try await invoices(reference: link.reference)
    guard let best = invoices.first(where: \.isPaid) ?? invoices.first else { return PaymentReport(state: .unknown) }
    return try best.report
  }

  package func close(_ link: PaymentLookup) async throws(PaymentError) {
    guard let id = link.providerID else { return }
    do {
      let _: XenditInvoice = try await post("/invoices/\(FormBody.escape(id))/expire!", [String: String](), key: nil)
    } catch PaymentError.refused {
      // Not pending any more: paid or run out, which its callback or the poller tells.
    }
  }

  package func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundReport {
    let body = NewRefund(
      invoice_id: request.providerID, reference_id: request.id.text, amount: try XenditAmount.decimal(request.amount),
      currency: request.amount.currency.code, reason: "REQUESTED_BY_CUSTOMER")
    let refund: Refund = try await post("/refunds", body, key: request.idempotencyKey)
    let state: RefundState =
      switch refund.status {
      case "SUCCEEDED": .succeeded
      case "FAILED", "CANCELLED": .failed
      default: .pending
      }
    return RefundReport(providerID: refund.id, state: state)
  }

  package func read(
    _ body: [UInt8], headers: [String: [String]], now: Timestamp
  ) throws(PaymentError) -> PaymentEvent {
    guard Self.isSame(headers["x-callback-token"]?.first ?? "", credentials.callbackToken) else { throw .forged }
    return try XenditCallback.read(body)
  }

  /// Both are hashed under a key of this moment, so that neither content nor length shows in the time taken.
  private static func isSame(_ given: String, _ known: String) -> Bool {
    guard !known.isEmpty else { return false }
    let key = SymmetricKey(size: .bits256)
    let code = HMAC<SHA256>.authenticationCode(for: Data(known.utf8), using: key)
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(given.utf8), using: key)
  }

  // MARK: HTTP

  private func invoices(reference: String) async throws(PaymentError) -> [XenditInvoice] {
    try await get("/v2/invoices?external_id=\(FormBody.escape(reference))")
  }

  private func get<Answer: Decodable & Sendable>(_ path: String) async throws(PaymentError) -> Answer {
    try await send(HTTPRequest(url: base + path, headers: headers(key: nil)))
  }

  private func post<Answer: Decodable & Sendable>(
    _ path: String, _ body: some Encodable, key: String?
  ) async throws(PaymentError) -> Answer {
    let bytes: [UInt8]
    do {
      bytes = Array(try JSONEncoder().encode(body))
    } catch {
      throw .refused("the request cannot be written: \(error)")
    }
    return try await send(HTTPRequest(method: "POST", url: base + path, headers: headers(key: key), body: bytes))
  }

  private func headers(key: String?) -> [(name: String, value: String)] {
    let basic = Data("\(credentials.secretKey):".utf8).base64EncodedString()
    var headers = [("Authorization", "Basic \(basic)"), ("Content-Type", "application/json")]
    if let key { headers.append(("idempotency-key", key)) }
    return headers
  }

  private func send<Answer: Decodable & Sendable>(_ request: HTTPRequest) async throws(PaymentError) -> Answer {
    let response = try await ProviderCall(transport: transport).send(request)
    guard (200..<300).contains(response.status) else { throw XenditFailure.error(response) }
    return try ProviderCall.decode(response.body)
  }
}

package struct XenditCredentials: Hashable, Sendable {
  package var secretKey: String
  package var callbackToken: String

  package init(secretKey: String, callbackToken: String) {
    self.secretKey = secretKey
    self.callbackToken = callbackToken
  }
}
