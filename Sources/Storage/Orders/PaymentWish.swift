import Commerce
import Dialogue

/// A payment that a provider is to be asked for, with the later work of asking.
struct PaymentWish {
  let transaction: Transaction
  let store: StoreID

  func add(to order: OrderID, provider: String, amount: Money, until: Timestamp) throws {
    let id = transaction.ids.nextValue()
    try OrderCaseRows(transaction: transaction, store: store)
      .addPayment(id, of: order, provider: provider, state: .wanted, amount: amount, expiresAt: until)
    try NoticeRows(transaction: transaction, store: store).enqueue(
      Job(storeID: store, key: "link:\(id)", kind: OrderJobs.link, payload: String(id), runAt: transaction.now))
  }
}
