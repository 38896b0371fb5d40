import Commerce
import Dialogue

/// Erases a person: everything that names them goes, the books' figures stay without a name.
struct CustomerErasure {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// - Parameter conversation: the one the answer goes to; its chat address stays until that is sent.
  /// - Returns: the receipt: rows erased or made nameless, by table.
  func erase(_ customer: CustomerID, who: String, keeping conversation: Int64? = nil) throws -> [String: Int] {
    let group = try IdentityResolution.group(of: customer, store: store, connection)
    var receipt: [String: Int] = [:]
    try PaymentCustomers(transaction: transaction, store: store).forgetAll(of: group)
    for member in group {
      for (table, statement) in Self.statements(keeping: conversation) {
        var parameters: [SQLValue] = [.id(store), .id(member)]
        if statement.contains("$3") { parameters.append(.time(transaction.now)) }
        if statement.contains("$4") { parameters.append(.integer(conversation ?? 0)) }
        receipt[table, default: 0] += try connection.execute(statement, parameters)
      }
    }
    receipt = receipt.filter { $0.value > 0 }
    try connection.execute(
      "INSERT INTO erasures (store_id, id, customer_id, receipt, who, at) VALUES ($1, $2, $3, $4, $5, $6)",
      [
        .id(store), .integer(transaction.ids.nextValue()), .id(customer), .json(receipt), .text(who),
        .time(transaction.now),
      ])
    return receipt
  }

  /// In an order in which nothing is looked up by what is gone already. The message being answered is kept, for its
  /// turn is not over; the eraser of old messages takes it.
  private static func statements(keeping conversation: Int64?) -> [(table: String, sql: String)] {
    let own = "conversation_id IN (SELECT id FROM conversations WHERE store_id = $1 AND customer_id = $2)"
    return [
      ("inbox", "DELETE FROM inbox WHERE store_id = $1 AND status <> 'pending' AND \(own)"),
      ("outbox", "DELETE FROM outbox WHERE store_id = $1 AND settled_at IS NOT NULL AND \(own)"),
      ("search_events", "DELETE FROM search_events WHERE store_id = $1 AND customer_id = $2"),
      ("demand_voices", "DELETE FROM demand_voices WHERE store_id = $1 AND customer_id = $2"),
      ("stock_watches", "DELETE FROM stock_watches WHERE store_id = $1 AND customer_id = $2"),
      ("customer_addresses", "DELETE FROM customer_addresses WHERE store_id = $1 AND customer_id = $2"),
      ("customer_consents", "DELETE FROM customer_consents WHERE store_id = $1 AND customer_id = $2"),
      ("customer_emails", "DELETE FROM customer_emails WHERE store_id = $1 AND customer_id = $2"),
      ("payment_customers", "DELETE FROM payment_customers WHERE store_id = $1 AND customer_id = $2"),
      ("loyalty_entries", "DELETE FROM loyalty_entries WHERE store_id = $1 AND customer_id = $2"),
      (
        "cart_lines",
        """
        DELETE FROM cart_lines WHERE store_id = $1
          AND cart_id IN (SELECT id FROM carts WHERE store_id = $1 AND customer_id = $2 AND status = 'open')
        """
      ),
      ("carts", "DELETE FROM carts WHERE store_id = $1 AND customer_id = $2 AND status = 'open'"),
      (
        "returns",
        """
        UPDATE returns SET reason = 'erased' WHERE store_id = $1 AND reason <> 'erased'
          AND order_id IN (SELECT id FROM orders WHERE store_id = $1 AND customer_id = $2)
        """
      ),
      (
        "orders",
        """
        UPDATE orders SET recipient_name = 'erased', address = NULL, note = NULL, updated_at = $3
        WHERE store_id = $1 AND customer_id = $2 AND state IN
          ('delivered', 'cancelled', 'expired', 'returned', 'refunded')
        """
      ),
      (
        "customers",
        """
        UPDATE customers SET name = NULL, phone = NULL, address = NULL, age_confirmed_at = NULL, age_refused_at = NULL,
          points = 0, erased_at = $3 WHERE store_id = $1 AND id = $2
        """
      ),
      ("conversations", "UPDATE conversations SET hand_over_reason = NULL WHERE store_id = $1 AND customer_id = $2"),
    ]
  }
}
