extension Migration {
  /// What a shop sold before it came to Souk, whose e-mail is whose, and what owners keep of their questions.
  static let orderHistory = Migration(
    number: 10, name: "order history", text: [history, questions].joined(separator: "\n"))

  /// `is_counted` is 0 for a cancelled or voided order. A line's time is its order's, so that one index answers for a
  /// period. `digest` tells whether an order changed since it was last imported.
  private static let history = """
    CREATE TABLE history_orders (
      store_id {INT} NOT NULL, id {INT} NOT NULL, number TEXT NOT NULL, external_id TEXT, digest TEXT NOT NULL,
      placed_at {INT} NOT NULL, cancelled_at {INT}, fulfilled_at {INT}, is_counted {INT} NOT NULL,
      customer_id {INT}, financial_status TEXT NOT NULL, fulfilment_status TEXT NOT NULL, channel TEXT NOT NULL,
      payment TEXT NOT NULL, city TEXT NOT NULL, country TEXT NOT NULL, coupon TEXT NOT NULL, currency TEXT NOT NULL,
      subtotal_minor {INT} NOT NULL, discount_minor {INT} NOT NULL, shipping_minor {INT} NOT NULL,
      tax_minor {INT} NOT NULL, total_minor {INT} NOT NULL, refunded_minor {INT} NOT NULL, refunded_at {INT},
      PRIMARY KEY (store_id, id), UNIQUE (store_id, number)
    ) {ROWS};
    CREATE INDEX history_orders_by_time ON history_orders (store_id, placed_at);
    CREATE INDEX history_orders_by_customer ON history_orders (store_id, customer_id, placed_at);

    CREATE TABLE history_lines (
      store_id {INT} NOT NULL, order_id {INT} NOT NULL, position {INT} NOT NULL, placed_at {INT} NOT NULL,
      product_id {INT}, variant_id {INT}, sku TEXT NOT NULL, name TEXT NOT NULL, vendor TEXT NOT NULL,
      quantity {INT} NOT NULL, unit_price_minor {INT} NOT NULL, discount_minor {INT} NOT NULL,
      refunded_minor {INT} NOT NULL,
      PRIMARY KEY (store_id, order_id, position)
    ) {SMALL};
    CREATE INDEX history_lines_by_time ON history_lines (store_id, placed_at);

    CREATE TABLE customer_emails (
      store_id {INT} NOT NULL, email_hash TEXT NOT NULL, customer_id {INT} NOT NULL,
      PRIMARY KEY (store_id, email_hash)
    ) {SMALL};
    """

  private static let questions = """
    CREATE TABLE saved_charts (
      store_id {INT} NOT NULL, id {INT} NOT NULL, owner TEXT NOT NULL, title TEXT NOT NULL, query TEXT NOT NULL,
      position {INT} NOT NULL, created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX saved_charts_of ON saved_charts (store_id, owner, position);

    CREATE TABLE answered_questions (
      store_id {INT} NOT NULL, id TEXT NOT NULL, question TEXT NOT NULL, query TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {SMALL};
    """
}
