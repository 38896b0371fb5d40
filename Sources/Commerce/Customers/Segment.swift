/// What kind of customer somebody is, by what and when they bought.
package enum Segment: String, Hashable, Codable, Sendable, CaseIterable {
  case vip, loyal, churned, atRisk = "at_risk", returning, new
}

/// What a customer has bought: all counted orders of theirs.
package struct Spending: Hashable, Codable, Sendable {
  package var orders: Int
  package var totalMinor: Int64
  package var firstAt: Timestamp?
  package var lastAt: Timestamp?

  package static let none = Spending(orders: 0, totalMinor: 0, firstAt: nil, lastAt: nil)

  package init(orders: Int, totalMinor: Int64, firstAt: Timestamp?, lastAt: Timestamp?) {
    self.orders = orders
    self.totalMinor = totalMinor
    self.firstAt = firstAt
    self.lastAt = lastAt
  }

  /// Minor units, rounded half up; 0 without an order.
  package var averageMinor: Int64 { orders == 0 ? 0 : (totalMinor * 2 + Int64(orders)) / (Int64(orders) * 2) }

  /// Two rows of one person as one.
  package func adding(_ other: Spending) -> Spending {
    Spending(
      orders: orders + other.orders, totalMinor: totalMinor + other.totalMinor,
      firstAt: [firstAt, other.firstAt].compactMap { $0 }.min(), lastAt: [lastAt, other.lastAt].compactMap { $0 }.max())
  }
}

/// A store's thresholds; the first rule that holds decides.
package struct SegmentRules: Hashable, Codable, Sendable {
  /// Whole units of the store's currency.
  package var vipSpent: Int64 = 1_000
  package var vipOrders = 10
  package var loyalOrders = 5
  /// The last order is newer than this.
  package var loyalDays = 60
  /// The last order is older than this.
  package var churnedDays = 90
  package var atRiskDays = 45
  package var returningOrders = 2

  package init() {}

  private static let dayMilliseconds: Int64 = 86_400_000

  package struct Finding: Hashable, Sendable {
    package var segment: Segment
    /// `6 orders, the last 12 days ago (loyal: 5 or more, the last under 60 days ago)`
    package var reason: String
  }

  package func finding(_ spending: Spending, at now: Timestamp, currency: Currency) -> Finding {
    let age = spending.lastAt.map { now.milliseconds - $0.milliseconds }
    let segment = segment(spending, age: age, currency: currency)
    return Finding(segment: segment, reason: "\(facts(spending, age, currency)) (\(rule(segment)))")
  }

  package func segment(_ spending: Spending, at now: Timestamp, currency: Currency) -> Segment {
    segment(spending, age: spending.lastAt.map { now.milliseconds - $0.milliseconds }, currency: currency)
  }

  private func segment(_ spending: Spending, age: Int64?, currency: Currency) -> Segment {
    if spending.orders == 0, spending.lastAt == nil { return .new }
    let isVIP = spending.totalMinor >= vipSpent * currency.minorUnitsPerMajor && spending.orders >= vipOrders
    if isVIP { return .vip }
    if spending.orders >= loyalOrders, let age, age < Int64(loyalDays) * Self.dayMilliseconds { return .loyal }
    if let age, age > Int64(churnedDays) * Self.dayMilliseconds { return .churned }
    if let age, age > Int64(atRiskDays) * Self.dayMilliseconds { return .atRisk }
    return spending.orders >= returningOrders ? .returning : .new
  }

  /// When time alone brings the next change; nil where it brings none.
  package func nextChange(_ spending: Spending, after now: Timestamp, currency: Currency) -> Timestamp? {
    guard let last = spending.lastAt else { return nil }
    let current = segment(spending, at: now, currency: currency)
    // Loyal ends at its day; the others begin just after theirs.
    let moments = [
      last.adding(milliseconds: Int64(loyalDays) * Self.dayMilliseconds),
      last.adding(milliseconds: Int64(atRiskDays) * Self.dayMilliseconds + 1),
      last.adding(milliseconds: Int64(churnedDays) * Self.dayMilliseconds + 1),
    ]
    return moments.sorted().first { $0 > now && segment(spending, at: $0, currency: currency) != current }
  }

  private func facts(_ spending: Spending, _ age: Int64?, _ currency: Currency) -> String {
    guard spending.orders > 0 else { return "no order yet" }
    let total = Money(minorUnits: spending.totalMinor, currency: currency).text
    let orders = spending.orders == 1 ? "1 order" : "\(spending.orders) orders"
    let days = (age ?? 0) / Self.dayMilliseconds
    return "\(orders) of \(total), the last \(days == 1 ? "1 day" : "\(days) days") ago"
  }

  private func rule(_ segment: Segment) -> String {
    switch segment {
    case .vip: "vip: \(vipSpent) or more spent in \(vipOrders) or more orders"
    case .loyal: "loyal: \(loyalOrders) or more orders, the last under \(loyalDays) days ago"
    case .churned: "churned: the last order over \(churnedDays) days ago"
    case .atRisk: "at risk: the last order over \(atRiskDays) days ago"
    case .returning: "returning: \(returningOrders) or more orders"
    case .new: "new: fewer than \(returningOrders) orders"
    }
  }
}
