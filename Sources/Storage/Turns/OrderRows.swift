import Commerce
import Dialogue

/// Reads a store's orders with their lines.
struct OrderRows {
  let connection: any Connection
  let store: StoreID

  private static let columns = """
    SELECT id, number, state, customer_id, channel, recipient_name, fulfilment, address, payment, note, currency,
      delivery_fee_minor, total_minor, created_at, discount_minor, tax_minor, tax_in_prices, paid_minor,
      refunded_minor, held_until, delivered_at FROM orders
    """

  /// Newest first.
  func newest(limit: Int) throws -> [Order] {
    try orders(
      connection.query(
        Self.columns + " WHERE store_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2", [.id(store), .int(limit)]))
  }

  /// What the shop has to pack, send or hand out, the oldest first.
  func waiting(limit: Int) throws -> [Order] {
    try orders(
      connection.query(
        Self.columns + """
           WHERE store_id = $1 AND state IN ('confirmed', 'paid', 'packed', 'partly_shipped', 'ready_for_pickup')
          ORDER BY created_at, id LIMIT $2
          """, [.id(store), .int(limit)]))
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

  /// By id, which rises with time, the newest first.
  func page(before: OrderID?, limit: Int, _ filter: OrderFilter) throws -> [Order] {
    var conditions = ["store_id = $1", "id < $2"]
    var parameters: [SQLValue] = [.id(store), .integer(before?.rawValue ?? .max), .int(limit)]
    func add(_ condition: String, _ value: SQLValue) {
      parameters.append(value)
      conditions.append(condition.replacing("?", with: "$\(parameters.count)"))
    }
    if let state = filter.state { add("state = ?", .text(state.rawValue)) }
    if let number = filter.number { add("number = ?", .text(number)) }
    let sql = Self.columns + " WHERE " + conditions.joined(separator: " AND ")
    guard let customer = filter.customer else {
      return try orders(connection.query(sql + " ORDER BY id DESC LIMIT $3", parameters))
    }
    let group = try IdentityResolution.person(of: customer, store: store, connection)
    // A list of ids may be read in parts, each in its own order.
    let found = try connection.query(
      sql + " AND customer_id IN ({IDS}) ORDER BY +id DESC LIMIT $3", parameters, ids: group.map(\.rawValue))
    return Array(try orders(found).sorted { $0.id > $1.id }.prefix(limit))
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
    let ids = try rows.map { try $0.int64("id") }
    let lines = try lines(of: ids)
    let extras = OrderExtras(connection: connection, store: store)
    let shipments = try extras.shipments(of: zip(ids, rows).filter { try Self.mayHaveShipped($1) }.map(\.0))
    let links = try extras.paymentURLs(of: zip(ids, rows).filter { try $1.text("state") == "pending" }.map(\.0))
    return try rows.map { row in
      let currency = try row.currency("currency")
      let id = try row.int64("id")
      func money(_ column: String) throws -> Money { Money(minorUnits: try row.int64(column), currency: currency) }
      var order = Order(
        id: try row.id("id"), number: try row.text("number"), state: try row.raw("state"),
        customerID: try row.id("customer_id"), channel: try row.text("channel"),
        lines: try (lines[id] ?? []).map { try Self.line($0, currency) },
        delivery: OrderDelivery(
          recipientName: try row.text("recipient_name"), fulfilment: try row.raw("fulfilment"),
          address: try row.optionalText("address"), payment: try row.raw("payment"),
          note: try row.optionalText("note")),
        deliveryFee: try money("delivery_fee_minor"), total: try money("total_minor"),
        createdAt: try row.time("created_at"))
      order.discount = try money("discount_minor")
      order.tax = try money("tax_minor")
      order.taxIsInPrices = try row.bool("tax_in_prices")
      order.paid = try money("paid_minor")
      order.refunded = try money("refunded_minor")
      order.heldUntil = try row.optionalTime("held_until")
      order.deliveredAt = try row.optionalTime("delivered_at")
      order.shipments = shipments[id] ?? []
      order.paymentURL = links[id]
      return order
    }
  }

  private static func mayHaveShipped(_ row: Row) throws -> Bool {
    try ["partly_shipped", "shipped", "delivered", "returned", "refunded"].contains(row.text("state"))
  }

  private func lines(of orders: [Int64]) throws -> [Int64: [Row]] {
    let rows = try connection.query(
      """
      SELECT order_id, product_id, variant_id, sku, title, option_text, quantity, unit_price_minor, shipped, returned,
        bundle_id, original_product_id, is_substitute, suggested_by, bundle_title, bundle_count, discount_minor,
        tax_minor, supplier_status FROM order_lines
      WHERE store_id = $1 AND order_id IN ({IDS}) ORDER BY order_id, position
      """, [.id(store)], ids: orders)
    return try Dictionary(grouping: rows) { try $0.int64("order_id") }
  }

  private static func line(_ row: Row, _ currency: Currency) throws -> OrderLine {
    var line = OrderLine(
      productID: try row.id("product_id"), variantID: try row.id("variant_id"), sku: try row.text("sku"),
      title: try row.text("title"), optionText: try row.text("option_text"), quantity: try row.int("quantity"),
      unitPrice: Money(minorUnits: try row.int64("unit_price_minor"), currency: currency))
    line.shipped = try row.int("shipped")
    line.returned = try row.int("returned")
    let origin = LineOrigin(
      bundleID: try row.optionalInt64("bundle_id").map { ProductID($0) },
      bundleTitle: try row.optionalText("bundle_title"), bundleCount: try row.optionalInt("bundle_count"),
      originalProductID: try row.optionalInt64("original_product_id").map { ProductID($0) },
      isSubstitute: try row.bool("is_substitute"), suggestedBy: try row.optionalText("suggested_by"))
    line.origin = origin == LineOrigin() ? nil : origin
    line.discountMinor = try row.int64("discount_minor")
    line.taxMinor = try row.int64("tax_minor")
    if try row.optionalText("supplier_status") != nil { line.supplierStatus = try row.raw("supplier_status") }
    return line
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
