import Commerce
import Dialogue
import Payments
import TestSupport
import Testing

@testable import Storage

/// What a payment's events leave depends on which came, not on their order, and not on how often each was told.
@Suite(.serialized) struct PaymentOrderTests {
  private enum Told: CaseIterable {
    case paid, failed, expired, refunded
  }

  @Test(arguments: PaymentRig.Kind.allCases)
  func `events leave the same whatever order they come in`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order(1, user: "first")
      _ = try await rig.storage.database.write { try $0.execute("UPDATE variants SET stock = 1000", []) }
      for subset in Self.subsets(of: Told.allCases) {
        var outcomes: Set<String> = []
        for order in Self.permutations(of: subset) { outcomes.insert(try await outcome(of: order, rig)) }
        #expect(outcomes.count == 1, "\(subset) left \(outcomes)")
      }
    }
  }

  /// An order of its own for each order of events; each is told twice, and again later where it was not taken.
  private func outcome(of told: [Told], _ rig: PaymentRig) async throws -> String {
    let order = try await rig.order(1, user: "\(rig.storage.context.ids.nextValue())")
    try await rig.work()
    let link = try #require(rig.fake.books.links.last { $0.reference == "order-\(order.number)" }).id
    var waiting = told
    for _ in 0..<2 {
      var refused: [Told] = []
      for event in waiting {
        let event = (event, Self.event(event, link, order))
        do {
          for _ in 0..<2 {
            _ = try await rig.storage.payments.take(
              event.1, from: rig.kind.rawValue, body: "", store: rig.store.id)
          }
        } catch is EarlyRefund {
          refused.append(event.0)
        }
      }
      waiting = refused
    }
    let found = try await rig.find(order.number)
    return "\(found.state), \(found.paid.minorUnits) paid, \(found.refunded.minorUnits) back, \(waiting) left"
  }

  private static func event(_ told: Told, _ link: String, _ order: Order) -> PaymentEvent {
    let kind: PaymentEvent.Kind =
      switch told {
      case .paid: .paid(order.total, chargeID: "charge-\(link)")
      case .failed: .failed(final: false)
      case .expired: .expired
      case .refunded: .refunded(total: Money(minorUnits: 600, currency: order.total.currency))
      }
    return PaymentEvent(
      key: "\(told) \(link)", kind: kind, reference: "order-\(order.number)", providerID: link,
      chargeID: "charge-\(link)")
  }

  private static func subsets(of all: [Told]) -> [[Told]] {
    (1..<(1 << all.count)).map { mask in all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] } }
  }

  private static func permutations(of values: [Told]) -> [[Told]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var rest = values
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }
}
