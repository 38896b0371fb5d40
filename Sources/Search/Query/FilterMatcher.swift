import Commerce

/// Decides which products of a catalogue meet a query's filters, and at what price.
struct FilterMatcher {
  private let catalog: StoreCatalog
  private let filters: ProductFilters
  private let brandKeys: Set<String>
  private let categoryKeys: Set<String>
  private let withinKeys: [String]
  private let attributes: [AttributeCondition]
  private let excluded: [Exclusion]

  /// Something a product shall not have ("no nuts").
  private struct Exclusion {
    /// Its words, which must not all stand in a product.
    var terms: [TermPlaces]
    /// By segment, the labels that say a product is free of it ("nut-free").
    var freeLabels: [Set<Int32>]
    /// Its terms as words.
    var words: Set<String> = []
    /// The shop marks its goods so. Then what is not marked may well have it, and is left out too: to somebody who
    /// must not eat nuts, silence is no promise.
    var isMarked: Bool { freeLabels.contains { !$0.isEmpty } }
  }

  init(_ filters: ProductFilters, catalog: StoreCatalog) {
    self.catalog = catalog
    self.filters = filters
    let lexis = catalog.lexis
    func words(_ text: String) -> [String] { TextReader.words(in: text).map(\.surface) }
    brandKeys = Set(filters.brands.map { lexis.labelKey(words($0)) })
    categoryKeys = Set(filters.categories.map { lexis.labelKey(words($0)) })
    withinKeys = (filters.within ?? []).map { lexis.labelKey(words($0)) }
    attributes = filters.attributes.map { AttributeCondition($0, catalog: catalog) }
    let named = Self.phrases(filters.excludedWords.map(words).filter { !$0.isEmpty }, lexis)
    excluded = named.flatMap { words -> [Exclusion] in
      let terms = words.map(lexis.term(of:))
      let phrases = [terms] + lexis.synonyms.alternatives(ofTerms: terms)
      let free = catalog.segments.map { Self.freeLabels(phrases, in: $0, lexis) }
      // "sin nueces" leaves nuts out of an English catalogue, too.
      return phrases.map { Exclusion(terms: $0.map(catalog.lookUp), freeLabels: free, words: Set($0)) }
    }
  }

  /// "frutos", "secos": two words that together are one thing.
  private static func phrases(_ words: [[String]], _ lexis: Lexis) -> [[String]] {
    let single = words.filter { $0.count == 1 }.map { $0[0] }
    for first in single {
      for second in single where second != first {
        let terms = [first, second].map(lexis.term(of:))
        guard !lexis.synonyms.alternatives(ofTerms: terms).isEmpty else { continue }
        return words.filter { $0 != [first] && $0 != [second] } + [[first, second]]
      }
    }
    return words
  }

  /// The labels that say something is free of what the phrases mean: "nut-free", "sin gluten".
  private static func freeLabels(_ phrases: [[String]], in live: LiveSegment, _ lexis: Lexis) -> Set<Int32> {
    func labels(_ terms: [String]) -> [Int32] { live.segment.labelIDs[terms.joined(separator: " ")] ?? [] }
    var marked: [Int32] = []
    for phrase in phrases {
      marked += labels(phrase + [lexis.term(of: freeMark)])
      // In a catalogue of another language "sin" is a word like any.
      for denial in Ingredients.denying { marked += labels([denial] + phrase) }
      marked += labels(phrase).filter { Ingredients.isDenial(live.segment.labels[Int($0)].label.spelling) }
    }
    return Set(marked.filter { live.frequency(ofLabel: $0) > 0 })
  }

