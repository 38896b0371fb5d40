import Commerce

/// Bounds on figures, what is counted by them, and what keeps a query from being answered.
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

  /// "the biggest order and when": that order, with its day and who placed it.
  func settleItself(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let isSmallest = query.metrics == ["smallest_order"]
    guard isSmallest || query.metrics == ["largest_order"], !heard.asksForItself.isEmpty else { return }
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
    guard !heard.roles.isDisjoint(with: [.outOfStock, .lowStock]) else { return }
    query.metrics = ["stock_units"]
    let own = query.dimensions.filter { ["brand", "category", "sku", "variant"].contains($0) }
    query.dimensions = own.isEmpty ? ["product", "sku"] : own
    let most = heard.roles.contains(.outOfStock) ? 0 : lowStock
    query.conditions = [AnalyticsCondition(metric: "stock_units", comparison: .atMost, value: most)]
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
    let isOfOrders = heard.metrics.allSatisfy { $0.name == "orders" || $0.name == "units" }
    guard isOfOrders, heard.dimensions.allSatisfy({ $0.name == "order_number" }), !heard.roles.contains(.share) else {
      throw AnalyticsError.notUnderstood(
        words: ["a bound on the items of each order"], nearest: NearestQuestions.find("orders over $50"))
    }
    query.dimensions = ["order_number"]
    query.metrics = ["units"]
    if !heard.isOfSingleOrders { query.calculation = .count }
  }

  /// What was heard and found no place in the query would make its figures another question's.
  func check(_ heard: HeardQuestion, _ query: AnalyticsQuery, _ text: String) throws {
    var lost: [String] = []
    let units = query.metrics.compactMap { layer.metric($0)?.unit }
    if heard.roles.contains(.share), query.calculation != .share, query.calculation != .count,
      query.calculation != .growth, query.comparison == nil, !units.contains(.percent)
    {
      lost.append("share")
    }
    let isTimed = query.dimensions.contains { layer.dimension($0)?.isTime == true }
    if heard.asksWhen, !isTimed, query.metrics != ["days_of_stock"] { lost.append("when") }
    let sums = query.metrics.filter { name in
      guard let formula = layer.metric(name)?.formula, case .sums = formula else { return false }
      return !["largest_order", "smallest_order"].contains(name)
    }
    var isAveraged = query.comparison != nil || query.calculation == .share
    if case .average? = query.calculation { isAveraged = true }
    let isListed = query.dimensions.isEmpty || query.metrics.allSatisfy { ["tax", "margin", "subtotal"].contains($0) }
    if heard.roles.contains(.average), !isAveraged, sums.count == query.metrics.count, isListed {
      lost.append("average \(sums.joined(separator: ", ").replacing("_", with: " "))")
    }
    for filter in query.filters where !filter.isExcluding {
      let isTorn = query.filters.contains { $0.dimension == filter.dimension && $0.isExcluding }
      if isTorn, filter.dimension != "weekday" { lost.append("but not") }
    }
    let isSet = query.filters.contains { $0.values.count > 1 } || query.metrics.count > 1 || !query.dimensions.isEmpty
    let isOfOrders = query.metrics.contains { $0.hasPrefix("new_") || $0.hasPrefix("returning_") }
    if heard.saysVersus || heard.roles.contains(.compare), query.comparison == nil, query.calculation == nil, !isSet,
      !isOfOrders
    {
      lost.append("what it is compared with")
    }
    // "compare January, February and March": a comparison is of two.
    if heard.spans.count > 2, heard.isComparing { lost.append("more than two stretches of time") }
    if heard.partsOfDay > 1, heard.saysVersus { lost.append("one part of the day against another") }
    if let ranked = heard.rankedMetric, query.dimensions.isEmpty, query.metrics == [ranked],
      ["refunds", "discounts", "shipping", "tax", "margin", "units"].contains(ranked)
    {
      lost.append("the largest of \(ranked)")
    }
    for part in heard.deducted where deductible(query, part) == nil {
      lost.append("without \(part.replacing("_", with: " "))")
    }
    lost += joinedKinds(heard)
    if query.calculation == .share, query.dimensions.allSatisfy({ layer.dimension($0)?.isTime == true }),
      query.filters.count + query.conditions.count > 1
    {
      // "Bristol's share of candle revenue": which of both it is a share of is not told.
      lost.append("a share of a part")
    }
    if let both = heard.saysBoth, !isSplitByGoods(query),
      !query.metrics.filter({ ["customers", "orders", "average_order_value"].contains($0) }).isEmpty,
      query.filters.contains(where: { AbsentRows.goods.contains($0.dimension) && $0.values.count > 1 })
    {
      lost.append(both)
    }
    let isOfStock = query.metrics.allSatisfy { $0.hasPrefix("stock_") || $0 == "days_of_stock" }
    // "how many customers left"
    if heard.asksForRest, !isOfStock, query.metrics.contains("customers") { lost.append("left") }
    if let before = query.comparison, before.from == query.from { lost.append("what it is compared with") }
    let isTwoTimes = heard.spans.count == 2 && query.comparison != nil && !heard.roles.contains(.growth)
    if isTwoTimes, !heard.isComparing, !heard.comparesNames, heard.direction == nil, heard.relatives.isEmpty {
      lost.append("two stretches of time")
    }
    if isOfStock, heard.roles.contains(.costs) { lost.append("lost stock") }
    let isOfCoupons = (query.dimensions + query.filters.map(\.dimension)).contains("coupon")
    if heard.roles.contains(.costs), heard.metrics.isEmpty, !isOfCoupons, !isOfStock, !heard.isFalling {
      // "staff costs"
      lost.append("cost")
    }
    if heard.roles.contains(.ascending), heard.roles.contains(.top), query.limit != nil {
      // "top 5, lowest first"
      lost.append("the top from the lowest")
    }
    if let more = heard.asksMore { lost.append(more) }
    if heard.asksTwice { lost.append("two questions") }
    if let said = heard.saysWith, query.dimensions.contains(where: ["product", "variant", "sku"].contains),
      query.filters.contains(where: { AbsentRows.goods.contains($0.dimension) })
    {
      lost.append(said)
    }
    if let from = query.from, from >= now { lost.append("a time to come") }
    if query.metrics.starts(with: ["new_customers", "returning_customers"]), query.dimensions == ["customer"] {
      lost.append("new customers who returned")
    }
    if heard.asksWhyToo { lost.append("why") }
    if let payment = heard.sellsPayment { lost.append("\(payment) sold") }
    if heard.asksHowLong, query.metrics != ["days_of_stock"] { lost.append("how long") }
    let isOfChurn = query.filters.contains { $0.dimension == "segment" && $0.values.contains("churned") }
    let isOfNoFigure = heard.metrics.isEmpty && heard.dimensions.isEmpty
    if isOfChurn, heard.roles.contains(.howMany), isOfNoFigure, !heard.spans.isEmpty {
      // They are told as of now, not by when they left.
      lost.append("churned in a period")
    }
    if heard.isPerOrder, !query.metrics.allSatisfy(Self.perOrder.contains) { lost.append("per order") }
    if let split = try impossibleSplit(query) {
      var ever = query
      ever.from = nil
      let isOfPeriod = try query.from != nil && impossibleSplit(ever) == nil
      lost.append(split + (isOfPeriod ? " in one period" : ""))
    }
    guard lost.isEmpty else {
      throw AnalyticsError.notUnderstood(words: lost, nearest: NearestQuestions.find(text))
    }
  }

  /// "muffins and cookies", where one is a product and the other a category: filters on both would find what is both.
  private func joinedKinds(_ heard: HeardQuestion) -> [String] {
    heard.linked.sorted().compactMap { place in
      let (first, second) = (heard.mentions[place - 1], heard.mentions[place])
      let kinds = [first, second].compactMap { $0.dimension ?? lexicon.named(with: $0.words)?.dimension }
      guard kinds.count == 2, kinds[0] != kinds[1], kinds.allSatisfy(AbsentRows.goods.contains) else { return nil }
      return "\(first.words.joined(separator: " ")) together with \(second.words.joined(separator: " "))"
    }
  }

  private func isSplitByGoods(_ query: AnalyticsQuery) -> Bool {
    query.dimensions.contains(where: AbsentRows.goods.contains)
  }

  /// "orders by staff": what no rows tell.
  private func impossibleSplit(_ query: AnalyticsQuery) throws -> String? {
    do {
      try AnalyticsCompiler(layer: layer, calendar: calendar, names: ShopNames(currency: .usd)).check(query)
      return nil
    } catch AnalyticsError.cannotSplit(let figure, let dimensions) {
      return "\(figure) by \(dimensions.joined(separator: " and "))".lowercased()
    }
  }

  func settleConditions(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let isOfThings = query.dimensions.contains { layer.dimension($0)?.isTime == false }
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
      } else if isOfThings, query.metrics.first != "orders" || query.dimensions.contains("customer") {
        condition.metric = query.metrics.first
        // It was read as an amount of money.
        if layer.metric(query.metrics.first ?? "")?.unit == .count { condition.value /= minorUnits }
      }
      return condition
    }
  }
}
