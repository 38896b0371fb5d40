import Commerce
import Dialogue

/// Turns a cart into an order, or is refused because others were faster.
struct OrderClaim {
  let transaction: Transaction
  let input: TurnInput

  private var connection: any Connection { transaction.connection }
  private var store: StoreID { input.key.storeID }

  /// - Returns: the order's number, and the products whose stock changed.
  /// - Throws: ``RefusedClaim`` with everything of one kind that stands against it.
  func place(_ draft: OrderDraft) throws -> (number: String, changedProducts: Set<ProductID>) {
    try closeCart(draft)
    let taken = try StockClaim(transaction: transaction, store: store).take(draft.lines)
    let number = try nextNumber()
    try insert(draft, number: number)
    try insertLines(of: draft)
    try OrderMoves(transaction: transaction, store: store)
      .record(draft.id, from: nil, to: .confirmed, who: "customer", why: "confirmed in the chat")
    for item in taken {
      try StockClaim(transaction: transaction, store: store)
        .record(variant: item.variant, order: draft.id, delta: -item.quantity, reason: "order \(number)")
    }
    return (number, Set(taken.map(\.product)))
  }

  private func closeCart(_ draft: OrderDraft) throws {
    let carts = CartRows(transaction: transaction, store: store)
    guard !draft.lines.isEmpty, try carts.close(draft.cartID) else { throw RefusedClaim(refusal: .cartChanged) }
    let stored = try carts.lines(of: draft.cartID).map { [$0.variantID.rawValue, Int64($0.quantity)] }
    let drafted = draft.lines.map { [$0.variantID.rawValue, Int64($0.quantity)] }
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

  private func insert(_ draft: OrderDraft, number: String) throws {
    try connection.execute(
      """
      INSERT INTO orders (store_id, id, number, state, customer_id, conversation_id, cart_id, channel, recipient_name,
        fulfilment, address, payment, note, currency, delivery_fee_minor, total_minor, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
      """,
      [
        .id(store), .id(draft.id), .text(number), .text(OrderState.confirmed.rawValue), .id(input.customer.id),
        .integer(input.key.conversationID), .id(draft.cartID), .text(input.account.channel.rawValue),
        .text(draft.delivery.recipientName), .text(draft.delivery.fulfilment.rawValue),
        .maybe(draft.delivery.address), .text(draft.delivery.payment.rawValue), .maybe(draft.delivery.note),
        .text(draft.deliveryFee.currency.code), .integer(draft.deliveryFee.minorUnits),
        .integer(draft.total.minorUnits), .time(transaction.now),
      ])
  }

  private func insertLines(of draft: OrderDraft) throws {
    for (position, line) in draft.lines.enumerated() {
      try connection.execute(
        """
        INSERT INTO order_lines (store_id, order_id, position, product_id, variant_id, sku, title, option_text,
          quantity, unit_price_minor)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        [
          .id(store), .id(draft.id), .int(position), .id(line.productID), .id(line.variantID), .text(line.sku),
          .text(line.title), .text(line.optionText), .int(line.quantity), .integer(line.unitPrice.minorUnits),
        ])
    }
  }
}
