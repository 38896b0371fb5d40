import Commerce
import Dialogue
import Language

/// Several forms of one thing, without a word for any of them.
extension BuildCart {
  /// "3 dips, one of each flavour", "two of every colour": one item a value.
  func ofEachForm(_ act: Act, _ items: [ItemPhrase], _ context: Context) -> [ItemPhrase] {
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind != .mark }.map(\.text)
    guard let cue = words.firstIndex(where: context.words[.eachWords].contains),
      let place = items.firstIndex(where: { $0.reference == .all && $0.isUnnamed && $0.attributes.isEmpty })
    else { return items }
    let named = items[..<place].lastIndex { $0.candidates.count == 1 }
    let isOther = items.contains { !$0.isUnnamed && $0.candidates.count != 1 }
    let id = named.map { items[$0].candidates[0] } ?? (isOther ? nil : context.memory.focusProduct)
    guard let product = id.flatMap(context.catalog.product) else { return items }
    let next = cue + 1 < words.count ? words[cue + 1] : ""
    let whole = named.map { items[$0] } ?? ItemPhrase()
    guard let option = option(next, of: product, isNamed: named != nil, context) else { return items }
    let each = count(items[place]) ?? 1
    guard let values = values(option, of: product, whole, each: each) else { return items }
    let parts = values.map { value in
      var part = whole
      part.candidates = [product.id]
      part.linkConfidence = 1
      part.quantity = QuantityPhrase(.count(each))
      part.attributes.append(AttributeFilter(name: product.optionNames[option].lowercased(), value: value))
      return part
    }
    return items.indices.filter { $0 != place && $0 != named }.map { items[$0] } + parts
  }

  /// The option that is named behind "each", else the only one there is of what is named before it.
  private func option(_ word: String, of product: Product, isNamed: Bool, _ context: Context) -> Int? {
    let kinds = [WordRole.colourWords, .sizeWords, .flavourWords].map { context.words[$0] }.filter { $0.contains(word) }
    let told = product.optionNames.firstIndex { name in
      let own = Folding.fold(name)
      return own == word || TitleWords.overlap(name, word) || kinds.contains { $0.contains(own) }
    }
    if let told { return told }
    return isNamed && product.optionNames.count == 1 ? 0 : nil
  }

  /// As many values as were counted: all there are, else those that can be had.
  private func values(_ option: Int, of product: Product, _ whole: ItemPhrase, each: Int) -> [String]? {
    func distinct(_ variants: [Variant]) -> [String] {
      variants.reduce(into: []) { values, variant in
        guard option < variant.options.count, !values.contains(variant.options[option]) else { return }
        values.append(variant.options[option])
      }
    }
    let (all, open) = (distinct(product.variants), distinct(product.variants.filter(\.isInStock)))
    guard all.count > 1 else { return nil }
    guard let total = count(whole) else { return open.isEmpty ? all : open }
    return [all, open].first { $0.count * each == total }
  }
}
