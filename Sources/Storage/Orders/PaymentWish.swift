import Commerce
import Dialogue

/// A payment that a provider is to be asked for, with the later work of asking.
struct PaymentWish {
  let transaction: Transaction
  let store: StoreID

  /// Another link for an order that is still to be paid; one that is wanted or open is used up first.
  /// - Returns: until when the goods are held, where they are.
  /// - Throws: ``OrderRefusal/illegal(_:wanted:)`` where the order takes no payment now.
  func again(for found: OrderCaseRows.Found, provider: String) throws -> Timestamp? {
    guard [.pending, .confirmed].contains(found.order.state) else {
      throw OrderRefusal.illegal(found.order.state, wanted: .paid)
    }
    let row = try transaction.connection.first(
      "SELECT held_until FROM orders WHERE store_id = $1 AND id = $2", [.id(store), .id(found.id)])
    let held = try row?.optionalTime("held_until")
    guard !found.order.payments.contains(where: { [.wanted, .open].contains($0.state) }) else { return held }
    try add(
      to: found.id, provider: provider, amount: Money(minorUnits: found.order.dueMinor, currency: found.currency),
      until: held ?? transaction.now.adding(milliseconds: SellingRules().holdMilliseconds))
    return held
  }

  func add(to order: OrderID, provider: String, amount: Money, until: Timestamp) throws {
    let id = transaction.ids.nextValue()
    try OrderCaseRows(transaction: transaction, store: store)
      .addPayment(id, of: order, provider: provider, state: .wanted, amount: amount, expiresAt: until)
    try NoticeRows(transaction: transaction, store: store).enqueue(
      Job(storeID: store, key: "link:\(id)", kind: OrderJobs.link, payload: String(id), runAt: transaction.now))
  }
}
