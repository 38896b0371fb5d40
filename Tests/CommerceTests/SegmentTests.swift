import Commerce
import Testing

/// The kinds of customers, in the order of their rules and at their very thresholds.
@Suite struct SegmentTests {
  private static let now = Timestamp(milliseconds: 1_780_000_000_000)
  private static let day: Int64 = 86_400_000

  private func segment(_ orders: Int, _ spent: Int64, daysAgo: Double?, rules: SegmentRules = SegmentRules()) -> Segment
  {
    let last = daysAgo.map { Self.now.adding(milliseconds: -Int64($0 * Double(Self.day))) }
    return rules.segment(
      Spending(orders: orders, totalMinor: spent * 100, firstAt: last, lastAt: last), at: Self.now, currency: .usd)
  }

  @Test func `the first rule that holds decides`() {
    #expect(segment(0, 0, daysAgo: nil) == .new)
    #expect(segment(10, 1_000, daysAgo: 400) == .vip)
    #expect(segment(10, 999, daysAgo: 10) == .loyal)
    #expect(segment(9, 5_000, daysAgo: 10) == .loyal)
    #expect(segment(5, 10, daysAgo: 59.99) == .loyal)
    #expect(segment(5, 10, daysAgo: 60) == .atRisk)
    #expect(segment(4, 10, daysAgo: 45) == .returning)
    #expect(segment(4, 10, daysAgo: 45.01) == .atRisk)
    #expect(segment(4, 10, daysAgo: 90) == .atRisk)
    #expect(segment(4, 10, daysAgo: 90.01) == .churned)
    #expect(segment(1, 10, daysAgo: 91) == .churned)
    #expect(segment(2, 10, daysAgo: 1) == .returning)
    #expect(segment(1, 9_000, daysAgo: 1) == .new)
  }

  @Test func `a store has its own thresholds, and yen have no cents`() {
    var rules = SegmentRules()
    (rules.vipSpent, rules.vipOrders, rules.returningOrders) = (50, 2, 3)
    #expect(segment(2, 50, daysAgo: 1, rules: rules) == .vip)
    #expect(segment(2, 10, daysAgo: 1, rules: rules) == .new)
    let yen = Spending(orders: 10, totalMinor: 1_000, firstAt: Self.now, lastAt: Self.now)
    if let currency = Currency(code: "JPY") {
      #expect(SegmentRules().segment(yen, at: Self.now, currency: currency) == .vip)
    }
  }

  @Test(arguments: [(1, 100), (2, 100), (5, 100), (12, 5_000)]) func `time alone brings the next change when it says`(
    orders: Int, spent: Int64
  ) {
    let rules = SegmentRules()
    let spending = Spending(orders: orders, totalMinor: spent * 100, firstAt: Self.now, lastAt: Self.now)
    var moment = Self.now
    var seen = [rules.segment(spending, at: moment, currency: .usd)]
    while let next = rules.nextChange(spending, after: moment, currency: .usd) {
      let before = rules.segment(spending, at: next.adding(milliseconds: -1), currency: .usd)
      #expect(before == seen.last)
      moment = next
      seen.append(rules.segment(spending, at: moment, currency: .usd))
    }
    #expect(Set(seen).count == seen.count && seen.count <= 4)
    // Nothing changes after that without another order.
    #expect(rules.segment(spending, at: moment.adding(milliseconds: 5_000 * Self.day), currency: .usd) == seen.last)
  }

  @Test func `a finding says why`() {
    let last = Self.now.adding(milliseconds: -12 * Self.day)
    let finding = SegmentRules().finding(
      Spending(orders: 6, totalMinor: 12_345, firstAt: last, lastAt: last), at: Self.now, currency: .usd)
    #expect(finding.segment == .loyal)
    #expect(
      finding.reason
        == "6 orders of $123.45, the last 12 days ago (loyal: 5 or more orders, the last under 60 days ago)")
  }
}
