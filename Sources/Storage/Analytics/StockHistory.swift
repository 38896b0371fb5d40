import Commerce

/// What was in stock when, out of the movements, whose sum at any moment is the stock.
package struct StockHistory: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// More movements than a shop has in a year.
  private static let mostMovements = 200_000

  /// The part of a period, from 0 to 1, in which each variant had nothing left; those always in stock are left out.
  package func soldOut(in period: AnalyticsPeriod) async throws -> [VariantID: Double] {
    let length = Double(period.to.milliseconds - period.from.milliseconds)
    guard length > 0 else { return [:] }
    return try await scope.read { connection, store in
      let opening = try connection.query(
        """
        SELECT variant_id, CAST(SUM(delta) AS BIGINT) AS stock FROM stock_movements
        WHERE store_id = $1 AND at < $2 GROUP BY variant_id
        """, [.id(store), .time(period.from)])
      var stock = Dictionary(
        try opening.map { (try $0.id("variant_id", VariantEntity.self), try $0.int("stock")) },
        uniquingKeysWith: { $1 })
      let moved = try connection.query(
        """
        SELECT variant_id, delta, at FROM stock_movements WHERE store_id = $1 AND at >= $2 AND at < $3
        ORDER BY at, id LIMIT $4
        """, [.id(store), .time(period.from), .time(period.to), .int(Self.mostMovements)])
      // Since when nothing is left; of what was not counted before, nothing is known before its first movement.
      var since = stock.filter { $0.value <= 0 }.mapValues { _ in period.from.milliseconds }
      var out: [VariantID: Int64] = [:]
      for row in moved {
        let variant: VariantID = try row.id("variant_id")
        let at = try row.int64("at")
        let left = try (stock[variant] ?? 0) + row.int("delta")
        stock[variant] = left
        if left <= 0 {
          if since[variant] == nil { since[variant] = at }
        } else if let start = since.removeValue(forKey: variant) {
          out[variant, default: 0] += at - start
        }
      }
      for (variant, start) in since { out[variant, default: 0] += period.to.milliseconds - start }
      return out.mapValues { Double($0) / length }
    }
  }
}
