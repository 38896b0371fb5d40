import Commerce
import Dialogue

/// What else may serve: goods that are bought together with one, and others of its kind where it is sold out.
///
///     shopper: is the storm lantern in stock?
///     souk:    The Storm lantern is sold out at the moment.
///     souk:    Of the same kind I have: 1. Folding solar lantern — $19.50 …
enum Recommendations {
  static let texts: [TextKey] = ["product.alternatives", "product.goes_with", "label.products"]

  private static let most = 3
  /// Of a category, the most that are compared by their price.
  private static let compared = 50

  /// Others of the narrowest category that can be bought, the nearest in price first.
  static func alternatives(to product: Product, _ context: Context) -> [Product] {
    guard let category = product.categoryPath.last else { return [] }
    let query = ProductQuery(
      filters: ProductFilters(categories: [category], inStockOnly: true), limit: compared)
    let price = product.priceRange.lowerBound
    let others = context.catalog.search(query).hits.map(\.product).filter { $0.id != product.id }
    let sorted = others.sorted {
      (abs($0.priceRange.lowerBound - price), $0.id) < (abs($1.priceRange.lowerBound - price), $1.id)
    }
    return Array(sorted.prefix(most))
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
    step.replies.append(
      Reply(
        "product.alternatives", ["rows": ProductText.rows(others)], choices: others.map(ProductText.choice),
        choicesLabel: "label.products", listsItsChoices: true))
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

  private static func record(_ products: [Product], _ kind: SearchEvent.Kind) -> Effect {
    .recordSearch(
      SearchEvent(query: ProductQuery(), resultCount: products.count, shown: products.map(\.id), kind: kind))
  }
}
