extension Migration {
  /// Bundles, what a product is beyond its listing, and stock by place.
  static let productModel = Migration(
    number: 11, name: "product model and bundles",
    text: [bundles, lineage, shared, details, suppliers, places].joined(separator: "\n"))

  /// A bundle is a variant; `price_minor` is NULL where it costs what its parts come to. Of the parts in one position
  /// choice 0 is what comes in it and the others may take its place.
  private static let bundles = """
    CREATE TABLE bundles (
      store_id {INT} NOT NULL, variant_id {INT} NOT NULL, product_id {INT} NOT NULL, price_minor {INT},
      revision {INT} NOT NULL, created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, variant_id)
    ) {ROWS};
    CREATE INDEX bundles_by_product ON bundles (store_id, product_id);

    CREATE TABLE bundle_parts (
      store_id {INT} NOT NULL, bundle_id {INT} NOT NULL, position {INT} NOT NULL, choice {INT} NOT NULL,
      product_id {INT} NOT NULL, variant_id {INT} NOT NULL, quantity {INT} NOT NULL, is_required {BOOL} NOT NULL,
      PRIMARY KEY (store_id, bundle_id, position, choice)
    ) {SMALL};
    CREATE INDEX bundle_parts_by_product ON bundle_parts (store_id, product_id);
    """

  private static let lineage = """
    ALTER TABLE cart_lines ADD COLUMN bundle TEXT;
    ALTER TABLE order_lines ADD COLUMN bundle_title TEXT;
    ALTER TABLE order_lines ADD COLUMN bundle_count {INT};
    """

  /// Shared by all stores: what is the same thing wherever it is sold.
  private static let shared = """
    CREATE TABLE master_items (
      id {INT} PRIMARY KEY, slug TEXT NOT NULL UNIQUE, barcode TEXT, item TEXT NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL
    ) {ROWS};
    CREATE INDEX master_items_by_barcode ON master_items (barcode);

    CREATE TABLE strains (
      id {INT} PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, effects TEXT NOT NULL,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL
    ) {ROWS};
    """

  /// A product without a row here is the shop's own and has nothing to add. `fit` is NULL where the master item's
  /// stands; percentages are in parts per million.
  private static let details = """
    CREATE TABLE product_details (
      store_id {INT} NOT NULL, product_id {INT} NOT NULL, slug TEXT, master_id {INT}, strain_id {INT},
      supplier_id {INT}, supply TEXT NOT NULL DEFAULT 'own', asin TEXT, fit TEXT, form_factor TEXT, thc_ppm {INT},
      cbd_ppm {INT}, is_featured {BOOL} NOT NULL DEFAULT {FALSE}, sort_order {INT} NOT NULL DEFAULT 0,
      source_record TEXT, deleted_at {INT}, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, product_id), UNIQUE (store_id, slug)
    ) {ROWS};
    CREATE INDEX product_details_by_master ON product_details (master_id);
    CREATE INDEX product_details_by_strain ON product_details (strain_id);
    """

  private static let suppliers = """
    CREATE TABLE suppliers (
      store_id {INT} NOT NULL, id {INT} NOT NULL, name TEXT NOT NULL, email TEXT, phone TEXT, website TEXT, note TEXT,
      created_at {INT} NOT NULL, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, id), UNIQUE (store_id, name)
    ) {ROWS};

    CREATE TABLE supplier_offers (
      store_id {INT} NOT NULL, supplier_id {INT} NOT NULL, variant_id {INT} NOT NULL, supplier_sku TEXT,
      cost_minor {INT} NOT NULL, currency TEXT NOT NULL, lead_days {INT}, minimum_quantity {INT} NOT NULL DEFAULT 1,
      is_preferred {BOOL} NOT NULL DEFAULT {FALSE}, updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, supplier_id, variant_id)
    ) {SMALL};
    CREATE INDEX supplier_offers_by_variant ON supplier_offers (store_id, variant_id);
    """

  /// What lies where; what no place has is in the shop. `low_told_at` is when staff heard that a variant runs out.
  private static let places = """
    CREATE TABLE stock_levels (
      store_id {INT} NOT NULL, variant_id {INT} NOT NULL, location_id {INT} NOT NULL, stock {INT} NOT NULL,
      updated_at {INT} NOT NULL,
      PRIMARY KEY (store_id, variant_id, location_id)
    ) {SMALL};
    ALTER TABLE variants ADD COLUMN low_told_at {INT};
    CREATE TABLE payment_customers (
      store_id {INT} NOT NULL, provider TEXT NOT NULL, customer_id {INT} NOT NULL, provider_customer TEXT NOT NULL,
      created_at {INT} NOT NULL,
      PRIMARY KEY (store_id, provider, customer_id)
    ) {SMALL};
    """
}
