import Commerce

/// Decides what a question asks for.
struct QuestionReader {
  let layer: AnalyticsLayer
  let lexicon: Lexicon
  let calendar: StoreCalendar
  let now: Timestamp
  var minorUnits: Int64 = 100
  /// So many pieces or fewer are low.
  var lowStock: Int64 = 5

  /// Rows of a list whose length is not said.
  static let listLength = 10
  private static let maximumPartNames = 60
  /// "how many refunds" counts what "refunds" adds up.
  static let counted = ["refunds": "refunded_orders", "discounts": "discounted_orders", "revenue": "orders"]

  var today: Int { calendar.day(of: now) }

  func read(_ text: String, after previous: AnalyticsQuery? = nil) throws -> ReadQuestion {
    var scanner = QuestionScanner(
      layer: layer, lexicon: lexicon, calendar: calendar, today: today, minorUnits: minorUnits)
    var heard = scanner.scan(text)
    var notes = heard.corrections
    try resolveUnknown(&heard, &notes)
    let isOther =
      (heard.beginsAsFollowUp || heard.saysInstead) && heard.dimensions.isEmpty && heard.spans.isEmpty
      && heard.filters.isEmpty
    let isFollowUp =
      previous != nil
      && (heard.metrics.isEmpty && !saysWhatFor(heard) || isOther || heard.saysThose
        || previous.map { asksForCost(heard, of: $0) } ?? false)
    let isEmpty = !heard.asksForNone && heard.metrics.isEmpty && heard.dimensions.isEmpty && heard.filters.isEmpty
    let hasCue = !heard.roles.isDisjoint(with: [.sells, .bestSellers, .popular, .busiest, .share, .trend, .growth])
    let saysWhen = !heard.spans.isEmpty || heard.sameUnit != nil
    let asksForStock = !heard.roles.isDisjoint(with: [.outOfStock, .lowStock])
    guard isFollowUp || !isEmpty || hasCue || saysWhen || asksForStock || heard.asksHowItGoes else {
      throw AnalyticsError.notUnderstood(words: [], nearest: NearestQuestions.find(text))
    }
    if isFollowUp, let previous { return try followUp(heard, previous, notes, text) }
    let cues: Set<WordRole> = [.sells, .bestSellers, .popular, .busiest, .howMany, .howMuch, .share, .growth, .trend]
    // "top products this month", "who are my top customers": nobody who shops asks so.
    let isRanked = !heard.roles.isDisjoint(with: [.top, .bottom]) || heard.limit != nil
    let namesFigure =
      !heard.metrics.isEmpty || !heard.roles.isDisjoint(with: cues)
      || heard.dimensions.contains { $0.metric != nil || isRanked && $0.name == "customer" }
      || !heard.dimensions.isEmpty && saysWhen
    var query = AnalyticsQuery(metrics: [], to: now)
    try takeTogether(&heard, text)
    settleCustomers(&heard)
    settleWeekdays(&heard)
    settlePriceKind(&heard)
    settleYears(&heard)
    if heard.comparesNames, heard.spans.count == 2 { heard.isComparing = true }
    query.metrics = metrics(&heard, &notes)
    query.filters = heard.filters
    query.together = heard.together
    settleExcluded(&query)
    query.dimensions = dimensions(heard, query)
    if within(heard, query) != nil { query.limitWithin = query.dimensions.first }
    settleNone(heard, &query)
    settleSupport(heard, &query)
    if query.dimensions.contains("customer"), query.metrics == ["customers"] { query.metrics = ["revenue"] }
    if query.dimensions == ["order_number"], query.metrics != ["units"] { query.metrics = ["revenue"] }
    settleItself(heard, &query)
    settleLatest(heard, &query)
    settleConditions(heard, &query)
    try settleItems(heard, &query)
    settleStock(heard, &query)
    try settleCount(heard, &query, text)
    if query.dimensions.isEmpty, let bound = query.conditions.first(where: { $0.metric != nil })?.metric {
      // "orders with more than 2 items": no figure of one row can be bounded so.
      throw AnalyticsError.notUnderstood(
        words: ["a bound on \(bound.replacing("_", with: " "))"], nearest: NearestQuestions.find(text))
    }
    settleGrowthChart(heard, &query)
    settleTimes(heard, &query)
    if heard.asksHowItGoes, isEmpty, heard.spans.isEmpty, query.from == nil {
      // "how are we doing": this month so far, against the same part of the last.
      let first = calendar.first(.month, of: today)
      heard.spans = [TimeSpan(from: first, to: calendar.adding(1, .month, to: first), unit: .month)]
      heard.relatives = [.periodBefore(.month)]
      settleTimes(heard, &query)
    }
    if heard.asksHowGood, heard.spans.count == 1, query.comparison == nil {
      heard.relatives = [.periodBefore(nil)]
      settleTimes(heard, &query)
    }
    settleNow(&query, &notes)
    settleReturning(&query, &notes)
    settleRegulars(heard, &query)
    settleChart(heard, &query)
    settleCalculation(heard, &query)
    settleOrder(heard, &query)
    settlePlace(heard, &query)
    settleChartOfOne(heard, &query)
    settleDirection(heard, &query)
    try check(heard, query, text)
    return ReadQuestion(
      query: query, notes: notes, asksForChart: heard.roles.contains(.chart), namesFigure: namesFigure,
      namesMetric: !heard.metrics.isEmpty)
  }