  /// What a product that meets the filters costs at least, in minor units, and whether it can be bought so; nil where
  /// it does not meet them.
  func match(_ place: Place) -> (price: Int64, isInStock: Bool)? {
    let entry = catalog.entry(place)
    let segment = catalog.segments[place.segment].segment
    let labels = segment.documentLabels[Int(place.document)]
    if !brandKeys.isEmpty, !has(.brand, brandKeys, labels, segment) { return nil }
    if !categoryKeys.isEmpty, !has(.category, categoryKeys, labels, segment) { return nil }
    if !withinKeys.allSatisfy({ has(.category, [$0], labels, segment) }) { return nil }
    if excluded.contains(where: { has($0, place, labels, segment) }) { return nil }
    var optionConditions: [AttributeCondition] = []
    for condition in attributes {
      switch condition.match(place, catalog: catalog) {
      case .none: return nil
      case .product: continue
      case .options: optionConditions.append(condition)
      }
    }
    if let shares = filters.percentages, !shares.allSatisfy({ $0.isMet(by: entry.product) }) { return nil }
    return offer(entry, conditions: optionConditions)
  }

  private func has(_ kind: Label.Kind, _ keys: Set<String>, _ labels: ArraySlice<Int32>, _ segment: Segment) -> Bool {
    labels.contains { id in
      let label = segment.labels[Int(id)].label
      return label.kind == kind && keys.contains(label.key)
    }
  }

  private static let freeMark = "free"

  private func has(
    _ exclusion: Exclusion, _ place: Place, _ labels: ArraySlice<Int32>, _ segment: Segment
  ) -> Bool {
    if labels.contains(where: exclusion.freeLabels[place.segment].contains) { return false }
    guard exclusion.isMarked || isNamed(exclusion.terms, place, segment) || isIngredient(exclusion, place, segment)
    else { return false }
    // Last, and of few: a description is unpacked and cut into words for it.
    return exclusion.words.isEmpty || !Ingredients.deny(exclusion.words, in: description(place), catalog.lexis)
  }

  /// "Contains wheat, walnuts." says of what is eaten or put on what is in it, wherever in the text it stands.
  private func isIngredient(_ exclusion: Exclusion, _ place: Place, _ segment: Segment) -> Bool {
    guard !exclusion.words.isEmpty else { return false }
    let stands = exclusion.terms.allSatisfy { places in
      let id = places.ids[place.segment]
      return id >= 0 && segment.weights(of: id, in: Int(place.document)) != nil
    }
    return stands && Ingredients.tell(exclusion.words, in: description(place), catalog.lexis)
  }

  private func description(_ place: Place) -> String { catalog.entry(place).product.description }

  private func isNamed(_ terms: [TermPlaces], _ place: Place, _ segment: Segment) -> Bool {
    terms.allSatisfy { places in
      let id = places.ids[place.segment]
      return id >= 0 && segment.weights(of: id, in: Int(place.document))?.isName == true
    }
  }

  /// The cheapest variant that meets the filters together, of those in stock if any is.
  private func offer(_ entry: CatalogEntry, conditions: [AttributeCondition]) -> (price: Int64, isInStock: Bool)? {
    var best: (price: Int64, isInStock: Bool)?
    let fitting = offers(of: entry, conditions: conditions)
    let hasStock = fitting.contains { $0.isInStock }
    for offer in fitting where offer.isInStock || (!hasStock && !filters.inStockOnly) {
      if let minimum = filters.minimumPrice, offer.price < minimum { continue }
      if let maximum = filters.maximumPrice, offer.price > maximum { continue }
      if filters.onSaleOnly, offer.compareAtPrice.map({ $0 > offer.price }) != true { continue }
      if best.map({ offer.price < $0.price }) ?? true { best = (offer.price, offer.isInStock) }
    }
    return best
  }

  private func offers(of entry: CatalogEntry, conditions: [AttributeCondition]) -> [CatalogEntry.Offer] {
    guard !conditions.isEmpty else { return entry.offers }
    let product = entry.product
    return zip(product.variants, entry.offers).filter { variant, _ in
      conditions.allSatisfy { $0.isMet(by: variant, of: product) }
    }.map(\.1)
  }
}
