import Commerce
import Dialogue
import Logging
import OwnerChat
import Payments
import Storage
import Synchronization
import Yams

/// What a transcript's shop has beside its goods: a payment provider, coupons, people who work there.
struct TranscriptMoney: Sendable {
  struct CouponFacts: Sendable {
    var code: String
    var percent: Int?
    var offMinor: Int?
    var minimumMinor: Int?
    var ends: CivilTime?
    var totalLimit: Int?
    var customerLimit: Int?
    var stacks: Bool
    var categories: [String]
  }

  var provider: String?
  var couponFacts: [CouponFacts] = []
  var team: [(String, PersonRole)] = []
  /// A file of past orders, for owners' questions.
  var history: String?
  /// Codes given out before the conversation, by role.
  var codes: [(code: String, role: PersonRole)] = []

  /// Without any of these a transcript plays as it always did: what staff do is heard with the shopper's next message.
  var isEmpty: Bool { provider == nil && couponFacts.isEmpty && team.isEmpty && codes.isEmpty }

  static func read(_ reader: inout MappingReader, file: String) throws(TranscriptError) -> TranscriptMoney {
    var money = TranscriptMoney()
    money.provider = try reader.text("provider")
    for node in try reader.list("coupons") ?? [] {
      var entry = try MappingReader(node, file: file)
      money.couponFacts.append(
        CouponFacts(
          code: try entry.required("code"), percent: try entry.whole("percent"), offMinor: try entry.whole("off_minor"),
          minimumMinor: try entry.whole("minimum_minor"),
          ends: try entry.node("ends").map { node throws(TranscriptError) in
            try StepReader.civilTime(node, file: file)
          },
          totalLimit: try entry.whole("total_limit"), customerLimit: try entry.whole("customer_limit"),
          stacks: try entry.text("stacks") == "true", categories: try entry.texts("categories") ?? []))
      try entry.finish()
    }
    money.history = try reader.text("history")
    for pair in try reader.pairs("codes") ?? [] {
      guard let role = PersonRole(rawValue: pair.value), StaffCode(in: pair.key) != nil else {
        throw reader.problem(pair.node, "'codes' are such as SOUK-7K2M-9QXP with a role")
      }
      money.codes.append((pair.key, role))
    }
    for pair in try reader.pairs("team") ?? [] {
      guard let role = PersonRole(rawValue: pair.value) else {
        throw reader.problem(pair.node, "'\(pair.value)' is no role")
      }
      money.team.append((pair.key, role))
    }
    return money
  }

  func coupons(ids: IDGenerator, shop: ShopFixture) throws -> [Coupon] {
    try couponFacts.map { facts in
      Coupon(
        id: ids.next(), code: facts.code,
        value: facts.percent.map { .percent(PartsPerMillion(rawValue: Int64($0) * 10_000)) }
          ?? .fixed(Int64(facts.offMinor ?? 0)),
        minimumMinor: Int64(facts.minimumMinor ?? 0), endsAt: try facts.ends.map(shop.moment),
        totalLimit: facts.totalLimit, customerLimit: facts.customerLimit, stacks: facts.stacks,
        categories: facts.categories)
    }
  }
}

/// What a provider tells of the newest link.
enum PaymentStep: String, Sendable, CaseIterable {
  case paid, failed, expired
  /// The shopper paid one minor unit less than asked.
  case short
  /// A second capture: money on a link of the same order that nobody was given.
  case twice
  /// A refund that was asked for has gone through, or has not.
  case refunded
  case refundFailed = "refund failed"
}

/// A provider within the test: it makes links at once, and refunds are as the transcript says.
final class Till: Sendable {
  private let requests = Mutex<[PaymentRequest]>([])
  private let refunds = Mutex<[RefundRequest]>([])

  func add(_ request: PaymentRequest) -> Int {
    requests.withLock {
      $0.append(request)
      return $0.count
    }
  }

  func add(_ request: RefundRequest) { refunds.withLock { $0.append(request) } }

  var newest: (number: Int, request: PaymentRequest)? {
    requests.withLock { all in all.last.map { (all.count, $0) } }
  }

