import Commerce

/// Somebody who signs in, shared by all stores.
package struct User: Hashable, Sendable {
  package let id: UserID
  /// In lower case, unique on the server.
  package let email: String
  package var name: String?
  package let createdAt: Timestamp
}

/// What a user may do in one store.
package struct Membership: Hashable, Sendable {
  package let storeID: StoreID
  package let role: StoreRole

  package init(storeID: StoreID, role: StoreRole) {
    self.storeID = storeID
    self.role = role
  }
}

/// A user as the owner of a store sees them.
package struct Member: Hashable, Sendable {
  package let user: User
  package let role: StoreRole
}
