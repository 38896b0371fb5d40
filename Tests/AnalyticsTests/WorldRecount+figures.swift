import Commerce

extension WorldRecount {
  /// Those worked out of two others, with the digits they are shown with.
  static let ratios: [String: (top: String, bottom: String, isPercent: Bool, digits: Int)] = [
    "average_order_value": ("revenue", "orders", false, 0), "units_per_order": ("units", "orders", false, 2),
    "free_shipping_rate": ("free_shipping_orders", "orders", true, 1),
    "average_shipping": ("shipping", "orders", false, 0), "average_price": ("line_revenue", "units", false, 0),
    "margin_rate": ("margin", "costed_revenue", true, 1), "margin_per_order": ("margin", "orders", false, 0),
    "margin_per_unit": ("margin", "units", false, 0), "margin_per_customer": ("margin", "customers", false, 0),
    "refund_rate": ("refunded_orders", "orders", true, 1), "average_refund": ("refunds", "refunded_orders", false, 0),
    "refund_share": ("refunds", "revenue", true, 1), "discount_share": ("discounts", "revenue", true, 1),
    "average_discount": ("discounts", "discounted_orders", false, 0),
    "discount_rate": ("discounted_orders", "orders", true, 1),
    "new_customer_rate": ("new_customers", "customers", true, 1),
    "returning_rate": ("returning_customers", "customers", true, 1),
    "repeat_rate": ("repeat_customers", "customers", true, 1), "customer_value": ("revenue", "customers", false, 0),
    "orders_per_customer": ("orders", "customers", false, 2),
    "cancellation_rate": ("cancelled_orders", "orders_with_cancelled", true, 1),
    "zero_result_rate": ("zero_result_searches", "searches", true, 1),
    "hand_off_rate": ("hand_offs", "conversations", true, 1), "cart_abandonment": ("abandoned_carts", "carts", true, 1),
    "bot_resolution_rate": ("bot_resolved", "conversations", true, 1),
    "search_to_order_rate": ("ordering_searches", "searches", true, 1),
    "late_shipment_rate": ("late_shipments", "shipped_orders", true, 1),
    "days_of_stock": ("stock_days", "recent_units", false, 2),
  ]

  /// An answer's rows as label and figure; nil where this recount does not know the figure.
  func table(_ metric: String, by dimension: String?) -> [String: String]? {
    let leaves =
      Self.ratios[metric].map { [$0.top, $0.bottom] } ?? (metric == "net_revenue" ? ["revenue", "refunds"] : [metric])
    var groups: [String: [String: [Thing]]] = [:]
    let pieces = self.starts[dimension ?? ""] ?? [:]
    for label in pieces.keys { groups[label] = [:] }
    for leaf in leaves {
      guard let rows = rows(leaf, by: dimension) else { return nil }
      for row in rows {
        guard let label = dimension == nil ? "" : row.keys[dimension ?? ""] else { continue }
        groups[label, default: [:]][leaf, default: []].append(row)
      }
    }
    if dimension == nil, groups.isEmpty { groups[""] = [:] }
    return groups.reduce(into: [:]) { out, group in
      let start = (pieces[group.key] ?? period.from).milliseconds
      let value = { (leaf: String) in figure(leaf, group.value[leaf] ?? [], start) }
      if let ratio = Self.ratios[metric] {
        let (top, bottom) = (value(ratio.top), value(ratio.bottom))
        out[group.key] = Recount.ratio(ratio.isPercent ? top * 100 : top, bottom, ratio.digits)
      } else if ["last_order", "first_order"].contains(metric) {
        let times = (group.value[metric] ?? []).map(\.at).sorted()
        out[group.key] = (metric == "last_order" ? times.last : times.first).map(clock.moment) ?? "none"
      } else if metric == "net_revenue" {
        out[group.key] = "\(value("revenue") - value("refunds"))"
      } else if metric == "median_order_value" {
        let totals = (group.value[metric] ?? []).map { $0.values["total"] ?? 0 }.sorted()
        out[group.key] =
          totals.isEmpty ? "0" : Recount.ratio(totals[(totals.count - 1) / 2] + totals[totals.count / 2], 2, 0)
      } else {
        out[group.key] = "\(value(metric))"
      }
    }
  }

