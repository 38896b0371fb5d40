/// How good a customer somebody is, by the points of what they paid.
package enum LoyaltyTier: String, Codable, Sendable, CaseIterable {
  case bronze
  case silver
  case gold
  case platinum

  /// Points from which a tier begins.
  package var threshold: Int64 {
    switch self {
    case .bronze: 0
    case .silver: 500
    case .gold: 2_000
    case .platinum: 10_000
    }
  }

  package init(points: Int64) { self = Self.allCases.last { points >= $0.threshold } ?? .bronze }
}
