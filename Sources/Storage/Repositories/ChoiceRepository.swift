import Commerce

/// What shoppers asked for and took, as an owner reads it.
package struct ChoiceRepository: Sendable {
  /// Something that was looked for and not found.
  package struct Demand: Hashable, Sendable {
    package var words: String
    package var times: Int
    package var lastAt: Timestamp
  }

  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// What the shop did not have, the most wanted first.
  package func unmetDemand(limit: Int) async throws -> [Demand] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT words, times, last_at FROM unmet_demand WHERE store_id = $1
        ORDER BY times DESC, last_at DESC, words LIMIT $2
        """, [.id(store), .int(limit)]
      ).map { Demand(words: try $0.text("words"), times: try $0.int("times"), lastAt: try $0.time("last_at")) }
    }
  }

  /// What was bought together with a product, the most often first.
  ///
  /// - Parameter support: orders that must have both, so that one shopper's basket is no rule.
  package func boughtTogether(
    with product: ProductID, support: Int, limit: Int
  ) async throws -> [(product: ProductID, orders: Int)] {
    try await scope.read { connection, store in
      try ComplementRows(connection: connection, store: store).together(with: [product], support: support, limit: limit)
    }
  }
}

/// Counts what orders have in common.
struct ComplementRows {
  let connection: any Connection
  let store: StoreID

  /// Of a product's orders, the newest that are looked at.
  private static let mostOrders = 2_000

  func together(
    with products: [ProductID], support: Int, limit: Int
  ) throws -> [(product: ProductID, orders: Int)] {
    try connection.query(
      """
      SELECT other.product_id AS product_id, COUNT(DISTINCT other.order_id) AS orders
      FROM (
        SELECT DISTINCT l.order_id FROM order_lines l
        JOIN orders o ON o.store_id = l.store_id AND o.id = l.order_id AND o.state <> 'cancelled'
        WHERE l.store_id = $1 AND l.product_id IN ({IDS}) ORDER BY l.order_id DESC LIMIT $2
      ) mine
      JOIN order_lines other ON other.store_id = $1 AND other.order_id = mine.order_id
      WHERE other.product_id NOT IN ({IDS})
      GROUP BY other.product_id HAVING COUNT(DISTINCT other.order_id) >= $3
      ORDER BY orders DESC, other.product_id LIMIT $4
      """, [.id(store), .int(Self.mostOrders), .int(support), .int(limit)], ids: products.map(\.rawValue)
    ).map { (try $0.id("product_id"), try $0.int("orders")) }
  }
}
