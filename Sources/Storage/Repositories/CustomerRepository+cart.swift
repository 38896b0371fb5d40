import Commerce

extension CustomerRepository {
  /// What a customer has in the cart now; empty where they have none.
  package func cart(of customer: CustomerID) async throws -> Cart {
    try await scope.write { transaction, store in
      let group = try IdentityResolution.group(of: customer, store: store, transaction.connection)
      return try CartRows(transaction: transaction, store: store).open(of: group)
    }
  }
}
