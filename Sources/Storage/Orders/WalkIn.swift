import Commerce
import Dialogue

/// Who buys at the counter without saying who they are: one customer in each store stands for all of them. They have no
/// points and are no kind of customer, for they are many.
struct WalkIn {
  let transaction: Transaction
  let store: StoreID

  private static let name = "Walk-in"

  /// Made with the first sale to a stranger; of two first ones at once, one waits for the other here, before it has
  /// taken anything that the other may want.
  func id() throws -> CustomerID {
    if let known = try known() { return known }
    let (connection, fresh) = (transaction.connection, transaction.ids.nextValue())
    let made = try connection.execute(
      "INSERT INTO walk_in_customers (store_id, customer_id) VALUES ($1, $2) ON CONFLICT (store_id) DO NOTHING",
      [.id(store), .integer(fresh)])
    if made == 1 {
      try connection.execute(
        "INSERT INTO customers (store_id, id, name, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)",
        [.id(store), .integer(fresh), .text(Self.name), .time(transaction.now)])
      try SpendingRows(connection: connection, store: store).begin(CustomerID(fresh), at: transaction.now)
    }
    guard let id = try known() else { throw StorageError.notFound("the walk-in customer of store \(store.text)") }
    return id
  }

  private func known() throws -> CustomerID? {
    try transaction.connection.first(
      "SELECT customer_id FROM walk_in_customers WHERE store_id = $1", [.id(store)])?.id("customer_id")
  }

  static func isMeant(by customer: CustomerID, store: StoreID, _ connection: any Connection) throws -> Bool {
    try connection.first(
      "SELECT 1 FROM walk_in_customers WHERE store_id = $1 AND customer_id = $2", [.id(store), .id(customer)]) != nil
  }
}
