import Commerce

/// What keeps a query from being the answer to its question.
extension QuestionReader {
  /// What was heard and found no place in the query would make its figures another question's.
  func check(_ heard: HeardQuestion, _ query: AnalyticsQuery, _ text: String) throws {
    var lost =
      lostMeasures(heard, query) + lostComparisons(heard, query) + lostNames(heard, query) + lostPlaces(heard, query)
    lost += lostStock(heard, query) + lostQuestions(heard, query)
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

  /// Shares, averages and ranks of figures that have none.
  private func lostMeasures(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    var lost: [String] = []
    let units = query.metrics.compactMap { layer.metric($0)?.unit }
    if heard.roles.contains(.share), query.calculation != .share, query.calculation != .count,
      query.calculation != .growth, query.comparison == nil, !units.contains(.percent)
    {
      lost.append("share")
    }
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
    if let ranked = heard.rankedMetric, query.dimensions.isEmpty, query.metrics == [ranked],
      ["refunds", "discounts", "shipping", "tax", "margin", "units"].contains(ranked)
    {
      lost.append("the largest of \(ranked)")
    }
    for part in heard.deducted where deductible(query, part) == nil {
      lost.append("without \(part.replacing("_", with: " "))")
    }
    if query.calculation == .share, query.dimensions.allSatisfy({ layer.dimension($0)?.isTime == true }),
      query.filters.count + query.conditions.count > 1
    {
      // "Bristol's share of candle revenue": which of both it is a share of is not told.
      lost.append("a share of a part")
    }
    if heard.roles.contains(.growth), !heard.roles.isDisjoint(with: [.top, .bottom]), query.dimensions.isEmpty,
      query.comparison != nil, heard.rankedMetric == nil, heard.saysGreatest
    {
      // "the biggest drop": of what is not told.
      lost.append("the greatest change")
    }
    if heard.isPerOrder, !query.metrics.allSatisfy(Self.perOrder.contains) { lost.append("per order") }
    if heard.roles.contains(.ascending), heard.roles.contains(.top), query.limit != nil {
      // "top 5, lowest first"
      lost.append("the top from the lowest")
    }
    return lost
  }

  /// Times, and what something is compared with.
  private func lostComparisons(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    var lost: [String] = []
    let isTimed = query.dimensions.contains { layer.dimension($0)?.isTime == true }
    let asksForOrder = query.metrics.contains(where: Self.orderTimes.contains)
    if heard.asksWhen, !isTimed, query.metrics != ["days_of_stock"], !asksForOrder { lost.append("when") }
    let isSet = query.filters.contains { $0.values.count > 1 } || query.metrics.count > 1 || !query.dimensions.isEmpty
    let isOfOrders = query.metrics.contains { $0.hasPrefix("new_") || $0.hasPrefix("returning_") }
    if heard.saysVersus || heard.roles.contains(.compare), query.comparison == nil, query.calculation == nil, !isSet,
      !isOfOrders
    {
      lost.append("what it is compared with")
    }
    // "compare January, February and March": a comparison is of two.
    if heard.spans.count > 2, heard.isComparing, row(of: heard.spans) == nil {
      lost.append("more than two stretches of time")
    }
    if heard.saysVersus, heard.roles.contains(.average), query.comparison == nil, !isSet, !heard.spans.isEmpty,
      query.filters.contains(where: { $0.dimension == "weekday" })
    {
      lost.append("against an average day")
    }
    if heard.partsOfDay > 1, heard.saysVersus || heard.comparesNames, !query.dimensions.contains("day_part") {
      lost.append("one part of the day against another")
    }
    if query.comparison != nil, query.calculation == .share || query.calculation == .runningTotal {
      // The rows have no place for those of the other period.
      lost.append(query.calculation == .share ? "a share compared" : "a running total compared")
    }
    if let before = query.comparison, before.from == query.from { lost.append("what it is compared with") }
    let isTwoTimes = heard.spans.count == 2 && query.comparison != nil && !heard.roles.contains(.growth)
    if isTwoTimes, !heard.isComparing, !heard.comparesNames, heard.direction == nil, heard.relatives.isEmpty {
      lost.append("two stretches of time")
    }
    if let from = query.from, from >= now { lost.append("a time to come") }
    return lost
  }

  /// Names that were said together and are not told together.
  private func lostNames(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    var lost: [String] = []
    for filter in query.filters where !filter.isExcluding {
      let isTorn = query.filters.contains { $0.dimension == filter.dimension && $0.isExcluding }
      if isTorn, filter.dimension != "weekday" { lost.append("but not") }
    }
    lost += joinedKinds(heard)
    if let both = heard.saysBoth, query.together == nil, !isSplitByGoods(query),
      !query.metrics.filter({ ["customers", "orders", "average_order_value"].contains($0) }).isEmpty,
      query.filters.contains(where: { AbsentRows.goods.contains($0.dimension) && $0.values.count > 1 })
    {
      lost.append(both)
    }
    if let said = heard.saysWith, query.dimensions.contains(where: ["product", "variant", "sku"].contains),
      query.filters.contains(where: { AbsentRows.goods.contains($0.dimension) })
    {
      lost.append(said)
    }
    if query.metrics.contains(where: Self.orderTimes.contains) {
      // "what was in the last order": its goods are not told.
      if heard.asksWhatWasSold { lost.append("what was in it") }
      if query.comparison != nil || query.calculation != nil { lost.append("the time of an order compared") }
    }
    if let payment = heard.sellsPayment { lost.append("\(payment) sold") }
    return lost
  }

  /// What is there, what it costs and how long it lasts.
  private func lostStock(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    var lost: [String] = []
    let isOfStock = query.metrics.allSatisfy { $0.hasPrefix("stock_") || $0 == "days_of_stock" }
    // "how many customers left"
    if heard.asksForRest, !isOfStock, query.metrics.contains("customers") { lost.append("left") }
    if isOfStock, heard.roles.contains(.costs) { lost.append("lost stock") }
    let isOfCoupons = (query.dimensions + query.filters.map(\.dimension)).contains("coupon")
    let asksForCost = heard.roles.contains(.costs) && heard.metrics.isEmpty && query.metrics != ["discounts"]
    // "staff costs"
    if asksForCost, !isOfCoupons, !isOfStock, !heard.isFalling { lost.append("cost") }
    if heard.asksHowLong, query.metrics != ["days_of_stock"] { lost.append("how long") }
    return lost
  }

  /// More than one question, and those that the figures of now cannot answer.
  private func lostQuestions(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    var lost: [String] = []
    if let more = heard.asksMore { lost.append(more) }
    if query.metrics.count > 2, query.metrics.contains(where: Self.orderTimes.contains) {
      // "who first bought in January came back"
      lost.append("first and later orders")
    }
    if heard.roles.contains(.howMany), query.metrics == ["units", "refunds"] { lost.append("pieces refunded") }
    if heard.asksTwice { lost.append("two questions") }
    if heard.asksWhyToo { lost.append("why") }
    if heard.roles.contains(.why), heard.roles.isDisjoint(with: [.growth]), !heard.metrics.isEmpty,
      query.comparison == nil
    {
      lost.append("why")
    }
    if heard.roles.contains(.howMany), query.metrics == ["new_customers", "returning_customers"],
      !heard.saysAnd, !heard.saysVersus
    {
      lost.append("new customers who returned")
    }
    if query.metrics.starts(with: ["new_customers", "returning_customers"]), query.dimensions == ["customer"] {
      lost.append("new customers who returned")
    }
    let isOfChurn = query.filters.contains { $0.dimension == "segment" && $0.values.contains("churned") }
    let isOfNoFigure = heard.metrics.isEmpty && heard.dimensions.isEmpty
    if isOfChurn, heard.roles.contains(.howMany), isOfNoFigure, !heard.spans.isEmpty {
      // They are told as of now, not by when they left.
      lost.append("churned in a period")
    }
    return lost
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
}
