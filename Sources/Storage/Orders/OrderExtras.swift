import Commerce

/// What only some orders have: parcels, and a page to pay on.
struct OrderExtras {
  let connection: any Connection
  let store: StoreID

  func shipments(of orders: [Int64]) throws -> [Int64: [Shipment]] {
    guard !orders.isEmpty else { return [:] }
    let rows = try connection.query(
      """
      SELECT order_id, carrier, tracking_number, tracking_url, created_at FROM shipments
      WHERE store_id = $1 AND order_id IN ({IDS}) ORDER BY id
      """, [.id(store)], ids: orders)
    return try Dictionary(grouping: rows) { try $0.int64("order_id") }.mapValues { rows in
      try rows.map {
        Shipment(
          carrier: try $0.optionalText("carrier"), trackingNumber: try $0.optionalText("tracking_number"),
          trackingURL: try $0.optionalText("tracking_url"), createdAt: try $0.time("created_at"))
      }
    }
  }

  func paymentURLs(of orders: [Int64]) throws -> [Int64: String] {
    guard !orders.isEmpty else { return [:] }
    let rows = try connection.query(
      """
      SELECT order_id, url FROM payments
      WHERE store_id = $1 AND state = 'open' AND url IS NOT NULL AND order_id IN ({IDS}) ORDER BY id
      """, [.id(store)], ids: orders)
    return Dictionary(try rows.map { (try $0.int64("order_id"), try $0.text("url")) }, uniquingKeysWith: { $1 })
  }
}
