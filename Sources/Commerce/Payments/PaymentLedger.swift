/// A shop's payments as they are kept: what is to be done at a provider, and what it told. Implemented by storage.
package protocol PaymentLedger: Sendable {
  /// A payment that still wants its link; nil where there is nothing left to do.
  func wantedPayment(_ id: PaymentID, store: StoreID) async throws -> PaymentRequest?

  /// Keeps the link and has the shopper told of it. A payment whose order moved on keeps the link silently.
  func opened(_ id: PaymentID, store: StoreID, link: PaymentLink) async throws

  /// The provider will not make a link: the shopper is told and may pay otherwise.
  func refused(_ id: PaymentID, store: StoreID, reason: String) async throws

  /// Logs an event as it came and applies it once.
  func take(
    _ event: PaymentEvent, from provider: String, body: String, store: StoreID
  ) async throws -> PaymentEventOutcome

  /// A refund that the provider is still to be told of; nil where there is nothing left to do.
  func wantedRefund(_ id: RefundID, store: StoreID) async throws -> WantedRefund?

  func settled(_ id: RefundID, store: StoreID, report: RefundReport) async throws

  /// The provider will not give it back: staff are told.
  func refundRefused(_ id: RefundID, store: StoreID, reason: String) async throws

  /// Payments with a link that nobody has asked about since the moment given, oldest first; they are marked as asked.
  func uncertain(provider: String, store: StoreID, checkedBefore: Timestamp, limit: Int) async throws -> [PaymentLookup]

  /// Releases what an order held where it was not paid in time. - Returns: whether it was still waiting.
  func expire(_ order: OrderID, store: StoreID) async throws -> Bool

  /// The links of an order that can be paid on.
  func links(of order: OrderID, store: StoreID) async throws -> [OpenLink]

  /// Whether money for a link may be taken now: it is open, for that amount, and its order waits for it.
  func isPayable(_ providerID: String, provider: String, amount: Money, store: StoreID) async throws -> Bool

  /// Who is to make a payment's link.
  func provider(of payment: PaymentID, store: StoreID) async throws -> String?
}

/// A link that can be paid on, and whose it is.
package struct OpenLink: Hashable, Sendable {
  package var provider: String
  package var lookup: PaymentLookup

  package init(provider: String, lookup: PaymentLookup) {
    self.provider = provider
    self.lookup = lookup
  }
}

/// A refund and who is to be told of it.
package struct WantedRefund: Hashable, Sendable {
  package var provider: String
  package var request: RefundRequest

  package init(provider: String, request: RefundRequest) {
    self.provider = provider
    self.request = request
  }
}

/// Somebody as their payment provider knows them.
package struct ProviderCustomer: Hashable, Sendable {
  package var provider: String
  /// The provider's id of them.
  package var reference: String

  package init(provider: String, reference: String) {
    self.provider = provider
    self.reference = reference
  }

  /// `stripe cus_123`
  package init?(text: String) {
    guard let space = text.firstIndex(of: " ") else { return nil }
    self.init(provider: String(text[..<space]), reference: String(text[text.index(after: space)...]))
  }

  package var text: String { "\(provider) \(reference)" }
}

/// What became of an event; the words stand in the log of events.
package enum PaymentEventOutcome: String, Codable, Sendable, CaseIterable {
  case applied
  /// It came before; nothing has changed.
  case repeated
  /// It is true and changes nothing.
  case noChange = "no_change"
  /// Nothing of ours.
  case unknown
  /// Amount, currency, store or reference are not those of the payment: a person must look.
  case mismatch
  /// The order was no more: a person must give the money back.
  case late
  case ignored
}
