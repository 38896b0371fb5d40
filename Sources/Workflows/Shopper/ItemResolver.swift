import Commerce
import Dialogue
import Language

/// Finds the goods a phrase means, given what the shop sells, what was shown and what is in the cart.
struct ItemResolver {
  let context: Context

  enum Resolution: Hashable {
    case variant(Product, Variant)
    /// The product is clear; a value of this option is missing.
    case option(Product, name: String, values: [String])
    /// Several products fit.
    case which([Product])
    /// The product does not come like that.
    case noSuchOption(Product, wanted: String)
    /// Nothing in the shop fits the words.
    case nothing(String)

    /// The one product it came down to.
    var product: Product? {
      switch self {
      case .variant(let product, _), .option(let product, _, _): product
      case .which, .noSuchOption, .nothing: nil
      }
    }
  }

  /// Choices put to a shopper at once.
  static let maximumChoices = 6

  func resolve(_ phrase: ItemPhrase) -> Resolution {
    if let id = phrase.variant, let product = context.catalog.product(ofVariant: id), let variant = product.variant(id)
    {
      return .variant(product, variant)
    }
    let products = products(for: phrase)
    switch products.count {
    case 0: return .nothing(phrase.spoken)
    case 1: return variant(of: products[0], phrase: phrase)
    default:
      let fitting = products.filter { fits($0, phrase.attributes) }
      if fitting.count == 1 { return variant(of: fitting[0], phrase: phrase) }
      if let titled = titled(fitting, phrase.attributes) { return variant(of: titled, phrase: phrase) }
      return .which(Array((fitting.isEmpty ? products : fitting).prefix(Self.maximumChoices)))
    }
  }

  /// "the 5 mg one", of a drink that is called so and a bar of which a square has as much.
  private func titled(_ products: [Product], _ attributes: [AttributeFilter]) -> Product? {
    guard !attributes.isEmpty else { return nil }
    let words = attributes.flatMap { Tokenizer.tokens(in: $0.value).map(\.text) }
    let found = products.filter { product in
      let title = Tokenizer.tokens(in: product.title).map(\.text)
      return title.indices.contains { Array(title[$0...].prefix(words.count)) == words }
    }
    return found.count == 1 ? found[0] : nil
  }

  /// Products that the phrase may mean, the likeliest first.
  func products(for phrase: ItemPhrase) -> [Product] {
    if let variant = phrase.variant { return context.catalog.product(ofVariant: variant).map { [$0] } ?? [] }
    if let extreme = extreme(phrase) { return [extreme] }
    if let reference = phrase.reference, phrase.candidates.isEmpty || reference != .focus {
      let pointed = pointed(at: reference, phrase: phrase)
      if !pointed.isEmpty { return pointed }
    }
    if !phrase.candidates.isEmpty {
      let known = phrase.candidates.compactMap(context.catalog.product)
      return comingSo(known, phrase) ?? narrowed(known, phrase)
    }
    if let category = phrase.category { return search(phrase, filters: ProductFilters(categories: [category])) }
    if !phrase.words.isEmpty { return search(phrase, filters: ProductFilters()) }
    if let brand = phrase.brand { return search(phrase, filters: ProductFilters(brands: [brand])) }
    if !phrase.attributes.isEmpty { return described(phrase) }
    return []
  }

  /// "the cheapest lantern": of those the words name, not of those shown.
  private func extreme(_ phrase: ItemPhrase) -> Product? {
    guard phrase.reference == .cheapest || phrase.reference == .dearest, !phrase.isUnnamed else { return nil }
    var named = phrase
    named.reference = nil
    let products = ofTheName(phrase, named).filter { fits($0, phrase.attributes) }
    return phrase.reference == .cheapest
      ? products.min { $0.priceRange.lowerBound < $1.priceRange.lowerBound }
      : products.max { $0.priceRange.upperBound < $1.priceRange.upperBound }
  }

