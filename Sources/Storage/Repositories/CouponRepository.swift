import Commerce
import Dialogue

/// A store's coupons.
package struct CouponRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// The newest first.
  package func list(limit: Int) async throws -> [Coupon] {
    try await scope.read { try CouponRows.all($0, store: $1, limit: limit) }
  }

  /// Makes a coupon, or sets the one with its code anew; its uses stay.
  package func save(_ coupon: Coupon) async throws {
    try await scope.write { try CouponRows(transaction: $0, store: $1).save(coupon) }
  }
}

/// Who works for a store, by who they are in its channels.
package struct StaffRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// - Parameter role: `shopper` takes the role away.
  package func set(_ role: PersonRole, for identity: ChannelIdentity, name: String? = nil) async throws {
    try await scope.write { transaction, store in
      try StandingRows(connection: transaction.connection, store: store)
        .setRole(role, of: identity, name: name, at: transaction.now)
    }
  }
}
