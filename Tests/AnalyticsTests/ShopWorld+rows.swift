import Commerce
import Dialogue

@testable import Storage

extension ShopWorld {
  /// Writes all of it into one store's tables.
  func write(_ storage: SoukStorage, _ store: StoreID) async throws {
    _ = try await storage.store(store).history.upsert(pastBefore)
    _ = try await storage.store(store).history.upsert(past)
    try await storage.database.write { connection in
      for person in people { try write(person, connection, store) }
      for piece in pieces { try write(piece, connection, store) }
      for order in orders { try write(order, connection, store) }
      try writeSearches(connection, store)
      for talk in talks { try write(talk, connection, store) }
      for cart in carts { try write(cart, connection, store) }
    }
  }

  private func write(_ person: Person, _ connection: any Connection, _ store: StoreID) throws {
    try connection.execute(
      "INSERT INTO customers (store_id, id, name, created_at, updated_at, points) VALUES ($1, $2, $3, 0, 0, $4)",
      [.id(store), .integer(person.id), .text(person.name), .integer(person.points)])
    guard let into = person.into else { return }
    try connection.execute(
      """
      INSERT INTO customer_links (store_id, from_customer, to_customer, reason, created_at) VALUES ($1, $2, $3, '', 0)
      """,
      [.id(store), .integer(person.id), .integer(into)])
  }

  private func write(_ piece: Piece, _ connection: any Connection, _ store: StoreID) throws {
    if piece.option.isEmpty {
      try connection.execute(
        """
        INSERT INTO products (store_id, id, external_id, title, brand, category_path, description, attributes, tags,
          image_urls, option_names, status, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, '', '{}', '[]', '[]', '[]', $7, 0, 0)
        """,
        [
          .id(store), .integer(piece.product), .text("x\(piece.product)"), .text(piece.title), .maybe(piece.brand),
          .text(piece.category), .text(piece.isOnSale ? "active" : "archived"),
        ])
    }
    try connection.execute(
      """
      INSERT INTO variants (store_id, id, product_id, position, sku, options, price_minor, currency, stock, cost_minor,
        updated_at)
      VALUES ($1, $2, $3, $4, $5, $9, $6, 'USD', $7, $8, 0)
      """,
      [
        .id(store), .integer(piece.variant), .integer(piece.product), .integer(piece.option.isEmpty ? 0 : 1),
        .text(piece.sku), .integer(piece.price), .maybe(piece.stock), .maybe(piece.cost),
        .text(piece.option.isEmpty ? "[]" : "[\"\(piece.option)\"]"),
      ])
  }

  private func write(_ order: Order, _ connection: any Connection, _ store: StoreID) throws {
    try connection.execute(
      """
      INSERT INTO orders (store_id, id, number, state, customer_id, conversation_id, cart_id, channel, recipient_name,
        fulfilment, payment, currency, delivery_fee_minor, total_minor, created_at, updated_at, goods_minor,
        discount_minor, tax_minor, refunded_minor, paid_at)
      VALUES ($1, $2, $3, $4, $5, 1, $2, $6, 'Nobody', $7, $8, 'USD', $9, $10, $11, $11, $12, $13, $14, $15, $16)
      """,
      [
        .id(store), .integer(order.id), .text(order.number), .text(order.state), .integer(order.customer),
        .text(order.channel), .text(order.isDelivered ? "delivery" : "pickup"), .text(order.payment),
        .integer(order.shipping), .integer(order.total), .integer(order.at), .integer(order.goods),
        .integer(order.discount), .integer(order.tax), .integer(order.refunded),
        order.isPaid ? .integer(order.at) : .null,
      ])
    for (position, line) in order.lines.enumerated() {
      try connection.execute(
        """
        INSERT INTO order_lines (store_id, order_id, position, product_id, variant_id, sku, title, option_text,
          quantity, unit_price_minor, discount_minor, cost_minor, returned, bundle_id, is_substitute, pick_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """,
        [
          .id(store), .integer(order.id), .int(position), .integer(line.piece.product), .integer(line.piece.variant),
          .text(line.piece.sku), .text(line.piece.title), .text(line.piece.option), .integer(line.quantity),
          .integer(line.piece.price), .integer(line.discount), .maybe(line.cost), .integer(line.returned),
          .maybe(line.bundle?.product), .bool(line.isSubstitute), .maybe(line.pick),
        ])
    }
    try writeWhatFollowed(order, connection, store)
  }