  /// "the cheapest water filter": all that are called so, not only the one whose name ends with it.
  private func ofTheName(_ phrase: ItemPhrase, _ named: ItemPhrase) -> [Product] {
    let known = phrase.candidates.compactMap(context.catalog.product)
    guard !known.isEmpty else { return products(for: named) }
    let results = context.catalog.search(ProductQuery(text: phrase.words, limit: Self.mostCompared))
    let others = results.hits.map(\.product).filter { product in
      product.isInStock && TitleWords.holds(product, phrase.words) && !known.contains { $0.id == product.id }
    }
    return known + others
  }

  private static let mostCompared = 20

  /// Splits "both", "all of them", "the first two" into single things.
  func expanded(_ phrase: ItemPhrase) -> [ItemPhrase] {
    guard phrase.candidates.isEmpty, phrase.category == nil, let reference = phrase.reference else { return [phrase] }
    let shown = context.memory.shownProducts
    let recent = context.memory.recentProducts ?? []
    let meant: [ProductID]
    switch reference {
    // Of two cards shown one after the other the list has only the second.
    case .both where shown.count < 2 && recent.count > 1: meant = Array(recent.suffix(2))
    case .both: meant = Array(shown.prefix(2))
    case .all where shown.count < 2 && recent.count > 1: meant = recent
    case .all: meant = shown
    case .firstFew(let count): meant = Array(shown.prefix(count))
    default: return [phrase]
    }
    guard !meant.isEmpty else { return [phrase] }
    return meant.map { id in
      var single = phrase
      single.reference = nil
      single.candidates = [id]
      return single
    }
  }

  private func pointed(at reference: Reference, phrase: ItemPhrase) -> [Product] {
    let shown = context.memory.shownProducts.compactMap(context.catalog.product)
    switch reference {
    case .focus:
      if let focus = context.memory.focusProduct.flatMap(context.catalog.product) { return [focus] }
      return shown.count == 1 ? shown : []
    case .ordinal(let number):
      let index = number < 0 ? shown.count + number : number - 1
      return shown.indices.contains(index) ? [shown[index]] : []
    case .other:
      let others = shown.filter { $0.id != context.memory.focusProduct }
      return others.count == 1 ? others : Array(others.prefix(Self.maximumChoices))
    case .cheapest:
      return compared(shown).filter { fits($0, phrase.attributes) }.min { lowest($0) < lowest($1) }.map { [$0] } ?? []
    case .dearest:
      return compared(shown).filter { fits($0, phrase.attributes) }
        .max { $0.priceRange.upperBound < $1.priceRange.upperBound }.map { [$0] } ?? []
    case .described: return described(phrase)
    case .both, .all, .firstFew: return shown
    }
  }

  /// "the cheaper one": of a list, else of the forms of what is talked about.
  private func compared(_ shown: [Product]) -> [Product] {
    shown.isEmpty ? [context.memory.focusProduct.flatMap(context.catalog.product)].compactMap { $0 } : shown
  }

  /// Minor units; of a list that was of one form, what that costs.
  private func lowest(_ product: Product) -> Int64 {
    let asked = context.memory.lastQuery?.filters.attributes.filter { OptionMatch.anyFits(product, $0) } ?? []
    let forms = product.variants.filter { variant in asked.allSatisfy { OptionMatch.fits(variant, $0, of: product) } }
    return forms.map(\.price.minorUnits).min() ?? product.priceRange.lowerBound
  }

