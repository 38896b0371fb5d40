import Commerce
import Dialogue

/// Goods of an order come back, and others go out for them as an order of their own. What was paid for those that came
/// back counts for the new ones: what is missing is paid with them, and what is over can be refunded.
struct OrderExchange {
  let transaction: Transaction
  let store: StoreID
  let who: String

  struct Done {
    var number: String
    /// Still to be paid for the new goods.
    var due: Money
    /// What came back and what of its worth is over.
    var returned: OrderActionResult
    var changedProducts: Set<ProductID>
  }

  private var connection: any Connection { transaction.connection }
  private var desk: OrderDesk { OrderDesk(transaction: transaction, store: store) }

  /// - Throws: ``OrderActionRefusal``, ``OrderWishRefusal`` or ``RefusedClaim``; a rollback undoes all of it.
  func perform(_ exchange: GoodsExchange) throws -> Done {
    let actions = OrderActions(transaction: transaction, store: store)
    let back = try actions.perform(
      .takeBack(exchange.picks), on: exchange.number, who: who, why: "exchanged for other goods")
    let rows = OrderCaseRows(transaction: transaction, store: store)
    guard let oldID = try rows.id(number: exchange.number),
      let old = try OrderRows(connection: connection, store: store).order(oldID)
    else { throw OrderActionRefusal.noOrder(exchange.number) }
    var wish = OrderWish(
      customer: old.customerID, items: exchange.items.map { .init(variant: $0.variant, quantity: $0.quantity) },
      couponCodes: [], delivery: old.delivery, provider: nil)
    wish.delivery.payment = Self.inHand[old.delivery.fulfilment] ?? .cashOnDelivery
    wish.delivery.note = "in exchange, from order \(old.number)"
    wish.isExchange = true
    var credit: Int64 = 0
    let placed = try OrderPlacing(transaction: transaction, store: store, who: who).place(wish, as: exchange.id) {
      credit = min(back.result.worth?.minorUnits ?? 0, $0.total.minorUnits)
      if credit > 0 { try move(credit, from: oldID, to: exchange.id, $0) }
    }
    let due = Money(minorUnits: placed.total.minorUnits - credit, currency: placed.total.currency)
    try note(exchange, placed, due, rows.lock(oldID))
    var returned = back.result
    returned.worth = returned.worth.map { Money(minorUnits: $0.minorUnits - credit, currency: $0.currency) }
    return Done(
      number: placed.number, due: due, returned: returned,
      changedProducts: back.changedProducts.union(placed.changedProducts))
  }

  private static let inHand: [Fulfilment: PaymentMethod] = [
    .delivery: .cashOnDelivery, .pickup: .payAtPickup, .inStore: .payInStore,
  ]

  /// No money moves: it leaves the one order's books and is in the other's.
  private func move(_ credit: Int64, from old: OrderID, to new: OrderID, _ placed: OrderPlacing.Placed) throws {
    _ = try desk.apply(
      .credit(amountMinor: credit), to: old, .init(who: who, why: "counts for order \(placed.number)", isQuiet: true))
    let id = transaction.ids.nextValue()
    try OrderCaseRows(transaction: transaction, store: store).addPayment(
      id, of: new, provider: CasePayment.exchange, state: .open,
      amount: Money(minorUnits: credit, currency: placed.total.currency), expiresAt: nil)
    _ = try desk.apply(.paymentReceived(id), to: new, .init(who: who, why: "goods came back for it", isQuiet: true))
  }

  private func note(
    _ exchange: GoodsExchange, _ placed: OrderPlacing.Placed, _ due: Money, _ old: OrderCaseRows.Found
  ) throws {
    try OrderMoves(transaction: transaction, store: store).record(
      old.id, from: old.order.state, to: old.order.state, who: who, why: "exchanged: order \(placed.number)")
    let lines = try OrderRows(connection: connection, store: store).order(exchange.id)?.lines ?? []
    let items = lines.map { "\($0.quantity) × \($0.name)" }.joined(separator: ", ")
    try NoticeRows(transaction: transaction, store: store).tell(
      OrderNotice(
        .exchanged, subject: placed.number, amount: due.minorUnits > 0 ? due : nil, detail: items,
        tracking: old.number),
      in: old.conversation, key: "exchanged:\(exchange.id.rawValue)")
  }
}

extension OrderRepository {
  /// - Throws: ``OrderActionRefusal``, ``OrderWishRefusal``.
  package func exchange(_ exchange: GoodsExchange, who: String) async throws {
    do {
      try await scope.write { transaction, store in
        let done = try OrderExchange(transaction: transaction, store: store, who: who).perform(exchange)
        try CatalogRows(connection: transaction.connection, store: store).note(done.changedProducts)
        try StockWatches(transaction: transaction, store: store).tell(of: done.changedProducts)
      }
    } catch let refused as RefusedClaim {
      throw OrderWishRefusal(refused.refusal)
    }
  }
}
