extension Migration {
  /// Money, stock and the way of an order: payments, refunds, coupons, reservations, shipments, returns, loyalty.
  static let ordersAndPayments = Migration(
    number: 4, name: "orders and payments",
    text: [figures, coupons, payments, stock, fulfilment, people].joined(separator: "\n"))

  /// An order's total is its goods less the discount, plus the fee, plus the tax where it is not in the prices.
  private static let figures = """
    ALTER TABLE orders ADD COLUMN goods_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE orders ADD COLUMN discount_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE orders ADD COLUMN tax_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE orders ADD COLUMN tax_in_prices {BOOL} NOT NULL DEFAULT {TRUE};
    ALTER TABLE orders ADD COLUMN paid_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE orders ADD COLUMN refunded_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE orders ADD COLUMN held_until {INT};
    ALTER TABLE orders ADD COLUMN paid_at {INT};
    ALTER TABLE orders ADD COLUMN delivered_at {INT};
    ALTER TABLE orders ADD COLUMN source TEXT NOT NULL DEFAULT 'chat';
    UPDATE orders SET goods_minor = total_minor - delivery_fee_minor;

    ALTER TABLE order_lines ADD COLUMN discount_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE order_lines ADD COLUMN tax_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE order_lines ADD COLUMN tax_ppm {INT} NOT NULL DEFAULT 0;
    ALTER TABLE order_lines ADD COLUMN cost_minor {INT};
    ALTER TABLE order_lines ADD COLUMN shipped {INT} NOT NULL DEFAULT 0;
    ALTER TABLE order_lines ADD COLUMN returned {INT} NOT NULL DEFAULT 0;
    ALTER TABLE order_lines ADD COLUMN bundle_id {INT};
    ALTER TABLE order_lines ADD COLUMN original_product_id {INT};
    ALTER TABLE order_lines ADD COLUMN is_substitute {BOOL} NOT NULL DEFAULT {FALSE};
    ALTER TABLE order_lines ADD COLUMN suggested_by TEXT;
    ALTER TABLE order_lines ADD COLUMN supplier_status TEXT;
    """

  private static let coupons = """
    CREATE TABLE coupons (
      store_id {INT} NOT NULL, id {INT} NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, value {INT} NOT NULL,
      minimum_minor {INT} NOT NULL DEFAULT 0, starts_at {INT}, ends_at {INT}, total_limit {INT}, customer_limit {INT},
      used {INT} NOT NULL DEFAULT 0, stacks {BOOL} NOT NULL DEFAULT {FALSE}, product_ids TEXT NOT NULL DEFAULT '[]',
      categories TEXT NOT NULL DEFAULT '[]', is_active {BOOL} NOT NULL DEFAULT {TRUE},
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id), UNIQUE (store_id, code)
    ) {ROWS};

    CREATE TABLE coupon_uses (
      store_id {INT} NOT NULL, order_id {INT} NOT NULL, coupon_id {INT} NOT NULL, customer_id {INT} NOT NULL,
      code TEXT NOT NULL, discount_minor {INT} NOT NULL, at {INT} NOT NULL, released_at {INT},
      PRIMARY KEY (store_id, order_id, coupon_id)
    ) {SMALL};
    CREATE INDEX coupon_uses_by_customer ON coupon_uses (store_id, coupon_id, customer_id);

    ALTER TABLE carts ADD COLUMN coupon_codes TEXT NOT NULL DEFAULT '[]';
    """

  /// `state` of a payment: wanted, open, paid, failed, expired; of a refund: wanted, pending, succeeded, failed.
  private static let payments = """
    CREATE TABLE payments (
      store_id {INT} NOT NULL, id {INT} NOT NULL, order_id {INT} NOT NULL, provider TEXT NOT NULL,
      state TEXT NOT NULL, amount_minor {INT} NOT NULL, currency TEXT NOT NULL,
      provider_id TEXT, provider_charge_id TEXT, url TEXT, expires_at {INT}, paid_at {INT},
      refunded_minor {INT} NOT NULL DEFAULT 0, reason TEXT, checked_at {INT} NOT NULL DEFAULT 0,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX payments_by_order ON payments (store_id, order_id);
    CREATE INDEX payments_by_provider_id ON payments (store_id, provider, provider_id);
    CREATE INDEX payments_unsettled ON payments (store_id, checked_at) WHERE state IN ('wanted', 'open');

    CREATE TABLE payment_events (
      store_id {INT} NOT NULL, id {INT} NOT NULL, provider TEXT NOT NULL, event_key TEXT NOT NULL, body TEXT NOT NULL,
      outcome TEXT NOT NULL, payment_id {INT}, received_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id), UNIQUE (store_id, provider, event_key)
    ) {ROWS};
    CREATE INDEX payment_events_by_time ON payment_events (store_id, received_at);

    CREATE TABLE refunds (
      store_id {INT} NOT NULL, id {INT} NOT NULL, order_id {INT} NOT NULL, payment_id {INT}, provider TEXT NOT NULL,
      state TEXT NOT NULL, amount_minor {INT} NOT NULL, currency TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL,
      provider_id TEXT, error TEXT, created_at {INT} NOT NULL, settled_at {INT}, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX refunds_by_order ON refunds (store_id, order_id);
    CREATE INDEX refunds_by_time ON refunds (store_id, created_at);
    """

