import Commerce
import Dialogue

/// What several forms of one product cost: "how much for the 100 ml and the 50?".
enum ProductPrices {
  /// nil where not several values of one option were asked for.
  static func each(of product: Product, like asked: [AttributeFilter], _ context: Context) -> Step<NoState>? {
    for place in product.optionNames.indices {
      let wanted = asked.filter { filter in
        product.variants.contains { variant in
          place < variant.options.count && OptionMatch.isSame(variant.options[place], filter.value)
        }
      }
      let forms = wanted.compactMap { filter in
        product.variants.first { place < $0.options.count && OptionMatch.isSame($0.options[place], filter.value) }
      }
      guard Set(forms.map(\.id)).count > 1 else { continue }
      var memory = context.memory
      memory.focus(on: product.id)
      let rows = forms.map { variant -> [String: ReplyFact] in
        [
          "name": .text(variant.options[place]), "price": .money(variant.price), "sold_out": .flag(!variant.isInStock),
        ]
      }
      return Step(
        [Reply("product.prices", ["title": .text(product.title), "rows": .rows(rows)])], memory: memory)
    }
    return nil
  }
}
