import Commerce

/// Questions that follow upon another.
extension QuestionReader {
  /// "and by category?", "only WhatsApp", "what about March?": the last question with this changed.
  func followUp(
    _ heard: HeardQuestion, _ previous: AnalyticsQuery, _ notes: [String], _ text: String
  ) throws -> ReadQuestion {
    var (heard, query, notes) = (heard, upToNow(previous), notes)
    settleKind(&heard, query)
    if let less = deducted(query.metrics, heard) {
      query.metrics = [less]
    } else if asksForCost(heard, of: previous) {
      query.metrics = ["discounts"]
    } else if heard.roles.contains(.share), heard.metrics.count == 1,
      let part = ratio(of: query.metrics + heard.metrics.map(\.name))
    {
      // "as a share of revenue", after refunds
      query.metrics = [part]
    } else if heard.metrics.isEmpty, heard.saysInMoney, heard.filters.isEmpty, heard.conditions.isEmpty {
      // "in pounds instead", after pieces
      let inMoney = ["units": "revenue", "stock_units": "stock_value"]
      query.metrics = query.metrics.map { inMoney[$0] ?? $0 }.uniqued
    } else if !heard.metrics.isEmpty {
      query.metrics = heard.metrics.map(\.name).uniqued
      if heard.beginsAsFollowUp, heard.saysWithout, query.metrics.allSatisfy(Self.lessThanRevenue.contains),
        previous.metrics != ["revenue"]
      {
        // "without refunds" after orders is no revenue.
        throw AnalyticsError.notUnderstood(words: ["without"], nearest: NearestQuestions.find(text))
      }
    }
    let names = heard.dimensions.map(\.name).uniqued
    if !names.isEmpty {
      query.dimensions = names
      (query.limit, query.skip) = (nil, nil)
      settleOrder(heard, &query)
    } else {
      settleSaidOrder(heard, &query)
    }
    // "what about Harrow?" after one product is no product of Harrow's, and "only Harrow" is.
    let replacesGoods = heard.movesOn && heard.filters.contains { AbsentRows.goods.contains($0.dimension) }
    query.filters.removeAll { filter in
      heard.filters.contains { $0.dimension == filter.dimension }
        || replacesGoods && AbsentRows.goods.contains(filter.dimension)
    }
    query.filters += heard.filters
    settleExcluded(&query)
    if !heard.conditions.isEmpty { settleConditions(heard, &query) }
    if let limit = heard.limit { (query.limit, query.skip) = (limit, nil) }
    if heard.roles.contains(.bottom) { query.descending = false }
    settleWorst(heard, &query)
    settlePlace(heard, &query)
    let isFurther = settleFurther(heard, &query)
    if isFurther {
      heard.relatives = []
    } else if addStretch(heard, &query, text) {
      (heard.spans, heard.relatives) = ([], [])
    } else if let note = settleYear(&heard, &query) {
      notes.append(note)
    } else if !heard.spans.isEmpty || !heard.relatives.isEmpty
      || heard.roles.contains(.growth) && query.comparison == nil
    {
      query.comparison = nil
      if heard.isComparing || heard.spans.isEmpty {
        compare(heard, &query, with: heard.spans.first, main: span(of: previous))
      } else {
        settleTimes(heard, &query)
      }
    }
    settleCalculation(heard, &query)
    settleUncompared(&query)
    try check(heard, query, text)
    return ReadQuestion(
      query: query, notes: notes, asksForChart: heard.roles.contains(.chart), isFollowUp: true)
  }

  /// "plus May", after April: both of them, where nothing lies between.
  private func addStretch(_ heard: HeardQuestion, _ query: inout AnalyticsQuery, _ text: String) -> Bool {
    let words = QuestionTokens(text).words.prefix(3)
    let adds: Set<String> = ["plus", "add", "adding", "together", "+"]
    guard words.contains(where: adds.contains), heard.spans.count == 1, let from = query.from, heard.metrics.isEmpty
    else { return false }
    let (start, end) = (calendar.start(of: heard.spans[0].from), calendar.start(of: heard.spans[0].to))
    guard start == query.to || end == from else { return false }
    query.from = min(from, start)
    query.to = min(max(query.to, end), now)
    query.comparison = nil
    return true
  }