  /// A variant's stock is the sum of its movements; what stood before this version is its opening movement.
  private static let stock = """
    ALTER TABLE stock_movements ADD COLUMN cause TEXT NOT NULL DEFAULT 'order';
    ALTER TABLE stock_movements ADD COLUMN location_id {INT};
    CREATE INDEX stock_movements_by_variant ON stock_movements (store_id, variant_id);
    INSERT INTO stock_movements (store_id, id, variant_id, order_id, delta, reason, at, cause)
      SELECT v.store_id, v.id, v.id, NULL, v.stock - COALESCE((SELECT CAST(SUM(m.delta) AS {INT})
        FROM stock_movements m WHERE m.store_id = v.store_id AND m.variant_id = v.id), 0),
        'stock when movements began', v.updated_at, 'opening'
      FROM variants v WHERE v.stock IS NOT NULL;

    CREATE TABLE reservations (
      store_id {INT} NOT NULL, order_id {INT} NOT NULL, variant_id {INT} NOT NULL, quantity {INT} NOT NULL,
      state TEXT NOT NULL, until {INT} NOT NULL, created_at {INT} NOT NULL, settled_at {INT},
      PRIMARY KEY (store_id, order_id, variant_id)
    ) {SMALL};
    CREATE INDEX reservations_held ON reservations (store_id, variant_id) WHERE state = 'held';

    CREATE TABLE locations (
      store_id {INT} NOT NULL, id {INT} NOT NULL, name TEXT NOT NULL, address TEXT, latitude_e6 {INT},
      longitude_e6 {INT}, is_default {BOOL} NOT NULL DEFAULT {FALSE}, created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id), UNIQUE (store_id, name)
    ) {ROWS};

    ALTER TABLE variants ADD COLUMN low_stock_at {INT};
    ALTER TABLE variants ADD COLUMN cost_minor {INT};

    CREATE TABLE stock_watches (
      store_id {INT} NOT NULL, variant_id {INT} NOT NULL, customer_id {INT} NOT NULL, conversation_id {INT} NOT NULL,
      created_at {INT} NOT NULL, told_at {INT},
      PRIMARY KEY (store_id, variant_id, customer_id)
    ) {SMALL};

    CREATE TABLE price_history (
      store_id {INT} NOT NULL, id {INT} NOT NULL, variant_id {INT} NOT NULL, price_minor {INT} NOT NULL,
      currency TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX price_history_by_variant ON price_history (store_id, variant_id, at);
    """

  private static let fulfilment = """
    CREATE TABLE shipments (
      store_id {INT} NOT NULL, id {INT} NOT NULL, order_id {INT} NOT NULL, carrier TEXT, tracking_number TEXT,
      tracking_url TEXT, who TEXT NOT NULL, created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX shipments_by_order ON shipments (store_id, order_id);

    CREATE TABLE shipment_lines (
      store_id {INT} NOT NULL, shipment_id {INT} NOT NULL, position {INT} NOT NULL, quantity {INT} NOT NULL,
      PRIMARY KEY (store_id, shipment_id, position)
    ) {SMALL};

    CREATE TABLE returns (
      store_id {INT} NOT NULL, id {INT} NOT NULL, order_id {INT} NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
      reason TEXT NOT NULL, lines TEXT NOT NULL, who TEXT NOT NULL, created_at {INT} NOT NULL, closed_at {INT},
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX returns_by_order ON returns (store_id, order_id);
    """

  /// Who of the channels' people works for the shop, and what is known of a customer beyond the name.
  private static let people = """
    CREATE TABLE staff_members (
      store_id {INT} NOT NULL, channel TEXT NOT NULL, value TEXT NOT NULL, role TEXT NOT NULL, name TEXT,
      created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, channel, value)
    ) {SMALL};

    ALTER TABLE customers ADD COLUMN age_confirmed_at {INT};
    ALTER TABLE customers ADD COLUMN age_refused_at {INT};
    ALTER TABLE customers ADD COLUMN points {INT} NOT NULL DEFAULT 0;
    ALTER TABLE customers ADD COLUMN spent_minor {INT} NOT NULL DEFAULT 0;
    ALTER TABLE customers ADD COLUMN erased_at {INT};

    CREATE TABLE customer_addresses (
      store_id {INT} NOT NULL, id {INT} NOT NULL, customer_id {INT} NOT NULL, label TEXT, address TEXT NOT NULL,
      created_at {INT} NOT NULL, used_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX customer_addresses_by_customer ON customer_addresses (store_id, customer_id, used_at);

    CREATE TABLE customer_consents (
      store_id {INT} NOT NULL, customer_id {INT} NOT NULL, purpose TEXT NOT NULL, is_given {BOOL} NOT NULL,
      source TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, customer_id, purpose)
    ) {SMALL};

    CREATE TABLE loyalty_entries (
      store_id {INT} NOT NULL, id {INT} NOT NULL, customer_id {INT} NOT NULL, order_id {INT}, points {INT} NOT NULL,
      reason TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX loyalty_entries_by_customer ON loyalty_entries (store_id, customer_id);

    CREATE TABLE erasures (
      store_id {INT} NOT NULL, id {INT} NOT NULL, customer_id {INT} NOT NULL, receipt TEXT NOT NULL, who TEXT NOT NULL,
      at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    """
}
