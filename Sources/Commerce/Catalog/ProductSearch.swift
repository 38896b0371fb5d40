/// What a shopper asks of the catalogue, as typed filters around some words.
package struct ProductQuery: Hashable, Codable, Sendable {
  /// Words to match, as the shopper wrote them; empty to list what the filters leave.
  package var text: String
  package var filters: ProductFilters
  package var sort: ProductSort
  package var limit: Int
  package var offset: Int
  /// What whoever asks has bought before; of the moment, and not kept with the query.
  package var bought: Set<ProductID> = []

  private enum CodingKeys: CodingKey { case text, filters, sort, limit, offset }

  package init(
    text: String = "", filters: ProductFilters = .init(), sort: ProductSort = .relevance, limit: Int = 10,
    offset: Int = 0
  ) {
    self.text = text
    self.filters = filters
    self.sort = sort
    self.limit = limit
    self.offset = offset
  }
}

/// Conditions that a product must meet; an empty set of filters leaves everything.
package struct ProductFilters: Hashable, Codable, Sendable {
  /// Minor units, inclusive.
  package var minimumPrice: Int64?
  /// Minor units, inclusive.
  package var maximumPrice: Int64?
  /// Any of these, compared without case; the names as the catalogue writes them.
  package var brands: Set<String>
  /// Any of these, anywhere on a product's path.
  package var categories: Set<String>
  /// All of these as well; nil where nothing of the kind is asked for.
  package var within: Set<String>?
  /// All of these: an option's or attribute's value, by its name (`colour: blue`); an empty name matches any.
  package var attributes: [AttributeFilter]
  /// None of these words may stand in the title, tags, attributes or options ("no nuts", "anything but red").
  package var excludedWords: Set<String>
  package var inStockOnly: Bool
  package var onSaleOnly: Bool
  /// All of these; what tells no such percentage does not meet them. nil where none is asked for.
  package var percentages: [PercentFilter]?

  package init(
    minimumPrice: Int64? = nil, maximumPrice: Int64? = nil, brands: Set<String> = [], categories: Set<String> = [],
    attributes: [AttributeFilter] = [], excludedWords: Set<String> = [], inStockOnly: Bool = false,
    onSaleOnly: Bool = false
  ) {
    self.minimumPrice = minimumPrice
    self.maximumPrice = maximumPrice
    self.brands = brands
    self.categories = categories
    self.attributes = attributes
    self.excludedWords = excludedWords
    self.inStockOnly = inStockOnly
    self.onSaleOnly = onSaleOnly
  }

  package var isEmpty: Bool { self == ProductFilters() }
}

package struct AttributeFilter: Hashable, Codable, Sendable {
  /// An option's or attribute's name in lower case; empty where the shopper gave only the value.
  package var name: String
  package var value: String

  package init(name: String = "", value: String) {
    self.name = name
    self.value = value
  }
}

/// How much of something a product has by its attribute of that name: `thc: 18.5 %`. Inclusive.
package struct PercentFilter: Hashable, Codable, Sendable {
  /// In lower case.
  package var name: String
  package var minimum: PartsPerMillion?
  package var maximum: PartsPerMillion?

  package init(name: String, minimum: PartsPerMillion? = nil, maximum: PartsPerMillion? = nil) {
    self.name = name
    self.minimum = minimum
    self.maximum = maximum
  }

  /// A range that a product tells lies between the bounds as a whole.
  package func isMet(by product: Product) -> Bool {
    guard let share = product.attribute(name)?.share else { return false }
    return minimum.map { share.lowerBound >= $0 } ?? true && maximum.map { share.upperBound <= $0 } ?? true
  }
}

package enum ProductSort: String, Codable, Sendable {
  case relevance
  case cheapest
  case dearest
  case newest
  case bestSelling
  /// The most THC first; what tells none stands behind.
  case strongest
  case weakest
}

/// A product found, with its score and the words that were repaired to find it.
package struct ProductHit: Hashable, Sendable {
  package var product: Product
  package var score: Double

  package init(product: Product, score: Double) {
    self.product = product
    self.score = score
  }
}

package struct ProductResults: Sendable {
  package var hits: [ProductHit]
  /// How many products met the query, of which `hits` is one page.
  package var total: Int
  /// Words taken for others ("lantren" → "lantern"), to be said to the shopper.
  package var corrections: [String: String]

  package init(hits: [ProductHit], total: Int, corrections: [String: String] = [:]) {
    self.hits = hits
    self.total = total
    self.corrections = corrections
  }
}

/// A stretch of a shopper's text that names something in the catalogue.
package struct CatalogMention: Hashable, Sendable {
  package enum Target: Hashable, Sendable {
    /// Products that the words name about equally well, the best first; one where it is clear.
    case products([ProductID])
    case category(String)
    case brand(String)
    /// An option's or attribute's value.
    case attribute(AttributeFilter)
  }

  package var target: Target
  /// Offsets into the tokens that were handed in.
  package var tokens: Range<Int>
  /// 0…1; 1 is an exact name.
  package var confidence: Double

  package init(target: Target, tokens: Range<Int>, confidence: Double) {
    self.target = target
    self.tokens = tokens
    self.confidence = confidence
  }
}

/// One store's catalogue as it stood at a moment: searching it takes no lock and does no I/O.
package protocol CatalogSnapshot: Sendable {
  /// The change sequence (DESIGN: storage) up to which writes are in here.
  var sequence: Int64 { get }
  /// Active products.
  var productCount: Int { get }
  /// The store's categories, those with most products first.
  var categories: [String] { get }
  func search(_ query: ProductQuery) -> ProductResults
  func product(_ id: ProductID) -> Product?
  func product(ofVariant id: VariantID) -> Product?
  func product(sku: String) -> Product?
  /// Active products that are, in some variant, a bundle with this one as a part of it; oldest first.
  func bundles(containing part: ProductID) -> [Product]
  /// A category's products, the best first, where there are no more than so many; none where there are more.
  func fewProducts(inCategory name: String, atMost count: Int) -> [Product]
  /// Names of products, categories, brands and attribute values among the tokens (lower-case words), with typos,
  /// inflection and partial names allowed; longest and surest first, not overlapping.
  func mentions(in tokens: [String]) -> [CatalogMention]
  /// The same catalogue for a shopper who speaks another language (ISO 639-1) than its texts are in.
  func asked(in language: String) -> any CatalogSnapshot
}

extension CatalogSnapshot {
  package func asked(in language: String) -> any CatalogSnapshot { self }
  package func bundles(containing part: ProductID) -> [Product] { [] }
  package func fewProducts(inCategory name: String, atMost count: Int) -> [Product] {
    let found = search(ProductQuery(filters: ProductFilters(categories: [name]), limit: count))
    return found.total > count ? [] : found.hits.map(\.product)
  }
}

/// Keeps every store's catalogue searchable.
package protocol ProductSearch: Sendable {
  /// The newest snapshot of a store's catalogue; nil for a store that is not known (yet).
  func snapshot(of store: StoreID) -> (any CatalogSnapshot)?
  /// Takes products as they are now in the database; those in `removed` are gone. `sequence` is the newest change
  /// among them.
  /// `language` is that of the catalogue's texts, ISO 639-1.
  func apply(_ products: [Product], removed: [ProductID], sequence: Int64, store: StoreID, language: String)
}

extension ProductSearch {
  /// For a catalogue in English.
  package func apply(_ products: [Product], removed: [ProductID], sequence: Int64, store: StoreID) {
    apply(products, removed: removed, sequence: sequence, store: store, language: "en")
  }
}
