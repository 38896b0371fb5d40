extension Migration {
  /// What each customer has bought and what kind of customer that makes them. A customer without a row is not indexed
  /// yet; `segment` is the one found last, with why, and the one before it.
  static let customerSpending = Migration(
    number: 13, name: "customer spending",
    text: """
      CREATE TABLE customer_spending (
        store_id {INT} NOT NULL, customer_id {INT} NOT NULL, orders {INT} NOT NULL, total_minor {INT} NOT NULL,
        first_at {INT}, last_at {INT}, segment TEXT NOT NULL, segment_before TEXT, segment_since {INT} NOT NULL,
        segment_reason TEXT NOT NULL, next_change_at {INT}, updated_at {INT} NOT NULL,
        PRIMARY KEY (store_id, customer_id)
      ) {SMALL};
      CREATE INDEX customer_spending_by_segment ON customer_spending (store_id, segment, total_minor);
      CREATE INDEX customer_spending_due ON customer_spending (store_id, next_change_at);
      """)
}
