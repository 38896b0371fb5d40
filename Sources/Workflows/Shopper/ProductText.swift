import Commerce
import Dialogue
import Language

/// How a product is put in a list or on a card.
enum ProductText {
  /// What the shop is called; empty where nobody has named it and it has only the name of the default store.
  static func shopName(_ store: Store) -> String {
    store.slug == "main" && Folding.fold(store.name) == store.slug ? "" : store.name
  }

  /// Characters of a description in a chat; the rest is on the product's page.
  static let descriptionLength = 320

  static func price(_ product: Product) -> ReplyFact {
    let range = product.priceRange
    let currency = product.variants.first?.price.currency ?? .usd
    let low = Money(minorUnits: range.lowerBound, currency: currency)
    guard range.upperBound > range.lowerBound else { return .money(low) }
    return .moneyRange(low, Money(minorUnits: range.upperBound, currency: currency))
  }

  /// What the forms cost that are of these values; of all where none is.
  static func price(_ product: Product, of attributes: [AttributeFilter]) -> ReplyFact {
    let told = product.variants.filter { variant in attributes.allSatisfy { OptionMatch.fits(variant, $0, of: product) }
    }
    guard let low = told.min(by: { $0.price.minorUnits < $1.price.minorUnits })?.price,
      let high = told.max(by: { $0.price.minorUnits < $1.price.minorUnits })?.price
    else { return price(product) }
    return low == high ? .money(low) : .moneyRange(low, high)
  }

  /// `Rain jacket (M / Blue)`
  static func name(_ product: Product, _ variant: Variant) -> String {
    variant.options.isEmpty || product.variants.count == 1 ? product.title : "\(product.title) (\(variant.optionText))"
  }

  /// `Size: S, M, L` for each option.
  static func options(_ product: Product) -> [[String: ReplyFact]] {
    guard product.variants.count > 1 else { return [] }
    return product.optionNames.enumerated().map { index, name in
      var values: [String] = []
      for variant in product.variants where index < variant.options.count && !values.contains(variant.options[index]) {
        values.append(variant.options[index])
      }
      return ["name": .text(name), "values": .text(list(values))]
    }
  }

  /// `S, M, L`; with semicolons where a value has a comma of its own.
  static func list(_ values: [String]) -> String {
    values.joined(separator: values.contains { $0.contains(",") } ? "; " : ", ")
  }

  static func short(_ description: String) -> String {
    let text = flowing(description)
    guard text.count > descriptionLength else { return text }
    let cut = text.prefix(descriptionLength)
    let end = cut.lastIndex(where: \.isWhitespace) ?? cut.endIndex
    return cut[..<end] + "…"
  }

  /// Paragraphs run on, and a list keeps its lines: imports write its items as `- …`.
  private static func flowing(_ description: String) -> String {
    var text = ""
    for line in description.split(whereSeparator: \.isNewline) {
      let isItem = line.hasPrefix("- ")
      if !text.isEmpty { text += isItem ? "\n" : " " }
      text += isItem ? "• " + line.dropFirst(2) : line
    }
    return text
  }

  /// `3.2`
  static func oneDigit(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  static func choice(_ product: Product) -> ReplyChoice {
    ReplyChoice(.product(product.id), .literal(product.title), detail: price(product))
  }

  /// Numbered rows of a list: what stands in the text is what may be tapped.
  static func rows(_ products: [Product], soldOut: Bool = true) -> ReplyFact {
    .rows(
      products.enumerated().map { index, product in
        [
          "number": .count(index + 1), "title": .text(product.title), "price": price(product),
          "sold_out": .flag(!product.isInStock),
        ]
      })
  }
}
