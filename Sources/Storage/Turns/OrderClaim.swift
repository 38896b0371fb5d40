import Commerce
import Dialogue

/// Turns a cart into an order, or is refused because others were faster.
struct OrderClaim {
  let transaction: Transaction
  let input: TurnInput
  /// For the order's history.
  var who = "customer"
  var why = "confirmed in the chat"
  /// Where its goods are taken from first.
  var place: LocationID?

  private var connection: any Connection { transaction.connection }
  private var store: StoreID { input.key.storeID }

  struct Placed {
    var number: String
    var changedProducts: Set<ProductID>
    /// Until when the goods are held for an online payment.
    var heldUntil: Timestamp?
  }

  /// - Throws: ``RefusedClaim`` with everything of one kind that stands against it.
  func place(_ draft: OrderDraft) throws -> Placed {
    try closeCart(draft)
    try BundleWriter(transaction: transaction, store: store).verify(draft.bundles)
    let stock = StockClaim(transaction: transaction, store: store, place: place)
    let taken = try stock.take(draft.lines, holding: draft.waitsForPayment)
    if let quote = draft.quote {
      try CouponRows(transaction: transaction, store: store)
        .claim(quote, order: draft.id, customer: input.customer.id)
    }
    let number = try nextNumber()
    let heldUntil = draft.waitsForPayment ? transaction.now.adding(milliseconds: draft.holdMilliseconds) : nil
    try insert(draft, number: number, heldUntil: heldUntil)
    try insertLines(of: draft)
    try keepAddress(of: draft)
    try OrderMoves(transaction: transaction, store: store).record(
      draft.id, from: nil, to: heldUntil == nil ? .confirmed : .pending, who: who, why: why)
    if let heldUntil {
      try stock.hold(taken, for: draft.id, until: heldUntil)
      try ask(draft.provider ?? "", for: draft, until: heldUntil)
    } else {
      for item in taken {
        try stock.record(
          variant: item.variant, order: draft.id, delta: -item.quantity, reason: "order \(number)")
      }
    }
    try SpendingRows(connection: connection, store: store).refresh(input.customer.id, at: transaction.now)
    return Placed(number: number, changedProducts: Set(taken.map(\.product)), heldUntil: heldUntil)
  }

  /// The payment, and the later work of making its link and of ending the hold.
  private func ask(_ provider: String, for draft: OrderDraft, until: Timestamp) throws {
    try PaymentWish(transaction: transaction, store: store)
      .add(to: draft.id, provider: provider, amount: draft.total, until: until)
    try NoticeRows(transaction: transaction, store: store).enqueue(
      Job(
        storeID: store, key: "expire:\(draft.id.rawValue)", kind: OrderJobs.expire, payload: String(draft.id.rawValue),
        runAt: until))
  }

  private func closeCart(_ draft: OrderDraft) throws {
    let carts = CartRows(transaction: transaction, store: store)
    guard !draft.lines.isEmpty, try carts.close(draft.cartID) else { throw RefusedClaim(refusal: .cartChanged) }
    let stored = try carts.lines(of: draft.cartID)
    let drafted = draft.cartLines
    guard Set(stored) == Set(drafted), stored.count == drafted.count else {
      throw RefusedClaim(refusal: .cartChanged)
    }
    let currencies = Set(draft.lines.map(\.unitPrice.currency)).union([draft.deliveryFee.currency])
    guard currencies.count == 1 else {
      throw StorageError.badValue(column: "currency", expected: "one currency in an order", found: "several")
    }
  }

  private func nextNumber() throws -> String {
    let row = try connection.first(
      "UPDATE store_counters SET order_number = order_number + 1 WHERE store_id = $1 RETURNING order_number",
      [.id(store)])
    guard let row else { throw StorageError.notFound("the counters of store \(store.text)") }
    return String(try row.int64("order_number"))
  }

  private func insert(_ draft: OrderDraft, number: String, heldUntil: Timestamp?) throws {
    let state: OrderState = heldUntil == nil ? .confirmed : .pending
    let quote = draft.quote
    try connection.execute(
      """
      INSERT INTO orders (store_id, id, number, state, customer_id, conversation_id, cart_id, channel, recipient_name,
        fulfilment, address, payment, note, currency, delivery_fee_minor, total_minor, created_at, updated_at,
        goods_minor, discount_minor, tax_minor, tax_in_prices, held_until)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, $18, $19, $20, $21, $22)
      """,
      [
        .id(store), .id(draft.id), .text(number), .text(state.rawValue), .id(input.customer.id),
        .integer(input.key.conversationID), .id(draft.cartID), .text(input.account.channel.rawValue),
        .text(draft.delivery.recipientName), .text(draft.delivery.fulfilment.rawValue),
        .maybe(draft.delivery.address), .text(draft.delivery.payment.rawValue), .maybe(draft.delivery.note),
        .text(draft.deliveryFee.currency.code), .integer(draft.deliveryFee.minorUnits),
        .integer(draft.total.minorUnits), .time(transaction.now), .integer(draft.goods.minorUnits + draft.savingMinor),
        .integer((quote?.discountMinor ?? 0) + draft.savingMinor), .integer(quote?.taxMinor ?? 0),
        .bool(quote?.taxIsInPrices ?? true),
        .maybe(heldUntil),
      ])
  }

  /// Where goods went once they may go again.
  private func keepAddress(of draft: OrderDraft) throws {
    guard draft.delivery.fulfilment == .delivery, let address = draft.delivery.address, !address.isEmpty else { return }
    _ = try CustomerFileRows(connection: connection, store: store)
      .keep(address, nil, of: input.customer.id, transaction)
  }

  private func insertLines(of draft: OrderDraft) throws {
    let shares = draft.quote?.lines ?? []
    for (position, line) in draft.lines.enumerated() {
      let share = position < shares.count ? shares[position] : Quote.Line()
      try connection.execute(
        """
        INSERT INTO order_lines (store_id, order_id, position, product_id, variant_id, sku, title, option_text,
          quantity, unit_price_minor, discount_minor, tax_minor, tax_ppm, bundle_id, original_product_id,
          is_substitute, suggested_by, bundle_title, bundle_count, cost_minor, supplier_status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
          (SELECT v.cost_minor FROM variants v WHERE v.store_id = $1 AND v.id = $5),
          (SELECT CASE WHEN d.supply = 'own' THEN NULL ELSE 'wanted' END FROM product_details d
            WHERE d.store_id = $1 AND d.product_id = $4))
        """,
        [
          .id(store), .id(draft.id), .int(position), .id(line.productID), .id(line.variantID), .text(line.sku),
          .text(line.title), .text(line.optionText), .int(line.quantity), .integer(line.unitPrice.minorUnits),
          .integer(share.discountMinor + line.savingMinor), .integer(share.taxMinor), .integer(share.taxRate.rawValue),
          .maybe(line.origin?.bundleID?.rawValue), .maybe(line.origin?.originalProductID?.rawValue),
          .bool(line.origin?.isSubstitute ?? false), .maybe(line.origin?.suggestedBy),
          .maybe(line.origin?.bundleTitle), .maybe(line.origin?.bundleCount),
        ])
    }
  }
}
