import Commerce
import Language

extension StoreCatalog {
  static let maximumLimit = 1_000
  /// What is sold out stands behind what is about as relevant and can be bought.
  static let soldOutWeight: Float = 0.9
  /// What sells well stands before what is about as relevant; a hundred times more sold are a fifteenth more.
  private static let popularityStep: Float = 0.01
  private static let mostPopularity: Float = 0.07
  /// What somebody has bought before they often want again.
  static let boughtWeight: Float = 1.04

  /// Longer pages are sorted whole, shorter ones picked out.
  private static let longestPicked = 256

  func search(_ query: ProductQuery) -> ProductResults {
    let terms = searchTerms(of: query.text)
    let found: [QueryRanking.Entry]
    if terms.isEmpty {
      found = asksForEverything(query.text) ? shelved(query.filters) : []
    } else {
      found = QueryRanking(terms, catalog: self).entries.filter(\.isFind)
    }
    let offset = max(0, query.offset)
    let limit = min(max(0, query.limit), Self.maximumLimit)
    let (ranked, total) = rank(found, query, first: offset + limit)
    let page = ranked.dropFirst(offset).prefix(limit).map {
      ProductHit(product: product(at: $0.place), score: Double($0.score))
    }
    return ProductResults(hits: Array(page), total: total, corrections: corrections(terms))
  }

  /// Those that meet the filters, in the business's order, as many as are wanted; and how many there are.
  private func rank(
    _ found: [QueryRanking.Entry], _ query: ProductQuery, first count: Int
  ) -> (ranked: [RankedProduct], total: Int) {
    let order = query.sort.order
    let picks = count <= Self.longestPicked
    var best = BestList<RankedProduct>(limit: picks ? count : 0, isBetter: order)
    var all: [RankedProduct] = []
    var total = 0
    let most = (1 + Self.mostPopularity) * (query.bought.isEmpty ? 1 : Self.boughtWeight)
    let matcher = query.filters.isEmpty ? nil : FilterMatcher(query.filters, catalog: self)
    for candidate in found {
      if matcher == nil, picks, query.sort.isByRelevance, best.elements.count == count,
        let last = best.elements.last, candidate.score * most < last.score
      {
        total += 1
        continue
      }
      let place = place(candidate.document)
      let entry = entry(place)
      let offer: (price: Int64, isInStock: Bool)
      if let matcher {
        guard let met = matcher.match(place) else { continue }
        offer = met
      } else {
        offer = (entry.price, entry.isInStock)
      }
      total += 1
      var product = RankedProduct(
        place: place, id: entry.id,
        score: candidate.score * (offer.isInStock ? 1 : Self.soldOutWeight)
          * Self.popularityFactor(entry.soldUnits) * (query.bought.contains(entry.id) ? Self.boughtWeight : 1),
        price: offer.price, isInStock: offer.isInStock, soldUnits: entry.soldUnits, shelf: entry.shelf)
      if query.sort.isByStrength { product.strength = Strength.of(entry.product) }
      if picks { best.add(product) } else { all.append(product) }
    }
    return (picks ? best.elements : all.sorted(by: order), total)
  }

  static func popularityFactor(_ units: Int) -> Float {
    // The number of binary digits stands for the logarithm.
    1 + min(mostPopularity, popularityStep * Float(Int.bitWidth - max(0, units).leadingZeroBitCount))
  }

  /// No words, or only those of a request to see the shelves: "show me what you have", but not "hello".
  private func asksForEverything(_ text: String) -> Bool {
    let words = TextReader.words(in: text)
    return words.isEmpty || words.contains { lexis.isBrowsingWord($0.surface) }
  }

  func fewProducts(inCategory name: String, atMost count: Int) -> [Product] {
    // Most categories that are named have many, and nothing of them need be read.
    guard labels(.category, [name]).allSatisfy({ segments[$0.segment].frequency(ofLabel: $0.label) <= count }) else {
      return []
    }
    let found = search(ProductQuery(filters: ProductFilters(categories: [name]), limit: count))
    return found.total > count ? [] : found.hits.map(\.product)
  }

  /// All that is alive, or of it what has the label that the filters ask for.
  private func shelved(_ filters: ProductFilters) -> [QueryRanking.Entry] {
    let documents: [Int32] =
      if !filters.categories.isEmpty {
        labelled(.category, filters.categories)
      } else if !filters.brands.isEmpty {
        labelled(.brand, filters.brands)
      } else {
        (0..<Int32(documentCount)).filter(isAlive)
      }
    return documents.map { QueryRanking.Entry(document: $0, words: 0) }
  }

