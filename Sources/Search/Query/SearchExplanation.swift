import Commerce

/// Why a query finds what it finds, and in this order.
package struct SearchExplanation: Codable, Hashable, Sendable {
  package struct Term: Codable, Hashable, Sendable {
    package var word: String
    /// `known`, `synonym`, `repaired`, `completed`, `compound` or `unknown`.
    package var kind: String
    /// What it is looked up as, with each one's weight.
    package var looked_up_as: [String: Float]
    package var importance: Float
  }

  package struct Hit: Codable, Hashable, Sendable {
    package var id: String
    package var title: String
    /// What it is ordered by: the relevance times the factors.
    package var score: Float
    /// From 0 to 1: the words' share of the best, the cosine of the meanings, the cosine with the best hits.
    package var words: Float
    package var meaning: Float
    package var likeness: Float
    package var relevance: Float
    package var stock_factor: Float
    package var popularity_factor: Float
    package var sold_units: Int
    /// Above 1 where whoever asks has bought it before.
    package var history_factor: Float
    /// Words by which shoppers came to take it.
    package var picked_by: [String]
  }

  package var terms: [Term]
  package var total: Int
  package var hits: [Hit]
}

extension CatalogSnapshot {
  /// Explains a search's first page; empty where the snapshot is another's.
  package func explain(_ query: ProductQuery) -> SearchExplanation {
    (self as? StoreCatalog)?.explanation(of: query) ?? SearchExplanation(terms: [], total: 0, hits: [])
  }
}

extension StoreCatalog {
  fileprivate func explanation(of query: ProductQuery) -> SearchExplanation {
    let terms = searchTerms(of: query.text)
    let results = search(query)
    let entries = terms.isEmpty ? [] : QueryRanking(terms, catalog: self).entries
    let hits = results.hits.map { hit -> SearchExplanation.Hit in
      let scored = entries.first { self.entry(place($0.document)).id == hit.product.id }
      return SearchExplanation.Hit(
        id: hit.product.id.text, title: hit.product.title, score: Float(hit.score), words: scored?.words ?? 0,
        meaning: scored?.similarity ?? 0, likeness: scored?.likeness ?? 0, relevance: scored?.score ?? 0,
        stock_factor: hit.product.isInStock ? 1 : Self.soldOutWeight,
        popularity_factor: Self.popularityFactor(hit.product.soldUnits), sold_units: hit.product.soldUnits,
        history_factor: query.bought.contains(hit.product.id) ? Self.boughtWeight : 1,
        picked_by: hit.product.pickedBy ?? [])
    }
    return SearchExplanation(terms: terms.map(explained), total: results.total, hits: hits)
  }

  private func explained(_ term: SearchTerm) -> SearchExplanation.Term {
    var forms: [String: Float] = [:]
    for alternate in term.resolution.alternates {
      forms[alternate.terms.compactMap(spelling).joined(separator: " ")] = alternate.weight
    }
    return SearchExplanation.Term(
      word: term.surface, kind: Self.name(of: term.resolution.kind), looked_up_as: forms, importance: term.importance)
  }

  private func spelling(_ places: TermPlaces) -> String? {
    for (live, id) in zip(segments, places.ids) where id >= 0 { return live.segment.terms[Int(id)] }
    return nil
  }

  private static func name(of kind: Resolution.Kind) -> String {
    switch kind {
    case .known: "known"
    case .synonym: "synonym"
    case .repaired: "repaired"
    case .completed: "completed"
    case .compound: "compound"
    case .unknown: "unknown"
    }
  }
}
