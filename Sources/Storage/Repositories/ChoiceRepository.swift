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

  /// What shoppers asked for and did not find, by how many people.
  package struct Wish: Hashable, Sendable {
    package var words: String
    package var people: Int
  }

  /// What people asked for since a moment and the shop did not have, by most people first.
  package func demand(since moment: Timestamp, limit: Int) async throws -> [Wish] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT words, COUNT(DISTINCT customer_id) AS people FROM demand_voices
        WHERE store_id = $1 AND at >= $2 GROUP BY words ORDER BY people DESC, words LIMIT $3
        """, [.id(store), .time(moment), .int(limit)]
      ).map { Wish(words: try $0.text("words"), people: try $0.int("people")) }
    }
  }

  /// What a customer's orders have.
  package func bought(by customer: CustomerID) async throws -> Set<ProductID> {
    try await scope.read { connection, store in
      let rows = try connection.query(
        """
        SELECT DISTINCT l.product_id AS product_id FROM orders o
        JOIN order_lines l ON l.store_id = o.store_id AND l.order_id = o.id
        WHERE o.store_id = $1 AND o.customer_id = $2 AND o.state <> 'cancelled'
        """, [.id(store), .id(customer)])
      return Set(try rows.map { try $0.id("product_id") })
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

  /// Of a product's orders, or of all, the newest that are looked at.
  private static let mostOrders = 2_000
  /// Orders that must have both, so that one shopper's basket is no rule.
  static let support = 3
  /// Of what goes with a product, the most that are kept.
  static let most = 5

  /// Fills in what goes with each of the products.
  func attach(to products: inout [Product], isWhole: Bool) throws {
    let pairs = isWhole ? try allPairs() : try pairs(of: products.map(\.id))
    for position in products.indices { products[position].goesWith = pairs[products[position].id] ?? [] }
  }

  private func pairs(of products: [ProductID]) throws -> [ProductID: [ProductID]] {
    var pairs: [ProductID: [ProductID]] = [:]
    for product in products {
      pairs[product] = try together(with: [product], support: Self.support, limit: Self.most).map(\.product)
    }
    return pairs
  }

  private func allPairs() throws -> [ProductID: [ProductID]] {
    let rows = try connection.query(
      """
      SELECT mine.product_id AS product_id, other.product_id AS other_id, COUNT(DISTINCT mine.order_id) AS orders
      FROM (
        SELECT id FROM orders WHERE store_id = $1 AND state <> 'cancelled' ORDER BY created_at DESC, id DESC LIMIT $2
      ) o
      JOIN order_lines mine ON mine.store_id = $1 AND mine.order_id = o.id
      JOIN order_lines other ON other.store_id = $1 AND other.order_id = o.id
        AND other.product_id <> mine.product_id
      GROUP BY mine.product_id, other.product_id HAVING COUNT(DISTINCT mine.order_id) >= $3
      ORDER BY mine.product_id, orders DESC, other.product_id
      """, [.id(store), .int(Self.mostOrders), .int(Self.support)])
    var pairs: [ProductID: [ProductID]] = [:]
    for row in rows {
      let product: ProductID = try row.id("product_id")
      if pairs[product, default: []].count < Self.most { pairs[product, default: []].append(try row.id("other_id")) }
    }
    return pairs
  }

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
