import Commerce
import Dialogue

/// Moves orders along the table of legal moves, each with who and why.
struct OrderMoves {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// Reads where an order stands and holds it there until the commit.
  func lock(_ order: OrderID) throws -> (state: OrderState, customer: CustomerID) {
    let row = try connection.first(
      "SELECT state, customer_id FROM orders WHERE store_id = $1 AND id = $2" + connection.forUpdate,
      [.id(store), .id(order)])
    guard let row else { throw StorageError.notFound("order \(order.text)") }
    return (try row.raw("state"), try row.id("customer_id"))
  }

  /// Goods of a cancelled order go back into stock. The order is locked and the move is legal.
  /// - Returns: the products whose stock changed.
  func move(
    _ order: OrderID, from state: OrderState, to next: OrderState, who: String, why: String
  ) throws -> Set<ProductID> {
    try connection.execute(
      "UPDATE orders SET state = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
      [.id(store), .id(order), .text(next.rawValue), .time(transaction.now)])
    try record(order, from: state, to: next, who: who, why: why)
    guard next == .cancelled else { return [] }
    return try StockClaim(transaction: transaction, store: store).giveBack(order, reason: "order cancelled")
  }

  func record(_ order: OrderID, from state: OrderState?, to next: OrderState, who: String, why: String) throws {
    try connection.execute(
      """
      INSERT INTO order_history (store_id, id, order_id, from_state, to_state, who, why, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .id(order), .maybe(state?.rawValue),
        .text(next.rawValue), .text(who), .text(why), .time(transaction.now),
      ])
    try AuditTrail(transaction: transaction, store: store)
      .note("order \(state?.rawValue ?? "new") to \(next.rawValue)", of: order.text, who: who, why: why)
  }
}
