import Commerce
import Dialogue

extension OrderActions {
  /// The fee stays what it was: whoever works for the shop has seen both addresses.
  func change(_ address: String, _ found: OrderCaseRows.Found, _ cause: OrderDesk.Cause) throws -> Done {
    let connection = transaction.connection
    guard found.order.state.isCancellableByShopper else {
      throw OrderActionRefusal.settled(number: found.number, found.order.state)
    }
    let delivery = try OrderRows(connection: connection, store: store).order(found.id)?.delivery
    guard delivery?.fulfilment == .delivery else { throw OrderActionRefusal.notDelivered(number: found.number) }
    let rules = try StoreRows.store(store, connection).settings.selling ?? SellingRules()
    if rules.zones?.isEmpty == false, rules.zone(of: address) == nil {
      throw OrderActionRefusal.outsideZones(address)
    }
    try connection.execute(
      "UPDATE orders SET address = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
      [.id(store), .id(found.id), .text(address), .time(transaction.now)])
    try OrderMoves(transaction: transaction, store: store).record(
      found.id, from: found.order.state, to: found.order.state, who: cause.who, why: "changed the address")
    try NoticeRows(transaction: transaction, store: store).tell(
      OrderNotice(.addressChanged, subject: found.number, detail: address), in: found.conversation,
      key: "address:\(transaction.ids.nextValue())")
    return Done(
      result: OrderActionResult(number: found.number, state: found.order.state), changedProducts: [])
  }
}
