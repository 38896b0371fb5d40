import Commerce
import Dialogue
import Payments
import TestSupport
import Testing

@testable import Storage

/// What a shopper saved at Stripe is offered to them again, and goes with them.
@Suite(.serialized) struct SavedMethodTests {
  private func paid(_ rig: PaymentRig, user: String = "7") async throws -> PaymentBooks.Link {
    let order = try await rig.order(1, user: user)
    try await rig.work()
    let link = try #require(rig.fake.books.links.last { $0.reference == "order-\(order.number)" })
    rig.fake.books.pay(link.id)
    #expect(await rig.tell(link.id) == 200)
    #expect(try await rig.find(order.number).state == .paid)
    return try #require(rig.fake.books.link(link.id))
  }

  @Test func `the second page knows who paid on the first`() async throws {
    try await PaymentRig.with(.stripe) { (rig) async throws in
      let first = try await paid(rig)
      #expect(first.fields["customer"] == nil && first.fields["customer_creation"] == "always")
      #expect(first.fields["saved_payment_method_options[payment_method_save]"] == "enabled")
      let second = try await paid(rig)
      #expect(second.fields["customer"] == "cus_\(first.id)" && second.fields["customer_creation"] == nil)
      // Nobody else's.
      #expect(try await paid(rig, user: "8").fields["customer"] == nil)
      #expect(try await rig.count("payment_customers") == 2)
    }
  }

  @Test func `what no webhook told is kept, too`() async throws {
    try await PaymentRig.with(.stripe) { (rig) async throws in
      try await rig.order(1)
      try await rig.work()
      let link = try #require(rig.fake.books.links.first?.id)
      rig.fake.books.pay(link)
      rig.clock.advance(minutes: 11)
      #expect(try await rig.desk.reconcile(store: rig.store.id).count == 1)
      #expect(try await rig.count("payment_customers WHERE provider_customer = 'cus_\(link)'") == 1)
    }
  }

  @Test func `who was deleted at Stripe pays as a stranger`() async throws {
    try await PaymentRig.with(.stripe) { (rig) async throws in
      let first = try await paid(rig)
      rig.fake.books.deleteCustomer("cus_\(first.id)")
      let second = try await paid(rig)
      #expect(second.fields["customer"] == nil)
      #expect(try await rig.count("payment_customers WHERE provider_customer = 'cus_\(second.id)'") == 1)
    }
  }

  @Test func `who is erased here is deleted there`() async throws {
    try await PaymentRig.with(.stripe) { (rig) async throws in
      let first = try await paid(rig)
      let orders = rig.storage.store(rig.store.id).orders
      let number = String(first.reference.dropFirst(6))
      for action in [OrderAction.pack, .readyForPickup, .deliver] {
        _ = try await orders.perform(action, on: number, who: "sam", why: "test")
      }
      let customer = try await rig.find(number).customerID
      let customers = rig.storage.store(rig.store.id).customers
      #expect(try await customers.export(customer)["payment_customers"]?.count == 1)
      let receipt = try await customers.erase(customer, who: "test")
      #expect(receipt["payment_customers"] == 1)
      #expect(try await rig.count("payment_customers") == 0)
      rig.fake.books.goDown(1)
      try await rig.work()
      #expect(rig.fake.books.goneCustomers.isEmpty)
      try await rig.work()
      #expect(rig.fake.books.goneCustomers == ["cus_\(first.id)"])
      #expect(try await rig.count("jobs WHERE kind = 'payment.forget' AND status = 'waiting'") == 0)
    }
  }

  @Test func `Xendit keeps nothing of a customer`() async throws {
    try await PaymentRig.with(.xendit) { (rig) async throws in
      _ = try await paid(rig)
      #expect(try await rig.count("payment_customers") == 0)
    }
  }
}
