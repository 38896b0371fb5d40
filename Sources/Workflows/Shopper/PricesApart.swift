import Commerce
import Dialogue
import Language

/// What forms of a product, or several products, cost, and how far that is apart.
///
///     shopper: what's the price difference?
///     souk:    Scratching Post (60 cm) — $22.00, Scratching Post (90 cm) — $34.00. The difference is $12.00.
enum PricesApart {
  static let texts: [TextKey] = ["product.price_difference"]

  static func step(_ forms: [VariantID], _ context: Context) -> Step<NoState>? {
    let pairs = forms.compactMap { id -> (product: Product, variant: Variant)? in
      guard let product = context.catalog.product(ofVariant: id), let variant = product.variant(id) else { return nil }
      return (product, variant)
    }
    let prices = pairs.map(\.variant.price.minorUnits)
    guard pairs.count > 1, let low = prices.min(), let high = prices.max() else { return nil }
    let rows = pairs.map { product, variant -> [String: ReplyFact] in
      [
        "name": .text(ProductText.name(product, variant)), "price": .money(variant.price),
        "sold_out": .flag(!variant.isInStock),
      ]
    }
    let told = said(of: pairs)
    let apart = Money(minorUnits: high - low, currency: pairs[0].variant.price.currency)
    var memory = context.memory
    if Set(pairs.map(\.product.id)).count == 1 {
      memory.focus(on: pairs[0].product.id)
    } else {
      memory.focus(on: nil)
      memory.shownProducts = pairs.map(\.product.id)
    }
    return Step(
      [
        Reply(
          "product.price_difference",
          ["rows": .rows(rows), "difference": .money(apart), "text": .text(told), "told": .flag(!told.isEmpty)])
      ], memory: memory)
  }

  /// "The 2018 is aged in oak; the 2020 is without": what the text of one product says of the forms held side by side.
  private static func said(of pairs: [(product: Product, variant: Variant)]) -> String {
    guard let product = pairs.first?.product, pairs.allSatisfy({ $0.product.id == product.id }) else { return "" }
    let values = Set(pairs.flatMap(\.variant.options).map { Tokenizer.tokens(in: $0).map(\.text) })
    let shared = values.filter { value in pairs.allSatisfy { $0.variant.options.contains { words($0) == value } } }
    let told = ProductPassages.sentences(of: product.description).filter { sentence in
      let said = words(sentence)
      return values.subtracting(shared).contains { value in
        said.indices.contains { Array(said[$0...].prefix(value.count)) == value }
      }
    }
    return told.prefix(mostSaid).joined(separator: ". ")
  }

  private static let mostSaid = 3

  private static func words(_ text: String) -> [String] { Tokenizer.tokens(in: text).map(\.text) }
}