  /// "the blue one", "the aurora one": among what was shown or is being talked about.
  private func described(_ phrase: ItemPhrase) -> [Product] {
    var known = context.memory.shownProducts
    if let focus = context.memory.focusProduct, !known.contains(focus) { known.insert(focus, at: 0) }
    var products = known.compactMap(context.catalog.product)
    // "the lighter one", of two tents.
    if phrase.candidates.isEmpty, phrase.attributes.isEmpty,
      let one = Degrees(words: context.words).one(of: products, phrase.words)
    {
      return [one]
    }
    if !phrase.candidates.isEmpty {
      let named = products.filter { phrase.candidates.contains($0.id) }
      products = named.isEmpty ? phrase.candidates.compactMap(context.catalog.product) : named
    } else if !phrase.words.isEmpty {
      let words = Set(Tokenizer.tokens(in: phrase.words).map(\.text))
      let named = products.filter { !words.isDisjoint(with: Tokenizer.tokens(in: $0.title).map(\.text)) }
      // "the almond one", of cakes of which one is told to be of almonds.
      let told = named.isEmpty ? products.filter { TitleWords.overlap($0.description, phrase.words) } : []
      let isTold = !told.isEmpty && told.count < products.count
      products = !named.isEmpty ? named : isTold ? told : search(phrase, filters: ProductFilters())
    }
    guard !phrase.attributes.isEmpty else { return products }
    let fitting = products.filter { fits($0, phrase.attributes) }
    if fitting.isEmpty, let alike = alike(phrase) { return [alike] }
    if fitting.isEmpty, let others = others(phrase) ?? recent(phrase) { return others }
    if let focus = fitting.first(where: { $0.id == context.memory.focusProduct }) { return [focus] }
    return fitting.isEmpty ? products.filter { $0.id == context.memory.focusProduct } : fitting
  }

  /// "salmon one, 7.5 kg", after a shampoo was looked at: what nothing shown could be like means other goods.
  private func others(_ phrase: ItemPhrase) -> [Product]? {
    guard phrase.isUnnamed, phrase.attributes.count > 1, let focus = context.memory.focusProduct,
      let known = context.catalog.product(focus),
      !phrase.attributes.contains(where: { !$0.name.isEmpty && has(known, $0) })
    else { return nil }
    let query = ProductQuery(filters: ProductFilters(attributes: phrase.attributes), limit: Self.maximumChoices)
    let found = context.catalog.search(query).hits.map(\.product).filter { fits($0, phrase.attributes) }
    return found.isEmpty ? nil : found
  }

  /// "I'll go with brown", of keyboards that were looked at before a lamp that has no colours.
  private func recent(_ phrase: ItemPhrase) -> [Product]? {
    guard phrase.isUnnamed, let focus = context.memory.focusProduct.flatMap(context.catalog.product),
      focus.variants.count == 1
    else { return nil }
    let known = (context.memory.recentProducts ?? []).compactMap(context.catalog.product).filter { product in
      product.id != focus.id && product.variants.count > 1
        && phrase.attributes.allSatisfy { OptionMatch.anyFits(product, $0) }
    }
    return known.last.map { [$0] }
  }

  private func has(_ product: Product, _ filter: AttributeFilter) -> Bool {
    product.optionNames.contains { Folding.fold($0) == Folding.fold(filter.name) }
  }

  /// "the dark one", of a milk chocolate bar: another product of the kind.
  private func alike(_ phrase: ItemPhrase) -> Product? {
    guard let focus = context.memory.focusProduct.flatMap(context.catalog.product) else { return nil }
    // "blue, size 8", of what comes in teal and coral: that there is no blue is said, and nothing else is taken.
    let options = Set(focus.optionNames.map { Folding.fold($0) })
    guard !phrase.attributes.contains(where: { options.contains(Folding.fold($0.name)) }) else { return nil }
    let words = phrase.attributes.map(\.value).joined(separator: " ")
    let results = context.catalog.search(ProductQuery(text: "\(words) \(focus.title)", limit: Self.maximumChoices))
    return results.hits.map(\.product).first {
      $0.id != focus.id && fits($0, phrase.attributes) && TitleWords.shares($0, focus.title)
    }
  }

