import Commerce
import Dialogue

/// Two or three goods side by side, and which of them costs less.
///
///     shopper: which is cheaper, the brass lantern or the headlamp?
///     souk:    1. Brass camp lantern — $49.00: … 2. Headlamp — $29.00: … Headlamp costs less.
struct CompareProducts: Workflow {
  let name = "compare_products"
  let intents: [Intent] = [.compare]
  let texts: [TextKey] = ["product.compared", "product.costs_less"]

  /// More side by side are a list.
  private static let most = 3
  /// Characters of a description; the card has the rest.
  private static let wordsLength = 140

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    let resolver = ItemResolver(context: context)
    let named = act.items.filter { !$0.candidates.isEmpty || !$0.words.isEmpty || $0.category != nil }
    var products: [Product] = []
    for product in named.compactMap({ resolver.products(for: $0).first }) where !products.contains(product) {
      products.append(product)
    }
    if named.isEmpty { products = context.memory.shownProducts.compactMap(context.catalog.product) }
    let degrees = Degrees(words: context.words)
    if let word = degrees.extreme(in: act.text), let most = degrees.one(of: products, word) {
      let item = ItemPhrase(candidates: [most.id], linkConfidence: 1)
      return Step(next: .handOn(Act(.details, text: act.text, items: [item])))
    }
    products = Array(products.prefix(Self.most))
    guard products.count > 1 else {
      return Step(next: .handOn(Act(products.isEmpty ? .find : .details, text: act.text, items: act.items)))
    }
    var memory = context.memory
    memory.focus(on: nil)
    memory.shownProducts = products.map(\.id)
    memory.offer = nil
    let table = Reply(
      "product.compared", ["rows": .rows(products.enumerated().map(row))],
      choices: products.map(ProductText.choice))
    return Step([table] + costsLess(products), memory: memory)
  }

  private func row(_ index: Int, _ product: Product) -> [String: ReplyFact] {
    let words = ProductText.short(product.description)
    let cut = words.count > Self.wordsLength ? words.prefix(Self.wordsLength) + "…" : Substring(words)
    return [
      "number": .count(index + 1), "title": .text(product.title), "price": ProductText.price(product),
      "words": .text(String(cut)), "sold_out": .flag(!product.isInStock),
    ]
  }

  private func costsLess(_ products: [Product]) -> [Reply] {
    let sorted = products.sorted { $0.priceRange.lowerBound < $1.priceRange.lowerBound }
    guard sorted[0].priceRange.lowerBound < sorted[1].priceRange.lowerBound else { return [] }
    return [Reply("product.costs_less", ["title": .text(sorted[0].title), "price": ProductText.price(sorted[0])])]
  }
}
