import Commerce
import Dialogue
import Logging
import Metrics

/// `POST /webhooks/PROVIDER/STORE`: the sender proves itself over the raw bytes, and what it tells is committed before
/// it is answered 200.
package struct PaymentWebhook: WebhookReceiver {
  let provider: String
  let providers: any PaymentProviders
  let ledger: any PaymentLedger
  let stores: @Sendable (String) async throws -> StoreID?
  let surroundings: Surroundings

  package struct Surroundings: Sendable {
    package var time: TimeSource
    package var logger: Logger

    package init(time: TimeSource, logger: Logger) {
      self.time = time
      self.logger = logger
    }
  }

  /// - Parameter stores: finds a store by its slug.
  package init(
    provider: String, providers: any PaymentProviders, ledger: any PaymentLedger,
    stores: @escaping @Sendable (String) async throws -> StoreID?, surroundings: Surroundings
  ) {
    self.provider = provider
    self.providers = providers
    self.ledger = ledger
    self.stores = stores
    self.surroundings = surroundings
  }

  package var path: String { "/webhooks/\(provider)/{store}" }
  package var maximumBodyBytes: Int { 1 << 20 }

  package func receive(_ request: WebhookRequest) async -> WebhookResponse {
    guard request.method == .post else {
      return .error(405, code: "method_not_allowed", message: "Webhooks are sent by POST.")
    }
    do {
      guard let slug = request.pathValues["store"], let store = try await stores(slug),
        let account = providers.provider(provider, of: store)
      else {
        return .error(404, code: "no_such_store", message: "This store takes no payments here.")
      }
      return try await take(request, account, store)
    } catch {
      surroundings.logger.error("A payment event could not be kept", metadata: ["cause": "\(error)"])
      return .error(503, code: "unavailable", message: "It could not be kept. Please send it again.")
    }
  }

  private func take(
    _ request: WebhookRequest, _ account: any PaymentProvider, _ store: StoreID
  ) async throws -> WebhookResponse {
    let event: PaymentEvent
    do {
      event = try account.read(request.body, headers: request.headers, now: surroundings.time.now())
    } catch PaymentError.forged {
      count("forged")
      return .error(401, code: "bad_signature", message: "The signature is missing, wrong or too old.")
    } catch {
      count("unreadable")
      return .error(400, code: "bad_body", message: "The body is no event of this provider.")
    }
    let outcome = try await ledger.take(
      event, from: provider, body: String(decoding: request.body, as: UTF8.self), store: store)
    count(outcome.rawValue)
    if outcome == .mismatch || outcome == .late || outcome == .unknown {
      surroundings.logger.warning(
        "A payment event does not fit an order", metadata: ["event": "\(event.key)", "outcome": "\(outcome.rawValue)"])
    }
    return WebhookResponse(status: 200)
  }

  private func count(_ outcome: String) {
    Counter(label: "souk_payment_events_total", dimensions: [("provider", provider), ("outcome", outcome)]).increment()
  }
}
