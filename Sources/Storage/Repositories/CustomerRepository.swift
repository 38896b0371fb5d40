import Commerce
import Dialogue

/// A store's customers.
package struct CustomerRepository: Sendable {
  let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// The customer behind an identity, with everyone merged into them.
  package func customer(of identity: ChannelIdentity) async throws -> Customer? {
    try await scope.read { connection, store in
      let row = try connection.first(
        "SELECT customer_id FROM identities WHERE store_id = $1 AND channel = $2 AND value = $3",
        [.id(store), .text(identity.channel.rawValue), .text(identity.value)])
      guard let row else { return nil }
      let root = try IdentityResolution.root(try row.id("customer_id"), store: store, connection)
      return try CustomerFacts.customer(root, store: store, connection)
    }
  }

  /// Newest first, those merged into others left out.
  package func list(limit: Int) async throws -> [Customer] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT c.id FROM customers c WHERE c.store_id = $1 AND NOT EXISTS (
          SELECT 1 FROM customer_links l WHERE l.store_id = c.store_id AND l.from_customer = c.id)
        ORDER BY c.id DESC LIMIT $2
        """, [.id(store), .int(limit)]
      ).map { try CustomerFacts.customer(try $0.id("id"), store: store, connection) }
    }
  }

  /// Customers merged directly into this one.
  package func merged(into customer: CustomerID) async throws -> [CustomerID] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT from_customer FROM customer_links WHERE store_id = $1 AND to_customer = $2 ORDER BY from_customer
        """, [.id(store), .id(customer)]
      ).map { try $0.id("from_customer") }
    }
  }

  /// Parts a customer again from whom they were merged into. - Returns: whether they were merged.
  package func undoMerge(of customer: CustomerID) async throws -> Bool {
    try await scope.write { transaction, store in
      try transaction.connection.execute(
        "DELETE FROM customer_links WHERE store_id = $1 AND from_customer = $2", [.id(store), .id(customer)]) == 1
    }
  }
}
