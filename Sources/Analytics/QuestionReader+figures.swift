import Commerce

/// Which figures a question asks for.
extension QuestionReader {
  func metrics(_ heard: inout HeardQuestion, _ notes: inout [String]) -> [String] {
    var names = heard.metrics.sorted { $0.index < $1.index }.map(\.name)
    if let less = deducted(names, heard) { return [less] }
    if heard.isPerOrder { names = names.map { Self.perOrder.contains($0) ? $0 : ratio(of: [$0, "orders"]) ?? $0 } }
    let roles = heard.roles
    if roles.contains(.share), let share = share(of: names, heard) { return [share] }
    if names == ["orders"], let coupon = heard.dimensions.firstIndex(where: { $0.name == "coupon" && !$0.isSplit }),
      !heard.roles.contains(.by)
    {
      heard.dimensions.remove(at: coupon)
      names = [roles.contains(.share) ? "discount_rate" : "discounted_orders"]
    }
    if names.count > 1 || heard.filters.contains(where: { $0.dimension == "segment" }) {
      settleCustomerType(&names, &heard)
    }
    if names == ["margin"],
      roles.contains(.average)
        || roles.contains(.share) && (heard.filters.isEmpty || heard.saysInPercent)
    {
      return ["margin_rate"]
    }
    if names == ["stock_units"], heard.saysInMoney { return ["stock_value"] }
    if let settled = settled(&names, &heard) { return settled }
    if !names.isEmpty {
      if heard.saysSales, names == ["revenue"] { notes.append(Analyst.salesNote) }
      return names.uniqued
    }
    return implied(&heard, &notes)
  }

  /// "what share of orders was refunded": one figure in proportion to another.
  private func share(of names: [String], _ heard: HeardQuestion) -> String? {
    if names.count == 2, names[0] == "orders", let counted = Self.counted[names[1]],
      let ratio = ratio(of: [counted, "orders"])
    {
      return ratio
    }
    if names.count == 2 { return ratio(of: names) }
    return names.count == 1 && heard.dimensions.isEmpty && heard.filters.isEmpty ? rate(of: names[0]) : nil
  }

  /// What figures that are named together, or counted or averaged, come to; nil where each stands for itself.
  private func settled(_ names: inout [String], _ heard: inout HeardQuestion) -> [String]? {
    let roles = heard.roles
    if roles.isSuperset(of: [.howMany, .howMuch]), names.count == 1, ["refunds", "orders"].contains(names[0]) {
      let isOfCoupon = roles.contains(.costs) && heard.filters.contains { $0.dimension == "coupon" }
      return names == ["orders"]
        ? ["orders", isOfCoupon ? "discounts" : "revenue"] : ["refunded_orders", "refunds"]
    }
    if names == ["discounted_orders"], heard.isComparing, heard.saysWithout {
      return ["discounted_orders", "undiscounted_orders"]
    }
    if roles.contains(.howMany), !roles.contains(.howMuch), names.count > 1, heard.saysVersus,
      !names.contains("revenue")
    {
      // "how many returns vs orders"
      return names.map { Self.counted[$0] ?? $0 }
    }
    if roles.contains(.howMany), names.count == 2, names[0] == "orders", names[1] != "revenue",
      let counted = Self.counted[names[1]]
    {
      return [counted]
    }
    if roles.contains(.howMany), names.isEmpty, heard.conditions.isEmpty, !heard.asksForNone,
      let index = heard.dimensions.firstIndex(where: { $0.cue == .howMany && $0.name != "product" }),
      let metric = layer.metrics.first(where: { $0.counted == heard.dimensions[index].name })
    {
      heard.dimensions.remove(at: index)
      return [metric.name]
    }
    let onRevenue: Set<String> = ["tax", "shipping", "margin", "refunds", "discounts"]
    if names.count == 2, onRevenue.contains(names[0]), ["revenue", "orders"].contains(names[1]), heard.saysOn,
      !heard.saysAnd, !heard.saysVersus
    {
      // "the VAT on October's sales"
      return [names[0]]
    }
    if names.count == 2, names[0] == "revenue", Self.lessThanRevenue.contains(names[1]), !heard.saysAnd,
      !heard.saysVersus
    {
      // "revenue yesterday excluding refunds"
      return [names[1]]
    }
    let kinds: Set<String> = ["new_customers", "returning_customers", "repeat_customers"]
    if roles.contains(.howMany), names.count == 2, names[0] == "customers", kinds.contains(names[1]) {
      // "how many clients from Spain came back"
      return [names[1]]
    }
    let partOf = [["customers", "abandoned_carts"], ["conversations", "hand_offs"], ["orders", "cancelled_orders"]]
    if roles.contains(.howMany), partOf.contains(names), !heard.saysAnd, !heard.saysVersus { return [names[1]] }
    if names == ["units", "average_order_value"] || names == ["average_order_value", "units"] && heard.saysIn {
      return ["units_per_order"]
    }
    if roles.contains(.average), names.count == 2, names[1] == "orders" {
      if names[0] == "units" { return ["units_per_order"] }
      if names[0] == "revenue" { return ["average_order_value"] }
    }
    if names.count == 1, roles.contains(.average), let better = averaged(names[0], &heard) { return [better] }
    // "how much did we sell in discounts" has its figure; a verb adds none.
    if names.contains("discounts"), names.contains("revenue") { names.removeAll { $0 == "revenue" } }
    if roles.contains(.howMany), names.count == 1, let counted = Self.counted[names[0]] { return [counted] }
    if roles.contains(.howMuch), names == ["cancelled_orders"] { return ["cancelled_value"] }
    return nil
  }

