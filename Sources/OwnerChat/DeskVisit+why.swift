import Analytics
import Commerce
import Dialogue
import Storage

/// "Why?": a change of revenue in its parts, which add up.
extension DeskVisit {
  private var causes: Analyst {
    Analyst(
      layer: parts.files.causes, words: parts.files.questionWords, calendar: calendar, currency: store.currency,
      runner: SQLAnalyticsRunner(parts.readOnly, store: store.id))
  }

  private static let shownGoods = 3

  func why() async throws -> DeskAnswer {
    guard let asked = memory.query else { return nothingAsked() }
    var whole = asked
    (whole.dimensions, whole.limit, whole.skip, whole.calculation) = ([], nil, nil, nil)
    if let day = memory.told.flatMap({ analyst.stretch(told: $0, now: question.now) }), asked.dimensions.count == 1 {
      // "why?" after the best day is of that day.
      (whole.from, whole.to, whole.descending, whole.comparison) = (day.from, day.to, nil, nil)
    }
    guard whole.metrics.contains("revenue") else {
      return DeskAnswer(
        [
          Reply("owner.why_revenue", choices: [ReplyChoice(.desk("revenue last week"), .text("owner.b_revenue"))])
        ], memory: memory)
    }
    let query = analyst.comparing(whole, now: question.now)
    guard let from = query.from, let before = query.comparison else {
      return DeskAnswer([Reply("owner.why_period")], memory: memory)
    }
    let names = try await shopNames()
    let period = AnalyticsPeriod(from: from, to: query.to)
    let (old, new) = (
      try await causes.side(of: query, in: before, names: names),
      try await causes.side(of: query, in: period, names: names)
    )
    let bridge = RevenueBridge(from: old, to: new, soldOut: try await soldOut(period))
    var memory = memory
    memory.isOpen = true
    return DeskAnswer([reply(bridge, old, new, before, period, names.currency)], memory: memory)
  }

  /// By the names that order lines give variants.
  private func soldOut(_ period: AnalyticsPeriod) async throws -> [String: Double] {
    let scope = parts.storage.store(store.id)
    let shares = try await scope.stockHistory.soldOut(in: period)
    guard !shares.isEmpty else { return [:] }
    var named: [String: Double] = [:]
    for product in try await scope.catalog.all() {
      for variant in product.variants {
        guard let share = shares[variant.id] else { continue }
        named[variant.options.isEmpty ? product.title : "\(product.title) - \(variant.optionText)"] = share
      }
    }
    return named
  }

  private func reply(
    _ bridge: RevenueBridge, _ old: RevenueBridge.Side, _ new: RevenueBridge.Side, _ before: AnalyticsPeriod,
    _ period: AnalyticsPeriod, _ currency: Currency
  ) -> Reply {
    func signed(_ minor: Int64) -> ReplyFact {
      .text((minor > 0 ? "+" : "") + Money(minorUnits: minor, currency: currency).text)
    }
    func money(_ minor: Int64) -> ReplyFact { .text(Money(minorUnits: minor, currency: currency).text) }
    let goods: [[String: ReplyFact]] = changes(old, new).prefix(Self.shownGoods).map {
      ["name": .text($0.name), "change": signed($0.change)]
    }
    return Reply(
      "owner.why",
      [
        "period": .text(analyst.rangeText(period, currency: currency)),
        "before": .text(analyst.rangeText(before, currency: currency)), "now": money(new.revenueMinor),
        "then": money(old.revenueMinor), "change": signed(bridge.totalMinor), "volume": signed(bridge.volumeMinor),
        "mix": signed(bridge.mixMinor), "price": signed(bridge.priceMinor),
        "stock_outs": signed(bridge.stockOutsMinor), "cancellations": signed(bridge.cancellationsMinor),
        "goods": .rows(goods),
      ],
      choices: [
        ReplyChoice(.desk("and by product"), .text("owner.b_product")),
        ReplyChoice(.desk("show me how"), .text("owner.b_how")),
      ])
  }

  /// What moved most, either way.
  private func changes(_ old: RevenueBridge.Side, _ new: RevenueBridge.Side) -> [(name: String, change: Int64)] {
    Set(old.lines.keys).union(new.lines.keys)
      .map { (name: $0, change: (new.lines[$0]?.amountMinor ?? 0) - (old.lines[$0]?.amountMinor ?? 0)) }
      .filter { $0.change != 0 && !$0.name.isEmpty }
      .sorted { (abs($0.change), $1.name) > (abs($1.change), $0.name) }
  }
}