  /// Verbs alone are a whole question ("what sold best?"), and none that follows upon another.
  private func saysWhatFor(_ heard: HeardQuestion) -> Bool {
    heard.asksForNone || !heard.roles.isDisjoint(with: [.sells, .bestSellers, .popular, .busiest, .howMany, .howMuch])
  }

  /// Words that are no grammar may be a part of a product's name.
  private func resolveUnknown(_ heard: inout HeardQuestion, _ notes: inout [String]) throws {
    var strange: [String] = []
    for group in heard.unknown {
      // "seed packets": what the goods before it come in.
      if Self.withoutPacks(group.words).isEmpty,
        heard.filters.contains(where: { AbsentRows.goods.contains($0.dimension) })
      {
        continue
      }
      // "fiction books" of a shop with cookbooks: what all of it is.
      if heard.filters.contains(where: { $0.dimension == "category" }), group.words.count == 1,
        lexicon.category(endingIn: Lexicon.singular(group.words[0])) != nil
      {
        continue
      }
      if let each = eachNamed(group) {
        heard.filters.append(each)
        continue
      }
      if let category = rankedCategory(group, heard) {
        heard.filters.append(AnalyticsFilter(dimension: "category", values: [category]))
        heard.rankedName = (group.words[0].hasSuffix("s"), 0)
        notes.append("'\(group.words[0])' taken as \(category)")
        continue
      }
      let sibling = heard.filters.lazy.compactMap { lexicon.sibling(of: $0, group.words) }.first
      let found = sibling ?? lexicon.named(with: group.words) ?? lexicon.named(with: Self.withoutPacks(group.words))
      guard let (dimension, values) = found, values.count <= Self.maximumPartNames
      else {
        strange += group.words
        continue
      }
      let known = heard.filters.firstIndex { filter in
        filter.dimension == dimension && filter.isExcluding == group.isExcluding
      }
      if let known {
        heard.filters[known].values = (heard.filters[known].values + values).uniqued
      } else {
        heard.filters.append(AnalyticsFilter(dimension: dimension, values: values, isExcluding: group.isExcluding))
      }
      let said = group.words.joined(separator: " ")
      if values.count > 1 || values.first?.lowercased() != said {
        let more = values.count > 3 ? " and \(values.count - 3) more" : ""
        notes.append("'\(said)' taken as \(values.prefix(3).joined(separator: ", "))\(more)")
      }
    }
    guard strange.isEmpty else {
      throw AnalyticsError.notUnderstood(words: strange, nearest: NearestQuestions.find(strange.joined(separator: " ")))
    }
  }