  /// Of several products a name may mean, those that were shown or fit what else was said.
  private func narrowed(_ products: [Product], _ phrase: ItemPhrase) -> [Product] {
    var products = products
    func keep(_ condition: (Product) -> Bool) {
      let kept = products.filter(condition)
      if !kept.isEmpty { products = kept }
    }
    if products.count > 1 { keep { TitleWords.holds($0, phrase.words) } }
    // "hb pencils": the box of HB Pencils rather than "Pencil Leads 0.7 HB".
    if products.count > 1 { keep { TitleWords.says($0, phrase.words) } }
    if products.count > 1, let part = phrase.within { keep { $0.categoryPath.contains(part) } }
    if let brand = phrase.brand { keep { $0.brand.map(Folding.fold) == Folding.fold(brand) } }
    if !phrase.attributes.isEmpty, products.count > 1 { keep { fits($0, phrase.attributes) } }
    if products.count > 1 { keep { $0.id == context.memory.focusProduct } }
    if products.count > 1, products.count <= Self.maximumChoices || !context.memory.shownProducts.isEmpty {
      keep { context.memory.shownProducts.contains($0.id) }
    }
    return products
  }

  /// "an indica pre-roll": where the goods that the name found do not come like that, others called so do.
  private func comingSo(_ known: [Product], _ phrase: ItemPhrase) -> [Product]? {
    let options = phrase.attributes.filter { !$0.name.isEmpty }
    func comes(_ product: Product) -> Bool { options.allSatisfy { OptionMatch.anyFits(product, $0) } }
    guard !options.isEmpty, let first = known.first, phrase.reference == nil, !known.contains(where: comes),
      !known.contains(where: { $0.id == context.memory.focusProduct })
    else { return nil }
    let words = phrase.attributes.map(\.value).joined(separator: " ")
    let results = context.catalog.search(
      ProductQuery(text: "\(words) \(first.title)", limit: Self.maximumChoices))
    let fitting = results.hits.map(\.product).filter { product in
      comes(product) && fits(product, phrase.attributes)
        && (TitleWords.holds(product, phrase.words)
          || TitleWords.shares(product, first.title) && product.categoryPath == first.categoryPath)
    }
    if !fitting.isEmpty { return fitting }
    // "pants for yoga, small, plum": what comes so, of all that has to do with it.
    let others = context.catalog.search(ProductQuery(text: phrase.words, limit: Self.mostCompared)).hits.map(\.product)
      .filter { comes($0) && fits($0, phrase.attributes) }
    return options.count < 2 || others.isEmpty ? nil : Array(others.prefix(Self.maximumChoices))
  }

  private func search(_ phrase: ItemPhrase, filters: ProductFilters) -> [Product] {
    var filters = filters
    if let brand = phrase.brand { filters.brands = [brand] }
    let words = phrase.category == nil ? phrase.words : ""
    let results = context.catalog.search(ProductQuery(text: words, filters: filters, limit: Self.maximumChoices))
    var products = results.hits.map(\.product)
    // "the pro", of two kinds of earbuds that were shown: what is called so.
    let called = products.filter { !words.isEmpty && TitleWords.holds($0, words) }
    let shown = called.filter { context.memory.shownProducts.contains($0.id) }
    if shown.count == 1 { return shown }
    if !called.isEmpty, called.count < products.count { products = called }
    guard let best = results.hits.first, results.hits.count > 1, results.hits[1].score < best.score * 0.6 else {
      return products
    }
    return [best.product]
  }

  // MARK: Variants

  private func variant(of product: Product, phrase: ItemPhrase) -> Resolution {
    if product.variants.count == 1 { return .variant(product, product.variants[0]) }
    if let coded = product.variants.first(where: { Self.isCode($0.sku, phrase.words) }) {
      return .variant(product, coded)
    }
    let pointsAtFocus = phrase.attributes.isEmpty && phrase.reference == .focus
    let remembered = pointsAtFocus ? context.memory.focusVariant : nil
    let phrase = asListed(likeTheLast(withRemembered(phrase, product), product), product)
    if let variant = remembered.flatMap(product.variant) { return .variant(product, variant) }
    let wanted = phrase.attributes.filter { OptionMatch.anyFits(product, $0) }
    if let missing = phrase.attributes.first(where: { !wanted.contains($0) && !OptionMatch.describes(product, $0) }) {
      return .noSuchOption(product, wanted: missing.value)
    }
    let matching = product.variants.filter { variant in wanted.allSatisfy { OptionMatch.fits(variant, $0, of: product) }
    }
    guard !matching.isEmpty else { return .noSuchOption(product, wanted: wanted.map(\.value).joined(separator: " ")) }
    if matching.count == 1 { return .variant(product, matching[0]) }
    // "the cheapest notebook you have" is the smallest of its sizes, too.
    if let extreme = extreme(of: matching, phrase.reference) { return .variant(product, extreme) }
    return missingOption(product, matching)
  }

