import Commerce
import Dialogue

/// Who wants to hear when something can be had again.
struct StockWatches {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// Told in one go; a shop with more who wait tells the others with the next delivery.
  private static let toldAtOnce = 200

  func add(_ variant: VariantID, customer: CustomerID, conversation: Int64) throws {
    try connection.execute(
      """
      INSERT INTO stock_watches (store_id, variant_id, customer_id, conversation_id, created_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, variant_id, customer_id) DO UPDATE SET
        conversation_id = excluded.conversation_id, told_at = NULL, created_at = excluded.created_at
      """, [.id(store), .id(variant), .id(customer), .integer(conversation), .time(transaction.now)])
  }

  /// Tells those who wait for variants of these products that can be had now, each once, and staff what runs out.
  func tell(of products: Set<ProductID>) throws {
    guard !products.isEmpty else { return }
    try LowStock(transaction: transaction, store: store).tell(of: products)
    let rows = try connection.query(
      """
      SELECT w.variant_id, w.customer_id, w.conversation_id, w.created_at, p.title FROM stock_watches w
      JOIN variants v ON v.store_id = w.store_id AND v.id = w.variant_id
      JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
      WHERE w.store_id = $1 AND w.told_at IS NULL AND (v.stock IS NULL OR v.stock > v.reserved)
        AND v.is_sold AND p.status = 'active' AND v.product_id IN ({IDS})
      """, [.id(store)], ids: products.map(\.rawValue).sorted())
    for row in rows.prefix(Self.toldAtOnce) {
      let (variant, customer) = (try row.int64("variant_id"), try row.int64("customer_id"))
      try connection.execute(
        "UPDATE stock_watches SET told_at = $4 WHERE store_id = $1 AND variant_id = $2 AND customer_id = $3",
        [.id(store), .integer(variant), .integer(customer), .time(transaction.now)])
      try NoticeRows(transaction: transaction, store: store).tell(
        OrderNotice(.backInStock, subject: try row.text("title")), in: try row.int64("conversation_id"),
        key: "back:\(variant):\(customer):\(try row.int64("created_at"))")
    }
  }
}