  /// One figure of some things, with where their piece of time begins.
  private func figure(_ metric: String, _ rows: [Thing], _ start: Int64) -> Int64 {
    let sum = { (name: String) in rows.reduce(Int64(0)) { $0 + ($1.values[name] ?? 0) } }
    let count = { (holds: (Thing) -> Bool) in Int64(rows.count(where: holds)) }
    let different = { (name: String) in
      Int64(Set(rows.compactMap { $0.keys[name] }).subtracting(["unknown"]).count)
    }
    let people = Dictionary(grouping: rows.filter { $0.customer != nil }, by: { $0.customer ?? "" })
    let costed = rows.filter { $0.values["uncosted"] == nil }
    let has = { (thing: Thing, name: String) in (thing.values[name] ?? 0) > 0 }
    switch metric {
    case "revenue": return rows.first?.values["units"] == nil ? sum("total") : sum("amount")
    case "orders", "refunded_orders":
      return Int64(Set(rows.filter { metric == "orders" || has($0, "refunded") }.map(\.id)).count)
    case "units": return sum("units")
    case "line_revenue": return sum("amount")
    case "costed_revenue": return costed.reduce(0) { $0 + ($1.values["amount"] ?? 0) }
    case "margin": return costed.reduce(0) { $0 + ($1.values["amount"] ?? 0) - ($1.values["cost"] ?? 0) }
    case "refunds": return sum("amount")
    case "discounts": return sum("discount")
    case "discounted_orders": return count { has($0, "discount") || has($0, "coupon") }
    case "undiscounted_orders": return count { !has($0, "discount") && !has($0, "coupon") }
    case "free_shipping_orders": return count { !has($0, "shipping") }
    case "paid_shipping_orders": return count { has($0, "shipping") }
    case "shipping", "tax", "subtotal": return sum(metric)
    case "revenue_without_tax": return sum("total") - sum("tax")
    case "revenue_without_shipping": return sum("total") - sum("shipping")
    case "revenue_without_both": return sum("total") - sum("shipping") - sum("tax")
    case "customers", "new_customers": return Int64(people.count)
    case "returning_customers": return Int64(people.keys.count { since($0) < start })
    case "repeat_customers": return Int64(people.values.count { $0.count >= 2 || ($0[0].values["times"] ?? 0) >= 2 })
    case "cancelled_orders": return count { $0.values["counted"] == 0 }
    case "orders_with_cancelled", "searches", "conversations", "carts", "shipped_orders": return Int64(rows.count)
    case "cancelled_value": return rows.reduce(0) { $0 + ($1.values["counted"] == 0 ? $1.values["total"] ?? 0 : 0) }
    case "largest_order": return rows.map { $0.values["total"] ?? 0 }.max() ?? 0
    case "smallest_order": return rows.map { $0.values["total"] ?? 0 }.min() ?? 0
    case "cities", "countries", "coupons", "channels", "payment_methods", "brands", "variants", "skus",
      "distinct_products", "categories":
      return different(Self.counted[metric] ?? "")
    case "zero_result_searches": return sum("zero")
    case "ordering_searches": return sum("ordered")
    case "hand_offs": return sum("handed")
    case "bot_resolved": return Int64(rows.count) - sum("handed")
    case "abandoned_carts": return sum("open")
    case "late_shipments": return sum("late")
    case "stock_units": return sum("pieces")
    case "stock_value": return sum("worth")
    case "recent_units": return sum("sold")
    default: return sum("pieces") * 30
    }
  }

  private static let counted = [
    "cities": "city", "countries": "country", "coupons": "coupon", "channels": "channel",
    "payment_methods": "payment_method", "brands": "brand", "variants": "variant", "skus": "sku",
    "distinct_products": "product", "categories": "category",
  ]
}
