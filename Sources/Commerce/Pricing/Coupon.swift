package enum CouponEntity: IdentifiedEntity { package static let idPrefix = "cpn" }
package typealias CouponID = ID<CouponEntity>

/// A reduction that a shopper asks for by its code.
package struct Coupon: Hashable, Codable, Sendable {
  package enum Value: Hashable, Codable, Sendable {
    case percent(PartsPerMillion)
    /// Minor units of the store's currency.
    case fixed(Int64)
  }

  package var id: CouponID
  /// Capitals and digits; compared without case and blanks.
  package var code: String
  package var value: Value
  /// Goods it applies to must come to this much, in minor units.
  package var minimumMinor: Int64
  package var startsAt: Timestamp?
  /// The first moment it no longer holds.
  package var endsAt: Timestamp?
  package var totalLimit: Int?
  package var customerLimit: Int?
  /// Orders that have it now, cancelled ones not counted.
  package var used: Int
  /// May be used beside others that stack.
  package var stacks: Bool
  /// Only these; everything where both lists are empty.
  package var productIDs: [ProductID]
  package var categories: [String]
  package var isActive: Bool

  package init(
    id: CouponID, code: String, value: Value, minimumMinor: Int64 = 0, startsAt: Timestamp? = nil,
    endsAt: Timestamp? = nil, totalLimit: Int? = nil, customerLimit: Int? = nil, used: Int = 0, stacks: Bool = false,
    productIDs: [ProductID] = [], categories: [String] = [], isActive: Bool = true
  ) {
    self.id = id
    self.code = Self.normal(code)
    self.value = value
    self.minimumMinor = minimumMinor
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.totalLimit = totalLimit
    self.customerLimit = customerLimit
    self.used = used
    self.stacks = stacks
    self.productIDs = productIDs
    self.categories = categories
    self.isActive = isActive
  }

  /// ` spring-10 ` is `SPRING-10`.
  package static func normal(_ code: some StringProtocol) -> String {
    String(code.uppercased().filter { !$0.isWhitespace })
  }

  package func appliesTo(product: ProductID, categories path: [String]) -> Bool {
    if productIDs.isEmpty && categories.isEmpty { return true }
    let named = Set(categories.map { $0.lowercased() })
    return productIDs.contains(product) || path.contains { named.contains($0.lowercased()) }
  }
}

/// Why a coupon does not count.
package enum CouponRefusal: Hashable, Codable, Sendable {
  case unknown
  case notYet
  case ended
  case usedUp
  case usedByCustomer
  case belowMinimum(minor: Int64)
  case nothingMatches
  /// It or the one before it may not be used beside another.
  case doesNotCombine
}

extension Coupon {
  /// Whether it holds now, its goods and its neighbours aside.
  package func refusal(now: Timestamp, usesByCustomer: Int) -> CouponRefusal? {
    guard isActive else { return .unknown }
    if let startsAt, now < startsAt { return .notYet }
    if let endsAt, now >= endsAt { return .ended }
    if let totalLimit, used >= totalLimit { return .usedUp }
    if let customerLimit, usesByCustomer >= customerLimit { return .usedByCustomer }
    return nil
  }
}
