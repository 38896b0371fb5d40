import Commerce
import Transport

/// A Stripe account: Checkout Sessions, their webhooks, refunds.
package struct StripeProvider: PaymentProvider {
  package static let providerName = "stripe"
  package static let defaultBase = "https://api.stripe.com"

  package let name = StripeProvider.providerName
  let credentials: StripeCredentials
  let base: String
  let transport: any HTTPTransport

  package init(credentials: StripeCredentials, base: String, transport: any HTTPTransport) {
    self.credentials = credentials
    self.base = base
    self.transport = transport
  }

  /// The form of the answers we read.
  private static let version = "2026-10-28.endive"
  /// A session lives 30 minutes at least and a day at most; a minute is for the way.
  private static let shortestMilliseconds: Int64 = 31 * 60_000
  private static let longestMilliseconds: Int64 = 1_439 * 60_000

  /// One who was deleted at Stripe meanwhile is new to it once more.
  package func makeLink(_ request: PaymentRequest) async throws(PaymentError) -> PaymentLink {
    do {
      return try await link(for: request)
    } catch PaymentError.customerGone where request.customerReference != nil {
      var stranger = request
      stranger.customerReference = nil
      return try await link(for: stranger)
    }
  }

  private func link(for request: PaymentRequest) async throws(PaymentError) -> PaymentLink {
    let lives = request.expiresAt.milliseconds - request.now.milliseconds
    let expires = request.now.adding(
      milliseconds: min(max(lives, Self.shortestMilliseconds), Self.longestMilliseconds))
    // The expiry is of this moment, so that a repeated call would not have the same body: a link that runs out is made
    // anew under the next minute's key, and so is one for somebody else.
    let who = request.customerReference.map { "-\($0)" } ?? ""
    let session: StripeSession = try await post(
      "/v1/checkout/sessions", try form(of: request, until: expires),
      key: "souk-\(request.id.text)-\(expires.milliseconds / 60_000)\(who)")
    guard let url = session.url else { throw .unavailable("the session has no address") }
    return PaymentLink(providerID: session.id, url: url)
  }

  private func form(of request: PaymentRequest, until expires: Timestamp) throws(PaymentError) -> FormBody {
    var form = FormBody()
    form.add("mode", "payment")
    form.add("line_items[0][quantity]", "1")
    form.add("line_items[0][price_data][currency]", request.amount.currency.code.lowercased())
    form.add("line_items[0][price_data][unit_amount]", String(try StripeAmount.minor(request.amount)))
    form.add("line_items[0][price_data][product_data][name]", request.title)
    form.add("success_url", request.returnURL)
    form.add("cancel_url", request.returnURL)
    form.add("client_reference_id", request.reference)
    form.add("expires_at", String(expires.milliseconds / 1_000))
    for prefix in ["metadata", "payment_intent_data[metadata]"] {
      form.add("\(prefix)[reference]", request.reference)
      form.add("\(prefix)[store]", request.storeID.text)
    }
    // The page asks whether the card shall be saved, and shows those that were. Saving one needs a customer.
    form.add("saved_payment_method_options[payment_method_save]", "enabled")
    if let customer = request.customerReference {
      form.add("customer", customer)
    } else {
      form.add("customer_creation", "always")
    }
    return form
  }

  package func state(of link: PaymentLookup) async throws(PaymentError) -> PaymentReport {
    guard let id = link.providerID else { return PaymentReport(state: .unknown) }
    let session: StripeSession = try await get("/v1/checkout/sessions/\(id)")
    return try session.report
  }

  package func close(_ link: PaymentLookup) async throws(PaymentError) {
    guard let id = link.providerID else { return }
    do {
      let _: StripeSession = try await post("/v1/checkout/sessions/\(id)/expire", FormBody(), key: "souk-expire-\(id)")
    } catch PaymentError.refused {
      // Not open any more: paid or run out, which its event or the poller tells.
    }
  }

  package func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundReport {
    guard let charge = request.chargeID else { throw .refused("the payment intent is not known yet") }
    var form = FormBody()
    form.add(charge.hasPrefix("ch_") ? "charge" : "payment_intent", charge)
    form.add("amount", String(try StripeAmount.minor(request.amount)))
    form.add("reason", "requested_by_customer")
    form.add("metadata[refund]", request.id.text)
    let refund: StripeRefund = try await post("/v1/refunds", form, key: request.idempotencyKey)
    return RefundReport(providerID: refund.id, state: refund.state)
  }

  package func forget(customer: String) async throws(PaymentError) {
    let request = HTTPRequest(method: "DELETE", url: "\(base)/v1/customers/\(customer)", headers: headers(key: nil))
    let response = try await ProviderCall(transport: transport).send(request)
    guard (200..<300).contains(response.status) || response.status == 404 else { throw StripeFailure.error(response) }
  }

  package func read(
    _ body: [UInt8], headers: [String: [String]], now: Timestamp
  ) throws(PaymentError) -> PaymentEvent {
    guard
      StripeSignature(header: headers["stripe-signature"]?.first)
        .isValid(body, secret: credentials.webhookSecret, now: now)
    else { throw .forged }
    return try StripeEvent.read(body)
  }

  // MARK: HTTP

  private func get<Answer: Decodable & Sendable>(_ path: String) async throws(PaymentError) -> Answer {
    try await send(HTTPRequest(url: base + path, headers: headers(key: nil)))
  }

  private func post<Answer: Decodable & Sendable>(
    _ path: String, _ form: FormBody, key: String
  ) async throws(PaymentError) -> Answer {
    try await send(HTTPRequest(method: "POST", url: base + path, headers: headers(key: key), body: form.bytes))
  }

  private func headers(key: String?) -> [(name: String, value: String)] {
    var headers = [
      ("Authorization", "Bearer \(credentials.secretKey)"), ("Stripe-Version", Self.version),
      ("Content-Type", "application/x-www-form-urlencoded"),
    ]
    if let key { headers.append(("Idempotency-Key", key)) }
    return headers
  }

  private func send<Answer: Decodable & Sendable>(_ request: HTTPRequest) async throws(PaymentError) -> Answer {
    let response = try await ProviderCall(transport: transport).send(request)
    guard (200..<300).contains(response.status) else { throw StripeFailure.error(response) }
    return try ProviderCall.decode(response.body)
  }
}

package struct StripeCredentials: Hashable, Sendable {
  package var secretKey: String
  package var webhookSecret: String

  package init(secretKey: String, webhookSecret: String) {
    self.secretKey = secretKey
    self.webhookSecret = webhookSecret
  }
}