  /// "Rosa Tom or Mia": names in a row without commas, each of its own. Of goods they may be one name.
  private func eachNamed(_ group: HeardQuestion.Unknown) -> AnalyticsFilter? {
    guard group.words.count > 1, lexicon.named(with: group.words) == nil else { return nil }
    let found = group.words.compactMap { lexicon.named(with: [$0]) }
    let dimensions = Set(found.map(\.dimension))
    guard found.count == group.words.count, dimensions.count == 1, let dimension = dimensions.first,
      // "who are my churned vips" is nobody.
      !AbsentRows.goods.contains(dimension), dimension != "segment", found.allSatisfy({ $0.values.count == 1 })
    else { return nil }
    return AnalyticsFilter(
      dimension: dimension, values: found.flatMap(\.values).uniqued, isExcluding: group.isExcluding)
  }

  /// "our top plant" ranks the Houseplants, though one of the goods has the word in its name.
  private func rankedCategory(_ group: HeardQuestion.Unknown, _ heard: HeardQuestion) -> String? {
    guard group.words.count == 1, group.words[0].count > 3, !group.isExcluding, heard.dimensions.isEmpty,
      !heard.roles.isDisjoint(with: [.top, .bottom, .bestSellers, .popular])
    else { return nil }
    return lexicon.category(endingIn: Lexicon.singular(group.words[0]))
  }

  /// "customers" is a figure where nothing else is, and who it is split by otherwise.
  private func settleCustomers(_ heard: inout HeardQuestion) {
    for (index, dimension) in heard.dimensions.enumerated().reversed() {
      if heard.roles.contains(.who), dimension.name == "customer", !dimension.isSplit, setsBeside(heard) {
        // "Leeds or Bristol, who ordered more": the cities.
        heard.dimensions.remove(at: index)
        continue
      }
      guard let metric = dimension.metric else { continue }
      // "do people in Leeds spend more than people in Bristol" sets cities beside each other, and no people.
      let isCompared =
        (heard.comparesNames || heard.isComparing) && (!heard.metrics.isEmpty || heard.roles.contains(.sells))
        && heard.filters.contains { $0.values.count > 1 && !$0.isExcluding && $0.dimension != dimension.name }
      if isCompared, !dimension.isSplit {
        heard.dimensions.remove(at: index)
        continue
      }
      if heard.subjects.contains(dimension.index), heard.dimensions.count > 1 {
        heard.dimensions.remove(at: index)
        continue
      }
      if dimension.isListed, !dimension.isSplit {
        heard.dimensions.remove(at: index)
        heard.metrics.append((metric, dimension.index))
        continue
      }
      let isRanked = !heard.roles.isDisjoint(with: [.top, .bottom, .who, .which]) || !heard.conditions.isEmpty
      let isOther =
        (heard.roles.contains(.sells) || !heard.metrics.isEmpty)
        && heard.dimensions.contains {
          $0.name != dimension.name && $0.isSplit && layer.dimension($0.name)?.isTime == false
        }
      let isAfter = heard.metrics.first.map { $0.index < dimension.index } ?? false
      let asksWhat =
        heard.asksWhatWasSold && heard.metrics.isEmpty || heard.roles.contains(.howMuch) && !isRanked
      if !dimension.isSplit, heard.conditions.isEmpty,
        isOther
          || isAfter && !(isRanked && heard.dimensions.count == 1 && !heard.roles.contains(.which))
            && !heard.roles.contains(.share) && !heard.roles.contains(.average)
          || asksWhat
      {
        heard.dimensions.remove(at: index)
        continue
      }
      let counts: Set<String> = ["new_customers", "returning_customers", "repeat_customers"]
      let isCounted = !heard.metrics.isEmpty && heard.metrics.allSatisfy { counts.contains($0.name) }
      if !dimension.isSplit, heard.conditions.isEmpty, !heard.metrics.isEmpty,
        isCounted || names(heard, dimension.index)
      {
        // "VIP customers' revenue" is one figure, and so is "cust new".
        heard.dimensions.remove(at: index)
        continue
      }
      // "mix of payment methods" is of each of them.
      let isMix = heard.roles.contains(.share) && dimension.name != "customer"
      let isFigure =
        heard.metrics.isEmpty && !isMix && !heard.asksForList && !(isRanked && heard.roles.contains(.sells))
        && !heard.roles.contains(.average)
      let isShare = heard.roles.contains(.share) && !dimension.isSplit && !heard.metrics.isEmpty
      if isFigure && heard.conditions.isEmpty || isShare {
        heard.dimensions.remove(at: index)
        heard.metrics.append((metric, dimension.index))
      }
    }
  }

