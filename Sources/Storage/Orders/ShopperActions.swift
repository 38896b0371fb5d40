import Commerce
import Dialogue

/// What shoppers do with their own orders, cancelling aside.
struct ShopperActions {
  let transaction: Transaction
  let input: TurnInput

  private var connection: any Connection { transaction.connection }
  private var store: StoreID { input.key.storeID }

  /// - Returns: until when the goods are held, where they are.
  /// - Throws: ``RefusedClaim`` where the order has moved on.
  func perform(_ action: ShopperAction, on id: OrderID) throws -> Timestamp? {
    let found = try OrderCaseRows(transaction: transaction, store: store).lock(id)
    let group = try IdentityResolution.group(of: input.customer.id, store: store, connection)
    guard group.contains(found.customer) else { throw StorageError.notFound("order \(id.text) of this customer") }
    switch action {
    case .payAgain(let provider): return try payAgain(provider, found)
    case .payInHand: try payInHand(found)
    case .changeAddress(let address): try change(address, found)
    case .addNote(let note): try add(note, found)
    case .askReturn(let lines, let reason, let isExchange): try ask(lines, reason, isExchange, found)
    }
    return nil
  }

  private func payAgain(_ provider: String, _ found: OrderCaseRows.Found) throws -> Timestamp? {
    do {
      return try PaymentWish(transaction: transaction, store: store).again(for: found, provider: provider)
    } catch is OrderRefusal {
      throw moved(found)
    }
  }

  private func payInHand(_ found: OrderCaseRows.Found) throws {
    guard found.order.state == .pending else { throw moved(found) }
    _ = try OrderDesk(transaction: transaction, store: store)
      .apply(.payInHand, to: found, .init(who: "customer", why: "pays in hand", isShoppersOwn: true))
    try connection.execute(
      """
      UPDATE orders SET payment = CASE WHEN fulfilment = 'pickup' THEN 'pay_at_pickup' ELSE 'cash_on_delivery' END
      WHERE store_id = $1 AND id = $2
      """, [.id(store), .id(found.id)])
  }

  private func change(_ address: String, _ found: OrderCaseRows.Found) throws {
    guard found.order.state.isCancellableByShopper else { throw moved(found) }
    try connection.execute(
      "UPDATE orders SET address = $3, fulfilment = 'delivery', updated_at = $4 WHERE store_id = $1 AND id = $2",
      [.id(store), .id(found.id), .text(address), .time(transaction.now)])
    try OrderMoves(transaction: transaction, store: store).record(
      found.id, from: found.order.state, to: found.order.state, who: "customer", why: "changed the address")
  }

  private func add(_ note: String, _ found: OrderCaseRows.Found) throws {
    guard found.order.state.isCancellableByShopper else { throw moved(found) }
    let order = try OrderRows(connection: connection, store: store).order(found.id)
    try connection.execute(
      "UPDATE orders SET note = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
      [.id(store), .id(found.id), .text(Facts.note(note, beside: order?.delivery.note)), .time(transaction.now)])
    try OrderMoves(transaction: transaction, store: store).record(
      found.id, from: found.order.state, to: found.order.state, who: "customer", why: "added a note")
  }

  /// The shop sees to a return when the goods are there; asking for it is kept and put before a person.
  private func ask(
    _ lines: [LinePick], _ reason: String, _ isExchange: Bool, _ found: OrderCaseRows.Found
  ) throws {
    guard found.order.state.canMove(to: .returned) else { throw moved(found) }
    let kind = isExchange ? "exchange" : "return"
    try connection.execute(
      """
      INSERT INTO returns (store_id, id, order_id, kind, state, reason, lines, who, created_at)
      VALUES ($1, $2, $3, $4, 'asked', $5, $6, 'customer', $7)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .id(found.id), .text(kind), .text(reason), .json(lines),
        .time(transaction.now),
      ])
    let what = lines.isEmpty ? "all of it" : lines.map(\.words).joined(separator: ", ")
    try OrderDesk(transaction: transaction, store: store).staffTask(
      kind, "order \(found.number): \(kind) asked for (\(what)): \(reason)", found, "\(kind):\(found.id.rawValue)")
  }

  private func moved(_ found: OrderCaseRows.Found) -> RefusedClaim {
    RefusedClaim(refusal: .orderMoved(found.id, found.order.state))
  }
}
