extension Migration {
  /// Everything a shop needs to talk and to sell. Keys are `(store_id, id)`; times are milliseconds; JSON is opaque.
  static let theShop = Migration(
    number: 1, name: "the shop",
    text: [stores, customers, conversations, messages, catalog, orders, work].joined(separator: "\n"))

  private static let stores = """
    CREATE TABLE stores (
      id {INT} PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, currency TEXT NOT NULL,
      time_zone TEXT NOT NULL, language TEXT NOT NULL, settings TEXT NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL
    ) {ROWS};

    CREATE TABLE store_counters (
      store_id {INT} PRIMARY KEY, order_number {INT} NOT NULL, catalog_sequence {INT} NOT NULL
    ) {ROWS};

    CREATE TABLE channel_accounts (
      store_id {INT} NOT NULL, channel TEXT NOT NULL, external_id TEXT NOT NULL, credentials TEXT NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, channel, external_id)
    ) {ROWS};
    """

  private static let customers = """
    CREATE TABLE customers (
      store_id {INT} NOT NULL, id {INT} NOT NULL, name TEXT, phone TEXT, address TEXT, language TEXT,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};

    CREATE TABLE identities (
      store_id {INT} NOT NULL, channel TEXT NOT NULL, value TEXT NOT NULL, customer_id {INT} NOT NULL,
      created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, channel, value)
    ) {SMALL};
    CREATE INDEX identities_by_customer ON identities (store_id, customer_id);

    CREATE TABLE customer_links (
      store_id {INT} NOT NULL, from_customer {INT} NOT NULL, to_customer {INT} NOT NULL, reason TEXT NOT NULL,
      created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, from_customer)
    ) {SMALL};
    CREATE INDEX customer_links_to ON customer_links (store_id, to_customer);
    """

  private static let conversations = """
    CREATE TABLE conversations (
      store_id {INT} NOT NULL, id {INT} NOT NULL, channel TEXT NOT NULL, account TEXT NOT NULL,
      customer_id {INT} NOT NULL, chat TEXT NOT NULL, state TEXT NOT NULL, language TEXT,
      handed_over_at {INT}, hand_over_reason TEXT, opted_out {BOOL} NOT NULL DEFAULT {FALSE},
      unreachable {BOOL} NOT NULL DEFAULT {FALSE}, last_inbound_at {INT}, last_received_at {INT},
      lease_owner {INT} NOT NULL DEFAULT 0, lease_until {INT} NOT NULL DEFAULT 0, fence {INT} NOT NULL DEFAULT 0,
      not_before {INT} NOT NULL DEFAULT 0, work_since {INT},
      inbound_sequence {INT} NOT NULL DEFAULT 0, outbound_sequence {INT} NOT NULL DEFAULT 0,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id), UNIQUE (store_id, channel, account, customer_id)
    ) {ROWS};
    CREATE INDEX conversations_with_work ON conversations (work_since) WHERE work_since IS NOT NULL;
    CREATE INDEX conversations_by_chat ON conversations (store_id, channel, account, chat);
    CREATE INDEX conversations_by_time ON conversations (store_id, updated_at);
    CREATE INDEX conversations_by_customer ON conversations (store_id, customer_id);
    """

  private static let messages = """
    CREATE TABLE inbox (
      store_id {INT} NOT NULL, conversation_id {INT} NOT NULL, sequence {INT} NOT NULL,
      channel TEXT NOT NULL, account TEXT NOT NULL, message_id TEXT NOT NULL, payload TEXT NOT NULL,
      received_at {INT} NOT NULL, status TEXT NOT NULL DEFAULT 'pending', attempts {INT} NOT NULL DEFAULT 0,
      reason TEXT, turn_id {INT}, trace TEXT, handled_at {INT},
      PRIMARY KEY (store_id, conversation_id, sequence), UNIQUE (store_id, channel, account, message_id)
    ) {ROWS};
    CREATE INDEX inbox_pending ON inbox (store_id, conversation_id, sequence) WHERE status = 'pending';
    CREATE INDEX inbox_dead ON inbox (handled_at) WHERE status = 'dead';

    CREATE TABLE outbox (
      store_id {INT} NOT NULL, id {INT} NOT NULL, conversation_id {INT} NOT NULL, sequence {INT} NOT NULL,
      channel TEXT NOT NULL, account TEXT NOT NULL, chat TEXT NOT NULL, method TEXT NOT NULL, body TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'pending', attempts {INT} NOT NULL DEFAULT 0, next_attempt_at {INT} NOT NULL,
      lease_owner {INT} NOT NULL DEFAULT 0, may_have_been_sent {BOOL} NOT NULL DEFAULT {FALSE},
      ignores_opt_out {BOOL} NOT NULL DEFAULT {FALSE}, provider_message_id TEXT, reason TEXT,
      delivery_status {INT}, delivery_error TEXT, delivery_at {INT},
      turn_id {INT}, created_at {INT} NOT NULL, settled_at {INT},
      PRIMARY KEY (store_id, id), UNIQUE (store_id, conversation_id, sequence)
    ) {ROWS};
    CREATE INDEX outbox_unsettled ON outbox (store_id, channel, account, next_attempt_at) WHERE settled_at IS NULL;
    CREATE INDEX outbox_order ON outbox (store_id, conversation_id, sequence) WHERE settled_at IS NULL;
    CREATE INDEX outbox_by_provider_id ON outbox (store_id, channel, account, provider_message_id)
      WHERE provider_message_id IS NOT NULL;
    CREATE INDEX outbox_dead ON outbox (settled_at) WHERE state = 'dead';

    CREATE TABLE polling_offsets (
      store_id {INT} NOT NULL, channel TEXT NOT NULL, account TEXT NOT NULL, next_offset {INT} NOT NULL,
      PRIMARY KEY (store_id, channel, account)
    ) {SMALL};

    CREATE TABLE staff_tasks (
      store_id {INT} NOT NULL, id {INT} NOT NULL, conversation_id {INT} NOT NULL, kind TEXT NOT NULL,
      reason TEXT NOT NULL, created_at {INT} NOT NULL, closed_at {INT}, closed_by TEXT,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX staff_tasks_open ON staff_tasks (store_id, conversation_id) WHERE closed_at IS NULL;
    """

