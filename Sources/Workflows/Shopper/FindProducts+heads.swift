import Commerce
import Dialogue

/// What a thing is holds before how it is.
extension FindProducts {
  /// "red running shoes", "a warm duvet": where only other things are red or warm, the things named are shown, and it is
  /// said what they are not.
  func byHead(_ item: ItemPhrase, _ act: Act, _ query: ProductQuery, _ context: Context) -> Step<NoState>? {
    guard !item.candidates.isEmpty, item.category == nil, !item.words.isEmpty,
      !query.filters.attributes.isEmpty || act.facts.note != nil
    else { return nil }
    let hits = context.catalog.search(query).hits
    guard !hits.contains(where: { isNamed($0.product, item) }) else { return nil }
    if hits.isEmpty, let fitting = unmarked(query, context) { return fitting }
    var named = query
    named.text = item.words
    let plain = context.catalog.search(named).hits
    if plain.contains(where: { isNamed($0.product, item) }) { return answer(named, context) }
    for (relaxed, dropped) in SearchPlan.relaxations(of: named, keeping: context.words[.diets].words) {
      let results = context.catalog.search(relaxed)
      let own = results.hits.filter { isNamed($0.product, item) }
      guard !own.isEmpty else { continue }
      return list(
        ProductResults(hits: own, total: own.count), query: relaxed, text: "find.relaxed", context,
        relaxedFrom: dropped)
    }
    return nil
  }

  private func isNamed(_ product: Product, _ item: ItemPhrase) -> Bool {
    item.candidates.contains(product.id) || TitleWords.describes(product, item.words)
      || product.tags.contains { TitleWords.overlap($0, item.words) }
  }
}
