extension Migration {
  /// A line of an imported order says by itself whether it counts and in which currency, and each kind of question
  /// about a store's period is answered out of one index.
  static let historyInIndexes = Migration(
    number: 15, name: "history in indexes",
    text: """
      ALTER TABLE history_lines ADD COLUMN is_counted {INT} NOT NULL DEFAULT 1;
      ALTER TABLE history_lines ADD COLUMN currency TEXT NOT NULL DEFAULT '';
      UPDATE history_lines SET
        is_counted = (SELECT h.is_counted FROM history_orders h
          WHERE h.store_id = history_lines.store_id AND h.id = history_lines.order_id),
        currency = (SELECT h.currency FROM history_orders h
          WHERE h.store_id = history_lines.store_id AND h.id = history_lines.order_id);

      CREATE INDEX history_lines_goods ON history_lines (store_id, placed_at, is_counted, currency, product_id,
        variant_id, name, quantity, unit_price_minor, discount_minor, refunded_minor, order_id, sku, vendor);
      DROP INDEX history_lines_by_time;
      CREATE INDEX history_lines_names ON history_lines (store_id, name, sku, vendor, product_id);

      CREATE INDEX history_orders_figures ON history_orders (store_id, placed_at, is_counted, currency, total_minor,
        customer_id, channel, payment, city, country, coupon, fulfilment_status, financial_status, refunded_minor,
        discount_minor, shipping_minor, tax_minor, subtotal_minor, number, id);
      DROP INDEX history_orders_by_time;
      CREATE INDEX history_orders_of ON history_orders (store_id, customer_id, is_counted, currency, placed_at,
        total_minor);
      DROP INDEX history_orders_by_customer;
      CREATE INDEX history_orders_names ON history_orders (store_id, channel, payment, city, country, coupon,
        is_counted, fulfilment_status, financial_status);
      CREATE INDEX history_orders_currency ON history_orders (store_id, currency, placed_at);
      CREATE INDEX history_orders_refunded ON history_orders (store_id, refunded_at) WHERE refunded_at IS NOT NULL;
      """)
}
