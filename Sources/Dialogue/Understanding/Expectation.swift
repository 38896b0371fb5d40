import Commerce

/// What a waiting workflow would take as an answer; the second layer of understanding reads by it.
package enum Expectation: Hashable, Sendable {
  case nothing
  case yesOrNo
  /// One of the choices last offered, by number, ordinal, title or a part of it.
  case choice
  /// A value of one of the product's options.
  case option(ProductID, name: String, values: [String])
  case quantity
  case name
  case address
  case fulfilment
  case payment
  case orderNumber
}