  /// The figure that is asked for without being named.
  private func implied(_ heard: inout HeardQuestion, _ notes: inout [String]) -> [String] {
    if heard.asksHowGood { return ["revenue"] }
    if heard.roles.isSuperset(of: [.howMany, .howMuch, .costs]),
      heard.filters.contains(where: { $0.dimension == "coupon" })
    {
      // "how many uses and how much did it cost us"
      return ["orders", "discounts"]
    }
    if heard.saysPay, heard.roles.contains(.share) || heard.dimensions.contains(where: { $0.name == "payment_method" }),
      heard.roles.isDisjoint(with: [.howMuch, .sells, .top, .bottom]),
      (heard.filters.map(\.dimension) + heard.dimensions.map(\.name)).contains("payment_method")
    {
      return ["orders"]
    }
    if let metric = impliedByGoods(heard) ?? impliedByCoupon(&heard) ?? impliedByRank(heard) { return [metric] }
    if let metric = impliedByKind(heard) ?? impliedByCount(&heard) { return [metric] }
    let roles = heard.roles
    if roles.contains(.average), heard.dimensions.contains(where: { $0.name == "customer" }) {
      heard.dimensions.removeAll { $0.name == "customer" }
      return ["customer_value"]
    }
    if roles.contains(.bestSellers) || roles.contains(.sells) && heard.saysSold, !roles.contains(.howMuch) {
      notes.append(Analyst.salesNote)
    }
    return ["revenue"]
  }

  /// "fountain pens sold", "who bought the fewest helmets": pieces.
  private func impliedByGoods(_ heard: HeardQuestion) -> String? {
    let roles = heard.roles
    if heard.saysGoodsSold, roles.isDisjoint(with: [.howMuch, .which, .top, .bottom]), namesGoods(heard) {
      return "units"
    }
    let isOfGoods = namesGoods(heard) || splitsByGoods(heard)
    return heard.saysFewest && roles.contains(.sells) && isOfGoods ? "units" : nil
  }

  private func impliedByCoupon(_ heard: inout HeardQuestion) -> String? {
    let roles = heard.roles
    guard (heard.filters.map(\.dimension) + heard.dimensions.map(\.name)).contains("coupon") else { return nil }
    if roles.contains(.costs) {
      // "how much did promo codes cost us" is one sum, "which code cost us most" is told by code.
      if roles.isDisjoint(with: [.top, .bottom]) { heard.dimensions.removeAll { $0.name == "coupon" && !$0.isSplit } }
      return "discounts"
    }
    return !roles.isDisjoint(with: [.top, .bottom]) && roles.isDisjoint(with: [.sells, .howMuch]) ? "orders" : nil
  }

