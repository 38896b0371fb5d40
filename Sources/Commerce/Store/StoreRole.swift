/// What somebody may do in a store by the API: each role may all that the one before it may.
package enum StoreRole: String, Codable, Sendable, CaseIterable, Comparable {
  /// Sees everything, moves orders, talks to shoppers.
  case staff
  /// Also changes the catalogue, coupons and settings, and gives money back.
  case admin
  /// Also decides who works for the store, and may close it.
  case owner

  private var rank: Int {
    switch self {
    case .staff: 0
    case .admin: 1
    case .owner: 2
    }
  }

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

package enum UserEntity: IdentifiedEntity { package static let idPrefix = "usr" }
package enum APIKeyEntity: IdentifiedEntity { package static let idPrefix = "key" }

package typealias UserID = ID<UserEntity>
package typealias APIKeyID = ID<APIKeyEntity>
