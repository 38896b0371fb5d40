import Commerce
import Dialogue
import Testing

@testable import Storage

/// What owners have in their chats: codes, what they keep, what is sent.
@Suite(.serialized) struct DeskTests {
  private static let code = StaffCode { range in range.lowerBound + 5 }

  private func redeem(_ box: StorageBox, _ code: String, id: String, user: String) async throws -> StaffCodeOutcome? {
    let input = try await box.turn(code, id: id, user: user)
    guard case .committed(let facts, _) = try await box.commit(input, [.redeemStaffCode(code)]) else { return nil }
    return facts.staffCode
  }

  @Test(arguments: TestEngine.available)
  func `a code works once, in its time, and is kept as a hash`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      try await box.scope.staff.add(Self.code, role: .owner, name: "Olga", minutes: 15, by: "test")
      let kept = try await box.storage.database.read { try $0.query("SELECT code_hash FROM staff_codes") }
      #expect(try kept.map { try $0.text("code_hash") }.allSatisfy { !$0.contains(Self.code.text) && $0.count == 64 })
      #expect(try await redeem(box, Self.code.text, id: "1", user: "7") == .linked(.owner))
      #expect(try await box.turn(id: "2", user: "7").standing.role == .owner)
      #expect(try await redeem(box, Self.code.text, id: "3", user: "8") == .unknown)
      let other = StaffCode { $0.upperBound }
      try await box.scope.staff.add(other, role: .staff, name: nil, minutes: 15, by: "test")
      box.clock.advance(15 * 60_000 + 1)
      #expect(try await redeem(box, other.text, id: "4", user: "9") == .unknown)
      let members = try await box.scope.staff.list()
      #expect(members.map(\.role) == [.owner] && members.first?.name == "Olga")
      #expect(try await box.scope.staff.remove(box.identity("7"), by: "test"))
      #expect(try await box.turn(id: "5", user: "7").standing.role == .shopper)
    }
  }

  @Test(arguments: TestEngine.available)
  func `wrong guesses close the door for an hour, to one person and to all`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      for guess in 0..<5 {
        #expect(try await redeem(box, "SOUK-0000-000\(guess)", id: "g\(guess)", user: "7") == .unknown)
      }
      try await box.scope.staff.add(Self.code, role: .owner, name: nil, minutes: 600, by: "test")
      #expect(try await redeem(box, Self.code.text, id: "late", user: "7") == .closed)
      for person in 0..<9 {
        for guess in 0..<5 {
          #expect(
            try await redeem(box, "SOUK-0000-00\(guess)A", id: "p\(person)-\(guess)", user: "p\(person)") == .unknown)
        }
      }
      #expect(try await redeem(box, Self.code.text, id: "else", user: "honest") == .closed)
      box.clock.advance(3_600_001)
      #expect(try await redeem(box, Self.code.text, id: "after", user: "7") == .linked(.owner))
    }
  }

  private func recipient(_ input: TurnInput) -> JobRecipient {
    JobRecipient(
      account: input.account, identity: ChannelIdentity(channel: input.account.channel, value: "7"), chat: input.chat)
  }

  @Test(arguments: TestEngine.available)
  func `charts keep their order, digests their jobs, and each is its owner's`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var input = try await box.turn(id: "1")
      let owner = input.customer.id.text
      try await box.commit(
        input, ["A", "B", "C"].map { .desk(.pin(questions: ["revenue", $0], title: $0)) })
      let charts = try await box.scope.desk.charts(of: owner)
      #expect(charts.map(\.title) == ["A", "B", "C"] && charts[1].questions == ["revenue", "B"])
      input = try await box.turn(id: "2")
      try await box.commit(
        input,
        [
          .desk(.move(chart: charts[2].id, to: 0)), .desk(.rename(chart: charts[0].id, title: "First")),
          .desk(.drop(chart: charts[1].id)), .desk(.prefer(word: "sales", meaning: "units")),
        ])
      #expect(try await box.scope.desk.charts(of: owner).map(\.title) == ["C", "First"])
      #expect(try await box.scope.desk.meaning(of: "sales", for: owner) == "units")

      input = try await box.turn(id: "3", user: "8")
      try await box.commit(
        input, [.desk(.drop(chart: charts[0].id)), .desk(.rename(chart: charts[2].id, title: "Mine"))])
      #expect(try await box.scope.desk.charts(of: owner).map(\.title) == ["C", "First"])

      input = try await box.turn(id: "4")
      let plan = DigestPlan(title: "Week", content: .week, times: DigestTimes(days: .weekly([1]), minute: 540))
      let first = box.clock.now.adding(milliseconds: 1_000)
      try await box.commit(input, [.desk(.addDigest(plan, recipient: recipient(input), first: first))])
      let digest = try #require(await box.scope.desk.digests(of: owner).first)
      #expect(digest.plan == plan)
      box.clock.advance(2_000)
      let jobs = try await box.storage.jobs.claimJobs(owner: 1, limit: 9, leaseMilliseconds: 1_000)
      #expect(jobs.map(\.kind) == [DeskJobs.digest] && jobs.first?.payload == String(digest.id))
      input = try await box.turn(id: "5")
      try await box.commit(
        input, [.desk(.dropDigest(digest.id)), .desk(.watch(.stock, recipient: recipient(input)))])
      #expect(try await box.scope.desk.digests(of: owner).isEmpty)
      #expect(try await box.scope.desk.alerts().map(\.kind) == [.stock])
    }
  }

  @Test(arguments: TestEngine.available)
  func `people who ask for what is not there are counted once each`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      for (id, user) in [("1", "7"), ("2", "8"), ("3", "8"), ("4", "9")] {
        let input = try await box.turn(id: id, user: user)
        let words = user == "9" ? "size 47" : "Size 46"
        try await box.commit(
          input, [.recordSearch(SearchEvent(query: ProductQuery(text: words, limit: 5), resultCount: 0, shown: []))])
      }
      let since = box.clock.now.adding(milliseconds: -1)
      let wishes = try await box.scope.choices.demand(since: since, limit: 9)
      #expect(wishes.map(\.words) == ["size 46", "size 47"] && wishes.map(\.people) == [2, 1])
    }
  }
}

