import Commerce
import Crypto
import Foundation

/// Keeps what each customer has bought up to date, in the transaction that changes it.
struct SpendingRows {
  let connection: any Connection
  let store: StoreID

  /// Every counted order of a customer, here and in the imported history, in the store's currency, less what went back
  /// of it. Money that came in twice and went back was never spent. Who walks in unnamed is no one customer.
  private static let sums = """
    SELECT CAST(COUNT(*) AS BIGINT) AS orders, CAST(COALESCE(SUM(t.total), 0) AS BIGINT) AS total_minor,
      MIN(t.at) AS first_at, MAX(t.at) AS last_at
    FROM (
      SELECT total_minor - CASE
          WHEN refunded_minor <= paid_minor - total_minor THEN 0
          WHEN paid_minor > total_minor THEN refunded_minor - (paid_minor - total_minor)
          ELSE refunded_minor END AS total, created_at AS at FROM orders
      WHERE store_id = $1 AND customer_id = $2 AND currency = $3 AND state NOT IN ('cancelled', 'expired', 'failed')
      UNION ALL
      SELECT CASE WHEN refunded_minor < total_minor THEN total_minor - refunded_minor ELSE 0 END, placed_at
      FROM history_orders
      WHERE store_id = $1 AND customer_id = $2 AND currency = $3 AND is_counted = 1
    ) t
    WHERE NOT EXISTS (SELECT 1 FROM walk_in_customers w WHERE w.store_id = $1 AND w.customer_id = $2)
    """

  /// Counted from the orders themselves, over the indexes by customer.
  func counted(_ customer: CustomerID, _ currency: Currency) throws -> Spending {
    guard let row = try connection.first(Self.sums, [.id(store), .id(customer), .text(currency.code)]) else {
      return .none
    }
    return try Self.spending(row)
  }

  /// Counts a customer's orders again and keeps the sums, with the kind of customer they make.
  func refresh(_ customer: CustomerID, at now: Timestamp) throws {
    let shop = try StoreRows.store(store, connection)
    try keep(try counted(customer, shop.currency), of: customer, shop, at: now)
  }

  /// Somebody new has bought nothing; with a row they need not be counted.
  func begin(_ customer: CustomerID, at now: Timestamp) throws {
    try connection.execute(
      """
      INSERT INTO customer_spending (store_id, customer_id, orders, total_minor, segment, segment_since, segment_reason,
        updated_at)
      VALUES ($1, $2, 0, 0, 'new', $3, 'no order yet', $3) ON CONFLICT (store_id, customer_id) DO NOTHING
      """, [.id(store), .id(customer), .time(now)])
  }

  func keep(_ spending: Spending, of customer: CustomerID, _ shop: Store, at now: Timestamp) throws {
    let rules = shop.settings.segments ?? SegmentRules()
    let finding = rules.finding(spending, at: now, currency: shop.currency)
    try connection.execute(
      """
      INSERT INTO customer_spending (store_id, customer_id, orders, total_minor, first_at, last_at, segment,
        segment_since, segment_reason, next_change_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8)
      ON CONFLICT (store_id, customer_id) DO UPDATE SET
        orders = excluded.orders, total_minor = excluded.total_minor, first_at = excluded.first_at,
        last_at = excluded.last_at, segment_reason = excluded.segment_reason,
        next_change_at = excluded.next_change_at, updated_at = excluded.updated_at,
        segment_before = CASE WHEN customer_spending.segment = excluded.segment THEN customer_spending.segment_before
          ELSE customer_spending.segment END,
        segment_since = CASE WHEN customer_spending.segment = excluded.segment THEN customer_spending.segment_since
          ELSE excluded.segment_since END,
        segment = excluded.segment
      """,
      [
        .id(store), .id(customer), .int(spending.orders), .integer(spending.totalMinor), .maybe(spending.firstAt),
        .maybe(spending.lastAt), .text(finding.segment.rawValue), .time(now), .text(finding.reason),
        .maybe(rules.nextChange(spending, after: now, currency: shop.currency)),
      ])
  }

  /// What is kept of all rows of one person; nil where one of them is not indexed.
  func indexed(_ group: [CustomerID]) throws -> Spending? {
    let rows = try connection.query(
      """
      SELECT customer_id, orders, total_minor, first_at, last_at FROM customer_spending
      WHERE store_id = $1 AND customer_id IN ({IDS})
      """, [.id(store)], ids: group.map(\.rawValue))
    let found = Dictionary(
      try rows.map { (try $0.id("customer_id", CustomerEntity.self), try Self.spending($0)) },
      uniquingKeysWith: { first, _ in first })
    guard group.allSatisfy({ found[$0] != nil }) else { return nil }
    return found.values.reduce(.none) { $0.adding($1) }
  }

  static func spending(_ row: Row) throws -> Spending {
    Spending(
      orders: try row.int("orders"), totalMinor: try row.int64("total_minor"),
      firstAt: try row.optionalTime("first_at"), lastAt: try row.optionalTime("last_at"))
  }
}
