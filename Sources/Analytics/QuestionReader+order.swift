import Commerce

/// The order of an answer's rows, and how many they are.
extension QuestionReader {
  func settleOrder(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let isOfStock =
      !heard.roles.isDisjoint(with: [.outOfStock, .lowStock])
      || heard.conditions.contains { $0.metric == "stock_units" }
    if isOfStock, query.calculation != .count {
      (query.descending, query.limit) = (false, heard.limit)
      return
    }
    // "the biggest order and when" has its order already.
    if query.limit == 1, query.descending != nil, query.dimensions.contains("order_number") { return }
    if query.dimensions.first == "order_number", query.metrics.contains(where: Self.orderTimes.contains) { return }
    defer {
      settleWorst(heard, &query)
      settleSaidOrder(heard, &query)
    }
    let ranks: Set<WordRole> = [.top, .bottom, .bestSellers, .popular, .busiest]
    let isRanked = !heard.roles.isDisjoint(with: ranks) || heard.limit != nil
    guard !query.dimensions.isEmpty, query.calculation != .count else { return }
    let isOfTime = query.dimensions.contains { layer.dimension($0)?.isTime == true }
    guard isRanked else {
      query.descending = isOfTime ? nil : !(query.calculation == .growth && heard.isFalling)
      return
    }
    query.descending = !heard.isBottom && !(query.calculation == .growth && heard.isFalling)
    let within = query.limitWithin
    let named = heard.dimensions.first { $0.name == query.dimensions.first { $0 != within } }
    let isOne =
      named.map { !$0.isPlural } ?? (heard.roles.contains(.who) || heard.asksWhere || query.dimensions == ["day"])
    if within != nil {
      let isOne = named.map { !$0.isPlural } ?? !(heard.rankedName?.isPlural ?? heard.isListOfSellers)
      query.limit = heard.limit ?? (isOne ? 1 : Self.listLength)
      return
    }
    let isBreakdown = heard.dimensions.contains { $0.isSplit && $0.cue == .by } && heard.limit == nil
    let isRankedOne = heard.rankedName.map { !$0.isPlural } ?? heard.isOneSeller
    let isSeller = isRankedOne && named == nil && query.dimensions == ["product"]
    let isOneDay = heard.asksWhen && query.dimensions == ["day"]
    let single =
      isSeller || isOneDay || isOne && !heard.asksForSeveral && (named != nil || !heard.roles.contains(.bestSellers))
    query.limit = heard.limit ?? (isBreakdown && !heard.roles.contains(.busiest) ? nil : single ? 1 : Self.listLength)
  }

  /// "lowest first", "worst first", "by month, highest first": said of the whole list, whatever ranks it.
  func settleSaidOrder(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard !query.dimensions.isEmpty, query.calculation != .count else { return }
    if heard.roles.contains(.descending) { query.descending = true }
    if heard.roles.contains(.ascending) { query.descending = false }
    if heard.roles.contains(.worstFirst) { query.descending = query.metrics.first.map(isLoss) ?? false }
    if heard.roles.contains(.bestFirst) { query.descending = query.metrics.first.map { !isLoss($0) } ?? true }
  }

  /// "worst 5 by refund rate": of what is lost, the most is the worst.
  func settleWorst(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard heard.saysWorst != heard.saysBest, query.descending != nil, query.metrics.first.map(isLoss) ?? false else {
      return
    }
    query.descending = heard.saysWorst
  }

  /// Of which less is better.
  private func isLoss(_ metric: String) -> Bool {
    ["refund", "cancel", "late_", "zero_result", "abandoned", "cart_abandonment", "hand_off", "average_refund"]
      .contains(where: metric.hasPrefix)
  }
}
