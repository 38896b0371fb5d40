import Commerce
import Dialogue
import Language

/// Finding and narrowing.
///
///     shopper: do you have lanterns under $30?
///     souk:    Here is what I found: 1. Aurora Lantern — $24.00 … 2. Trail Lantern — $18.50 …
///     shopper: something cheaper?
///     souk:    1. Pocket Lantern — $12.00 …
struct FindProducts: Workflow {
  let name = "find"
  let intents: [Intent] = [.find, .narrow, .showMore, .browse]
  let texts: [TextKey] = [
    "find.results", "find.closest", "find.more_results", "find.none", "find.relaxed", "find.no_more", "find.browse",
    "find.browse_all",
    "find.nothing_cheaper", "find.empty_shop", "find.did_you_mean", "button.show_more", "label.products",
    "product.alternatives", "label.categories", "button.human", "bundle.contents", "shop.told",
  ]

  /// Products a page; with "show more" they fit WhatsApp's ten list rows and a phone's screen.
  static let pageSize = 5
  static let maximumCategories = 9
  private static let mendedWords = 4

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    if let change = BundleWords(context: context).change(act) { return Step(next: .handOn(change)) }
    return switch act.intent {
    case .showMore: more(context)
    case .browse: advice(act, context) ?? browse(context)
    case .narrow: narrow(act, context)
    default: find(act, context)
    }
  }

  // MARK: Finding

  private func find(_ act: Act, _ context: Context) -> Step<NoState> {
    let item = soughtItem(act)
    if item.reference == .cheapest || item.reference == .dearest
      || item.reference != nil && item.candidates.isEmpty && item.category == nil
    {
      return Step(next: .handOn(Act(.pick, source: act.source, text: act.text, items: act.items)))
    }
    if let asked = askedWith(item, act, context) { return Step(next: .handOn(asked)) }
    var query = SearchPlan.query(for: act, item: item, context: context)
    let words = Tokenizer.tokens(in: Folding.fold(query.text))
    let namesGoods = words.contains { !context.words[.advising].contains($0.text) }
    guard namesGoods || !query.filters.isEmpty || query.sort != .relevance else {
      return advice(act, context) ?? browse(context)
    }
    query.limit = Self.pageSize
    if query.filters.within != nil, context.catalog.search(query).total == 0 { query.filters.within = nil }
    if isOfNamed(item, act, query, context), context.catalog.search(query).total == 0 {
      var plain = act
      plain.facts.note = nil
      if item.category != nil { plain.items = [item] }
      query = KnownWords.query(of: query, context) ?? SearchPlan.query(for: plain, item: item, context: context)
      query.limit = Self.pageSize
    }
    if let named = exactlyNamed(item, act, context) { return card(named, item: item, query: query, context) }
    if let most = withMost(act, query, context) { return card(most, item: ItemPhrase(), query: query, context) }
    if let held = byHead(item, act, query, context) { return held }
    return answer(query, only: numbered(item), asksForKind: asksForKind(act, item, context), context)
  }

  /// The first of what is named; "a fish, a betta in white" is about the betta.
  private func soughtItem(_ act: Act) -> ItemPhrase {
    let named = act.items.filter { !$0.isBare }
    if let only = named.first(where: { !$0.candidates.isEmpty }), named.count == 2, named[0].candidates.isEmpty,
      named[0].attributes.isEmpty, named[0].category != nil, named[0].reference == nil, only.reference == nil
    {
      return only
    }
    return named.first ?? act.items.first ?? ItemPhrase()
  }

  private func advice(_ act: Act, _ context: Context) -> Step<NoState>? {
    Recommendations.isAsked(act, context) ? Recommendations.forShopper(context) : nil
  }

  /// One product named outright needs no list, unless conditions say otherwise.
  private func exactlyNamed(_ item: ItemPhrase, _ act: Act, _ context: Context) -> Product? {
    guard item.candidates.count == 1, item.linkConfidence >= 0.85, act.constraints.isEmpty else { return nil }
    return context.catalog.product(item.candidates[0])
  }

  /// "1000 piece puzzles": what a name with a number fits is all that is meant, not what is called so but for it.
  private func numbered(_ item: ItemPhrase) -> Set<ProductID> {
    let hasNumber = Tokenizer.tokens(in: item.words).contains { $0.kind == .number }
    return hasNumber && item.candidates.count <= Self.pageSize ? Set(item.candidates) : []
  }

  func answer(
    _ query: ProductQuery, only meant: Set<ProductID> = [], asksForKind: Bool = false, _ context: Context
  ) -> Step<NoState> {
    var results = context.catalog.search(query)
    let own = results.hits.filter { meant.contains($0.product.id) }
    if own.count > 1 { (results.hits, results.total) = (own, own.count) }
    if results.total == 0, let deals = deals(query, context) { results = deals }
    if results.total == 0 { return relaxed(query, context) }
    if isGuess(results, query, asksForKind, context) {
      if let said = inOtherForms(query, context) { return said }
      return list(
        results, query: query, text: "find.closest", context,
        relaxedFrom: SearchPlan.wanted(by: query))
    }
    if results.total == 1 { return card(results.hits[0].product, item: ItemPhrase(), query: query, context, results) }
    return list(results, query: query, text: "find.results", context)
  }

  /// Found by meaning alone: nothing of the best hit says any of the words.
  func isGuess(
    _ results: ProductResults, _ query: ProductQuery, _ asksForKind: Bool, _ context: Context
  ) -> Bool {
    guard !query.text.isEmpty, let best = results.hits.first?.product else { return false }
    let words = query.text.split(separator: " ").map { results.corrections[String($0)] ?? String($0) }.joined(
      separator: " ")
    let said =
      ([best.title, best.brand ?? "", asksForKind ? "" : best.description] + best.categoryPath + best.tags
      + Array(best.attributes.values))
      .joined(separator: " ")
    return !TitleWords.overlap(said, words) && !isCalled(best.id, query.text, context)
  }

  /// By another word for the same, be it another language's: "barraca" is a tent.
  private func isCalled(_ product: ProductID, _ words: String, _ context: Context) -> Bool {
    context.catalog.mentions(in: Tokenizer.tokens(in: words).map(\.text)).contains { mention in
      if case .products(let ids) = mention.target { ids.contains(product) } else { false }
    }
  }

  private func card(
    _ product: Product, item: ItemPhrase, query: ProductQuery, _ context: Context, _ results: ProductResults? = nil
  ) -> Step<NoState> {
    var phrase = item
    phrase.candidates = [product.id]
    phrase.reference = nil
    if phrase.attributes.isEmpty { phrase.attributes = query.filters.attributes }
    if phrase.attributes.isEmpty { phrase.variant = onlyAffordable(product, query) }
    var memory = context.memory
    // "the orange one?" … "the other then": what it was shown among is still there.
    if !context.memory.shownProducts.contains(product.id) { memory.shownProducts = [product.id] }
    memory.lastQuery = query
    let event = SearchEvent(query: query, resultCount: 1, shown: [product.id])
    var step = ShowProduct().card(product, phrase: phrase, context: context)
    step.effects.append(.recordSearch(event))
    memory.focus(on: product.id, variant: step.memory?.focusVariant)
    memory.focusAttributes = step.memory?.focusAttributes ?? []
    memory.offer = step.memory?.offer
    if let shown = step.memory?.shownProducts, shown != context.memory.shownProducts { memory.shownProducts = shown }
    step.memory = memory
    if let corrections = results?.corrections, let note = Self.note(corrections, in: query.text) {
      step.replies.insert(note, at: 0)
    }
    return step
  }

  /// "notebooks under 5": of several forms the one that costs so little is meant.
  private func onlyAffordable(_ product: Product, _ query: ProductQuery) -> VariantID? {
    guard product.variants.count > 1, query.filters.minimumPrice != nil || query.filters.maximumPrice != nil else {
      return nil
    }
    let fitting = product.variants.filter { variant in
      variant.isInStock && query.filters.minimumPrice.map { $0 <= variant.price.minorUnits } ?? true
        && query.filters.maximumPrice.map { variant.price.minorUnits <= $0 } ?? true
    }
    return fitting.count == 1 ? fitting[0].id : nil
  }

  func list(
    _ results: ProductResults, query: ProductQuery, text: TextKey, _ context: Context, relaxedFrom: Wanted? = nil
  ) -> Step<NoState> {
    let products = results.hits.map(\.product)
    var memory = context.memory
    memory.shownProducts = products.map(\.id)
    memory.lastQuery = Self.corrected(query, by: results.corrections)
    // "what's your cheapest tee?" … "2 of those": the first of the list is what was asked for.
    let isExtreme = [.cheapest, .dearest, .strongest, .weakest].contains(query.sort) && query.offset == 0
    memory.focus(on: isExtreme ? products.first?.id : nil)
    // "the closest I have is …" … "yes, that one".
    if products.count == 1, let only = products.first, only.isInStock {
      memory.focus(on: only.id)
      memory.offer = Act(
        .add, source: .expectation, items: [ItemPhrase(candidates: [only.id], linkConfidence: 1)])
    }
    let isMore = results.total > query.offset + products.count
    var reply = Reply(
      text, ["rows": ProductText.rows(products), "count": .count(results.total), "more": .flag(isMore)],
      choices: products.map(ProductText.choice), choicesLabel: "label.products", listsItsChoices: true)
    reply.products = products.compactMap { ProductReference($0) }
    if let relaxedFrom { reply.arguments.merge(relaxedFrom.facts(in: context.store.currency)) { $1 } }
    if isMore { reply.choices.append(ReplyChoice(.act(.showMore), .text("button.show_more"))) }
    let event = SearchEvent(query: query, resultCount: results.total, shown: products.map(\.id))
    let note = Self.note(results.corrections, in: query.text)
    return Step([note, reply].compactMap { $0 }, effects: [.recordSearch(event)], memory: memory)
  }

  /// What a slip was taken for is said once; what is asked of it next goes on with the right word.
  private static func corrected(_ query: ProductQuery, by corrections: [String: String]) -> ProductQuery {
    guard !corrections.isEmpty else { return query }
    var query = query
    query.text = query.text.split(separator: " ").map { corrections[String($0)] ?? String($0) }.joined(separator: " ")
    return query
  }

  /// Of a sentence nobody asks which of its words was mended.
  private static func note(_ corrections: [String: String], in text: String) -> Reply? {
    guard !corrections.isEmpty, text.split(separator: " ").count <= mendedWords else { return nil }
    let words = corrections.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
    return Reply("find.did_you_mean", ["words": .text(words)])
  }

  /// Nothing meets all conditions: one is given up at a time, and it is said which.
  private func relaxed(_ query: ProductQuery, _ context: Context) -> Step<NoState> {
    if let fitting = unmarked(query, context) ?? marked(query, context) { return fitting }
    for (relaxed, dropped) in SearchPlan.relaxations(of: query, keeping: context.words[.diets].words) {
      let results = context.catalog.search(relaxed)
      // A list of half the shop comes close to nothing.
      guard results.total > 0, results.total * 2 <= max(context.catalog.productCount, Self.pageSize * 2) else {
        continue
      }
      return list(results, query: relaxed, text: "find.relaxed", context, relaxedFrom: dropped)
    }
    if let partly = KnownWords.query(of: query, context) {
      var step = list(
        context.catalog.search(partly), query: partly, text: "find.closest", context,
        relaxedFrom: SearchPlan.wanted(by: query))
      // What was asked for was not found, and stays wanted.
      step.effects.insert(.recordSearch(SearchEvent(query: query, resultCount: 0, shown: [])), at: 0)
      return step
    }
    return nothing(query, context)
  }

  private func nothing(_ query: ProductQuery, _ context: Context) -> Step<NoState> {
    if let told = ShopFacts.sentence(with: query.text, context) {
      return Step([Reply("shop.told", ["text": .text(told)])])
    }
    // What was shown before is still there to be pointed at: "ok, the first one then".
    let memory = context.memory
    let event = SearchEvent(query: query, resultCount: 0, shown: [])
    let choices = categoryChoices(context, limit: 3)
    let human = ReplyChoice(.act(.human), .text("button.human"))
    var reply = Reply("find.none", choices: choices + [human], choicesLabel: "label.categories")
    reply.arguments = SearchPlan.wanted(by: query).facts(in: context.store.currency)
    reply.arguments["categories"] = .flag(!choices.isEmpty)
    return Step([reply], effects: [.recordSearch(event)], memory: memory)
  }

  // MARK: Narrowing and paging

  private func narrow(_ act: Act, _ context: Context) -> Step<NoState> {
    let item = act.items.first ?? ItemPhrase()
    if let focus = context.memory.focusProduct.flatMap(context.catalog.product), act.constraints.isEmpty,
      !item.attributes.isEmpty, !isOfOthers(item, focus, act, context)
    {
      var form = focused(item, on: focus)
      // "iphone 16" … "brown?": of what is in the cart the rest stays as it is.
      if let variant = context.memory.focusVariant.flatMap(focus.variant), context.cart.line(variant.id) != nil {
        form.attributes += OptionMatch.kept(of: variant, unless: item.attributes, focus)
      }
      return Step(next: .handOn(Act(.details, source: act.source, text: act.text, items: [form])))
    }
    if item.attributes.isEmpty, let compared = byDegree(item.words, act, context) { return compared }
    if act.constraints.isEmpty, item.attributes.isEmpty, !item.words.isEmpty {
      return narrow(toWords: item.words, act, context)
    }
    var query = context.memory.lastQuery ?? ProductQuery()
    query.offset = 0
    query.limit = Self.pageSize
    // "ok without thyme then", of what is sold out: nothing is looked for.
    if !act.isQuestion, query.text.isEmpty, query.filters.isEmpty || context.memory.lastIntent == .add, item.isBare,
      item.attributes.isEmpty,
      act.constraints == Constraints(excluding: act.constraints.excludedWords), !context.cart.isEmpty
    {
      return Step(next: .handOn(Act(.acknowledge, text: act.text)))
    }
    SearchPlan.apply(act.constraints, to: &query)
    SearchPlan.apply(item, to: &query)
    if act.constraints.isCheaperThanShown || act.constraints.isDearerThanShown {
      return compared(query, cheaper: act.constraints.isCheaperThanShown, context)
    }
    return answer(query, context)
  }

  /// "something waterproof": among what was shown where there is any such, otherwise in the whole shop.
  private func narrow(toWords words: String, _ act: Act, _ context: Context) -> Step<NoState> {
    if var query = context.memory.lastQuery, !query.text.isEmpty || !query.filters.isEmpty {
      query.text = [query.text, words].filter { !$0.isEmpty }.joined(separator: " ")
      query.offset = 0
      query.limit = Self.pageSize
      if context.catalog.search(query).total > 0 { return answer(query, context) }
    }
    return answer(ProductQuery(text: words, limit: Self.pageSize), context)
  }

  private func focused(_ item: ItemPhrase, on product: Product) -> ItemPhrase {
    var item = item
    item.candidates = [product.id]
    item.reference = nil
    return item
  }

  /// "something cheaper": below the cheapest that was shown, of the same kind.
  private func compared(_ base: ProductQuery, cheaper: Bool, _ context: Context) -> Step<NoState> {
    var query = base
    let focus = context.memory.focusProduct.flatMap(context.catalog.product)
    let shown = context.memory.shownProducts.compactMap(context.catalog.product)
    let seen = focus.map { [$0] } ?? shown
    if query.text.isEmpty, query.filters.categories.isEmpty, let category = focus?.categoryPath.last {
      query.filters.categories = [category]
    }
    if cheaper, let lowest = seen.map(\.priceRange.lowerBound).min() {
      query.filters.maximumPrice = lowest - 1
      query.sort = .cheapest
    } else if !cheaper, let highest = seen.map(\.priceRange.upperBound).max() {
      query.filters.minimumPrice = highest + 1
      query.sort = .dearest
    }
    let results = context.catalog.search(query)
    if results.total > 0 { return answer(query, context) }
    if cheaper, let cheapest = seen.min(by: { $0.priceRange.lowerBound < $1.priceRange.lowerBound }) {
      var memory = context.memory
      memory.focus(on: cheapest.id)
      return Step(
        [Reply("find.nothing_cheaper", ["title": .text(cheapest.title), "price": ProductText.price(cheapest)])],
        memory: memory)
    }
    return nothing(query, context)
  }

  private func more(_ context: Context) -> Step<NoState> {
    guard var query = context.memory.lastQuery else { return alike(context) ?? browse(context) }
    query.offset += max(context.memory.shownProducts.count, 1)
    query.limit = Self.pageSize
    let results = context.catalog.search(query)
    guard !results.hits.isEmpty else { return alike(context) ?? Step([Reply("find.no_more")]) }
    return list(results, query: query, text: "find.more_results", context)
  }

  /// "anything similar?" of one thing that was shown: others of its kind.
  private func alike(_ context: Context) -> Step<NoState>? {
    guard let focus = context.memory.focusProduct.flatMap(context.catalog.product) else { return nil }
    var step = Step<NoState>(memory: context.memory)
    Recommendations.addAlternatives(to: &step, for: focus, context)
    // "what can I use instead?" … "how much is it": the nearest of them.
    let nearest = step.memory?.shownProducts.first
    step.memory?.focus(on: nearest)
    return step.replies.isEmpty ? nil : step
  }

  // MARK: Browsing

  private func browse(_ context: Context) -> Step<NoState> {
    guard context.catalog.productCount > 0 else { return Step([Reply("find.empty_shop")]) }
    let choices = categoryChoices(context, limit: Self.maximumCategories)
    guard choices.count > 1 else {
      var query = ProductQuery(limit: Self.pageSize)
      query.filters.inStockOnly = false
      return list(context.catalog.search(query), query: query, text: "find.browse_all", context)
    }
    let names = context.catalog.categories.prefix(Self.maximumCategories)
    var memory = context.memory
    memory.shownProducts = []
    memory.focus(on: nil)
    let rows = names.enumerated().map { ["number": ReplyFact.count($0 + 1), "title": .text($1)] }
    return Step(
      [
        Reply(
          "find.browse", ["rows": .rows(rows), "store": .text(ProductText.shopName(context.store))], choices: choices,
          choicesLabel: "label.categories", listsItsChoices: true)
      ],
      memory: memory)
  }

  private func categoryChoices(_ context: Context, limit: Int) -> [ReplyChoice] {
    context.catalog.categories.prefix(limit).map { ReplyChoice(.category($0), .literal($0)) }
  }
}
