import Commerce

/// Decides which products of a catalogue meet a query's filters, and at what price.
struct FilterMatcher {
  private let catalog: StoreCatalog
  private let filters: ProductFilters
  private let brandKeys: Set<String>
  private let categoryKeys: Set<String>
  private let attributes: [AttributeCondition]
  /// Excluded words, each as terms that must not all stand in a product.
  private let excluded: [[TermPlaces]]

  init(_ filters: ProductFilters, catalog: StoreCatalog) {
    self.catalog = catalog
    self.filters = filters
    let lexis = catalog.lexis
    func words(_ text: String) -> [String] { TextReader.words(in: text).map(\.surface) }
    brandKeys = Set(filters.brands.map { lexis.labelKey(words($0)) })
    categoryKeys = Set(filters.categories.map { lexis.labelKey(words($0)) })
    attributes = filters.attributes.map { AttributeCondition($0, catalog: catalog) }
    excluded = filters.excludedWords.flatMap { phrase -> [[TermPlaces]] in
      let terms = words(phrase).map(lexis.term(of:))
      // "sin nueces" leaves nuts out of an English catalogue, too.
      return [terms.map(catalog.lookUp)] + catalog.synonyms(of: terms).map(\.terms)
    }
    .filter { !$0.isEmpty && $0.allSatisfy { $0.frequency > 0 } }
  }

  /// What a product that meets the filters costs at least, in minor units, and whether it can be bought so; nil where
  /// it does not meet them.
  func match(_ place: Place) -> (price: Int64, isInStock: Bool)? {
    let entry = catalog.entry(place)
    let segment = catalog.segments[place.segment].segment
    let labels = segment.documentLabels[Int(place.document)]
    if !brandKeys.isEmpty, !has(.brand, brandKeys, labels, segment) { return nil }
    if !categoryKeys.isEmpty, !has(.category, categoryKeys, labels, segment) { return nil }
    if excluded.contains(where: { isNamed($0, place, segment) }) { return nil }
    var optionConditions: [AttributeCondition] = []
    for condition in attributes {
      switch condition.match(place, catalog: catalog) {
      case .none: return nil
      case .product: continue
      case .options: optionConditions.append(condition)
      }
    }
    return offer(entry, conditions: optionConditions)
  }

  private func has(_ kind: Label.Kind, _ keys: Set<String>, _ labels: ArraySlice<Int32>, _ segment: Segment) -> Bool {
    labels.contains { id in
      let label = segment.labels[Int(id)].label
      return label.kind == kind && keys.contains(label.key)
    }
  }

  private func isNamed(_ terms: [TermPlaces], _ place: Place, _ segment: Segment) -> Bool {
    terms.allSatisfy { places in
      let id = places.ids[place.segment]
      return id >= 0 && segment.weights(of: id, in: Int(place.document))?.isName == true
    }
  }

  /// The cheapest variant that meets the filters together, of those in stock if any is.
  private func offer(_ entry: CatalogEntry, conditions: [AttributeCondition]) -> (price: Int64, isInStock: Bool)? {
    var best: (price: Int64, isInStock: Bool)?
    let product = entry.product
    let fitting = product.variants.filter { variant in
      conditions.allSatisfy { $0.isMet(by: variant, of: product) }
    }
    let hasStock = fitting.contains { $0.isInStock }
    for variant in fitting where variant.isInStock || (!hasStock && !filters.inStockOnly) {
      let price = variant.price.minorUnits
      if let minimum = filters.minimumPrice, price < minimum { continue }
      if let maximum = filters.maximumPrice, price > maximum { continue }
      if filters.onSaleOnly, variant.compareAtPrice.map({ $0.minorUnits > price }) != true { continue }
      if best.map({ price < $0.price }) ?? true { best = (price, variant.isInStock) }
    }
    return best
  }
}
