import Commerce
import Dialogue
import Payments
import TestSupport
import Testing

@testable import Storage

/// What every provider must hold to, against a fake that loses, repeats, delays and reorders.
@Suite(.serialized) struct ConformanceTests {
  private static let kinds = PaymentRig.Kind.allCases

  @Test(arguments: kinds)
  func `a payment goes from hold to paid, and is told`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      let order = try await rig.order()
      #expect(order.state == .pending)
      #expect(order.heldUntil == rig.clock.now.adding(milliseconds: 30 * 60_000))
      #expect(try await rig.stock() == [5, 2, 5])
      try await rig.work()
      let link = try #require(rig.fake.books.links.first)
      #expect(rig.fake.books.links.count == 1 && link.reference == "order-1001")
      #expect(try await rig.find("1001").paymentURL == "https://pay.example/\(link.id)")
      rig.fake.books.pay(link.id)
      #expect(await rig.tell(link.id) == 200)
      let paid = try await rig.find("1001")
      #expect(paid.state == .paid && paid.paid == order.total && paid.heldUntil == nil)
      #expect(try await rig.stock() == [3, 0, 3])
      #expect(try await rig.told() == [.paymentLink, .paid])
    }
  }

  @Test(arguments: kinds)
  func `lost answers make no second link that can be paid in silence`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      rig.fake.books.loseAnswers(1)
      try await rig.work()
      rig.fake.books.goDown(1)
      try await rig.work()
      try await rig.work()
      #expect(try await rig.told() == [.paymentLink])
      let url = try #require(await rig.find("1001").paymentURL)
      let known = try #require(rig.fake.books.links.first { url.hasSuffix($0.id) })
      // Whatever else there is at the provider is found by its order's number when money comes on it.
      for link in rig.fake.books.links {
        rig.fake.books.pay(link.id)
        await rig.tell(link.id)
      }
      let order = try await rig.find("1001")
      #expect(order.state == .paid)
      #expect(order.paid.minorUnits == Int64(rig.fake.books.links.count) * order.total.minorUnits)
      let others = rig.fake.books.links.filter { $0.id != known.id }
      #expect(try await rig.count("staff_tasks WHERE kind = 'refund'") == others.count)
    }
  }

  @Test(arguments: kinds)
  func `webhooks repeated and out of order change nothing twice`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      for _ in 0..<4 { #expect(await rig.tell(link) == 200) }
      #expect(try await rig.find("1001").paid.minorUnits == 3_200)
      #expect(try await rig.stock() == [3, 0, 3])
      #expect(try await rig.count("payment_events") == 1)
      // What happened before comes after.
      let early = try await rig.order(1)
      try await rig.work()
      let second = try #require(rig.fake.books.links.last?.id)
      #expect(rig.fake.books.links.count == 2)
      rig.fake.books.pay(second)
      await rig.tell(second)
      let payment = PaymentEvent(key: "late expiry", kind: .expired, reference: "order-1002", providerID: second)
      #expect(
        try await rig.storage.payments.take(payment, from: kind.rawValue, body: "", store: rig.store.id) == .noChange)
      #expect(try await rig.find(early.number).state == .paid)
    }
  }

  @Test(arguments: kinds)
  func `forged, unknown and unreadable webhooks are refused`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      let (headers, body) = rig.fake.webhook(of: link, now: rig.clock.now.milliseconds)
      #expect(await rig.post([:], body) == 401)
      #expect(await rig.post(headers.mapValues { $0.map { $0.dropLast() + "0g" } }, body) == 401)
      #expect(await rig.post(headers, body, store: "other") == 404)
      if kind == .stripe {
        #expect(await rig.post(headers, body + [32]) == 401)
        let old = rig.fake.webhook(of: link, now: rig.clock.now.milliseconds - 301_000)
        #expect(await rig.post(old.headers, old.body) == 401)
        let future = rig.fake.webhook(of: link, now: rig.clock.now.milliseconds + 301_000)
        #expect(await rig.post(future.headers, future.body) == 401)
        let nonsense = FakeStripe.signed("[]", now: rig.clock.now.milliseconds)
        #expect(await rig.post(nonsense.headers, nonsense.body) == 400)
      } else {
        #expect(await rig.post(headers, Array("{".utf8)) == 400)
      }
      #expect(try await rig.find("1001").state == .pending)
      #expect(try await rig.count("payment_events") == 0)
    }
  }

  @Test(arguments: kinds)
  func `another amount does not pay`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link, amount: kind == .stripe ? "3199" : "31.99")
      #expect(await rig.tell(link) == 200)
      #expect(try await rig.find("1001").state == .pending)
      #expect(try await rig.outcomes() == ["mismatch"])
      #expect(try await rig.count("staff_tasks WHERE kind = 'payment_mismatch'") == 1)
    }
  }

  @Test(arguments: kinds)
  func `an unpaid hold ends, the link is closed, and money that comes later is not lost`(
    _ kind: PaymentRig.Kind
  ) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.clock.advance(minutes: 29)
      try await rig.work()
      #expect(try await rig.find("1001").state == .pending)
      rig.clock.advance(minutes: 2)
      try await rig.work()
      #expect(try await rig.find("1001").state == .expired)
      #expect(rig.fake.books.link(link)?.state == "expired")
      #expect(try await rig.stock() == [5, 0, 5])
      rig.fake.books.pay(link)
      #expect(await rig.tell(link) == 200)
      #expect(try await rig.find("1001").state == .expired)
      #expect(try await rig.outcomes().last == "late")
      #expect(try await rig.count("staff_tasks WHERE kind = 'refund' AND closed_at IS NULL") == 1)
      #expect(try await rig.told() == [.paymentLink, .expired, .latePayment])
      let orders = rig.storage.store(rig.store.id).orders
      let done = try await orders.perform(.refund(amountMinor: nil), on: "1001", who: "sam", why: "late")
      #expect(done.refund?.minorUnits == 3_200)
      try await rig.work()
      let refund = try #require(rig.fake.books.refunds.first)
      let event = rig.fake.refundWebhook(of: refund.id, succeeded: true, now: rig.clock.now.milliseconds)
      #expect(await rig.post(event.headers, event.body) == 200)
      #expect(try await rig.find("1001").state == .refunded)
      #expect(try await rig.count("staff_tasks WHERE kind = 'refund' AND closed_at IS NULL") == 0)
      #expect(try await rig.stock() == [5, 0, 5])
    }
  }

  @Test(arguments: kinds)
  func `money that is there at the end of a hold counts`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      rig.clock.advance(minutes: 31)
      try await rig.work()
      #expect(try await rig.find("1001").state == .paid)
      #expect(try await rig.stock() == [3, 0, 3])
    }
  }

  @Test(arguments: kinds)
  func `what no webhook told is found out and said`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      rig.clock.advance(minutes: 11)
      rig.fake.books.goDown(1)
      #expect(try await rig.desk.reconcile(store: rig.store.id).isEmpty)
      rig.clock.advance(minutes: 11)
      let healed = try await rig.desk.reconcile(store: rig.store.id)
      #expect(healed.count == 1 && healed[0].contains("order-1001"))
      #expect(try await rig.find("1001").state == .paid)
      // The webhook that comes after all changes nothing.
      await rig.tell(link)
      #expect(try await rig.find("1001").paid.minorUnits == 3_200)
      rig.clock.advance(minutes: 11)
      #expect(try await rig.desk.reconcile(store: rig.store.id).isEmpty)
    }
  }

  @Test(arguments: kinds)
  func `refunds are made once, in part and in full`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      await rig.tell(link)
      let orders = rig.storage.store(rig.store.id).orders
      _ = try await orders.perform(.refund(amountMinor: 1_000), on: "1001", who: "sam", why: "scratch")
      rig.fake.books.loseAnswers(1)
      try await rig.work()
      try await rig.work()
      #expect(rig.fake.books.refunds.map(\.amount) == [kind == .stripe ? "1000" : "10"])
      #expect(try await rig.find("1001").state == .paid)
      await #expect(throws: StorageError.self) {
        _ = try await orders.perform(.refund(amountMinor: 2_201), on: "1001", who: "sam", why: "too much")
      }
      _ = try await orders.perform(.refund(amountMinor: nil), on: "1001", who: "sam", why: "all of it")
      #expect(try await rig.find("1001").state == .cancelled)
      #expect(try await rig.stock() == [5, 0, 5])
      try await rig.work()
      for refund in rig.fake.books.refunds {
        let event = rig.fake.refundWebhook(of: refund.id, succeeded: true, now: rig.clock.now.milliseconds)
        for _ in 0..<2 { #expect(await rig.post(event.headers, event.body) == 200) }
      }
      let order = try await rig.find("1001")
      #expect(order.state == .refunded && order.refunded == order.paid)
      #expect(rig.fake.books.refunds.count == 2)
    }
  }

  @Test(arguments: kinds)
  func `a refund that fails is put before a person`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      await rig.tell(link)
      let orders = rig.storage.store(rig.store.id).orders
      _ = try await orders.perform(.refund(amountMinor: 500), on: "1001", who: "sam", why: "scratch")
      try await rig.work()
      let refund = try #require(rig.fake.books.refunds.first?.id)
      let event = rig.fake.refundWebhook(of: refund, succeeded: false, now: rig.clock.now.milliseconds)
      #expect(await rig.post(event.headers, event.body) == 200)
      #expect(try await rig.find("1001").refunded.minorUnits == 0)
      #expect(try await rig.count("staff_tasks WHERE kind = 'refund_failed'") == 1)
    }
  }

  @Test(arguments: kinds)
  func `a wrong key is said and tried again`(_ kind: PaymentRig.Kind) async throws {
    try await PaymentRig.with(kind) { (rig) async throws in
      try await rig.order()
      rig.fake.books.goDown(3)
      for _ in 0..<3 {
        try await rig.work()
        #expect(try await rig.told().isEmpty)
      }
      try await rig.work()
      #expect(try await rig.told() == [.paymentLink])
    }
  }
}