  /// Whether two of something besides single customers stand beside each other: "new or returning, who orders more".
  private func setsBeside(_ heard: HeardQuestion) -> Bool {
    let kinds: Set<String> = ["new_customers", "returning_customers", "repeat_customers"]
    return heard.comparesNames
      && (heard.filters.contains { $0.values.count > 1 && $0.dimension != "customer" }
        || heard.metrics.filter { kinds.contains($0.name) }.count > 1
        || heard.dimensions.contains { $0.name == "customer_type" })
  }

  /// Whether a word only says what the name before it is: "VIP customers".
  private func names(_ heard: HeardQuestion, _ index: Int) -> Bool { heard.namedKinds.contains(index) }

  // MARK: What

  private func dimensions(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    var names = heard.dimensions.map(\.name).uniqued
    if heard.roles.contains(.who), !names.contains("customer"), !setsBeside(heard) { names.append("customer") }
    // "Paris vs London": both of them, side by side.
    if heard.isComparing || heard.comparesNames
      || heard.filters.contains(where: { $0.values.count > 1 && heard.roles.contains(.compare) })
    {
      var pairs = heard.filters.filter { !$0.isExcluding && $0.values.count > 1 }.map(\.dimension)
      // "cash vs debit at weekends" sets no days beside each other.
      if pairs.contains(where: { !isOfDays($0) }) { pairs.removeAll(where: isOfDays) }
      names += pairs.filter { !names.contains($0) }
    }
    if setsPartsOfDay(heard) {
      // "mornings vs afternoons": those, and not their hours.
      names.removeAll { $0 == "hour" }
      if !names.contains("day_part") { names.append("day_part") }
    }
    let isRanked = !heard.roles.isDisjoint(with: [.top, .bottom])
    if let within = within(heard, query) { return [within.outer, within.inner] }
    if names.isEmpty, heard.asksWhere, !query.filters.contains(where: { ["city", "country"].contains($0.dimension) }) {
      return ["city"]
    }
    if names.isEmpty, query.metrics == ["revenue"], heard.metrics.isEmpty, heard.asksWhatWasSold,
      heard.roles.isDisjoint(with: [.share, .average, .growth, .howMuch])
    {
      names = ["product"]
    }
    let ranksGoods =
      !heard.roles.isDisjoint(with: [.bestSellers, .popular]) || isRanked && heard.roles.contains(.sells)
    if names.isEmpty, heard.asksWhen, isRanked || heard.roles.contains(.bestSellers),
      heard.filters.contains(where: { AbsentRows.goods.contains($0.dimension) })
    {
      // "when did we sell the most radios"
      names = ["day"]
    }
    let isRankedKind = heard.ranksNamed && heard.filters.contains { ["category", "brand"].contains($0.dimension) }
    if names.isEmpty, heard.rankedName != nil || isRankedKind { names = ["product"] }
    if names.isEmpty, ranksGoods || heard.limit != nil, query.metrics != ["largest_order"] { names = ["product"] }
    if names.isEmpty, heard.roles.contains(.busiest) { names = ["day"] }
    let isOfSearches = query.metrics.allSatisfy { ["searches", "zero_result_searches"].contains($0) }
    if isOfSearches, names.isEmpty || names == ["product"],
      isRanked || !heard.roles.isDisjoint(with: [.popular, .which]), heard.roles.isDisjoint(with: [.howMany, .share])
    {
      names = ["query"]
    }
    if names.isEmpty, query.metrics == ["orders"], heard.isOfSingleOrders { names = ["order_number"] }
    if names.isEmpty, query.metrics == ["refunds"], heard.asksWhatGot { names = ["product"] }
    if names == ["product"], query.metrics == ["orders"], heard.dimensions.isEmpty, heard.limit != nil {
      names = ["order_number"]
    }
    let isOfStock = query.metrics.allSatisfy { $0.hasPrefix("stock_") || $0 == "days_of_stock" }
    if names.isEmpty, isOfStock, heard.saysLevels { names = ["product"] }
    if names.isEmpty, heard.asksForMovers, heard.metrics.isEmpty, heard.filters.isEmpty { names = ["product"] }
    let isTimed = names.contains { layer.dimension($0)?.isTime == true }
    if !isTimed, !heard.roles.isDisjoint(with: [.trend, .running]) { names.insert(grain(heard), at: 0) }
    return names
  }

