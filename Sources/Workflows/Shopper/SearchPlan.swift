import Commerce
import Dialogue

/// From what a shopper said to what the catalogue is asked.
enum SearchPlan {
  static func query(for act: Act, item: ItemPhrase, context: Context) -> ProductQuery {
    var query = ProductQuery()
    query.text = item.category == nil ? item.words : ""
    if let extra = act.facts.note { query.text = query.text.isEmpty ? extra : "\(query.text) \(extra)" }
    for other in act.items where other != item && other.reference == nil && !other.words.isEmpty {
      query.text += " " + other.words
    }
    if let category = item.category { query.filters.categories = [category] }
    apply(item, to: &query)
    if query.text.isEmpty, query.filters.categories.isEmpty { searchByTags(&query) }
    apply(act.constraints, to: &query)
    if act.constraints.isCheaperThanShown, query.sort == .relevance { query.sort = .cheapest }
    return query
  }

  /// With nothing else to go by, "batteries" or "vegan" is what is looked for, not a condition.
  private static func searchByTags(_ query: inout ProductQuery) {
    let tags = query.filters.attributes.filter(\.name.isEmpty).map(\.value)
    guard !tags.isEmpty else { return }
    query.text = tags.joined(separator: " ")
    query.filters.attributes.removeAll(where: \.name.isEmpty)
  }

  static func apply(_ item: ItemPhrase, to query: inout ProductQuery) {
    if let brand = item.brand { query.filters.brands = [brand] }
    for attribute in item.attributes {
      if !attribute.name.isEmpty { query.filters.attributes.removeAll { $0.name == attribute.name } }
      if !query.filters.attributes.contains(attribute) { query.filters.attributes.append(attribute) }
    }
  }

  static func apply(_ constraints: Constraints, to query: inout ProductQuery) {
    if let low = constraints.minimumPrice { query.filters.minimumPrice = low }
    if let high = constraints.maximumPrice { query.filters.maximumPrice = high }
    if constraints.minimumPrice != nil, constraints.maximumPrice == nil { query.filters.maximumPrice = nil }
    if constraints.maximumPrice != nil, constraints.minimumPrice == nil { query.filters.minimumPrice = nil }
    if let sort = constraints.sort { query.sort = sort }
    query.filters.excludedWords.formUnion(constraints.excludedWords)
    if constraints.inStockOnly { query.filters.inStockOnly = true }
    if constraints.onSaleOnly { query.filters.onSaleOnly = true }
  }

  /// Queries with one condition less each, the least missed first, with what was given up in words.
  static func relaxations(of query: ProductQuery, currency: Currency) -> [(ProductQuery, String)] {
    var out: [(ProductQuery, String)] = []
    var relaxed = query
    if query.filters.attributes.count > 1 {
      for attribute in query.filters.attributes {
        var single = query
        single.filters.attributes.removeAll { $0 == attribute }
        out.append((single, attribute.value))
      }
    }
    if !query.filters.attributes.isEmpty {
      relaxed.filters.attributes = []
      out.append((relaxed, query.filters.attributes.map(\.value).joined(separator: " ")))
    }
    if query.filters.minimumPrice != nil || query.filters.maximumPrice != nil {
      var single = query
      single.filters.minimumPrice = nil
      single.filters.maximumPrice = nil
      single.sort = .cheapest
      out.append((single, priceWords(query.filters, currency)))
    }
    if query.filters.inStockOnly || query.filters.onSaleOnly {
      var single = query
      single.filters.inStockOnly = false
      single.filters.onSaleOnly = false
      out.append((single, query.filters.onSaleOnly ? "on sale" : "in stock"))
    }
    if !query.filters.categories.isEmpty, !query.text.isEmpty {
      var single = query
      single.filters.categories = []
      out.append((single, query.filters.categories.joined(separator: ", ")))
    }
    // What somebody must not have is never given up; what they want with it is.
    if !query.filters.excludedWords.isEmpty {
      var single = query
      single.text = ""
      single.filters.categories = []
      if single != query { out.append((single, words(of: query, currency: currency))) }
    }
    return out
  }

  /// The query in the shopper's terms: "blue lanterns under $30.00".
  static func words(of query: ProductQuery, currency: Currency) -> String {
    var parts = query.filters.attributes.map(\.value) + Array(query.filters.brands).sorted()
    let text = query.text.split(separator: " ").joined(separator: " ")
    if text.isEmpty { parts += query.filters.categories.sorted() } else { parts.append(text) }
    let price = priceWords(query.filters, currency)
    if !price.isEmpty { parts.append(price) }
    parts += query.filters.excludedWords.sorted().map { "without \($0)" }
    return parts.joined(separator: " ")
  }

  private static func priceWords(_ filters: ProductFilters, _ currency: Currency) -> String {
    func text(_ minor: Int64) -> String { Money(minorUnits: minor, currency: currency).text }
    switch (filters.minimumPrice, filters.maximumPrice) {
    case (let low?, let high?): return "\(text(low))–\(text(high))"
    case (nil, let high?): return "≤ \(text(high))"
    case (let low?, nil): return "≥ \(text(low))"
    case (nil, nil): return ""
    }
  }
}
