import Commerce
import Storage

/// What is asked of products' strain, form and percentages, in a list and in a search alike.
enum ProductFilterQuery {
  static let parameters: [Schema.Property] = [
    .optional("strain_kind", StrainOperations.kind),
    .optional("effect", .text(1...100, "one that the strain is told to have")),
    .optional("form", .text(1...100, "`flower`, `gummy`, `vape` …")),
    .optional("min_thc_ppm", share), .optional("max_thc_ppm", share),
    .optional("min_cbd_ppm", share), .optional("max_cbd_ppm", share),
  ]

  private static let share = Schema.integer(0...1_000_000, "in millionths: 180000 is 18 %")

  /// For a page of what is kept in columns.
  static func page(_ query: Fields) -> ProductPageFilter {
    var filter = ProductPageFilter(status: query.raw("status"))
    filter.strain = query.id("strain")
    filter.master = query.id("master_item")
    filter.strainKind = query.raw("strain_kind")
    filter.effect = query.text("effect")
    filter.formFactor = query.text("form")
    filter.thc = .init(minimum: share(query, "min_thc_ppm"), maximum: share(query, "max_thc_ppm"))
    filter.cbd = .init(minimum: share(query, "min_cbd_ppm"), maximum: share(query, "max_cbd_ppm"))
    return filter
  }

  /// For a search, which knows inherited and imported attributes too.
  static func add(_ query: Fields, to filters: inout ProductFilters) {
    for (parameter, name) in [("strain_kind", "type"), ("effect", ""), ("form", "form")] {
      if let value = query.text(parameter) { filters.attributes.append(AttributeFilter(name: name, value: value)) }
    }
    let percentages = ["thc", "cbd"].compactMap { name -> PercentFilter? in
      let (minimum, maximum) = (share(query, "min_\(name)_ppm"), share(query, "max_\(name)_ppm"))
      guard minimum != nil || maximum != nil else { return nil }
      return PercentFilter(name: name, minimum: minimum, maximum: maximum)
    }
    if !percentages.isEmpty { filters.percentages = percentages }
  }

  private static func share(_ query: Fields, _ name: String) -> PartsPerMillion? {
    query.integer(name).map { PartsPerMillion(rawValue: $0) }
  }
}
