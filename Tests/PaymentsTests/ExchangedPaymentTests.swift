import Commerce
import Dialogue
import Payments
import TestSupport
import Testing

@testable import Storage

/// Money that counts for another order never leaves its provider, and the provider's own books are not taken for it.
@Suite(.serialized) struct ExchangedPaymentTests {
  @Test(arguments: PaymentRig.Kind.allCases)
  func `what a provider gives back is told apart from what was exchanged`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      let old = try await rig.order(2)
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      await rig.tell(link)
      let orders = rig.storage.store(rig.store.id).orders
      for action in [OrderAction.pack, .readyForPickup, .deliver] {
        _ = try await orders.perform(action, on: old.number, who: "sam", why: "test")
      }
      let exchange = GoodsExchange(
        id: rig.storage.context.ids.next(), number: old.number, picks: [LinePick(words: "lantern", quantity: 1)],
        items: [.init(variant: old.lines[0].variantID, quantity: 1)])
      try await orders.exchange(exchange, who: "sam")
      try await rig.work()
      #expect(rig.fake.books.refunds.isEmpty)
      #expect(try await rig.find("1002").state == .paid)
      func given(_ total: Int64, _ key: String) async throws -> (PaymentEventOutcome, Int64) {
        let event = PaymentEvent(
          key: key, kind: .refunded(total: Money(minorUnits: total, currency: old.total.currency)), providerID: link)
        let outcome = try await rig.storage.payments.take(
          event, from: rig.kind.rawValue, body: "", store: rig.store.id)
        return (outcome, try await rig.find(old.number).refunded.minorUnits)
      }
      // 16.00 of the 32.00 count for the other order: 5.00 at the provider's pages are 5.00 more.
      #expect(try await given(500, "a") == (.applied, 2_100))
      #expect(try await given(500, "b") == (.noChange, 2_100))
      // More than is left of it cannot be booked here: a person must look.
      #expect(try await given(1_700, "c") == (.mismatch, 2_100))
      #expect(try await rig.count("staff_tasks WHERE kind = 'payment_mismatch'") == 1)
      #expect(try await given(1_600, "d") == (.applied, 3_200))
      #expect(try await rig.find(old.number).state == .refunded)
    }
  }
}
