import Commerce
import Dialogue
import Language

/// What else may serve: goods that are bought together with one, bundles it is part of, others of its kind where it is
/// sold out, and what to take for who asks for advice.
///
///     shopper: is the storm lantern in stock?
///     souk:    The Storm lantern is sold out at the moment.
///     souk:    Of the same kind I have: 1. Folding solar lantern — $19.50 …
enum Recommendations {
  static let texts: [TextKey] = [
    "product.alternatives", "product.goes_with", "product.part_of", "product.because_bought", "product.favourites",
    "product.featured", "label.products",
  ]

  private static let most = 3
  /// Of a category, the most that are compared by their price.
  private static let compared = 50

  /// Others of the narrowest category that can be bought: those that its name finds first, then the nearest in price.
  static func alternatives(to product: Product, _ context: Context) -> [Product] {
    guard let category = product.categoryPath.last else { return [] }
    var query = ProductQuery(
      text: product.title, filters: ProductFilters(categories: [category], inStockOnly: true), limit: most + 1)
    let alike = context.catalog.search(query).hits.map(\.product).filter { $0.id != product.id }
    (query.text, query.limit) = ("", compared)
    let price = product.priceRange.lowerBound
    let others = context.catalog.search(query).hits.map(\.product).filter { $0.id != product.id && !alike.contains($0) }
    let sorted = others.sorted {
      (abs($0.priceRange.lowerBound - price), $0.id) < (abs($1.priceRange.lowerBound - price), $1.id)
    }
    return Array((alike + sorted).prefix(most))
  }

  /// What orders most often have beside it, as far as it can be bought and is not in the cart already.
  static func complements(of product: Product, _ context: Context) -> [Product] {
    let inCart = Set(context.cart.lines.map(\.productID))
    let found = product.goesWith.filter { !inCart.contains($0) }.compactMap(context.catalog.product)
    return Array(found.filter(\.isInStock).prefix(most))
  }

  /// Adds the others of its kind to the answer about a product that is sold out.
  static func addAlternatives(to step: inout Step<NoState>, for product: Product, _ context: Context) {
    let others = alternatives(to: product, context)
    guard !others.isEmpty else { return }
    step.replies.append(reply("product.alternatives", others))
    step.memory?.shownProducts = others.map(\.id)
    step.effects.append(record(others, .alternatives))
  }

  /// Adds what is often bought with a product to its card.
  static func addComplements(to step: inout Step<NoState>, for product: Product, _ context: Context) {
    let others = complements(of: product, context)
    guard !others.isEmpty else { return }
    step.replies.append(
      Reply("product.goes_with", ["titles": .text(ProductText.list(others.map(\.title)))]))
    step.effects.append(record(others, .complements))
  }

  /// Names the bundles that a product is part of, on its card.
  static func addBundles(to step: inout Step<NoState>, for product: Product, _ context: Context) {
    let bundles = context.catalog.bundles(containing: product.id).filter(\.isInStock).prefix(most)
    guard !bundles.isEmpty else { return }
    step.replies.append(Reply("product.part_of", ["titles": .text(ProductText.list(bundles.map(\.title)))]))
    step.effects.append(record(Array(bundles), .bundles))
  }

  /// Whether somebody asks what to take: "what do you recommend?".
  static func isAsked(_ act: Act, _ context: Context) -> Bool {
    Tokenizer.tokens(in: Folding.fold(act.text)).contains { context.words[.advising].contains($0.text) }
  }

  /// What goes with the newest of what this shopper has bought; what sells best where there is no such thing, and what
  /// the shop itself features where nothing was sold yet.
  static func forShopper(_ context: Context) -> Step<NoState>? {
    let bought = context.orders.flatMap(\.lines).map(\.productID)
    for product in bought.compactMap(context.catalog.product) {
      let others = complements(of: product, context).filter { !bought.contains($0.id) }
      if !others.isEmpty { return list(others, "product.because_bought", .becauseBought, since: product, context) }
    }
    let inCart = Set(context.cart.lines.map(\.productID))
    func first(_ sort: ProductSort) -> [Product] {
      let query = ProductQuery(filters: ProductFilters(inStockOnly: true), sort: sort, limit: FindProducts.pageSize)
      return context.catalog.search(query).hits.map(\.product).filter { !inCart.contains($0.id) }
    }
    let favourites = first(.bestSelling).filter { $0.soldUnits > 0 }
    if !favourites.isEmpty { return list(favourites, "product.favourites", .favourites, since: nil, context) }
    let featured = first(.relevance).filter(\.shelf.isFeatured)
    return featured.isEmpty ? nil : list(featured, "product.featured", .featured, since: nil, context)
  }

  private static func list(
    _ products: [Product], _ text: TextKey, _ kind: SearchEvent.Kind, since product: Product?, _ context: Context
  ) -> Step<NoState> {
    var reply = reply(text, products)
    if let product { reply.arguments["title"] = .text(product.title) }
    reply.products = products.compactMap { ProductReference($0) }
    var memory = context.memory
    memory.shownProducts = products.map(\.id)
    memory.focus(on: nil)
    return Step([reply], effects: [record(products, kind)], memory: memory)
  }

  private static func reply(_ text: TextKey, _ products: [Product]) -> Reply {
    Reply(
      text, ["rows": ProductText.rows(products)], choices: products.map(ProductText.choice),
      choicesLabel: "label.products", listsItsChoices: true)
  }

  private static func record(_ products: [Product], _ kind: SearchEvent.Kind) -> Effect {
    .recordSearch(
      SearchEvent(query: ProductQuery(), resultCount: products.count, shown: products.map(\.id), kind: kind))
  }
}
