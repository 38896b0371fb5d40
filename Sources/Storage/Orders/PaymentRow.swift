import Commerce

/// A payment as it is stored.
struct PaymentRow {
  let id: Int64
  let order: OrderID
  let provider: String
  let state: PaymentState
  let amount: Money
  let providerID: String?

  /// What a provider shows of an order and gives back.
  static func reference(_ number: String) -> String { "order-\(number)" }

  static func number(ofReference reference: String) -> String? {
    reference.hasPrefix("order-") ? String(reference.dropFirst(6)) : nil
  }

  struct Rows {
    let transaction: Transaction
    let store: StoreID

    private var connection: any Connection { transaction.connection }
    private static let columns = """
      SELECT id, order_id, provider, state, amount_minor, currency, provider_id FROM payments WHERE store_id = $1
      """

    func payment(_ id: Int64) throws -> PaymentRow? {
      try connection.first(Self.columns + " AND id = $2", [.id(store), .integer(id)]).map(row)
    }

    func payment(provider: String, column: String, _ value: String) throws -> PaymentRow? {
      try connection.first(
        Self.columns + " AND provider = $2 AND \(column) = $3 ORDER BY id DESC",
        [.id(store), .text(provider), .text(value)]
      ).map(row)
    }

    /// Of an order, the newest first; those not paid yet before the others.
    func payments(provider: String, reference: String) throws -> [PaymentRow] {
      guard let number = PaymentRow.number(ofReference: reference) else { return [] }
      let rows = try connection.query(
        Self.columns + """
           AND provider = $2 AND order_id = (SELECT id FROM orders WHERE store_id = $1 AND number = $3)
          ORDER BY CASE WHEN state = 'paid' THEN 1 ELSE 0 END, id DESC
          """, [.id(store), .text(provider), .text(number)])
      return try rows.map(row)
    }

    private func row(_ row: Row) throws -> PaymentRow {
      PaymentRow(
        id: try row.int64("id"), order: try row.id("order_id"), provider: try row.text("provider"),
        state: try row.raw("state"),
        amount: Money(minorUnits: try row.int64("amount_minor"), currency: try row.currency("currency")),
        providerID: try row.optionalText("provider_id"))
    }
  }
}