/// The spending index against a count of the orders, whatever happens to them.
@Suite(.serialized) struct SpendingTests {
  private func recount(_ box: StorageBox, _ customer: CustomerID) async throws -> Spending {
    try await box.storage.database.read { connection in
      let rows = try connection.query(
        """
        SELECT total_minor, paid_minor, refunded_minor, created_at AS at FROM orders WHERE customer_id = $1
          AND state NOT IN ('cancelled', 'expired', 'failed')
        UNION ALL SELECT total_minor, total_minor, refunded_minor, placed_at FROM history_orders
          WHERE customer_id = $1 AND is_counted = 1
        """, [.id(customer)])
      var spending = Spending.none
      for row in rows {
        let at = try row.time("at")
        let (total, paid) = (try row.int64("total_minor"), try row.int64("paid_minor"))
        // What came in beyond the total was never the order's.
        let back = max(0, try row.int64("refunded_minor") - max(0, paid - total))
        spending = spending.adding(
          Spending(orders: 1, totalMinor: max(0, total - back), firstAt: at, lastAt: at))
      }
      return spending
    }
  }

  private static func past(_ number: String, _ email: String, _ minor: Int64, at: Timestamp, cancelled: Bool = false)
    -> PastOrder
  {
    let money = { Money(minorUnits: $0, currency: .usd) }
    var order = PastOrder(
      number: number, placedAt: at, subtotal: money(minor), discount: money(0), shipping: money(0), tax: money(0),
      total: money(minor), refunded: money(0), lines: [])
    order.email = email
    if cancelled { order.cancelledAt = at }
    return order
  }

