import Commerce

/// Which orders are meant.
package struct OrderFilter: Hashable, Sendable {
  package var state: OrderState?
  /// With everyone linked to them.
  package var customer: CustomerID?
  package var number: String?

  package init(state: OrderState? = nil, customer: CustomerID? = nil, number: String? = nil) {
    self.state = state
    self.customer = customer
    self.number = number
  }
}

extension OrderRepository {
  package func order(_ id: OrderID) async throws -> Order? {
    try await scope.read { try OrderRows(connection: $0, store: $1).order(id) }
  }

  /// Newest first. - Parameter before: the last order of the page before.
  package func page(before: OrderID?, limit: Int, _ filter: OrderFilter) async throws -> [Order] {
    try await scope.read { try OrderRows(connection: $0, store: $1).page(before: before, limit: limit, filter) }
  }

  /// What a person at the shop does with an order; its customer is told in the chat.
  /// - Throws: ``OrderActionRefusal``.
  package func act(
    _ action: OrderAction, on number: String, who: String, why: String
  ) async throws -> OrderActionResult {
    try await scope.write { transaction, store in
      let done = try OrderActions(transaction: transaction, store: store)
        .perform(action, on: number, who: who, why: why)
      try CatalogRows(connection: transaction.connection, store: store).note(done.changedProducts)
      try StockWatches(transaction: transaction, store: store).tell(of: done.changedProducts)
      return done.result
    }
  }

  /// Asks a provider for a page to pay an order on, where none is there or on its way.
  /// - Throws: ``OrderActionRefusal`` where the order takes no payment now.
  package func wantLink(for id: OrderID, provider: String) async throws {
    try await scope.write { transaction, store in
      let found = try OrderCaseRows(transaction: transaction, store: store).lock(id)
      do {
        _ = try PaymentWish(transaction: transaction, store: store).again(for: found, provider: provider)
      } catch let refusal as OrderRefusal {
        throw OrderActionRefusal.refused(number: found.number, refusal, found.currency)
      }
    }
  }

  /// Writes who gets the order and where, where `old` is still what is stored.
  /// - Returns: whether it was.
  package func replace(_ old: Order, with new: Order, who: String) async throws -> Bool {
    try await scope.write { transaction, store in
      _ = try OrderCaseRows(transaction: transaction, store: store).lock(old.id)
      guard try OrderRows(connection: transaction.connection, store: store).order(old.id) == old else { return false }
      try transaction.connection.execute(
        """
        UPDATE orders SET recipient_name = $3, address = $4, note = $5, updated_at = $6
        WHERE store_id = $1 AND id = $2
        """,
        [
          .id(store), .id(old.id), .text(new.delivery.recipientName), .maybe(new.delivery.address),
          .maybe(new.delivery.note), .time(transaction.now),
        ])
      try OrderMoves(transaction: transaction, store: store).record(
        old.id, from: old.state, to: old.state, who: who, why: "changed who gets it and where")
      return true
    }
  }

  /// Makes an order for a customer, as a checkout in the chat does.
  /// - Throws: ``OrderWishRefusal``.
  package func place(_ wish: OrderWish, who: String) async throws -> OrderID {
    do {
      return try await scope.write { transaction, store in
        try OrderPlacing(transaction: transaction, store: store, who: who).place(wish)
      }
    } catch let refused as RefusedClaim {
      throw OrderWishRefusal(refused.refusal)
    }
  }
}
