import Commerce

extension StoreCatalog {
  static let maximumLimit = 1_000
  /// What is sold out stands behind what is about as relevant and can be bought.
  private static let soldOutWeight: Float = 0.9
  func search(_ query: ProductQuery) -> ProductResults {
    let terms = searchTerms(of: query.text)
    let found: [Candidate]
    if terms.isEmpty {
      found = asksForEverything(query.text) ? everything() : []
    } else {
      found = MatchSelector(terms: terms, meaning: Meaning(of: terms, catalog: self))
        .select(score(terms), catalog: self)
    }
    let matcher = FilterMatcher(query.filters, catalog: self)
    var ranked: [RankedProduct] = []
    ranked.reserveCapacity(found.count)
    for candidate in found {
      guard let offer = matcher.match(candidate.place) else { continue }
      ranked.append(
        RankedProduct(
          place: candidate.place, id: entry(candidate.place).product.id,
          score: candidate.score * (offer.isInStock ? 1 : Self.soldOutWeight), price: offer.price,
          isInStock: offer.isInStock))
    }
    ranked.sort(by: query.sort.order)
    let offset = max(0, query.offset)
    let limit = min(max(0, query.limit), Self.maximumLimit)
    let page = ranked.dropFirst(offset).prefix(limit).map {
      ProductHit(product: entry($0.place).product, score: Double($0.score))
    }
    return ProductResults(hits: Array(page), total: ranked.count, corrections: corrections(terms))
  }

  /// No words, or only those of a request to see the shelves: "show me what you have", but not "hello".
  private func asksForEverything(_ text: String) -> Bool {
    let words = TextReader.words(in: text)
    return words.isEmpty || words.contains { lexis.isBrowsingWord($0.surface) }
  }

  private func everything() -> [Candidate] {
    var all: [Candidate] = []
    all.reserveCapacity(productCount)
    for (position, live) in segments.enumerated() {
      for document in live.entries.indices where !live.isDead[document] {
        let place = Place(segment: position, document: Int32(document))
        all.append(Candidate(place: place, score: 0, mask: 0, headMask: 0, categoryMask: 0))
      }
    }
    return all
  }

  private func corrections(_ terms: [SearchTerm]) -> [String: String] {
    var corrections: [String: String] = [:]
    for term in terms {
      if case .repaired(let word, _) = term.resolution.kind { corrections[term.surface] = word }
    }
    return corrections
  }
}

/// A product that meets a query, with what it is ordered by.
struct RankedProduct {
  var place: Place
  var id: ProductID
  var score: Float
  var price: Int64
  var isInStock: Bool
}

extension ProductSort {
  fileprivate var order: (RankedProduct, RankedProduct) -> Bool {
    switch self {
    case .relevance, .bestSelling: RankedProduct.isMoreRelevant
    case .cheapest:
      { $0.price != $1.price ? $0.price < $1.price : RankedProduct.isMoreRelevant($0, $1) }
    case .dearest:
      { $0.price != $1.price ? $0.price > $1.price : RankedProduct.isMoreRelevant($0, $1) }
    case .newest: { $0.id > $1.id }
    }
  }
}

extension RankedProduct {
  /// At equal relevance what can be bought comes first, then the older product.
  static func isMoreRelevant(_ left: RankedProduct, _ right: RankedProduct) -> Bool {
    if left.score != right.score { return left.score > right.score }
    if left.isInStock != right.isInStock { return left.isInStock }
    return left.id < right.id
  }
}

/// A product's place in a ranking.
package struct RankedID: Hashable, Sendable {
  package var id: ProductID
  package var score: Double
}

extension CatalogSnapshot {
  /// Every product with any of the words or near them in meaning, the most relevant first, without the judgement of
  /// what counts as a find; for measuring rankings.
  package func ranking(_ text: String, limit: Int) -> [RankedID] {
    (self as? StoreCatalog)?.ranked(text, limit: limit) ?? []
  }
}

extension StoreCatalog {
  fileprivate func ranked(_ text: String, limit: Int) -> [RankedID] {
    let terms = searchTerms(of: text)
    let selector = MatchSelector(terms: terms, meaning: Meaning(of: terms, catalog: self))
    let candidates = selector.weigh(score(terms))
    let all = candidates + selector.near(except: candidates, above: 0, catalog: self)
    let found = all.map { RankedID(id: entry($0.place).product.id, score: Double($0.score)) }
    return Array(found.sorted { ($1.score, $0.id) < ($0.score, $1.id) }.prefix(limit))
  }
}
