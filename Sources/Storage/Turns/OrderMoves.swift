import Commerce
import Dialogue

/// An order's history: each move with who and why.
struct OrderMoves {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

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
