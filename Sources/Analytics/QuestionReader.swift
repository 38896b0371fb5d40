import Commerce

/// Decides what a question asks for.
struct QuestionReader {
  let layer: AnalyticsLayer
  let lexicon: Lexicon
  let calendar: StoreCalendar
  let now: Timestamp
  var minorUnits: Int64 = 100

  /// Rows of a list whose length is not said.
  private static let listLength = 10
  private static let maximumPartNames = 60
  /// "how many refunds" counts what "refunds" adds up.
  private static let counted = ["refunds": "refunded_orders", "discounts": "discounted_orders", "revenue": "orders"]

  var today: Int { calendar.day(of: now) }

  func read(_ text: String, after previous: AnalyticsQuery? = nil) throws -> ReadQuestion {
    var scanner = QuestionScanner(
      layer: layer, lexicon: lexicon, calendar: calendar, today: today, minorUnits: minorUnits)
    var heard = scanner.scan(text)
    var notes = heard.corrections
    try resolveUnknown(&heard, &notes)
    let isOther = heard.beginsAsFollowUp && heard.dimensions.isEmpty && heard.spans.isEmpty && heard.filters.isEmpty
    let isFollowUp = previous != nil && (heard.metrics.isEmpty && !saysWhatFor(heard) || isOther)
    let isEmpty = !heard.asksForNone && heard.metrics.isEmpty && heard.dimensions.isEmpty && heard.filters.isEmpty
    let hasCue = !heard.roles.isDisjoint(with: [.sells, .bestSellers, .popular, .busiest, .share, .trend, .growth])
    guard isFollowUp || !isEmpty || hasCue || !heard.spans.isEmpty else {
      throw AnalyticsError.notUnderstood(words: [], nearest: NearestQuestions.find(text))
    }
    if isFollowUp, let previous { return followUp(heard, previous, notes) }
    let cues: Set<WordRole> = [.sells, .bestSellers, .popular, .busiest, .howMany, .howMuch, .share, .growth, .trend]
    let namesFigure =
      !heard.metrics.isEmpty || !heard.roles.isDisjoint(with: cues)
      || heard.dimensions.contains { $0.metric != nil }
    var query = AnalyticsQuery(metrics: [], to: now)
    settleCustomers(&heard)
    query.metrics = metrics(&heard, &notes)
    query.filters = heard.filters
    query.dimensions = dimensions(heard, query)
    if within(heard, query) != nil { query.limitWithin = query.dimensions.first }
    settleNone(heard, &query)
    if query.dimensions.contains("customer"), query.metrics == ["customers"] { query.metrics = ["revenue"] }
    if query.dimensions == ["order_number"] { query.metrics = ["revenue"] }
    settleConditions(heard, &query)
    try settleCount(heard, &query, text)
    if query.dimensions.isEmpty, let bound = query.conditions.first(where: { $0.metric != nil })?.metric {
      // "orders with more than 2 items": no figure of one row can be bounded so.
      throw AnalyticsError.notUnderstood(
        words: ["a bound on \(bound.replacing("_", with: " "))"], nearest: NearestQuestions.find(text))
    }
    settleTimes(heard, &query)
    settleCalculation(heard, &query)
    settleOrder(heard, &query)
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
      let products = lexicon.products(with: group)
      guard !products.isEmpty, products.count <= Self.maximumPartNames else {
        strange += group
        continue
      }
      heard.filters.append(AnalyticsFilter(dimension: "product", values: products))
      if products.count > 1 || products.first?.lowercased() != group.joined(separator: " ") {
        let more = products.count > 3 ? " and \(products.count - 3) more" : ""
        notes.append("'\(group.joined(separator: " "))' taken as \(products.prefix(3).joined(separator: ", "))\(more)")
      }
    }
    guard strange.isEmpty else {
      throw AnalyticsError.notUnderstood(words: strange, nearest: NearestQuestions.find(strange.joined(separator: " ")))
    }
  }

  /// "customers" is a figure where nothing else is, and who it is split by otherwise.
  private func settleCustomers(_ heard: inout HeardQuestion) {
    for (index, dimension) in heard.dimensions.enumerated().reversed() {
      guard let metric = dimension.metric else { continue }
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
        isOther || isAfter && !heard.roles.contains(.share) && !heard.roles.contains(.average) || asksWhat
      {
        heard.dimensions.remove(at: index)
        continue
      }
      let isFigure =
        heard.metrics.isEmpty && !(isRanked && heard.roles.contains(.sells)) && !heard.roles.contains(.average)
      let isShare = heard.roles.contains(.share) && !dimension.isSplit && !heard.metrics.isEmpty
      if isFigure && heard.conditions.isEmpty || isShare {
        heard.dimensions.remove(at: index)
        heard.metrics.append((metric, dimension.index))
      }
    }
  }

  // MARK: What

  private func metrics(_ heard: inout HeardQuestion, _ notes: inout [String]) -> [String] {
    var names = heard.metrics.sorted { $0.index < $1.index }.map(\.name)
    let roles = heard.roles
    if roles.contains(.share), names.count == 2, let ratio = ratio(of: names) { return [ratio] }
    if roles.contains(.share), names.count == 1, heard.dimensions.isEmpty, heard.filters.isEmpty,
      let rate = rate(of: names[0])
    {
      return [rate]
    }
    if names == ["orders"], let coupon = heard.dimensions.firstIndex(where: { $0.name == "coupon" && !$0.isSplit }),
      !heard.roles.contains(.by)
    {
      heard.dimensions.remove(at: coupon)
      names = [roles.contains(.share) ? "discount_rate" : "discounted_orders"]
    }
    if names.count > 1 { settleCustomerType(&names, &heard) }
    if roles.contains(.howMany), names.count == 2, names[0] == "orders", let counted = Self.counted[names[1]] {
      return [counted]
    }
    if roles.contains(.howMany), names.isEmpty, heard.conditions.isEmpty, !heard.asksForNone,
      let index = heard.dimensions.firstIndex(where: { $0.cue == .howMany && $0.name != "product" }),
      let metric = layer.metrics.first(where: { $0.counted == heard.dimensions[index].name })
    {
      heard.dimensions.remove(at: index)
      return [metric.name]
    }
    if names == ["units", "average_order_value"] { return ["units_per_order"] }
    if roles.contains(.average), names.count == 2, names[1] == "orders" {
      if names[0] == "units", names[1] != "revenue" { return ["units_per_order"] }
      if names[0] == "revenue" { return ["average_order_value"] }
    }
    if names.count == 1, roles.contains(.average), let better = averaged(names[0], &heard) { return [better] }
    // "how much did we sell in discounts" has its figure; a verb adds none.
    if names.contains("discounts"), names.contains("revenue") { names.removeAll { $0 == "revenue" } }
    if roles.contains(.howMany), names.count == 1, let counted = Self.counted[names[0]] { return [counted] }
    if !names.isEmpty { return names.uniqued }
    let isCoupon = (heard.filters.map(\.dimension) + heard.dimensions.map(\.name)).contains("coupon")
    if roles.contains(.costs), isCoupon { return ["discounts"] }
    if isCoupon, !roles.isDisjoint(with: [.top, .bottom]), roles.isDisjoint(with: [.sells, .howMuch]) {
      return ["orders"]
    }
    if roles.contains(.popular) { return ["units"] }
    if roles.contains(.busiest) { return ["orders"] }
    if roles.contains(.used), !roles.contains(.howMuch), !roles.contains(.sells) { return ["orders"] }
    if roles.contains(.howMany) {
      let isOfGoods =
        roles.contains(.sells)
        || heard.filters.contains { ["product", "category", "brand", "variant", "sku"].contains($0.dimension) }
      if isOfGoods {
        heard.dimensions.removeAll { $0.name == "product" && !$0.isSplit }
        return ["units"]
      }
      if heard.dimensions.contains(where: { $0.name == "product" }) { return ["distinct_products"] }
      return ["orders"]
    }
    if roles.contains(.average), heard.dimensions.contains(where: { $0.name == "customer" }) {
      heard.dimensions.removeAll { $0.name == "customer" }
      return ["customer_value"]
    }
    if !roles.isDisjoint(with: [.sells, .bestSellers]), !roles.contains(.howMuch) {
      notes.append(Analyst.salesNote)
    }
    return ["revenue"]
  }

  /// "what share of customers are returning" is the ratio of both.
  private func ratio(of names: [String]) -> String? {
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
  private func settleCustomerType(_ names: inout [String], _ heard: inout HeardQuestion) {
    let kinds = ["new_customers": "new", "returning_customers": "returning"]
    let types = names.compactMap { kinds[$0] }
    let rest = names.filter { kinds[$0] == nil }
    guard !types.isEmpty, rest.contains(where: { ["revenue", "orders", "average_order_value"].contains($0) }) else {
      return
    }
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
    guard isPerCustomer || !heard.dimensions.contains(where: { layer.dimension($0.name)?.isTime == true }) else {
      return nil
    }
    if isPerCustomer, ["revenue", "orders"].contains(name) {
      heard.dimensions.removeAll { $0.name == "customer" }
      return name == "revenue" ? "customer_value" : "orders_per_customer"
    }
    return name == "orders" ? "average_order_value" : nil
  }

  private func dimensions(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    var names = heard.dimensions.map(\.name).uniqued
    if heard.roles.contains(.who), !names.contains("customer") { names.append("customer") }
    // "Paris vs London": both of them, side by side.
    if heard.isComparing || heard.filters.contains(where: { $0.values.count > 1 && heard.roles.contains(.compare) }) {
      let pairs = heard.filters.filter { !$0.isExcluding && $0.values.count > 1 }.map(\.dimension)
      names += pairs.filter { !names.contains($0) }
    }
    let isRanked = !heard.roles.isDisjoint(with: [.top, .bottom])
    if let within = within(heard, query) { return [within.outer, within.inner] }
    if names.isEmpty, query.metrics == ["revenue"], heard.metrics.isEmpty, heard.asksWhatWasSold,
      heard.roles.isDisjoint(with: [.share, .average, .growth, .howMuch])
    {
      names = ["product"]
    }
    let ranksGoods =
      !heard.roles.isDisjoint(with: [.bestSellers, .popular]) || isRanked && heard.roles.contains(.sells)
    if names.isEmpty, ranksGoods || heard.limit != nil, query.metrics != ["largest_order"] { names = ["product"] }
    if names.isEmpty, heard.roles.contains(.busiest) { names = ["day"] }
    if names == ["product"], query.metrics == ["orders"], heard.dimensions.isEmpty, heard.limit != nil {
      names = ["order_number"]
    }
    let isTimed = names.contains { layer.dimension($0)?.isTime == true }
    if !isTimed, !heard.roles.isDisjoint(with: [.trend, .running]) { names.insert(grain(heard), at: 0) }
    return names
  }

  /// "top 3 products in each city": the city, and what is ranked in it.
  private func within(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> (outer: String, inner: String)? {
    let ranks: Set<WordRole> = [.top, .bottom, .bestSellers, .popular, .busiest]
    let isRanked = !heard.roles.isDisjoint(with: ranks) || heard.limit != nil
    let outer = heard.dimensions.filter { $0.cue == .by }
    let inner = heard.dimensions.filter { $0.cue != .by }
    guard isRanked, outer.count == 1, inner.count <= 1, let outer = outer.first?.name, inner.first?.name != outer
    else { return nil }
    if let inner = inner.first?.name { return (outer, inner) }
    // "best sellers by category" is of products; "top 3 by units" names what is ranked elsewhere.
    let isOfGoods = heard.roles.contains(.bestSellers) || heard.limit != nil && heard.saysEach
    return isOfGoods && !AbsentRows.goods.subtracting(["category", "brand"]).contains(outer) ? (outer, "product") : nil
  }

  /// The pieces of time in which a stretch is well seen.
  private func grain(_ heard: HeardQuestion) -> String {
    guard let span = heard.spans.first, span.from > Int.min else { return "month" }
    let days = min(span.to, today + 1) - span.from
    return days <= 45 ? "day" : days <= 120 ? "week" : "month"
  }

  /// "products nobody bought": those whose figure is 0.
  private func settleNone(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard heard.asksForNone else { return }
    if query.dimensions.isEmpty {
      let isOfPeople = heard.roles.contains(.who) || heard.counted == "customer"
      query.dimensions = [isOfPeople ? "customer" : heard.counted.flatMap { layer.dimension($0)?.name } ?? "product"]
    }
    let isOfGoods = query.dimensions.contains { AbsentRows.goods.contains($0) }
    query.metrics = [isOfGoods ? "units" : "orders"]
  }

  /// "how many customers spent more than $50": how many rows there are, not what is in them.
  private func settleCount(_ heard: HeardQuestion, _ query: inout AnalyticsQuery, _ text: String) throws {
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

  /// What was heard and found no place in the query would make its figures another question's.
  private func check(_ heard: HeardQuestion, _ query: AnalyticsQuery, _ text: String) throws {
    var lost: [String] = []
    let units = query.metrics.compactMap { layer.metric($0)?.unit }
    if heard.roles.contains(.share), query.calculation != .share, query.calculation != .count,
      !units.contains(.percent)
    {
      lost.append("share")
    }
    for filter in query.filters where !filter.isExcluding {
      let isTorn = query.filters.contains { $0.dimension == filter.dimension && $0.isExcluding }
      if isTorn, filter.dimension != "weekday" { lost.append("but not") }
    }
    guard lost.isEmpty else {
      throw AnalyticsError.notUnderstood(words: lost, nearest: NearestQuestions.find(text))
    }
  }

  private func settleConditions(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let isOfThings = query.dimensions.contains { layer.dimension($0)?.isTime == false }
    defer {
      if heard.asksForNone {
        query.conditions.append(AnalyticsCondition(metric: query.metrics[0], comparison: .equal, value: 0))
      }
    }
    query.conditions = heard.conditions.map { condition in
      var condition = condition
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

  // MARK: How

  private func settleCalculation(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let units = query.metrics.compactMap { layer.metric($0)?.unit }
    let isSum = query.metrics.allSatisfy { name in
      if case .ratio? = layer.metric(name)?.formula { false } else { true }
    }
    let series = query.dimensions.first { name in
      if case .period? = layer.dimension(name)?.source { true } else { false }
    }
    if query.calculation == .count { return }
    let isPart = !query.dimensions.isEmpty || !query.filters.isEmpty || !query.conditions.isEmpty
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

  private func isOfDays(_ dimension: String) -> Bool { ["hour", "weekday", "day_type"].contains(dimension) }

  /// "average revenue on Mondays"
  private func isOfWeekdays(_ query: AnalyticsQuery) -> Bool {
    query.dimensions.isEmpty && query.filters.contains { $0.dimension == "weekday" }
  }

  private func settleOrder(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    let ranks: Set<WordRole> = [.top, .bottom, .bestSellers, .popular, .busiest]
    let isRanked = !heard.roles.isDisjoint(with: ranks) || heard.limit != nil
    guard !query.dimensions.isEmpty, query.calculation != .count else { return }
    let isOfTime = query.dimensions.contains { layer.dimension($0)?.isTime == true }
    guard isRanked else {
      query.descending = isOfTime ? nil : true
      return
    }
    query.descending = !heard.isBottom
    let within = query.limitWithin
    let named = heard.dimensions.first { $0.name == query.dimensions.first { $0 != within } }
    let isOne = named.map { !$0.isPlural } ?? (heard.roles.contains(.who) || query.dimensions == ["day"])
    if within != nil {
      let isOne = named.map { !$0.isPlural } ?? heard.roles.contains(.bestSellers) && !heard.isListOfSellers
      query.limit = heard.limit ?? (isOne ? 1 : Self.listLength)
      return
    }
    let isBreakdown = heard.dimensions.contains { $0.isSplit } && heard.roles.contains(.by) && heard.limit == nil
    let single = isOne && !heard.asksForSeveral && (named != nil || !heard.roles.contains(.bestSellers))
    query.limit = heard.limit ?? (isBreakdown && !heard.roles.contains(.busiest) ? nil : single ? 1 : Self.listLength)
  }

  // MARK: Follow-ups

  /// "and by category?", "only WhatsApp", "what about March?": the last question with this changed.
  private func followUp(_ heard: HeardQuestion, _ previous: AnalyticsQuery, _ notes: [String]) -> ReadQuestion {
    var query = previous
    query.comparison = nil
    if !heard.metrics.isEmpty { query.metrics = heard.metrics.map(\.name).uniqued }
    let names = heard.dimensions.map(\.name).uniqued
    if !names.isEmpty {
      query.dimensions = names
      query.limit = nil
      settleOrder(heard, &query)
    }
    for filter in heard.filters {
      query.filters.removeAll { $0.dimension == filter.dimension }
      query.filters.append(filter)
    }
    if !heard.conditions.isEmpty { settleConditions(heard, &query) }
    if let limit = heard.limit { query.limit = limit }
    if heard.roles.contains(.bottom) { query.descending = false }
    if !heard.spans.isEmpty || !heard.relatives.isEmpty || heard.roles.contains(.growth) {
      if heard.isComparing || heard.spans.isEmpty {
        let day = { calendar.day(of: $0) }
        let main = TimeSpan(
          from: previous.from.map(day) ?? today, to: day(previous.to.adding(milliseconds: -1)) + 1, unit: nil)
        compare(heard, &query, with: heard.spans.first, main: main)
      } else {
        settleTimes(heard, &query)
      }
    }
    settleCalculation(heard, &query)
    return ReadQuestion(
      query: query, notes: notes, asksForChart: heard.roles.contains(.chart), isFollowUp: true)
  }
}

extension Array where Element: Hashable {
  /// Each once, at its first place.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
