/// A share in millionths: 82,500 is 8.25 %.
package struct PartsPerMillion: RawRepresentable, Hashable, Codable, Comparable, Sendable {
  package let rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }

  package static let one = PartsPerMillion(rawValue: 1_000_000)

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The share of an amount, half up (away from zero only above it: amounts are not negative).
  package func share(of minor: Int64) -> Int64 { Self.halfUp(minor, times: rawValue, over: 1_000_000) }

  /// The tax that lies in an amount which has it included, half up.
  package func included(in minor: Int64) -> Int64 {
    Self.halfUp(minor, times: rawValue, over: 1_000_000 + rawValue)
  }

  /// Exact in 128 bits, so that no price is too large for it.
  private static func halfUp(_ minor: Int64, times factor: Int64, over divisor: Int64) -> Int64 {
    let product = minor.multipliedFullWidth(by: factor)
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return remainder >= divisor - remainder ? quotient + 1 : quotient
  }

  package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(Int64.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
