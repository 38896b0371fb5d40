import Commerce
import Foundation

@testable import Analytics

/// Counts a history order by order with Foundation's calendar, knowing nothing of the layer's SQL.
struct Recount {
  let history: GeneratedHistory
  let period: AnalyticsPeriod
  let zone: String
  private let firsts: [String: Timestamp]
  private let clock: CivilClock

  init(history: GeneratedHistory, period: AnalyticsPeriod, zone: String) {
    self.history = history
    self.period = period
    self.zone = zone
    clock = CivilClock(zone: zone)
    var firsts: [String: Timestamp] = [:]
    for order in history.orders where order.isCounted && order.placedAt < period.to {
      if let email = order.email, order.placedAt < firsts[email] ?? period.to { firsts[email] = order.placedAt }
    }
    self.firsts = firsts
  }

  static let metrics = [
    "revenue", "net_revenue", "orders", "units", "average_order_value", "units_per_order", "refunds", "refunded_orders",
    "refund_rate", "discounts", "shipping", "tax", "subtotal", "customers", "new_customers", "returning_customers",
    "repeat_customers", "repeat_rate", "customer_value", "cancelled_orders", "cancellation_rate", "largest_order",
    "line_revenue", "average_price", "median_order_value", "revenue_without_tax", "revenue_without_shipping",
    "revenue_without_both", "discount_share", "average_discount", "discounted_orders", "undiscounted_orders",
    "discount_rate", "refund_share", "average_refund", "returning_rate", "orders_per_customer", "smallest_order",
    "orders_with_cancelled", "cancelled_value", "cities", "countries", "coupons", "channels", "payment_methods",
    "brands",
    "variants", "skus", "distinct_products", "late_shipments", "late_shipment_rate",
  ]

  static let times: [String?] = [
    nil, "hour", "weekday", "day_type", "day_part", "day_half", "day", "week", "month", "quarter", "year",
  ]
  static let others: [String?] = [
    "channel", "payment_method", "city", "country", "coupon", "status", "payment_status", "product", "brand",
    "variant",
  ]
  private static let ofLines: Set<String> = ["product", "brand", "variant"]

  /// Those that can be split by a dimension.
  static func metrics(by dimension: String?) -> [String] {
    switch dimension {
    case nil, "day", "week", "month", "quarter", "year": metrics
    case "product", "brand", "variant":
      [
        "revenue", "orders", "units", "line_revenue", "customers", "refunds", "average_price", "average_order_value",
        "refunded_orders", "refund_rate", "brands", "cities", "units_per_order",
      ]
    case "coupon", "status", "payment_status": metrics.filter { !$0.hasPrefix("repeat") && !$0.hasPrefix("late") }
    default: metrics.filter { !$0.hasPrefix("repeat") }
    }
  }

  /// All metrics by one dimension: what is grouped is grouped once.
  func count(_ metrics: [String], by dimension: String?) -> [String: [String: String]] {
    let isOfLines = Self.ofLines.contains(dimension ?? "")
    var groups: [String: [PastOrder]] = [:]
    var lines: [String: [(PastOrder, PastOrderLine, Int64)]] = [:]
    for key in clock.starts(of: dimension, in: period).keys { (groups[key], lines[key]) = ([], []) }
    for order in history.orders where order.placedAt >= period.from && order.placedAt < period.to {
      let whole = isOfLines ? nil : key(dimension, order, nil)
      if let whole { groups[whole, default: []].append(order) }
      guard order.isCounted else { continue }
      let refunds = PastOrderSplit.split(order.refunded.minorUnits, order.lines.map(\.amountMinor))
      for (line, refund) in zip(order.lines, refunds) {
        if let key = isOfLines ? key(dimension, order, line) : whole {
          lines[key, default: []].append((order, line, refund))
        }
      }
    }
    let starts = clock.starts(of: dimension, in: period)
    var all: [String: [String: String]] = [:]
    for metric in metrics {
      var out: [String: String] = [:]
      for key in isOfLines ? Set(lines.keys) : Set(groups.keys) {
        let start = starts[key] ?? period.from
        out[key] =
          isOfLines
          ? figure(metric, lines: lines[key] ?? []) : figure(metric, groups[key] ?? [], lines[key] ?? [], start)
      }
      // A group in which the metric has no row at all is no row of the answer.
      if !CivilClock.isTime(dimension), dimension != nil, !isOfLines {
        out = out.filter { hasRow(metric, groups[$0.key] ?? []) }
      }
      if dimension == nil, out.isEmpty { out[""] = figure(metric, [], [], period.from) }
      all[metric] = out
    }
    return all
  }

  private func hasRow(_ metric: String, _ orders: [PastOrder]) -> Bool {
    let counted = orders.filter(\.isCounted)
    switch metric {
    case "cancelled_orders", "cancellation_rate", "orders_with_cancelled", "cancelled_value": return !orders.isEmpty
    case "refunds": return counted.contains { $0.refunded.minorUnits > 0 }
    case "new_customers": return counted.contains { isFirst($0) }
    case "returning_customers": return counted.contains { customer($0) != nil }
    default: return !counted.isEmpty
    }
  }

