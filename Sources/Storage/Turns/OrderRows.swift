import Commerce
import Dialogue

/// Reads a store's orders with their lines.
struct OrderRows {
  let connection: any Connection
  let store: StoreID

  private static let columns = """
    SELECT id, number, state, customer_id, channel, recipient_name, fulfilment, address, payment, note, currency,
      delivery_fee_minor, total_minor, created_at FROM orders
    """

  /// Newest first.
  func newest(limit: Int) throws -> [Order] {
    try orders(
      connection.query(
        Self.columns + " WHERE store_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2", [.id(store), .int(limit)]))
  }

  /// Newest first, of a customer and everyone linked to them.
  func newest(of group: [CustomerID], limit: Int) throws -> [Order] {
    // The plus keeps SQLite from walking all the store's orders by time to find a few of one customer.
    let found = try connection.query(
      Self.columns + " WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY +created_at DESC, id DESC LIMIT $2",
      [.id(store), .int(limit)], ids: group.map(\.rawValue))
    let orders = try orders(found)
    return Array(orders.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }.prefix(limit))
  }

  func order(number: String) throws -> Order? {
    try orders(
      connection.query(Self.columns + " WHERE store_id = $1 AND number = $2", [.id(store), .text(number)])
    ).first
  }

  func order(_ id: OrderID) throws -> Order? {
    try orders(connection.query(Self.columns + " WHERE store_id = $1 AND id = $2", [.id(store), .id(id)])).first
  }

  private func orders(_ rows: [Row]) throws -> [Order] {
    let lines = try lines(of: rows.map { try $0.int64("id") })
    return try rows.map { row in
      let currency = try row.currency("currency")
      return Order(
        id: try row.id("id"), number: try row.text("number"), state: try row.raw("state"),
        customerID: try row.id("customer_id"), channel: try row.text("channel"),
        lines: try (lines[try row.int64("id")] ?? []).map { try Self.line($0, currency) },
        delivery: OrderDelivery(
          recipientName: try row.text("recipient_name"), fulfilment: try row.raw("fulfilment"),
          address: try row.optionalText("address"), payment: try row.raw("payment"),
          note: try row.optionalText("note")),
        deliveryFee: Money(minorUnits: try row.int64("delivery_fee_minor"), currency: currency),
        total: Money(minorUnits: try row.int64("total_minor"), currency: currency),
        createdAt: try row.time("created_at"))
    }
  }

  private func lines(of orders: [Int64]) throws -> [Int64: [Row]] {
    let rows = try connection.query(
      """
      SELECT order_id, product_id, variant_id, sku, title, option_text, quantity, unit_price_minor FROM order_lines
      WHERE store_id = $1 AND order_id IN ({IDS}) ORDER BY order_id, position
      """, [.id(store)], ids: orders)
    return try Dictionary(grouping: rows) { try $0.int64("order_id") }
  }

  private static func line(_ row: Row, _ currency: Currency) throws -> OrderLine {
    OrderLine(
      productID: try row.id("product_id"), variantID: try row.id("variant_id"), sku: try row.text("sku"),
      title: try row.text("title"), optionText: try row.text("option_text"), quantity: try row.int("quantity"),
      unitPrice: Money(minorUnits: try row.int64("unit_price_minor"), currency: currency))
  }
}

extension Row {
  func currency(_ column: String) throws -> Currency {
    let code = try text(column)
    guard let currency = Currency(code: code) else {
      throw StorageError.badValue(column: column, expected: "an ISO 4217 code", found: "'\(code)'")
    }
    return currency
  }
}
