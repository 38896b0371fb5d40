package enum MasterEntity: IdentifiedEntity { package static let idPrefix = "mst" }
package enum StrainEntity: IdentifiedEntity { package static let idPrefix = "str" }
package enum SupplierEntity: IdentifiedEntity { package static let idPrefix = "sup" }
package enum LocationEntity: IdentifiedEntity { package static let idPrefix = "loc" }
package typealias MasterID = ID<MasterEntity>
package typealias StrainID = ID<StrainEntity>
package typealias SupplierID = ID<SupplierEntity>
package typealias LocationID = ID<LocationEntity>

/// Whose goods they are, and who sends them.
package enum Supply: String, Codable, Sendable, CaseIterable {
  case own
  /// A supplier sends them to the shopper.
  case dropShip = "drop_ship"
  /// They are bought elsewhere, by the product's link.
  case affiliate
}

/// What a product is beyond its listing. All of it may be unknown.
package struct ProductDetails: Hashable, Codable, Sendable {
  /// Lower-case words and hyphens, unique in its store.
  package var slug: String?
  /// What is the same thing in every store; what is not told here is inherited from it.
  package var masterID: MasterID?
  package var strainID: StrainID?
  package var supplierID: SupplierID?
  package var supply = Supply.own
  /// Amazon's number of an affiliate's product.
  package var asin: String?
  /// Overrides the master item's, facet by facet.
  package var fit = ProductFit()
  /// `flower`, `gummy`, `vape` …
  package var formFactor: String?
  package var thc: PartsPerMillion?
  package var cbd: PartsPerMillion?
  /// Shown first where nothing else decides; then by `sortOrder`, the smallest first.
  package var isFeatured = false
  package var sortOrder = 0
  /// The source's own record, as it came.
  package var sourceRecord: String?
  /// When it was deleted; its orders keep it.
  package var deletedAt: Timestamp?

  package init() {}

  /// Why it cannot be kept; nil where it can.
  package var problem: String? {
    if let slug, !Self.isSlug(slug) { return Self.slugProblem }
    if let asin, asin.count != 10 || !asin.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }) {
      return "an ASIN is of ten capital letters and digits"
    }
    for share in [thc, cbd].compactMap({ $0 }) where !(0...1_000_000).contains(share.rawValue) {
      return "a percentage is from 0 to 100"
    }
    return nil
  }

  static let slugProblem = "a slug is of lower-case letters, digits and single hyphens"

  package static func isSlug(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100 && !text.hasPrefix("-") && !text.hasSuffix("-") && !text.contains("--")
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  /// `Sleeping bag, −5 °C` is `sleeping-bag-5-c`.
  package static func slug(of title: String) -> String {
    title.lowercased().split { !$0.isASCII || (!$0.isLetter && !$0.isNumber) }.joined(separator: "-")
  }
}

/// Who and what a product suits. A facet that is nil is inherited; an empty one suits nobody in particular.
package struct ProductFit: Hashable, Codable, Sendable {
  /// "power cut", "first camping trip"
  package var scenarios: [String]?
  /// "families", "seniors"
  package var demographics: [String]?
  /// "desert", "wet and cold"
  package var climates: [String]?
  /// "72 hours", "two weeks"
  package var timeframes: [String]?

  package init(
    scenarios: [String]? = nil, demographics: [String]? = nil, climates: [String]? = nil, timeframes: [String]? = nil
  ) {
    self.scenarios = scenarios
    self.demographics = demographics
    self.climates = climates
    self.timeframes = timeframes
  }

  package func inheriting(from master: ProductFit) -> ProductFit {
    ProductFit(
      scenarios: scenarios ?? master.scenarios, demographics: demographics ?? master.demographics,
      climates: climates ?? master.climates, timeframes: timeframes ?? master.timeframes)
  }

  package var tags: [String] { [scenarios, demographics, climates, timeframes].flatMap { $0 ?? [] } }
}

