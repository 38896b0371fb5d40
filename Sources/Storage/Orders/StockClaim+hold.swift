import Commerce

/// Goods held for an order that is not paid yet. `reserved` of a variant is the sum of its held reservations.
extension StockClaim {
  func hold(_ taken: [Taken], for order: OrderID, until: Timestamp) throws {
    for item in taken {
      try transaction.connection.execute(
        """
        INSERT INTO reservations (store_id, order_id, variant_id, quantity, state, until, created_at)
        VALUES ($1, $2, $3, $4, 'held', $5, $6)
        """,
        [
          .id(store), .id(order), .id(item.variant), .int(item.quantity), .time(until), .time(transaction.now),
        ])
    }
  }

  /// Held goods leave stock: the order is paid. - Returns: the products whose stock changed.
  func takeHeld(_ order: OrderID, number: String) throws -> Set<ProductID> {
    try settle(order, as: "taken") { variant, quantity in
      // A variant that is no longer counted has nothing to take from.
      let row = try transaction.connection.first(
        """
        UPDATE variants SET stock = stock - $3, reserved = reserved - $3, updated_at = $4
        WHERE store_id = $1 AND id = $2 AND stock IS NOT NULL RETURNING product_id
        """, [.id(store), .id(variant), .int(quantity), .time(transaction.now)])
      guard let row else { return try free(variant, quantity) }
      try record(variant: variant, order: order, delta: -quantity, reason: "order \(number)")
      return try row.id("product_id")
    }
  }

  /// Held goods are anybody's again. - Returns: the products that can be had again.
  func release(_ order: OrderID) throws -> Set<ProductID> {
    try settle(order, as: "released", free)
  }

  private func free(_ variant: VariantID, _ quantity: Int) throws -> ProductID? {
    try transaction.connection.first(
      """
      UPDATE variants SET reserved = reserved - $3, updated_at = $4
      WHERE store_id = $1 AND id = $2 RETURNING product_id
      """, [.id(store), .id(variant), .int(quantity), .time(transaction.now)])?.id("product_id")
  }

  private func settle(
    _ order: OrderID, as state: String, _ body: (VariantID, Int) throws -> ProductID?
  ) throws -> Set<ProductID> {
    let rows = try transaction.connection.query(
      """
      UPDATE reservations SET state = $3, settled_at = $4 WHERE store_id = $1 AND order_id = $2 AND state = 'held'
      RETURNING variant_id, quantity
      """, [.id(store), .id(order), .text(state), .time(transaction.now)])
    let items = try rows.map { (try $0.id("variant_id", VariantEntity.self), try $0.int("quantity")) }
    var products: Set<ProductID> = []
    for (variant, quantity) in items.sorted(by: { $0.0 < $1.0 }) {
      if let product = try body(variant, quantity) { products.insert(product) }
    }
    return products
  }
}
