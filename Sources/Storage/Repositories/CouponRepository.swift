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

  package func coupon(code: String) async throws -> Coupon? {
    try await scope.read { try CouponRows.coupon(code: Coupon.normal(code), $0, store: $1) }
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

  package struct Member: Hashable, Sendable {
    package var identity: ChannelIdentity
    package var role: PersonRole
    package var name: String?
  }

  package func list() async throws -> [Member] {
    try await scope.read { connection, store in
      try connection.query(
        "SELECT channel, value, role, name FROM staff_members WHERE store_id = $1 ORDER BY role, channel, value",
        [.id(store)]
      ).map {
        Member(
          identity: ChannelIdentity(
            channel: ChannelName(rawValue: try $0.text("channel")), value: try $0.text("value")),
          role: try $0.raw("role"), name: try $0.optionalText("name"))
      }
    }
  }

  /// - Parameter role: `shopper` takes the role away.
  package func set(_ role: PersonRole, for identity: ChannelIdentity, name: String? = nil) async throws {
    try await scope.write { transaction, store in
      try StandingRows(connection: transaction.connection, store: store)
        .setRole(role, of: identity, name: name, at: transaction.now)
    }
  }
}
