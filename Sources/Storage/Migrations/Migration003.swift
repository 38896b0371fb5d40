extension Migration {
  /// What shoppers looked for, chose and bought, and what the shop did not have.
  static let choicesAndDemand = Migration(
    number: 3, name: "choices and demand", text: [searches, picks, sales, demand].joined(separator: "\n"))

  private static let searches = """
    ALTER TABLE search_events ADD COLUMN channel TEXT NOT NULL DEFAULT '';
    CREATE INDEX search_events_by_conversation ON search_events (store_id, conversation_id, id);
    """

  /// A product taken into a cart; `search_id` and `position` (from 0) say which search's list it was taken from.
  private static let picks = """
    CREATE TABLE product_picks (
      store_id {INT} NOT NULL, id {INT} NOT NULL, conversation_id {INT} NOT NULL, customer_id {INT} NOT NULL,
      channel TEXT NOT NULL, product_id {INT} NOT NULL, search_id {INT}, position {INT}, at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX product_picks_by_conversation ON product_picks (store_id, conversation_id, product_id, id);
    CREATE INDEX product_picks_by_time ON product_picks (store_id, at);
    ALTER TABLE order_lines ADD COLUMN pick_id {INT};
    CREATE INDEX order_lines_by_product ON order_lines (store_id, product_id, order_id);
    """

  private static let sales = """
    ALTER TABLE products ADD COLUMN sold_units {INT} NOT NULL DEFAULT 0;
    UPDATE products SET sold_units = COALESCE((
      SELECT CAST(SUM(l.quantity) AS {INT}) FROM order_lines l
      WHERE l.store_id = products.store_id AND l.product_id = products.id), 0);
    """

  private static let demand = """
    CREATE TABLE unmet_demand (
      store_id {INT} NOT NULL, words TEXT NOT NULL, times {INT} NOT NULL, first_at {INT} NOT NULL,
      last_at {INT} NOT NULL,
      PRIMARY KEY (store_id, words)
    ) {SMALL};
    CREATE INDEX unmet_demand_by_time ON unmet_demand (store_id, last_at);
    """
}
