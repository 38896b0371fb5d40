import Commerce

/// What a shop knows of the person who writes, beyond the name: what they may do, and what they have earned.
package struct CustomerStanding: Hashable, Sendable {
  package var role = PersonRole.shopper
  /// The store's active coupons.
  package var coupons: [Coupon] = []
  /// How often this person has used each.
  package var couponUses: [CouponID: Int] = [:]
  package var age = AgeAnswer.unknown
  package var points: Int64 = 0
  /// What this person has bought, here and before; nil where it could not be counted in time.
  package var spending: Spending?
  /// What kind of customer that makes them now, by the store's rules.
  package var segment: Segment?
  /// For staff: the shop's orders that wait for them, the oldest first, and those their message names.
  package var shopOrders: [Order] = []

  /// Of what waits in the shop, as much as a message holds.
  package static let maximumShopOrders = 20

  package init() {}
}

/// Who somebody is to the shop.
package enum PersonRole: String, Codable, Sendable, CaseIterable {
  case shopper
  case staff
  case owner

  /// Whether they may move orders.
  package var isStaff: Bool { self != .shopper }
}

/// What somebody has said to the age question.
package enum AgeAnswer: String, Codable, Sendable {
  case unknown
  case confirmed
  case refused
}

/// What a shopper does with an order of theirs.
package enum ShopperAction: Hashable, Codable, Sendable {
  /// Another link to pay on.
  case payAgain(provider: String)
  /// Pay in hand after all.
  case payInHand
  case changeAddress(String)
  /// What the shop is to know of the order, beside what it knows.
  case addNote(String)
  case askReturn(lines: [LinePick], reason: String, isExchange: Bool)
}
