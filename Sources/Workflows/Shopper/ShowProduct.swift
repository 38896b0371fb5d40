import Commerce
import Dialogue
import Language

/// One product: what it is, what it costs, whether it is there.
///
///     shopper: tell me about the second one
///     souk:    Trail Lantern — $18.50. Runs 40 hours … In stock.  [Add to cart]
///     shopper: how much is the tent?
///     souk:    The Dome Tent is $120.00.
struct ShowProduct: Workflow {
  let name = "show_product"
  let intents: [Intent] = [.details, .pick, .askPrice, .askStock]
  let texts: [TextKey] =
    [
      "product.card", "product.price", "product.in_stock", "product.sold_out", "product.which", "product.back_unknown",
      "button.human", "find.results", "product.unknown",
      "product.no_such_option", "product.prices", "product.still_in", "bundle.contents", "button.add_to_cart",
      "label.products",
    ] + Recommendations.texts

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    if let change = BundleWords(context: context).change(act) { return Step(next: .handOn(change)) }
    let resolver = ItemResolver(context: context)
    var phrase = act.items.first { !$0.isBare } ?? ItemPhrase(reference: .focus)
    if let attributes = act.items.first?.attributes, phrase.attributes.isEmpty { phrase.attributes = attributes }
    if asksOfFocus(act, phrase, context) { phrase = ItemPhrase(reference: .focus, attributes: phrase.attributes) }
    if phrase.quantity?.isExplicit == true, act.intent == .pick { return Step(next: .handOn(adding(act))) }
    if act.constraints.sort != nil, phrase.reference == nil { return Step(next: .handOn(finding(act))) }
    if let each = each(act, resolver, context) { return each }
    if let several = several(act, phrase, resolver, context) { return several }
    let products = likelier(resolver.products(for: phrase), phrase, context)
    guard let product = products.first else { return unknown(act, phrase, context) }
    if products.count > 1, phrase.reference == nil || phrase.reference == .described {
      if case .which(let choices) = resolver.resolve(phrase) { return which(choices, act, context) }
    }
    if let untold = untold(act, product, phrase, context) { return Step(next: .handOn(untold)) }
    return answer(act, product, phrase, context)
  }

  /// "does the gelato have nuts in it?", of whose nuts the shop says nothing: that, and not that it comes in no nuts.
  private func untold(_ act: Act, _ product: Product, _ phrase: ItemPhrase, _ context: Context) -> Act? {
    guard act.isQuestion, act.intent == .details, let asked = phrase.attributes.first(where: \.name.isEmpty),
      Tokenizer.tokens(in: asked.value).contains(where: { context.words[.allergens].contains($0.text) }),
      !OptionMatch.anyFits(product, asked), !OptionMatch.describes(product, asked),
      !TitleWords.overlap(product.description, asked.value)
    else { return nil }
    var about = Act(.askAbout, source: act.source, text: act.text, items: act.items, isQuestion: true)
    about.answer = ProductAnswer(product: product.id)
    return about
  }

  /// "do you have dog collars?" … "how much is the M?": of what was listed, that which was looked for by its name.
  private func likelier(_ products: [Product], _ phrase: ItemPhrase, _ context: Context) -> [Product] {
    guard products.count > 1, phrase.isUnnamed, let asked = context.memory.lastQuery?.text, !asked.isEmpty else {
      return products
    }
    let shown = products.filter { context.memory.shownProducts.contains($0.id) && TitleWords.holds($0, asked) }
    return shown.count == 1 ? shown : products
  }

  private func answer(_ act: Act, _ product: Product, _ phrase: ItemPhrase, _ context: Context) -> Step<NoState> {
    switch act.intent {
    case .askPrice: price(product, phrase: phrase, context)
    case .askStock: stock(product, phrase: phrase, act, context)
    default: card(product, phrase: phrase, context: context)
    }
  }

  /// "what lengths are there", "how big are the bags": about the product talked about, whatever else the words name.
  private func asksOfFocus(_ act: Act, _ phrase: ItemPhrase, _ context: Context) -> Bool {
    guard act.intent == .details || act.intent == .askStock,
      let focus = context.memory.focusProduct.flatMap(context.catalog.product)
    else { return false }
    // "does it come with filters?"
    if act.isQuestion, act.intent == .details, phrase.reference == .focus, !phrase.candidates.isEmpty { return true }
    guard phrase.linkConfidence < 0.8 else { return false }
    if act.isQuestion, phrase.candidates.isEmpty, phrase.category == nil, phrase.brand == nil, !phrase.words.isEmpty,
      !isFound(phrase.words, context)
    {
      return true
    }
    guard act.intent == .details else { return false }
    let text = Folding.fold(act.text)
    if context.words[.measureQuestions].words.contains(where: text.hasPrefix) { return true }
    return phrase.candidates.isEmpty && focus.optionNames.contains { TitleWords.overlap($0, phrase.words) }
  }

  /// Whether words name goods, by what the goods are called.
  private func isFound(_ words: String, _ context: Context) -> Bool {
    context.catalog.search(ProductQuery(text: words, limit: 1)).hits.contains { TitleWords.shares($0.product, words) }
  }

  /// "how much are the drill and the driver?": each of the things named, and "the cheaper one" is then one of them.
  private func each(_ act: Act, _ resolver: ItemResolver, _ context: Context) -> Step<NoState>? {
    let named = act.items.filter { !$0.candidates.isEmpty }
    guard named.count > 1 else { return nil }
    let products = named.map { item in
      var item = item
      if [.cheapest, .dearest].contains(item.reference) { item.reference = nil }
      return resolver.products(for: item)
    }
    guard products.allSatisfy({ $0.count == 1 }), Set(products.map { $0[0].id }).count == products.count else {
      return nil
    }
    var context = context
    var all: [Reply] = []
    for (phrase, product) in zip(named, products) {
      let step = answer(act, product[0], phrase, context)
      all += step.replies
      context.memory = step.memory ?? context.memory
    }
    context.memory.shownProducts = products.map { $0[0].id }
    return Step(all, memory: context.memory)
  }

  private func finding(_ act: Act) -> Act {
    var act = act
    act.intent = .find
    return act
  }

  private func adding(_ act: Act) -> Act {
    var act = act
    act.intent = .add
    return act
  }

  /// "both": each of them.
  private func several(_ act: Act, _ phrase: ItemPhrase, _ resolver: ItemResolver, _ context: Context) -> Step<NoState>?
  {
    let phrases = resolver.expanded(phrase)
    guard phrases.count > 1 else { return nil }
    if phrases.count == 2, let both = each(asked(act, of: phrases), resolver, context) { return both }
    return which(phrases.compactMap { resolver.products(for: $0).first }, act, context)
  }

  private func asked(_ act: Act, of items: [ItemPhrase]) -> Act {
    var act = act
    act.items = items
    return act
  }

  private func unknown(_ act: Act, _ phrase: ItemPhrase, _ context: Context) -> Step<NoState> {
    if !phrase.isBare, phrase.reference == nil || !phrase.words.isEmpty {
      // What points at nothing that was shown is looked for by its words, or finding would hand it back.
      let items = act.items.map { item in
        var item = item
        item.reference = nil
        return item
      }
      return Step(
        next: .handOn(Act(.find, source: act.source, text: act.text, items: items, constraints: act.constraints)))
    }
    let shown = context.memory.shownProducts.compactMap(context.catalog.product)
    // "the cheapest sativa?", of which nothing is shown.
    if !phrase.attributes.isEmpty, let sort = phrase.reference?.sort {
      var find = Act(.find, source: act.source, text: act.text, items: act.items, constraints: act.constraints)
      find.constraints.sort = sort
      for index in find.items.indices { find.items[index].reference = nil }
      return Step(next: .handOn(find))
    }
    // "and the most expensive?", of what was looked for last.
    if shown.count < 2, let sort = phrase.reference?.sort, context.memory.lastQuery?.text.isEmpty == false {
      var narrow = Act(.narrow, source: act.source, text: act.text)
      narrow.constraints.sort = sort
      return Step(next: .handOn(narrow))
    }
    if shown.count > 1 { return which(shown, act, context) }
    return Step([Reply("product.unknown")])
  }

  private func which(_ products: [Product], _ act: Act, _ context: Context) -> Step<NoState> {
    var memory = context.memory
    memory.shownProducts = products.map(\.id)
    memory.focus(on: nil)
    if let item = act.items.first(where: { !$0.isUnnamed }) {
      memory.lastQuery = SearchPlan.query(for: act, item: item, context: context)
    }
    // "what do you have for a 9 year old?" looks around, and means none of them yet.
    let isFound = act.isQuestion && act.intent == .pick && act.items.first?.words.isEmpty == true
    return Step(
      [
        Reply(
          isFound ? "find.results" : "product.which",
          ["rows": ProductText.rows(products), "count": .count(products.count), "more": .flag(false)],
          choices: products.map(ProductText.choice), choicesLabel: "label.products", listsItsChoices: true)
      ], memory: memory)
  }

  // MARK: Answers

  func card(_ product: Product, phrase: ItemPhrase, context: Context) -> Step<NoState> {
    var memory = focused(product, phrase, context)
    var notes: [Reply] = []
    // "is there cheese on the marinara?": what its own text speaks of is no form that it lacks.
    if case .noSuchOption(_, let wanted) = ItemResolver(context: context).resolve(on(product, phrase)),
      !TitleWords.overlap(product.description, wanted)
    {
      notes.append(noSuchOption(product, wanted: wanted))
    }
    var reply = Reply(
      "product.card", facts(product, memory.focusVariant.flatMap(product.variant)), heading: product.title)
    reply.imageURL = product.imageURLs.first
    let item = ProductReference(product, variant: memory.focusVariant.flatMap(product.variant))
    reply.products = [item].compactMap { $0 }
    if memory.focusVariant.flatMap(product.variant)?.isInStock ?? product.isInStock, isOffered(product, memory, context)
    {
      reply.arguments["offer"] = .flag(true)
      reply.choices = [ReplyChoice(addCode(product, memory), .text("button.add_to_cart"))]
      memory.offer = offer(product, memory, phrase)
    }
    var step = Step<NoState>(notes + [reply], memory: memory)
    let shown = memory.focusVariant.flatMap(product.variant) ?? product.variants.first { product.bundles[$0.id] != nil }
    if let target = shown.flatMap({ BundleTarget(product, $0) }) {
      step.replies.append(BundleText.contents(target, context))
    } else if !product.isInStock {
      Recommendations.addAlternatives(to: &step, for: product, context)
    } else if let still = StillIn.reply(product, instead: shown, memory) {
      step.replies.append(still)
    } else {
      Recommendations.addBundles(to: &step, for: product, context)
      Recommendations.addComplements(to: &step, for: product, context)
    }
    return step
  }

  /// What is in the cart like that is not offered once more: "ok" to an answer adds nothing.
  private func isOffered(_ product: Product, _ memory: DialogueMemory, _ context: Context) -> Bool {
    !context.cart.lines.contains { line in
      line.productID == product.id && (memory.focusVariant == nil || line.variantID == memory.focusVariant)
    }
  }

  private func addCode(_ product: Product, _ memory: DialogueMemory) -> ChoiceCode {
    if let variant = memory.focusVariant ?? (product.variants.count == 1 ? product.variants[0].id : nil) {
      return .add(variant)
    }
    return .addProduct(product.id)
  }

  private func offer(_ product: Product, _ memory: DialogueMemory, _ phrase: ItemPhrase) -> Act {
    Act(
      .add, source: .expectation,
      items: [
        ItemPhrase(
          quantity: phrase.quantity, candidates: [product.id], linkConfidence: 1, variant: memory.focusVariant,
          attributes: phrase.attributes.filter { filter in OptionMatch.anyFits(product, filter) })
      ])
  }

  private func facts(_ product: Product, _ variant: Variant?) -> [String: ReplyFact] {
    let sale = product.variants.first { $0.compareAtPrice != nil }?.compareAtPrice
    var facts: [String: ReplyFact] = [
      "title": .text(product.title), "price": variant.map { .money($0.price) } ?? ProductText.price(product),
      "description": .text(ProductText.short(product.description)), "options": .rows(ProductText.options(product)),
      "in_stock": .flag(variant?.isInStock ?? product.isInStock),
    ]
    if let sale { facts["was"] = .money(sale) }
    if let variant, product.variants.count > 1 { facts["variant"] = .text(variant.optionText) }
    if let brand = product.brand, !brand.isEmpty { facts["brand"] = .text(brand) }
    if let left = variant?.available ?? (product.variants.count == 1 ? product.variants[0].available : nil), left > 0,
      left <= Self.fewLeft
    {
      facts["left"] = .count(left)
    }
    return facts
  }

  /// At or below this the shopper is told how many are left.
  static let fewLeft = 5

  private func price(_ product: Product, phrase: ItemPhrase, _ context: Context) -> Step<NoState> {
    if let prices = ProductPrices.each(of: product, like: phrase.attributes, context) { return prices }
    var memory = focused(product, phrase, context)
    let variant = memory.focusVariant.flatMap(product.variant)
    var arguments = facts(product, variant)
    arguments["title"] = .text(variant.map { ProductText.name(product, $0) } ?? product.title)
    // "how much is it in king?", of what comes in three colours: what those cost.
    if variant == nil, !memory.focusAttributes.isEmpty {
      arguments["price"] = ProductText.price(product, of: memory.focusAttributes)
    }
    var reply = Reply("product.price", arguments)
    if product.isInStock, isOffered(product, memory, context) {
      reply.arguments["offer"] = .flag(true)
      reply.choices = [ReplyChoice(addCode(product, memory), .text("button.add_to_cart"))]
      memory.offer = offer(product, memory, phrase)
    }
    return Step([reply], memory: memory)
  }

  private func stock(_ product: Product, phrase: ItemPhrase, _ act: Act, _ context: Context) -> Step<NoState> {
    var memory = focused(product, phrase, context)
    if case .noSuchOption(_, let wanted) = ItemResolver(context: context).resolve(on(product, phrase)) {
      return Step([noSuchOption(product, wanted: wanted)], memory: memory)
    }
    let variant = memory.focusVariant.flatMap(product.variant)
    let isThere =
      variant?.isInStock
      ?? product.variants.contains { variant in
        variant.isInStock && memory.focusAttributes.allSatisfy { OptionMatch.fits(variant, $0, of: product) }
      }
    var arguments: [String: ReplyFact] = [
      "title": .text(variant.map { ProductText.name(product, $0) } ?? product.title),
      "price": variant.map { .money($0.price) } ?? ProductText.price(product),
    ]
    if let left = variant?.available ?? (product.variants.count == 1 ? product.variants[0].available : nil) {
      arguments["left"] = .count(left)
    }
    let asked = memory.focusAttributes
    let open = product.variants.filter { variant in
      variant.isInStock && asked.allSatisfy { OptionMatch.fits(variant, $0, of: product) }
    }
    if variant == nil, product.variants.count > 1, !open.isEmpty {
      arguments["options"] = .text(ProductText.list(open.map(\.optionText)))
    }
    var reply = Reply(isThere ? "product.in_stock" : "product.sold_out", arguments)
    if isThere, isOffered(product, memory, context) {
      reply.arguments["offer"] = .flag(true)
      reply.choices = [ReplyChoice(addCode(product, memory), .text("button.add_to_cart"))]
      memory.offer = offer(product, memory, phrase)
    }
    var step = Step<NoState>([reply], memory: memory)
    if !isThere, asksWhen(act, context) { step = unknownWhen(step) }
    if !isThere, let still = StillIn.reply(product, instead: variant, memory) { step.replies.append(still) }
    if !product.isInStock { Recommendations.addAlternatives(to: &step, for: product, context) }
    return step
  }

  /// "when will it be back?"
  private func asksWhen(_ act: Act, _ context: Context) -> Bool {
    Tokenizer.tokens(in: act.text).contains { context.words[.whenWords].contains($0.text) }
  }

  /// No delivery of the shop's own is known here; a person may know.
  private func unknownWhen(_ step: Step<NoState>) -> Step<NoState> {
    var step = step
    step.memory?.offer = Act(.human, source: .expectation)
    step.replies.append(
      Reply("product.back_unknown", choices: [ReplyChoice(.act(.human), .text("button.human"))]))
    return step
  }

  private func noSuchOption(_ product: Product, wanted: String) -> Reply {
    Reply(
      "product.no_such_option",
      ["title": .text(product.title), "wanted": .text(wanted), "options": .rows(ProductText.options(product))])
  }

  private func on(_ product: Product, _ phrase: ItemPhrase) -> ItemPhrase {
    var phrase = phrase
    phrase.candidates = [product.id]
    if phrase.reference != .focus || context(phrase) { phrase.reference = nil }
    return phrase
  }

  private func context(_ phrase: ItemPhrase) -> Bool { !phrase.attributes.isEmpty }

  private func focused(_ product: Product, _ phrase: ItemPhrase, _ context: Context) -> DialogueMemory {
    var memory = context.memory
    memory.focus(on: product.id, variant: memory.focusProduct == product.id ? memory.focusVariant : nil)
    if !phrase.attributes.isEmpty {
      // "do you have it in XL?", of the navy one.
      let kept = memory.focusVariant.flatMap(product.variant).map {
        OptionMatch.kept(of: $0, unless: phrase.attributes, product)
      }
      memory.focusVariant = nil
      memory.focusAttributes = phrase.attributes.filter { OptionMatch.anyFits(product, $0) } + (kept ?? [])
    }
    if case .variant(_, let variant) = ItemResolver(context: context).resolve(on(product, phrase)),
      product.variants.count > 1
    {
      memory.focusVariant = variant.id
    }
    return memory
  }
}

extension Reference {
  /// How a list is sorted so that this comes first.
  fileprivate var sort: ProductSort? {
    switch self {
    case .cheapest: .cheapest
    case .dearest: .dearest
    default: nil
    }
  }
}
