/// A 64-bit identifier that knows what it identifies, so that an order's id is never passed for a product's.
///
/// Outside the program it is shown as a prefixed base-32 string (`ord_01hz…`), see ``text``.
package struct ID<Entity: IdentifiedEntity>: RawRepresentable, Hashable, Comparable, Codable, Sendable,
  CustomStringConvertible
{
  package let rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }

  package init(_ rawValue: Int64) { self.rawValue = rawValue }

  /// Reads `prefix_base32`, as ``text`` writes it; nil where the prefix or the digits are not right.
  package init?(text: some StringProtocol) {
    let prefix = Entity.idPrefix + "_"
    guard text.hasPrefix(prefix), let value = Base32.decode(text.dropFirst(prefix.count)) else { return nil }
    self.init(rawValue: value)
  }

  /// The public form, `ord_0c9k…`.
  package var text: String { Entity.idPrefix + "_" + Base32.encode(rawValue) }

  package var description: String { text }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// A marker for the kind of thing an ``ID`` identifies.
package protocol IdentifiedEntity: Sendable {
  static var idPrefix: String { get }
}

package enum StoreEntity: IdentifiedEntity { package static let idPrefix = "sto" }
package enum ProductEntity: IdentifiedEntity { package static let idPrefix = "prd" }
package enum VariantEntity: IdentifiedEntity { package static let idPrefix = "var" }
package enum CustomerEntity: IdentifiedEntity { package static let idPrefix = "cus" }
package enum CartEntity: IdentifiedEntity { package static let idPrefix = "crt" }
package enum OrderEntity: IdentifiedEntity { package static let idPrefix = "ord" }

package typealias StoreID = ID<StoreEntity>
package typealias ProductID = ID<ProductEntity>
package typealias VariantID = ID<VariantEntity>
package typealias CustomerID = ID<CustomerEntity>
package typealias CartID = ID<CartEntity>
package typealias OrderID = ID<OrderEntity>
