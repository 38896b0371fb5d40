package enum PaymentEntity: IdentifiedEntity { package static let idPrefix = "pay" }
package enum RefundEntity: IdentifiedEntity { package static let idPrefix = "ref" }
package typealias PaymentID = ID<PaymentEntity>
package typealias RefundID = ID<RefundEntity>

/// One account at somebody who takes money for a shop.
package protocol PaymentProvider: Sendable {
  /// `stripe`
  var name: String { get }

  /// The only channel that its links can be paid in; nil where they open anywhere.
  var channel: String? { get }

  /// Makes what the shopper pays on. Asked twice for the same payment it gives the same link, or one that can be paid
  /// only beside a link that nobody was given.
  func makeLink(_ request: PaymentRequest) async throws(PaymentError) -> PaymentLink

  /// How a payment stands now, in the provider's own books.
  func state(of link: PaymentLookup) async throws(PaymentError) -> PaymentReport

  /// Ends a link, so that nobody pays on it any more. One that was paid meanwhile stays paid.
  func close(_ link: PaymentLookup) async throws(PaymentError)

  /// Gives money back, once, however often it is asked with the same refund.
  func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundReport

  /// Has a customer and what is saved of theirs deleted at the provider. One who is gone already is no error.
  func forget(customer: String) async throws(PaymentError)

  /// Reads a webhook's body after its sender has proved itself.
  /// - Parameter headers: names in lower case.
  /// - Throws: ``PaymentError/forged`` or ``PaymentError/unreadable(_:)``.
  func read(_ body: [UInt8], headers: [String: [String]], now: Timestamp) throws(PaymentError) -> PaymentEvent
}

extension PaymentProvider {
  package var channel: String? { nil }

  /// For those who keep nothing of a customer.
  package func forget(customer: String) async throws(PaymentError) {}
}

/// What a link is to be made for.
package struct PaymentRequest: Hashable, Sendable {
  package var id: PaymentID
  package var storeID: StoreID
  /// What the provider shows and gives back: `order-1042`.
  package var reference: String
  package var amount: Money
  /// `Hill Shop, order 1042`
  package var title: String
  /// The shopper comes back here; the shop's page or the chat.
  package var returnURL: String
  package var expiresAt: Timestamp
  package var now: Timestamp
  /// Who pays, as the provider knows them from a payment before; nil for who is new to it.
  package var customerReference: String?

  package init(
    id: PaymentID, storeID: StoreID, reference: String, amount: Money, title: String, returnURL: String,
    expiresAt: Timestamp, now: Timestamp
  ) {
    self.id = id
    self.storeID = storeID
    self.reference = reference
    self.amount = amount
    self.title = title
    self.returnURL = returnURL
    self.expiresAt = expiresAt
    self.now = now
  }
}

package struct PaymentLink: Hashable, Sendable {
  /// The provider's id of it.
  package var providerID: String
  package var url: String

  package init(providerID: String, url: String) {
    self.providerID = providerID
    self.url = url
  }
}

/// By what a payment is found at its provider.
package struct PaymentLookup: Hashable, Sendable {
  package var providerID: String?
  package var reference: String
  package var currency: Currency

  package init(providerID: String?, reference: String, currency: Currency) {
    self.providerID = providerID
    self.reference = reference
    self.currency = currency
  }
}

/// A payment in its provider's books.
package struct PaymentReport: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    case open
    case paid(amount: Money, chargeID: String?)
    case expired
    case unknown
  }

  package var state: State
  package var providerID: String?
  package var reference: String?
  /// The provider's id of who paid, where it keeps one.
  package var customerReference: String?

  package init(state: State, providerID: String? = nil, reference: String? = nil) {
    self.state = state
    self.providerID = providerID
    self.reference = reference
  }
}

package struct RefundRequest: Hashable, Sendable {
  package var id: RefundID
  /// The provider's ids of the payment and, where it has one, of the charge.
  package var providerID: String
  package var chargeID: String?
  package var amount: Money
  package var reason: String

  package init(id: RefundID, providerID: String, chargeID: String?, amount: Money, reason: String) {
    self.id = id
    self.providerID = providerID
    self.chargeID = chargeID
    self.amount = amount
    self.reason = reason
  }

  /// The same for every try at this refund.
  package var idempotencyKey: String { "souk-\(id.text)" }
}

package struct RefundReport: Hashable, Sendable {
  package var providerID: String
  package var state: RefundState

  package init(providerID: String, state: RefundState) {
    self.providerID = providerID
    self.state = state
  }
}

/// What a provider tells by webhook, or what asking it gave.
package struct PaymentEvent: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case paid(Money, chargeID: String?)
    /// - final: no other try can be made on this link.
    case failed(final: Bool)
    case expired
    /// The running total given back on a charge, whoever asked for it.
    case refunded(total: Money)
    case refundSettled(providerID: String, refundID: RefundID?, succeeded: Bool)
    /// Nothing we act on, by the provider's name for it.
    case other(String)
  }

  /// The same for every delivery of one event.
  package var key: String
  package var kind: Kind
  package var reference: String?
  /// The link's id at the provider.
  package var providerID: String?
  package var chargeID: String?
  /// The store the payment was made for, where the provider kept it.
  package var storeID: String?
  /// The provider's id of who paid, where it keeps one.
  package var customerReference: String?

  package init(
    key: String, kind: Kind, reference: String? = nil, providerID: String? = nil, chargeID: String? = nil,
    storeID: String? = nil
  ) {
    self.key = key
    self.kind = kind
    self.reference = reference
    self.providerID = providerID
    self.chargeID = chargeID
    self.storeID = storeID
  }
}

/// Why a provider could not be asked, or not be believed.
package enum PaymentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not answered, or not in time; the same request may be sent again.
  case unavailable(String)
  case limited(retryAfterSeconds: Int?)
  /// The provider will not do it, now or later.
  case refused(String)
  /// The provider does not know the customer any more.
  case customerGone
  /// Credentials are wrong.
  case unauthorized(String)
  /// The currency or its last digit is none the provider takes.
  case amountNotSupported(Money)
  case forged
  case unreadable(String)

  package var description: String {
    switch self {
    case .unavailable(let reason): "the payment provider did not answer: \(reason); it is tried again"
    case .limited(let seconds):
      "the payment provider asks to wait\(seconds.map { " \($0) s" } ?? ""); it is tried again"
    case .refused(let reason): "the payment provider refused: \(reason)"
    case .customerGone: "the payment provider does not know this customer any more"
    case .unauthorized(let reason): "the payment provider refused the key: \(reason); set it anew"
    case .amountNotSupported(let money): "the payment provider cannot take \(money.text)"
    case .forged: "the webhook's signature is missing, wrong or too old"
    case .unreadable(let reason): "the webhook's body cannot be read: \(reason)"
    }
  }

  /// Whether the same request may go well later.
  package var isPassing: Bool {
    switch self {
    case .unavailable, .limited, .unauthorized: true
    case .refused, .customerGone, .amountNotSupported, .forged, .unreadable: false
    }
  }
}
