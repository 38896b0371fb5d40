import Commerce
import Dialogue
import Language

/// Compares what a shopper calls a size or colour with what the catalogue calls it.
enum OptionMatch {
  /// Whether a variant of the product is like that: "navy" fits "Navy blue" where nothing is called "Navy" outright,
  /// "M" fits "S/M" where there is no plain "M", and "L" never fits "XL".
  static func fits(_ variant: Variant, _ filter: AttributeFilter, of product: Product) -> Bool {
    let isNamed = product.variants.contains { options(of: $0, filter, product).contains { isSame($0, filter.value) } }
    return options(of: variant, filter, product).contains {
      isNamed ? isSame($0, filter.value) : isPart($0, filter.value)
    }
  }

  /// The values of the option that is named, where the product has one of that name with the value: a waist of 32 is no
  /// length.
  private static func options(of variant: Variant, _ filter: AttributeFilter, _ product: Product) -> [String] {
    guard let place = place(of: filter, product), place < variant.options.count else { return variant.options }
    return [variant.options[place]]
  }

  private static func place(of filter: AttributeFilter, _ product: Product) -> Int? {
    guard !filter.name.isEmpty else { return nil }
    return product.optionNames.indices.first { place in
      Folding.fold(product.optionNames[place]) == Folding.fold(filter.name)
        && product.variants.contains { place < $0.options.count && isSame($0.options[place], filter.value) }
    }
  }

  /// Whether a value that was said is about the option at a place.
  static func concerns(_ filter: AttributeFilter, place: Int, of product: Product) -> Bool {
    if let own = self.place(of: filter, product) { return own == place }
    return product.variants.contains {
      place < $0.options.count && (isSame($0.options[place], filter.value) || isPart($0.options[place], filter.value))
    }
  }

  static func anyFits(_ product: Product, _ filter: AttributeFilter) -> Bool {
    product.variants.contains { variant in
      variant.options.contains { isSame($0, filter.value) || isPart($0, filter.value) }
    }
  }

  /// The values of a variant's options that the wanted ones do not change.
  static func kept(of variant: Variant, unless wanted: [AttributeFilter], _ product: Product) -> [AttributeFilter] {
    variant.options.indices.filter { index in
      !wanted.contains { concerns($0, place: index, of: product) }
    }.map { AttributeFilter(name: index(product, $0), value: variant.options[$0]) }
  }

  /// The values of another product's variant that this one comes in, too, under the same name.
  static func carried(
    from variant: Variant, of old: Product, to product: Product, unless wanted: [AttributeFilter]
  ) -> [AttributeFilter] {
    old.optionNames.indices.compactMap { index -> AttributeFilter? in
      guard index < variant.options.count,
        let place = product.optionNames.firstIndex(where: { Folding.fold($0) == Folding.fold(old.optionNames[index]) })
      else { return nil }
      let own = Set(product.variants.compactMap { place < $0.options.count ? $0.options[place] : nil })
      guard own.contains(where: { isSame($0, variant.options[index]) }),
        !wanted.contains(where: { filter in own.contains { isSame($0, filter.value) || isPart($0, filter.value) } })
      else { return nil }
      return AttributeFilter(name: product.optionNames[place].lowercased(), value: variant.options[index])
    }
  }

  private static func index(_ product: Product, _ place: Int) -> String {
    place < product.optionNames.count ? product.optionNames[place].lowercased() : ""
  }

  static func isSame(_ option: String, _ value: String) -> Bool { canonical(option) == canonical(value) }

  /// "navy" in "Navy blue", "espresso" in "Ground for espresso", "m" in "S/M"; a size is never part of another.
  private static func isPart(_ option: String, _ value: String) -> Bool {
    guard !sizes.contains(canonical(option)) else { return false }
    let own = Tokenizer.tokens(in: option).filter { $0.kind != .mark }.map { canonical($0.text) }
    let wanted = Tokenizer.tokens(in: value).filter { $0.kind != .mark }.map { canonical($0.text) }
    return !wanted.isEmpty && wanted.allSatisfy(own.contains)
  }

  /// The product as a whole is like that: its title, tags or attributes say so.
  static func describes(_ product: Product, _ filter: AttributeFilter) -> Bool {
    let wanted = canonical(filter.value)
    if product.attributes.values.contains(where: { canonical($0) == wanted }) { return true }
    if product.tags.contains(where: { canonical($0) == wanted }) { return true }
    let words = Tokenizer.tokens(in: product.title).map(\.text)
    return words.contains(wanted) || Folding.fold(product.title).contains(wanted) && wanted.utf8.count > 3
  }

  static func canonical(_ value: String) -> String {
    let folded = Folding.fold(value)
    return synonyms[folded] ?? folded
  }

  private static let sizes: Set<String> = [
    "small", "medium", "large", "extra small", "extra large", "double extra large",
  ]

  private static let synonyms = [
    "s": "small", "m": "medium", "l": "large", "xs": "extra small", "xl": "extra large", "xxl": "double extra large",
    "2xl": "double extra large", "x-large": "extra large", "x-small": "extra small", "med": "medium", "lg": "large",
    "sm": "small", "grey": "gray", "big": "large", "x large": "extra large", "xlarge": "extra large",
  ]
}

extension ItemPhrase {
  /// What to call it when it was not found.
  var spoken: String { words.isEmpty ? attributes.map(\.value).joined(separator: " ") : words }
}
