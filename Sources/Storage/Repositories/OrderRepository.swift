import Commerce

/// A store's confirmed orders.
package struct OrderRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Newest first, cancelled ones too.
  package func list(limit: Int) async throws -> [OrderListing] {
    try await scope.read { connection, store in
      var customers: [CustomerID: Customer] = [:]
      return try OrderRows(connection: connection, store: store).newest(limit: limit).map { order in
        let root = try IdentityResolution.root(order.customerID, store: store, connection)
        let customer = try customers[root] ?? CustomerFacts.customer(root, store: store, connection)
        customers[root] = customer
        return OrderListing(order, customer: customer)
      }
    }
  }

  package func order(number: String) async throws -> Order? {
    try await scope.read { try OrderRows(connection: $0, store: $1).order(number: number) }
  }

  /// Oldest first.
  package func history(of order: OrderID) async throws -> [OrderStep] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT from_state, to_state, who, why, at FROM order_history
        WHERE store_id = $1 AND order_id = $2 ORDER BY id
        """, [.id(store), .id(order)]
      ).map { row in
        OrderStep(
          from: try row.optionalText("from_state") == nil ? nil : row.raw("from_state"), to: try row.raw("to_state"),
          who: try row.text("who"), why: try row.text("why"), at: try row.time("at"))
      }
    }
  }

  /// Moves an order along, for staff.
  /// - Throws: ``StorageError/illegalMove(_:)`` where the table of moves does not allow it.
  package func move(number: String, to next: OrderState, who: String, why: String) async throws -> Order {
    try await scope.write { transaction, store in
      let rows = OrderRows(connection: transaction.connection, store: store)
      guard let order = try rows.order(number: number) else { throw StorageError.notFound("order \(number)") }
      let moves = OrderMoves(transaction: transaction, store: store)
      let state = try moves.lock(order.id).state
      guard state.canMove(to: next) else {
        throw StorageError.illegalMove("order \(number) is \(state.rawValue) and cannot become \(next.rawValue)")
      }
      let changed = try moves.move(order.id, from: state, to: next, who: who, why: why)
      try CatalogRows(connection: transaction.connection, store: store).note(changed)
      guard let moved = try rows.order(order.id) else { throw StorageError.notFound("order \(number)") }
      return moved
    }
  }
}
