import Commerce
import Dialogue
import Language

/// What a thing is holds before how it is.
extension FindProducts {
  /// "red running shoes", "a warm duvet": where only other things are red or warm, the things named are shown, and it is
  /// said what they are not.
  func byHead(_ item: ItemPhrase, _ act: Act, _ query: ProductQuery, _ context: Context) -> Step<NoState>? {
    guard !item.candidates.isEmpty, item.linkConfidence >= Self.plainly, item.category == nil, !item.words.isEmpty,
      !query.filters.attributes.isEmpty || act.facts.note != nil
    else { return nil }
    // "proteína", of what is called protein: by a word of another language nothing is told apart.
    guard item.candidates.compactMap(context.catalog.product).contains(where: { TitleWords.shares($0, item.words) })
    else { return nil }
    let hits = context.catalog.search(query).hits
    guard !hits.contains(where: { isNamed($0.product, item) }) else { return nil }
    if hits.isEmpty, let fitting = unmarked(query, context) { return fitting }
    if hits.isEmpty, isOfTheKind(item, query, context) { return nil }
    var named = query
    named.text = item.words
    let plain = context.catalog.search(named).hits
    if plain.contains(where: { isNamed($0.product, item) }) { return answer(named, context) }
    for (relaxed, dropped) in SearchPlan.relaxations(of: named, keeping: context.words[.diets].words) {
      let results = context.catalog.search(relaxed)
      let own = results.hits.filter { isNamed($0.product, item) }
      guard !own.isEmpty else { continue }
      // "a sunscreen for oily skin": what it is for is no way it is.
      let isFor = Tokenizer.tokens(in: act.text).contains { context.words[.purposes].contains($0.text) }
      return list(
        ProductResults(hits: own, total: own.count), query: relaxed, text: isFor ? "find.closest" : "find.relaxed",
        context, relaxedFrom: isFor ? SearchPlan.wanted(by: query) : dropped)
    }
    return nil
  }

  /// "something warm, he's XL": where what comes in XL is only guessed to be warm, what is told warm is shown.
  func inOtherForms(_ query: ProductQuery, _ context: Context) -> Step<NoState>? {
    guard !query.filters.attributes.isEmpty else { return nil }
    var relaxed = query
    relaxed.filters.attributes = []
    let results = context.catalog.search(relaxed)
    guard results.total > 0, !isGuess(results, relaxed, false, context) else { return nil }
    let wanted = Wanted(words: query.filters.attributes.map(\.value).joined(separator: " "))
    return list(results, query: relaxed, text: "find.relaxed", context, relaxedFrom: wanted)
  }

  /// "vegan protein", of a plant blend that is called so nowhere: what is marked so is of the same kind.
  private func isOfTheKind(_ item: ItemPhrase, _ query: ProductQuery, _ context: Context) -> Bool {
    let kinds = Set(item.candidates.compactMap(context.catalog.product).compactMap(\.categoryPath.last))
    var marked = query
    marked.text = ""
    marked.filters.within = nil
    return context.catalog.search(marked).hits.contains { hit in
      hit.product.categoryPath.last.map(kinds.contains) ?? false
    }
  }

  /// The "hang" of "need to hang a shelf" is no picture hanging kit.
  private static let plainly = 0.6

  private func isNamed(_ product: Product, _ item: ItemPhrase) -> Bool {
    item.candidates.contains(product.id) || TitleWords.describes(product, item.words)
      || product.tags.contains { TitleWords.overlap($0, item.words) }
  }
}
