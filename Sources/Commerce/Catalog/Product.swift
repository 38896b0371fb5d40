/// Something a store sells, with the variants it is sold in.
package struct Product: Hashable, Codable, Sendable {
  package var id: ProductID
  /// The source's own key (a Shopify handle, a WooCommerce id, a feed's item group), by which an import finds it again.
  package var externalID: String
  package var title: String
  package var brand: String?
  /// From the broadest to the narrowest: `["Camping", "Tents"]`.
  package var categoryPath: [String]
  /// Plain text; imports strip HTML.
  package var description: String
  /// Attributes of the whole product, such as `material: cotton`; a variant's options are in its own `options`.
  package var attributes: [String: String]
  package var tags: [String]
  /// Public http(s) addresses, the main picture first.
  package var imageURLs: [String]
  /// The product's page in the shop, where it has one.
  package var link: String?
  /// The names of what tells the variants apart, in order: `["Size", "Colour"]`; empty for a single variant.
  package var optionNames: [String]
  /// At least one; in the source's order.
  package var variants: [Variant]
  package var status: ProductStatus
  /// Pieces in confirmed orders so far, counted by the shop itself; an import does not bring it.
  package var soldUnits: Int
  /// What confirmed orders most often have beside it, the most often first; filled in for a search index only.
  package var goesWith: [ProductID] = []
  /// Filled in for a search index only.
  package var shelf = Shelf()
  /// Of a product that an import brings; nil otherwise.
  package var source: ProductSource?
  /// Words that shoppers searched for before they took it; filled in when a search index is read anew, nil otherwise.
  package var pickedBy: [String]?
  /// What is in those of its variants that are bundles. Their price and stock are worked out from their parts.
  package var bundles: [VariantID: Bundle] = [:]

  package init(
    id: ProductID, externalID: String, title: String, brand: String? = nil, categoryPath: [String] = [],
    description: String = "", attributes: [String: String] = [:], tags: [String] = [], imageURLs: [String] = [],
    link: String? = nil, optionNames: [String] = [], variants: [Variant], status: ProductStatus = .active,
    soldUnits: Int = 0
  ) {
    self.id = id
    self.externalID = externalID
    self.title = title
    self.brand = brand
    self.categoryPath = categoryPath
    self.description = description
    self.attributes = attributes
    self.tags = tags
    self.imageURLs = imageURLs
    self.link = link
    self.optionNames = optionNames
    self.variants = variants
    self.status = status
    self.soldUnits = soldUnits
  }

  /// The lowest and the highest price among the variants.
  package var priceRange: ClosedRange<Int64> {
    let prices = variants.map(\.price.minorUnits)
    return (prices.min() ?? 0)...(prices.max() ?? 0)
  }

  /// Whether any variant can be bought now.
  package var isInStock: Bool { variants.contains { $0.isInStock } }

  package func variant(_ id: VariantID) -> Variant? { variants.first { $0.id == id } }
}

/// Whether shoppers see a product.
package enum ProductStatus: String, Codable, Sendable {
  case active
  case draft
  case archived
}

/// One buyable form of a product: a size, a colour, or the product itself.
package struct Variant: Hashable, Codable, Sendable {
  package var id: VariantID
  package var sku: String
  package var barcode: String?
  /// A value for each of the product's option names, in their order: `["M", "Blue"]`.
  package var options: [String]
  package var price: Money
  /// The price it was reduced from, where it is on sale.
  package var compareAtPrice: Money?
  /// What one piece costs the shop, where a file tells it; kept beside the price and never shown to shoppers.
  package var cost: Money?
  /// Whole pieces that can still be promised (stock less reservations); nil where the shop does not count it.
  package var available: Int?
  package var imageURL: String?

  package init(
    id: VariantID, sku: String, barcode: String? = nil, options: [String] = [], price: Money,
    compareAtPrice: Money? = nil, available: Int? = nil, imageURL: String? = nil
  ) {
    self.id = id
    self.sku = sku
    self.barcode = barcode
    self.options = options
    self.price = price
    self.compareAtPrice = compareAtPrice
    self.available = available
    self.imageURL = imageURL
  }

  package var isInStock: Bool { available.map { $0 > 0 } ?? true }

  /// `M / Blue`, or nothing for a single variant.
  package var optionText: String { options.joined(separator: " / ") }
}