  /// "most popular", "busiest"
  private func impliedByRank(_ heard: HeardQuestion) -> String? {
    if heard.roles.contains(.popular) {
      let named = heard.dimensions.first { layer.dimension($0.name)?.isTime == false }?.name ?? "product"
      // "who of the staff sold most" brought in most.
      return AbsentRows.goods.contains(named) ? "units" : heard.saysSold ? "revenue" : "orders"
    }
    return heard.roles.contains(.busiest) ? splitsByGoods(heard) ? "revenue" : "orders" : nil
  }

  /// "VIPs in Madrid", "how many VIPs do I have", and what is left of goods.
  private func impliedByKind(_ heard: HeardQuestion) -> String? {
    let roles = heard.roles
    let isOfKind = heard.filters.contains { $0.dimension == "segment" || $0.dimension == "loyalty_tier" }
    if isOfKind, heard.dimensions.isEmpty, roles.isSubset(of: [.only, .except, .chart, .versus, .compare]),
      heard.conditions.isEmpty
    {
      return "customers"
    }
    if heard.asksForRest || heard.asksWhatIsThere, roles.isDisjoint(with: [.sells, .costs]), namesGoods(heard) {
      return "stock_units"
    }
    let isCounted =
      roles.contains(.howMany) && heard.dimensions.isEmpty && isOfKind && !heard.saysTimes
      && (heard.counted == "customer" || roles.isDisjoint(with: [.sells, .used]))
    return isCounted ? "customers" : nil
  }

  /// What "how many" counts.
  private func impliedByCount(_ heard: inout HeardQuestion) -> String? {
    let roles = heard.roles
    // "how many times bought Ada Lovelace": orders, where goods are counted in pieces.
    if heard.saysTimes, roles.contains(.howMany), !namesGoods(heard),
      heard.filters.contains(where: { $0.dimension == "customer" })
    {
      return "orders"
    }
    if roles.contains(.howMany), heard.saysRungUp, !namesGoods(heard) { return "orders" }
    if roles.contains(.howMany), !heard.saysTimes, !heard.asksForRest, heard.conditions.isEmpty,
      heard.filters.contains(where: { AbsentRows.goods.contains($0.dimension) && !$0.isExcluding })
    {
      heard.dimensions.removeAll { $0.name == "product" && !$0.isSplit }
      return "units"
    }
    if heard.saysEachOf, namesGoods(heard) { return "units" }
    if roles.contains(.used), !roles.contains(.howMuch), !roles.contains(.sells) { return "orders" }
    guard roles.contains(.howMany) else { return nil }
    let payment = heard.filters.first { $0.dimension == "payment_method" }
    if roles.contains(.sells), let payment { heard.sellsPayment = payment.values.first }
    if namesGoods(heard), heard.asksForRest, !roles.contains(.sells) { return "stock_units" }
    if roles.contains(.sells) || namesGoods(heard) {
      heard.dimensions.removeAll { $0.name == "product" && !$0.isSplit }
      return "units"
    }
    return heard.dimensions.contains { $0.name == "product" } ? "distinct_products" : "orders"
  }

  private func namesGoods(_ heard: HeardQuestion) -> Bool {
    heard.filters.contains { AbsentRows.goods.contains($0.dimension) }
  }

  private func splitsByGoods(_ heard: HeardQuestion) -> Bool {
    heard.dimensions.contains { AbsentRows.goods.contains($0.name) }
  }

  /// Figures that are of one order each.
  static let perOrder: Set<String> = [
    "average_order_value", "median_order_value", "average_discount", "average_refund", "average_shipping",
    "units_per_order", "largest_order", "smallest_order", "margin_per_order",
  ]

  /// What is left of revenue.
  static let lessThanRevenue: Set<String> = [
    "net_revenue", "revenue_without_tax", "revenue_without_shipping", "revenue_without_both",
  ]

