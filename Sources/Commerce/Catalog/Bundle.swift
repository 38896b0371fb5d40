/// Several goods sold as one: a kit, a hamper. It is a variant of a product like any other, whose stock is that of its
/// parts.
package struct Bundle: Hashable, Codable, Sendable {
  /// More are a catalogue, not a kit; an order has as many lines at most.
  package static let maximumItems = 30
  /// Of one part in one bundle.
  package static let maximumPieces = 99

  /// Minor units; nil: what its parts come to.
  package var priceMinor: Int64?
  package var items: [BundleItem]
  /// Rises with every change, so that an order is made of the bundle that the shopper saw.
  package var revision: Int64

  package init(priceMinor: Int64? = nil, items: [BundleItem], revision: Int64 = 0) {
    self.priceMinor = priceMinor
    self.items = items
    self.revision = revision
  }

  package func item(standard variant: VariantID) -> BundleItem? { items.first { $0.standard.variantID == variant } }

  /// Why it cannot be sold so; nil where it can.
  package var problem: String? {
    if items.isEmpty { return "a bundle has at least one item" }
    if items.count > Self.maximumItems { return "a bundle has at most \(Self.maximumItems) items" }
    if let priceMinor, priceMinor < 0 { return "a bundle's price is not below 0" }
    if Set(items.map(\.standard.variantID)).count != items.count { return "a bundle names each variant once" }
    for item in items {
      if item.choices.contains(where: { !(1...Self.maximumPieces).contains($0.quantity) }) {
        return "an item's quantity is from 1 to \(Self.maximumPieces)"
      }
      if Set(item.choices.map(\.variantID)).count != item.choices.count {
        return "an item's substitutes differ from it and from each other"
      }
    }
    return nil
  }
}

/// One place in a bundle: what is in it, and what may be there instead.
package struct BundleItem: Hashable, Codable, Sendable {
  package var standard: BundlePart
  /// What a shopper may have in its place, in the shop's order.
  package var substitutes: [BundlePart]
  /// The bundle is not sold without it.
  package var isRequired: Bool

  package init(_ standard: BundlePart, substitutes: [BundlePart] = [], isRequired: Bool = true) {
    self.standard = standard
    self.substitutes = substitutes
    self.isRequired = isRequired
  }

  package var choices: [BundlePart] { [standard] + substitutes }
}

/// So many of a variant.
package struct BundlePart: Hashable, Codable, Sendable {
  package var productID: ProductID
  package var variantID: VariantID
  package var quantity: Int

  package init(productID: ProductID, variantID: VariantID, quantity: Int = 1) {
    self.productID = productID
    self.variantID = variantID
    self.quantity = quantity
  }
}

/// How a shopper wants a bundle, where it is not as it comes.
package struct BundleChoice: Hashable, Codable, Sendable {
  /// The standard parts that stay out, by id.
  package private(set) var leftOut: [VariantID]
  /// What comes in a standard part's place.
  package var swaps: [VariantID: VariantID]

  package init(leftOut: Set<VariantID> = [], swaps: [VariantID: VariantID] = [:]) {
    self.leftOut = leftOut.sorted()
    self.swaps = swaps
  }

  package var isPlain: Bool { leftOut.isEmpty && swaps.isEmpty }

  package mutating func leaveOut(_ standard: VariantID) {
    swaps[standard] = nil
    leftOut = Set(leftOut).union([standard]).sorted()
  }

  /// A part that was left out or swapped is as it comes again.
  package mutating func restore(_ standard: VariantID) {
    swaps[standard] = nil
    leftOut.removeAll { $0 == standard }
  }

  package mutating func swap(_ standard: VariantID, for other: VariantID) {
    restore(standard)
    swaps[standard] = other
  }
}

/// A part as it is taken: how many, and what it stands for.
package struct ChosenPart: Hashable, Sendable {
  package var part: BundlePart
  package var standard: BundlePart

  package var isSubstitute: Bool { part.variantID != standard.variantID }

  package init(_ part: BundlePart, standard: BundlePart) {
    self.part = part
    self.standard = standard
  }
}

extension Bundle {
  /// The parts of a choice, in the bundle's order; what the choice may not change is as it comes.
  package func parts(_ choice: BundleChoice = .init()) -> [ChosenPart] {
    items.compactMap { item in
      let id = item.standard.variantID
      if !item.isRequired, choice.leftOut.contains(id) { return nil }
      let other = choice.swaps[id].flatMap { wanted in item.substitutes.first { $0.variantID == wanted } }
      return ChosenPart(other ?? item.standard, standard: item.standard)
    }
  }

  /// What one bundle costs, in minor units. A fixed price is for the parts as they come; with other parts it keeps its
  /// ratio to what they cost alone, half up, and no bundle costs more than its parts.
  /// - Parameters: what the parts taken and the standard parts come to alone.
  package func price(ofParts chosen: Int64, standard: Int64) -> Int64 {
    guard let priceMinor, standard > 0 else { return priceMinor.map { min($0, chosen) } ?? chosen }
    if chosen == standard { return min(priceMinor, chosen) }
    let (high, low) = chosen.multipliedFullWidth(by: priceMinor)
    let (quotient, remainder) = standard.dividingFullWidth((high, low))
    return min(chosen, remainder >= standard - remainder ? quotient + 1 : quotient)
  }
}

/// A bundle as a shop's file or another shop's export tells it: everything by SKU.
package struct BundleSpec: Hashable, Codable, Sendable {
  package struct Item: Hashable, Codable, Sendable {
    package var sku: String
    package var quantity: Int
    package var isRequired: Bool
    /// SKUs of what may be there instead.
    package var substitutes: [String]

    package init(sku: String, quantity: Int = 1, isRequired: Bool = true, substitutes: [String] = []) {
      self.sku = sku
      self.quantity = quantity
      self.isRequired = isRequired
      self.substitutes = substitutes
    }
  }

  package var sku: String
  /// The source's own key; the SKU where it has none.
  package var externalID: String
  package var title: String
  package var description: String
  package var categoryPath: [String]
  package var tags: [String]
  package var imageURLs: [String]
  /// Minor units; nil: what its parts come to.
  package var priceMinor: Int64?
  package var items: [Item]

  package init(
    sku: String, externalID: String? = nil, title: String, description: String = "", categoryPath: [String] = [],
    tags: [String] = [], imageURLs: [String] = [], priceMinor: Int64? = nil, items: [Item]
  ) {
    self.sku = sku
    self.externalID = externalID ?? "bundle:\(sku)"
    self.title = title
    self.description = description
    self.categoryPath = categoryPath
    self.tags = tags
    self.imageURLs = imageURLs
    self.priceMinor = priceMinor
    self.items = items
  }
}
