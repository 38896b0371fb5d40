import Commerce

/// A store's confirmed orders.
package struct OrderRepository: Sendable {
  let scope: StoreScope

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
    guard let action = OrderAction(to: next) else {
      throw StorageError.illegalMove("nobody makes an order \(next.words) by hand")
    }
    _ = try await perform(action, on: number, who: who, why: why)
    guard let moved = try await order(number: number) else { throw StorageError.notFound("order \(number)") }
    return moved
  }

  /// What a person at the shop does with an order; its customer is told in the chat.
  /// - Throws: ``StorageError/illegalMove(_:)`` with the reason where it cannot be.
  package func perform(
    _ action: OrderAction, on number: String, who: String, why: String
  ) async throws -> OrderActionResult {
    do {
      return try await scope.write { transaction, store in
        let done = try OrderActions(transaction: transaction, store: store)
          .perform(action, on: number, who: who, why: why)
        try CatalogRows(connection: transaction.connection, store: store).note(done.changedProducts)
        try StockWatches(transaction: transaction, store: store).tell(of: done.changedProducts)
        return done.result
      }
    } catch let refusal as OrderActionRefusal {
      if case .noOrder(let number) = refusal { throw StorageError.notFound("order \(number)") }
      throw StorageError.illegalMove(refusal.description)
    }
  }
}
