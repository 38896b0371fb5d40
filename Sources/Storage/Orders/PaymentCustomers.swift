import Commerce
import Dialogue

/// Who customers are to payment providers, so that what they saved there is offered to them again. No card and no name
/// is kept here: only the provider's own id.
struct PaymentCustomers {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// The newest reference of a person, whoever of those linked to them paid with it.
  static func reference(
    of customer: CustomerID, at provider: String, store: StoreID, _ connection: any Connection
  ) throws -> String? {
    let group = try IdentityResolution.person(of: customer, store: store, connection)
    let rows = try connection.query(
      """
      SELECT provider_customer, created_at FROM payment_customers
      WHERE store_id = $1 AND provider = $2 AND customer_id IN ({IDS})
      """, [.id(store), .text(provider)], ids: group.map(\.rawValue))
    return try rows.max { try $0.time("created_at") < $1.time("created_at") }?.text("provider_customer")
  }

  /// Somebody who was erased while they paid is not kept, here or there.
  func keep(_ reference: String, of customer: CustomerID, at provider: String) throws {
    let isErased = try connection.first(
      "SELECT 1 FROM customers WHERE store_id = $1 AND id = $2 AND erased_at IS NOT NULL", [.id(store), .id(customer)])
    guard isErased == nil else { return try forget(ProviderCustomer(provider: provider, reference: reference)) }
    try connection.execute(
      """
      INSERT INTO payment_customers (store_id, provider, customer_id, provider_customer, created_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, provider, customer_id) DO UPDATE SET
        provider_customer = excluded.provider_customer, created_at = excluded.created_at
      """, [.id(store), .text(provider), .id(customer), .text(reference), .time(transaction.now)])
  }

  /// Before the rows of a person go: the provider is told to delete them, too.
  func forgetAll(of group: [CustomerID]) throws {
    let rows = try connection.query(
      "SELECT provider, provider_customer FROM payment_customers WHERE store_id = $1 AND customer_id IN ({IDS})",
      [.id(store)], ids: group.map(\.rawValue))
    for row in rows {
      try forget(
        ProviderCustomer(provider: try row.text("provider"), reference: try row.text("provider_customer")))
    }
  }

  private func forget(_ customer: ProviderCustomer) throws {
    try NoticeRows(transaction: transaction, store: store).enqueue(
      Job(
        storeID: store, key: "forget:\(customer.text)", kind: OrderJobs.forget, payload: customer.text,
        runAt: transaction.now))
  }
}
