import Commerce

/// Bounds on figures, and what is counted by them.
extension QuestionReader {
  /// "products nobody bought": those whose figure is 0.
  func settleNone(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard heard.asksForNone else { return }
    if query.dimensions.isEmpty {
      let isOfPeople = heard.roles.contains(.who) || heard.counted == "customer"
      query.dimensions = [isOfPeople ? "customer" : heard.counted.flatMap { layer.dimension($0)?.name } ?? "product"]
    }
    let isOfGoods = query.dimensions.contains { AbsentRows.goods.contains($0) }
    query.metrics = [isOfGoods ? "units" : "orders"]
  }

  /// "who are my regulars": those who ordered twice or more, with how often.
  func settleRegulars(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard query.dimensions == ["customer"], query.metrics == ["repeat_customers"] else { return }
    if heard.roles.contains(.howMany) {
      // "how many persons repeat" counts them.
      query.dimensions = []
      return
    }
    query.metrics = ["orders"]
    query.conditions.append(AnalyticsCondition(metric: "orders", comparison: .atLeast, value: 2))
  }

  /// "the biggest order and when": that order, with its day and who placed it.
  func settleItself(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let isSmallest = query.metrics == ["smallest_order"]
    guard isSmallest || query.metrics == ["largest_order"], !heard.asksForItself.isEmpty || heard.place != nil
    else { return }
    // Days without a given order have 0 of it, which is less than any.
    if isSmallest, heard.asksForItself.contains("day") { return }
    query.metrics = ["revenue"]
    query.dimensions = ["day", "order_number"].filter { heard.asksForItself.contains($0) || $0 == "order_number" }
    if heard.asksForItself.contains("customer") { query.dimensions.append("customer") }
    (query.limit, query.descending) = (1, !isSmallest)
  }

  /// "products that sold more this month than last": only those, not all with their change.
  func settleDirection(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard let direction = heard.direction, query.comparison != nil, query.calculation == .growth,
      !query.dimensions.isEmpty, query.limit == nil
    else { return }
    query.conditions.append(AnalyticsCondition(metric: AnalyticsCondition.change, comparison: direction, value: 0))
    query.descending = direction == .over
  }

  /// "average order with a coupon vs without": both kinds of orders.
  func settlePriceKind(_ heard: inout HeardQuestion) {
    if heard.saysVersus || heard.comparesNames, !heard.saysWithout,
      heard.filters.contains(where: { $0.dimension == "price_kind" && $0.values.count == 1 }),
      let place = heard.metrics.firstIndex(where: { QuestionScanner.priceKinds[$0.name] != nil })
    {
      // "how many orders were discounted vs full price"
      heard.filters.removeAll { $0.dimension == "price_kind" }
      heard.metrics[place].name = "orders"
      heard.isComparing = false
      heard.dimensions.append(
        HeardQuestion.Dimension(name: "price_kind", isPlural: true, isSplit: true, index: 0, metric: nil))
      return
    }
    guard heard.saysVersus, heard.saysWithout,
      let index = heard.filters.firstIndex(where: { $0.dimension == "price_kind" && $0.values.count == 1 })
    else { return }
    heard.filters.remove(at: index)
    heard.dimensions.append(
      HeardQuestion.Dimension(name: "price_kind", isPlural: true, isSplit: true, index: 0, metric: nil))
  }

  /// "what is out of stock", "which products run low": what there is now, by product.
  func settleStock(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let bounds = heard.conditions.filter { $0.metric == "stock_units" }
    guard !heard.roles.isDisjoint(with: [.outOfStock, .lowStock]) || !bounds.isEmpty else { return }
    query.metrics = ["stock_units"]
    var own = query.dimensions.filter { ["brand", "category", "sku", "variant"].contains($0) }
    // "products with fewer than 10 in stock" are such as a whole.
    if own.isEmpty, !bounds.isEmpty, query.dimensions == ["product"] { own = ["product"] }
    query.dimensions = own.isEmpty ? ["product", "sku"] : own
    let most = heard.roles.contains(.outOfStock) ? 0 : lowStock
    let ofRole = AnalyticsCondition(metric: "stock_units", comparison: .atMost, value: most)
    // "which items have fewer than 10 left"
    query.conditions = bounds.isEmpty ? [ofRole] : bounds
  }

