import Language

/// How near in meaning every product is to a query.
struct Meaning {
  /// By segment and document: a cosine; empty without an embedding table.
  private let similarities: [[Float]]

  init(of terms: [SearchTerm], catalog: StoreCatalog) {
    guard let table = catalog.lexis.vectors, !terms.isEmpty else {
      similarities = []
      return
    }
    let words = terms.map { term in
      if case .repaired(let word, _) = term.resolution.kind { word } else { term.surface }
    }
    let query = ByteVector(table.vector(of: words.joined(separator: " ")))
    similarities = catalog.segments.map { $0.segment.vectors.similarities(to: query) }
  }

  var isKnown: Bool { similarities.contains { !$0.isEmpty } }

  func similarity(_ place: Place) -> Float {
    guard place.segment < similarities.count, Int(place.document) < similarities[place.segment].count else { return 0 }
    return similarities[place.segment][Int(place.document)]
  }

  /// Products at least so near.
  func places(above threshold: Float, in catalog: StoreCatalog) -> [Place] {
    var places: [Place] = []
    for (segment, row) in similarities.enumerated() {
      let live = catalog.segments[segment]
      for document in row.indices where row[document] >= threshold && !live.isDead[document] {
        places.append(Place(segment: segment, document: Int32(document)))
      }
    }
    return places
  }
}
