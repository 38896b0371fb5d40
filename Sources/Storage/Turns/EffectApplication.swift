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
      facts.heldUntil[draft.id] = placed.heldUntil
      changedProducts.formUnion(placed.changedProducts)
      changedProducts.formUnion(try choices.recordSale(draft))
    case .cancelOrder(let order, let reason):
      changedProducts.formUnion(try cancel(order, reason))
    case .orderAction(let action, let number): try perform(action, number)
    case .counterSale(let sale): try sell(sale)
    case .exchangeGoods(let exchange): try give(exchange)
    case .shopperAction(let action, let order):
      facts.heldUntil[order] = try ShopperActions(transaction: transaction, input: input).perform(action, on: order)
    case .setAgeConfirmed(let isConfirmed):
      try StandingRows(connection: connection, store: store)
        .setAge(isConfirmed, of: input.customer.id, at: transaction.now)
    case .watchStock(let variant):
      try StockWatches(transaction: transaction, store: store)
        .add(variant, customer: input.customer.id, conversation: input.key.conversationID)
    case .eraseCustomer:
      facts.erased = try CustomerErasure(transaction: transaction, store: store)
        .erase(input.customer.id, who: "the customer", keeping: input.key.conversationID)
    case .updateCustomer(let change):
      try CustomerFacts(connection: connection, store: store, now: transaction.now)
        .apply(change, to: input.customer.id)
    case .handOver(let reason, let isSilent): try handOver.begin(reason: reason, isSilent: isSilent)
    case .handBack: try handOver.end(by: "the bot")
    case .setOptedOut(let isOptedOut): try setOptedOut(isOptedOut)
    case .recordSearch(let event): try choices.record(event)
    case .enqueue(let job): try SQLJobStore.enqueue(job, at: transaction.now, connection)
    case .redeemStaffCode(let code):
      facts.staffCode = try StaffCodeRows(transaction: transaction, store: store).redeem(code, by: input)
    case .desk(let change):
      try DeskRows(transaction: transaction, store: store, owner: input.customer.id.text).apply(change)
    }
  }

  func finish() throws {
    try CatalogRows(connection: connection, store: store).note(changedProducts)
    try StockWatches(transaction: transaction, store: store).tell(of: changedProducts)
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
    let found = try OrderCaseRows(transaction: transaction, store: store).lock(id)
    let group = try IdentityResolution.group(of: input.customer.id, store: store, connection)
    guard group.contains(found.customer) else { throw StorageError.notFound("order \(id.text) of this customer") }
    guard found.order.state.isCancellableByShopper else {
      throw RefusedClaim(refusal: .orderMoved(id, found.order.state))
    }
    return try OrderDesk(transaction: transaction, store: store)
      .apply(.cancel, to: found, .init(who: "customer", why: reason, isShoppersOwn: true)).changedProducts
  }

  private mutating func perform(_ action: OrderAction, _ number: String) throws {
    guard input.standing.role.isStaff else { throw StorageError.notFound("a person at the shop") }
    do {
      let who = input.customer.name ?? input.customer.identities.first ?? "staff"
      let done = try OrderActions(transaction: transaction, store: store)
        .perform(action, on: number, who: who, why: "in the chat")
      facts.actions[number] = done.result
      changedProducts.formUnion(done.changedProducts)
    } catch let refusal as OrderActionRefusal {
      throw RefusedClaim(refusal: .actionRefused(refusal))
    }
  }

  private mutating func sell(_ sale: CounterSale) throws {
    guard input.standing.role.isStaff else { throw StorageError.notFound("a person at the shop") }
    let who = input.customer.name ?? input.customer.identities.first ?? "staff"
    let customer = try sale.contact.map { contact in
      guard let known = try CustomerFacts.known(by: contact, store: store, connection) else {
        throw RefusedClaim(refusal: .actionRefused(.noCustomer(contact)))
      }
      return known
    }
    let name = try customer.map { try CustomerFacts.customer($0, store: store, connection).name ?? "" } ?? ""
    let wish = OrderWish(
      customer: customer, items: sale.items.map { .init(variant: $0.variant, quantity: $0.quantity) },
      couponCodes: sale.couponCodes,
      delivery: OrderDelivery(recipientName: name, fulfilment: .inStore, payment: .payInStore), provider: nil)
    do {
      let placed = try OrderPlacing(transaction: transaction, store: store, who: who).place(wish, as: sale.id)
      facts.orderNumbers[sale.id] = placed.number
      facts.orderTotals[sale.id] = placed.total
      changedProducts.formUnion(placed.changedProducts)
    } catch let refusal as OrderWishRefusal {
      throw RefusedClaim(refusal: refusal.asClaim)
    }
  }

  private mutating func give(_ exchange: GoodsExchange) throws {
    guard input.standing.role.isStaff else { throw StorageError.notFound("a person at the shop") }
    let who = input.customer.name ?? input.customer.identities.first ?? "staff"
    do {
      let done = try OrderExchange(transaction: transaction, store: store, who: who).perform(exchange)
      facts.orderNumbers[exchange.id] = done.number
      if done.due.minorUnits > 0 { facts.orderTotals[exchange.id] = done.due }
      facts.actions[exchange.number] = done.returned
      changedProducts.formUnion(done.changedProducts)
    } catch let refusal as OrderActionRefusal {
      throw RefusedClaim(refusal: .actionRefused(refusal))
    } catch let refusal as OrderWishRefusal {
      throw RefusedClaim(refusal: refusal.asClaim)
    }
  }

  private func setOptedOut(_ isOptedOut: Bool) throws {
    try AuditTrail(transaction: transaction, store: store).note(
      isOptedOut ? "opted out" : "opted in", of: String(input.key.conversationID), who: "customer", why: "said so")
    try connection.execute(
      "UPDATE conversations SET opted_out = $3 WHERE store_id = $1 AND id = $2",
      input.key.columns + [.bool(isOptedOut)])
    try CustomerFileRows(connection: connection, store: store).set(
      CustomerConsent(
        purpose: CustomerConsent.messages, isGiven: !isOptedOut, source: "said so in the chat", at: transaction.now),
      of: input.customer.id)
  }
}
