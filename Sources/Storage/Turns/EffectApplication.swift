import Commerce
import Dialogue

/// Applies a turn's effects in order and gathers what only the transaction can know.
struct EffectApplication {
  let transaction: Transaction
  let input: TurnInput
  private(set) var facts = CommittedFacts()
  /// Noted in the catalogue's sequence at the end: the store's counter is locked as late as can be.
  private var changedProducts: Set<ProductID> = []

  init(transaction: Transaction, input: TurnInput) {
    self.transaction = transaction
    self.input = input
  }

  private var connection: any Connection { transaction.connection }
  private var store: StoreID { input.key.storeID }

  mutating func apply(_ effect: Effect) throws {
    switch effect {
    case .saveCart(let cart):
      try save(cart)
    case .placeOrder(let draft):
      let claim = OrderClaim(transaction: transaction, input: input)
      let placed = try claim.place(draft)
      facts.orderNumbers[draft.id] = placed.number
      changedProducts.formUnion(placed.changedProducts)
      changedProducts.formUnion(try choices.recordSale(draft))
    case .cancelOrder(let order, let reason):
      changedProducts.formUnion(try cancel(order, reason))
    case .updateCustomer(let change):
      try CustomerFacts(connection: connection, store: store, now: transaction.now)
        .apply(change, to: input.customer.id)
    case .handOver(let reason): try handOver.begin(reason: reason)
    case .handBack: try handOver.end(by: "the bot")
    case .setOptedOut(let isOptedOut): try setOptedOut(isOptedOut)
    case .recordSearch(let event): try choices.record(event)
    case .enqueue(let job): try SQLJobStore.enqueue(job, at: transaction.now, connection)
    }
  }

  func finish() throws {
    try CatalogRows(connection: connection, store: store).note(changedProducts)
  }

  private var choices: ChoiceRows { ChoiceRows(transaction: transaction, input: input) }

  private func save(_ cart: Cart) throws {
    let carts = CartRows(transaction: transaction, store: store)
    var known = Set(try carts.lines(of: cart.id).map(\.productID))
    try carts.save(cart, of: input.customer.id)
    try choices.recordPicks(cart.lines.map(\.productID).filter { known.insert($0).inserted })
  }

  private var handOver: HandOver { HandOver(transaction: transaction, key: input.key) }

  private func cancel(_ id: OrderID, _ reason: String) throws -> Set<ProductID> {
    let moves = OrderMoves(transaction: transaction, store: store)
    let order = try moves.lock(id)
    let group = try IdentityResolution.group(of: input.customer.id, store: store, connection)
    guard group.contains(order.customer) else { throw StorageError.notFound("order \(id.text) of this customer") }
    guard order.state.isCancellableByShopper, order.state.canMove(to: .cancelled) else {
      throw RefusedClaim(refusal: .orderMoved(id, order.state))
    }
    return try moves.move(id, from: order.state, to: .cancelled, who: "customer", why: reason)
  }

  private func setOptedOut(_ isOptedOut: Bool) throws {
    try AuditTrail(transaction: transaction, store: store).note(
      isOptedOut ? "opted out" : "opted in", of: String(input.key.conversationID), who: "customer", why: "said so")
    try connection.execute(
      "UPDATE conversations SET opted_out = $3 WHERE store_id = $1 AND id = $2",
      input.key.columns + [.bool(isOptedOut)])
  }
}
