import Commerce
import Dialogue

/// Spreads a variant's movements over the places where it lies. What no place has is in the shop.
struct StockPlaces {
  let transaction: Transaction
  let store: StoreID
  /// Where an order's goods are taken from first, where it is told: the counter they are sold at.
  var first: LocationID?

  struct Part: Hashable {
    var location: LocationID?
    var delta: Int
  }

  private struct Level {
    var location: LocationID
    var stock: Int
  }

  private var connection: any Connection { transaction.connection }

  /// Where a movement happens. An order takes from the main place first and its goods come back to where they were
  /// taken; what is counted anew lies in the shop, and what is missing there is missing in the last place.
  func parts(of delta: Int, variant: VariantID, order: OrderID?) throws -> [Part] {
    let levels = try levels(of: variant)
    guard !levels.isEmpty, delta != 0 else { return [Part(location: nil, delta: delta)] }
    if let order {
      return delta < 0 ? taken(-delta, levels) : try returned(delta, variant, order)
    }
    return delta < 0 ? try missing(-delta, variant, levels) : [Part(location: nil, delta: delta)]
  }

  func move(_ part: Part, variant: VariantID) throws {
    guard let location = part.location else { return }
    try connection.execute(
      """
      INSERT INTO stock_levels (store_id, variant_id, location_id, stock, updated_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, variant_id, location_id) DO UPDATE SET stock = stock_levels.stock + excluded.stock,
        updated_at = excluded.updated_at
      """, [.id(store), .id(variant), .id(location), .int(part.delta), .time(transaction.now)])
  }

  private func levels(of variant: VariantID) throws -> [Level] {
    let levels = try connection.query(
      """
      SELECT l.location_id, l.stock FROM stock_levels l
      JOIN locations p ON p.store_id = l.store_id AND p.id = l.location_id
      WHERE l.store_id = $1 AND l.variant_id = $2
      ORDER BY CASE WHEN p.is_default THEN 0 ELSE 1 END, l.location_id
      """, [.id(store), .id(variant)]
    ).map { Level(location: try $0.id("location_id"), stock: try $0.int("stock")) }
    return levels.filter { $0.location == first } + levels.filter { $0.location != first }
  }

  private func taken(_ count: Int, _ levels: [Level]) -> [Part] {
    var rest = count
    var parts: [Part] = []
    for level in levels where rest > 0 && level.stock > 0 {
      let part = min(rest, level.stock)
      parts.append(Part(location: level.location, delta: -part))
      rest -= part
    }
    return rest > 0 ? parts + [Part(location: nil, delta: -rest)] : parts
  }

  private func returned(_ count: Int, _ variant: VariantID, _ order: OrderID) throws -> [Part] {
    let rows = try connection.query(
      """
      SELECT location_id, CAST(-SUM(delta) AS BIGINT) AS taken FROM stock_movements
      WHERE store_id = $1 AND order_id = $2 AND variant_id = $3 GROUP BY location_id ORDER BY location_id
      """, [.id(store), .id(order), .id(variant)])
    var rest = count
    var parts: [Part] = []
    for row in rows where rest > 0 {
      let part = min(rest, try row.int("taken"))
      guard part > 0 else { continue }
      parts.append(Part(location: try row.optionalInt64("location_id").map { LocationID($0) }, delta: part))
      rest -= part
    }
    return rest > 0 ? parts + [Part(location: nil, delta: rest)] : parts
  }

  private func missing(_ count: Int, _ variant: VariantID, _ levels: [Level]) throws -> [Part] {
    let row = try connection.first(
      "SELECT stock FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(variant)])
    let placed = levels.reduce(0) { $0 + $1.stock }
    var rest = max(0, placed - (try row?.optionalInt("stock") ?? placed))
    var parts = count > rest ? [Part(location: nil, delta: -(count - rest))] : []
    rest = min(rest, count)
    for level in levels.reversed() where rest > 0 && level.stock > 0 {
      let part = min(rest, level.stock)
      parts.append(Part(location: level.location, delta: -part))
      rest -= part
    }
    return rest > 0 ? parts + [Part(location: nil, delta: -rest)] : parts
  }
}

/// Tells staff, once each time, which goods run out.
struct LowStock {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  func tell(of products: Set<ProductID>) throws {
    guard !products.isEmpty else { return }
    let rows = try connection.query(
      """
      SELECT v.id, v.sku, v.stock - v.reserved AS free, v.low_stock_at, v.low_told_at, p.title FROM variants v
      JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
      WHERE v.store_id = $1 AND v.low_stock_at IS NOT NULL AND v.stock IS NOT NULL AND v.is_sold
        AND v.product_id IN ({IDS})
      """, [.id(store)], ids: products.map(\.rawValue).sorted())
    for row in rows {
      let (free, threshold) = (try row.int("free"), try row.int("low_stock_at"))
      let isTold = try row.optionalTime("low_told_at") != nil
      if free <= threshold, !isTold { try tell(row, free) } else if free > threshold, isTold { try mark(row, nil) }
    }
  }

  private func tell(_ row: Row, _ free: Int) throws {
    try mark(row, transaction.now)
    let (title, sku) = (try row.text("title"), try row.text("sku"))
    try NoticeRows(transaction: transaction, store: store).tellStaff(
      OrderNotice(.task, subject: title, detail: "\(title) (\(sku)) runs out: \(max(0, free)) left"),
      key: "low:\(try row.int64("id")):\(transaction.now.milliseconds)")
  }

  private func mark(_ row: Row, _ moment: Timestamp?) throws {
    try connection.execute(
      "UPDATE variants SET low_told_at = $3 WHERE store_id = $1 AND id = $2",
      [.id(store), .integer(try row.int64("id")), .maybe(moment)])
  }
}
