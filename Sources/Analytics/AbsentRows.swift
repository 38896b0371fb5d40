import Commerce

/// What has no rows in a period and is asked for all the same: "products nobody bought in March".
struct AbsentRows {
  /// The query over all time, whose rows are what there is.
  let ever: AnalyticsQuery
  /// The titles of the goods on sale, sold or not; nil where they are not asked for.
  let onSale: AnalyticsStatement?

  /// nil where a query asks for nothing absent.
  init?(query: AnalyticsQuery, layer: AnalyticsLayer) {
    guard query.asksForNone, query.dimensions.count == 1, let dimension = layer.dimension(query.dimensions[0]),
      !dimension.isTime
    else { return nil }
    var ever = query
    ever.from = nil
    ever.conditions = query.conditions.filter { $0.metric == nil }
    ever.calculation = nil
    if Self.goods.contains(dimension.name) {
      // Where something was not sold says nothing of whether there is such a thing.
      ever.filters.removeAll { !Self.goods.contains($0.dimension) }
    }
    self.ever = ever
    let isOfAll = dimension.name == "product" && ever.filters.isEmpty
    onSale =
      isOfAll
      ? AnalyticsStatement(
        sql: "SELECT DISTINCT title FROM products WHERE store_id = $1 AND status = 'active'", parameters: [],
        columns: ["title"]) : nil
  }

  /// Dimensions of an order's lines.
  static let goods: Set<String> = ["product", "variant", "sku", "brand", "category"]
}

extension AnalyticsQuery {
  /// Whether it asks for what there was none of.
  var asksForNone: Bool { conditions.contains { $0.metric != nil && $0.comparison == .equal && $0.value == 0 } }
}
