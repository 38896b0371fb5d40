/// What a shopper means to buy; it outlives the conversation it was filled in.
package struct Cart: Hashable, Codable, Sendable {
  /// More lines than this are refused kindly; WhatsApp's own cart takes about as many.
  package static let maximumLines = 50
  /// WhatsApp's cart holds at most 99 of one item; more is a matter for a person.
  package static let maximumQuantity = 99

  package var id: CartID
  package var lines: [CartLine]
  /// As given, in order; whether they count is said by the quote.
  package var couponCodes: [String] = []

  /// More codes than this nobody holds who is not guessing.
  package static let maximumCoupons = 5

  package init(id: CartID, lines: [CartLine] = []) {
    self.id = id
    self.lines = lines
  }

  /// One kept by an older version has no codes.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(CartID.self, forKey: .id)
    lines = try values.decode([CartLine].self, forKey: .lines)
    couponCodes = try values.decodeIfPresent([String].self, forKey: .couponCodes) ?? []
  }

  package var isEmpty: Bool { lines.isEmpty }

  package var pieceCount: Int { lines.reduce(0) { $0 + $1.quantity } }

  package func line(_ variant: VariantID) -> CartLine? { lines.first { $0.variantID == variant } }

  /// Sets a variant's quantity, adding or removing its line as needed; the order of lines is kept.
  package mutating func set(_ variant: VariantID, product: ProductID, quantity: Int) {
    if let index = lines.firstIndex(where: { $0.variantID == variant }) {
      if quantity > 0 { lines[index].quantity = quantity } else { lines.remove(at: index) }
    } else if quantity > 0 {
      lines.append(CartLine(productID: product, variantID: variant, quantity: quantity))
    }
  }

  /// How the bundle of a line is wanted; nothing where there is no such line.
  package mutating func choose(_ choice: BundleChoice, for variant: VariantID) {
    guard let index = lines.firstIndex(where: { $0.variantID == variant }) else { return }
    lines[index].bundle = choice.isPlain ? nil : choice
  }
}

/// So many of one variant.
package struct CartLine: Hashable, Codable, Sendable {
  package var productID: ProductID
  package var variantID: VariantID
  package var quantity: Int
  /// A bundle that is not wanted as it comes.
  package var bundle: BundleChoice?

  package init(productID: ProductID, variantID: VariantID, quantity: Int) {
    self.productID = productID
    self.variantID = variantID
    self.quantity = quantity
  }
}