  var newestRefund: RefundRequest? { refunds.withLock { $0.last } }
}

private struct TillProvider: PaymentProvider {
  let name: String
  let till: Till

  func makeLink(_ request: PaymentRequest) async throws(PaymentError) -> PaymentLink {
    let number = till.add(request)
    return PaymentLink(providerID: "link\(number)", url: "https://pay.example/link\(number)")
  }

  func state(of link: PaymentLookup) async throws(PaymentError) -> PaymentReport { PaymentReport(state: .open) }

  func close(_ link: PaymentLookup) async throws(PaymentError) {}

  func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundReport {
    till.add(request)
    return RefundReport(providerID: "re\(request.id.rawValue)", state: .pending)
  }

  func read(_ body: [UInt8], headers: [String: [String]], now: Timestamp) throws(PaymentError) -> PaymentEvent {
    throw .forged
  }
}

extension ShopWorld {
  /// Does the later work that is due, and the turns that come of it.
  func work() async throws {
    guard !money.isEmpty else { return }
    let name = money.provider ?? ""
    let providers = FixedProviders([store.id: money.provider == nil ? [] : [TillProvider(name: name, till: till)]])
    let desk = PaymentDesk(ledger: storage.payments, providers: providers, time: clock.source, logger: notebook.logger)
    let kinds = [OrderJobs.link, OrderJobs.expire, OrderJobs.refund]
    for job in try await storage.orderJobs.claim(kinds: kinds, owner: 7, limit: 16, leaseMilliseconds: 1_000) {
      let id = Int64(job.payload) ?? 0
      switch job.kind {
      case OrderJobs.link: try await desk.makeLink(PaymentID(id), store: store.id)
      case OrderJobs.refund: try await desk.refund(RefundID(id), store: store.id)
      default: try await desk.expire(OrderID(id), store: store.id)
      }
      try await storage.jobs.complete(job)
    }
    try await bringNews()
    for key in try await storage.turns.conversationsWithWork(limit: 16) { await runner.run(key) }
  }

  /// What owners are told without asking, as far as it is due.
  private func bringNews() async throws {
    guard let desk else { return }
    let handlers: [any JobHandler] = [
      DigestJob(storage: storage, time: clock.source), AlertJob(desk, time: clock.source),
      SegmentJob(storage.context),
    ]
    let jobs = JobRunner(
      jobs: storage.jobs, inbox: storage.inbox, handlers: handlers, stores: { [store.id] },
      settings: JobSettings(owner: 7, time: clock.source, logger: notebook.logger))
    await jobs.drain()
  }

  /// - Returns: what is wrong with the step.
  func pay(_ step: PaymentStep) async throws -> String? {
    guard let name = money.provider else { return "the shop takes no money online: add 'provider'" }
    if step == .refunded || step == .refundFailed {
      guard let refund = till.newestRefund else { return "no refund was asked for" }
      let kind = PaymentEvent.Kind.refundSettled(
        providerID: "re\(refund.id.rawValue)", refundID: refund.id, succeeded: step == .refunded)
      return try await tell(kind, key: "re\(refund.id.rawValue)\(step)", nil, nil, name)
    }
    guard let (number, request) = till.newest else { return "there is no link to pay on" }
    let short = Money(minorUnits: request.amount.minorUnits - 1, currency: request.amount.currency)
    let kind: PaymentEvent.Kind =
      switch step {
      case .paid, .twice: .paid(request.amount, chargeID: nil)
      case .short: .paid(short, chargeID: nil)
      case .failed: .failed(final: false)
      default: .expired
      }
    let link = step == .twice ? "orphan\(number)" : "link\(number)"
    return try await tell(kind, key: "\(link)\(step)", request.reference, link, name)
  }

  private func tell(
    _ kind: PaymentEvent.Kind, key: String, _ reference: String?, _ link: String?, _ name: String
  ) async throws -> String? {
    let event = PaymentEvent(key: key, kind: kind, reference: reference, providerID: link)
    let outcome = try await storage.payments.take(event, from: name, body: "", store: store.id)
    return outcome == .unknown ? "the provider told of something unknown" : nil
  }
}