  private static let catalog = """
    CREATE TABLE products (
      store_id {INT} NOT NULL, id {INT} NOT NULL, external_id TEXT NOT NULL, title TEXT NOT NULL, brand TEXT,
      category_path TEXT NOT NULL, description TEXT NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL,
      image_urls TEXT NOT NULL, link TEXT, option_names TEXT NOT NULL, status TEXT NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id), UNIQUE (store_id, external_id)
    ) {ROWS};

    CREATE TABLE variants (
      store_id {INT} NOT NULL, id {INT} NOT NULL, product_id {INT} NOT NULL, position {INT} NOT NULL,
      sku TEXT NOT NULL, barcode TEXT, options TEXT NOT NULL, price_minor {INT} NOT NULL, compare_at_minor {INT},
      currency TEXT NOT NULL, stock {INT}, reserved {INT} NOT NULL DEFAULT 0, image_url TEXT,
      is_sold {BOOL} NOT NULL DEFAULT {TRUE}, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX variants_by_product ON variants (store_id, product_id, position);
    CREATE INDEX variants_by_sku ON variants (store_id, sku);

    CREATE TABLE catalog_changes (
      store_id {INT} NOT NULL, product_id {INT} NOT NULL, sequence {INT} NOT NULL,
      PRIMARY KEY (store_id, product_id)
    ) {SMALL};
    CREATE UNIQUE INDEX catalog_changes_in_order ON catalog_changes (store_id, sequence);

    CREATE TABLE stock_movements (
      store_id {INT} NOT NULL, id {INT} NOT NULL, variant_id {INT} NOT NULL, order_id {INT}, delta {INT} NOT NULL,
      reason TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX stock_movements_by_order ON stock_movements (store_id, order_id);

    CREATE TABLE search_events (
      store_id {INT} NOT NULL, id {INT} NOT NULL, conversation_id {INT} NOT NULL, customer_id {INT} NOT NULL,
      query TEXT NOT NULL, result_count {INT} NOT NULL, shown TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX search_events_by_time ON search_events (store_id, at);
    """

  private static let orders = """
    CREATE TABLE carts (
      store_id {INT} NOT NULL, id {INT} NOT NULL, customer_id {INT} NOT NULL, status TEXT NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX carts_open ON carts (store_id, customer_id) WHERE status = 'open';

    CREATE TABLE cart_lines (
      store_id {INT} NOT NULL, cart_id {INT} NOT NULL, position {INT} NOT NULL, product_id {INT} NOT NULL,
      variant_id {INT} NOT NULL, quantity {INT} NOT NULL,
      PRIMARY KEY (store_id, cart_id, position)
    ) {SMALL};

    CREATE TABLE orders (
      store_id {INT} NOT NULL, id {INT} NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL,
      customer_id {INT} NOT NULL, conversation_id {INT} NOT NULL, cart_id {INT} NOT NULL, channel TEXT NOT NULL,
      recipient_name TEXT NOT NULL, fulfilment TEXT NOT NULL, address TEXT, payment TEXT NOT NULL, note TEXT,
      currency TEXT NOT NULL, delivery_fee_minor {INT} NOT NULL, total_minor {INT} NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id), UNIQUE (store_id, number), UNIQUE (store_id, cart_id)
    ) {ROWS};
    CREATE INDEX orders_by_time ON orders (store_id, created_at, id);
    CREATE INDEX orders_by_customer ON orders (store_id, customer_id, created_at);

    CREATE TABLE order_lines (
      store_id {INT} NOT NULL, order_id {INT} NOT NULL, position {INT} NOT NULL, product_id {INT} NOT NULL,
      variant_id {INT} NOT NULL, sku TEXT NOT NULL, title TEXT NOT NULL, option_text TEXT NOT NULL,
      quantity {INT} NOT NULL, unit_price_minor {INT} NOT NULL,
      PRIMARY KEY (store_id, order_id, position)
    ) {ROWS};

    CREATE TABLE order_history (
      store_id {INT} NOT NULL, id {INT} NOT NULL, order_id {INT} NOT NULL, from_state TEXT, to_state TEXT NOT NULL,
      who TEXT NOT NULL, why TEXT NOT NULL, at {INT} NOT NULL,
      PRIMARY KEY (store_id, id)
    ) {ROWS};
    CREATE INDEX order_history_by_order ON order_history (store_id, order_id, id);
    """

  private static let work = """
    CREATE TABLE jobs (
      store_id {INT} NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, run_at {INT} NOT NULL,
      attempts {INT} NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT 'waiting', reason TEXT,
      lease_owner {INT} NOT NULL DEFAULT 0, lease_until {INT} NOT NULL DEFAULT 0, created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, key)
    ) {ROWS};
    CREATE INDEX jobs_waiting ON jobs (run_at) WHERE status = 'waiting';

    CREATE TABLE leases (
      store_id {INT} NOT NULL, name TEXT NOT NULL, owner {INT} NOT NULL, until {INT} NOT NULL,
      PRIMARY KEY (store_id, name)
    ) {SMALL};
    """
}