/// What is the same thing in every store that sells it.
package struct MasterItem: Hashable, Codable, Sendable {
  package var id: MasterID
  package var slug: String
  package var barcode: String?
  package var title: String
  package var brand: String?
  package var categoryPath: [String]
  package var description: String
  package var attributes: [String: String]
  package var tags: [String]
  package var imageURLs: [String]
  package var fit: ProductFit

  package init(
    id: MasterID, slug: String, barcode: String? = nil, title: String, brand: String? = nil,
    categoryPath: [String] = [], description: String = "", attributes: [String: String] = [:], tags: [String] = [],
    imageURLs: [String] = [], fit: ProductFit = .init()
  ) {
    self.id = id
    self.slug = slug
    self.barcode = barcode
    self.title = title
    self.brand = brand
    self.categoryPath = categoryPath
    self.description = description
    self.attributes = attributes
    self.tags = tags
    self.imageURLs = imageURLs
    self.fit = fit
  }

  /// Why it cannot be kept; nil where it can.
  package var problem: String? { ProductDetails.isSlug(slug) ? nil : ProductDetails.slugProblem }
}

/// A cultivated strain, and what people say it does.
package struct Strain: Hashable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable { case indica, sativa, hybrid }

  package struct Effect: Hashable, Codable, Sendable {
    /// `sleepy`, `relaxed`
    package var name: String
    /// How strong it is, 0…1.
    package var weight: Double
    /// How sure that is, 0…1.
    package var confidence: Double
    package var source: String

    package init(_ name: String, weight: Double, confidence: Double, source: String) {
      self.name = name
      self.weight = weight
      self.confidence = confidence
      self.source = source
    }

    /// Weaker or less certain ones are not told to shoppers.
    package var isTold: Bool { weight * confidence >= 0.25 }
  }

  package var id: StrainID
  package var slug: String
  package var name: String
  package var kind: Kind
  package var effects: [Effect]

  package init(id: StrainID, slug: String, name: String, kind: Kind, effects: [Effect] = []) {
    self.id = id
    self.slug = slug
    self.name = name
    self.kind = kind
    self.effects = effects
  }

  package var problem: String? {
    if !ProductDetails.isSlug(slug) { return ProductDetails.slugProblem }
    if effects.contains(where: { !(0...1).contains($0.weight) || !(0...1).contains($0.confidence) }) {
      return "an effect's weight and confidence are from 0 to 1"
    }
    return nil
  }
}

/// Somebody a store buys from.
package struct Supplier: Hashable, Codable, Sendable {
  package var id: SupplierID
  package var name: String
  package var email: String?
  package var phone: String?
  package var website: String?
  package var note: String?

  package init(
    id: SupplierID, name: String, email: String? = nil, phone: String? = nil, website: String? = nil,
    note: String? = nil
  ) {
    self.id = id
    self.name = name
    self.email = email
    self.phone = phone
    self.website = website
    self.note = note
  }
}

/// What a supplier asks for a variant.
package struct SupplierOffer: Hashable, Codable, Sendable {
  package var supplierID: SupplierID
  package var variantID: VariantID
  package var supplierSKU: String?
  package var cost: Money
  /// Days until it is there.
  package var leadDays: Int?
  package var minimumQuantity: Int
  package var isPreferred: Bool

  package init(
    supplierID: SupplierID, variantID: VariantID, supplierSKU: String? = nil, cost: Money, leadDays: Int? = nil,
    minimumQuantity: Int = 1, isPreferred: Bool = false
  ) {
    self.supplierID = supplierID
    self.variantID = variantID
    self.supplierSKU = supplierSKU
    self.cost = cost
    self.leadDays = leadDays
    self.minimumQuantity = minimumQuantity
    self.isPreferred = isPreferred
  }
}

/// A node of a store's tree of categories.
package struct CategoryNode: Hashable, Codable, Sendable {
  package var path: [String]
  /// Active products in it or below it.
  package var productCount: Int
  package var children: [CategoryNode]

  /// The tree of the paths that products have, the names in order.
  package static func tree(of paths: [[String]]) -> [CategoryNode] { nodes(paths.filter { !$0.isEmpty }, below: []) }

  private static func nodes(_ paths: [[String]], below: [String]) -> [CategoryNode] {
    Dictionary(grouping: paths.filter { $0.count > below.count }) { $0[below.count] }.sorted { $0.key < $1.key }
      .map { name, paths in
        let path = below + [name]
        return CategoryNode(path: path, productCount: paths.count, children: nodes(paths, below: path))
      }
  }
}
