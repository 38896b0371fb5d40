import Commerce

/// A stretch of a sentence with what it names.
struct Link {
  enum Target {
    case products(ProductLinker.Stretch)
    case brand(String, key: String)
    case category(String, key: String)
    case attribute(AttributeFilter, key: String)
  }

  /// Of slots.
  var slots: Range<Int>
  var target: Target
  var words: Int
  var certainty = 1.0

  var confidence: Double {
    if case .products(let stretch) = target { return stretch.confidence }
    return certainty
  }

  /// Among stretches of equally many words the surer goes first.
  var rank: Double {
    switch target {
    case .products(let stretch): Self.rank(of: stretch)
    case .brand: 6
    case .category: 5
    case .attribute: 4
    }
  }

  /// What many products are called is rather their category.
  private static func rank(of stretch: ProductLinker.Stretch) -> Double {
    if stretch.isTagged, stretch.grade.tier < .head { return 4.5 }
    return switch stretch.grade.tier {
    case .whole: 9
    case .core: 8
    case .head: stretch.total > ProductLinker.maximumCandidates ? 3 : 7
    case .partial: 2
    case .modifier: 1
    }
  }

  func publicTarget(_ products: ProductLinker) -> CatalogMention.Target {
    switch target {
    case .products(let stretch):
      .products(stretch.documents.prefix(ProductLinker.maximumCandidates).map { products.entry($0).id })
    case .brand(let name, _): .brand(name)
    case .category(let name, _): .category(name)
    case .attribute(let filter, _): .attribute(filter)
    }
  }
}

extension LabelLinker.Match {
  func links() -> [Link] {
    var links: [Link] = []
    if let brand { links.append(link(.brand(brand, key: key))) }
    if let category { links.append(link(.category(category, key: key))) }
    if let attribute { links.append(link(.attribute(attribute, key: key))) }
    return links
  }

  private func link(_ target: Link.Target) -> Link {
    Link(slots: slots, target: target, words: words, certainty: certainty)
  }
}
