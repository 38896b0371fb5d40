import Commerce

/// The last order, the first one, and the five before.
extension QuestionReader {
  static let orderTimes: Set<String> = ["last_order", "first_order"]

  /// "latest order", "five most recent orders", "when did Ada last order": each with its number, time and total.
  func settleLatest(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard let time = query.metrics.first(where: Self.orderTimes.contains) else { return }
    let rest = query.metrics.filter { !Self.orderTimes.contains($0) }
    query.metrics = [time] + rest
    guard rest.allSatisfy({ $0 == "revenue" || $0 == "orders" }),
      heard.dimensions.allSatisfy({ ["customer", "order_number"].contains($0.name) && !$0.isSplit })
    else { return }
    query.metrics = [time, "revenue"]
    query.dimensions = ["order_number"] + (heard.asksForItself.contains("customer") ? ["customer"] : [])
    query.descending = time == "last_order"
    query.limit = heard.limit ?? (heard.saysOrdersLatest ? Self.listLength : 1)
  }
}
