import Commerce

/// Points of customers: sums of what orders brought.
struct LoyaltyRows {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  func earn(_ found: OrderCaseRows.Found) throws {
    let rules = try StoreRows.store(store, connection).settings.selling ?? SellingRules()
    guard let perUnit = rules.pointsPerUnit, perUnit > 0 else { return }
    let points = points(for: max(0, found.order.refundableMinor), found, perUnit)
    guard points > 0, try sum(of: found.id) == 0,
      try !WalkIn.isMeant(by: found.customer, store: store, connection)
    else { return }
    try add(points, found, "order \(found.number)")
  }

  /// A part of the money went back: its points go, too. What an order earned under other rules is never raised.
  func trim(_ found: OrderCaseRows.Found) throws {
    let rules = try StoreRows.store(store, connection).settings.selling ?? SellingRules()
    let earned = try sum(of: found.id)
    guard let perUnit = rules.pointsPerUnit, earned > 0 else { return }
    let due = points(for: max(0, found.order.refundableMinor), found, perUnit)
    guard due < earned else { return }
    try add(due - earned, found, "order \(found.number), a part refunded")
  }

  private func points(for kept: Int64, _ found: OrderCaseRows.Found, _ perUnit: Int) -> Int64 {
    kept / found.currency.minorUnitsPerMajor * Int64(perUnit)
  }

  func takeBack(_ found: OrderCaseRows.Found) throws {
    let points = try sum(of: found.id)
    guard points > 0 else { return }
    try add(-points, found, "order \(found.number) \(found.order.state.words)")
  }

  private func sum(of order: OrderID) throws -> Int64 {
    try connection.first(
      """
      SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) AS points FROM loyalty_entries
      WHERE store_id = $1 AND order_id = $2
      """, [.id(store), .id(order)])?.int64("points") ?? 0
  }

  private func add(_ points: Int64, _ found: OrderCaseRows.Found, _ reason: String) throws {
    try connection.execute(
      """
      INSERT INTO loyalty_entries (store_id, id, customer_id, order_id, points, reason, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .id(found.customer), .id(found.id), .integer(points),
        .text(reason), .time(transaction.now),
      ])
    try connection.execute(
      "UPDATE customers SET points = points + $3 WHERE store_id = $1 AND id = $2",
      [.id(store), .id(found.customer), .integer(points)])
  }
}
