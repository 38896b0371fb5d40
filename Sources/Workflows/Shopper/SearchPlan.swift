import Commerce
import Dialogue
import Language

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
    query.filters.within = item.within.map { [$0] }
    apply(item, to: &query)
    if query.text.isEmpty, query.filters.categories.isEmpty { searchByTags(&query) }
    apply(act.constraints, to: &query)
    if act.constraints.isCheaperThanShown, query.sort == .relevance { query.sort = .cheapest }
    query.bought = bought(context)
    return query
  }

  /// What this shopper has bought here, as far as the turn knows their orders.
  static func bought(_ context: Context) -> Set<ProductID> {
    Set(context.orders.flatMap(\.lines).map(\.productID))
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
    if let shares = constraints.percentages {
      let asked = Set(shares.map(\.name))
      query.filters.percentages = (query.filters.percentages ?? []).filter { !asked.contains($0.name) } + shares
    }
    if let sort = constraints.sort { query.sort = sort }
    query.filters.excludedWords.formUnion(constraints.excludedWords)
    if constraints.inStockOnly { query.filters.inStockOnly = true }
    if constraints.onSaleOnly { query.filters.onSaleOnly = true }
  }

  /// Queries with one condition less each, the least missed first, with what was given up.
  /// - Parameter diets: words that are never given up: who asks for something vegan rather does without the breakfast.
  static func relaxations(of query: ProductQuery, keeping diets: Set<String>) -> [(ProductQuery, Wanted)] {
    var out: [(ProductQuery, Wanted)] = []
    func relax(_ wanted: Wanted, _ change: (inout ProductQuery) -> Void) {
      guard Tokenizer.tokens(in: wanted.words).allSatisfy({ !diets.contains($0.text) }) else { return }
      var relaxed = query
      change(&relaxed)
      out.append((relaxed, wanted))
    }
    let filters = query.filters
    if filters.attributes.count > 1 {
      for attribute in filters.attributes {
        relax(Wanted(words: attribute.value)) { $0.filters.attributes.removeAll { $0 == attribute } }
      }
    }
    if !filters.attributes.isEmpty {
      relax(Wanted(words: filters.attributes.map(\.value).joined(separator: " "))) { $0.filters.attributes = [] }
    }
    if filters.minimumPrice != nil || filters.maximumPrice != nil {
      relax(Wanted(lowest: filters.minimumPrice, highest: filters.maximumPrice)) {
        $0.filters.minimumPrice = nil
        $0.filters.maximumPrice = nil
        $0.sort = .cheapest
      }
    }
    if let shares = filters.percentages {
      relax(Wanted(words: shares.map(Self.text).joined(separator: ", "))) { $0.filters.percentages = nil }
    }
    if filters.inStockOnly || filters.onSaleOnly {
      relax(Wanted(onSale: filters.onSaleOnly, inStock: !filters.onSaleOnly)) {
        $0.filters.inStockOnly = false
        $0.filters.onSaleOnly = false
      }
    }
    if !filters.categories.isEmpty, !query.text.isEmpty {
      relax(Wanted(words: filters.categories.joined(separator: ", "))) { $0.filters.categories = [] }
    }
    // What somebody must not have is never given up; what they want without it is.
    if !filters.excludedWords.isEmpty, !query.text.isEmpty || !filters.categories.isEmpty {
      relax(wanted(by: query)) {
        $0.text = ""
        $0.filters.categories = []
      }
    }
    return out
  }

  /// `THC 0 – 10 %`
  private static func text(_ filter: PercentFilter) -> String {
    let (low, high) = (filter.minimum?.rawValue ?? 0, filter.maximum?.rawValue ?? 1_000_000)
    return "\(filter.name.uppercased()) \(low / 10_000) – \(high / 10_000) %"
  }

  /// The query in the shopper's terms: "blue lanterns", up to $30.00.
  static func wanted(by query: ProductQuery) -> Wanted {
    var parts = query.filters.attributes.map(\.value) + Array(query.filters.brands).sorted()
    let text = query.text.split(separator: " ").joined(separator: " ")
    if text.isEmpty { parts += query.filters.categories.sorted() } else { parts.append(text) }
    parts += (query.filters.percentages ?? []).map(Self.text)
    return Wanted(
      words: parts.joined(separator: " "), lowest: query.filters.minimumPrice, highest: query.filters.maximumPrice,
      without: query.filters.excludedWords.sorted().joined(separator: ", "))
  }
}

/// What was looked for, as facts that a text puts into its language's words.
struct Wanted {
  /// The shopper's own words and the shop's.
  var words = ""
  /// Minor units.
  var lowest: Int64?
  var highest: Int64?
  var without = ""
  var onSale = false
  var inStock = false

  func facts(in currency: Currency) -> [String: ReplyFact] {
    var facts: [String: ReplyFact] = [
      "wanted": .text(words), "on_sale": .flag(onSale), "only_in_stock": .flag(inStock),
    ]
    if let lowest { facts["over"] = .money(Money(minorUnits: lowest, currency: currency)) }
    if let highest { facts["under"] = .money(Money(minorUnits: highest, currency: currency)) }
    if !without.isEmpty { facts["without"] = .text(without) }
    return facts
  }
}
