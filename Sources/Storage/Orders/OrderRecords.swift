import Commerce

/// A parcel with what is in it.
package struct ShipmentRecord: Hashable, Sendable {
  package struct Piece: Hashable, Sendable {
    /// The line's place in the order.
    package let position: Int
    package let quantity: Int
  }

  package let id: Int64
  package let order: OrderID
  package let carrier: String?
  package let trackingNumber: String?
  package let trackingURL: String?
  package let who: String
  package let createdAt: Timestamp
  package let pieces: [Piece]
}

/// A try at paying an order.
package struct PaymentRecord: Hashable, Sendable {
  package let id: PaymentID
  package let order: OrderID
  package let provider: String
  package let state: PaymentState
  package let amount: Money
  package let refundedMinor: Int64
  package let url: String?
  /// Why it came to nothing; nil where it did not, or nobody said.
  package let reason: String?
  package let createdAt: Timestamp
  package let paidAt: Timestamp?
}

/// A sum that went back, or is on its way.
package struct RefundRecord: Hashable, Sendable {
  package let id: RefundID
  package let order: OrderID
  package let provider: String
  package let state: RefundState
  package let amount: Money
  package let reason: String
  /// Why the provider did not give it back; nil where it did, or has not said.
  package let error: String?
  package let who: String
  package let createdAt: Timestamp
  package let settledAt: Timestamp?
}

/// Goods that came back, or that somebody wants to send back.
package struct ReturnRecord: Hashable, Sendable {
  package let id: Int64
  package let order: OrderID
  /// return or exchange.
  package let kind: String
  /// asked or received.
  package let state: String
  package let reason: String
  /// All of the order where there are none.
  package let pieces: [Piece]
  package let who: String
  package let createdAt: Timestamp
}

extension ReturnRecord {
  /// Of what came back, the order's line; of what somebody asks to send back, their words for it.
  package struct Piece: Hashable, Codable, Sendable {
    package let position: Int?
    package let words: String?
    package let quantity: Int?
  }
}

/// What belongs to orders, of one of them or of all, the newest first.
extension OrderRepository {
  package func shipments(of order: OrderID?, before: Int64?, limit: Int) async throws -> [ShipmentRecord] {
    try await scope.read { connection, store in
      let rows = try Self.page(
        "SELECT id, order_id, carrier, tracking_number, tracking_url, who, created_at FROM shipments", order, before,
        limit, store, connection)
      let pieces = try connection.query(
        """
        SELECT shipment_id, position, quantity FROM shipment_lines
        WHERE store_id = $1 AND shipment_id IN ({IDS}) ORDER BY shipment_id, position
        """, [.id(store)], ids: rows.map { try $0.int64("id") })
      let byShipment = try Dictionary(grouping: pieces) { try $0.int64("shipment_id") }
      return try rows.map { row in
        ShipmentRecord(
          id: try row.int64("id"), order: try row.id("order_id"), carrier: try row.optionalText("carrier"),
          trackingNumber: try row.optionalText("tracking_number"), trackingURL: try row.optionalText("tracking_url"),
          who: try row.text("who"), createdAt: try row.time("created_at"),
          pieces: try (byShipment[try row.int64("id")] ?? []).map {
            .init(position: try $0.int("position"), quantity: try $0.int("quantity"))
          })
      }
    }
  }

  package func payments(of order: OrderID?, before: Int64?, limit: Int) async throws -> [PaymentRecord] {
    try await scope.read { connection, store in
      try Self.page(
        """
        SELECT id, order_id, provider, state, amount_minor, currency, refunded_minor, url, reason, created_at, paid_at
        FROM payments
        """, order, before, limit, store, connection
      ).map { row in
        PaymentRecord(
          id: try row.id("id"), order: try row.id("order_id"), provider: try row.text("provider"),
          state: try row.raw("state"), amount: try row.amount(), refundedMinor: try row.int64("refunded_minor"),
          url: try row.optionalText("url"), reason: try row.optionalText("reason"),
          createdAt: try row.time("created_at"),
          paidAt: try row.optionalTime("paid_at"))
      }
    }
  }

  package func refunds(of order: OrderID?, before: Int64?, limit: Int) async throws -> [RefundRecord] {
    try await scope.read { connection, store in
      try Self.page(
        """
        SELECT id, order_id, provider, state, amount_minor, currency, reason, error, who, created_at, settled_at
        FROM refunds
        """, order, before, limit, store, connection
      ).map { row in
        RefundRecord(
          id: try row.id("id"), order: try row.id("order_id"), provider: try row.text("provider"),
          state: try row.raw("state"), amount: try row.amount(), reason: try row.text("reason"),
          error: try row.optionalText("error"), who: try row.text("who"), createdAt: try row.time("created_at"),
          settledAt: try row.optionalTime("settled_at"))
      }
    }
  }

  package func returns(of order: OrderID?, before: Int64?, limit: Int) async throws -> [ReturnRecord] {
    try await scope.read { connection, store in
      try Self.page(
        "SELECT id, order_id, kind, state, reason, lines, who, created_at FROM returns", order, before, limit, store,
        connection
      ).map { row in
        ReturnRecord(
          id: try row.int64("id"), order: try row.id("order_id"), kind: try row.text("kind"),
          state: try row.text("state"), reason: try row.text("reason"), pieces: try row.json("lines"),
          who: try row.text("who"),
          createdAt: try row.time("created_at"))
      }
    }
  }

  private static func page(
    _ select: String, _ order: OrderID?, _ before: Int64?, _ limit: Int, _ store: StoreID, _ connection: any Connection
  ) throws -> [Row] {
    var parameters: [SQLValue] = [.id(store), .integer(before ?? .max), .int(limit)]
    if let order { parameters.append(.id(order)) }
    return try connection.query(
      "\(select) WHERE store_id = $1 AND id < $2 \(order == nil ? "" : "AND order_id = $4 ")ORDER BY id DESC LIMIT $3",
      parameters)
  }
}

extension Row {
  fileprivate func amount() throws -> Money {
    Money(minorUnits: try int64("amount_minor"), currency: try currency("currency"))
  }
}
