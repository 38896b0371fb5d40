extension Migration {
  /// Who sold an imported order: the export's employee, for figures by staff.
  static let historyStaff = Migration(
    number: 18, name: "staff of imported orders",
    text: """
      ALTER TABLE history_orders ADD COLUMN staff TEXT NOT NULL DEFAULT '';
      DROP INDEX history_orders_names;
      CREATE INDEX history_orders_names ON history_orders (store_id, channel, payment, city, country, coupon,
        is_counted, fulfilment_status, financial_status, staff);
      """)
}