  /// "tank54" is TANK-54, which is one form of the tank.
  private static func isCode(_ sku: String, _ words: String) -> Bool {
    func key(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    return !sku.isEmpty && sku.contains(where: \.isNumber) && key(sku) == key(words)
  }

  private func extreme(of variants: [Variant], _ reference: Reference?) -> Variant? {
    guard reference == .cheapest || reference == .dearest else { return nil }
    let buyable = variants.filter(\.isInStock)
    let prices = buyable.map(\.price.minorUnits)
    guard let price = reference == .cheapest ? prices.min() : prices.max() else { return nil }
    let found = buyable.filter { $0.price.minorUnits == price }
    return found.count == 1 ? found[0] : nil
  }

  /// "do you have it in blue?" … "two in medium": what was said of other options still holds.
  private func withRemembered(_ phrase: ItemPhrase, _ product: Product) -> ItemPhrase {
    guard product.id == context.memory.focusProduct else { return phrase }
    var phrase = phrase
    for filter in context.memory.focusAttributes where !conflicts(filter, with: phrase.attributes, product) {
      phrase.attributes.append(filter)
    }
    return phrase
  }

  /// "king size duvets at 10.5 tog" … "the cheaper one": what the list was of still holds.
  private func asListed(_ phrase: ItemPhrase, _ product: Product) -> ItemPhrase {
    guard let reference = phrase.reference, reference != .focus, context.memory.shownProducts.contains(product.id),
      let asked = context.memory.lastQuery?.filters.attributes
    else { return phrase }
    var phrase = phrase
    phrase.attributes += asked.filter { filter in
      !filter.name.isEmpty && OptionMatch.anyFits(product, filter)
        && !conflicts(filter, with: phrase.attributes, product)
    }
    return phrase
  }

  /// "one in blue, same size": the options of what was talked about last, as far as this comes like that.
  private func likeTheLast(_ phrase: ItemPhrase, _ product: Product) -> ItemPhrase {
    guard phrase.keepsOptions, let last = context.memory.focusProduct.flatMap(context.catalog.product),
      let variant = context.memory.focusVariant.flatMap(last.variant)
    else { return phrase }
    var phrase = phrase
    phrase.attributes += OptionMatch.carried(from: variant, of: last, to: product, unless: phrase.attributes)
    return phrase
  }

  private func conflicts(_ filter: AttributeFilter, with said: [AttributeFilter], _ product: Product) -> Bool {
    let option = option(of: filter, product)
    return option == nil || said.contains { self.option(of: $0, product) == option }
  }

  /// Which of the product's options a value belongs to.
  private func option(of filter: AttributeFilter, _ product: Product) -> Int? {
    product.optionNames.indices.first { OptionMatch.concerns(filter, place: $0, of: product) }
  }

  /// The first option whose value is still open; sold-out values are not offered unless all are.
  private func missingOption(_ product: Product, _ matching: [Variant]) -> Resolution {
    let buyable = matching.filter(\.isInStock)
    let open = buyable.isEmpty ? matching : buyable
    if open.count == 1 { return .variant(product, open[0]) }
    for (index, name) in product.optionNames.enumerated() {
      var values: [String] = []
      for variant in open where index < variant.options.count && !values.contains(variant.options[index]) {
        values.append(variant.options[index])
      }
      if values.count > 1 { return .option(product, name: name, values: values) }
    }
    return .variant(product, open[0])
  }

  private func fits(_ product: Product, _ attributes: [AttributeFilter]) -> Bool {
    attributes.allSatisfy { filter in
      OptionMatch.anyFits(product, filter) || OptionMatch.describes(product, filter)
    }
  }
}
