import Commerce

/// Words that name a figure, what it is split by, or both.
extension QuestionScanner {
  mutating func take(
    _ metric: String?, _ dimension: (name: String, isPlural: Bool)?, _ index: Int, _ length: Int
  ) {
    if isAside(metric, dimension?.name, index, length) { return }
    if dimension?.name == "customer", index > 0, ["do", "did", "does"].contains(words[index - 1]) {
      heard.subjects.insert(index + length - 1)
    }
    let things = ["customers": "customer", "orders": "order_number"]
    if last == .howMany { heard.counted = heard.counted ?? metric.flatMap { things[$0] } ?? dimension?.name }
    // "which city has the most customers" counts them.
    let saysWhose = index > 1 && ["with", "has", "have", "had"].contains(words[index - 2])
    let isOfOthers =
      last == .top
      && (heard.dimensions.contains { $0.cue == .which } || saysWhose && metric != nil && !heard.dimensions.isEmpty)
    if last == .howMany || isOfOthers, let metric {
      heard.metrics.append((metric, index))
    } else if let dimension {
      split(by: dimension, metric, index, length)
    } else if let metric {
      measure(metric, index, length)
    }
  }

  /// What is said of a figure and is none by itself: what it is to be less, what it is not.
  private mutating func isAside(_ metric: String?, _ dimension: String?, _ index: Int, _ length: Int) -> Bool {
    if let metric, deducts(metric, index) { return true }
    if metric == "net_revenue", !heard.metrics.isEmpty, heard.metrics.last?.name != "revenue",
      ["excluding", "without", "minus", "less", "after", "excl", "ex", "before", "not"].contains(words[index])
    {
      // "average order value excluding refunds" is not what is left of revenue.
      heard.deducted.insert("refunds")
      return true
    }
    if let dimension, last == .except, !(lexicon.entry(words, at: index + length)?.isName ?? false) {
      // "orders without a customer name"
      heard.unknown.append(HeardQuestion.Unknown(words: ["without", dimension.replacing("_", with: " ")]))
      return true
    }
    // "by margin, not revenue"
    return metric != nil && index > 0 && words[index - 1] == "not" && !heard.metrics.isEmpty
  }

  private mutating func split(
    by dimension: (name: String, isPlural: Bool), _ metric: String?, _ index: Int, _ length: Int
  ) {
    let splits: Set<WordRole> = [.by, .which, .top, .bottom, .bestSellers, .popular, .busiest, .who, .sells]
    // "which products" splits by products, "what do people buy" not by people.
    let isNear =
      last != .which || index == 0 || ["which", "what", "of", "our", "my", "the", "whose"].contains(words[index - 1])
    // "categories that did better": each of them.
    let isQualified =
      dimension.name != "customer" && words.indices.contains(index + length) && heard.direction != nil
      && ["that", "which", "whose", "where"].contains(words[index + length])
    let isSplit = isQualified || isNear && (last.map(splits.contains) ?? false)
    let isEach = ["each", "every"].contains(words[index]) || words[index].hasSuffix("ly")
    if dimension.name == "customer", lastNameEnd == index,
      ["segment", "loyalty_tier", "customer_type"].contains(lastName?.dimension)
    {
      heard.namedKinds.insert(index + length - 1)
    }
    if let name = lastName, name.dimension == dimension.name, index - name.index <= 4, last != .by { return }
    heard.dimensions.append(
      HeardQuestion.Dimension(
        name: dimension.name, isPlural: dimension.isPlural, isSplit: isSplit, index: index + length - 1,
        metric: isSplit ? nil : metric, cue: isEach ? .by : last, isListed: isListed(index)))
  }

  private mutating func measure(_ metric: String, _ index: Int, _ length: Int) {
    if metric == "orders", heard.metrics.isEmpty, spendsPerOrder(index) {
      heard.metrics.append(("average_order_value", index))
    } else if metric == "orders", !heard.metrics.isEmpty, index > 0, length == 1,
      ["per", "an", "each", "every"].contains(words[index - 1])
    {
      heard.isPerOrder = true
    } else if metric == "orders", !heard.metrics.isEmpty, index > 0,
      lastNameEnd == index
        || ["from", "of", "on", "in", "for", "excluding", "except", "without"].contains(words[index - 1])
    {
      // "revenue from orders with a code" asks for no number of orders.
      if lastNameEnd == index { heard.ordersOfName = index }
    } else if let kind = Self.priceKinds[metric], isPart(metric, index) {
      filter("price_kind", [kind])
    } else if let kind = Self.shippingKinds[metric], isPart(metric, index) {
      filter("shipping_kind", [kind])
    } else if isPart(metric, index) {
      // "revenue from refunded orders" is neither figure, and no filter tells one from the other.
      heard.unknown.append(HeardQuestion.Unknown(words: [words[index - 1]] + words[index..<index + length]))
    } else if !heard.metrics.contains(where: { $0.name == metric }) {
      noteRank(of: metric, index)
      if QuestionReader.orderTimes.contains(metric) {
        heard.saysOrdersLatest = words[index..<index + length].contains {
          ["orders", "sales", "purchases"].contains($0)
        }
      }
      // "toys by revenue"
      if last == .by, heard.metrics.isEmpty { heard.ranksNamed = true }
      heard.metrics.append((metric, index))
    }
  }

  private mutating func noteRank(of metric: String, _ index: Int) {
    let ranks: Set<WordRole> = [.top, .bottom, .which]
    let isListed = words.first == "list" && heard.metrics.isEmpty
    if metric == "orders", isListed || last.map(ranks.contains) ?? false, index > 0,
      !["most", "least", "fewest"].contains(words[index - 1])
    {
      heard.isOfSingleOrders = true
    }
    if last == .top || last == .bottom,
      ["largest", "biggest", "highest", "smallest", "lowest", "top", "best"]
        .contains(index > 0 ? words[index - 1] : "")
    {
      heard.rankedMetric = metric
    }
  }

  /// Whether a figure only says of which orders or customers the first one is.
  private func isPart(_ metric: String, _ index: Int) -> Bool {
    let parts: Set<String> = [
      "discounted_orders", "undiscounted_orders", "refunded_orders", "cancelled_orders", "free_shipping_orders",
      "paid_shipping_orders",
    ]
    guard parts.contains(metric), !heard.metrics.isEmpty, !heard.roles.contains(.share), index > 0 else { return false }
    let before = ["the", "our", "all"].contains(words[index - 1]) && index > 1 ? words[index - 2] : words[index - 1]
    return ["from", "of", "for", "by", "on", "in", "without", "excluding", "except"].contains(before)
  }
}
