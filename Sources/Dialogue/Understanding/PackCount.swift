import Commerce
import Language

/// "masa harina 2kg", of what is sold by the kilo: so many packs as make up what was said.
struct PackCount {
  let reading: Reading
  let catalog: any CatalogSnapshot
  let grammar: Grammar
  private var units: WordSet { grammar.units }
  private var packs: WordSet { grammar.roles[.packs] }
  private var partitives: WordSet { grammar.roles[.packJoints] }

  /// More packs than this are no plain multiple.
  private static let most = 12.0

  func counted(_ act: Act, in range: Range<Int>) -> Act {
    let act = pieces(named(act), in: range)
    if let boxes = boxes(act, in: range) ?? packOf(act, in: range) { return boxes }
    guard [.find, .add].contains(act.intent), !act.isQuestion, act.items.count == 1, act.constraints.isEmpty,
      act.items[0].quantity?.isExplicit != true, act.items[0].candidates.count == 1,
      let product = catalog.product(act.items[0].candidates[0]), product.variants.count == 1,
      let pack = measure(Tokenizer.tokens(in: product.title)), let said = measure(Array(reading.tokens[range])),
      pack.dimension == said.dimension, pack.dimension != .length
    else { return act }
    let count = (said.amount / pack.amount).rounded()
    guard (2...Self.most).contains(count), abs(count * pack.amount - said.amount) < said.amount / 50 else { return act }
    var packs = act
    packs.items[0].quantity = QuantityPhrase(.count(Int(count)))
    return packs
  }

  /// "the fifty piece blocks", of "Wooden Blocks 50 pieces": what the title has counts none.
  private func pieces(_ act: Act, in range: Range<Int>) -> Act {
    guard act.items.count == 1, act.items[0].candidates.count == 1, act.items[0].quantity?.isAdditional == false,
      case .count(let said)? = act.items[0].quantity?.value, said >= Self.fewestPieces,
      let product = catalog.product(act.items[0].candidates[0]),
      let mark = reading.quantities.first(where: {
        range.contains($0.range.lowerBound) && $0.quantity == act.items[0].quantity
      }), mark.range.upperBound < range.upperBound
    else { return act }
    let unit = Stemmer.stem(reading.words[mark.range.upperBound], language: reading.language)
    let title = Tokenizer.tokens(in: product.title)
    let isTitled = title.indices.dropLast().contains { index in
      title[index].text == String(said) && Stemmer.stem(title[index + 1].text, language: reading.language) == unit
    }
    guard isTitled else { return act }
    var act = act
    act.items[0].quantity = nil
    return act
  }

  /// Fewer are as often packs.
  private static let fewestPieces = 4

  /// "six roses", of "Six Red Roses" and "Dozen Red Roses": the one whose title counts so.
  private func named(_ act: Act) -> Act {
    guard [.find, .add].contains(act.intent), act.items.count == 1, act.items[0].candidates.count > 1,
      case .count(let said)? = act.items[0].quantity?.value, act.items[0].quantity?.isExplicit == true
    else { return act }
    let own = act.items[0].candidates.filter { id in
      catalog.product(id).map { held(Tokenizer.tokens(in: $0.title)) == said } ?? false
    }
    guard own.count == 1 else { return act }
    var act = act
    act.items[0].candidates = own
    return act
  }

  /// "8 burgers", of what comes as "Pack of 4" and "Pack of 8": one of the eight. "6 bbq wings", of 6 or 12 pieces.
  private func packOf(_ act: Act, in range: Range<Int>) -> Act? {
    guard [.find, .add].contains(act.intent), act.items.count == 1, act.items[0].candidates.count == 1,
      act.items[0].quantity?.isAdditional == false,
      case .count(let said)? = act.items[0].quantity?.value, act.items[0].quantity?.isExplicit == true,
      said >= Self.fewestPieces, !isOfBoxes(range), let product = catalog.product(act.items[0].candidates[0])
    else { return nil }
    for (place, name) in product.optionNames.enumerated()
    where !act.items[0].attributes.contains(where: { Folding.fold($0.name) == Folding.fold(name) }) {
      let values = Set(product.variants.compactMap { place < $0.options.count ? $0.options[place] : nil })
      let counts = Tokenizer.tokens(in: name).contains { packs.contains($0.text) || units.contains($0.text) }
      func pieces(_ value: String) -> Int? { counts ? Int(value) : self.held(Tokenizer.tokens(in: value)) }
      let held = values.filter { pieces($0) == said }
      guard held.count == 1, let value = held.first, values.allSatisfy({ pieces($0) != nil }),
        counts || act.items[0].attributes.isEmpty
      else { continue }
      var act = act
      act.items[0].quantity = nil
      act.items[0].attributes.append(AttributeFilter(name: name.lowercased(), value: value))
      return act
    }
    return nil
  }

  /// "half a dozen muffins", of a box of six: one box.
  private func boxes(_ act: Act, in range: Range<Int>) -> Act? {
    guard [.find, .add].contains(act.intent), act.items.count == 1, act.items[0].candidates.count == 1,
      case .count(let said)? = act.items[0].quantity?.value, act.items[0].quantity?.isExplicit == true,
      let product = catalog.product(act.items[0].candidates[0]), let held = held(Tokenizer.tokens(in: product.title)),
      said % held == 0, said / held <= Self.mostBoxes, !isOfBoxes(range)
    else { return nil }
    var act = act
    act.items[0].quantity = QuantityPhrase(.count(said / held))
    return act
  }

  /// "(box of 6)", "6-pack": how many pieces a title says are in it.
  private func held(_ title: [Token]) -> Int? {
    // "Six Red Roses", "Dozen Red Roses"
    if title.count > 1, title[0].kind == .word,
      case .whole(let count)? = NumberWords.mentions(in: Array(title.prefix(1)), language: reading.language).first?
        .value,
      Self.boxSizes.contains(count)
    {
      return count
    }
    return title.indices.lazy.compactMap { index -> Int? in
      guard title[index].kind == .number, let count = Int(title[index].text), Self.boxSizes.contains(count) else {
        return nil
      }
      let before = title[..<index].suffix(2).map(\.text)
      let after = title[(index + 1)...].prefix(2).map(\.text).filter { $0 != "-" }
      let isOf =
        before.count == 2 && (units.contains(before[0]) || packs.contains(before[0])) && partitives.contains(before[1])
      return isOf || after.first.map(packs.contains) == true ? count : nil
    }.first
  }

  private static let boxSizes = 4...48
  private static let mostBoxes = 4

  /// "6 boxes of muffins" are six.
  private func isOfBoxes(_ range: Range<Int>) -> Bool {
    reading.quantities.contains { mark in
      range.contains(mark.range.lowerBound) && mark.range.upperBound < reading.words.count
        && units.contains(reading.words[mark.range.upperBound])
    }
  }

  private func measure(_ tokens: [Token]) -> Measure? { Measure.first(in: tokens, language: reading.language) }
}
