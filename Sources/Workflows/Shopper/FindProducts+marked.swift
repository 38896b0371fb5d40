import Commerce
import Dialogue

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
    let total = context.catalog.search(marked).total
    return (1...Self.fewMarked).contains(total) ? answer(marked, context) : nil
  }

  private static let fewMarked = 3
}