  /// A period that went up to the moment of its question goes up to that of the next one.
  private func upToNow(_ query: AnalyticsQuery) -> AnalyticsQuery {
    let day = calendar.day(of: query.to)
    guard day == today, query.to != calendar.start(of: day) else { return query }
    var query = query
    query.to = now
    return query
  }

  /// "how much did they cost us?" after coupons
  func asksForCost(_ heard: HeardQuestion, of previous: AnalyticsQuery) -> Bool {
    let ofCoupons: Set<String> = ["discounted_orders", "discount_rate", "discounts"]
    let isOfCoupons =
      previous.metrics.contains(where: ofCoupons.contains)
      || (previous.dimensions + previous.filters.map(\.dimension)).contains("coupon")
    return heard.roles.contains(.costs) && heard.metrics.isEmpty && heard.dimensions.isEmpty && heard.filters.isEmpty
      && isOfCoupons
  }

  /// "and from new customers?": what was asked for, of one kind of customers.
  private func settleKind(_ heard: inout HeardQuestion, _ query: AnalyticsQuery) {
    guard heard.namesKind, !heard.metrics.isEmpty else { return }
    var names = query.metrics + heard.metrics.map(\.name)
    settleCustomerType(&names, &heard)
    if names == query.metrics { heard.metrics = [] }
  }

  private func span(of query: AnalyticsQuery) -> TimeSpan {
    let from = query.from.map { calendar.day(of: $0) } ?? today
    let to = calendar.day(of: query.to.adding(milliseconds: -1)) + 1
    let unit = CalendarUnit.allCases.first { unit in
      let next = calendar.adding(1, unit, to: from)
      return calendar.first(unit, of: from) == from && (next == to || query.to == now && next > to)
    }
    return TimeSpan(from: from, to: unit.map { calendar.adding(1, $0, to: from) } ?? to, unit: unit)
  }

  /// "and last year?" after a month: that month, not the whole year, which would be no answer beside the first.
  /// - Returns: what is taken for granted; nil where the question is no such one.
  private func settleYear(_ heard: inout HeardQuestion, _ query: inout AnalyticsQuery) -> String? {
    guard let from = query.from, heard.spans.count == 1, heard.spans[0].unit == .year, heard.relatives.isEmpty,
      !heard.saysWhole
    else { return nil }
    let (main, first) = (span(of: query), calendar.first(.year, of: today))
    let years = CivilDate(day: heard.spans[0].from).year - CivilDate(day: main.from).year
    let isYearSoFar = main.from == first && query.to == now
    guard years != 0, main.to - main.from < 360, !isYearSoFar else { return nil }
    if heard.isComparing {
      guard years == -1 else { return nil }
      (heard.spans, heard.relatives) = ([], [.yearBefore])
      return nil
    }
    let moved = { (day: Int) in
      let isWeek = main.to - main.from <= 7 && calendar.first(.week, of: main.from) == main.from
      return isWeek ? day + 364 * years : calendar.adding(years, .year, to: day)
    }
    let end = main.to - 1
    let intoDay = query.to.milliseconds - calendar.start(of: end).milliseconds
    let isWhole = query.to == calendar.start(of: main.to)
    query.from = calendar.start(of: moved(calendar.day(of: from)))
    query.to =
      isWhole ? calendar.start(of: moved(main.to)) : calendar.start(of: moved(end)).adding(milliseconds: intoDay)
    query.comparison = nil
    return "The same time of that year; say 'the whole year' for all of it."
  }

  /// A change needs something it is told from.
  private func settleUncompared(_ query: inout AnalyticsQuery) {
    guard query.comparison == nil else { return }
    query.conditions.removeAll { $0.metric == AnalyticsCondition.change }
    let isSeries = query.dimensions.contains { layer.dimension($0)?.isTime == true }
    if query.calculation == .growth, !isSeries { query.calculation = nil }
  }

  /// "Denver, not Boulder": whoever names the one has left the other out. Of goods an order may have both.
  func settleExcluded(_ query: inout AnalyticsQuery) {
    let named = query.filters.filter { !$0.isExcluding }
    query.filters.removeAll { filter in
      filter.isExcluding && !AbsentRows.goods.contains(filter.dimension)
        && named.contains { $0.dimension == filter.dimension && Set($0.values).isDisjoint(with: filter.values) }
    }
  }
}
