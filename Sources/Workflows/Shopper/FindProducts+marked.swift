import Commerce
import Dialogue
import Language

/// What the shop itself calls things, where a search by their kind finds nothing.
extension FindProducts {
  /// "food for my budgies": nothing of the kind is marked so, and a few other things are.
  func marked(_ query: ProductQuery, _ context: Context) -> Step<NoState>? {
    guard !query.filters.categories.isEmpty || !query.text.isEmpty, !query.filters.attributes.isEmpty else {
      return nil
    }
    var marked = query
    marked.text = ""
    marked.filters.categories = []
    marked.filters.within = nil
    let results = context.catalog.search(marked)
    // "that green dress in m": another thing that comes in green is no dress.
    let isOption = results.hits.contains { hit in
      query.filters.attributes.allSatisfy { OptionMatch.anyFits(hit.product, $0) }
    }
    guard (1...Self.fewMarked).contains(results.total), !isOption else { return nil }
    return answer(marked, context)
  }

  /// "a chew for my puppy", of a chew that is marked for no age: what says nothing of it is not meant for others.
  func unmarked(_ query: ProductQuery, _ context: Context) -> Step<NoState>? {
    let named = query.filters.attributes.filter { !$0.name.isEmpty }
    guard !named.isEmpty, !query.text.isEmpty, query.filters.categories.isEmpty else { return nil }
    var plain = query
    plain.filters.attributes.removeAll { !$0.name.isEmpty }
    let hits = context.catalog.search(plain).hits
    let silent = hits.filter { hit in
      TitleWords.shares(hit.product, query.text)
        && named.allSatisfy { filter in
          let own = hit.product.optionNames + Array(hit.product.attributes.keys)
          return !own.contains { Folding.fold($0) == Folding.fold(filter.name) }
        }
    }
    guard !silent.isEmpty, silent.count == hits.count else { return nil }
    return answer(plain, context)
  }

  private static let fewMarked = 3
}