  // MARK: Figures

  private func figure(
    _ metric: String, _ all: [PastOrder], _ lines: [(PastOrder, PastOrderLine, Int64)], _ start: Timestamp
  ) -> String {
    let orders = all.filter(\.isCounted)
    let sum = { (value: (PastOrder) -> Int64) in orders.reduce(Int64(0)) { $0 + value($1) } }
    let revenue = sum { $0.total.minorUnits }
    let people = Dictionary(grouping: orders.compactMap { customer($0) }, by: { $0 })
    let refunded = Int64(orders.count { $0.refunded.minorUnits > 0 })
    let units = lines.reduce(Int64(0)) { $0 + Int64($1.1.quantity) }
    let goods = lines.reduce(Int64(0)) { $0 + $1.1.amountMinor }
    let repeated = Int64(people.values.count { $0.count >= 2 })
    let (count, buyers, cancelled) = (Int64(orders.count), Int64(people.count), Int64(all.count - orders.count))
    switch metric {
    case "revenue": return "\(revenue)"
    case "net_revenue": return "\(revenue - sum { $0.refunded.minorUnits })"
    case "orders": return "\(count)"
    case "units": return "\(units)"
    case "average_order_value": return Self.ratio(revenue, count, 0)
    case "units_per_order": return Self.ratio(units, count, 2)
    case "refunds": return "\(sum { $0.refunded.minorUnits })"
    case "refunded_orders": return "\(refunded)"
    case "refund_rate": return Self.ratio(refunded * 100, count, 1)
    case "discounts": return "\(sum { $0.discount.minorUnits })"
    case "shipping": return "\(sum { $0.shipping.minorUnits })"
    case "tax": return "\(sum { $0.tax.minorUnits })"
    case "subtotal": return "\(sum { $0.subtotal.minorUnits })"
    case "customers": return "\(buyers)"
    case "new_customers": return "\(Set(orders.filter(isFirst).compactMap { customer($0) }).count)"
    case "returning_customers":
      return "\(people.keys.count { (firsts[$0] ?? start) < start })"
    case "returning_rate":
      return Self.ratio(Int64(people.keys.count { (firsts[$0] ?? start) < start }) * 100, buyers, 1)
    case "repeat_customers": return "\(repeated)"
    case "repeat_rate": return Self.ratio(repeated * 100, buyers, 1)
    case "customer_value": return Self.ratio(revenue, buyers, 0)
    case "cancelled_orders": return "\(cancelled)"
    case "cancellation_rate": return Self.ratio(cancelled * 100, Int64(all.count), 1)
    case "largest_order": return "\(orders.map(\.total.minorUnits).max() ?? 0)"
    case "line_revenue": return "\(goods)"
    case "average_price": return Self.ratio(goods, units, 0)
    default:
      return rarer(metric, orders: orders, all: all, revenue: revenue)
        ?? different(metric, orders, lines.map(\.1)) ?? "no recount of \(metric)"
    }
  }

  private func rarer(_ metric: String, orders: [PastOrder], all: [PastOrder], revenue: Int64) -> String? {
    let sum = { (value: (PastOrder) -> Int64) in orders.reduce(Int64(0)) { $0 + value($1) } }
    let (count, discount, refunds) = (
      Int64(orders.count), sum { $0.discount.minorUnits }, sum { $0.refunded.minorUnits }
    )
    let discounted = Int64(orders.count { $0.discount.minorUnits > 0 || !$0.coupon.isEmpty })
    let buyers = Set(orders.compactMap { customer($0) })
    let late = Int64(orders.count(where: isLate))
    switch metric {
    case "median_order_value":
      let totals = orders.map(\.total.minorUnits).sorted()
      guard !totals.isEmpty else { return "0" }
      return Self.ratio(totals[(totals.count - 1) / 2] + totals[totals.count / 2], 2, 0)
    case "revenue_without_tax": return "\(revenue - sum { $0.tax.minorUnits })"
    case "revenue_without_shipping": return "\(revenue - sum { $0.shipping.minorUnits })"
    case "revenue_without_both": return "\(revenue - sum { $0.shipping.minorUnits + $0.tax.minorUnits })"
    case "discount_share": return Self.ratio(discount * 100, revenue, 1)
    case "average_discount": return Self.ratio(discount, discounted, 0)
    case "discounted_orders": return "\(discounted)"
    case "undiscounted_orders": return "\(count - discounted)"
    case "discount_rate": return Self.ratio(discounted * 100, count, 1)
    case "refund_share": return Self.ratio(refunds * 100, revenue, 1)
    case "average_refund": return Self.ratio(refunds, Int64(orders.count { $0.refunded.minorUnits > 0 }), 0)
    case "orders_per_customer": return Self.ratio(count, Int64(buyers.count), 2)
    case "smallest_order": return "\(orders.map(\.total.minorUnits).min() ?? 0)"
    case "orders_with_cancelled": return "\(all.count)"
    case "cancelled_value": return "\(all.filter { !$0.isCounted }.reduce(Int64(0)) { $0 + $1.total.minorUnits })"
    case "late_shipments": return "\(late)"
    case "late_shipment_rate": return Self.ratio(late * 100, count, 1)
    default: return nil
    }
  }

