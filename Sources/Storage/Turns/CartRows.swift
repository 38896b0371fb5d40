import Commerce
import Dialogue

/// A store's carts. A customer has at most one that counts: the one changed last.
struct CartRows {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// The open cart of a customer and everyone linked to them; a new one, not stored yet, where there is none.
  func open(of group: [CustomerID]) throws -> Cart {
    let rows = try connection.query(
      """
      SELECT id, updated_at, coupon_codes FROM carts WHERE store_id = $1 AND status = 'open' AND customer_id IN ({IDS})
      """, [.id(store)], ids: group.map(\.rawValue))
    let newest = try rows.map { (try $0.int64("updated_at"), try $0.id("id", CartEntity.self), $0) }
      .max { ($0.0, $0.1) < ($1.0, $1.1) }
    guard let newest else { return Cart(id: transaction.ids.next()) }
    var cart = Cart(id: newest.1, lines: try lines(of: newest.1))
    cart.couponCodes = try newest.2.json("coupon_codes")
    return cart
  }

  func lines(of cart: CartID) throws -> [CartLine] {
    try connection.query(
      """
      SELECT product_id, variant_id, quantity, bundle FROM cart_lines
      WHERE store_id = $1 AND cart_id = $2 ORDER BY position
      """, [.id(store), .id(cart)]
    ).map { row in
      var line = CartLine(
        productID: try row.id("product_id"), variantID: try row.id("variant_id"), quantity: try row.int("quantity"))
      if try row.optionalText("bundle") != nil { line.bundle = try row.json("bundle") }
      return line
    }
  }

  /// - Throws: ``RefusedClaim`` for lines in a cart that was ordered meanwhile; emptying such a cart changes nothing.
  func save(_ cart: Cart, of customer: CustomerID) throws {
    try connection.execute(
      """
      INSERT INTO carts (store_id, id, customer_id, status, created_at, updated_at)
      VALUES ($1, $2, $3, 'open', $4, $4) ON CONFLICT (store_id, id) DO NOTHING
      """, [.id(store), .id(cart.id), .id(customer), .time(transaction.now)])
    guard try touch(cart.id, status: "open") else {
      if cart.isEmpty { return }
      throw RefusedClaim(refusal: .cartChanged)
    }
    try connection.execute(
      "UPDATE carts SET coupon_codes = $3 WHERE store_id = $1 AND id = $2",
      [.id(store), .id(cart.id), .json(cart.couponCodes)])
    try connection.execute("DELETE FROM cart_lines WHERE store_id = $1 AND cart_id = $2", [.id(store), .id(cart.id)])
    for (position, line) in cart.lines.enumerated() {
      try connection.execute(
        """
        INSERT INTO cart_lines (store_id, cart_id, position, product_id, variant_id, quantity, bundle)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .id(store), .id(cart.id), .int(position), .id(line.productID), .id(line.variantID), .int(line.quantity),
          try line.bundle.map { try .json($0) } ?? .null,
        ])
    }
  }

  /// Closes the cart for an order. - Returns: whether it was still open.
  func close(_ cart: CartID) throws -> Bool { try touch(cart, status: "ordered") }

  private func touch(_ cart: CartID, status: SQLValue) throws -> Bool {
    try connection.execute(
      "UPDATE carts SET status = $3, updated_at = $4 WHERE store_id = $1 AND id = $2 AND status = 'open'",
      [.id(store), .id(cart), status, .time(transaction.now)]) == 1
  }
}
