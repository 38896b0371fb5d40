import Commerce
import Logging
import Metrics

/// What is done at providers for a shop's orders: links, refunds, the end of holds, and asking after what no webhook
/// told. Each is a piece of later work, safe to be done again.
package struct PaymentDesk: Sendable {
  let ledger: any PaymentLedger
  let providers: any PaymentProviders
  let time: TimeSource
  let logger: Logger

  package init(ledger: any PaymentLedger, providers: any PaymentProviders, time: TimeSource, logger: Logger) {
    self.ledger = ledger
    self.providers = providers
    self.time = time
    self.logger = logger
  }

  /// Makes a payment's link. - Throws: ``PaymentError`` where trying again may help.
  package func makeLink(_ id: PaymentID, store: StoreID) async throws {
    guard var request = try await ledger.wantedPayment(id, store: store) else { return }
    guard let name = try await ledger.provider(of: id, store: store), let provider = providers.provider(name, of: store)
    else { return try await ledger.refused(id, store: store, reason: "no such provider is set up") }
    request.now = time.now()
    do {
      let link = try await provider.makeLink(request)
      try await ledger.opened(id, store: store, link: link)
    } catch let error as PaymentError where !error.isPassing {
      logger.error("A payment link was refused", metadata: ["payment": "\(id.text)", "cause": "\(error)"])
      try await ledger.refused(id, store: store, reason: error.description)
    }
  }

  /// Tells a provider to give money back. - Throws: ``PaymentError`` where trying again may help.
  package func refund(_ id: RefundID, store: StoreID) async throws {
    guard let wanted = try await ledger.wantedRefund(id, store: store) else { return }
    guard let provider = providers.provider(wanted.provider, of: store) else {
      return try await ledger.refundRefused(id, store: store, reason: "no such provider is set up")
    }
    do {
      let report = try await provider.refund(wanted.request)
      try await ledger.settled(id, store: store, report: report)
    } catch let error as PaymentError where !error.isPassing {
      logger.error("A refund was refused", metadata: ["refund": "\(id.text)", "cause": "\(error)"])
      try await ledger.refundRefused(id, store: store, reason: error.description)
    }
  }

  /// Has a person who was erased here deleted at a provider, too.
  /// - Throws: ``PaymentError`` where trying again may help.
  package func forget(_ customer: ProviderCustomer, store: StoreID) async throws {
    guard let provider = providers.provider(customer.provider, of: store) else { return }
    do {
      try await provider.forget(customer: customer.reference)
    } catch {
      if error.isPassing { throw error }
      logger.error("A customer could not be deleted at their provider", metadata: ["cause": "\(error)"])
    }
  }

  /// The time an order's goods were held for is over: money that is there already counts, else they are released and
  /// the link is closed. A provider that cannot be asked does not keep the goods.
  package func expire(_ order: OrderID, store: StoreID) async throws {
    let links = try await ledger.links(of: order, store: store)
    for link in links {
      guard let provider = providers.provider(link.provider, of: store) else { continue }
      do {
        _ = try await check(link.lookup, at: provider, store: store)
      } catch let error as PaymentError {
        logger.notice("A payment could not be asked after at its end", metadata: ["cause": "\(error)"])
      }
    }
    guard try await ledger.expire(order, store: store) else { return }
    for link in links {
      guard let provider = providers.provider(link.provider, of: store) else { continue }
      do {
        try await provider.close(link.lookup)
      } catch {
        // Money that comes on it now is a late payment, and told as one.
        logger.notice("A payment link could not be closed", metadata: ["cause": "\(error)"])
      }
    }
  }

  /// Payments asked after in one go.
  private static let checkedAtOnce = 50
  /// A payment is asked after this often at most, in milliseconds.
  private static let checkEveryMilliseconds: Int64 = 10 * 60_000

  /// Asks after payments whose webhook may have been lost. - Returns: what was healed, in sentences.
  package func reconcile(store: StoreID) async throws -> [String] {
    var healed: [String] = []
    for provider in providers.providers(of: store) {
      let uncertain = try await ledger.uncertain(
        provider: provider.name, store: store,
        checkedBefore: time.now().adding(milliseconds: -Self.checkEveryMilliseconds), limit: Self.checkedAtOnce)
      for lookup in uncertain {
        do {
          guard let outcome = try await check(lookup, at: provider, store: store) else { continue }
          healed.append("\(lookup.reference) at \(provider.name): \(outcome)")
        } catch let error as PaymentError {
          logger.notice("A payment could not be asked after", metadata: ["cause": "\(error)"])
          if case .limited = error { return healed }
        }
      }
    }
    for sentence in healed { logger.notice("Healed a payment", metadata: ["payment": "\(sentence)"]) }
    return healed
  }

  /// - Returns: what the books lacked; nil where they were right.
  private func check(
    _ lookup: PaymentLookup, at provider: any PaymentProvider, store: StoreID
  ) async throws -> String? {
    let report = try await provider.state(of: lookup)
    let kind: PaymentEvent.Kind
    switch report.state {
    case .paid(let amount, let charge): kind = .paid(amount, chargeID: charge)
    case .expired: kind = .expired
    case .open, .unknown: return nil
    }
    let id = report.providerID ?? lookup.providerID ?? lookup.reference
    var event = PaymentEvent(
      key: "asked:\(id):\(kind.word)", kind: kind, reference: report.reference ?? lookup.reference,
      providerID: report.providerID)
    event.customerReference = report.customerReference
    let outcome = try await ledger.take(event, from: provider.name, body: "", store: store)
    Counter(
      label: "souk_payments_asked_total", dimensions: [("provider", provider.name), ("outcome", outcome.rawValue)]
    ).increment()
    switch outcome {
    case .applied: return "its order is \(kind.word) now, which no webhook had told"
    case .late: return "it was paid after its order had ended; staff are told to give it back"
    case .mismatch: return "what was paid is not what was asked for; staff are told"
    case .repeated, .noChange, .unknown, .ignored: return nil
    }
  }
}

extension PaymentEvent.Kind {
  fileprivate var word: String {
    switch self {
    case .paid: "paid"
    case .expired: "expired"
    case .failed: "failed"
    case .refunded, .refundSettled: "refunded"
    case .other(let name): name
    }
  }
}

/// The accounts that stores have at providers.
package protocol PaymentProviders: Sendable {
  func provider(_ name: String, of store: StoreID) -> (any PaymentProvider)?
  /// The one that new payments go to first.
  func providers(of store: StoreID) -> [any PaymentProvider]
}

/// Accounts known from the start.
package struct FixedProviders: PaymentProviders {
  private let byStore: [StoreID: [any PaymentProvider]]

  package init(_ byStore: [StoreID: [any PaymentProvider]]) { self.byStore = byStore }

  package func provider(_ name: String, of store: StoreID) -> (any PaymentProvider)? {
    byStore[store]?.first { $0.name == name }
  }

  package func providers(of store: StoreID) -> [any PaymentProvider] { byStore[store] ?? [] }

  /// Whom a new payment in a channel goes to: the channel's own, or else the first whose links open anywhere.
  package func name(for store: StoreID, in channel: String) -> String? {
    let all = providers(of: store)
    return (all.first { $0.channel == channel } ?? all.first { $0.channel == nil })?.name
  }
}
