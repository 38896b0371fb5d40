import Commerce
import Dialogue

/// A store's coupons.
package struct CouponRepository: Sendable {
  let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// The newest first.
  package func list(limit: Int) async throws -> [Coupon] {
    try await scope.read { try CouponRows.all($0, store: $1, limit: limit) }
  }

  package func coupon(code: String) async throws -> Coupon? {
    try await scope.read { try CouponRows.coupon(code: Coupon.normal(code), store: $1, $0) }
  }

  /// Makes a coupon, or sets the one with its code anew; its uses stay.
  package func save(_ coupon: Coupon) async throws {
    try await scope.write { try CouponRows(transaction: $0, store: $1).save(coupon) }
  }
}