  /// "the morning or the afternoon": parts of the day that a row each tells of.
  private func setsPartsOfDay(_ heard: HeardQuestion) -> Bool {
    heard.hoursSaid.count > 1 && Set(heard.hoursSaid).count == heard.hoursSaid.count
      && heard.hoursSaid.allSatisfy { hours in
        hours.count == AnswerTable.hoursOfPart && hours.first.map { $0 % AnswerTable.hoursOfPart == 0 } ?? false
      }
  }

  /// "top 3 products in each city": the city, and what is ranked in it.
  private func within(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> (outer: String, inner: String)? {
    let ranks: Set<WordRole> = [.top, .bottom, .bestSellers, .popular, .busiest]
    let isRanked = !heard.roles.isDisjoint(with: ranks) || heard.limit != nil
    let outer = heard.dimensions.filter { $0.cue == .by }
    let inner = heard.dimensions.filter { $0.cue != .by }
    guard isRanked, outer.count == 1, inner.count <= 1, let place = outer.first?.index, let outer = outer.first?.name,
      inner.first?.name != outer
    else { return nil }
    // "revenue per city, top 3" is a list of cities.
    if inner.isEmpty, heard.limit != nil, heard.limitIndex > place { return nil }
    if let inner = inner.first?.name { return (outer, inner) }
    // "best sellers by category" is of products; "top 3 by units" names what is ranked elsewhere.
    let isOfGoods =
      heard.roles.contains(.bestSellers) || heard.limit != nil && heard.saysEach || heard.rankedName != nil
    return isOfGoods && !AbsentRows.goods.subtracting(["category", "brand"]).contains(outer) ? (outer, "product") : nil
  }

  /// The pieces of time in which a stretch is well seen.
  func grain(_ heard: HeardQuestion) -> String {
    guard let span = heard.spans.first, span.from > Int.min else { return "month" }
    let days = min(span.to, today + 1) - span.from
    return days <= 45 ? "day" : days <= 120 ? "week" : "month"
  }

  // MARK: How

  func settleCalculation(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let units = query.metrics.compactMap { layer.metric($0)?.unit }
    let isSum = query.metrics.allSatisfy { name in
      if case .ratio? = layer.metric(name)?.formula { false } else { true }
    }
    let series = query.dimensions.first { name in
      if case .period? = layer.dimension(name)?.source { true } else { false }
    }
    if query.calculation == .count { return }
    let isPart =
      !query.dimensions.isEmpty || !query.filters.isEmpty || !query.conditions.isEmpty || query.together != nil
    if heard.roles.contains(.share), !units.contains(.percent), isPart {
      query.calculation = .share
    } else if heard.roles.contains(.running) {
      query.calculation = .runningTotal
    } else if heard.roles.contains(.average), let series, isSum {
      query.calculation = .average(per: series)
      query.dimensions.removeAll { $0 == series }
    } else if heard.roles.contains(.average), isSum, query.dimensions.contains(where: isOfDays) || isOfWeekdays(query) {
      query.calculation = .average(per: "day")
    } else if heard.roles.contains(.growth), query.comparison != nil || series != nil {
      query.calculation = .growth
    }
  }

  private func isOfDays(_ dimension: String) -> Bool {
    ["hour", "weekday", "day_type", "day_part", "day_half"].contains(dimension)
  }

  /// "average revenue on Mondays"
  private func isOfWeekdays(_ query: AnalyticsQuery) -> Bool {
    query.dimensions.isEmpty && query.filters.contains { $0.dimension == "weekday" }
  }
}

extension Array where Element: Hashable {
  /// Each once, at its first place.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