  /// Living documents with a label of any of the names, in order.
  private func labelled(_ kind: Label.Kind, _ names: Set<String>) -> [Int32] {
    var documents: Set<Int32> = []
    for (segment, label) in labels(kind, names) {
      let live = segments[segment]
      for document in live.segment.labelDocuments[Int(label)] where !live.isDead[Int(document)] {
        documents.insert(Int32(bases[segment]) + document)
      }
    }
    return documents.sorted()
  }

  /// The labels of any of the names, in each segment.
  private func labels(_ kind: Label.Kind, _ names: Set<String>) -> [(segment: Int, label: Int32)] {
    let keys = Set(names.map { name in lexis.labelKey(TextReader.words(in: name).map(\.surface)) })
    return segments.indices.flatMap { place in
      let segment = segments[place].segment
      return keys.flatMap { segment.labelIDs[$0] ?? [] }.filter { segment.labels[Int($0)].label.kind == kind }
        .map { (place, $0) }
    }
  }

  func isAlive(_ document: Int32) -> Bool {
    let place = place(document)
    return !segments[place.segment].isDead[Int(place.document)]
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
  var soldUnits: Int
  var shelf: Shelf
  /// Parts per million of THC; 0 where it is not told, or not asked for.
  var strength: Int64 = 0
}

extension ProductSort {
  fileprivate var isByRelevance: Bool { self == .relevance }
  fileprivate var isByStrength: Bool { self == .strongest || self == .weakest }

  fileprivate var order: (RankedProduct, RankedProduct) -> Bool {
    switch self {
    case .relevance: RankedProduct.isMoreRelevant
    case .bestSelling:
      { $0.soldUnits != $1.soldUnits ? $0.soldUnits > $1.soldUnits : RankedProduct.isMoreRelevant($0, $1) }
    case .cheapest:
      { $0.price != $1.price ? $0.price < $1.price : RankedProduct.isMoreRelevant($0, $1) }
    case .dearest:
      { $0.price != $1.price ? $0.price > $1.price : RankedProduct.isMoreRelevant($0, $1) }
    case .newest: { $0.id > $1.id }
    case .strongest: { $0.strength != $1.strength ? $0.strength > $1.strength : RankedProduct.isMoreRelevant($0, $1) }
    case .weakest:
      {
        let (left, right) = ($0.strength == 0 ? Int64.max : $0.strength, $1.strength == 0 ? Int64.max : $1.strength)
        return left != right ? left < right : RankedProduct.isMoreRelevant($0, $1)
      }
    }
  }
}

extension RankedProduct {
  /// At equal relevance, as where no words are looked for, what can be bought comes first, then what the shop features
  /// and puts first, then the older product.
  static func isMoreRelevant(_ left: RankedProduct, _ right: RankedProduct) -> Bool {
    if left.score != right.score { return left.score > right.score }
    if left.isInStock != right.isInStock { return left.isInStock }
    if left.shelf != right.shelf { return left.shelf.isBefore(right.shelf) }
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

extension CatalogSnapshot {
  /// Of so many products nearest to a query in meaning, the share that a search's first look keeps; nil without an
  /// embedding table; for measuring it.
  package func sketchRecall(_ text: String, nearest count: Int) -> Double? {
    guard let catalog = self as? StoreCatalog,
      let query = catalog.lexis.vectors.map({ ByteVector($0.vector(of: text)) })
    else { return nil }
    var kept = 0
    var wanted = 0
    var scratch: [UInt16] = []
    for live in catalog.segments {
      let table = live.segment.vectors
      let similarities = table.similarities(to: query)
      let nearest = similarities.indices.sorted { similarities[$0] > similarities[$1] }.prefix(count)
      let chosen = Set(table.nearest(QueryRanking.mostByMeaning, to: query, scratch: &scratch))
      wanted += nearest.count
      kept += nearest.count { chosen.contains(Int32($0)) }
    }
    return wanted == 0 ? nil : Double(kept) / Double(wanted)
  }
}

extension StoreCatalog {
  fileprivate func ranked(_ text: String, limit: Int) -> [RankedID] {
    let terms = searchTerms(of: text)
    guard !terms.isEmpty else { return [] }
    let entries = QueryRanking(terms, catalog: self).entries
    let order = { (left: QueryRanking.Entry, right: QueryRanking.Entry) in
      (left.score, right.document) > (right.score, left.document)
    }
    var best = BestList<QueryRanking.Entry>(limit: limit <= Self.longestPicked ? limit : 0, isBetter: order)
    let ranked: [QueryRanking.Entry]
    if limit <= Self.longestPicked {
      for entry in entries where entry.score > 0 { best.add(entry) }
      ranked = best.elements
    } else {
      ranked = Array(entries.filter { $0.score > 0 }.sorted(by: order).prefix(limit))
    }
    return ranked.map { RankedID(id: entry(place($0.document)).id, score: Double($0.score)) }
  }
}