  /// Revenue less tax, shipping or refunds is a figure of its own.
  func deducted(_ names: [String], _ heard: HeardQuestion) -> String? {
    guard names.isEmpty || names == ["revenue"], !heard.deducted.isEmpty else { return nil }
    switch heard.deducted {
    case ["tax"]: return "revenue_without_tax"
    case ["shipping"]: return "revenue_without_shipping"
    case ["tax", "shipping"]: return "revenue_without_both"
    case ["refunds"]: return "net_revenue"
    default: return nil
    }
  }

  /// The figure of a query that is told without a part of it.
  func deductible(_ query: AnalyticsQuery, _ part: String) -> String? {
    let without = [
      "tax": ["revenue_without_tax", "revenue_without_both"],
      "shipping": ["revenue_without_shipping", "revenue_without_both"], "refunds": ["net_revenue"],
    ]
    return query.metrics.first { without[part]?.contains($0) ?? false }
  }

  /// "what share of customers are returning" is the ratio of both.
  func ratio(of names: [String]) -> String? {
    layer.metrics.first { metric in
      if case .ratio(let first, let second) = metric.formula { Set([first, second]) == Set(names) } else { false }
    }?.name
  }

  /// "what percentage of orders were refunded" is the rate of which it is the upper half.
  private func rate(of name: String) -> String? {
    layer.metrics.first { metric in
      if case .ratio(name, _) = metric.formula { metric.unit == .percent } else { false }
    }?.name
  }

  /// "revenue from new customers" is revenue of one kind of customers.
  func settleCustomerType(_ names: inout [String], _ heard: inout HeardQuestion) {
    let kinds = ["new_customers": "new", "returning_customers": "returning"]
    let ofOrders: Set<String> = [
      "revenue", "orders", "average_order_value", "units", "units_per_order", "discounts", "refunds", "net_revenue",
      "refunded_orders", "refund_rate", "median_order_value", "line_revenue", "discounted_orders",
    ]
    // "new vs repeat revenue", "orders from repeat customers": who orders again has ordered before.
    if names.contains("new_customers") || names.contains(where: ofOrders.contains) {
      names = names.map { $0 == "repeat_customers" ? "returning_customers" : $0 }
    }
    let types = names.compactMap { kinds[$0] }
    if types.count == 1, heard.isComparing || heard.comparesNames || heard.direction != nil,
      let segment = heard.filters.firstIndex(where: { $0.dimension == "segment" })
    {
      // "do loyal customers spend more than new ones": two segments, side by side.
      heard.filters[segment].values += types
      names.removeAll { kinds[$0] != nil }
      heard.isComparing = true
      return
    }
    let rest = names.filter { kinds[$0] == nil }
    guard !types.isEmpty, rest.contains(where: ofOrders.contains) else { return }
    names = rest
    if types.count == 1 {
      heard.filters.append(AnalyticsFilter(dimension: "customer_type", values: types))
    } else {
      heard.dimensions.append(
        HeardQuestion.Dimension(name: "customer_type", isPlural: true, isSplit: true, index: 0, metric: nil))
    }
  }

  private func averaged(_ name: String, _ heard: inout HeardQuestion) -> String? {
    let isPerCustomer = heard.dimensions.contains { $0.name == "customer" } && !heard.roles.contains(.top)
    // "how many orders on an average Saturday" is no average of orders.
    if heard.roles.contains(.howMany) || heard.filters.contains(where: { $0.dimension == "weekday" }) { return nil }
    guard isPerCustomer || !heard.dimensions.contains(where: { layer.dimension($0.name)?.isTime == true }) else {
      return nil
    }
    let typical = ["discounts": "average_discount", "refunds": "average_refund", "shipping": "average_shipping"]
    if let typical = typical[name] {
      heard.dimensions.removeAll { $0.name == "customer" }
      return typical
    }
    if isPerCustomer, ["revenue", "orders"].contains(name) {
      heard.dimensions.removeAll { $0.name == "customer" }
      return name == "revenue" ? "customer_value" : "orders_per_customer"
    }
    if name == "revenue", heard.dimensions.isEmpty { return "average_order_value" }
    return name == "orders" ? "average_order_value" : nil
  }
}