  private func writeWhatFollowed(_ order: Order, _ connection: any Connection, _ store: StoreID) throws {
    for (index, coupon) in order.coupons.enumerated() {
      try connection.execute(
        """
        INSERT INTO coupon_uses (store_id, order_id, coupon_id, customer_id, code, discount_minor, at, released_at)
        VALUES ($1, $2, $3, $4, $5, 0, $6, $7)
        """,
        [
          .id(store), .integer(order.id), .int(index), .integer(order.customer), .text(coupon.code), .integer(order.at),
          coupon.isReleased ? .integer(order.at) : .null,
        ])
    }
    for (index, refund) in order.refunds.enumerated() {
      try connection.execute(
        """
        INSERT INTO refunds (store_id, id, order_id, provider, state, amount_minor, currency, reason, who, created_at,
          settled_at, updated_at)
        VALUES ($1, $2, $3, 'manual', $4, $5, 'USD', '', '', $6, $7, $6)
        """,
        [
          .id(store), .integer(order.id * 10 + Int64(index)), .integer(order.id),
          .text(refund.isDone ? "succeeded" : "failed"), .integer(refund.amount),
          // One that is settled counts then, another when it was made.
          .integer(index == 0 ? order.at : refund.at), index == 0 ? .integer(refund.at) : .null,
        ])
    }
    for (index, at) in order.shipments.enumerated() {
      try connection.execute(
        "INSERT INTO shipments (store_id, id, order_id, who, created_at) VALUES ($1, $2, $3, '', $4)",
        [.id(store), .integer(order.id * 10 + Int64(index)), .integer(order.id), .integer(at)])
    }
  }

  private func writeSearches(_ connection: any Connection, _ store: StoreID) throws {
    for search in searches {
      try connection.execute(
        """
        INSERT INTO search_events (store_id, id, conversation_id, customer_id, query, result_count, shown, at)
        VALUES ($1, $2, 1, $3, $4, $5, '[]', $6)
        """,
        [
          .id(store), .integer(search.id), .integer(search.customer), .text(search.query), .integer(search.results),
          .integer(search.at),
        ])
      guard let pick = search.pick else { continue }
      try connection.execute(
        """
        INSERT INTO product_picks (store_id, id, conversation_id, customer_id, channel, product_id, search_id, at)
        VALUES ($1, $2, 1, $3, 'console', 1, $4, $5)
        """, [.id(store), .integer(pick), .integer(search.customer), .integer(search.id), .integer(search.at)])
    }
  }

  private func write(_ talk: Talk, _ connection: any Connection, _ store: StoreID) throws {
    try connection.execute(
      """
      INSERT INTO conversations (store_id, id, channel, account, customer_id, chat, state, handed_over_at, created_at,
        updated_at)
      VALUES ($1, $2, $3, $4, $5, '', '{}', $6, $7, $7)
      """,
      [
        .id(store), .integer(talk.id), .text(talk.channel), .text("a\(talk.id)"), .integer(talk.customer),
        .maybe(talk.handedOver), .integer(talk.at),
      ])
    for (index, who) in talk.closedBy.enumerated() {
      try connection.execute(
        """
        INSERT INTO staff_tasks (store_id, id, conversation_id, kind, reason, created_at, closed_by)
        VALUES ($1, $2, $3, 'hand_over', '', $4, $5)
        """,
        [
          .id(store), .integer(talk.id * 10 + Int64(index)), .integer(talk.id), .integer(talk.at), .text(who),
        ])
    }
  }

  private func write(_ cart: Cart, _ connection: any Connection, _ store: StoreID) throws {
    try connection.execute(
      """
      INSERT INTO carts (store_id, id, customer_id, status, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
      """,
      [
        .id(store), .integer(cart.id), .integer(cart.customer), .text(cart.isOpen ? "open" : "ordered"),
        .integer(cart.at),
      ])
    guard !cart.isEmpty else { return }
    try connection.execute(
      """
      INSERT INTO cart_lines (store_id, cart_id, position, product_id, variant_id, quantity) VALUES ($1, $2, 0, 1, 1, 1)
      """, [.id(store), .integer(cart.id)])
  }
}