  private func isLate(_ order: PastOrder) -> Bool {
    let limit = order.placedAt.adding(milliseconds: 2 * 86_400_000)
    if let left = order.fulfilledAt { return left > limit }
    return order.fulfilmentStatus != "fulfilled" && limit < period.to
  }

  private func different(_ metric: String, _ orders: [PastOrder], _ lines: [PastOrderLine]) -> String? {
    let values: [String]? =
      switch metric {
      case "cities": orders.map(\.city)
      case "countries": orders.map(\.country)
      case "coupons": orders.map(\.coupon)
      case "channels": orders.map(\.channel)
      case "payment_methods": orders.map(\.paymentMethod)
      case "brands": lines.map(\.vendor)
      case "skus": lines.map(\.sku)
      case "variants", "distinct_products": lines.map(\.name)
      default: nil
      }
    return values.map { "\(Set($0).subtracting([""]).count)" }
  }

  private func figure(_ metric: String, lines: [(PastOrder, PastOrderLine, Int64)]) -> String {
    let goods = lines.reduce(Int64(0)) { $0 + $1.1.amountMinor }
    let units = lines.reduce(Int64(0)) { $0 + Int64($1.1.quantity) }
    let orders = Int64(Set(lines.map(\.0.number)).count)
    switch metric {
    case "revenue", "line_revenue": return "\(goods)"
    case "orders": return "\(orders)"
    case "units": return "\(units)"
    case "customers": return "\(Set(lines.compactMap { customer($0.0) }).count)"
    case "refunds": return "\(lines.reduce(Int64(0)) { $0 + $1.2 })"
    case "average_order_value": return Self.ratio(goods, orders, 0)
    case "average_price": return Self.ratio(goods, units, 0)
    case "units_per_order": return Self.ratio(units, orders, 2)
    case "refunded_orders", "refund_rate":
      let refunded = Int64(Set(lines.filter { $0.2 > 0 }.map(\.0.number)).count)
      return metric == "refund_rate" ? Self.ratio(refunded * 100, orders, 1) : "\(refunded)"
    default: return different(metric, lines.map(\.0), lines.map(\.1)) ?? "no recount of \(metric)"
    }
  }

  /// Rounded half away from zero, as decimal text.
  static func ratio(_ top: Int64, _ bottom: Int64, _ digits: Int) -> String {
    guard bottom != 0 else { return "0" }
    var scale = Decimal(1)
    for _ in 0..<digits { scale *= 10 }
    var value = Decimal(top) * scale / Decimal(bottom)
    var rounded = Decimal()
    NSDecimalRound(&rounded, &value, 0, .plain)
    return "\(rounded / scale)"
  }

  // MARK: People and keys

  private func customer(_ order: PastOrder) -> String? { order.email }

  private func isFirst(_ order: PastOrder) -> Bool { order.email.map { firsts[$0] == order.placedAt } ?? false }

  private func key(_ dimension: String?, _ order: PastOrder, _ line: PastOrderLine?) -> String? {
    let shown = { (text: String) in text.isEmpty ? "unknown" : text }
    switch dimension {
    case nil: return ""
    case "channel": return shown(order.channel)
    case "payment_method": return shown(order.paymentMethod)
    case "city": return shown(order.city)
    case "country": return shown(order.country)
    case "coupon": return order.coupon.isEmpty ? nil : order.coupon
    case "status": return order.isCounted ? order.fulfilmentStatus : "cancelled"
    case "payment_status": return order.financialStatus
    case "product", "variant": return line?.name
    case "brand": return line.map { shown($0.vendor) }
    default: return clock.label(dimension ?? "", order.placedAt)
    }
  }

  /// An answer's rows as label and figure.
  static func table(_ answer: AnalyticsAnswer) -> [String: String] {
    let width = answer.query.dimensions.count
    return Dictionary(
      answer.rows.map { row in
        let label = width == 0 ? "" : text(row[0])
        return (label, text(row[width]))
      }, uniquingKeysWith: { first, second in "\(first) and \(second)" })
  }

  private static func text(_ cell: AnalyticsAnswer.Cell) -> String {
    switch cell {
    case .integer(let value): "\(value)"
    case .decimal(let value): value == value.rounded() ? "\(Int64(value))" : "\(Decimal(string: "\(value)") ?? 0)"
    case .text(let text): text
    case .none: "none"
    }
  }
}

/// A refund over lines by their amounts, worked out by hand.
enum PastOrderSplit {
  static func split(_ whole: Int64, _ weights: [Int64]) -> [Int64] {
    let all = weights.map { max(0, $0) }.reduce(0, +)
    var given: Int64 = 0
    var seen: Int64 = 0
    return weights.map { weight in
      seen += max(0, weight)
      let upTo = all == 0 ? whole : whole * seen / all
      defer { given = upTo }
      return upTo - given
    }
  }
}
