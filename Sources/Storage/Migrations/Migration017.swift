extension Migration {
  /// Who stands for all those who buy at the counter unnamed. What customers have spent is counted once more, less what
  /// went back of it; what kind of customer that makes them is found when their time comes, which is now.
  static let counterSales = Migration(
    number: 17, name: "counter sales and spending after refunds",
    text: """
      CREATE TABLE walk_in_customers (store_id {INT} PRIMARY KEY, customer_id {INT} NOT NULL) {SMALL};

      UPDATE customer_spending SET next_change_at = 0, total_minor = (
        SELECT CAST(COALESCE(SUM(t.total), 0) AS BIGINT) FROM (
          SELECT o.store_id, o.customer_id, o.total_minor - CASE
              WHEN o.refunded_minor <= o.paid_minor - o.total_minor THEN 0
              WHEN o.paid_minor > o.total_minor THEN o.refunded_minor - (o.paid_minor - o.total_minor)
              ELSE o.refunded_minor END AS total
          FROM orders o JOIN stores s ON s.id = o.store_id AND s.currency = o.currency
          WHERE o.state NOT IN ('cancelled', 'expired', 'failed')
          UNION ALL
          SELECT h.store_id, h.customer_id,
            CASE WHEN h.refunded_minor < h.total_minor THEN h.total_minor - h.refunded_minor ELSE 0 END
          FROM history_orders h JOIN stores s ON s.id = h.store_id AND s.currency = h.currency
          WHERE h.is_counted = 1
        ) t
        WHERE t.store_id = customer_spending.store_id AND t.customer_id = customer_spending.customer_id)
      WHERE EXISTS (
          SELECT 1 FROM orders o WHERE o.store_id = customer_spending.store_id
            AND o.customer_id = customer_spending.customer_id AND o.refunded_minor > 0)
        OR EXISTS (
          SELECT 1 FROM history_orders h WHERE h.store_id = customer_spending.store_id
            AND h.customer_id = customer_spending.customer_id AND h.refunded_minor > 0);
      """)
}