  @Test(arguments: TestEngine.available)
  func `it follows orders, cancellations and imports`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product(stock: nil))
      let customer = try await box.turn(id: "0").customer.id
      #expect(try await box.scope.spending.spending(of: customer) == .none)
      for number in 1...4 {
        _ = try await box.order([box.line(tea, quantity: number)], id: "o\(number)")
        box.clock.advance(86_400_000)
        #expect(try await box.scope.spending.spending(of: customer) == recount(box, customer))
      }
      let newest = try #require(await box.scope.orders.list(limit: 1).first)
      _ = try await box.scope.orders.move(number: newest.number, to: .cancelled, who: "test", why: "test")
      let after = try await box.scope.spending.spending(of: customer)
      #expect(try await after == recount(box, customer) && after.orders == 3)
      let input = try await box.turn(id: "9")
      #expect(input.standing.spending == after && input.standing.segment == .returning)

      let start = box.clock.now.adding(milliseconds: -100 * 86_400_000)
      _ = try await box.scope.history.upsert([
        Self.past("#1", "Ada@Example.com", 5_000, at: start),
        Self.past("#2", "ada@example.com", 7_000, at: start.adding(milliseconds: 1_000)),
        Self.past("#3", "ada@example.com", 9_000, at: start, cancelled: true),
      ])
      let ada = try #require(await box.scope.spending.spending(ofEmail: " ada@example.COM"))
      #expect(ada.orders == 2 && ada.totalMinor == 12_000 && ada.averageMinor == 6_000 && ada.firstAt == start)
      #expect(try await box.scope.spending.spending(ofEmail: "nobody@example.com") == nil)
      _ = try await box.scope.history.upsert([Self.past("#2", "ada@example.com", 8_000, at: start)])
      #expect(try await box.scope.spending.spending(ofEmail: "ada@example.com")?.totalMinor == 13_000)
      #expect(try await box.scope.spending.best(limit: 2).map(\.spending.totalMinor).first == 13_000)
      #expect(try await box.scope.spending.customers(in: [.churned], limit: 5).count == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `what goes back was not spent, however often it goes`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product(price: 1_000, stock: 9))
      let customer = try await box.turn(id: "0").customer.id
      let orders = box.scope.orders
      func spent() async throws -> Int64 {
        let spending = try await box.scope.spending.spending(of: customer)
        #expect(try await spending == recount(box, customer))
        #expect(try await box.scope.customers.record(customer)?.spentMinor == spending.totalMinor)
        return spending.totalMinor
      }
      _ = try await box.order([box.line(tea, quantity: 3)], id: "1")
      #expect(try await spent() == 3_250)
      for action in [OrderAction.ship(ShipmentNote(), []), .deliver, .takeBack([LinePick(words: "tea", quantity: 1)])] {
        _ = try await orders.perform(action, on: "1001", who: "sam", why: "test")
      }
      _ = try await orders.perform(.refund(amountMinor: 1_000), on: "1001", who: "sam", why: "one piece")
      #expect(try await spent() == 2_250)
      _ = try await orders.perform(.refund(amountMinor: 250), on: "1001", who: "sam", why: "the fee")
      #expect(try await spent() == 2_000)
      _ = try await box.order([box.line(tea)], id: "2")
      #expect(try await spent() == 3_250)
      _ = try await orders.perform(.cancel, on: "1002", who: "sam", why: "test")
      #expect(try await spent() == 2_000)
      _ = try await orders.perform(.refund(amountMinor: nil), on: "1001", who: "sam", why: "the rest")
      #expect(try await orders.order(number: "1001")?.state == .refunded)
      #expect(try await spent() == 0)
      #expect(try await box.scope.spending.spending(of: customer).orders == 1)
    }
  }

  @Test(arguments: TestEngine.available)
  func `an import's refunds come off what was spent`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var order = Self.past("#1", "ada@example.com", 5_000, at: box.clock.now)
      order.refunded = Money(minorUnits: 1_200, currency: .usd)
      _ = try await box.scope.history.upsert([order])
      #expect(try await box.scope.spending.spending(ofEmail: "ada@example.com")?.totalMinor == 3_800)
    }
  }

  @Test(arguments: TestEngine.available)
  func `who is not indexed yet is counted at once, and indexed`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product(stock: nil))
      _ = try await box.order([box.line(tea, quantity: 2)], id: "1")
      let customer = try await box.turn(id: "2").customer.id
      let expected = try await box.scope.spending.spending(of: customer)
      #expect(expected.orders == 1)
      try await box.storage.database.write { try $0.script("DELETE FROM customer_spending") }
      // A turn counts for itself.
      #expect(try await box.turn(id: "3").standing.spending == expected)
      #expect(try await box.count("customer_spending") == 1)
      try await box.storage.database.write { try $0.script("DELETE FROM customer_spending") }
      #expect(try await box.scope.spending.refreshDue(limit: 10) == 1)
      #expect(try await box.scope.spending.spending(of: customer) == expected)
    }
  }

  @Test(arguments: TestEngine.available)
  func `time alone makes somebody at risk, and it is said why`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product(stock: nil))
      for number in 1...2 { _ = try await box.order([box.line(tea)], id: "o\(number)") }
      let job = Job(storeID: box.store.id, key: "segments", kind: "segments", payload: "", runAt: box.clock.now)
      box.clock.advance(44 * 86_400_000)
      _ = try await SegmentJob(box.storage.context).run(job)
      #expect(try await box.scope.spending.best(limit: 1).map(\.segment) == [.returning])
      box.clock.advance(2 * 86_400_000)
      _ = try await SegmentJob(box.storage.context).run(job)
      let entry = try #require(await box.scope.spending.best(limit: 1).first)
      #expect(entry.segment == .atRisk && entry.segmentBefore == .returning)
      #expect(entry.reason.contains("46 days ago") && entry.reason.contains("at risk"))
    }
  }
}