  /// Where no figure is named and revenue is not told by what is asked for, the first figure that is.
  func settleSupport(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard heard.metrics.isEmpty, query.metrics == ["revenue"] else { return }
    let columns = (query.dimensions + query.filters.map(\.dimension)).compactMap { name -> String? in
      if case .column(let column)? = layer.dimension(name)?.source { column } else { nil }
    }
    let tells = { (metric: String) in
      AnalyticsCompiler.sources(of: metric, layer).contains { source in
        layer.facts[source.fact].map { Set(columns).isSubset(of: $0.columns) } ?? false
      }
    }
    guard !tells("revenue"), let other = layer.metrics.first(where: { tells($0.name) }) else { return }
    query.metrics = [other.name]
  }

  /// "how many customers spent more than $50": how many rows there are, not what is in them.
  func settleCount(_ heard: HeardQuestion, _ query: inout AnalyticsQuery, _ text: String) throws {
    guard heard.roles.contains(.howMany), let counted = heard.counted, let dimension = layer.dimension(counted) else {
      return
    }
    let isBound = query.conditions.contains { $0.metric != nil }
    guard isBound || counted != "order_number" && !query.conditions.isEmpty else {
      guard !dimension.isTime || !query.dimensions.contains(counted) else {
        throw AnalyticsError.notUnderstood(words: ["how many \(counted)s"], nearest: NearestQuestions.find(text))
      }
      return
    }
    query.dimensions = [counted]
    if query.conditions.allSatisfy({ $0.metric == nil }) {
      query.metrics = ["revenue"]
      query.conditions = query.conditions.map {
        AnalyticsCondition(metric: "revenue", comparison: $0.comparison, value: $0.value)
      }
    } else {
      query.metrics = query.conditions.compactMap(\.metric).uniqued
    }
    query.calculation = .count
  }

  /// "orders with more than 3 items": how many orders there are, or which, by the pieces in each.
  func settleItems(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) throws {
    guard heard.boundsItems else { return }
    let isOfOrders = heard.metrics.allSatisfy { ["orders", "units", "distinct_products"].contains($0.name) }
    guard isOfOrders, heard.dimensions.allSatisfy({ $0.name == "order_number" }), !heard.roles.contains(.share) else {
      throw AnalyticsError.notUnderstood(
        words: ["a bound on the items of each order"], nearest: NearestQuestions.find("orders over $50"))
    }
    query.dimensions = ["order_number"]
    query.metrics = [query.conditions.contains { $0.metric == "distinct_products" } ? "distinct_products" : "units"]
    if !heard.isOfSingleOrders { query.calculation = .count }
  }

  func settleConditions(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let isOfThings = query.dimensions.contains { layer.dimension($0)?.isTime == false }
    // "which days did we take more than 200" bounds what a day brought, and no order.
    let isOfDays =
      !query.dimensions.isEmpty && !isOfThings && query.metrics == ["revenue"]
      && heard.dimensions.contains { [.which, .howMany, .top, .bottom].contains($0.cue) || $0.index == 0 }
    defer {
      if heard.asksForNone {
        query.conditions.append(AnalyticsCondition(metric: query.metrics[0], comparison: .equal, value: 0))
      }
    }
    query.conditions = heard.conditions.enumerated().map { index, condition in
      var condition = condition
      if heard.orderBounds.contains(index), query.dimensions != ["customer"] { return condition }
      if let metric = condition.metric {
        if heard.metrics.isEmpty { query.metrics = [metric] }
        if !query.metrics.contains(metric) { query.metrics.append(metric) }
      } else if isOfDays || isOfThings, query.metrics.first != "orders" || query.dimensions.contains("customer") {
        condition.metric = query.metrics.first
        // It was read as an amount of money.
        if layer.metric(query.metrics.first ?? "")?.unit == .count { condition.value /= minorUnits }
      }
      return condition
    }
  }
}
